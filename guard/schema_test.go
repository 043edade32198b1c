package guard_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

func input(t testing.TB, schema string) *guard.Schema {
	t.Helper()
	s, err := guard.CompileInput([]byte(schema))
	if err != nil {
		t.Fatalf("CompileInput(%s) = %v", schema, err)
	}
	return s
}

func TestValidationNamesPropertyAndRule(t *testing.T) {
	s := input(t, `{"type":"object","required":["path"],"properties":{
		"path":{"type":"string","minLength":2,"maxLength":5,"pattern":"^[a-z]+$"},
		"n":{"type":"integer","minimum":1,"maximum":9,"multipleOf":3},
		"x":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1},
		"mode":{"enum":["r","w"]}, "one":{"const":"1"},
		"list":{"type":"array","minItems":1,"maxItems":2,"uniqueItems":true,"items":{"type":"object","properties":{"id":{"type":"integer"}}}},
		"any":{"anyOf":[{"type":"boolean"},{"type":"null"}]},
		"has":{"type":"array","contains":{"const":1}},
		"map":{"type":"object","minProperties":1,"maxProperties":2,"additionalProperties":{"type":"integer"},"propertyNames":{"maxLength":3},"dependentRequired":{"a":["b"]}}}}`)
	for _, row := range []struct{ raw, want string }{
		{`{"path":"ok"}`, ""},
		{`{}`, "invalid_argument: misses path"},
		{`{"path":7}`, `invalid_argument (argument "path"): must be of type string`},
		{`{"path":"X-secret"}`, `must have at most 5 characters|must match the pattern ^[a-z]+$`},
		{`{"path":"a"}`, "at least 2 characters"},
		{`{"path":"ok","n":0}`, `(argument "n"): must be at least 1`},
		{`{"path":"ok","n":12}`, "must be at most 9"},
		{`{"path":"ok","n":4}`, "must be a multiple of 3"},
		{`{"path":"ok","x":0}`, "must be more than 0"},
		{`{"path":"ok","x":1}`, "must be less than 1"},
		{`{"path":"ok","mode":"secret"}`, `(argument "mode"): must be one of "r", "w"`},
		{`{"path":"ok","one":"secret"}`, `must be "1"`},
		{`{"path":"ok","list":[]}`, "at least 1 items"},
		{`{"path":"ok","list":[{},{"id":1},{"id":2}]}`, "at most 2 items"},
		{`{"path":"ok","list":[{},{}]}`, "must not hold an item twice"},
		{`{"path":"ok","list":[{"id":"secret"}]}`, `(argument "list/0/id"): must be of type integer`},
		{`{"path":"ok","list":[{"secret":1}]}`, `(argument "list/0"): an argument is unknown; known are: id`},
		{`{"path":"ok","any":"secret"}`, "must have one of the forms"},
		{`{"path":"ok","has":[2]}`, "misses an item"},
		{`{"path":"ok","map":{}}`, "at least 1 keys"},
		{`{"path":"ok","map":{"a":1,"b":2,"c":3}}`, "at most 2 keys"},
		{`{"path":"ok","map":{"a":1}}`, `(argument "map"): misses b`},
		{`{"path":"ok","map":{"secret":1}}`, "has a key that the schema does not allow"},
		{`{"path":"ok","map":{"sec":"ret"}}`, `(argument "map"): must be of type integer`},
		{`{"path":"ok","map":{"123":"ret"}}`, `(argument "map"): must be of type integer`},
		{`{"path":"ok","secret":1}`, "an argument is unknown; known are: any, has, list, map, mode, n, one, path, x"},
	} {
		err := guard.Validate(s, row.raw)
		if row.want == "" {
			if err != nil {
				t.Errorf("%s: %v, want nil", row.raw, err)
			}
			continue
		}
		first, second, _ := strings.Cut(row.want, "|")
		got := fmt.Sprint(err)
		if guard.CodeOf(err) != guard.CodeInvalidArgument || !strings.Contains(got, first) && (second == "" || !strings.Contains(got, second)) {
			t.Errorf("%s: %v, want %q", row.raw, err, row.want)
		}
		if strings.Contains(got, "secret") || strings.Contains(got, "jsonschema") {
			t.Errorf("%s: %v holds the client's value or Go", row.raw, err)
		}
	}
}

func TestUnknownPropertiesAreRefusedAtEveryLevel(t *testing.T) {
	const obj = `{"type":"object","properties":{"n":{"type":"number"}}}`
	for _, row := range []struct{ name, schema, benign, attack string }{
		{"top", obj, `{"n":1}`, `{"evil":1}`},
		{"no type", `{"properties":{"n":{"type":"number"}}}`, `{"n":1}`, `{"evil":1}`},
		{"no properties", `{"type":"object"}`, `{}`, `{"evil":1}`},
		{"nested", `{"type":"object","properties":{"o":` + obj + `}}`, `{"o":{"n":1}}`, `{"o":{"evil":1}}`},
		{"items", `{"type":"object","properties":{"l":{"type":"array","items":` + obj + `}}}`, `{"l":[{"n":1}]}`, `{"l":[{"evil":1}]}`},
		{"prefixItems", `{"type":"object","properties":{"l":{"type":"array","prefixItems":[` + obj + `],"items":false}}}`, `{"l":[{"n":1}]}`, `{"l":[{"evil":1}]}`},
		{"additional values", `{"type":"object","additionalProperties":` + obj + `}`, `{"any":{"n":1}}`, `{"any":{"evil":1}}`},
		{"pattern values", `{"type":"object","patternProperties":{"^a":` + obj + `}}`, `{"a":{"n":1}}`, `{"a":{"evil":1}}`},
		{"pattern names", `{"type":"object","patternProperties":{"^a":` + obj + `}}`, `{"a":{"n":1}}`, `{"b":{"n":1}}`},
		{"$ref", `{"$ref":"#/$defs/o","$defs":{"o":` + obj + `}}`, `{"n":1}`, `{"evil":1}`},
		{"nested $ref", `{"type":"object","properties":{"p":{"$ref":"#/$defs/o"}},"$defs":{"o":{"type":"object","properties":{"q":` + obj + `}}}}`, `{"p":{"q":{"n":1}}}`, `{"p":{"q":{"evil":1}}}`},
		{"definitions", `{"type":"object","properties":{"p":{"$ref":"#/definitions/o"}},"definitions":{"o":` + obj + `}}`, `{"p":{"n":1}}`, `{"p":{"evil":1}}`},
		{"allOf", `{"type":"object","properties":{"m":{"type":"number"}},"allOf":[` + obj + `]}`, `{"m":1,"n":1}`, `{"n":1,"evil":1}`},
		{"anyOf", `{"anyOf":[` + obj + `,{"type":"object","properties":{"m":{"type":"number"}},"required":["m"]}]}`, `{"m":1,"n":1}`, `{"n":1,"evil":1}`},
		{"if, then", `{"type":"object","properties":{"k":{"type":"number"}},"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"properties":{"n":{"type":"number"}}}}`, `{"k":1,"n":2}`, `{"k":2,"n":2}`},
		{"nested in allOf", `{"allOf":[{"type":"object","properties":{"o":` + obj + `}}]}`, `{"o":{"n":1}}`, `{"o":{"evil":1}}`},
		{"dependentSchemas", `{"type":"object","properties":{"k":{"type":"number"}},"dependentSchemas":{"k":{"properties":{"n":{"type":"number"}}}}}`, `{"k":1,"n":1}`, `{"k":1,"evil":1}`},
		{"a $ref cycle", `{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"},"v":{"type":"number"}}}}}`, `{"next":{"next":{"v":1}}}`, `{"next":{"next":{"evil":1}}}`},
		{"a cycle through allOf", `{"$defs":{"n":{"allOf":[{"$ref":"#/$defs/b"},{"properties":{"c":{"$ref":"#/$defs/n"}}}]},"b":{"type":"object","properties":{"c":{"type":"object"},"v":{"type":"number"}}}},"$ref":"#/$defs/n"}`, `{"v":1}`, `{"evil":1}`},
		{"draft 7 without combination", `{"$schema":"http://json-schema.org/draft-07/schema#",` + obj[1:], `{"n":1}`, `{"evil":1}`},
		{"draft 2019-09", `{"$schema":"https://json-schema.org/draft/2019-09/schema","allOf":[` + obj + `]}`, `{"n":1}`, `{"n":1,"evil":1}`},
	} {
		s := input(t, row.schema)
		if err := guard.Validate(s, row.benign); err != nil {
			t.Errorf("%s: %s = %v, want nil", row.name, row.benign, err)
		}
		if err := guard.Validate(s, row.attack); guard.CodeOf(err) != guard.CodeInvalidArgument || strings.Contains(fmt.Sprint(err), "evil") {
			t.Errorf("%s: %s = %v, want invalid_argument", row.name, row.attack, err)
		}
		if open := guard.Uncovered(s, nil); len(open) > 0 && row.name != "no type" && row.name != "a cycle through allOf" {
			t.Errorf("%s: uncovered %v, want none", row.name, open)
		}
	}
}

func TestOpenSchemasAreOpen(t *testing.T) {
	for _, schema := range []string{`{}`, `{"description":"anything"}`, `{"type":"object","additionalProperties":true}`,
		`{"type":"object","unevaluatedProperties":true}`, `{"type":"object","properties":{"o":{}},"additionalProperties":{}}`} {
		s := input(t, schema)
		if err := guard.Validate(s, `{"o":{"free":"text"},"free":"text"}`); err != nil {
			t.Errorf("%s: %v, want nil", schema, err)
		}
		if len(guard.Uncovered(s, nil)) == 0 {
			t.Errorf("%s: nothing is uncovered", schema)
		}
	}
}

// What the guard adds to a schema must only make it stricter.
func TestClosingNeverLoosens(t *testing.T) {
	opt := `"opt":{"type":"object","properties":{"danger":{"type":"boolean"},"extra":{"type":"number"}}}`
	danger := `{"properties":{"opt":{"type":"object","properties":{"danger":{"const":true}},"required":["danger"]}},"required":["opt"]}`
	for _, schema := range []string{
		`{"type":"object","properties":{` + opt + `},"not":` + danger + `}`,
		`{"type":"object","properties":{` + opt + `},"if":` + danger + `,"then":false}`,
		`{"type":"object","properties":{` + opt + `},"oneOf":[{"required":["opt"]},` + danger + `]}`,
	} {
		s := input(t, schema)
		for raw, ok := range map[string]bool{`{"opt":{"danger":true}}`: false, `{"opt":{"danger":true,"extra":1}}`: false, `{"opt":{"danger":false,"extra":1}}`: true} {
			if err := guard.Validate(s, raw); (err == nil) != ok {
				t.Errorf("%s: %s = %v, want ok %v", schema, raw, err, ok)
			}
		}
	}
}

func TestBrokenSchemasDoNotCompile(t *testing.T) {
	d7 := `"$schema":"http://json-schema.org/draft-07/schema#",`
	for name, schema := range map[string]string{
		"empty":                  ``,
		"not JSON":               `{"type":`,
		"a list":                 `[]`,
		"true":                   `true`,
		"an unknown type":        `{"type":"objekt"}`,
		"a bad pattern":          `{"properties":{"a":{"pattern":"("}}}`,
		"a bad keyword":          `{"required":"a"}`,
		"a network reference":    `{"$ref":"https://example.com/s.json"}`,
		"a file reference":       `{"properties":{"a":{"$ref":"file:///etc/passwd"}}}`,
		"a relative reference":   `{"properties":{"a":{"$ref":"other.json"}}}`,
		"a network dialect":      `{"$schema":"https://example.com/dialect"}`,
		"no such definition":     `{"$ref":"#/$defs/none"}`,
		"draft 7 with allOf":     `{` + d7 + `"type":"object","allOf":[{"properties":{"n":{"type":"number"}}}]}`,
		"draft 7, beside $ref":   `{` + d7 + `"properties":{"p":{"$ref":"#/definitions/s","enum":["a"]}},"definitions":{"s":{"type":"string"}}}`,
		"an inner $id":           `{"properties":{"p":{"$id":"http://x/y","$ref":"#/$defs/s","$defs":{"s":{"type":"string"}}}},"$defs":{"s":{"enum":["a"]}}}`,
		"an inner older dialect": `{"properties":{"p":{"$ref":"#/$defs/s"}},"$defs":{"s":{"$id":"http://x/y",` + d7 + `"type":"object"}}}`,
	} {
		if s, err := guard.CompileInput([]byte(schema)); err == nil || s != nil {
			t.Errorf("%s: CompileInput(%s) = %v, nil", name, schema, s)
		}
	}
	if _, err := guard.CompileOutput([]byte(`{"$ref":"https://example.com/s.json"}`)); err == nil {
		t.Error("CompileOutput follows a network reference")
	}
}

func TestLargeSchemasAndArgumentsTakeBoundedTime(t *testing.T) {
	var deep, wide, twice strings.Builder
	deep.WriteString(strings.Repeat(`{"type":"object","properties":{"a":`, 2000) + `{}` + strings.Repeat(`}}`, 2000))
	wide.WriteString(`{"type":"object","properties":{"a":{"type":"number"}`)
	for i := range 20000 {
		fmt.Fprintf(&wide, `,"p%d":{"type":"number"}`, i)
	}
	wide.WriteString(`}}`)
	twice.WriteString(`{"$ref":"#/$defs/a60","$defs":{"a0":{"type":"object","properties":{"x":{"type":"number"}}}`)
	for i := 1; i <= 60; i++ {
		fmt.Fprintf(&twice, `,"a%d":{"properties":{"x":{"allOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]}}}`, i, i-1, i-1)
	}
	twice.WriteString(`}}`)
	double := `{"$ref":"#/$defs/a30","$defs":{"a0":{"type":"object"}`
	for i := 1; i <= 30; i++ {
		double += fmt.Sprintf(`,"a%d":{"allOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]}`, i, i-1, i-1)
	}
	if _, err := guard.CompileInput([]byte(double + "}}")); err == nil { // 20 of them took 2.7 s for {"x":1}
		t.Error("a schema that applies 2^30 times compiles")
	}
	compiles := map[string]bool{"deep enough": true, "a place described 2^60 times": true}
	for name, schema := range map[string]string{"deep enough": strings.Repeat(`{"properties":{"a":`, 120) + `{}` + strings.Repeat(`}}`, 120), "deep": deep.String(), "wide": wide.String(), "a place described 2^60 times": twice.String()} {
		if _, err := guard.CompileInput([]byte(schema)); (err == nil) != compiles[name] { // without the bounds they take minutes
			t.Errorf("%s: %v", name, err)
		}
	}
	s := input(t, `{"type":"object","properties":{"l":{"type":"array","items":{"type":"number"}}}}`)
	if err := guard.Validate(s, `{"l":["x"`+strings.Repeat(`,"x"`, 60000)+`]}`); guard.CodeOf(err) != guard.CodeInvalidArgument {
		t.Errorf("60000 wrong items: %v", err)
	}
}

func TestKeysInOtherLettersAreRefusedAlone(t *testing.T) {
	for _, row := range []struct{ name, schema, attack, benign string }{
		{"top", `{"type":"object","properties":{"path":{"type":"string"}},"additionalProperties":true}`, `{"PATH":"evil"}`, `{"path":"ok","other":"x"}`},
		{"a long s", `{"type":"object","properties":{"sub":{"type":"string"}},"additionalProperties":true}`, `{"ſub":"evil"}`, `{"sub":"ok"}`},
		{"nested", `{"type":"object","properties":{"o":{"type":"object","properties":{"path":{"type":"string"}},"additionalProperties":true}}}`, `{"o":{"Path":"evil"}}`, `{"o":{"path":"ok"}}`},
		{"items", `{"type":"object","properties":{"l":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"}},"additionalProperties":true}}}}`, `{"l":[{"Path":"evil"}]}`, `{"l":[{"path":"ok"}]}`},
		{"below a free name", `{"type":"object","additionalProperties":{"type":"object","properties":{"path":{"type":"string"}},"additionalProperties":true}}`, `{"x":{"Path":"evil"}}`, `{"x":{"path":"ok"}}`},
		{"by $ref", `{"$ref":"#/$defs/o","$defs":{"o":{"type":"object","properties":{"path":{"type":"string"}},"additionalProperties":true}}}`, `{"Path":"evil"}`, `{"path":"ok"}`},
		{"by allOf", `{"type":"object","allOf":[{"properties":{"path":{"type":"string"}}}],"additionalProperties":true}`, `{"Path":"evil"}`, `{"path":"ok"}`},
		{"another level", `{"type":"object","properties":{"path":{"type":"string"},"env":{"type":"object","additionalProperties":{"type":"string"}}}}`, `{"path":"x","Path":"evil"}`, `{"path":"x","env":{"PATH":"/bin"}}`},
	} {
		s := input(t, row.schema)
		err := guard.Validate(s, row.attack)
		if guard.CodeOf(err) != guard.CodeInvalidArgument || strings.Contains(fmt.Sprint(err), "Path") {
			t.Errorf("%s: %s = %v, want invalid_argument", row.name, row.attack, err)
		}
		if err := guard.Validate(s, row.benign); err != nil {
			t.Errorf("%s: %s = %v, want nil", row.name, row.benign, err)
		}
	}
	var unguarded struct {
		O struct{ Path string }
	}
	if err := json.Unmarshal([]byte(`{"o":{"PATH":"evil"}}`), &unguarded); err != nil || unguarded.O.Path != "evil" {
		t.Error("encoding/json does not take PATH for Path: the attack is none")
	}
}
