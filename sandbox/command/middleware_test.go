//go:build unix

package command_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

func TestConfine(t *testing.T) {
	r := newRunner(t, command.Config{Specs: []command.Spec{{Name: "true", Syntax: command.Syntax{Flags: []command.Flag{{Names: []string{"-n"}, Value: command.Int(1, 5)}}}}}})
	for _, row := range []struct {
		name, args string
		runner     *command.Runner
		want       guard.Code
	}{
		{"described arguments pass", `{"args":["-n","5"]}`, r, ""},
		{"no arguments pass", `{}`, r, ""},
		{"a value out of range does not", `{"args":["-n","6"]}`, r, guard.CodeCommandNotAllowed},
		{"a string does not", `{"args":"-n 5"}`, r, guard.CodeInvalidArgument},
		{"a number among the strings does not", `{"args":["-n",5]}`, r, guard.CodeInvalidArgument},
		{"no runner passes nothing", `{"args":[]}`, nil, guard.CodeCommandNotAllowed},
	} {
		args, err := guard.Decode([]byte(row.args), guard.Limits{})
		must(t, err)
		ran := false
		next := func(context.Context, *guard.Call) (guard.Result, error) { ran = true; return nil, nil }
		_, err = command.Confine(row.runner, "true", "args")(next)(t.Context(), &guard.Call{Args: args})
		wantCode(t, row.name, err, row.want)
		if ran != (row.want == "") {
			t.Errorf("%s: ran %v", row.name, ran)
		}
	}
}

func TestAValueIsAChecker(t *testing.T) {
	for _, row := range []struct {
		value command.Value
		text  string
		want  guard.Code
	}{
		{command.Revision(), "main~3", ""}, {command.Revision(), "--output=x", guard.CodeCommandNotAllowed},
		{command.Text(5), "a b;c", ""}, {command.Text(5), "abcdef", guard.CodeCommandNotAllowed}, {command.Text(5), "-a", guard.CodeCommandNotAllowed},
		{command.Text(5), "@a", guard.CodeCommandNotAllowed}, {command.LiteralText(5), "@a", ""}, {command.Int(-5, 5), "-5", ""}, {command.Int(-5, 5), "0x1", guard.CodeCommandNotAllowed},
		{command.Pattern("[a-z]"), "a", guard.CodeCommandNotAllowed}, // it is not anchored
		{command.Value{}, "a", guard.CodeCommandNotAllowed}, {command.Path(nil), "a", guard.CodeCommandNotAllowed}, {command.OneOf("a", "b"), "b", ""}, {command.OneOf("a"), "A", guard.CodeCommandNotAllowed},
	} {
		wantCode(t, fmt.Sprintf("%v.Check(%q)", row.value, row.text), row.value.Check(t.Context(), row.text), row.want)
	}
}
