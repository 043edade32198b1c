package redact_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/redact"
)

// An identifier is an example that its issuer or a textbook shows, with valid
// check digits. A label is what has to stand near a weak one.
type identifier struct{ rule, value, label string }

var strongIdentifiers = []identifier{
	{"us-ssn", "219-45-6789", ""}, {"us-itin", "912-70-1234", ""}, {"iban", "DE89370400440532013000", ""}, {"iban", "GB29 NWBK 6016 1331 9268 19", ""},
	{"uk-nino", "AB123456C", ""}, {"uk-nino-groups", "AB 12 34 56 C", ""}, {"fr-nir", "255081416802538", ""}, {"fr-nir", "2 55 08 14 168 025 38", ""},
	{"es-dni", "12345678Z", ""}, {"es-dni-dashed", "12345678-Z", ""}, {"es-nie", "X1234567L", ""}, {"it-codice-fiscale", "RSSMRA85T10A562S", ""},
	{"be-nn", "85.07.30-033.28", ""}, {"ch-ahv", "756.9217.0769.85", ""}, {"ch-ahv", "7569217076985", ""}, {"se-personnummer", "811228-9874", ""}, {"se-personnummer", "19670919-9530", ""},
	{"dk-cpr", "211062-5629", ""}, {"fi-henkilotunnus", "131052-308T", ""}, {"cz-rc", "710319/2745", ""}, {"br-cpf", "529.982.247-25", ""}, {"br-cnpj", "11.222.333/0001-81", ""},
	{"ar-cuit", "20-12345678-6", ""}, {"cl-rut", "12.345.678-5", ""}, {"cl-rut", "7.654.321-6", ""}, {"mx-curp", "HEGG560427MVZRRL04", ""}, {"in-pan", "ABCPE1234F", ""},
	{"in-gstin", "27AAPFU0939F1ZV", ""}, {"in-aadhaar", "2341 2341 2346", ""}, {"cn-id", "11010519491231002X", ""}, {"kr-rrn", "900101-1234567", ""}, {"sg-nric", "S1234567D", ""},
	{"hk-id", "A123456(3)", ""}, {"mrz", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", ""},
	{"card", "4111111111111111", ""}, {"card-16", "5555 5555 5555 4444", ""}, {"card-15", "3782 822463 10005", ""}, {"card", "6011111111111117", ""}, {"email", "ada@example.org", ""},
}

var labelledIdentifiers = []identifier{
	{"us-ssn-labelled", "219456789", "ssn"}, {"us-aba", "021000021", "routing"}, {"us-npi", "1234567893", "npi"}, {"us-dea", "AB1234563", "DEA"}, {"us-mbi", "1EG4TE5MK73", "medicare"},
	{"us-ein", "12-3456789", "ein"}, {"uk-nhs", "9434765919", "nhs"}, {"uk-utr", "1955839661", "utr"}, {"de-steuer-id", "86095742719", "steuer_id"}, {"nl-bsn", "111222333", "bsn"},
	{"pl-pesel", "44051401359", "pesel"}, {"pt-nif", "123456789", "nif"}, {"ro-cnp", "1800101221144", "cnp"}, {"bg-egn", "7523169263", "egn"}, {"hr-oib", "69435151530", "oib"},
	{"baltic-code", "37605030299", "isikukood"}, {"at-svnr", "1237010180", "svnr"}, {"tr-kimlik", "10000000146", "tckn"}, {"il-id", "123456782", "teudat zehut"},
	{"za-id", "8001015009087", "national_id"}, {"br-cpf-labelled", "52998224725", "cpf"}, {"ca-sin", "130 692 544", "sin"}, {"in-aadhaar-labelled", "234123412346", "aadhaar"},
	{"jp-my-number", "123456789018", "my_number mynumber"}, {"au-tfn", "123456782", "tfn"}, {"au-abn", "51824753556", "abn"}, {"au-medicare", "2123456701", "medicare"},
	{"ie-pps", "1234567T", "pps"}, {"vin", "1HGCM82633A004352", "vin"}, {"imei", "490154203237518", "imei"}, {"passport-word", "C01234567", "passport"},
	{"passport-digits", "925665416", "passport"}, {"account-number", "12345678", "account"}, {"birth", "1985-07-09", "dob"}, {"mrn", "4839201", "patient"}, {"license-word", "D1234567", "driver license"},
	{"se-personnummer-labelled", "8112289874", "personnummer"}, {"dk-cpr-labelled", "2110625629", "cpr"}, {"be-nn-labelled", "85073003328", "niss"}, {"cz-rc-labelled", "7103192745", "rodne"},
	{"card-labelled", "4222222222222", "card"}, {"br-cnpj-labelled", "11222333000181", "cnpj"}, {"ar-cuit-labelled", "20123456786", "cuit"},
}

// ruleAt returns the rule that finds the whole of value in text.
func ruleAt(t testing.TB, f *redact.Filter, text, value string) string {
	t.Helper()
	out, found, err := f.Text(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range found {
		if text[x.Start:x.End] == value && !strings.Contains(out, value) {
			return x.Rule
		}
	}
	return ""
}

func TestIdentifiersAreFoundByTheirRules(t *testing.T) {
	f := redact.Default()
	for _, x := range strongIdentifiers {
		if got := ruleAt(t, f, "the value "+x.value+" is one", x.value); got != x.rule {
			t.Errorf("%s: %q is found by %q", x.rule, x.value, got)
		}
	}
	for _, x := range labelledIdentifiers {
		for _, text := range []string{x.label + ": " + x.value, `{"` + strings.ReplaceAll(x.label, " ", "_") + `":"` + x.value + `"}`, "id," + x.label + ",n\n7," + x.value + ",1\n"} {
			if got := ruleAt(t, f, text, x.value); got == "" {
				t.Errorf("%s: nothing found in %q: %q", x.rule, text, f.String(text))
			}
		}
		if got := f.String("order " + x.value + " shipped"); strings.Contains(got, "_1]") {
			t.Errorf("%s: %q is found without its label: %q", x.rule, x.value, got)
		}
	}
}

// A wrong check digit must be no finding of that rule.
func TestAWrongCheckDigitIsNoIdentifier(t *testing.T) {
	f := redact.Default()
	unchecked := map[string]bool{"us-ssn": true, "us-itin": true, "uk-nino": true, "uk-nino-groups": true, "in-pan": true, "kr-rrn": true, "mrz": true, "email": true, "us-ssn-labelled": true, "us-ein": true,
		"us-mbi": true, "passport-word": true, "passport-digits": true, "account-number": true, "birth": true, "mrn": true, "license-word": true, "dk-cpr-labelled": true}
	for _, x := range append(append([]identifier{}, strongIdentifiers...), labelledIdentifiers...) {
		if unchecked[x.rule] {
			continue
		}
		missed := 0
		for i := range len(x.value) {
			d := x.value[i]
			if d < '0' || d > '9' {
				continue
			}
			wrong := x.value[:i] + string('0'+(d-'0'+1)%10) + x.value[i+1:]
			if ruleAt(t, f, x.label+" "+wrong, wrong) == x.rule {
				missed++
			}
		}
		if missed > 2 { // mod 11 and moving weights let one or two pass
			t.Errorf("%s: %d of the numbers next to %q pass its check", x.rule, missed, x.value)
		}
	}
}
