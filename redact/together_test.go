package redact_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

func plainTexts(values ...string) (texts []guard.Text) {
	for _, v := range values {
		texts = append(texts, guard.Text{Value: v})
	}
	return texts
}

func jsonText(s string) guard.Text { return guard.Text{Form: guard.JSON, Value: s} }

func jsonOf(v any) guard.Text {
	doc, _ := json.Marshal(v)
	return jsonText(string(doc))
}

// together are texts of one call. No text may hold the part named left, as what it
// belongs to stands in several places, or its name in another one.
var together = []struct {
	name  string
	texts []guard.Text
	left  string
}{
	{"a token in three texts", plainTexts(githubToken[:14], githubToken[14:28], githubToken[28:]), githubToken[14:28]},
	{"a token in four texts", plainTexts(githubToken[:10], githubToken[10:20], githubToken[20:30], githubToken[30:]), githubToken[20:30]},
	{"a token behind blanks", plainTexts("see "+githubToken[:20]+"\n", "  "+githubToken[20:]+" ok"), githubToken[20:]},
	{"a token in quotation marks", plainTexts("`"+githubToken[:20], githubToken[20:]+"`"), githubToken[20:]},
	{"a text between", plainTexts(githubToken[:20], "", "---", githubToken[20:]), githubToken[20:]},
	{"an address in two texts", plainTexts("to alice.smith", "@example.com now"), "alice.smith"},
	{"a key's lines", plainTexts(strings.Split(pem, "\n")...), base62[2:24]},
	{"a key in three texts", plainTexts(pem[:100], pem[100:220], pem[220:]), pem[120:140]},
	{"a label before", plainTexts("password:", secret), secret},
	{"a sentence before", plainTexts("The DB password is", secret), secret},
	{"an SSN's label before", plainTexts("SSN:", "219456789"), "219456789"},
	{"a header before", plainTexts("user,password", "al,"+secret), secret},
	{"rows in texts", plainTexts("user,password\nal,"+secret+"\n", "bo,Hq8wLm2Xz91\n", "cy,Tv5nRk7Bd34\n"), "Tv5nRk7Bd34"},

	{"strings of a list", []guard.Text{jsonOf([]string{githubToken[:10], githubToken[10:20], githubToken[20:]})}, githubToken[10:20]},
	{"texts of a list", []guard.Text{jsonText(`[{"type":"text","text":"` + githubToken[:20] + `"},{"type":"text","text":"` + githubToken[20:] + `"}]`)}, githubToken[20:]},
	{"a key and its value", []guard.Text{jsonText(`{"` + githubToken[:20] + `":"` + githubToken[20:] + `"}`)}, githubToken[20:]},
	{"nested lists", []guard.Text{jsonText(`[["` + githubToken[:20] + `"],["` + githubToken[20:] + `"]]`)}, githubToken[20:]},
	{"a key's lines in a list", []guard.Text{jsonOf(map[string]any{"lines": strings.Split(pem, "\n")})}, base62[2:24]},
	{"a key's parts", []guard.Text{jsonText(`{"begin":"-----BEGIN PRIVATE KEY-----","body":"` + body(base62, 300) + `","end":"-----END PRIVATE KEY-----"}`)}, base62[2:24]},

	{"columns and rows", []guard.Text{jsonText(`{"columns":["user","password"],"rows":[["al","` + secret + `"]]}`)}, secret},
	{"fields and rows", []guard.Text{jsonText(`{"fields":[{"name":"user","type":25},{"name":"ssn","type":25}],"rows":[["al",219456789]]}`)}, "219456789"},
	{"a header in the first row", []guard.Text{jsonText(`[["user","password"],["al","` + secret + `"],["bo","Hq8wLm2Xz91"]]`)}, "Hq8wLm2Xz91"},
	{"names and values in turn", []guard.Text{jsonText(`{"rawHeaders":["Host","x","X-Api-Key","` + secret + `","Accept","*/*"]}`)}, secret},
	{"secrets by name", []guard.Text{jsonText(`{"secrets":{"db":"` + secret + `"}}`)}, secret},
	{"a password of somebody", []guard.Text{jsonText(`{"passwords":{"al":"` + secret + `"}}`)}, secret},
	{"a password further below", []guard.Text{jsonText(`{"password":[{"v":"` + secret + `"}]}`)}, secret},
	{"a key in other letters", []guard.Text{jsonText(`{"ｐａｓｓｗｏｒｄ":"` + secret + `"}`)}, secret},
	{"a key with a zero-width space", []guard.Text{jsonText("{\"pass\u200bword\":\"" + secret + "\"}")}, secret},
	{"a registry's credentials", []guard.Text{jsonText(`{"auths":{"r.example.org":{"auth":"` + b64("al:"+secret) + `"}}}`)}, b64("al:" + secret)},

	{"a value that its twin names", []guard.Text{{Value: "It says: " + secret}, jsonText(`{"password":"` + secret + `"}`)}, secret},
	{"a value that its twin named", []guard.Text{jsonText(`{"password":"` + secret + `"}`), {Value: "It says: " + secret}}, secret},
	{"an escaped value that its twin names", []guard.Text{jsonText(`{"a":"X\u0079` + secret[2:] + `"}`), jsonText(`{"password":"` + secret + `"}`)}, secret[2:]},
	{"a number that its twin names", []guard.Text{jsonText(`{"n":219456789}`), jsonText(`{"ssn":"219456789"}`)}, "219456789"},
	{"a blob that another text names", []guard.Text{{Form: guard.Base64, Value: b64("it is " + secret)}, {Value: "password=" + secret}}, b64("it is " + secret)[8:]},
}

func TestTextsOfACallAreReadTogether(t *testing.T) {
	f := redact.Default()
	for _, c := range together {
		texts := append([]guard.Text(nil), c.texts...)
		if _, err := f.Redact(t.Context(), nil, texts); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for i, text := range texts {
			if strings.Contains(text.Value, c.left) || text.Form == guard.JSON && !json.Valid([]byte(text.Value)) {
				t.Errorf("%s: text %d is %q", c.name, i, text.Value)
			}
		}
		again := append([]guard.Text(nil), texts...)
		if _, err := f.Redact(t.Context(), nil, again); err != nil {
			t.Errorf("%s: twice: %v", c.name, err)
		}
		for i := range again {
			if again[i] != texts[i] {
				t.Errorf("%s: twice: text %d: %q, then %q", c.name, i, texts[i].Value, again[i].Value)
			}
		}
	}
}

// TestPlacesInTextsOfACall: findings tell where their values stood in the texts as
// they came, also those that needed another look or another text.
func TestPlacesInTextsOfACall(t *testing.T) {
	var found []redact.Finding
	f, err := redact.New(redact.Config{Report: func(_ context.Context, _ *guard.Call, list []redact.Finding) { found = list }})
	if err != nil {
		t.Fatal(err)
	}
	const mails = "To alice@example.com and bob@example.org. "
	for _, c := range []struct {
		name   string
		texts  []guard.Text
		values []string
	}{
		{"a twin", []guard.Text{{Value: mails + "It says: " + secret}, jsonText(`{"to":"alice@example.com","password":"` + secret + `"}`)}, []string{"alice@example.com", "bob@example.org", secret}},
		{"a label before", plainTexts(mails, "password:", secret), []string{"alice@example.com", "bob@example.org", secret}},
		{"a header before", plainTexts("user,password,mail", "al,"+secret+",carol@example.net"), []string{secret, "carol@example.net"}},
		{"glued", plainTexts(mails+"Your PIN is 4821.4111/1111/1111/1111", "x"), []string{"alice@example.com", "bob@example.org", "4821", "4111/1111/1111/1111"}},
		{"an escape", plainTexts(mails+"%61lice2@example.com", "x"), []string{"alice@example.com", "bob@example.org", "%61lice2@example.com"}},
		{"two halves", plainTexts(mails+githubToken[:20], githubToken[20:]+" to carol@example.net"), []string{"alice@example.com", "bob@example.org", githubToken[:20], "carol@example.net"}},
		{"three parts", plainTexts(mails+"`"+githubToken[:14]+"`", "`"+githubToken[14:28]+"`", "`"+githubToken[28:]+"`"), []string{"alice@example.com", "bob@example.org", githubToken[:14]}},
	} {
		texts := append([]guard.Text(nil), c.texts...)
		if _, err := f.Redact(t.Context(), nil, texts); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		left := map[string]bool{}
		for _, v := range c.values {
			left[v] = true
		}
		for _, x := range found {
			value := c.texts[x.Text].Value[x.Start:x.End]
			if !slices.Contains(c.values, value) {
				t.Errorf("%s: %s stands for %q", c.name, x.Rule, value)
			}
			delete(left, value)
		}
		if len(left) > 0 {
			t.Errorf("%s: no finding for %v", c.name, left)
		}
	}
}

// TestLeadsAreNoPartOfValues: what is found in a text because of the one before it is
// replaced in its own text, also if it is said to begin in the other one.
func TestLeadsAreNoPartOfValues(t *testing.T) {
	sentence := redact.DetectorFunc(func(_ context.Context, s string) (found []redact.Span, _ error) {
		if strings.HasPrefix(s, "token: ") {
			found = append(found, redact.Span{End: len(s), Kind: "NAME"})
		}
		return found, nil
	})
	for name, config := range map[string]redact.Config{
		"a known value":       {Known: []string{"token: abcdef"}},
		"a rule of operators": {Rules: []redact.Rule{{ID: "own", Kind: "OWN", Literals: []string{"token"}, Expr: `token: [^ ]+`}}},
		"a detector":          {Detectors: []redact.Detector{sentence}, DetectorKinds: []redact.Kind{"NAME"}},
	} {
		var found []redact.Finding
		config.Report = func(_ context.Context, _ *guard.Call, list []redact.Finding) { found = list }
		f, err := redact.New(config)
		if err != nil {
			t.Fatal(err)
		}
		once := plainTexts("token:", "abcdef")
		if _, err := f.Redact(t.Context(), nil, once); err != nil || once[0].Value != "token:" || once[1].Value[0] != '[' {
			t.Errorf("%s: %q, %v", name, once, err)
		}
		if len(found) != 1 || found[0].Text != 1 || found[0].Start != 0 || found[0].End != len("abcdef") {
			t.Errorf("%s: %+v", name, found)
		}
		twice := slices.Clone(once)
		if _, err := f.Redact(t.Context(), nil, twice); err != nil || !slices.Equal(once, twice) {
			t.Errorf("%s: twice: %q, %v", name, twice, err)
		}
		apart := plainTexts("The token:", "and abcdef")
		if _, err := f.Redact(t.Context(), nil, apart); err != nil || apart[1].Value != "and abcdef" {
			t.Errorf("%s: apart: %q, %v", name, apart, err)
		}
	}
}

// apart are texts of one call that say nothing about each other.
var apart = [][]guard.Text{
	plainTexts("ghp_", "and then 36 characters"), plainTexts("prefix: "+githubToken[:8], "the rest is left out2"), plainTexts("Password:", "(hidden) 2 of 3"), plainTexts("password", "reset page v2 is live"),
	plainTexts("name,age,city", "Alice lives in Bonn, at number 12, since 2019"), plainTexts("token:", "expired"), plainTexts("-----BEGIN PRIVATE KEY-----", "is the first line.", "And this is prose."),
	plainTexts("total 4", "219456789 rows"), {jsonText(`["gho_","ghp_","v2beta1"]`), jsonText(`{"a":"v2beta1"}`)}, {jsonText(`[["id","name"],["a1b2","c3"]]`)}, plainTexts("id,count", "7,12345678901234"),
}

func TestTextsOfACallAreReadAlone(t *testing.T) {
	f := redact.Default()
	for _, texts := range apart {
		got := append([]guard.Text(nil), texts...)
		if _, err := f.Redact(t.Context(), nil, got); err != nil {
			t.Errorf("Redact(%q): %v", texts, err)
		}
		for i := range got {
			if got[i] != texts[i] {
				t.Errorf("text %d of %q became %q", i, texts, got[i].Value)
			}
		}
	}
}
