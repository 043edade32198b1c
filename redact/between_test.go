package redact_test

import "testing"

// betweenRows have a value between what names another one and that one.
var betweenRows = []row{
	{"a token before the password of a URL", "git clone https://" + githubToken + ":x0auth-Basic9@github.com/a", "git clone https://[API_KEY_1]:[PASSWORD_1]@github.com/a"},
	{"a key before it", "https://" + awsKey + ":Xy7kQp2Zt9Lm@h.com", "https://[API_KEY_1]:[PASSWORD_1]@h.com"},
	{"a card before it", "https://4111111111111111:Xy7kQp2Zt9Lm@h.com", "https://[CARD_1]:[PASSWORD_1]@h.com"},
	{"an escape before it", "smtp://a%20l%40x.com:Xy7kQp2Zt9Lm@h.com", "smtp://a%20[EMAIL_1]:[PASSWORD_1]@h.com"},
	{"whose password it is", "password for alice@example.com: Xy7kQp2Zt9Lm", "password for [EMAIL_1]: [PASSWORD_1]"},
	{"two of them", "password for https://" + githubToken + ":x0auth-Basic9@h.com/a: Xy7kQp2Zt9Lm", "password for https://[API_KEY_1]:[PASSWORD_1]@h.com/a: Xy7kQp2Zt9Lm"},
}

func TestBetween(t *testing.T) { tryRows(t, betweenRows) }
