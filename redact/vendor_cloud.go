package redact

import "strings"

var cloudVendors = []vendor{
	{id: "aws-key-id", prefixes: "AKIA ASIA ABIA ACCA", set: alnumSet, min: 16, max: 16, check: shout, source: "AWS IAM: unique identifiers", pairs: true},
	token("aws-mws", "amzn.mws.", urlSet, 36, 36, nil, "Amazon MWS"),
	token("amazon-oauth", "amzn1.oa2-cs.v1.", hexSet, 64, 64, nil, "Login with Amazon"),
	token("amazon-token", "Atza| Atzr|", base64Set, 100, 0, mixed, "Login with Amazon"),
	token("google-api", "AIza", urlSet, 35, 35, nil, "Google Cloud: API keys"),
	token("google-oauth", "ya29. 1//0", dottedSet, 20, 0, mixed, "Google: OAuth 2.0"),
	token("google-client-secret", "GOCSPX-", urlSet, 28, 0, nil, "Google: OAuth 2.0"),
	token("google-hmac", "GOOG1E", alnumSet, 55, 55, shout, "Google Cloud Storage: HMAC keys"),
	token("google-auth-express", "AQ.Ab", urlSet, 40, 0, mixed, "Google Cloud: API keys"),
	{id: "azure-client-secret", prefixes: "Q~", set: bearerSet, min: 31, max: 34, lead: 4, check: opaqueish, source: "Microsoft Entra: client secrets"},
	token("azure-sas", "SharedAccessSignature␣sr=", sasSet, 60, 0, nil, "Azure: shared access signatures"),
	token("digitalocean", "dop_v1_ doo_v1_ dor_v1_", hexSet, 64, 0, nil, "DigitalOcean: API tokens"),
	token("alibaba", "LTAI", alnumSet, 16, 20, mixed, "Alibaba Cloud: AccessKey"),
	token("tencent", "AKID", alnumSet, 32, 32, mixed, "Tencent Cloud: CAM"),
	token("yandex-api", "AQVN", urlSet, 35, 0, mixed, "Yandex Cloud: API keys"),
	token("yandex-iam", "t1.", dottedSet, 80, 0, opaque, "Yandex Cloud: IAM tokens"),
	token("yandex-oauth", "y0_", urlSet, 50, 0, mixed, "Yandex OAuth"),
	token("scaleway", "SCW", alnumSet, 17, 17, shoutMixed, "Scaleway: API keys"),
	token("exoscale", "EXO", alnumSet, 24, 32, mixedLower, "Exoscale: IAM"),
	token("cloudflare-origin", "v1.0-", urlSet, 140, 0, opaque, "Cloudflare: origin CA keys"),
	token("vault", "hvs. hvb. hvr.", urlSet, 24, 0, nil, "HashiCorp Vault: tokens"),
	{id: "terraform-cloud", prefixes: ".atlasv1.", set: urlSet, min: 60, lead: 14, source: "HCP Terraform: API tokens"},
	token("pulumi", "pul-", hexSet, 40, 0, nil, "Pulumi Cloud: access tokens"),
	token("doppler", "dp.pt. dp.ct. dp.scim. dp.audit. dp.sa.", alnumSet, 40, 0, nil, "Doppler: token formats"),
	token("doppler-service", "dp.st.", dottedSet, 40, 0, nil, "Doppler: token formats"),
	token("infisical", "st.", dottedSet, 60, 0, opaque, "Infisical: service tokens"),
	token("1password-service", "ops_eyJ", urlSet, 100, 0, nil, "1Password: service accounts"),
	token("1password-secret-key", "A3-", urlSet, 36, 37, shout, "1Password: Secret Key"),
	token("tailscale", "tskey- tskey-auth- tskey-api- tskey-client- tskey-scim- tskey-webhook-", urlSet, 16, 0, mixed, "Tailscale: key prefixes"),
	token("supabase", "sbp_ sb_secret_", urlSet, 30, 0, mixed, "Supabase: API keys"),
	token("planetscale", "pscale_tkn_ pscale_pw_ pscale_oauth_", dottedSet, 32, 0, nil, "PlanetScale: tokens"),
	token("neon", "napi_", alnumSet, 60, 0, nil, "Neon: API keys"),
	token("mongodb-atlas", "mdb_sa_sk_", urlSet, 32, 0, mixed, "MongoDB Atlas: service accounts"),
	token("confluent", "cflt", base64Set, 60, 60, mixed, "Confluent Cloud: API secrets"),
	token("cockroach", "CCDB1_", wordSet, 40, 0, mixed, "CockroachDB Cloud: API keys"),
	token("aiven", "AVNS_", urlSet, 19, 19, nil, "Aiven: service passwords"),
	token("xata", "xau_", alnumSet, 30, 0, mixed, "Xata: API keys"),
	token("databricks", "dapi dkea dose", hexSet, 32, 0, nil, "Databricks: tokens"),
	token("clickhouse", "4b1d", alnumSet, 38, 38, mixed, "ClickHouse Cloud: API secrets"),
	token("materialize", "mzp_", hexSet, 64, 0, nil, "Materialize: app passwords"),
	token("tinybird", "p.eyJ", dottedSet, 60, 0, opaque, "Tinybird: tokens"),
	token("openshift", "sha256~", urlSet, 43, 43, nil, "OpenShift: OAuth tokens"),
	token("rancher", "kubeconfig-user-", sasSet, 50, 0, opaque, "Rancher: API keys"),
	token("ory", "ory_pat_ ory_at_ ory_rt_ ory_ac_ ory_st_", wordSet, 30, 0, mixed, "Ory: tokens"),
	token("stytch", "secret-live- secret-test-", urlSet, 30, 0, opaque, "Stytch: API keys"),
	token("permit", "permit_key_", alnumSet, 60, 0, nil, "Permit.io: API keys"),
	token("clerk", "sk_live_ sk_test_", wordSet, 16, 0, nil, "Stripe, Clerk, Paystack: secret keys"),
	token("grafana", "glsa_", wordSet, 40, 0, nil, "Grafana: service accounts"),
	token("grafana-cloud", "glc_", base64Set, 32, 0, nil, "Grafana Cloud: access policies"),
	token("datadog", "ddpat_ ddsat_", wordSet, 30, 0, mixed, "Datadog: access tokens"),
	token("newrelic", "NRAK- NRII- NRJS- NRRA- NRBR-", alnumMarkSet, 19, 0, nil, "New Relic: API keys"),
	token("sentry-org", "sntrys_eyJ", base64WordSet, 40, 0, nil, "Sentry: org auth tokens"),
	token("sentry-user", "sntryu_ sntryi_ sntrya_", hexSet, 64, 64, nil, "Sentry: auth tokens"),
	token("honeycomb", "hcaik_ hcalk_ hcaic_ hcxik_ hcxmk_ hcbik_", alnumSet, 50, 0, mixed, "Honeycomb: API keys"),
	token("dynatrace", "dt0c01. dt0s01. dt0s02. dt0s06. dt0s08. dt0s16.", dottedSet, 80, 0, shout, "Dynatrace: token formats"),
	token("axiom", "xaat- xapt-", urlSet, 36, 36, nil, "Axiom: tokens"),
	token("posthog", "phx_ phs_", alnumSet, 40, 0, mixed, "PostHog: personal API keys"),
	token("launchdarkly", "sdk- mob- api-", urlSet, 36, 36, uuid, "LaunchDarkly: access tokens"),
	token("statsig", "secret-", alnumSet, 40, 0, mixed, "Statsig: server keys"),
	token("elastic", "essu_", slugSet, 60, 0, nil, "Elastic Cloud: API keys"),
	token("zuplo", "zpka_", wordSet, 32, 0, mixed, "Zuplo: API keys"),
	token("defined", "dnkey-", urlSet, 80, 0, nil, "Defined Networking: API keys"),
	token("nightfall", "NF-", alnumSet, 32, 32, mixed, "Nightfall: API keys"),
	token("settlemint", "sm_aat_ sm_pat_ sm_sat_", alnumSet, 16, 0, mixed, "SettleMint: tokens"),
	token("beamer", "b_", base64Set, 44, 44, mixed, "Beamer: API keys"),
	token("adobe", "p8e-", alnumSet, 32, 32, nil, "Adobe: client secrets"),
	token("intra42", "s-s4t2ud- s-s4t2af-", hexSet, 64, 64, nil, "42: API secrets"),
	token("maxmind", "_mmk", wordSet, 0, 0, nil, "MaxMind: license keys").leading(36),
	token("lichess", "lip_", alnumSet, 20, 0, mixed, "Lichess: API tokens"),
	token("mapbox", "sk.eyJ tk.eyJ", dottedSet, 60, 0, opaque, "Mapbox: access tokens"),
	token("facebook", "EAAC EAAB EAAG EAAD EAAM EAAE", alnumSet, 80, 0, mixed, "Meta: access tokens"),
	token("instagram", "IGQV IGAA", alnumSet, 80, 0, mixed, "Meta: access tokens"),
	token("twitter", "AAAAAAAAAAAAAAAAAAAAA", bearerSet, 60, 0, paddedToken, "X: bearer tokens"),
	token("dropbox", "sl.", urlSet, 100, 0, opaque, "Dropbox: access tokens"),
	token("zoho", "1000.", dottedSet, 65, 65, opaque, "Zoho: OAuth"),
	token("salesforce", "00D", sessionSet, 100, 115, salesforce, "Salesforce: session ids"),
}

// leading says how many characters stand before the prefix.
func (v vendor) leading(n int) vendor { v.lead = n; return v }

// paddedToken: what follows the zeros of an X token. In data that are mostly zeros
// there are more of them, and the marks of base64, which X escapes.
func paddedToken(body string) bool {
	return !strings.HasPrefix(body, "AAAA") && !strings.Contains(body, "AAAAAAAAAA") && !strings.ContainsAny(body, "/+") && opaque(body)
}

func mixedLower(body string) bool { return mixed(body) && strings.ToLower(body) == body }

func opaqueish(body string) bool { return distinct(body) >= 10 }

func uuid(body string) bool {
	return body[8] == '-' && body[13] == '-' && body[18] == '-' && body[23] == '-' && hexRun(body[24:]) && hexRun(body[:8])
}

// salesforce: the organization's id, an exclamation mark, the session.
func salesforce(body string) bool { return body[12] == '!' || body[15] == '!' }
