package guard_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

func TestCheckJSON(t *testing.T) {
	const text = `{"type":"object","properties":{"n":{"type":"number"},"tags":{"type":"array","items":{"type":"string"}}},"required":["n"]}`
	input, err := guard.CompileInput([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	output, err := guard.CompileOutput([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, doc       string
		closed, written bool // fits the schema with its objects closed, and as it is written
	}{
		{"what the schema says", `{"n":1,"tags":["a"]}`, true, true},
		{"white space", " {\n\"n\" : 1e3 }\t", true, true},
		{"a number of many digits", `{"n":123456789012345678901234567890}`, true, true},
		{"many keys and items", `{"n":1,"tags":["` + strings.Repeat(`a","`, 70000) + `"]}`, true, true},
		{"a key that is not declared", `{"n":1,"m":2}`, false, true},
		{"a declared key in other letters", `{"n":1,"TAGS":2}`, false, true},
		{"another type", `{"n":"1"}`, false, false},
		{"nothing of what is required", `{}`, false, false},
		{"a key twice", `{"n":"1","n":1}`, false, false},
		{"a key twice in other letters", `{"n":1,"N":1}`, false, false},
		{"two values", `{"n":1} {}`, false, false},
		{"half a value", `{"n":1`, false, false},
		{"nothing", ``, false, false},
		{"another value", `[1]`, false, false},
		{"bytes that are not UTF-8", "{\"n\":1,\"tags\":[\"\xff\"]}", false, false},
		{"half a surrogate", `{"n":1,"tags":["\ud800"]}`, false, false},
		{"a number with too many digits", `{"n":` + strings.Repeat("1", 101) + `}`, false, false},
		{"too many levels", strings.Repeat("[", 200) + strings.Repeat("]", 200), false, false},
	} {
		if err := input.CheckJSON([]byte(row.doc)); (err == nil) != row.closed {
			t.Errorf("%s: CheckJSON of the closed schema = %v, want fitting %t", row.name, err, row.closed)
		}
		if err := output.CheckJSON([]byte(row.doc)); (err == nil) != row.written {
			t.Errorf("%s: CheckJSON of the schema as written = %v, want fitting %t", row.name, err, row.written)
		}
	}
	var none *guard.Schema
	for _, s := range []*guard.Schema{none, {}} {
		if err := s.CheckJSON([]byte(`{"n":1}`)); err == nil {
			t.Error("CheckJSON of a schema that was not compiled = nil, want an error")
		}
	}
}
