package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// assignments are forms in which texts give a secret its name; the value stands
// at %s.
var assignments = []string{
	"SMTP_PASS=%s\n", "pass=%s", `"pass": "%s"`, "ansible_ssh_pass=%s", "pw: %s", "bind_pw: %s", "passkey: %s", "secret_key_base: %s", `psk="%s"`,
	`os.environ["DB_PASSWORD"] = "%s"`, "$config['db_password'] = '%s';", `config["password"] = "%s"`, "define('DB_PASSWORD', '%s');", `setPassword("%s")`,
	`#define PASSWORD "%s"`, "CREATE USER app WITH PASSWORD '%s';", "CREATE USER app IDENTIFIED BY '%s'",
	`<add key="password" value="%s"/>`, `<property name="password" value="%s"/>`, `<string name="db_password">%s</string>`, "<key>password</key><string>%s</string>",
	"<key>password</key>\n\t<string>%s</string>", "<password><![CDATA[%s]]></password>", `<input type="password" name="password" value="%s">`,
	"password: |\n  %s\n", "password: >-\n  %s\n", "a:\n  password:\n    %s\n  x: 1\n", "- name: DB_PASSWORD\n  value: %s\n",
}

func TestAssignments(t *testing.T) {
	f := redact.Default()
	for _, form := range assignments {
		text := strings.ReplaceAll(form, "%s", secret)
		got := f.String(text)
		if strings.Contains(got, secret) || !strings.Contains(got, "_1]") {
			t.Errorf("String(%q) = %q", text, got)
		}
		if again := f.String(got); again != got {
			t.Errorf("twice: %q, then %q", got, again)
		}
	}
}

func TestPasswordsOfUnusualCharacters(t *testing.T) {
	f := redact.Default()
	for _, value := range []string{"*Hunter2!xx", "(hunter2)9", "<Pa55w0rd", "{Hunt3r2}9", "[hunt3r2", "Replace2024!", "yourDog1234", "Dummy#12345"} {
		doc, _ := json.Marshal(map[string]string{"password": value})
		if got, _ := redacted(t, guard.Text{Form: guard.JSON, Value: string(doc)}); got[0] != `{"password":"[PASSWORD_1]"}` {
			t.Errorf("%s became %s", doc, got[0])
		}
	}
	for _, value := range []string{"Xy7kQp&Zt9Lm2", "P@ss,w0rd123", "Ab3;kd92jdQ", "Ab3<kd92jdQ"} {
		if got := f.String("A=1\nDB_PASSWORD=" + value + "\nB=2\n"); got != "A=1\nDB_PASSWORD=[PASSWORD_1]\nB=2\n" {
			t.Errorf("%q became %q", value, got)
		}
	}
	if got := f.String(`password = "ab\"cd1234efgh"`); got != `password = "[PASSWORD_1]"` {
		t.Errorf("an escaped quotation mark: %q", got)
	}
	for _, scheme := range []string{"Token", "ApiKey", "SSWS", "Negotiate"} {
		if got := f.String("Authorization: " + scheme + " " + body(hexa, 30)); got != "Authorization: "+scheme+" [API_KEY_1]" {
			t.Errorf("the scheme %s: %q", scheme, got)
		}
	}
	if got := f.String("Ocp-Apim-Subscription-Key: " + body(hexa, 32)); got != "Ocp-Apim-Subscription-Key: [API_KEY_1]" {
		t.Errorf("a subscription key: %q", got)
	}
}
