package guard_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

var text = guard.FreeText(1000)

func TestUncoveredArguments(t *testing.T) {
	object := func(props string) string { return `{"type":"object","properties":{` + props + `}}` }
	for _, row := range []struct {
		name, schema string
		args         guard.Args
		want         string // joined by a blank
	}{
		{"a string", object(`"p":{"type":"string"}`), nil, "p"},
		{"a checked string", object(`"p":{"type":"string"}`), guard.Args{"p": text}, ""},
		{"no type", object(`"p":{}`), nil, "p"},
		{"true", object(`"p":true`), nil, "p"},
		{"false", object(`"p":false`), nil, ""},
		{"number, boolean, null", object(`"a":{"type":"integer"},"b":{"type":["boolean","null"]}`), nil, ""},
		{"enum, const", object(`"a":{"type":"string","enum":["x"]},"b":{"const":"y"}`), nil, ""},
		{"string or number", object(`"a":{"type":["string","number"]}`), nil, "a"},
		{"strings in a list", object(`"l":{"type":"array","items":{"type":"string"}}`), nil, "l"},
		{"checked strings in a list", object(`"l":{"type":"array","items":{"type":"string"}}`), guard.Args{"l": text}, ""},
		{"a list of anything", object(`"l":{"type":"array"}`), nil, "l"},
		{"beyond the prefix", object(`"l":{"type":"array","prefixItems":[{"type":"number"}]}`), nil, "l"},
		{"a closed prefix", object(`"l":{"type":"array","prefixItems":[{"type":"number"}],"items":false}`), nil, ""},
		{"lists in a list", object(`"l":{"type":"array","items":{"type":"array","items":{"type":"string"}}}`), nil, "l"},
		{"nested", object(`"o":` + object(`"p":{"type":"string"},"n":{"type":"number"}`)), nil, "o/p"},
		{"nested, checked", object(`"o":` + object(`"p":{"type":"string"}`)), guard.Args{"o/p": text}, ""},
		{"nested in a list", object(`"l":{"type":"array","items":` + object(`"p":{"type":"string"}`) + `}`), nil, "l/p"},
		{"nested in a list, checked", object(`"l":{"type":"array","items":` + object(`"p":{"type":"string"}`) + `}`), guard.Args{"l/p": text}, ""},
		{"free names", `{"type":"object","additionalProperties":{"type":"string"}}`, nil, "*"},
		{"free names, checked", `{"type":"object","additionalProperties":{"type":"string"}}`, guard.Args{"*": text}, ""},
		{"free names, one checked", `{"type":"object","additionalProperties":{"type":"string"}}`, guard.Args{"p": text}, "*"},
		{"pattern names", `{"type":"object","patternProperties":{"^x":{"type":"string"}}}`, nil, "*"},
		{"everything", `{}`, guard.Args{"**": text}, ""},
		{"everything, by one star", `{}`, guard.Args{"*": text}, ""},
		{"everything below", object(`"o":{}`), guard.Args{"o/**": text}, ""},
		{"a star one level short", object(`"o":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"string"}}}`), guard.Args{"o/*/x": text}, "o/*/*"},
		{"the pipe of $ref", `{"$ref":"#/$defs/o","$defs":{"o":` + object(`"p":{"type":"string"}`) + `}}`, nil, "p"},
		{"an enum by $ref", object(`"p":{"$ref":"#/$defs/e"}`)[:0] + `{"type":"object","properties":{"p":{"$ref":"#/$defs/e"}},"$defs":{"e":{"enum":["a"]}}}`, nil, ""},
		{"an anchor", `{"type":"object","properties":{"p":{"$ref":"#e"}},"$defs":{"e":{"$anchor":"e","enum":["a"]}}}`, nil, "p"},
		{"a target under no keyword", `{"type":"object","properties":{"p":{"$ref":"#/x-defs/o"}},"x-defs":{"o":` + object(`"q":`+object("")) + `}}`, nil, "p"},
		{"a list by anyOf", object(`"p":{"anyOf":[{"type":"number"},{"type":"array","items":{"type":"string"}}]}`), nil, "p"},
		{"a string by anyOf", object(`"p":{"anyOf":[{"type":"number"},{"type":"string"}]}`), nil, "p"},
		{"no string by anyOf", object(`"p":{"anyOf":[{"type":"number"},{"enum":["a"]}]}`), nil, ""},
		{"a property by allOf", `{"type":"object","allOf":[` + object(`"p":{"type":"string"}`) + `]}`, nil, "p"},
		{"a property by then", `{"type":"object","if":{"required":["n"]},"then":` + object(`"p":{"type":"string"}`) + `}`, nil, "p"},
		{"a recursive schema", `{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"},"v":{"type":"string"}}}}}`, nil, "next/v v"},
		{"a recursive schema, checked", `{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"},"v":{"type":"string"}}}}}`, guard.Args{"**": text}, ""},
		{"a name with a slash", object(`"a/b":{"type":"string"},"c~d":{"type":"string"}`), nil, "a~1b c~0d"},
		{"a name with a slash, checked", object(`"a/b":{"type":"string"},"c~d":{"type":"string"}`), guard.Args{"a~1b": text, "c~0d": text}, ""},
		{"a name with a slash, as a path", object(`"a/b":{"type":"string"}`), guard.Args{"a/b": text}, "a~1b"},
		{"a property named star", object(`"*":{"type":"string"},"p":{"type":"number"}`), nil, "*"},
		{"a property named star, checked", object(`"*":{"type":"string"},"**":{"type":"string"}`), guard.Args{"*": text}, ""},
	} {
		open := guard.Uncovered(input(t, row.schema), row.args)
		if got := strings.Join(slices.Compact(open), " "); got != row.want && !(strings.HasPrefix(row.name, "a recursive") && row.want != "" && strings.HasSuffix(got, "v")) {
			t.Errorf("%s: uncovered %q, want %q", row.name, got, row.want)
		}
	}
}

func TestCoversNamesWhatIsMissing(t *testing.T) {
	p := policyOf(guard.Tool{Args: guard.Args{"path": text, "o/x": text}})
	p.Approve = approver(func(*guard.Call) error { return nil })
	p.Tools["del"] = guard.Tool{Approval: guard.TwoPhase}
	p.Prompts = map[string]guard.Prompt{"p": {Args: guard.Args{"topic": text}}}
	p.Resources = map[string]guard.Resource{"docs://{name}": {Args: guard.Args{"name": text}}}
	g := mustNew(t, p)
	output, _ := guard.CompileOutput([]byte(`{"type":"object","properties":{"path":{"type":"string"}}}`))
	object := func(props string) *guard.Schema {
		return input(t, `{"type":"object","properties":{`+props+`},"required":["path","o"]}`)
	}
	const o = `"path":{"type":"string"},"o":{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]}`
	for _, row := range []struct {
		tool   string
		schema *guard.Schema
		want   string
	}{
		{"tool", object(o), ""},
		{"other", object(o), `tool "other": the policy does not name it`},
		{"tool", nil, "no schema"},
		{"tool", output, "not of CompileInput"},
		{"tool", object(o + `,"q":{"type":"string"}`), "no checker for q"},
		{"tool", object(`"path":{"type":"string"}`), "checks o, which its schema does not have"},
		{"tool", object(`"path":{"type":"string"},"o":{"type":"object","properties":{}}`), "checks o/x, which"},
		{"tool", object(`"path":{"type":"string"},"o":{"type":"object","properties":{"x":{"type":"string"}}}`), "wants o/x, which its schema does not require"},
		{"tool", input(t, `{"type":"object","properties":{`+o+`},"allOf":[{"required":["path"]}]}`), "wants o, which its schema does not require"},
		{"del", object(`"approval_token":{"enum":["x"]}`), "which approvals use"},
	} {
		err := g.Covers(row.tool, row.schema)
		if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("Covers(%q) = %v, want %q", row.tool, err, row.want)
		}
	}
	if err := g.CoversPrompt("p", []string{"topic", "tone"}); err == nil || !strings.Contains(err.Error(), "tone") {
		t.Errorf("CoversPrompt = %v", err)
	}
	if g.CoversPrompt("p", []string{"topic"}) != nil || g.CoversPrompt("q", nil) == nil {
		t.Error("CoversPrompt judges wrongly")
	}
	if g.CoversResource("docs://{name}") != nil || g.CoversResource("docs://a") != nil || g.CoversResource("file:///etc/passwd") == nil {
		t.Error("CoversResource judges wrongly")
	}
	if got := g.Missing(guard.KindTool, []string{"tool", "x"}); !slices.Equal(got, []string{"del"}) {
		t.Errorf("Missing tools = %v", got)
	}
	if got := g.Missing(guard.KindResource, []string{"docs://a"}); len(got) != 0 {
		t.Errorf("Missing resources = %v", got)
	}
}

func TestNilGuardDenies(t *testing.T) {
	var g *guard.Guard
	call := &guard.Call{Kind: guard.KindTool, Name: "tool", Caller: alice}
	if _, err := g.Handle(t.Context(), call, okHandler); guard.CodeOf(err) != guard.CodeInternal {
		t.Errorf("Handle = %v", err)
	}
	if err := g.Check(t.Context(), call); guard.CodeOf(err) != guard.CodeInternal {
		t.Errorf("Check = %v", err)
	}
	if err := g.Authorize(t.Context(), call); guard.CodeOf(err) != guard.CodeInternal {
		t.Errorf("Authorize = %v", err)
	}
	if g.Covers("tool", nil) == nil || g.CoversPrompt("p", nil) == nil || g.CoversResource("u") == nil {
		t.Error("a nil guard covers something")
	}
	if g.Abandoned() != 0 || g.Names(guard.KindTool) != nil || g.NeedsApproval("tool") || g.Limits().Bytes == 0 || g.Refuse(t.Context(), call, nil) == nil {
		t.Error("a nil guard's answers")
	}
}
