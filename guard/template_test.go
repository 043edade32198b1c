package guard_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

func TestResourcesAreFoundByOneTemplateOnly(t *testing.T) {
	policy := pathPolicy(&ports{}, &journal{})
	one := func(names ...string) guard.Resource {
		r := guard.Resource{Args: guard.Args{}}
		for _, n := range names {
			r.Args[n] = text
		}
		return r
	}
	policy.Resources = map[string]guard.Resource{
		"info://about": {}, "docs://{name}": one("name"), "docs://{dir}/{file}": one("dir", "file"), "tree://{+path}": one("path"),
		"amb://{a}": one("a"), "amb://{b}": one("b"), "q://x{?a,b}": one("a", "b"), "dot.s://{n}.txt": one("n"), "list://{items*}": one("items"), "pre://{v:3}": one("v"),
	}
	g := mustNew(t, policy)
	for uri, ok := range map[string]bool{
		"info://about": true, "info://abouts": false, "info://about/": false, "INFO://about": false,
		"docs://a": true, "docs://a%2Fb": true, "docs://a/b": true, "docs://a/b/c": false, "docs://a?b": false, "docs://a#b": false, "docs://": true,
		"tree://a/b/../c?d#e": true, "tree:/a": false, "xtree://a": false,
		"amb://x":       false,
		"q://x?a=1&b=2": true, "q://y": false,
		"dot.s://a.txt": true, "dotXs://a.txt": false, "dot.s://a_txt": false,
		"list://a,b": true, "pre://abc": true,
		"tree://a\nb": false, "tree://a\x00": false, "tree://a b": false, "tree://a\u0085": false, "tree://\xff": false, "tree://a\x7f": false,
		"tree://" + strings.Repeat("a", 4000): true, "tree://" + strings.Repeat("a", 5000): false,
		"": false,
	} {
		err := g.Check(t.Context(), &guard.Call{Kind: guard.KindResource, Name: uri, Caller: alice, Raw: nil})
		if found := guard.CodeOf(err) != guard.CodeToolNotAllowed; found != ok {
			t.Errorf("%.40q: %v, want found %v", uri, err, ok)
		}
	}
}

func TestTemplateVariablesAreChecked(t *testing.T) {
	policy := pathPolicy(&ports{}, &journal{})
	policy.Resources = map[string]guard.Resource{"docs://{name}": {Args: guard.Args{"name": lower{}}, Complete: guard.Args{"name": guard.FreeText(3)}}}
	policy.Prompts = map[string]guard.Prompt{"p": {Args: guard.Args{"topic": guard.FreeText(5)}}, "bare": {}}
	g := mustNew(t, policy)
	resource, prompt, completion := guard.KindResource, guard.KindPrompt, guard.KindCompletion
	for _, row := range []struct {
		name string
		call guard.Call
		want guard.Code
	}{
		{"a value", guard.Call{Kind: resource, Name: "docs://a", Raw: []byte(`{"name":"a"}`)}, ""},
		{"a list", guard.Call{Kind: resource, Name: "docs://a", Raw: []byte(`{"name":["a","b"]}`)}, ""},
		{"a denied value", guard.Call{Kind: resource, Name: "docs://a", Raw: []byte(`{"name":"evil"}`)}, guard.CodePathNotAllowed},
		{"a denied item", guard.Call{Kind: resource, Name: "docs://a", Raw: []byte(`{"name":["evil"]}`)}, guard.CodePathNotAllowed},
		{"no variables, as of a single resource", guard.Call{Kind: resource, Name: "docs://a"}, ""},
		{"another variable", guard.Call{Kind: resource, Name: "docs://a", Raw: []byte(`{"name":"a","x":"evil"}`)}, guard.CodeInvalidArgument},
		{"another variable, deep", guard.Call{Kind: resource, Name: "docs://a", Raw: []byte(`{"name":"a","x":[{"y":"evil"}]}`)}, guard.CodeInvalidArgument},
		{"a prompt", guard.Call{Kind: prompt, Name: "p", Raw: []byte(`{"topic":"x"}`)}, ""},
		{"a prompt's other letters", guard.Call{Kind: prompt, Name: "p", Raw: []byte(`{"topic":"x","TOPIC":"y"}`)}, guard.CodeInvalidArgument},
		{"a prompt's long text", guard.Call{Kind: prompt, Name: "p", Raw: []byte(`{"topic":"xxxxxx"}`)}, guard.CodeInvalidArgument},
		{"a bare prompt", guard.Call{Kind: prompt, Name: "bare"}, ""},
		{"a bare prompt's argument", guard.Call{Kind: prompt, Name: "bare", Raw: []byte(`{"x":"y"}`)}, guard.CodeInvalidArgument},
		{"a completion", guard.Call{Kind: completion, Of: resource, Name: "docs://{name}", Raw: []byte(`{"name":"ab"}`)}, ""},
		{"a completion's long text", guard.Call{Kind: completion, Of: resource, Name: "docs://{name}", Raw: []byte(`{"name":"abcd"}`)}, guard.CodeInvalidArgument},
		{"a completion's other name", guard.Call{Kind: completion, Of: resource, Name: "docs://{name}", Raw: []byte(`{"x":"a"}`)}, guard.CodeInvalidArgument},
		{"a completion without rules", guard.Call{Kind: completion, Of: prompt, Name: "p", Raw: []byte(`{"topic":"a"}`)}, guard.CodeToolNotAllowed},
		{"a completion of a completion", guard.Call{Kind: completion, Of: completion, Name: "p"}, guard.CodeToolNotAllowed},
	} {
		row.call.Caller = alice
		if err := g.Check(t.Context(), &row.call); guard.CodeOf(err) != row.want {
			t.Errorf("%s: %v, want %q", row.name, err, row.want)
		}
	}
}

func TestMalformedTemplatesAreRefused(t *testing.T) {
	for _, uri := range []string{"x://{", "x://}", "x://{}", "x://{a", "x://a}", "x://{a{b}}", "x://{a,,b}", "x://{a b}", "x://{*}", "x://{:3}"} {
		policy := pathPolicy(&ports{}, &journal{})
		policy.Resources = map[string]guard.Resource{uri: {Args: guard.Args{"*": text}}}
		if _, err := guard.New(policy); err == nil {
			t.Errorf("New accepts the template %q", uri)
		}
	}
}
