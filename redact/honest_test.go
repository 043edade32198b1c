package redact_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/redact"
)

// An oracle makes what systems put into their output, the same in each run.
type oracle struct{ *rand.Rand }

func (o oracle) pick(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[o.IntN(len(alphabet))]
	}
	return string(b)
}

func (o oracle) hex(n int) string    { return o.pick("0123456789abcdef", n) }
func (o oracle) digits(n int) string { return o.pick("123456789", 1) + o.pick("0123456789", n-1) }
func (o oracle) word() string        { return words[o.IntN(len(words))] }
func (o oracle) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(o.UintN(256))
	}
	return b
}

func (o oracle) uuid() string {
	return o.hex(8) + "-" + o.hex(4) + "-4" + o.hex(3) + "-b" + o.hex(3) + "-" + o.hex(12)
}

func (o oracle) time() string {
	return fmt.Sprintf("2026-%02d-%02dT%02d:%02d:%02d", 1+o.IntN(12), 1+o.IntN(28), o.IntN(24), o.IntN(60), o.IntN(60))
}

var words = strings.Fields("api worker cache index parser router queue store proxy login session report billing search export backup metric gateway schema editor")

// honestOutput returns texts as tools put them out, that hold no value.
func honestOutput() (texts []string) {
	o := oracle{rand.New(rand.NewPCG(11, 17))}
	for range 8 {
		texts = append(texts, o.versionControl()...)
		texts = append(texts, o.cluster()...)
		texts = append(texts, o.packages()...)
		texts = append(texts, o.telemetry()...)
		texts = append(texts, o.goods()...)
		texts = append(texts, o.binary()...)
		texts = append(texts, o.program()...)
	}
	return append(texts, manuals...)
}

func (o oracle) versionControl() []string {
	return []string{
		"commit " + o.hex(40) + "\nMerge: " + o.hex(7) + " " + o.hex(7) + "\nDate:   Tue Mar 3 09:15:02 2026 +0100\n\n    Reset the password page when the " + o.word() + " token expires\n",
		o.hex(9) + " (HEAD -> main) Fix token refresh in " + o.word() + " (#" + o.digits(4) + ")\n" + o.hex(9) + " Add password strength meter\n",
		"diff --git a/" + o.word() + ".go b/" + o.word() + ".go\nindex " + o.hex(7) + ".." + o.hex(7) + " 100644\n@@ -" + o.digits(3) + ",7 +" + o.digits(3) + ",9 @@\n-\ttoken := next()\n+\ttoken, err := next(ctx)\n",
		"100644 blob " + o.hex(40) + "\t" + o.digits(5) + "\tsrc/" + o.word() + "/password.ts\n",
		"+" + strings.Repeat("=", 20) + "\n+ " + o.word() + "_test.go | " + o.digits(3) + " +++++++----\n 2 files changed, " + o.digits(2) + " insertions(+)\n",
	}
}

func (o oracle) cluster() []string {
	return []string{
		"NAME                        READY   STATUS    RESTARTS   AGE\n" + o.word() + "-" + o.hex(9) + "-" + o.pick("bcdfghjklmnpqrstvwxz2456789", 5) + "   1/1     Running   0          " + o.digits(2) + "d\n",
		"NAME                 TYPE                DATA   AGE\n" + o.word() + "-db-password    Opaque              1      41d\ndefault-token-" + o.pick("bcdfghjklmnpqrstvwxz2456789", 5) + "  kubernetes.io/tls   3      2y\n",
		"kind: Pod\nmetadata:\n  uid: " + o.uuid() + "\n  resourceVersion: \"" + o.digits(9) + "\"\nspec:\n  containers:\n  - env:\n    - name: DB_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: " + o.word() + "-secret-v2\n          key: password\n",
		"Mounts:\n  /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-" + o.pick("bcdfghjklmnpqrstvwxz2456789", 5) + " (ro)\n",
		"CONTAINER ID   IMAGE          PORTS                    NAMES\n" + o.hex(12) + "   " + o.word() + ":1.4   0.0.0.0:8080->80/tcp   " + o.word() + "_1\n",
		`{"Id":"sha256:` + o.hex(64) + `","RepoDigests":["` + o.word() + `@sha256:` + o.hex(64) + `"],"Created":"` + o.time() + `.` + o.digits(9) + `Z"}`,
		"USER       PID %CPU %MEM    VSZ   RSS TTY\nroot      " + o.digits(4) + "  0.1  0.3 " + o.digits(6) + " " + o.digits(5) + " ?\n",
		"tcp 0 0 10.0.4." + o.digits(2) + ":" + o.digits(4) + " 10.0.9." + o.digits(2) + ":5432 ESTABLISHED " + o.digits(4) + "/postgres\n",
	}
}

func (o oracle) packages() []string {
	sri := base64.StdEncoding.EncodeToString(o.bytes(64))
	sum := base64.StdEncoding.EncodeToString(o.bytes(32))
	return []string{
		`"node_modules/` + o.word() + `-token": {"version": "3.` + o.digits(1) + `.` + o.digits(2) + `", "resolved": "https://registry.example.org/` + o.word() + `/-/` + o.word() + `-1.2.3.tgz", "integrity": "sha512-` + sri + `"}`,
		"example.org/" + o.word() + " v0.0.0-20260311091502-" + o.hex(12) + " h1:" + sum + "\nexample.org/" + o.word() + " v1.4.2/go.mod h1:" + sum + "\n",
		"[[package]]\nname = \"secret-" + o.word() + "\"\nversion = \"1.0." + o.digits(2) + "\"\nchecksum = \"" + o.hex(64) + "\"\n",
		"    --hash=sha256:" + o.hex(64) + " \\\n    --hash=sha256:" + o.hex(64) + "\n",
		"  " + o.word() + "@^7." + o.digits(2) + ".0:\n    version \"7." + o.digits(2) + ".1\"\n    resolved \"https://r.example.org/x.tgz#" + o.hex(40) + "\"\n",
	}
}

func (o oracle) telemetry() []string {
	return []string{
		o.time() + "." + o.digits(3) + "Z INFO  [" + o.word() + "] request_id=" + o.uuid() + " status=200 bytes=" + o.digits(6) + " took=" + o.digits(2) + "ms\n",
		`{"ts":1772` + o.digits(9) + `,"trace_id":"` + o.hex(32) + `","span_id":"` + o.hex(16) + `","tokens":` + o.digits(4) + `,"next_token":null}`,
		"http_requests_total{code=\"200\",handler=\"/" + o.word() + "\"} " + o.digits(7) + " 1772" + o.digits(9) + "\n",
		"time,host,cpu,mem\n1772" + o.digits(6) + "," + o.word() + "-" + o.digits(2) + ",0." + o.digits(16) + "," + o.digits(10) + "\n",
		"id;uuid;name\n" + o.digits(3) + ";" + o.uuid() + ";" + o.word() + "\n" + o.digits(3) + ";" + o.uuid() + ";" + o.word() + "\n",
		`{"lat":48.` + o.digits(14) + `,"lng":-11.` + o.digits(15) + `,"bbox":[11.` + o.digits(6) + `,48.` + o.digits(6) + `,12.` + o.digits(6) + `]}`,
		"usage: prompt_tokens=" + o.digits(4) + " completion_tokens=" + o.digits(3) + " total_tokens=" + o.digits(4) + " finish=stop\n",
		"auth failed for user " + o.word() + ": password mismatch after 3 attempts (code " + o.digits(5) + ")\n",
		"login: token expired at " + o.time() + "Z, password unchanged since 2025-11-02\n",
		"POST /oauth/token 200 " + o.digits(3) + "ms session=" + o.digits(8) + "\nGET /v2/password/reset?step=2&page_token=" + o.digits(3) + " 302\n",
		"[" + o.digits(5) + "." + o.digits(6) + "] usb 1-1: idVendor=0bda, idProduct=8153, SerialNumber=" + o.digits(1) + "\n",
	}
}

func (o oracle) goods() []string {
	return []string{
		"ISBN 978-3-16-148410-" + o.digits(1) + ", EAN 4006381" + o.digits(6) + ", " + o.digits(2) + " pcs at EUR 1." + o.digits(3) + ",95\n",
		"Tracking: 1Z999AA1" + o.digits(10) + " and RR" + o.digits(9) + "DE, parcel " + o.digits(12) + "\n",
		"order_no,sku,qty,price\n10" + o.digits(8) + ",AB-" + o.digits(4) + "-X" + o.digits(1) + "," + o.digits(2) + "," + o.digits(3) + ".90\n",
		"| Order | Total |\n|---|---|\n| 2026-" + o.digits(6) + " | $" + o.digits(1) + "," + o.digits(3) + ".00 |\n",
		"Invoice " + o.digits(8) + " of 2026-03-01: net 1." + o.digits(3) + ",00 gross 1." + o.digits(3) + ",19, due in 14 days\n",
	}
}

func (o oracle) binary() []string {
	raw := o.bytes(48)
	image := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), o.bytes(120)...)
	var c strings.Builder
	for _, b := range raw[:24] {
		fmt.Fprintf(&c, "0x%02x, ", b)
	}
	return []string{
		hex.Dump(raw), "data:image/png;base64," + base64.StdEncoding.EncodeToString(image),
		"static const uint8_t table[] = { " + c.String() + "};\n", strings.ReplaceAll(fmt.Sprint(raw[:24]), " ", ","),
		"fingerprint " + strings.ReplaceAll(fmt.Sprintf("% X", raw[:20]), " ", ":") + "\n", "mac " + strings.ReplaceAll(fmt.Sprintf("% x", raw[:6]), " ", ":") + "\n",
		"digest=" + hex.EncodeToString(raw[:32]) + " etag=W/\"" + hex.EncodeToString(raw[:8]) + "\"\n",
		"hist [" + o.digits(2) + "," + o.digits(3) + "," + o.digits(2) + "," + o.digits(3) + "," + o.digits(2) + "," + o.digits(1) + "," + o.digits(2) + "," + o.digits(2) + "]\n",
		"-----BEGIN CERTIFICATE-----\n" + base64.StdEncoding.EncodeToString(o.bytes(48)) + "\n" + base64.StdEncoding.EncodeToString(o.bytes(48)) + "\n-----END CERTIFICATE-----\n",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + o.pick("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP0123456789+/", 43) + " " + o.word() + "\n",
	}
}

func (o oracle) program() []string {
	return []string{
		"!function(e,t){\"use strict\";var n=t(" + o.digits(4) + "),r=e.token?e.token:null;e.exports=function(e){return n.a(e," + o.digits(2) + ")}}(" + o.digits(3) + ");",
		"func TestToken" + o.digits(1) + "(t *testing.T) {\n\tpassword := randomString(" + o.digits(2) + ")\n\tif got := hash(password); got != want {\n\t\tt.Errorf(\"hash(%q) = %v\", password, got)\n\t}\n}\n",
		"const { token, password } = await readForm(req);\nif (!password) throw new Error('password missing');\nuser.password = await bcrypt.hash(password, 1" + o.digits(1) + ");\n",
		"class " + o.word() + "Form(forms.Form):\n    password = forms.CharField(max_length=12" + o.digits(1) + ", widget=PasswordInput)\n    api_key = os.environ[\"API_KEY_" + o.digits(1) + "\"]\n",
		"  /auth/token" + o.digits(1) + ":\n    post:\n      parameters:\n      - name: password\n        in: formData\n        type: string\n        format: password\n",
		`{"type":"object","properties":{"password":{"type":"string","minLength":` + o.digits(2) + `,"example":"` + o.word() + `"},"token":{"$ref":"#/components/schemas/Token` + o.digits(1) + `"}}}`,
		"CREATE TABLE " + o.word() + " (\n  id bigint,\n  password varchar(" + o.digits(3) + ") NOT NULL,\n  token char(64),\n  secret bytea\n);\n",
		"variable \"db_password_" + o.digits(1) + "\" {\n  type      = string\n  sensitive = true\n}\n\nresource \"x\" \"y\" {\n  password = var.db_password_" + o.digits(1) + "\n}\n",
		".token-" + o.hex(6) + " { color: #" + o.hex(6) + "; margin: " + o.digits(2) + "px; background: url(/img/" + o.hex(20) + ".svg) }\n",
	}
}

// manuals are passages of documents about passwords, of settings, and tables that
// describe them.
var manuals = []string{
	"## Password\n\nThe password must have 12 characters or more, 1 digit and 1 symbol.\n", "### Token\n\nA token is valid for 3600 seconds. See [Section 4.2](#tokens).\n",
	"| Name | Type | Description |\n|---|---|---|\n| password | string | The user's password |\n| token | string | OAuth2 token |\n| ssn | string | Last 4 digits |\n",
	"| Variable | Default | Meaning |\n|---|---|---|\n| `DB_PASSWORD` | none | of the database, see RFC8018 |\n| `API_TOKEN_TTL` | 3600s | lifetime |\n",
	"| Key | Value |\n|---|---|\n| password | required |\n| token | Bearer |\n| password_policy | strong2 |\n", "Key         Value\n---         -----\npassword    <sensitive>\nttl         768h\n",
	" Column   |          Type          | Nullable \n----------+------------------------+----------\n id       | bigint                 | not null\n password | character varying(255) | not null\n token    | uuid                   | \n(3 rows)\n",
	"-[ RECORD 1 ]--------------\ncolumn_name | password\ndata_type   | varchar64\n", "Field\tType\tNull\tKey\npassword\tvarchar(255)\tNO\t\ntoken\tint8\tYES\tMUL\n",
	"name,type,required\npassword,string,true\napi_key,string,false\n", "key,value\npassword_min_length,12\ntoken_ttl,3600\n",
	"<tr><td>Password</td><td>required</td></tr>\n<tr><td>Token</td><td>OAuth2</td></tr>", "<label for=\"password\">Password</label>\n<input type=\"password\" name=\"password\" id=\"pw1\" placeholder=\"Password\">",
	"<dt>Password</dt><dd>At least 12 characters</dd>", "<th>Password</th><th>Token</th><th>Region2</th>",
	"Usage: tool [options]\n  -u, --user NAME      user name\n  -p, --password PASS  password (or $TOOL_PASSWORD)\n      --token-file F   file with the token\n",
	"mkdir -p /var/lib/app2 && cp -p a1 b2", "ssh -p 2222 deploy@host.internal2", "docker run -p 8080:80 -e LOG_LEVEL=debug nginx:1.27", "tar -xpf release2.tar", "nc -u 10.0.0.1:53",
	"mysql -u root -p app_db2", "psql -U app -p 5433 db1", "sshpass -p \"$SSH_PASS\" ssh host1", "docker login -u ci -p \"${CI_TOKEN}\" registry.internal", "redis-cli -a \"$REDIS_PASS\" ping", "unzip -P \"$ZIP_PW\" a1.zip", "useradd -p \"$(openssl passwd -6)\" app1",
	"net use Z: \\\\files01\\share", "keytool -storepass env:STORE_PASS -keystore a1.jks", "openssl rsa -passin env:KEY_PASS -in k1.pem", "openssl rsa -passin file:/run/secrets/pw1 -in k1.pem",
	"curl -u \"$USER:$PASS\" https://api.internal/v2", "curl -u alice: https://api.internal/v2", "curl -s -u admin:${ADMIN_PW} http://h/",
	"password: ${DB_PASSWORD}\ntoken: {{ .Values.token1 }}\nsecret: <your-secret-1>\n", "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n", "password: !Ref DbPassword1\ntoken: !Sub \"${Env}-token1\"\n", "password: &pw\n  minLength: 12\n",
	"passwords:\n  - minimum-length\n  - rotate90days\n", "secrets:\n  - db-secret-v2\n  - tls-cert-2026\n", `{"secrets":["db-secret-v2","tls-cert-2026"],"passwords":{"min_length":12,"policy":"rotate90"}}`,
	`{"secrets":{"db":{"name":"prod/db-2","rotation":"30d"}},"credentials":{"type":"oauth2","scopes":["read2"]}}`, `{"credentials":{"provider":"github-app2","region":"eu-west-1","profile":"default1"}}`,
	`{"type":"password","name":"field1"}`, `{"type":"password","label":"Enter your password","id":"input-pw-1"}`, `{"id":"password","title":"Password2","order":3}`, `{"parameter":"password","description":"The OAuth2 password"}`,
	`{"columns":["id","password"],"types":["int8","varchar64"]}`, `{"columns":["user","token"],"rows":[]}`, `[["name","password"],["string","varchar64"]]`, `["User-Agent","Mozilla/5.0","X-Token-Kind","v2"]`, `{"fields":[{"name":"password","type":"text2"}]}`,
	"Ich habe das Passwort vergessen, Kapitel 12.", "Das Passwort: mindestens 12 Zeichen", "La contraseña debe tener 8 caracteres", "contraseña: obligatoria", "mot de passe : 12 caractères minimum", "пароль: обязателен", "パスワード: 必須", "密码：必填", "senha: mínimo 8",
	"username/password: see page 12", "Credentials: none / none", "credentials: user:group2", "login/password", "password -> hash -> sha256", "password → bcrypt2", "token -> session2", "password => required|min:8", "secret → Secret v2",
	"machine example.org login deploy\n", "default login anonymous password ${FTP_PW1}\n", "db.internal:5432:app:deploy:${PGPASS}\n", "10.0.0.1:5432:80:443:8080\n", "a:b:c:d:e\n", "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n", "daemon:*:19000:0:99999:7:::\nsync:!:19000:0:99999:7:::\n",
	"//registry.example.org/:_authToken=${NPM_TOKEN}\n", "//registry.example.org/:always-auth=true\n", `{"auths":{"registry.example.org":{}},"credsStore":"osxkeychain"}`, `{"auth":"basic","auths":["oauth2","saml2"]}`,
	"enable secret level 15\n", "snmp-server community public RO\n", "snmp-server community private2 RW 10\n", "username admin privilege 15\n", "set system login password minimum-length 12\n",
	"ENV PASSWORD_MIN_LENGTH 12\nENV TOKEN_URL https://auth.internal/v2\n", "set -x TOKEN_FILE /run/token1\n", "setenv PASSWORD_FILE /etc/pw1\n", "$env:TOKEN_PATH = \"C:\\\\t1\"", "ARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\n",
	"password required pam_unix.so sha512\npassword sufficient pam_sss.so use_authtok\n", "password [success=1 default=ignore] pam_unix.so obscure yescrypt\n", "auth required pam_env.so\n",
	"INSERT INTO users (name, password) VALUES ($1, $2);", "INSERT INTO users (name, password) VALUES (?, ?);", "UPDATE users SET password = $1 WHERE id = 42;", "SELECT name, password FROM users WHERE id IN (1, 2);", "ALTER USER app PASSWORD NULL;", "CREATE ROLE app LOGIN PASSWORD :'pw1';", "GRANT SELECT ON password_history2 TO app;",
	"<password encrypted=\"true\"/>", "<password>${db.password1}</password>", "<password xsi:nil=\"true\"></password>", "<property><name>db.password</name><value>${env.PW1}</value></property>", "<property><name>db.password.minLength</name><value>12</value></property>", "<param name=\"password\"><type>string2</type></param>",
	"[password]\nmin_length = 12\nhistory=5\n", "[tokens]\nttl=3600s\nissuer=auth2\n", "password = \"\"\"\n", "password = '''\n", "password=\\\n", "db.password \n", "token int8\npassword varchar64\n", "passwordHash bcrypt2\n",
	"Content-Disposition: form-data; name=\"file\"; filename=\"a1.png\"\r\n\r\nPNG1", "Content-Disposition: form-data; name=\"password_hint\"\r\n\r\nfirst pet2\r\n",
	"\\033[0m \\e[1m \\x1b[31m", "regex: \\141\\142 or \\d{3}\\.\\d{4}", "C:\\101\\files\\202", "q=a&#b&#39;s&copy=1", "caf=C3=A9 and na=C3=AFve =E2=80=93 quoted", "+AGE-", "a+b+c-", "x %u %d %s", "\\\\u0041 is A",
	"type key struct {\n\tencryptionKey1024\n\tdecryptionKey1024\n}\n", "type A struct {\n\tName   string\n\tSecret Bug4Secret\n}\n", "print(f\"password={password!r}\")", "\"BLC5\", \"BLOCK\", \"BSAX\",\n  \"BSMD\", \"BSM1\", \"BSM2\", \"BSPLIN\", \"BSS1\", \"BSS2\", \"BSS3X\"\n",
	"-----BEGIN CERTIFICATE-----\n" + inLines(b64("0\x82\x02\x01\x020\x82\x01\x06\x03U\x04\x0a\x0c\x13An Issuer of the Test1!0\x1f\x06\x09*\x86H\x86\xf7\x0d\x01\x09\x01\x16\x11alice@example.com\x82\x01\x02\x03"), 64, "\n") + "\n-----END CERTIFICATE-----\n",
	"00 01 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 00 ff 30 31 32 33 34 35 36 37 38 39 61 62 63 30 ff 00 11 22 33", "41 42 43 44 45 46 47 48 49 4a 4b 30", "30:31:32:33:34:35:36:37:38:39:40:ff:30",
	"00000000: 7f45 4c46 0201 0100 0000 0000 0000 0000  .ELF............\n00000010: 0300 3e00 0100 0000 5068 0000 0000 0000  ..>.....Ph......\n", "0000000 062550 043106 030455 022457\n0000010 174012 141562\n",
	"The e-mail: alice (at) her desk", "meet at example dot com", "look at section 3 dot 2", "x [at] y", "@media print", "user@ host", "git@ github", "cost 5 @ 3.20 each", "a @ b", "price@unit", "foo@bar",
	"lines: 12 | 34 | 56", "12/34/5678", "4111 items, 1111 boxes, 1111 crates", "port 4111:1111", "v4111.1111.0.1", "2026 03 01 09 15", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16", "[4, 8, 15, 16, 23, 42]", "219,45,6789 rows", "3 / 45 / 6789",
	"\"gh\" + \"p_\" + name", "[\"sk\",\"proj\",\"live\"]", "[\"ghp_\",\"gho_\",\"ghs_\"]", "prefix ghp_ then 36 characters", "xoxb- tokens begin with xoxb-", "AKIA is the prefix of access keys", "\"-----BEGIN PRIVATE KEY-----\" marks the start", "strings.HasPrefix(line, \"-----BEGIN RSA PRIVATE KEY-----\")", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
	"==== Data ====\nKey      Value\n---      -----\nversion  2\n", "USER      TTY    FROM       LOGIN@\nalice     pts/0  10.0.0.7   09:15\n", "NAME    TOKEN TTL   POLICY\nweb     768h        default2\n", "PASSWORD AGE  USER\n90d           alice1\n",
	"┌──────┬──────────┐\n│ user │ password │\n├──────┼──────────┤\n│ al   │ ******** │\n└──────┴──────────┘\n", "│ password │ required │\n", "| user | password |\n|------|----------|\n| al | (hidden) |\n", "password | \n token | \n",
	"Username: alice\nPassword: \nLast login: Tue Mar 3\n", "Password for alice: \n", "expect \"assword:\"\nsend \"$pw1\\r\"\n", "Enter passphrase for key '/home/a/.ssh/id_rsa2': ", "Bad password, attempt 2of3", "The password is case-sensitive.", "the password is \"required\"", "Changed the password to comply with SOC2", "password reset2fa", "a password of length16",
}

func TestHonestOutputStays(t *testing.T) {
	f := redact.Default()
	texts := honestOutput()
	if len(texts) < 300 {
		t.Fatalf("%d texts, want 300", len(texts))
	}
	for _, text := range texts {
		if got := f.String(text); got != text {
			t.Errorf("String(%q) = %q, want no change", text, got)
		}
	}
}
