package redact_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

const secret = "Xy7kQp2Zt9Lm"

// tableRows hold values in tables, beside what may be mistaken for one.
var tableRows = []row{
	{"a password column behind another one", "user,password\nalice," + secret + "\n", "user,password\nalice,[PASSWORD_1]\n"},
	{"a password column before another one", "password,user\n" + secret + ",alice1977\n", "password,user\n[PASSWORD_1],alice1977\n"},
	{"a password column between others", "user,password,city\nalice1977," + secret + ",Zurich8001abcd55\n", "user,password,city\nalice1977,[PASSWORD_1],Zurich8001abcd55\n"},
	{"a password column of tabs", "user\tpassword\nalice\t" + secret + "\n", "user\tpassword\nalice\t[PASSWORD_1]\n"},
	{"a token column beside opaque ones", "token,user,city\nA1b2C3d4E5f6G7h8,Jonathan1977xqz8,Zurich8001abcd55\n", "token,user,city\n[API_KEY_1],Jonathan1977xqz8,Zurich8001abcd55\n"},
	{"a quoted password", "user,password\n\"Al, B\",\"" + secret + "\"\n", "user,password\n\"Al, B\",\"[PASSWORD_1]\"\n"},
	{"a quotation mark in a cell", "item,ssn\n5\" pipe,219456789\nbob,219456788\n", "item,ssn\n5\" pipe,[SSN_1]\nbob,[SSN_2]\n"},
	{"a cell that does not close", "item,ssn\n\"5 pipe,219456789\nbob,219456788\n", "item,ssn\n\"5 pipe,[SSN_1]\nbob,[SSN_2]\n"},
	{"a line break in a cell", "name,ssn\n\"al\nice\",219456789\nbob,219456788\n", "name,ssn\n\"al\nice\",[SSN_1]\nbob,[SSN_2]\n"},
	{"a quotation mark before secrets", "ssn,note,password\n219456789,5\" pipe," + secret + "\n219456788,ok,Xy7kQp2Zt9Ln\n", "ssn,note,password\n[SSN_1],5\" pipe,[PASSWORD_1]\n[SSN_2],ok,[PASSWORD_2]\n"},
	{"a line that does not fit", "name,ssn\nal,x,219456789\n", "name,ssn\nal,x,[SSN_1]\n"},
	{"a doubled quotation mark", "name,ssn\n\"5\"\" pipe, x\",219456789\n", "name,ssn\n\"5\"\" pipe, x\",[SSN_1]\n"},
	{"a table below a sentence", "Here is the data:\nname,ssn,city\nal anders,219456789,Berlin Kreuzberg\nbo,219456788,Bonn\n", "Here is the data:\nname,ssn,city\nal anders,[SSN_1],Berlin Kreuzberg\nbo,[SSN_2],Bonn\n"},
	{"a table in a fence", "Found two.\n\n```csv\nuser,password\nalice," + secret + "\n```\n", "Found two.\n\n```csv\nuser,password\nalice,[PASSWORD_1]\n```\n"},
	{"a table of Markdown", "| name | ssn |\n|---|---|\n| al anders from Berlin Kreuzberg | 219456789 |\n| bo | 219456788 |\n", "| name | ssn |\n|---|---|\n| al anders from Berlin Kreuzberg | [SSN_1] |\n| bo | [SSN_2] |\n"},
	{"a table of psql", " name | password \n------+---------\n al | " + secret + "\n(1 row)\n", " name | password \n------+---------\n al | [PASSWORD_1]\n(1 row)\n"},
	{"a second table", "a,b\n1,2\n\nuser,password\nalice," + secret + "\n", "a,b\n1,2\n\nuser,password\nalice,[PASSWORD_1]\n"},
	{"prose below a table", "name,ssn\nal,219456789\n\nThe ssn of bo is 219456788.\n", "name,ssn\nal,[SSN_1]\n\nThe ssn of bo is [SSN_2].\n"},
}

var longPath = strings.Repeat("abcdefghij/", 20)

// letterRows hold values among letters beyond ASCII and behind long words.
var letterRows = []row{
	{"an escape behind a long word", "https://host.example.net/" + longPath + "alice%40example.com", "https://host.example.net/" + longPath + "[EMAIL_1]"},
	{"a zero-width space behind a long word", longPath + "alice\u200b@example.com", longPath + "[EMAIL_1]"},
	{"an escaped JSON Web Token", "t=" + strings.ReplaceAll(jwt[:len(jwt)-43], ".", "%2E") + strings.Repeat(base62, 7) + "%2E" + base62 + " x", "t=[API_KEY_1] x"},
	{"a number between an escape and a NUL", "x %20219-45-6789\x00YA", "x %20[SSN_1]\x00YA"},
	{"an address that ends in an accent", "mail josé@example.com now", "mail [EMAIL_1] now"},
	{"an address of France", "andré@firma.fr", "[EMAIL_1]"},
	{"an address of Russia", "алиса@пример.рф", "[EMAIL_1]"},
	{"an address of China", "用户@例子.公司", "[EMAIL_1]"},
	{"an address of Greece with a number glued to it", "μαρία@παράδειγμα.ελ7569217076985", "[EMAIL_1][NATIONAL_ID_1]"},
	{"base64 with a number glued to it", "authorization: basic dXNlcjpodW50ZXIyMg==121033401", "authorization: basic [API_KEY_1]121033401"},
	{"an address of China with its own dot", "请写信给用户@例子。公司", "[EMAIL_1]"},
	{"an address of China with wide marks", "用户＠例子．公司", "[EMAIL_1]"},
	{"a password behind a wide colon", "登录密码：Xy7kQp2Zt9Lm。", "登录密码：[PASSWORD_1]。"},
	{"a password behind a wide colon and a blank", "登录密码： Xy7kQp2Zt9Lm", "登录密码： [PASSWORD_1]"},
	{"an address among wide marks", "邮箱（alice＠example．com）。", "邮箱（[EMAIL_1]）。"},
	{"an address of Greece", "μαρία@παράδειγμα.ελ", "[EMAIL_1]"},
	{"an address of India", "राम@उदाहरण.भारत", "[EMAIL_1]"},
	{"an address of Japan in a document", `{"m":"ゆうじ@例え.jp"}`, `{"m":"[EMAIL_1]"}`},
}

const cookie = "a8d7f6a8d7f6a8d7f6"

const octKey = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"

// documentRows hold values that other members of their document name.
var documentRows = []row{
	{"a registry's secret", "data:\n  .dockerconfigjson: " + b64(`{"auths":{"r.example":{"password":"Qx7vLp2mZk9"}}}`) + "\nkind: Secret\n", "data:\n  .dockerconfigjson: [PASSWORD_1]\nkind: Secret\n"},
	{"a registry's secret without padding", "data:\n  .dockerconfigjson: " + b64(`{"auths":{"r.example":{"password":"Qx7vLp2mZk9"}} }`) + "\n  kind: x\n", "data:\n  .dockerconfigjson: [PASSWORD_1]\n  kind: x\n"},
	{"a value of base64 at the end", "password: " + b64("Qx7vLp2mZk9") + "\n", "password: [PASSWORD_1]\n"},
	{"a cookie header", `{"headers":{"Cookie":"sid=` + cookie + `"}}`, `{"headers":{"Cookie":"[API_KEY_1]"}}`},
	{"a cookie header in a list", `{"headers":{"Cookie":["sid=` + cookie + `"]}}`, `{"headers":{"Cookie":["[API_KEY_1]"]}}`},
	{"a cookie header of a server", `{"headers":{"Set-Cookie":"sid=` + cookie + `; Path=/"}}`, `{"headers":{"Set-Cookie":"[API_KEY_1]"}}`},
	{"a cookie header by name", `{"headers":[{"name":"cookie","value":"sid=` + cookie + `"}]}`, `{"headers":[{"name":"cookie","value":"[API_KEY_1]"}]}`},
	{"cookies by name", `{"cookies":{"session":"` + cookie + `","lang":"de"}}`, `{"cookies":{"session":"[API_KEY_1]","lang":"de"}}`},
	{"an authorization header in a list", `{"headers":{"Authorization":["Bearer ` + body(base62, 30) + `"]}}`, `{"headers":{"Authorization":["Bearer [API_KEY_1]"]}}`},
	{"an authorization header by name", `{"headers":[{"name":"Authorization","value":"Bearer ` + body(base62, 30) + `"}]}`, `{"headers":[{"name":"Authorization","value":"Bearer [API_KEY_1]"}]}`},
	{"a key header in a list", `{"headers":{"X-Api-Key":["` + secret + `"]}}`, `{"headers":{"X-Api-Key":["[API_KEY_1]"]}}`},
	{"a key header in a pair", `{"headers":[["X-Api-Key","` + secret + `"]]}`, `{"headers":[["X-Api-Key","[API_KEY_1]"]]}`},

	{"a JSON Web Key with sorted members", `{"alg":"HS256","k":"` + octKey + `","kty":"oct"}`, `{"alg":"HS256","k":"[PRIVATE_KEY_1]","kty":"oct"}`},
	{"a short JSON Web Key", `{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}`, `{"kty":"oct","k":"[PRIVATE_KEY_1]"}`},
	{"a prime before its kind", `{"p":"` + octKey + `","kty":"RSA"}`, `{"p":"[PRIVATE_KEY_1]","kty":"RSA"}`},

	{"a value before its name", `{"value":"` + secret + `","name":"DB_PASSWORD"}`, `{"value":"[PASSWORD_1]","name":"DB_PASSWORD"}`},
	{"a number behind its name", `{"name":"ssn","value":219456789}`, `{"name":"ssn","value":"[SSN_1]"}`},
	{"a labelled value before its name", `{"a":"a@b.io","value":"219456789","b":"c@b.io","name":"ssn"}`, `{"a":"[EMAIL_1]","value":"[SSN_1]","b":"[EMAIL_2]","name":"ssn"}`},
	{"a typed value", `{"password":{"S":"` + secret + `"}}`, `{"password":{"S":"[PASSWORD_1]"}}`},
	{"a value below its name", `{"password":{"value":"` + secret + `"}}`, `{"password":{"value":"[PASSWORD_1]"}}`},
	{"a key and a short val", `{"key":"password","val":"` + secret + `"}`, `{"key":"password","val":"[PASSWORD_1]"}`},
	{"a field and its text", `{"field":"Password","text":"` + secret + `"}`, `{"field":"Password","text":"[PASSWORD_1]"}`},
	{"a flag in a list", `{"args":["x","--password","` + secret + `","y"]}`, `{"args":["x","--password","[PASSWORD_1]","y"]}`},
	{"an address before a password of curl in a list", `{"argv":["curl","-u","alice@example.com:Hunter2Xy"]}`, `{"argv":["curl","-u","[EMAIL_1]:[PASSWORD_1]"]}`},
	{"curl in a list", `{"argv":["curl","-u","alice:Hunter2Xy"]}`, `{"argv":["curl","-u","alice:[PASSWORD_1]"]}`},
}

var telegram = join(":A", body(base62, 34))

var vendorForms = []row{
	{"a Telegram token of a short id", "bot token 12345" + telegram, "bot token [API_KEY_1]"},
	{"a Telegram token of eight digits", "bot token 66977683" + telegram, "bot token [API_KEY_1]"},
	{"a Telegram token of ten digits", "bot token 6697768395" + telegram + " ok", "bot token [API_KEY_1] ok"},
	{"a letter glued to a token", "dop" + "_v1_" + body(hexa, 64) + "z", "[API_KEY_1]z"},
	{"a letter glued to a Shopify token", "shp" + "at_" + body(hexa, 32) + "x", "[API_KEY_1]x"},
	{"a number glued to an address", "alice@example.com1234", "[EMAIL_1]1234"},
	{"a date glued to an address", "alice@example.com2024-01-01", "[EMAIL_1]2024-01-01"},
	{"a Telegram token in a URL", "https://api.telegram.org/bot6697768395" + telegram + "/sendMessage", "https://api.telegram.org/bot[API_KEY_1]/sendMessage"},
	{"a Helicone key", "sk-hel" + "icone-aizk37y-5yue3my-qmy6tza-n8x3aqa", "[API_KEY_1]"},
	{"a Convex deploy key", "prod:happy-cat-102" + "|eyJ2MiI6" + body(base62, 60) + "==", "prod:happy-cat-102[API_KEY_1]"},
	{"a Paddle notification secret", "pdl_ntf" + "set_01kzs8x7p7a8er7bt2cnpdmk3r_SRqrTzb6TOX3nJ7Iiv+4UVRbFjEYc+4l", "[API_KEY_1]"},
	{"a Buildkite job token", "bk" + "aj_" + jwt, "[API_KEY_1]"},
	{"a Rancher token of a cluster", "kubeconfig" + "-user-pwfzk.c-6j4lz:" + strings.ToLower(body(base62, 50)), "[API_KEY_1]"},
	{"a Browserbase key without digits", "bb_" + "live_APnCzG_NvsKnCTvw-YGxJXnsMGk", "[API_KEY_1]"},
	{"a session of Slack in a cookie", "d=xox" + "d-" + body(base62, 40) + "%2B" + body(base62, 40) + "%2F" + body(base62, 20) + "%3D; x=1", "d=[API_KEY_1]; x=1"},
	{"a key of Elastic Cloud", "ess" + "u_" + body(base62, 40) + "-_" + body(base62, 40), "[API_KEY_1]"},
	{"a Telegram token in a document", `{"id":1,"t":"6697768395` + telegram + `"}`, `{"id":1,"t":"[API_KEY_1]"}`},
}

// alikes look like what the rows hold, and stay.
var alikes = []string{
	"ratio 12:A" + body(base62, 34), "n 12345678901234567:A" + body(base62, 34), "robot5" + telegram[:20],
	"-- 10 20 30 - 5", "size\n   10 20 30 \n", strings.Repeat(hexa, 2) + "  tool-1.0.0\n" + strings.Repeat(hexa, 2) + "  tool-1.0.1\n", "p = 0." + strings.Repeat("1415926535", 7),
	"glibc@libc.so6", "x@pkg.v2", "dop" + "_v1_" + body(hexa, 20) + "z",
	"--- PASS: TestFoo2 (0.01s)", "PASS: TestFoo2x", "bypass=Abc123xyz9", "compass: North123West", "3 tests pass, 4 fail", "boarding pass to Gate12",
	"password:\n  min_length: 8\n  max_length: 64\n", "password:\n  - upper1\nnext: 2\n", `{"password":"{{db_password1}}","b":"<password1>","c":"[password1]"}`,
	`params["password"] == nil`, `getPassword("prompt")`, "Authorization: see RFC9110section11", `{"password":"YOUR_PASSWORD_1"}`, "password=changeme",
	`{"cookies":{"lang":"de-DE","consent":"2024-01-01","_ga":"GA1.2.1234567890.1234567890"}}`, `{"Cookie":"theme=dark; lang=en"}`, `{"cookie":"chocolate-chip-cookie-recipe"}`,
	`{"columns":["id","password","created_at2","updated_at2"]}`, `{"pair":["password","address2"]}`, `{"value":"blue1","name":"colour"}`,
	`{"argv":["docker","run","-u","1000:1000","x"]}`, `{"k":"GawgguFyGrWKav7AX4VKUg","d":1}`, `{"secret":{"name":"my-app-db-v2","type":"Opaque"}}`,
}

func TestAlikesStay(t *testing.T) {
	stay(t, alikes)
}

// rows are also labelled cases.
var rows = slices.Concat(codeRows, pairRows, groupRows, letterRows, tableRows, vendorForms, documentRows, listRows, commandRows, printedRows, besideRows)

func TestRows(t *testing.T) { tryRows(t, rows) }

// tryRows holds each row against what must be left, exactly and twice; a
// document also as one.
func tryRows(t *testing.T, rows []row) {
	t.Helper()
	f := redact.Default()
	for _, r := range rows {
		got := f.String(r.text)
		if got != r.want {
			t.Errorf("%s: String(%q) = %q, want %q", r.name, r.text, got, r.want)
		}
		if again := f.String(got); again != got {
			t.Errorf("%s: twice: %q, then %q", r.name, got, again)
		}
		if !json.Valid([]byte(r.text)) {
			continue
		}
		if got, _ := redacted(t, guard.Text{Form: guard.JSON, Value: r.text}); got[0] != r.want {
			t.Errorf("%s: Redact(%s) = %s, want %s", r.name, r.text, got[0], r.want)
		}
	}
}

func TestDatesOfATable(t *testing.T) {
	const table = "day,note\n2025-04-10,ab\n2025-05-10,ab\n"
	codes := redact.Rule{ID: "code", Kind: "CODE", Literals: []string{"04-"}, Expr: `04-[0-9]{2},[a-z]+`}
	for _, c := range []struct {
		name, text, want string
		rules            []redact.Rule
	}{
		{"dates stay", table, table, nil},
		{"a rule for what begins in a date", table, "day,note\n2025-[CODE_1]\n2025-05-10,ab\n", []redact.Rule{codes}},
		{"an address behind a date", "day,mail\n2025-04-10,al@example.org\n", "day,mail\n2025-04-10,[EMAIL_1]\n", nil},
		{"a number that a date begins", "day,tax\n2025-04-10-4,219-09-9999\n", "day,tax\n2025-04-10-4,[SSN_1]\n", nil},
		{"dates of birth", "born,note\n1977-04-10,ab\n", "born,note\n[BIRTH_1],ab\n", nil},
	} {
		if got := mustNew(t, redact.Config{Rules: c.rules}).String(c.text); got != c.want {
			t.Errorf("%s: String(%q) = %q, want %q", c.name, c.text, got, c.want)
		}
	}
}
