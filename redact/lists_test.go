package redact_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/redact"
)

// listRows hold values in lists whose name stands once.
var listRows = []row{
	{"rows of INSERT", "INSERT INTO users (name, password) VALUES ('a','hunter2'), ('b', 'Tr0ub4dor');\n", "INSERT INTO users (name, password) VALUES ('a','[PASSWORD_1]'), ('b', '[PASSWORD_2]');\n"},
	{"a name in front", "insert into t(api_token, n) values (N'q8Zt4Lw0Vb7Nc2Xs5', 1)", "insert into t(api_token, n) values (N'[API_KEY_1]', 1)"},
	{"a quotation mark in a value", "INSERT INTO t (\"n\", \"password\", \"c\") VALUES ('it''s (a), b', 'hunter2', 'hunter3')", "INSERT INTO t (\"n\", \"password\", \"c\") VALUES ('it''s (a), b', '[PASSWORD_1]', 'hunter3')"},
	{"a table of HTML", "<table class=x><tr><th>user</th><th>password</th></tr>\n<tr><td>bob1x</td><td><code>hunter2</code></td></tr><tr><td></td><td class=y>Tr0ub4dor</td></tr></table><td>hunter3</td>",
		"<table class=x><tr><th>user</th><th>password</th></tr>\n<tr><td>bob1x</td><td><code>[PASSWORD_1]</code></td></tr><tr><td></td><td class=y>[PASSWORD_2]</td></tr></table><td>hunter3</td>"},
	{"columns that blanks align", "NAME    API KEY              AGE\nadmin   q8Zt4Lw0Vb7Nc2Xs5    5d\nbuild   w7Yp2Rk9Tg3Hj6Mv1Qa  6d\n", "NAME    API KEY              AGE\nadmin   [API_KEY_1]    5d\nbuild   [API_KEY_2]  6d\n"},
	{"the last of columns", "user   password\n-----  --------\nbob1x  hunter2x\n\nbob1x  hunter3x\n", "user   password\n-----  --------\nbob1x  [PASSWORD_1]\n\nbob1x  hunter3x\n"},
	{"items of YAML", "passwords:\n  - hunter2!x\n  - \"Tr0ub4dor&3\"\nnext: hunter3!x\n", "passwords:\n  - [PASSWORD_1]\n  - \"[PASSWORD_2]\"\nnext: hunter3!x\n"},
	{"a list in a line", "tokens: [q8Zt4Lw0Vb7Nc2Xs5Kd, 'w7Yp2Rk9Tg3Hj6Mv1Qa']\n", "tokens: [[API_KEY_1], '[API_KEY_2]']\n"},
	{"a pair of Python", "[('password', 'hunter2!')]", "[('password', '[PASSWORD_1]')]"},
	{"a password of letters in a document", `{"user":"al","password":"swordfish"}`, `{"user":"al","password":"[PASSWORD_1]"}`},
	{"a card with wide dashes", "4111 - 1111 - 1111 - 1111", "[CARD_1]"},
	{"a card with slashes", "4111/1111/1111/1111", "[CARD_1]"},
	{"a number with wide dashes", "SSN: 219 - 45 - 6789", "SSN: [SSN_1]"},
	{"a number with slashes", "ssn=219/45/6789", "ssn=[SSN_1]"},
	{"an address before a password", "curl --user roger23@gmail.com:Xy7kQp2Zt9Lm https://x", "curl --user [EMAIL_1]:[PASSWORD_1] https://x"},
	{"a card in halves", "card 41111111 11111111", "card [CARD_1]"},
}

func TestLists(t *testing.T) { tryRows(t, listRows) }

func TestListsOfOtherThingsStay(t *testing.T) {
	stay(t, []string{
		"INSERT INTO users (name, email_hash) VALUES ('a','hunter2')", "INSERT INTO t (name, password) SELECT name, 'hunter2' FROM u", "INSERT INTO t (password, n) VALUES (NULL, 'hunter2'), (?, $1)",
		"<tr><th>Password</th></tr><tr><td>required</td></tr>", "<th>password</th> hunter2", "OPTION      PASSWORD     MEANING\n--user      required     the name\n",
		"Give the token  twice.\nThen abc123  def456.\n", "passwords:\n  - minimum-length\n  - rotate90days\n", "tokens: [a1, b2, c3]\n", `{"password":"required"}`, `{"password":"Passwort"}`,
		`{"type":"password","placeholder":"password"}`, "4111 - 1111 - 1111 - 1112", "1234/5678/9012/3456", "f(pwd, \"nist-sp800-90b\")", `["PASS", "Client-TLS12-NoSign": "x"]`,
	})
}

// Neither hashes nor mantissas nor tables of numbers are identifiers, and code has
// no heads of tables.
func TestCodeAndNumbersOfItStay(t *testing.T) {
	stay(t, []string{
		"(merge cacae4329f jk/harden)", "[aceac0581c] fix", "float32 %b 14395800p+54", "Decimal('1.38435736E+12')", "5354 5353 5351 5366 537F 5378",
		"543B 543C\n5352 5354 5353 5351 5366", "PrivateKey: testRSA2048PrivateKey,", "a.encryptionKey1024 = b.encryptionKey1024", "my $pass = $self->{+PASSING};", "this._password+=M:this._username+=M}else x",
		"// Use the license, or not,\n// as you like.\nf(123.45, 98293203)\n", "\treturn user, password\n}\nf(a, \"md5x1\", b2)\n", "        yield index, token\nf(x, '0[xX][a-fA-F0-9]+')\n",
		"AAAA" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABkZ0YAAAAAAOAoQAAAAAAARQMAACAAAAAAAAAApwcAAL0H\n", "Cookie.version or (self.strict_ns_domain & self.Domain2965Match):",
	})
}

func stay(t *testing.T, texts []string) {
	t.Helper()
	for _, text := range texts {
		if got := redact.Default().String(text); got != text {
			t.Errorf("String(%q) = %q, want no change", text, got)
		}
	}
}
