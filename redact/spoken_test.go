package redact_test

import "testing"

// spokenRows are values in sentences and remarks.
var spokenRows = []row{
	{"an address between a name and its value", "password for al@firm.org is Qx7vLp2mZk9 now", "password for [EMAIL_1] is [PASSWORD_1] now"},
	{"an address as a user", "Login: al.meier@firm.org / Sommer2024!", "Login: [EMAIL_1] / [PASSWORD_1]"},
	{"a card between the two", "password for card 4111111111111111 is Qx7vLp2mZk9", "password for card [CARD_1] is [PASSWORD_1]"},
	{"more words for what", "The password for the new router is Blau!Wal77.", "The password for the new router is [PASSWORD_1]."},
	{"and a colon", "Password for staging db: Blau!Wal77", "Password for staging db: [PASSWORD_1]"},
	{"a short name", "the staging pw is `Blau!Wal77` please", "the staging pw is `[PASSWORD_1]` please"},
	{"a key", "The API key is " + body(hexa, 32) + ".", "The API key is [API_KEY_1]."},
	{"a remark", "Password (staging): Blau!Wal77", "Password (staging): [PASSWORD_1]"},
	{"dashes", "Password – Blau!Wal77\nPassword - Blau!Wal78\n", "Password – [PASSWORD_1]\nPassword - [PASSWORD_2]\n"},
}

// spokenAlikes are sentences and remarks without a value.
var spokenAlikes = []string{
	"The password for the new system is required", "Password for the admin user is stored in Vault2", "Password (optional): string", "password (8 to 64 characters): required",
	"token (JWT): see docs/v2", "Token – 16 bytes", "password - at least 8 characters", "password - see RFC2617 section 3", "key - sha256", "pw is reset", "The API key is stored in KEY_STORE2",
	"the pass is valid2024",
}

func TestValuesInSentences(t *testing.T) {
	tryRows(t, spokenRows)
	stay(t, spokenAlikes)
}
