package redact_test

import "testing"

var share = b64(body(base62, 33))

// printedRows hold values as programs print them for people.
var printedRows = []row{
	{"the shares of a key", "Unseal Key 1: " + share + "\nUnseal Key 12: " + b64(body(hexa, 32)) + "\n\nVault initialized with 5 key shares\n", "Unseal Key 1: [API_KEY_1]\nUnseal Key 12: [API_KEY_2]\n\nVault initialized with 5 key shares\n"},
	{"the first token of a vault", "Recovery Key 1: " + share + "\n\nInitial Root Token: s." + body(base62, 24) + "\n", "Recovery Key 1: [API_KEY_1]\n\nInitial Root Token: [API_KEY_2]\n"},
	{"an older token of a vault", "Initial Root Token: 8b4f1c2d-7a3e-4b9f-a1c2-9d8e7f6a5b4c\n", "Initial Root Token: [API_KEY_1]\n"},
	{"the shares of a key in bold type", "**Unseal Key 1:** `" + share + "`", "**Unseal Key 1:** `[API_KEY_1]`"},
	{"the shares of a key in a document", `{"unseal_keys_b64":["` + share + `"],"unseal_threshold":1}`, `{"unseal_keys_b64":["[API_KEY_1]"],"unseal_threshold":1}`},
	{"an array of PHP with types", "array(2) {\n  [\"password\"]=>\n  string(9) \"hunter2!x\"\n  [\"id\"]=>\n  int(12345678)\n}\n", "array(2) {\n  [\"password\"]=>\n  string(9) \"[PASSWORD_1]\"\n  [\"id\"]=>\n  int(12345678)\n}\n"},
	{"members of PHP that are not public", "  [\"password\":protected]=>\n  string(8) \"hunter22\"\n  [\"apiKey\":\"App\\Model2x\":private]=>\n  string(12) \"" + secret + "\"\n", "  [\"password\":protected]=>\n  string(8) \"[PASSWORD_1]\"\n  [\"apiKey\":\"App\\Model2x\":private]=>\n  string(12) \"[API_KEY_1]\"\n"},
	{"a serialized array of PHP", `a:2:{s:8:"password";s:9:"hunt"r2!x";s:2:"id";i:7;}`, `a:2:{s:8:"password";s:9:"[PASSWORD_1]";s:2:"id";i:7;}`},
	{"a serialized array of PHP in a string", `$s = "a:1:{s:8:\"password\";s:9:\"hunter2!x\";}";`, `$s = "a:1:{s:8:\"password\";s:9:\"[PASSWORD_1]\";}";`},
	{"fields of a hash of redis", "1) \"user\"\n2) \"al\"\n3) \"password\"\n4) \"hunter2!x\"\n", "1) \"user\"\n2) \"al\"\n3) \"password\"\n4) \"[PASSWORD_1]\"\n"},
	{"fields of a hash of redis in a reply", "1) 1) \"user:7\"\n   2) 1) \"db_password\"\r\n      2) \"hunter2!x\"\r\n", "1) 1) \"user:7\"\n   2) 1) \"db_password\"\r\n      2) \"[PASSWORD_1]\"\r\n"},
	{"two digits of redis", " 9) \"token\"\n10) \"" + body(base62, 24) + "\"\n", " 9) \"token\"\n10) \"[API_KEY_1]\"\n"},
}

// printedAlikes are such forms without a value.
var printedAlikes = []string{
	"Unseal Key 1: enter it\n", "see key 1: " + body(base62, 20) + " of the map", "Recovery Key 1 of 5 shares", "Unseal Key (will be hidden): ", "Unseal Progress 1/3\nUnseal Nonce n/a\n", "Public key 1: " + body(base62, 40), `{"unseal_keys_b64":[],"unseal_shares":5}`,
	"  [\"password\"]=>\n  string(0) \"\"\n  [\"id2\"]=>\n  string(9) \"hunter2!x\"\n", "  [\"password\"]=>\n  NULL\n  [\"a\"]=>\n  int(12345678)\n", "  [\"password\":protected]=>\n  NULL\n", `["password":protected]=>`,
	`a:1:{s:8:"password";N;s:3:"id2";s:9:"hunter2!x";}`, `a:1:{s:8:"password";s:90:"hunter2!x";}`, `a:1:{s:8:"password";s:0:"";}`, `s:8:"password";s:99999:"hunter2!x";`, `s:8:"password";s:8:"required";`,
	"1) \"name\"\n2) \"password\"\n3) \"hunter2!x\"\n", "1) \"password\"\n2) \"address2\"\n", "1) \"password\"\n3) \"hunter2!x\"\n", "1) \"password\"\n2) (nil)\n", "(1) \"password\" is hard\n2) \"hunter2\" is easy\n",
}

func TestPrinted(t *testing.T) {
	tryRows(t, printedRows)
	stay(t, printedAlikes)
}
