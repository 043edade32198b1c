package guard_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// pathOf is what a handler without the guard reads.
func pathOf(raw string) string {
	var in struct{ Path string }
	_ = json.Unmarshal([]byte(raw), &in)
	return in.Path
}

func kindOf(raw string) string {
	var in struct{ Kind, Sub string }
	_ = json.Unmarshal([]byte(raw), &in)
	return in.Kind + in.Sub
}

func decode(t *testing.T, raw string) guard.Arguments {
	t.Helper()
	a, err := guard.Decode([]byte(raw), guard.Limits{})
	if err != nil {
		t.Fatalf("Decode(%q) = %v", raw, err)
	}
	return a
}

func TestDecodeRefusesWhatTwoReadersReadDifferently(t *testing.T) {
	many := `"a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1,"a8":1,"a9":1,`
	for _, row := range []struct {
		name, attack, reason, benign string
		unguarded                    func(string) string // nil: reading evil proves nothing
	}{
		{"a key twice", `{"path":"ok","path":"evil"}`, "same key twice", `{"path":"ok","paths":"x"}`, pathOf},
		{"a key twice, once escaped", `{"\u0070ath":"ok","path":"evil"}`, "same key twice", `{"\u0070ath":"ok"}`, pathOf},
		{"keys in two cases", `{"path":"ok","PATH":"evil"}`, "upper and lower case", `{"path":"ok","PATHS":"x"}`, pathOf},
		{"keys in two cases, escaped", `{"path":"ok","P\u0041TH":"evil"}`, "upper and lower case", `{"P\u0041TH":"ok"}`, pathOf},
		{"a long s", `{"sub":"ok","ſub":"evil"}`, "upper and lower case", `{"ſub":"ok"}`, kindOf},
		{"an escaped long s", `{"sub":"ok","\u017fub":"evil"}`, "upper and lower case", `{"sub":"ok","\u017fux":"x"}`, kindOf},
		{"a Kelvin sign", `{"kind":"ok","Kind":"evil"}`, "upper and lower case", `{"kind":"ok"}`, kindOf},
		{"keys in two cases, after many", `{` + many + `"path":"ok","PATH":"evil"}`, "upper and lower case", `{` + many + `"path":"ok"}`, pathOf},
		{"a Kelvin sign, before many", `{"kind":"ok",` + many + `"Kind":"evil"}`, "upper and lower case", `{"kind":"ok",` + many + `"b":1}`, kindOf},
		{"a long s, after many", `{` + many + `"ſub":"ok","SUB":"evil"}`, "upper and lower case", `{` + many + `"SUB":"ok"}`, kindOf},
		{"Greek sigmas, after many", `{` + many + `"σ":"ok","ς":"evil"}`, "upper and lower case", `{` + many + `"σ":"ok"}`, nil},
		{"a key twice, deep", `{"a":[{"b":1,"B":2}]}`, "upper and lower case", `{"a":[{"b":1},{"B":2}]}`, nil},
		{"an invalid byte", "{\"path\":\"evil\xff\"}", "UTF-8", `{"path":"ok"}`, pathOf},
		{"an overlong slash", "{\"path\":\"evil\xc0\xaf\"}", "UTF-8", `{"path":"ok/"}`, pathOf},
		{"an encoded surrogate", "{\"path\":\"evil\xed\xa0\x80\"}", "UTF-8", `{"path":"퟿"}`, pathOf},
		{"half a surrogate pair", `{"path":"evil\ud800"}`, "surrogate", `{"path":"\ud83d\ude00"}`, pathOf},
		{"the other half", `{"path":"evil\udc00"}`, "surrogate", `{"path":"\ue000"}`, pathOf},
		{"half a pair before an escape", `{"path":"evil\ud800\n"}`, "surrogate", `{"path":"\n"}`, pathOf},
		{"half a pair in a key", `{"\ud800":1,"path":"evil"}`, "surrogate", `{"\u00e9":1}`, pathOf},
		{"two values", `{"path":"ok"}{"path":"evil"}`, "one JSON value", `{"path":"ok"} `, nil},
		{"trailing text", `{"path":"ok"}x`, "one JSON value", ` {"path":"ok"}`, nil},
		{"a list", `["path","evil"]`, "must be a JSON object", `{"a":["path"]}`, nil},
		{"a string", `"evil"`, "must be a JSON object", `null`, nil},
		{"a byte order mark", "\ufeff{\"path\":\"ok\"}", "not valid JSON", "{\"path\":\"\ufeff\"}", nil},
		{"a comment", `{/**/"path":"ok"}`, "not valid JSON", `{"path":"/**/"}`, nil},
		{"a comma at the end", `{"path":"ok",}`, "not valid JSON", `{"path":"ok"}`, nil},
		{"a raw line feed", "{\"path\":\"a\nb\"}", "not valid JSON", `{"path":"a\nb"}`, nil},
		{"an unknown escape", `{"path":"\x41"}`, "not valid JSON", `{"path":"\\x41"}`, nil},
		{"a sign in an escape", `{"path":"\u+041"}`, "not valid JSON", `{"path":"\u0041"}`, nil},
		{"a control sign in an escape", "{\"path\":\"\\u\x11041\"}", "not valid JSON", `{"path":"\u1041"}`, nil},
		{"a NUL", "{\"path\":\"ok\"}\x00", "one JSON value", `{"path":"\u0000"}`, nil},
		{"NaN", `{"n":NaN}`, "not valid JSON", `{"n":null}`, nil},
		{"an unclosed string", `{"path`, "not valid JSON", `{}`, nil},
		{"an unclosed object", `{"path":{}`, "not valid JSON", ``, nil},
		{"an unclosed escape", `{"path":"\`, "not valid JSON", `{"path":"\\"}`, nil},
		{"an unclosed pair", `{"path":"\ud83d\u`, "surrogate", `{"path":"\ud83d\ude00"}`, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := guard.Decode([]byte(row.attack), guard.Limits{})
			if guard.CodeOf(err) != guard.CodeInvalidArgument || !strings.Contains(fmt.Sprint(err), row.reason) {
				t.Errorf("Decode(%q) = %v, want %q", row.attack, err, row.reason)
			}
			if row.unguarded != nil && !strings.Contains(row.unguarded(row.attack), "evil") {
				t.Errorf("without the guard %q reads as %q: the attack is none", row.attack, row.unguarded(row.attack))
			}
			if _, err := guard.Decode([]byte(row.benign), guard.Limits{}); err != nil {
				t.Errorf("Decode(%q) = %v, want nil", row.benign, err)
			}
		})
	}
}

func TestDecodeLimits(t *testing.T) {
	deep := func(n int) string { return `{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` }
	keys := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"k%d":1`, i)
		}
		return "{" + b.String()[1:] + "}"
	}
	text := func(n int) string { return `{"a":"` + strings.Repeat("x", n) + `"}` }
	escaped := func(n int) string { return `{"a":"` + strings.Repeat(`\n`, n) + `"}` }
	items := func(n int) string { return `{"a":[0` + strings.Repeat(",0", n-1) + `]}` }
	long := func(n int) string { return `{"` + strings.Repeat("k", n) + `":1}` }
	for _, row := range []struct {
		name   string
		limits guard.Limits
		make   func(int) string
		most   int
		reason string
	}{
		{"depth", guard.Limits{}, deep, 32, "nested too deeply"},
		{"depth, set", guard.Limits{Depth: 3}, deep, 3, "nested too deeply"},
		{"depth, beyond the greatest", guard.Limits{Depth: 100000}, deep, 512, "nested too deeply"},
		{"keys", guard.Limits{}, keys, 4096, "too many keys"},
		{"items", guard.Limits{}, items, 1 << 16, "too many array items"},
		{"string", guard.Limits{String: 100}, text, 100, "too long"},
		{"escaped string", guard.Limits{String: 100}, escaped, 100, "too long"},
		{"key", guard.Limits{}, long, 1024, "too long"},
		{"bytes", guard.Limits{}, text, 1<<20 - 8, "too large"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, err := guard.Decode([]byte(row.make(row.most)), row.limits); err != nil {
				t.Errorf("at the limit %d: %v, want nil", row.most, err)
			}
			_, err := guard.Decode([]byte(row.make(row.most+1)), row.limits)
			if guard.CodeOf(err) != guard.CodeInvalidArgument || !strings.Contains(fmt.Sprint(err), row.reason) {
				t.Errorf("beyond the limit %d: %v, want %q", row.most, err, row.reason)
			}
		})
	}
}

// BenchmarkDecodeHostile shows for each shape that four times the input takes
// about four times as long: compare its two sizes.
func BenchmarkDecodeHostile(b *testing.B) {
	limits := guard.Limits{Keys: 1 << 20, Items: 1 << 20}
	for name, input := range map[string]func(n int) string{
		"digits":          func(n int) string { return `{"a":` + strings.Repeat("9", n) + `}` },
		"zeros":           func(n int) string { return `{"a":0.` + strings.Repeat("0", n) + `1}` },
		"huge exponent":   func(n int) string { return `{"a":1e` + strings.Repeat("9", n) + `}` },
		"open brackets":   func(n int) string { return `{"a":` + strings.Repeat("[", n) },
		"open objects":    func(n int) string { return strings.Repeat(`{"a":`, n/5) },
		"escapes":         func(n int) string { return `{"a":"` + strings.Repeat(`\u00e9`, n/6) + `"}` },
		"quotes":          func(n int) string { return `{"a":"` + strings.Repeat(`\"`, n/2) + `"}` },
		"items":           func(n int) string { return `{"a":[` + strings.Repeat(`[],`, n/3) + `[]]}` },
		"folding keys":    func(n int) string { return foldingKeys(n / 40) },
		"keys beyond BMP": func(n int) string { return astralKeys(n / 1000) },
	} {
		for _, size := range []int{1 << 17, 1 << 19} {
			b.Run(fmt.Sprintf("%s/%dKiB", name, size>>10), func(b *testing.B) {
				raw := []byte(input(size))
				b.SetBytes(int64(len(raw)))
				for b.Loop() {
					_, _ = guard.Decode(raw, limits)
				}
			})
		}
	}
}

func foldingKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"ſK%030d":1`, i)
	}
	return "{" + b.String()[1:] + "}"
}

func astralKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%s%s%d":1`, strings.Repeat("a", 980), []string{"\uE000", "\U00010000"}[i%2], i)
	}
	return "{" + b.String()[1:] + "}"
}

func TestDecodeDoesNotKeepTheInput(t *testing.T) {
	raw := []byte(`{"path":"good","n":12}`)
	a, err := guard.Decode(raw, guard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	copy(raw, bytes.Repeat([]byte("X"), len(raw))) // the SDK uses its buffer again
	if got := string(a.Raw()); got != `{"n":12,"path":"good"}` || a.String("/path") != "good" {
		t.Errorf("after reuse of the input: Raw() = %s, path = %q", got, a.String("/path"))
	}
	a.Map()["path"] = "changed"
	if a.String("/path") != "good" {
		t.Error("Map() is not a copy")
	}
}

func TestArgumentsViewsAgree(t *testing.T) {
	for _, raw := range []string{``, `null`, `{}`, `{"a":{"b":[1,2.5,"x",null,true,{}]},"c":-0,"d":1E2}`, `{"a/b":{"~":1},"*":"x","**":2}`} {
		a := decode(t, raw)
		var want map[string]any
		if err := json.Unmarshal(a.Raw(), &want); err != nil || !reflect.DeepEqual(a.Map(), want) {
			t.Errorf("Map() = %v, json.Unmarshal(Raw()) = %v, %v", a.Map(), want, err)
		}
	}
	a := decode(t, `{"a/b":{"~":["x","y"]},"":"empty"}`)
	for pointer, want := range map[string]any{"/a~1b/~0/1": "y", "/": "empty", "/a~1b/~0/01": nil, "/a~1b/~0/-": nil, "/a~1b/~0/2": nil, "a": nil, "//": nil} {
		if got, ok := a.Lookup(pointer); ok != (want != nil) || ok && got != want {
			t.Errorf("Lookup(%q) = %v, %v, want %v", pointer, got, ok, want)
		}
	}
	if root, ok := (guard.Arguments{}).Lookup(""); !ok || len(root.(map[string]any)) != 0 || string(guard.Arguments{}.Raw()) != "{}" {
		t.Error("the zero Arguments are not an empty object")
	}
}

func TestDecodeMessageToleratesInArgumentsOnly(t *testing.T) {
	for _, row := range []struct {
		raw string
		ok  bool
	}{
		{`{"method":"tools/call","params":{"name":"x","arguments":{"a":1,"A":2}}}`, true},
		{`{"method":"tools/call","params":{"name":"x","arguments":{"a":"\ud800"}}}`, true},
		{`{"method":"tools/call","params":{"name":"x","arguments":{"a":9007199254740993}}}`, true},
		{`{"method":"tools/call","params":{"name":"x","arguments":{"a":{"b":1,"b":2}}}}`, true},
		{`{"method":"tools/call","params":{"name":"x","arguments":{"a":tru}}}`, false},
		{`{"method":"tools/call","params":{"name":"x","arguments":{"a":"\x"}}}`, false},
		{`{"method":"tools/call","method":"x"}`, false},
		{`{"method":"tools/call","Method":"x"}`, false},
		{`{"method":"x","params":{"name":"a","Name":"b"}}`, false},
		{`{"method":"x","params":{"name":"a","arguments":{}},"PARAMS":{}}`, false},
		{`{"method":"x","params":{"arguments":{},"Arguments":{}}}`, false},
		{`{"method":"x","params":{"arguments":{"a":1,"A":2},"name":"\ud800"}}`, false},
		{`{"method":"x","params":{"_meta":{"a":1,"A":2}}}`, false},
		{`{"method":"x","params":{"x":{"arguments":{"a":1,"A":2}}}}`, false},
		{`{"method":"x","params":[{"arguments":{"a":1,"A":2}}]}`, false},
		{`{"method":"x","arguments":{"a":1,"A":2}}`, false},
		{`{"arguments":{},"x":{"arguments":{"a":1,"A":2}}}`, false},
		{`[{"params":{"arguments":{"a":1,"A":2}}}]`, false},
		{`[]`, false},
		{``, false},
	} {
		m, err := guard.DecodeMessage([]byte(row.raw), guard.Limits{})
		if (err == nil) != row.ok {
			t.Errorf("DecodeMessage(%s) = %v, want ok %v", row.raw, err, row.ok)
		}
		if err != nil && !errors.Is(err, guard.Deny(guard.CodeInvalidArgument, "")) {
			t.Errorf("DecodeMessage(%s) = %v", row.raw, err)
		}
		if row.ok && m.String("method") != "tools/call" {
			t.Errorf("DecodeMessage(%s): method = %q", row.raw, m.String("method"))
		}
	}
	if _, err := guard.DecodeMessage([]byte(`{"params":{"arguments":`+strings.Repeat("[", 9000)), guard.Limits{}); err == nil {
		t.Error("the depth limit does not hold in arguments")
	}
}
