package guard_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// FuzzDecode holds Decode to what it promises about whatever it accepts.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{``, `null`, `{}`, `{"path":"a","PATH":"b"}`, `{"path":"a"}`, `{"\u0070ath":"a","n":[1e2,-0,0.1,9007199254740993]}`, `{"a":{"b":[{}]},"ſ":"\ud83d\ude00","K":null}`,
		`{"PATH":"x"}`, "{\"a\":\"\xff\"}", `{"a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1,"a8":1,"k":1,"K":1}`, `{"n":1e-307,"m":12345678901234567e-17}`, "\ufeff{}", `{"a":"\ud800"}`} {
		f.Add([]byte(seed))
	}
	schema := input(f, `{"type":"object","properties":{"path":{}},"additionalProperties":true}`)
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := guard.Decode(raw, guard.Limits{})
		if err != nil {
			if guard.CodeOf(err) != guard.CodeInvalidArgument {
				t.Fatalf("Decode(%q) = %v", raw, err)
			}
			return
		}
		canonical := a.Raw()
		again, err := guard.Decode(canonical, guard.Limits{})
		if err != nil || !bytes.Equal(again.Raw(), canonical) || again.Digest() != a.Digest() || !json.Valid(canonical) {
			t.Fatalf("Decode(%q): %s, again %s, %v", raw, canonical, again.Raw(), err)
		}
		var fromRaw, fromCanonical map[string]any
		if len(bytes.TrimSpace(raw)) > 0 && json.Unmarshal(raw, &fromRaw) != nil || json.Unmarshal(canonical, &fromCanonical) != nil {
			t.Fatalf("encoding/json refuses %q or %q", raw, canonical)
		}
		if fromRaw == nil {
			fromRaw = map[string]any{}
		}
		if !reflect.DeepEqual(positive(fromRaw), fromCanonical) || !reflect.DeepEqual(a.Map(), fromCanonical) {
			t.Fatalf("%q reads %v, %s reads %v, Map %v", raw, fromRaw, canonical, fromCanonical, a.Map())
		}
		noTwoFold(t, fromCanonical)
		if guard.Validate(schema, string(raw)) == nil && len(bytes.TrimSpace(raw)) > 0 {
			var one, two struct{ Path any }
			if err1, err2 := json.Unmarshal(raw, &one), json.Unmarshal(canonical, &two); err1 != nil || err2 != nil || !reflect.DeepEqual(positive(one.Path), two.Path) || !reflect.DeepEqual(two.Path, a.Map()["path"]) {
				t.Fatalf("a handler's Path: %v of %q, %v of %q", one.Path, raw, two.Path, canonical)
			}
		}
	})
}

// positive makes -0 zero, as the canonical form has it.
func positive(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = positive(e)
		}
	case []any:
		for i, e := range v {
			v[i] = positive(e)
		}
	case float64:
		return v + 0
	}
	return v
}

func noTwoFold(t *testing.T, v any) {
	switch v := v.(type) {
	case map[string]any:
		folded := map[string]string{}
		for k, e := range v {
			if other, clash := folded[guard.Fold(k)]; clash {
				t.Fatalf("%q and %q fold together", k, other)
			}
			folded[guard.Fold(k)] = k
			noTwoFold(t, e)
		}
	case []any:
		for _, e := range v {
			noTwoFold(t, e)
		}
	}
}

func FuzzDecodeMessage(f *testing.F) {
	for _, seed := range []string{`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"a":1,"A":2}}}`, `{"params":[{"arguments":{}}]}`, `{"params":{"arguments":{"a":"\ud800"}}}`, `[]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := guard.DecodeMessage(raw, guard.Limits{ExactNumbers: true})
		if err != nil {
			return
		}
		var sdk struct {
			Method any
			Params any
		}
		if err := json.Unmarshal(raw, &sdk); err != nil && !strings.Contains(err.Error(), "number") {
			t.Fatalf("%q: encoding/json says %v", raw, err)
		}
		if s, ok := sdk.Method.(string); ok && m.Get("method") != nil && s != m.String("method") {
			t.Fatalf("%q: method %q for the SDK, %q for the guard", raw, s, m.String("method"))
		}
	})
}

var denialSchemas = []string{
	`{"type":"object","properties":{"path":{"type":"string","maxLength":4,"pattern":"^[a-z]+$"},"n":{"type":"integer","minimum":3},"mode":{"enum":["r"]}},"required":["path"]}`,
	`{"type":"object","properties":{"path":{"type":"array","items":{"type":"string","maxLength":9},"uniqueItems":true},"o":{"type":"object","properties":{"path":{"type":"string"}},"additionalProperties":{"type":"integer"}}}}`,
	`{"type":"object","additionalProperties":{"anyOf":[{"type":"integer"},{"type":"object","propertyNames":{"maxLength":3}}]}}`,
	`{"type":"object","properties":{"path":{"type":"string"}},"additionalProperties":true}`,
	`{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"},"path":{"not":{"minLength":1}},"l":{"type":["array","object"],"items":{"type":"integer"},"additionalProperties":{"type":"integer"}}}}}}`,
	`{"oneOf":[{"type":"object","properties":{"path":{"const":"x"}},"required":["path"]},{"type":"object","patternProperties":{"^x":{"type":"string","minLength":99}},"if":{"required":["n"]},"then":false}]}`,
	`{}`,
}

// FuzzDenialHoldsNoValue: whatever a client sends, a denial says nothing of it,
// nor of the host or of Go.
func FuzzDenialHoldsNoValue(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	var guards []*guard.Guard
	for i, checker := range []guard.Checker{
		guard.FreeText(8),
		guard.CheckerFunc(func(_ context.Context, v string) error {
			return guard.Deny(guard.CodePathNotAllowed, "").Because("open /host/path/%s: %w", v, errors.New(v))
		}),
		guard.CheckerFunc(func(_ context.Context, v string) error { return fmt.Errorf("lstat /host/path/%s", v) }),
		guard.CheckerFunc(func(_ context.Context, v string) error { panic(errors.New("/host/path/" + v)) }),
	} {
		for _, args := range []guard.Args{{"path": checker}, {"path": checker, "*": guard.Optional(checker)}, {"o/path": checker}, {"**": checker}} {
			policy := pathPolicy(&ports{}, &journal{})
			policy.Tools["tool"] = guard.Tool{Args: args, Limits: guard.Limits{Depth: 3 + i}}
			guards = append(guards, mustNew(f, policy))
		}
	}
	var schemas []*guard.Schema
	for _, s := range denialSchemas {
		schemas = append(schemas, input(f, s))
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		m := maker{rng: rand.New(rand.NewPCG(seed, 7))}
		raw, _ := json.Marshal(m.object(0))
		if m.rng.IntN(20) == 0 {
			raw = raw[:m.rng.IntN(len(raw)+1)]
		}
		for _, g := range guards {
			for i, s := range schemas {
				call := &guard.Call{Kind: guard.KindTool, Name: "tool", Caller: alice, Raw: raw, Input: s}
				_, err := g.Handle(t.Context(), call, func(context.Context, *guard.Call) (guard.Result, error) { return nil, fmt.Errorf("/host/path %s", raw) })
				if err == nil {
					t.Fatal("the handler's failure is no error")
				}
				said := err.Error()
				for _, forbidden := range append(m.markers, "/host", "*guard", "*errors", "map[", "jsonschema", "goroutine", "interface {", "%!", "<nil>") {
					if strings.Contains(said, forbidden) {
						t.Fatalf("schema %s, arguments %s: denial %q holds %q", denialSchemas[i], raw, said, forbidden)
					}
				}
			}
		}
	})
}

// maker makes arguments of random shape from strings that it remembers.
type maker struct {
	rng     *rand.Rand
	markers []string
}

func (m *maker) marker() string {
	alphabets := []string{"bcdfghjkqvwxyz", "0123456789", "/.~%*", "éſK\u200d😀", "\"\\\n<>&"}
	letters := []rune(alphabets[m.rng.IntN(len(alphabets))])
	var b strings.Builder
	for b.Len() < 6 {
		b.WriteRune(letters[m.rng.IntN(len(letters))])
	}
	m.markers = append(m.markers, b.String())
	return b.String()
}

func (m *maker) key() string {
	known := []string{"path", "PATH", "n", "mode", "o", "next", "l", "*", "**", "approval_token", "Path", ""}
	if m.rng.IntN(3) > 0 {
		return known[m.rng.IntN(len(known))]
	}
	return m.marker()
}

func (m *maker) object(depth int) map[string]any {
	o := map[string]any{}
	for range m.rng.IntN(4) {
		o[m.key()] = m.value(depth + 1)
	}
	return o
}

func (m *maker) value(depth int) any {
	switch n := m.rng.IntN(8); {
	case n < 2 && depth < 5:
		return m.object(depth)
	case n < 4 && depth < 5:
		list := []any{}
		for range m.rng.IntN(4) {
			list = append(list, m.value(depth+1))
		}
		return list
	case n == 4:
		return json.Number(fmt.Sprint(1_000_000+m.rng.IntN(1_000_000)) + "7")
	case n == 5:
		return nil
	default:
		return m.marker()
	}
}

// FuzzEditJSON: EditJSON takes exactly what encoding/json takes, and an edit
// that changes nothing leaves every byte.
func FuzzEditJSON(f *testing.F) {
	for _, seed := range []string{`{"a":["b",1.5e-3,null,true]}`, `"\u0041\ud83d\ude00\ud800"`, ` [ ] `, `{"k":{}}`, `1e400`, `"\x"`, `[1,]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		same, ok := guard.EditJSON(doc, func(s string, _ bool) string { return s })
		if ok != json.Valid([]byte(doc)) || ok && same != doc {
			t.Fatalf("EditJSON(%q) = %q, %v", doc, same, ok)
		}
		edited, ok := guard.EditJSON(doc, func(s string, _ bool) string { return s + "\x00\"\xff" })
		if ok && !json.Valid([]byte(edited)) {
			t.Fatalf("EditJSON(%q) = %q", doc, edited)
		}
	})
}
