package redact_test

import "testing"

var storageKey = body(base62, 85) + "/=="

// besideRows hold values that their place names: beside another member, in a URL, in a
// QR code.
var besideRows = []row{
	{"keys of an account", `[{"keyName":"key1","permissions":"FULL","value":"` + storageKey + `"}]`, `[{"keyName":"key1","permissions":"FULL","value":"[API_KEY_1]"}]`},
	{"keys of an account before their names", `[{"value":"` + storageKey + `","n":"a@b.io","keyName":"key1"},{"permissions":"FULL","value":"` + body(base62, 43) + `=","keyName":"key2"}]`, `[{"value":"[API_KEY_1]","n":"[EMAIL_1]","keyName":"key1"},{"permissions":"FULL","value":"[API_KEY_2]","keyName":"key2"}]`},
	{"an identifier of FHIR", `{"system":"http://hl7.org/fhir/sid/us-ssn","value":"219-45-6789"}`, `{"system":"http://hl7.org/fhir/sid/us-ssn","value":"[SSN_1]"}`},
	{"an identifier of FHIR without marks", `{"identifier":[{"use":"official","system":"http://hl7.org/fhir/sid/us-ssn","value":"219456789"},{"value":"1234567893","system":"http://hl7.org/fhir/sid/us-npi"}]}`,
		`{"identifier":[{"use":"official","system":"http://hl7.org/fhir/sid/us-ssn","value":"[SSN_1]"},{"value":"[HEALTH_ID_1]","system":"http://hl7.org/fhir/sid/us-npi"}]}`},
	{"a token of a remote", "origin\thttps://" + body(base62, 24) + "@git.example.com/a/b.git (fetch)", "origin\thttps://[PASSWORD_1]@git.example.com/a/b.git (fetch)"},
	{"a token of a remote before nothing", `{"url":"https://` + body(hexa, 40) + `:@github.com/a/b.git"}`, `{"url":"https://[PASSWORD_1]:@github.com/a/b.git"}`},
	{"a token of a vendor in a remote", "https://" + githubToken + "@github.com/a/b.git", "https://[API_KEY_1]@github.com/a/b.git"},
	{"a QR code", "WIFI:T:WPA;S:net;P:hunter2!x;;", "WIFI:T:WPA;S:net;P:[PASSWORD_1];;"},
	{"a QR code in another order", `{"qr":"WIFI:S:P:net1x;PH2:MSCHAPV2;P:hun\\;ter2x;H:true;;"}`, `{"qr":"WIFI:S:P:net1x;PH2:MSCHAPV2;P:[PASSWORD_1];H:true;;"}`},
}

// besideAlikes are such places without a value.
var besideAlikes = []string{
	`[{"keyName":"key1","permissions":"FULL","value":null}]`, `[{"keyName":"colour","value":"4f3a9b2c1d8e7f60"}]`, `{"keyName":"HKLM2","value":7}`, `{"key":"k","value":"` + storageKey + `"}`, `{"value":"` + storageKey[:44] + `","keyName":"key1"}`,
	`{"system":"http://hl7.org/fhir/sid/icd-10","value":"219456789"}`, `{"system":"phone","value":"219456789"}`, `{"system":7,"value":"219456789"}`,
	"https://deploy-user-of-the-team2@host.example/a", "https://alice@example.com/a", "ssh://" + body(base62, 24) + "@host.example/a", "abfss://9f8e7d6c-5b4a-4928-9170-6f5e4d3c2b1a@onelake.example/a", "https://" + body(hexa, 32) + "@o1.ingest.example/4507",
	"https://YOUR_TOKEN_1a2B3c4D5e6F@github.com/a", "https://github.com/a/b@" + body(hexa, 40), "https://[PASSWORD_1]@github.com/a",
	"WIFI:T:nopass;S:net2x;;", "WIFI:T:WPA;S:net;P:password;;", "WIFI:S:<ssid1>;P:<password1>;;", "WIFI: P: hunter2!x", "WIFI:T:WPA;S:net;P:hunter2!x",
}

func TestBeside(t *testing.T) {
	tryRows(t, besideRows)
	stay(t, besideAlikes)
}
