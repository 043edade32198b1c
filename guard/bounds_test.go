package guard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mcpcordon/mcpcordon/guard"
)

// TestBoundsDecideAsTheValidator compares the guard's own reading of minimum
// and maximum with the validator's.
func TestBoundsDecideAsTheValidator(t *testing.T) {
	numbers := []string{"0", "-0", "1", "-1", "5", "5.0", "5.5", "4.999999999", "10", "10.0000001", "1e1", "1e2", "-1e300", "1e-300",
		"9007199254740992", "-9007199254740992", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e90"}
	rules := []string{`"minimum":1`, `"maximum":10`, `"minimum":1,"maximum":10`, `"minimum":5.5`, `"maximum":9223372036854775808`,
		`"minimum":-9223372036854775808,"maximum":9223372036854775807`, `"type":"integer","minimum":1`, `"minimum":1,"exclusiveMaximum":10`,
		`"minimum":1,"multipleOf":5`, `"minimum":1,"not":{"const":5}`, `"minimum":10,"maximum":1`, `"type":["number","string"],"maximum":1`}
	for _, rule := range rules {
		for _, place := range []string{`{"type":"object","properties":{"n":{%s}}}`, `{"type":"object","properties":{"n":{"type":"array","items":{%s}}}}`} {
			schema := fmt.Sprintf(place, rule)
			guarded, err := guard.CompileInput([]byte(schema))
			if err != nil {
				t.Fatal(err)
			}
			plain := validator(t, schema)
			for _, n := range append(numbers, `"a"`, "null", "true") {
				args := `{"n":` + n + `}`
				if strings.Contains(place, "items") {
					args = `{"n":[` + n + `]}`
				}
				v, _ := jsonschema.UnmarshalJSON(strings.NewReader(args))
				want := plain.Validate(v) == nil
				if got := guard.ValidateArgs(guarded, args); (got == nil) != want {
					t.Errorf("%s: %s: %v, the validator accepts: %v", schema, args, got, want)
				}
			}
		}
	}
}

func validator(t *testing.T, schema string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///s.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mem:///s.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
