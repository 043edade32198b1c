package guard_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

func TestCanonicalFormOfRFC8785(t *testing.T) {
	for _, row := range []struct{ name, raw, want string }{
		{"section 3.2.3, sorting", `{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
			`{"\r":"Carriage Return","1":"One","` + "\u0080" + `":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","` + "\ufb33" + `":"Hebrew Letter Dalet With Dagesh"}`},
		{"section 3.2.2, strings", `{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}`, `{"string":"€$\u000f\nA'B\"\\\\\"/"}`},
		{"section 3.2.2, literals", `{"literals":[null, true, false]}`, `{"literals":[null,true,false]}`},
		{"section 3.2.2, numbers that fit", `{"numbers":[4.50, 2e-3]}`, `{"numbers":[4.5,0.002]}`},
		{"private use before astral", `{"\ue000":1,"\ud800\udc00":2}`, `{"` + "\U00010000" + `":2,"` + "\ue000" + `":1}`},
		{"a prefix before the longer", `{"aa":1,"a":2,"":3}`, `{"":3,"a":2,"aa":1}`},
		{"nested", `{"b":{"d":1,"c":[{"z":1,"y":2}]},"a":{}}`, `{"a":{},"b":{"c":[{"y":2,"z":1}],"d":1}}`},
		{"no HTML escapes", `{"a":"<&>\u2028\u007f"}`, `{"a":"<&>` + "\u2028\u007f" + `"}`},
		{"controls", `{"a":"\b\f\n\r\t\u0000\u001f"}`, `{"a":"\b\f\n\r\t\u0000\u001f"}`},
	} {
		if got := string(decode(t, row.raw).Raw()); got != row.want {
			t.Errorf("%s: Raw() = %s, want %s", row.name, got, row.want)
		}
	}
}

func TestDigestIsOfTheCanonicalForm(t *testing.T) {
	want := sha256.Sum256([]byte(`{"a":[1,2],"b":"é"}`))
	for _, raw := range []string{`{"a":[1,2],"b":"é"}`, "\t{ \"b\" : \"\\u00e9\" ,\n\"a\":[ 1.0 , 2e0 ]}\r\n", `{"\u0062":"é","a":[10e-1,0.2E+1]}`} {
		if got := decode(t, raw).Digest(); got != hex.EncodeToString(want[:]) {
			t.Errorf("Digest of %s = %s", raw, got)
		}
	}
	empty := decode(t, `{}`).Digest()
	if decode(t, ``).Digest() != empty || decode(t, ` null `).Digest() != empty || decode(t, `{"a":1}`).Digest() == empty {
		t.Error("the digest of no arguments is not that of {}")
	}
}

func TestNumbers(t *testing.T) {
	const no = "refused"
	for _, row := range []struct{ text, want, exact string }{
		{"0", "0", "0"}, {"-0", "0", "0"}, {"-0.0e5", "0", "0"}, {"0e999999999999", "0", "0"},
		{"1", "1", "1"}, {"-1", "-1", "-1"}, {"1.0", "1", "1"}, {"100", "100", "100"}, {"1e2", "100", "100"}, {"1E+2", "100", "100"},
		{"0.1", "0.1", "0.1"}, {"1e-7", "1e-7", "1e-7"}, {"0.0000001", "1e-7", "1e-7"}, {"0.000001", "0.000001", "0.000001"}, {"1.5e-10", "1.5e-10", "1.5e-10"},
		{"9007199254740991", "9007199254740991", "9007199254740991"},
		{"9007199254740992", "9007199254740992", "9007199254740992"},
		{"9007199254740993", no, "9007199254740993"}, {"-9007199254740993", no, "-9007199254740993"},
		{"9.007199254740993e15", no, "9007199254740993"}, {"90071992547409930e-1", no, "9007199254740993"},
		{"9007199254740992.0", "9007199254740992", "9007199254740992"}, {"10000000000000000", no, "10000000000000000"},
		{"9007199254740992.5", "9007199254740992.5", "9007199254740992.5"},
		{"1e21", no, "1e+21"}, {"1e20", no, "100000000000000000000"}, {"123e25", no, "1.23e+27"},
		{"0.12345678901234567", "0.12345678901234567", "0.12345678901234567"}, {"0.123456789012345678", no, "0.123456789012345678"},
		{"1e-300", "1e-300", "1e-300"}, {"1e-307", "1e-307", "1e-307"}, {"1e-308", no, "1e-308"}, {"1e-320", no, "1e-320"}, {"1e-400", no, "1e-400"}, {"1e-401", no, "1e-401"}, {"1e-402", no, no},
		{"1e308", no, "1e+308"}, {"1e309", no, no}, {"1.8e308", no, no}, {"1e400", no, no}, {"1e1000000000", no, no}, {"1e-1000000000", no, no}, {"1e99999999999999999999999", no, no},
		{strings.Repeat("1", 100), no, ""}, {strings.Repeat("1", 101), no, no},
		{"01", no, no}, {"-", no, no}, {"+1", no, no}, {".5", no, no}, {"1.", no, no}, {"1e", no, no}, {"1e+", no, no}, {"1e+-1", no, no}, {"--1", no, no},
		{"1.2.3", no, no}, {"1e1e1", no, no}, {"0x10", no, no}, {"1_0", no, no}, {"Infinity", no, no}, {"-Infinity", no, no}, {"00", no, no}, {"-01", no, no}, {"1e1.5", no, no},
	} {
		for exact, want := range map[bool]string{false: row.want, true: row.exact} {
			a, err := guard.Decode([]byte(`{"n":`+row.text+`}`), guard.Limits{ExactNumbers: exact})
			got := strings.TrimSuffix(strings.TrimPrefix(string(a.Raw()), `{"n":`), "}")
			if err != nil {
				got = no
			}
			if got != want && want != "" || want == "" && err != nil {
				t.Errorf("number %s, exact %v: %s, want %s (%v)", row.text, exact, got, want, err)
			}
		}
	}
	a, err := guard.Decode([]byte(`{"n":[9007199254740993]}`), guard.Limits{ExactNumbers: true})
	if got := fmt.Sprintf("%T", a.Map()["n"].([]any)[0]); err != nil || got != "json.Number" {
		t.Errorf("an exact number in the map view is a %s, %v", got, err)
	}
}

// A far exponent must not be taken for a near one that many zeros make up for.
func TestAFarExponentIsNotClamped(t *testing.T) {
	limits := guard.Limits{Bytes: 8 << 20, ExactNumbers: true}
	zeros := strings.Repeat("0", 1<<20)
	for _, text := range []string{"1" + zeros + "e-99999999", "0." + zeros + "1e99999999"} {
		if a, err := guard.Decode([]byte(`{"n":`+text+`}`), limits); err == nil {
			t.Errorf("%.10s…%s was read as %s", text, text[len(text)-10:], a.Raw())
		}
	}
	if a, err := guard.Decode([]byte(`{"n":1`+zeros+`e-1048576}`), limits); err != nil || string(a.Raw()) != `{"n":1}` {
		t.Errorf("the exact value: %s, %v", a.Raw(), err)
	}
}

// ecmaScript is Number.prototype.toString for a finite float64, as RFC 8785
// prescribes it, by way of strconv.
func ecmaScript(f float64) string {
	if f == 0 {
		return "0"
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	s := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}

func TestNumberLayoutIsThatOfECMAScript(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		f := math.Float64frombits(rng.Uint64())
		if rng.IntN(2) == 0 {
			f = (rng.Float64() - 0.5) * math.Pow(10, float64(rng.IntN(40)-20))
		}
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		for _, text := range []string{strconv.FormatFloat(f, 'e', -1, 64), strconv.FormatFloat(f, 'f', -1, 64)} {
			for _, exact := range []bool{false, true} {
				a, err := guard.Decode([]byte(`{"n":`+text+`}`), guard.Limits{ExactNumbers: exact})
				if err != nil {
					continue
				}
				if want := `{"n":` + ecmaScript(f) + `}`; string(a.Raw()) != want {
					t.Fatalf("%s: %s, want %s", text, a.Raw(), want)
				}
			}
		}
	}
}

func TestEditJSON(t *testing.T) {
	upper := func(s string, key bool) string {
		if key {
			return s
		}
		return strings.ToUpper(s)
	}
	for _, row := range []struct{ doc, want string }{
		{`{"a" : "b", "c":[ "d\n", 1.50 ]}`, `{"a" : "B", "c":[ "D\n", 1.50 ]}`},
		{`"x\"y"`, `"X\"Y"`},
		{`"\u0061\\"`, `"A\\"`},
		{`{"a":{"b" : "c"}}`, `{"a":{"b" : "C"}}`},
		{` [ ] `, ` [ ] `},
		{`"\ud800A"`, `"\ud800A"`}, // no change, no repair
	} {
		if got, ok := guard.EditJSON(row.doc, upper); !ok || got != row.want {
			t.Errorf("EditJSON(%s) = %s, %v, want %s", row.doc, got, ok, row.want)
		}
	}
	for _, doc := range []string{``, `{`, `{"a":1}x`, `{a:1}`, "\"a\nb\""} {
		if got, ok := guard.EditJSON(doc, upper); ok {
			t.Errorf("EditJSON(%q) = %q, true", doc, got)
		}
	}
	got, ok := guard.EditJSON(`{"a":"b"}`, func(string, bool) string { return "\xff\"" })
	if !ok || !json.Valid([]byte(got)) {
		t.Errorf("a bad edit made %q, %v", got, ok)
	}
}

func TestFoldIsEqualFold(t *testing.T) {
	for _, s := range []string{"K", "k", "K", "s", "S", "ſ", "σ", "ς", "Σ", "ǅ", "ß", "ẞ", "İ", "i", "ı", "Å", "Å", "µ", "μ", "path", "PATH", ""} {
		for _, u := range []string{"K", "k", "K", "s", "S", "ſ", "σ", "ς", "Σ", "ǆ", "ß", "ẞ", "İ", "i", "ı", "å", "Å", "µ", "μ", "Path", ""} {
			if (guard.Fold(s) == guard.Fold(u)) != strings.EqualFold(s, u) {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q, EqualFold = %v", s, guard.Fold(s), u, guard.Fold(u), strings.EqualFold(s, u))
			}
		}
	}
}

// EditJSON must take whatever encoding/json takes.
func TestEditJSONKnowsJSON(t *testing.T) {
	long := strings.Repeat("k", 5000)
	for _, doc := range []string{
		`{"` + long + `":1}`, `"` + long + `"`, strings.Repeat("[", 9000) + strings.Repeat("]", 9000), `[1e400,-0.5E-7,12345678901234567890]`,
		`{"a":1,"a":2}`, `"\ud800"`, " [ ] ", `null`, `{`, `{"a"}`, `[1,]`, `01`, `"\x"`, `1 2`, ``, `+1`, `[1.]`, "\"\x01\"", `nul`,
	} {
		_, ok := guard.EditJSON(doc, func(s string, _ bool) string { return s })
		if want := json.Valid([]byte(doc)); ok != want {
			t.Errorf("EditJSON(%.40q) = %v, want %v", doc, ok, want)
		}
	}
}
