package guard_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A policy names what may be called; everything else is denied.
func ExampleNew() {
	noEscape := guard.CheckerFunc(func(_ context.Context, path string) error {
		if strings.Contains(path, "..") { // for the example: a real server uses a sandbox.Dir
			return guard.Deny(guard.CodePathNotAllowed, "")
		}
		return nil
	})
	g, err := guard.New(guard.Policy{
		Tools:             map[string]guard.Tool{"read_file": {Args: guard.Args{"path": noEscape}}},
		InsecureAnonymous: true, InsecureNoAudit: true, InsecureNoRedaction: true, InsecureNoLimit: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	schema, err := guard.CompileInput([]byte(`{"type":"object","properties":{"path":{"type":"string"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, try := range []struct{ tool, arguments string }{
		{"read_file", `{"path":"notes.txt"}`},
		{"read_file", `{"path":"../../etc/passwd"}`},
		{"read_file", `{"path":"notes.txt","PATH":"/etc/passwd"}`},
		{"read_file", `{"file":"notes.txt"}`},
		{"delete_file", `{"path":"notes.txt"}`},
	} {
		call := &guard.Call{Kind: guard.KindTool, Name: try.tool, Raw: []byte(try.arguments), Input: schema}
		err := g.Check(context.Background(), call)
		var denial *guard.Denial
		fmt.Println(errors.As(err, &denial), err)
	}
	// Output:
	// false <nil>
	// true path_not_allowed (argument "path"): the path is not one this server may use; use a relative path inside its folder
	// true invalid_argument: the arguments contain keys that differ only in upper and lower case
	// true invalid_argument: an argument is unknown; known are: path
	// true tool_not_allowed: this server does not offer that; use what it lists
}
