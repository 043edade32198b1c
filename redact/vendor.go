package redact

// A vendor's tokens begin with a prefix. Each row is from the vendor's public
// documents; a body that is longer than min is replaced to its end.
type vendor struct {
	prefix string
	set    set
	min    int  // characters after the prefix
	exact  bool // no more than min
	check  func(body string) bool
}

var vendors = [...]vendor{
	{prefix: "sk-", set: urlSet, min: 20, check: opaque},                // OpenAI, Anthropic, OpenRouter, DeepSeek
	{prefix: "sk_live_", set: wordSet, min: 16},                         // Stripe, Clerk
	{prefix: "sk_test_", set: wordSet, min: 16},                         // Stripe, Clerk
	{prefix: "rk_live_", set: wordSet, min: 16},                         // Stripe
	{prefix: "rk_test_", set: wordSet, min: 16},                         // Stripe
	{prefix: "whsec_", set: base64Set, min: 24},                         // Stripe, Svix
	{prefix: "ghp_", set: wordSet, min: 30},                             // GitHub
	{prefix: "gho_", set: wordSet, min: 30},                             // GitHub
	{prefix: "ghu_", set: wordSet, min: 30},                             // GitHub
	{prefix: "ghs_", set: dottedSet, min: 30},                           // GitHub
	{prefix: "ghr_", set: wordSet, min: 30},                             // GitHub
	{prefix: "github_pat_", set: wordSet, min: 40},                      // GitHub
	{prefix: "glpat-", set: dottedSet, min: 20},                         // GitLab, as the gl rows below
	{prefix: "gldt-", set: dottedSet, min: 20},                          //
	{prefix: "glrt-", set: dottedSet, min: 20},                          //
	{prefix: "glrtr-", set: dottedSet, min: 20},                         //
	{prefix: "glcbt-", set: dottedSet, min: 20},                         //
	{prefix: "glptt-", set: dottedSet, min: 20},                         //
	{prefix: "glft-", set: dottedSet, min: 20},                          //
	{prefix: "glsoat-", set: dottedSet, min: 20},                        //
	{prefix: "gloas-", set: dottedSet, min: 20},                         //
	{prefix: "glagent-", set: dottedSet, min: 20},                       //
	{prefix: "glimt-", set: dottedSet, min: 20},                         //
	{prefix: "xoxb-", set: urlSet, min: 20, check: mixed},               // Slack, as the xox rows below
	{prefix: "xoxp-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "xoxa-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "xoxr-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "xoxs-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "xoxc-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "xoxd-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "xoxe-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "xoxe.xoxp-", set: urlSet, min: 20, check: mixed},          //
	{prefix: "xoxe.xoxb-", set: urlSet, min: 20, check: mixed},          //
	{prefix: "xapp-", set: urlSet, min: 20, check: mixed},               //
	{prefix: "AIza", set: urlSet, min: 35},                              // Google
	{prefix: "GOCSPX-", set: urlSet, min: 28},                           // Google
	{prefix: "ya29.", set: dottedSet, min: 20, check: mixed},            // Google
	{prefix: "AKIA", set: alnumSet, min: 16, exact: true, check: shout}, // AWS
	{prefix: "ASIA", set: alnumSet, min: 16, exact: true, check: shout}, // AWS
	{prefix: "ABIA", set: alnumSet, min: 16, exact: true, check: shout}, // AWS
	{prefix: "ACCA", set: alnumSet, min: 16, exact: true, check: shout}, // AWS
	{prefix: "npm_", set: alnumSet, min: 36},                            // npm
	{prefix: "pypi-", set: urlSet, min: 50},                             // PyPI
	{prefix: "rubygems_", set: hexSet, min: 48},                         // RubyGems
	{prefix: "cio", set: alnumSet, min: 32, exact: true, check: mixed},  // crates.io
	{prefix: "SG.", set: dottedSet, min: 60},                            // SendGrid
	{prefix: "xkeysib-", set: urlSet, min: 64},                          // Brevo
	{prefix: "key-", set: hexSet, min: 32, exact: true},                 // Mailgun
	{prefix: "SK", set: hexSet, min: 32, exact: true},                   // Twilio
	{prefix: "hf_", set: alnumSet, min: 30},                             // Hugging Face
	{prefix: "api_org_", set: alnumSet, min: 30},                        // Hugging Face
	{prefix: "gsk_", set: alnumSet, min: 40},                            // Groq
	{prefix: "xai-", set: alnumSet, min: 60},                            // xAI
	{prefix: "pplx-", set: alnumSet, min: 40},                           // Perplexity
	{prefix: "r8_", set: alnumSet, min: 36},                             // Replicate
	{prefix: "dop_v1_", set: hexSet, min: 64},                           // DigitalOcean
	{prefix: "doo_v1_", set: hexSet, min: 64},                           // DigitalOcean
	{prefix: "dor_v1_", set: hexSet, min: 64},                           // DigitalOcean
	{prefix: "dapi", set: hexSet, min: 32},                              // Databricks
	{prefix: "dckr_pat_", set: urlSet, min: 20},                         // Docker
	{prefix: "shpat_", set: hexSet, min: 32},                            // Shopify
	{prefix: "shpca_", set: hexSet, min: 32},                            // Shopify
	{prefix: "shppa_", set: hexSet, min: 32},                            // Shopify
	{prefix: "shpss_", set: hexSet, min: 32},                            // Shopify
	{prefix: "sq0csp-", set: urlSet, min: 43},                           // Square
	{prefix: "sq0atp-", set: urlSet, min: 22},                           // Square
	{prefix: "hvs.", set: urlSet, min: 24},                              // HashiCorp Vault
	{prefix: "hvb.", set: urlSet, min: 24},                              // HashiCorp Vault
	{prefix: "glsa_", set: wordSet, min: 40},                            // Grafana
	{prefix: "glc_", set: base64Set, min: 32},                           // Grafana
	{prefix: "dp.pt.", set: alnumSet, min: 40},                          // Doppler
	{prefix: "dp.st.", set: dottedSet, min: 40},                         // Doppler
	{prefix: "lin_api_", set: alnumSet, min: 40},                        // Linear
	{prefix: "ntn_", set: alnumSet, min: 40},                            // Notion
	{prefix: "figd_", set: urlSet, min: 40},                             // Figma
	{prefix: "ATATT3", set: bearerSet, min: 60},                         // Atlassian
	{prefix: "PMAK-", set: urlSet, min: 50},                             // Postman
	{prefix: "NRAK-", set: alnumSet, min: 27},                           // New Relic
	{prefix: "pul-", set: hexSet, min: 40},                              // Pulumi
	{prefix: "pscale_tkn_", set: dottedSet, min: 32},                    // PlanetScale
	{prefix: "pscale_pw_", set: dottedSet, min: 32},                     // PlanetScale
	{prefix: "tskey-", set: urlSet, min: 20, check: mixed},              // Tailscale
	{prefix: "sbp_", set: hexSet, min: 40},                              // Supabase
	{prefix: "sntrys_", set: base64Set, min: 40},                        // Sentry
	{prefix: "sntryu_", set: hexSet, min: 64},                           // Sentry
	{prefix: "AGE-SECRET-KEY-1", set: alnumSet, min: 58, check: shout},  // age
	{prefix: "eyJ", set: urlSet, min: 8},                                // see jwtEnd
	{prefix: "Bearer ", set: bearerSet, min: 16},                        // see schemeEnd
	{prefix: "bearer ", set: bearerSet, min: 16},                        // see schemeEnd
	{prefix: "Basic ", set: base64Set, min: 8},                          // see schemeEnd
	{prefix: "basic ", set: base64Set, min: 8},                          // see schemeEnd
}

// vendorsByFirst holds the indices of the rows by the prefix's first byte.
var vendorsByFirst = func() (t [256][]uint8) {
	for i, v := range vendors {
		t[v.prefix[0]] = append(t[v.prefix[0]], uint8(i))
	}
	return t
}()

// vendorPairs holds the second bytes of the prefixes by the first one, so that
// few words are compared at all.
var vendorPairs = func() (t [256]byteSet) {
	for _, v := range vendors {
		t[v.prefix[0]].add(v.prefix[1])
	}
	return t
}()

// A byteSet is a set of bytes as bits.
type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }
