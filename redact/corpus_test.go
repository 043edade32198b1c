package redact_test

import "strings"

// The values below are made at run time, so that no scanner takes this file
// for a leak.

const (
	base62 = "aZ3kQ9bX7mR1tY5cV8nL2pW6dJ4fG0hSxUeKiOwBqNvTyEzCrMuHgDjPlAoFsI"
	hexa   = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
	base32 = "Q3ZK7MXB2WTY5VNL6PHD4JRGSFUEOCIA"
)

// body returns n characters of an alphabet.
func body(alphabet string, n int) string {
	return strings.Repeat(alphabet, n/len(alphabet)+1)[:n]
}

func join(parts ...string) string { return strings.Join(parts, "") }

var (
	githubToken = join("gh", "p_", body(base62, 36))
	awsKey      = join("AK", "IA", body(base32, 16))
	openaiKey   = join("sk", "-", body(base62, 48))
	jwt         = join("ey", "JhbGciOiJIUzI1NiJ9.", "ey", "JzdWIiOiIxMjM0NTY3ODkwIn0.", body(base62, 43))
	pemBody     = strings.Repeat(body(base62, 64)+"\n", 4)
	pem         = block("RSA PRIVATE KEY", pemBody)
)

func block(label, body string) string {
	return join("-----", "BEGIN ", label, "-----\n", body, "-----", "END ", label, "-----")
}

// A row is a text, and what must be left of it.
type row struct{ name, text, want string }

// vendorRows hold one token for each prefix: length and alphabet as documented.
var vendorRows = func() (rows []row) {
	for _, v := range []struct {
		prefix, alphabet string
		n                int
	}{
		{"sk-ant-" + "api03-", base62, 93}, {"sk-" + "proj-", base62, 120}, {"sk-" + "or-v1-", hexa, 64}, {"sk-", hexa, 32},
		{"sk_" + "live_", base62, 24}, {"rk_" + "live_", base62, 24}, {"sk_" + "test_", base62, 24}, {"rk_" + "test_", base62, 99}, {"whsec" + "_", base62, 32},
		{"gh" + "o_", base62, 36}, {"gh" + "u_", base62, 36}, {"gh" + "s_", base62, 36}, {"gh" + "r_", base62, 76}, {"github" + "_pat_", base62, 82},
		{"gl" + "pat-", base62, 20}, {"gl" + "dt-", base62, 20}, {"gl" + "rt-", base62, 20}, {"gl" + "rtr-", base62, 20}, {"gl" + "cbt-", base62, 22}, {"gl" + "ptt-", hexa, 40},
		{"gl" + "ft-", base62, 20}, {"gl" + "soat-", base62, 20}, {"gl" + "oas-", hexa, 64}, {"gl" + "agent-", base62, 50}, {"gl" + "imt-", base62, 25},
		{"xo" + "xb-", "1234567890-abCDefGHij", 55}, {"xo" + "xp-", "1234567890-abCDefGHij", 70}, {"xo" + "xa-", "1234567890-abCDefGHij", 55}, {"xo" + "xr-", "1234567890-abCDefGHij", 55},
		{"xo" + "xs-", "1234567890-abCDefGHij", 55}, {"xo" + "xc-", "1234567890-abCDefGHij", 55}, {"xo" + "xd-", "1234567890-abCDefGHij", 55}, {"xo" + "xe-", "1234567890-abCDefGHij", 55},
		{"xo" + "xe.xoxp-", "1-abCDefGHij234567890", 80}, {"xo" + "xe.xoxb-", "1-abCDefGHij234567890", 80}, {"xa" + "pp-", "1-A0B2c3d4e5-", 60},
		{"AI" + "zaSy", base62, 33}, {"GOC" + "SPX-", base62, 28}, {"ya" + "29.", base62, 100},
		{"AS" + "IA", base32, 16}, {"AB" + "IA", base32, 16}, {"AC" + "CA", base32, 16},
		{"np" + "m_", base62, 36}, {"py" + "pi-", base62, 170}, {"ruby" + "gems_", hexa, 48}, {"ci" + "o", base62, 32},
		{"S" + "G.", body(base62, 22) + "." + body(base62, 43), 66}, {"xkey" + "sib-", hexa, 81}, {"ke" + "y-", hexa, 32}, {"S" + "K", hexa, 32},
		{"h" + "f_", base62, 34}, {"api" + "_org_", base62, 34}, {"gs" + "k_", base62, 52}, {"xa" + "i-", base62, 80}, {"pp" + "lx-", base62, 48}, {"r" + "8_", base62, 37},
		{"dop" + "_v1_", hexa, 64}, {"doo" + "_v1_", hexa, 64}, {"dor" + "_v1_", hexa, 64}, {"da" + "pi", hexa, 32}, {"dckr" + "_pat_", base62, 27},
		{"shp" + "at_", hexa, 32}, {"shp" + "ca_", hexa, 32}, {"shp" + "pa_", hexa, 32}, {"shp" + "ss_", hexa, 32}, {"sq0" + "csp-", base62, 43}, {"sq0" + "atp-", base62, 22},
		{"hv" + "s.", base62, 90}, {"hv" + "b.", base62, 90}, {"gl" + "sa_", body(base62, 32) + "_" + body(hexa, 8), 41}, {"gl" + "c_", base62, 60},
		{"dp" + ".pt.", base62, 43}, {"dp" + ".st.", "dev." + base62, 47}, {"lin" + "_api_", base62, 40}, {"nt" + "n_", base62, 46}, {"fig" + "d_", base62, 40},
		{"ATA" + "TT3", base62, 180}, {"PM" + "AK-", body(hexa, 24) + "-" + body(hexa, 34), 59}, {"NR" + "AK-", base32, 27}, {"pu" + "l-", hexa, 40},
		{"pscale" + "_tkn_", base62, 43}, {"pscale" + "_pw_", base62, 43}, {"ts" + "key-", "auth-" + base62, 40}, {"sb" + "p_", hexa, 40},
		{"snt" + "rys_eyJ", base62, 80}, {"snt" + "ryu_", hexa, 64}, {"AGE-SECRET" + "-KEY-1", base32, 58},
	} {
		kind := "API_KEY"
		if strings.HasPrefix(v.prefix, "AGE-") {
			kind = "PRIVATE_KEY"
		}
		rows = append(rows, row{"a token with prefix " + v.prefix, "use " + v.prefix + body(v.alphabet, v.n) + " now", "use [" + kind + "_1] now"})
	}
	return rows
}()

var positives = append([]row{
	{"an address", "mail alice@example.com now", "mail [EMAIL_1] now"},
	{"an address at the end of a sentence", "Ask bob.o'neil+x@mail.example.co.uk.", "Ask [EMAIL_1]."},
	{"an address in angle brackets", "Alice <alice@example.org>", "Alice <[EMAIL_1]>"},
	{"an address in quotation marks", "'a@example.org',\"b@example.org\"", "'[EMAIL_1]',\"[EMAIL_2]\""},
	{"an address behind mailto", "mailto:a.b@example.org?subject=x", "mailto:[EMAIL_1]?subject=x"},
	{"an address in a query", "email=a@example.org&x=1", "email=[EMAIL_1]&x=1"},
	{"an address with letters of Europe", "jörg@müller.example", "[EMAIL_1]"},
	{"an address with a Punycode domain", "x@xn--mller-kva.xn--p1ai", "[EMAIL_1]"},
	{"an address before a date", "bob@example.com-2024", "[EMAIL_1]-2024"},
	{"an address in capitals", "ALICE@EXAMPLE.COM", "[EMAIL_1]"},
	{"an address with a digit domain", "x@163.com", "[EMAIL_1]"},
	{"one address twice", "a@b.io a@b.io c@b.io", "[EMAIL_1] [EMAIL_1] [EMAIL_2]"},

	{"an SSN with dashes", "number 219-45-6789.", "number [SSN_1]."},
	{"an SSN with dashes behind a name", "ssn-219-45-6789", "ssn-[SSN_1]"},
	{"an SSN with Unicode dashes", "219‑45‑6789", "[SSN_1]"},
	{"an SSN with spaces and a label", "Social Security no. 219 45 6789", "Social Security no. [SSN_1]"},
	{"an SSN without marks and with a label", "userSSN=219456789;", "userSSN=[SSN_1];"},
	{"an SSN of nine digits in a column", "name,ssn\n219456789", "name,ssn\n[SSN_1]"},

	{"a Visa", "pay 4111111111111111 now", "pay [CARD_1] now"},
	{"a Visa in groups", "4111 1111 1111 1111", "[CARD_1]"},
	{"a Visa behind another number", "5 4111 1111 1111 1111 12/27 123", "5 [CARD_1] 12/27 123"},
	{"a Visa with dashes", "4111-1111-1111-1111", "[CARD_1]"},
	{"a Visa with dots", "4111.1111.1111.1111", "[CARD_1]"},
	{"a Visa with no-break spaces", "4111\u00a01111\u00a01111\u00a01111", "[CARD_1]"},
	{"one card in two spellings", "4111-1111-1111-1111 4111111111111111", "[CARD_1] [CARD_1]"},
	{"a Visa of thirteen digits with a label", "card: 4222222222222", "card: [CARD_1]"},
	{"a Visa in an escaped query", "q=a%204111111111111111", "q=a%20[CARD_1]"},
	{"a Visa behind an escaped line break", `pan\n4111111111111111`, `pan\n[CARD_1]`},
	{"a Mastercard", "5555555555554444", "[CARD_1]"},
	{"a Mastercard of the 2 series", "2223003122003222", "[CARD_1]"},
	{"an American Express", "378282246310005", "[CARD_1]"},
	{"an American Express in groups", "3782 822463 10005", "[CARD_1]"},
	{"a Diners Club", "30569309025904", "[CARD_1]"},
	{"a Diners Club in groups", "3056 930902 5904", "[CARD_1]"},
	{"a Discover", "6011111111111117", "[CARD_1]"},
	{"a JCB", "3530111333300000", "[CARD_1]"},
	{"a UnionPay of nineteen digits", "6205500000000000004", "[CARD_1]"},
	{"a Visa of nineteen digits with a label", "pan=4000000000000000006", "pan=[CARD_1]"},
	{"a Visa of nineteen digits in groups", "4000 0000 0000 0000 006", "[CARD_1]"},
	{"a Maestro", "6759649826438453", "[CARD_1]"},

	{"an OpenAI key", "OPENAI: " + openaiKey, "OPENAI: [API_KEY_1]"},
	{"a GitHub token", "x=" + githubToken + ";", "x=[API_KEY_1];"},
	{"a token behind an escaped line break", `a\n` + githubToken, `a\n[API_KEY_1]`},
	{"a token in an escaped query", "k%3D" + githubToken, "k%3D[API_KEY_1]"},
	{"an AWS key", awsKey + ",", "[API_KEY_1],"},
	{"an AWS secret by its name", "aws_secret_access_key = " + body(base62, 20) + "/" + body(base62, 19), "aws_secret_access_key = [API_KEY_1]"},
	{"a JWT", "t " + jwt + ".", "t [API_KEY_1]."},
	{"a JWT without signature", jwt[:len(jwt)-43], "[API_KEY_1]."},
	{"a bearer token", "Authorization: Bearer " + body(base62, 30), "Authorization: Bearer [API_KEY_1]"},
	{"a JWT that is called basic", "Authorization: Basic " + jwt, "Authorization: Basic [API_KEY_1]"},
	{"a signature in a query", "https://x.example/f?sig=" + body(base62, 40), "https://x.example/f?sig=[API_KEY_1]"},
	{"a token of two parts in base64", "sntr" + "ys_eyJ" + body(base62, 60) + "_" + body(base62, 43), "[API_KEY_1]"},
	{"basic credentials", "authorization: basic dXNlcjpodW50ZXIyMg==", "authorization: basic [API_KEY_1]"},
	{"a password in a URL", "postgres://app:hunter22@db/x", "postgres://app:[PASSWORD_1]@db/x"},
	{"a password with an at sign in a URL", "https://u:p@ss1@host/x", "https://u:[PASSWORD_1]@host/x"},
	{"a password in a connection string", "Server=x;Password=hunter2a;Database=y", "Server=x;Password=[PASSWORD_1];Database=y"},
	{"a password in YAML", "password: hunter2a", "password: [PASSWORD_1]"},
	{"a password in JSON text", `x {"password": "hunter2a"}`, `x {"password": "[PASSWORD_1]"}`},
	{"a password in escaped JSON", `x {\"password\":\"hunter2a\"}`, `x {\"password\":\"[PASSWORD_1]\"}`},
	{"a password in Go", `dbPassword := "correct-Horse1"`, `dbPassword := "[PASSWORD_1]"`},
	{"a password with symbols", "DB_PASS=x; PGPASSWORD=tr$ub4dor!", "DB_PASS=x; PGPASSWORD=[PASSWORD_1]"},
	{"a password of digits", "passcode=93751840", "passcode=[PASSWORD_1]"},
	{"an API key by its name", "X-Api-Key: " + body(hexa, 32), "X-Api-Key: [API_KEY_1]"},
	{"an API key in prose", "the API key: " + body(hexa, 32), "the API key: [API_KEY_1]"},
	{"a client secret that is a UUID", "client_secret=9f8e7d6c-5b4a-4928-9170-6f5e4d3c2b1a", "client_secret=[API_KEY_1]"},
	{"an access token in a query", "/x?access_token=" + body(base62, 24) + "&y=1", "/x?access_token=[API_KEY_1]&y=1"},

	{"a PEM block", "a\n" + pem + "\nb", "a\n[PRIVATE_KEY_1]\nb"},
	{"an OpenSSH block", block("OPENSSH PRIVATE KEY", pemBody), "[PRIVATE_KEY_1]"},
	{"an EC block", block("EC PRIVATE KEY", pemBody), "[PRIVATE_KEY_1]"},
	{"a PKCS 8 block", block("PRIVATE KEY", pemBody), "[PRIVATE_KEY_1]"},
	{"an encrypted block", block("ENCRYPTED PRIVATE KEY", pemBody), "[PRIVATE_KEY_1]"},
	{"an old encrypted block", block("DSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"+pemBody), "[PRIVATE_KEY_1]"},
	{"an OpenPGP block", block("PGP PRIVATE KEY BLOCK", "Version: 1\n\n"+pemBody+"=abCD\n"), "[PRIVATE_KEY_1]"},
	{"an SSH2 block", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n" + pemBody + "---- END SSH2 ENCRYPTED PRIVATE KEY ----", "[PRIVATE_KEY_1]"},
	{"a block without its end", pem[:150] + "\n\nAnd then prose.", "[PRIVATE_KEY_1]\n\nAnd then prose."},
	{"a block cut in a short line", pem[:100], "[PRIVATE_KEY_1]"},
	{"a block cut behind a header", strings.Split(block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n\n"+pemBody), "-----END")[0], "[PRIVATE_KEY_1]\n"},
	{"a block without its beginning", "prose before\n" + pem[60:], "prose before\n[PRIVATE_KEY_1]"},
	{"a block in a literal", `k = "` + strings.ReplaceAll(pem, "\n", `\n`) + `"`, `k = "[PRIVATE_KEY_1]"`},
	{"a cut block in a literal", `"` + strings.ReplaceAll(pem[:200], "\n", `\n`) + `"`, `"[PRIVATE_KEY_1]"`},
	{"a block before a certificate", pem[:150] + "\n" + block("CERTIFICATE", pemBody), "[PRIVATE_KEY_1]\n" + block("CERTIFICATE", pemBody)},
	{"a block with one dash too many", "-" + pem, "-[PRIVATE_KEY_1]"},
	{"a block in quoted mail", "> " + strings.ReplaceAll(pem, "\n", "\n> "), "> [PRIVATE_KEY_1]"},
}, vendorRows...)

// evasions hide a value in a JSON document or behind marks.
var evasions = []row{
	{"a letter as a JSON escape", `{"a":"\u0041` + awsKey[1:] + `"}`, `{"a":"[API_KEY_1]"}`},
	{"an at sign as a JSON escape", `{"a":"alice\u0040example.com"}`, `{"a":"[EMAIL_1]"}`},
	{"a secret as a JSON key", `{"alice@example.com":1}`, `{"[EMAIL_1]":1}`},
	{"a card as a JSON number", `{"a":4111111111111111}`, `{"a":"[CARD_1]"}`},
	{"a card as a JSON float", `{"a":[4111111111111111.0,4.111111111111111e15]}`, `{"a":["[CARD_1]","[CARD_1]"]}`},
	{"a card as a negative number", `{"a":-4111111111111111}`, `{"a":"[CARD_1]"}`},
	{"an SSN as a JSON number", `{"customer_ssn": 219456789}`, `{"customer_ssn": "[SSN_1]"}`},
	{"a pass code as a JSON number", `{"passcode": 219456}`, `{"passcode": "[PASSWORD_1]"}`},
	{"an SSN of digits by its key", `{"ssn":"219456789","id":"219456789"}`, `{"ssn":"[SSN_1]","id":"219456789"}`},
	{"a password by its key", `{"password":"hunter2a"}`, `{"password":"[PASSWORD_1]"}`},
	{"a password by its escaped key", `{"pass\u0077ord":"hunter2a"}`, `{"pass\u0077ord":"[PASSWORD_1]"}`},
	{"JSON within JSON", `{"a":"{\"a\":\"\\u0041` + awsKey[1:] + `\"}"}`, `{"a":"{\"a\":\"[API_KEY_1]\"}"}`},
	{"a list below a key", `{"api_key":["` + body(hexa, 32) + `"]}`, `{"api_key":["[API_KEY_1]"]}`},
	{"a block with escaped line breaks", `{"k":"` + strings.ReplaceAll(pem, "\n", `\n`) + `"}`, `{"k":"[PRIVATE_KEY_1]"}`},
	{"a block with raw line breaks", `{"k":"` + pem + `","a":"\u0041` + awsKey[1:] + `"}`, `{"k":"[PRIVATE_KEY_1]","a":"[API_KEY_1]"}`},
	{"an allow comment in the text", "x=" + githubToken + " # gitleaks:allow", "x=[API_KEY_1] # gitleaks:allow"},
	{"a placeholder glued to a value", "[EMAIL_7]4111111111111111", "[EMAIL_7][CARD_1]"},
}

// lookalikes stay as they are.
var lookalikes = []struct{ name, text string }{
	{"a key typed out for a sample", "use sk-" + "ant-api03-abc123xyz-456def789ghij-klmnopqrstuvwx-3456yza789bcde-1234fghijklmnopAA here"},
	{"a key of few characters", "sgp" + "_5555555dAAAAA7777777CcccCFaaaaaaaaaaaaaa"},
	{"a key of the alphabet", "AIza" + "Syabcdefghijklmnopqrstuvwxyz1234567"},
	{"a signature in a document", `{"signature": "` + body(base62, 64) + `"}`},
	{"a signature in a header", "X-Signature: " + body(base62, 64)},
	{"a token of a form", `<input name="authenticity_token" value="` + body(base62, 64) + `">`},
	{"a name of a type", `token: "clm93076:AgencyIdentificationCodeContentType"`},
	{"a file with its hash", "media_box.ico-7a388b69018576d24b59331fd60aab0c.png"},
	{"prose", "The quick brown fox is at home, or @ work; call it a day."},
	{"a mention", "thanks @alice and bob@home"},
	{"a git remote", "git clone git@github.com:org/repo.git"},
	{"a login in a URL", "ssh://deploy@host.example.com/srv"},
	{"a package version", "npm i react@18.2.0 left-pad@1.3.0-beta.next @scope/x@v2.1.0-rc.one"},
	{"an image for dense screens", "icon@2x.png logo@3x.webp Logo@2x.PNG"},
	{"a systemd unit", "getty@tty1.service user@1000.service run@1.Mount"},
	{"a Go module version", "golang.org/x/text@v0.14.0/unicode"},
	{"a Python decorator", "@app.route('/x')"},
	{"an image digest", "alpine@sha256:" + body(hexa, 64)},
	{"a git hash", "commit 4111111111111111" + body(hexa, 24)},
	{"an abbreviated hash", "at 9f8e7d6 and 1234567"},
	{"a UUID", "41111111-1111-4111-8111-111111111111"},
	{"a UUID of letters", "9f8e7d6c-5b4a-4928-9170-6f5e4d3c2b1a"},
	{"a UUID without dashes", "9f8e7d6c5b4a392817066f5e4d3c2b1a"},
	{"epoch seconds", "at 1732159441"},
	{"epoch milliseconds", "at 1732159441123, 1732159441126"},
	{"epoch microseconds", "at 1732159441123456"},
	{"epoch nanoseconds", "at 1732159441123456789"},
	{"a date stamp", "20241121033401 20241121033404"},
	{"an ISO time", "2024-11-21T03:34:01.123456789Z"},
	{"an order number", "order 4111111111111112"},
	{"an order number without a brand", "order 1234567890123452"},
	{"an order number with letters", "ORD-4111111111111111X"},
	{"a long number", "41111111111111111111111111"},
	{"a decimal fraction", "p = 0.4111111111111111"},
	{"an EAN article number", "4006381333931 4222222222222"},
	{"an ISBN", "978-3-16-148410-0 0-306-40615-2"},
	{"a 64-bit id", "4576982950128230565 6559392774825876886"},
	{"a snowflake id", "175928847299117063"},
	{"a price", "$1,299.00 or 4.111.111,11 EUR"},
	{"a phone number", "+1 415-555-2671, (415) 555-2671, 415.555.2671"},
	{"a phone number of Germany", "+49 30 901820 and 0049-30-901820"},
	{"a version", "v1.24.3-rc.1 10.0.19045.4170"},
	{"an IP address", "192.168.100.101:8080 2001:db8::1"},
	{"a MAC address", "00:1b:44:11:3a:b7"},
	{"a hex colour", "#ff8800 #123456 #4111aa"},
	{"nine bare digits", "tab 219456789, zip 12345-6789"},
	{"nine digits beside a longer word", "businessname 219456789"},
	{"an SSN of area 000", "000-45-6789"},
	{"an SSN of area 666", "666-45-6789"},
	{"an SSN of area 900", "900-45-6789"},
	{"an SSN of group 00", "219-00-6789"},
	{"an SSN of serial 0000", "219-45-0000"},
	{"a part number that begins like an SSN", "219-45-6789-001"},
	{"a part number that ends like an SSN", "7-219-45-6789"},
	{"digits in spaces without a label", "219 45 6789"},
	{"a range of dates", "2024-01-02 to 2024-03-04"},
	{"a Figma node id", "4111-11111"},
	{"a placeholder key", "sk-... sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
	{"a key to fill in", "OPENAI_API_KEY=YOUR_API_KEY_1 token=<your-token> ghp_your_token_here_0123456789012345678"},
	{"a class name", "sk-fading-circle sk-cube-grid-loader-v2-dark-mode"},
	{"an npm variable", "npm_config_registry npm_lifecycle_event npm_package_version"},
	{"words with a vendor's beginning", "task-sk-list key-value hf_transfer SG.yes AIzawa AKIAMA xoxo pypi-server r8_x"},
	{"a Stripe publishable key name", "pk_live_ sk_live_ key"},
	{"a base64 image", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"},
	{"JSON in base64 that is no JWT", "eyJhbGciOiJIUzI1NiJ9"},
	{"an environment reference", "password=$DB_PASSWORD1 secret=${SECRET_1} token=$(cat /x1/y2)"},
	{"a template", "password: {{ .Values.db1.password }}"},
	{"a masked password", "password=****1234 password: ••••1234"},
	{"a call", "password = getpass1() token = next_token2(x)"},
	{"a field of a configuration", "password=config.db1.password2"},
	{"a format", "password=%s1 token=%(token1)s"},
	{"a type", "password: string token: Optional[str] secret string"},
	{"a sentence about a password", "Password: please enter it. The password is required"},
	{"a path of a secret", "secret: /run/secrets/db1 password=/etc/pw/file1"},
	{"the working directory", "PWD=/home/u1/src2"},
	{"a name of a secret", "secret: my-app-db-v2 secretName: db1-x"},
	{"a page token", "nextPageToken=" + body(base62, 40)},
	{"a token of a model", "pad_token: <pad1> max_tokens=4096 tokens: 123456"},
	{"a count of tokens", `{"token": 123456, "total_tokens": 4111111}`},
	{"a URL of a token", "token_url=https://example.com/oauth2/token"},
	{"a field that describes itself", `{"password":"string","token":"required","secret":"optional"}`},
	{"a form", `{"password":"Must contain 8 characters"}`},
	{"a hash of a password", "password_hash=" + body(hexa, 40)},
	{"a bearer in prose", "Bearer authentication-v2-required, Bearer tokens"},
	{"basic in prose", "Basic knowledge1 and Basic training12"},
	{"a URL with a port", "http://localhost:8080/a@b"},
	{"a URL with a template", "postgres://app:${PASSWORD}@db/x"},
	{"a certificate", block("CERTIFICATE", pemBody)},
	{"a public key", block("PUBLIC KEY", pemBody)},
	{"a public key of OpenPGP", block("PGP PUBLIC KEY BLOCK", pemBody)},
	{"a frame line in code", `strings.HasPrefix(s, "-----BEGIN RSA PRIVATE KEY-----")`},
	{"two frame lines in prose", "between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----"},
	{"an SSH public key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA" + body(base62, 40)},
	{"a horizontal rule", strings.Repeat("-", 80)},
	{"a table", "4.1 1111\n5.2 2222\n6.3 3333"},
	{"minified code", `!function(e,t){"use strict";var n=e.a===t?{b:1}:{c:[2,3]};e.token=n.token||t.secret}(this,[]);`},
	{"coordinates", `{"lat":48.13743412345678,"lng":11.57549012345678}`},
	{"JSON numbers", `{"id":1234567890123456,"n":[1e15,4111111111111112,-1.5]}`},
	{"a placeholder", "[EMAIL_1] [CARD_2] password=[API_KEY_3]"},
	{"a subresource hash", "sha512-" + body(base62, 86) + "=="},
	{"an ETag", `ETag: "9f8e7d6c5b4a3928"`},
	{"a type", "type PrivateKey = ed25519.PrivateKey"},
	{"a dump of hexadecimal digits", "4803 3330 3258 0770 7269 7661 7465"},
	{"a salt beside a password", `{"passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt"}`},
	{"a lock file line", `golang.org/x/sys v0.49.0 h1:` + body(base62, 43) + "="},
}
