package guard_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// What the client names is text like what it says.
func TestUndeclaredNamesAreChecked(t *testing.T) {
	const numbers = `{"type":"object","properties":{"set":{"type":"object","additionalProperties":{"type":"number"}}},"required":["set"]}`
	const texts = `{"type":"object","properties":{"set":{"type":"object","additionalProperties":{"type":"string"}}},"required":["set"]}`
	for _, row := range []struct {
		name, schema string
		args         guard.Args
		arguments    string
		want         guard.Code
	}{
		{"plain names need no rule", numbers, nil, `{"set":{"salary":1,"Content-Type":2,"user.name":3,"_x":4}}`, ""},
		{"a statement as a name", numbers, nil, `{"set":{"salary=0; DROP TABLE staff; --":1}}`, guard.CodeInvalidArgument},
		{"an option as a name", numbers, nil, `{"set":{"-rf":1}}`, guard.CodeInvalidArgument},
		{"a comment in a name", numbers, nil, `{"set":{"id--":1}}`, guard.CodeInvalidArgument},
		{"a path as a name", numbers, nil, `{"set":{"../../etc/passwd":1}}`, guard.CodeInvalidArgument},
		{"a hidden file as a name", numbers, nil, `{"set":{".ssh":1}}`, guard.CodeInvalidArgument},
		{"a control character in a name", numbers, nil, `{"set":{"a\u0000":1}}`, guard.CodeInvalidArgument},
		{"an override in a name", numbers, nil, `{"set":{"a\u202e":1}}`, guard.CodeInvalidArgument},
		{"a long name", numbers, nil, `{"set":{"` + strings.Repeat("n", 129) + `":1}}`, guard.CodeInvalidArgument},
		{"an empty name", numbers, nil, `{"set":{"":1}}`, guard.CodeInvalidArgument},
		{"a name that the rule accepts", texts, guard.Args{"set/*": guard.FreeText(50)}, `{"set":{"src/a b.go":"x"}}`, ""},
		{"a name that the rule refuses", texts, guard.Args{"set/*": guard.FreeText(5)}, `{"set":{"src/a b.go":"x"}}`, guard.CodeInvalidArgument},
		{"a name under a rule for everything below", texts, guard.Args{"set/**": guard.FreeText(3)}, `{"set":{"../../etc/passwd\u0000":"ok"}}`, guard.CodeInvalidArgument},
	} {
		g := mustNew(t, policyOf(guard.Tool{Args: row.args}))
		call := guard.Call{Kind: guard.KindTool, Name: "tool", Caller: alice, Raw: []byte(row.arguments), Input: input(t, row.schema)}
		if err := g.Check(t.Context(), &call); guard.CodeOf(err) != row.want {
			t.Errorf("%s: %v, want %q", row.name, err, row.want)
		}
	}
}
