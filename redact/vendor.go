package redact

import "strings"

// A vendor is one sort of token that a vendor's documents describe: what it
// begins with, what follows, how long that is. A body that is longer than min
// is replaced to its end, unless max bounds it.
type vendor struct {
	id       string
	prefixes string // separated by blanks; ␣ stands for a blank in one
	set      set
	min, max int
	check    func(body string) bool
	source   string

	kind   kind
	lead   int // characters of set that stand before the prefix
	digits int // so many digits at most stand there, and lead at least
	pairs  bool
	do     probeKind
}

func token(id, prefixes string, s set, least, most int, check func(string) bool, source string) vendor {
	return vendor{id: id, prefixes: prefixes, set: s, min: least, max: most, check: check, source: source}
}

// bitwarden: a UUID, a secret, and a key in base64.
func bitwarden(body string) bool {
	return len(body) > 60 && uuid(body[:36]) && body[36] == '.' && strings.IndexByte(body[37:], ':') >= 20
}

var vendors = [...][]vendor{standards, modelVendors, codeVendors, cloudVendors, serviceVendors, messageVendors, paymentVendors}

// standards are tokens of open formats.
var standards = []vendor{
	{id: "jwt", prefixes: "eyJ", set: urlSet, min: 8, source: "RFC 7519, RFC 7516", do: probeJWT},
	{id: "bearer", prefixes: "Bearer␣ bearer␣ BEARER␣", set: bearerSet, min: 16, source: "RFC 6750", do: probeScheme},
	{id: "basic", prefixes: "Basic␣ basic␣ BASIC␣", set: base64Set, min: 8, source: "RFC 7617", do: probeScheme},
	{id: "age-identity", prefixes: "AGE-SECRET-KEY-1", set: alnumSet, min: 58, check: shout, source: "age-encryption.org/v1", kind: privateKey},
	{id: "age-pq-identity", prefixes: "AGE-SECRET-KEY-PQ-1", set: alnumSet, min: 58, check: shout, source: "age-encryption.org/v1", kind: privateKey},
	token("paseto", "v2.local. v2.public. v3.local. v3.public. v4.local. v4.public.", dottedSet, 40, 0, opaque, "PASETO, sections 2 to 4"),
	token("secret-token-uri", "secret-token:", dottedSet, 16, 0, opaque, "RFC 8959"),
}

var modelVendors = []vendor{
	token("openai", "sk-", urlSet, 20, 0, opaque, "OpenAI API reference; DeepSeek, Moonshot and others use the same"),
	token("openai-project", "sk-proj- sk-svcacct- sk-admin- sk-None-", urlSet, 40, 0, opaque, "OpenAI API reference"),
	token("anthropic", "sk-ant-api03- sk-ant-admin01- sk-ant-oat01- sk-ant-ort01- sk-ant-sid01-", urlSet, 40, 0, opaque, "Anthropic API reference"),
	token("openrouter", "sk-or-v1-", hexSet, 64, 64, nil, "OpenRouter documentation"),
	token("langfuse", "sk-lf-", urlSet, 36, 36, nil, "Langfuse documentation"),
	token("helicone", "sk-helicone-", urlSet, 20, 0, mixed, "Helicone documentation"),
	token("huggingface", "hf_ api_org_", alnumSet, 30, 38, nil, "Hugging Face Hub documentation"),
	token("groq", "gsk_", alnumSet, 40, 0, nil, "Groq documentation"),
	token("xai", "xai-", alnumSet, 60, 0, nil, "xAI documentation"),
	token("perplexity", "pplx-", alnumSet, 40, 0, nil, "Perplexity documentation"),
	token("replicate", "r8_", alnumSet, 36, 0, nil, "Replicate documentation"),
	token("nvidia", "nvapi-", urlSet, 60, 0, opaque, "NVIDIA NGC documentation"),
	token("cerebras", "csk-", alnumSet, 40, 0, mixed, "Cerebras documentation"),
	token("together", "tgp_v1_", urlSet, 40, 0, opaque, "Together AI documentation"),
	token("fireworks", "fw_", alnumSet, 22, 0, mixed, "Fireworks AI documentation"),
	token("langsmith", "lsv2_pt_ lsv2_sk_", wordSet, 32, 0, mixed, "LangSmith documentation"),
	token("elevenlabs", "sk_", hexSet, 48, 48, nil, "ElevenLabs documentation"),
	token("pinecone", "pcsk_", wordSet, 50, 0, mixed, "Pinecone documentation"),
	token("voyage", "pa-", urlSet, 43, 43, opaque, "Voyage AI documentation"),
	token("jina", "jina_", urlSet, 40, 0, opaque, "Jina AI documentation"),
	token("tavily", "tvly-", urlSet, 20, 0, opaque, "Tavily documentation"),
	token("firecrawl", "fc-", hexSet, 32, 32, nil, "Firecrawl documentation"),
	token("e2b", "e2b_", hexSet, 40, 40, nil, "E2B documentation"),
	token("runpod", "rpa_", alnumSet, 40, 0, shout, "RunPod documentation"),
	token("llamacloud", "llx-", alnumSet, 40, 0, nil, "LlamaCloud documentation"),
	token("cursor", "crsr_", alnumSet, 40, 0, mixed, "Cursor documentation"),
	token("cursor-user", "key_", hexSet, 64, 64, nil, "Cursor documentation"),
	token("devin", "apk_user_ apk_", base64Set, 80, 0, mixed, "Devin documentation"),
	token("devin-service", "cog_", alnumSet, 52, 52, mixed, "Devin documentation"),
	token("brave", "BSA", urlSet, 24, 40, opaque, "Brave Search API documentation"),
	token("wandb", "wandb_v1_", wordSet, 40, 0, mixed, "Weights & Biases documentation"),
	token("modal", "ak- as-", alnumSet, 22, 22, mixed, "Modal documentation"),
	token("unkey", "unkey_", alnumSet, 20, 0, mixed, "Unkey documentation"),
	token("anyscale", "esecret_", alnumSet, 28, 0, mixed, "Anyscale documentation"),
	token("friendli", "flp_", alnumSet, 40, 0, mixed, "Friendli documentation"),
	token("context7", "ctx7sk-", urlSet, 36, 0, nil, "Context7 documentation"),
	token("apify", "apify_api_", alnumSet, 34, 0, nil, "Apify documentation"),
	token("browserbase", "bb_live_", urlSet, 20, 0, twoCases, "Browserbase documentation"),
	token("aws-bedrock", "ABSK", base64Set, 100, 0, mixed, "Amazon Bedrock API keys"),
	token("aws-bedrock-short", "bedrock-api-key-", base64Set, 40, 0, mixed, "Amazon Bedrock API keys"),
	token("vercel-ai", "vck_", alnumSet, 40, 0, mixed, "Vercel AI Gateway documentation"),
	token("mem0", "m0-", alnumSet, 40, 40, mixed, "Mem0 documentation"),
}

var codeVendors = []vendor{
	token("github-pat", "ghp_", wordSet, 30, 0, nil, "GitHub: token formats"),
	token("github-oauth", "gho_", wordSet, 30, 0, nil, "GitHub: token formats"),
	token("github-app", "ghu_ ghs_", dottedSet, 30, 0, nil, "GitHub: token formats"),
	token("github-refresh", "ghr_", wordSet, 30, 0, nil, "GitHub: token formats"),
	token("github-fine-grained", "github_pat_", wordSet, 40, 0, nil, "GitHub: token formats"),
	token("gitlab-pat", "glpat-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-deploy", "gldt-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-runner", "glrt- glrtr- GR1348941", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-job", "glcbt-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-trigger", "glptt-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-feed", "glft-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-scim", "glsoat-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-oauth", "gloas-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-agent", "glagent-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-mail", "glimt-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-feature-flag", "glffct-", dottedSet, 20, 0, nil, "GitLab: token overview"),
	token("gitlab-session", "_gitlab_session=", hexSet, 32, 32, nil, "GitLab"),
	token("atlassian", "ATATT3 ATSTT3 ATCTT3", bearerSet, 60, 0, opaque, "Atlassian: API tokens"),
	token("bitbucket", "ATBB", bearerSet, 24, 0, mixed, "Bitbucket: app passwords"),
	token("trello", "ATTA", hexAnySet, 64, 0, nil, "Trello: API tokens"),
	token("sourcegraph", "sgp_", wordSet, 40, 57, sourcegraph, "Sourcegraph: access tokens"),
	token("sourcegraph-license", "slk_", hexSet, 64, 64, nil, "Sourcegraph: access tokens"),
	token("sonar", "sqp_ squ_ sqa_", hexAnySet, 40, 40, nil, "SonarQube: user tokens"),
	token("circleci", "CCIPAT_ CCIPRJ_", wordSet, 40, 0, mixed, "CircleCI: API tokens"),
	token("buildkite", "bkua_ bkct_ bkaj_ bkjat_ bkcqt_ bkpt_", dottedSet, 40, 0, mixed, "Buildkite: token formats"),
	token("npm", "npm_", alnumSet, 36, 0, nil, "npm: access tokens"),
	token("pypi", "pypi-", urlSet, 50, 0, nil, "PyPI: API tokens"),
	token("rubygems", "rubygems_", hexSet, 48, 0, nil, "RubyGems: API keys"),
	token("crates", "cio", alnumSet, 32, 32, mixed, "crates.io: API tokens"),
	token("nuget", "oy2", alnumSet, 43, 43, mixed, "NuGet: API keys"),
	token("clojars", "CLOJARS_", alnumSet, 60, 0, nil, "Clojars: deploy tokens"),
	token("docker", "dckr_pat_ dckr_oat_", urlSet, 20, 0, nil, "Docker: access tokens"),
	token("jfrog", "AKCp", alnumSet, 69, 69, mixed, "JFrog: API keys"),
	token("jfrog-reference", "cmVmdGtu", alnumSet, 56, 56, mixed, "JFrog: reference tokens"),
	token("snyk", "snyk_uat. snyk_sat.", dottedSet, 40, 0, opaque, "Snyk: API tokens"),
	token("vercel", "vcp_ vci_ vca_ vcr_", alnumSet, 40, 0, mixed, "Vercel: tokens"),
	token("netlify", "nfp_ nfc_ nfo_ nfb_ nfu_", alnumSet, 36, 0, mixed, "Netlify: access tokens"),
	token("heroku", "HRKU-", urlSet, 36, 0, nil, "Heroku: OAuth"),
	token("fly", "FlyV1␣fm1_ FlyV1␣fm2_ fm1r_ fm2_ fo1_", base64Set, 40, 0, mixed, "Fly.io: access tokens"),
	token("render", "rnd_", alnumSet, 28, 0, mixed, "Render: API keys"),
	token("deno", "ddp_ ddo_", alnumSet, 36, 36, mixed, "Deno Deploy: access tokens"),
	token("postman", "PMAK- PMAT-", urlSet, 50, 0, nil, "Postman: API keys"),
	token("readme", "rdme_", alnumSet, 70, 0, mixed, "ReadMe: API keys"),
	token("octopus", "API-", alnumSet, 26, 26, shoutMixed, "Octopus Deploy: API keys"),
	token("harness", "pat. sat.", dottedSet, 60, 0, opaque, "Harness: API keys"),
	token("scalingo", "tk-us-", urlSet, 48, 0, mixed, "Scalingo: API tokens"),
	token("infracost", "ico-", alnumSet, 32, 32, motley, "Infracost: API keys"),
	token("chromatic", "chpt_", alnumSet, 15, 0, mixed, "Chromatic: project tokens"),
	token("tolgee", "tgpak_ tgpat_", alnumSet, 40, 0, mixed, "Tolgee: API keys"),
	token("wakatime", "waka_", urlSet, 36, 0, nil, "WakaTime: API keys"),
	token("gitpod", "gitpod_pat_", dottedSet, 40, 0, opaque, "Gitpod: access tokens"),
	token("depot", "depot_org_ depot_project_ depot_user_", hexSet, 64, 0, nil, "Depot: tokens"),
	token("deepsource", "dsp_", hexSet, 40, 0, nil, "DeepSource: tokens"),
	token("socket", "sktsec_", urlSet, 40, 0, mixed, "Socket: API tokens"),
	token("aikido", "AIK_", wordSet, 40, 0, mixed, "Aikido: CI tokens"),
	token("bitwarden", "0.", sasSet, 90, 0, bitwarden, "Bitwarden Secrets Manager: access tokens"),
	token("prefect", "pnu_ pnb_", alnumSet, 36, 0, nil, "Prefect: API keys"),
	token("figma", "figd_ figu_ figo_", urlSet, 38, 0, nil, "Figma: access tokens"),
	token("linear", "lin_api_ lin_oauth_", alnumSet, 40, 0, nil, "Linear: API keys"),
	token("notion", "ntn_", alnumSet, 40, 50, nil, "Notion: integrations"),
	token("notion-old", "secret_", alnumSet, 43, 43, mixed, "Notion: integrations"),
	token("airtable", "pat", dottedSet, 79, 79, airtable, "Airtable: personal access tokens"),
	token("contentful", "CFPAT-", urlSet, 43, 0, nil, "Contentful: management tokens"),
	token("clickup", "pk_", wordSet, 38, 48, clickup, "ClickUp: API tokens"),
	token("asana", "1/ 2/", digitSlashSet, 30, 0, asana, "Asana: access tokens"),
	token("n8n", "n8n_api_", alnumSet, 40, 0, nil, "n8n: API keys"),
	token("retool", "retool_", alnumSet, 26, 0, mixed, "Retool: API tokens"),
	token("metabase", "mb_", base64Set, 44, 44, mixed, "Metabase: API keys"),
	token("dbt", "dbtc_ dbtu_", urlSet, 40, 0, mixed, "dbt Cloud: tokens"),
	token("inngest", "signkey-prod- signkey-test- signkey-branch-", hexSet, 32, 0, nil, "Inngest: signing keys"),
	token("trigger-dev", "tr_prod_ tr_dev_ tr_stg_ tr_pat_", alnumSet, 20, 0, mixed, "Trigger.dev: API keys"),
}

// twoCases: capitals and small letters.
func twoCases(body string) bool {
	return strings.ToUpper(body) != body && strings.ToLower(body) != body
}

// shoutMixed: capitals and digits, and some of each.
func shoutMixed(body string) bool { return shout(body) && mixed(body) }

// sourcegraph: 40 hexadecimal digits, alone or behind an instance of 16 or "local".
func sourcegraph(body string) bool {
	rest := body[len(body)-40:]
	head := body[:len(body)-40]
	return hexRun(rest) && (head == "" || head == "local_" || len(head) == 17 && hexRun(head[:16]))
}

// airtable: 14 letters and digits, a dot, 64 hexadecimal digits.
func airtable(body string) bool { return body[14] == '.' && hexRun(body[15:]) }

// clickup: the user's number, then 32 capitals and digits.
func clickup(body string) bool {
	for i := range len(body) {
		if body[i] == '_' {
			return i >= 5 && len(body)-i-1 == 32 && shoutMixed(body[i+1:])
		}
	}
	return false
}

// asana: numbers, a colon, 32 hexadecimal digits.
func asana(body string) bool {
	return len(body) >= 46 && len(body) <= 70 && body[len(body)-33] == ':' && hexRun(body[len(body)-32:])
}

func hexRun(s string) bool {
	for i := range len(s) {
		if !hexDigit(s[i]) {
			return false
		}
	}
	return true
}
