package redact_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// codeRows hold PINs, codes that count once and security codes of cards.
var codeRows = []row{
	{"the code of a card", `{"cvv": "739", "brand": "visa"}`, `{"cvv": "[PASSWORD_1]", "brand": "visa"}`},
	{"a number of a document", `{"cvc":739,"otp":482910,"pin":4821,"n":4821}`, `{"cvc":"[PASSWORD_1]","otp":"[PASSWORD_2]","pin":"[PASSWORD_3]","n":4821}`},
	{"a name in capitals", "CVV2: 7391", "CVV2: [PASSWORD_1]"},
	{"a code in prose", "Charge it, CVV 739 and zip 10115", "Charge it, CVV [PASSWORD_1] and zip 10115"},
	{"a code in a query", "/pay?cvc=739&exp=1227", "/pay?cvc=[PASSWORD_1]&exp=1227"},
	{"a code by its long name", "Card security code: 739", "Card security code: [PASSWORD_1]"},
	{"an escaped document", `{\"cardVerificationValue\":\"739\"}`, `{\"cardVerificationValue\":\"[PASSWORD_1]\"}`},
	{"a code in XML", "<card><cvv>739</cvv></card>", "<card><cvv>[PASSWORD_1]</cvv></card>"},
	{"a pair", `{"name":"cvv","value":"739"}`, `{"name":"cvv","value":"[PASSWORD_1]"}`},
	{"a typed value", `{"cvv":{"S":"739"}}`, `{"cvv":{"S":"[PASSWORD_1]"}}`},
	{"a column of a table", "name,cvv,exp\nal,739,12/27\nbo,7391,01/28\n", "name,cvv,exp\nal,[PASSWORD_1],12/27\nbo,[PASSWORD_2],01/28\n"},
	{"a column of Markdown", "| user | card_pin |\n|---|---|\n| al | 4821 |\n", "| user | card_pin |\n|---|---|\n| al | [PASSWORD_1] |\n"},
	{"a column that blanks align", "user  pin   cvc\n----  ----  ---\nal    4821  739\n", "user  pin   cvc\n----  ----  ---\nal    [PASSWORD_1]  [PASSWORD_2]\n"},
	{"a row of INSERT", "INSERT INTO cards (owner, cvv) VALUES ('al', '739');", "INSERT INTO cards (owner, cvv) VALUES ('al', '[PASSWORD_1]');"},

	{"a PIN", "pin: 4821", "pin: [PASSWORD_1]"},
	{"a PIN in a sentence", "Your PIN is 4821.", "Your PIN is [PASSWORD_1]."},
	{"a PIN with a code", `pin_code="4821"`, `pin_code="[PASSWORD_1]"`},
	{"a PIN of a user", `{"userPin":"4821"}`, `{"userPin":"[PASSWORD_1]"}`},

	{"a code that counts once", "OTP 482910", "OTP [PASSWORD_1]"},
	{"four digits that count once", "Your OTP is 4829, it ends in 5 minutes", "Your OTP is [PASSWORD_1], it ends in 5 minutes"},
	{"a code in halves", "verification code: 482 910", "verification code: [PASSWORD_1]"},
	{"a code before its name", "482910 is your Acme verification code.", "[PASSWORD_1] is your Acme verification code."},
	{"a code with the letter of its sender", "G-482910 is your verification code", "G-[PASSWORD_1] is your verification code"},
	{"a code to enter", "Use 482910 as your login code", "Use [PASSWORD_1] as your login code"},
	{"a second factor", `{"mfa_code":"482910","2fa_code":"104829"}`, `{"mfa_code":"[PASSWORD_1]","2fa_code":"[PASSWORD_2]"}`},
	{"a code of one time", "one-time code = 48291034", "one-time code = [PASSWORD_1]"},
}

// codeAlikes have such a name and another number, or such a number and another
// name.
var codeAlikes = []string{
	"pincode: 560001", "Pin code: 560001, Bengaluru", `{"pin":"560001","city":"Bengaluru"}`, "addr,pincode\nMG Road,560001\n",
	"GPIO pin: 17", `{"pin":17,"mode":"out"}`, `{"pin13":1024,"pins":1024}`, `{"pin":{"value":1023}}`, `{"pin":[1024,2048]}`, "pin 1024 of the chip", "The pin 4821 is on the left",
	"pinned: 4821", "spin: 4821", "mapping: 4821", "shipping=4821", "pinterest 4821", "pin: v1.2345", "pin=4821/7", "pin: 4821.5",
	"Erlang/OTP 26 [erts-14.0]", "otp: 26", `{"otp":"26.2.1","otp_release":"26"}`, "OTP-27.1.2", "erlang,otp\n14.0,26\n", "OTP 17 and 18", "otp: 4096 bytes of fuses", "otp: 1,024",
	"cvc: other", "cvc5 1.0.5", "CVC5: 739", "CVC 739 syllables", "cvv: 12", "the cvv has 3 digits", `{"cvv":null,"cvc":"***"}`, "cvv=123%", "cvc: 7391 ms", "cvv:\n  length: 739\n",
	"code: 482910", `{"code":4821,"status_code":4041,"zip_code":"10115"}`, "error code 482910", "timecode: 4829", "security_code: 600519", "verification code expired after 600 s",
	"Enter the OTP sent to +1 415 555 2671", "order 482910 is your order, the otp comes later", "verification_code_length: 6", "otp_digits=6 otp_period=3000",
}

func TestCodes(t *testing.T) { tryRows(t, codeRows) }

func TestNumbersThatAreNoCodeStay(t *testing.T) { stay(t, codeAlikes) }

func TestCodesOverTextsOfACall(t *testing.T) {
	got, findings := redacted(t, guard.Text{Value: "CVV:"}, guard.Text{Value: "739"}, guard.Text{Value: "pages 739"})
	if got[0] != "CVV:" || got[1] != "[PASSWORD_1]" || got[2] != "pages 739" || len(findings) != 1 {
		t.Errorf("%q, %v", got, findings)
	}
}

// A filter without passwords leaves codes alone, and no action keeps a part of one.
func TestCodesArePasswords(t *testing.T) {
	cards, err := redact.New(redact.Config{Kinds: []redact.Kind{redact.Card}})
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := redact.New(redact.Config{Preset: redact.Secrets, Actions: map[redact.Kind]redact.Action{redact.Password: redact.Mask}})
	if err != nil {
		t.Fatal(err)
	}
	const text = "cvv: 739"
	if a, b := cards.String(text), secrets.String(text); a != text || b != "cvv: [PASSWORD:****]" && b != "cvv: [PASSWORD_1]" {
		t.Errorf("cards: %q, secrets: %q", a, b)
	}
}
