package policyfile_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// commands reads the only entry of a section.
func commands(t *testing.T, entry string) (command.Config, error) {
	t.Helper()
	file, err := policyfile.Parse([]byte(`{"commands":{"x":` + entry + `}}`))
	if err != nil {
		return command.Config{}, err
	}
	named := func(name string) (guard.Checker, error) {
		return guard.CheckerFunc(func(context.Context, string) error { return guard.Deny(guard.CodeForbidden, name) }), nil
	}
	return file.Commands["x"].Config(named, named)
}

func TestCommands(t *testing.T) {
	c, err := commands(t, `{"dir":"/d","profiles":["git","tar"],"paths":"p","timeout":"5s","max_output":"1KiB","refuse_excess":true,"concurrent":2,"keep_paths":true,
		"limits":{"memory":"1MiB","cpu":"2s","file_size":7,"files":3,"processes":4},"require":["limits"],"insecure_no_limits":true,
		"programs":{"a":{"program":"/bin/a","env":{"X":"y"},"read":["/r"],"write":["/w"],"exec":["/e"],"network":true,"insecure_interpreter":true,
			"syntax":{"fixed":["-q"],"commands":{"b":{"separator":"no_dashes","positions_first":true,"flags":[
				{"names":["-i"],"value":{"int":{"min":1,"max":2}},"style":"glued","max":3,"required":true},{"names":["-h"],"value":{"host":"web"},"style":"separate"}],
				"positions":[{"name":"p","value":{"path":"docs"},"min":1,"max":2}]}}}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Specs) != 3 || c.Specs[0].Name != "git" || c.Specs[1].Name != "tar" || c.Specs[2].Name != "a" {
		t.Fatalf("the programs are %v", c.Specs)
	}
	a := c.Specs[2]
	b := a.Syntax.Commands["b"]
	if !a.Network || !a.InsecureInterpreter || a.Env["X"] != "y" || a.Read[0]+a.Write[0]+a.Exec[0] != "/r/w/e" || a.Syntax.Fixed[0] != "-q" {
		t.Errorf("the program is %+v", a)
	}
	if b.Separator != command.NoDashes || !b.PositionsFirst || b.Flags[0].Style != command.Glued || b.Flags[0].Max != 3 || !b.Flags[0].Required || b.Positions[0].Max != 2 {
		t.Errorf("the syntax is %+v", b)
	}
	for name, v := range map[string]command.Value{"web": b.Flags[1].Value, "docs": b.Positions[0].Value} {
		if err := v.Check(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s does not decide: %v", name, err)
		}
	}
	c.Specs = nil
	want := command.Config{Dir: "/d", Timeout: 5e9, MaxOutput: 1024, RefuseExcess: true, Concurrent: 2, KeepPaths: true, InsecureNoLimits: true, Require: command.Isolation{Limits: true},
		Limits: command.Limits{Memory: 1 << 20, CPU: 2e9, FileSize: 7, Files: 3, Processes: 4}}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("Config = %+v, want %+v", c, want)
	}
}

func TestCommandsRefuseWhatTheyDoNotKnow(t *testing.T) {
	value := func(v string) string {
		return `{"programs":{"prog":{"syntax":{"flags":[{"names":["--x"],"value":` + v + `}]}}}}`
	}
	for _, row := range []struct{ entry, says string }{
		{`{"profiles":["svn"]}`, "svn"},
		{`{"require":["luck"]}`, "luck"},
		{`{"Dir":"/"}`, "/commands/x/Dir"},
		{`{"programs":{"prog":{"syntax":{"flag":[]}}}}`, "/flag"},
		{`{"programs":{"prog":{"syntax":{"separator":"-"}}}}`, "prog"},
		{`{"programs":{"prog":{"syntax":{"commands":{"sub":{"separator":"-"}}}}}}`, "sub"},
		{`{"programs":{"prog":{"syntax":{"flags":[{"names":["--x"],"style":"odd"}]}}}}`, "--x"},
		{value(`{"text":1,"pattern":"^a$"}`), "--x"},
		{value(`{"int":{"min":1,"most":2}}`), "most"},
	} {
		if _, err := commands(t, row.entry); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: %v, want %q in it", row.entry, err, row.says)
		}
	}
	entry := policyfile.Commands{Profiles: []string{"git"}, Paths: "docs"}
	if _, err := entry.Config(nil, nil); err == nil {
		t.Error("a reference that nobody can open passes")
	}
}

// A field that command.Config gains is one that a policy file should have.
func TestCommandsHaveTheFieldsOfTheirModels(t *testing.T) {
	for _, pair := range []struct{ model, entry reflect.Type }{
		{reflect.TypeFor[command.Config](), reflect.TypeFor[policyfile.Commands]()}, {reflect.TypeFor[command.Spec](), reflect.TypeFor[policyfile.Program]()},
		{reflect.TypeFor[command.Syntax](), reflect.TypeFor[policyfile.Syntax]()}, {reflect.TypeFor[command.Flag](), reflect.TypeFor[policyfile.Flag]()},
		{reflect.TypeFor[command.Position](), reflect.TypeFor[policyfile.Position]()}, {reflect.TypeFor[command.Limits](), reflect.TypeFor[policyfile.Limits]()},
	} {
		for f := range pair.model.Fields() {
			if _, ok := pair.entry.FieldByName(f.Name); !ok && f.IsExported() && f.Name != "Specs" && !(pair.model.Name() == "Spec" && f.Name == "Name") {
				t.Errorf("%s lacks %s", pair.entry, f.Name)
			}
		}
	}
}

// A path that was decided about below one folder is opened below another.
func TestPathsOfAnotherFolder(t *testing.T) {
	files := `"files":{"same":{"roots":[{"path":"/srv/a/"}]},"other":{"roots":[{"path":"/srv/b"}]},"two":{"roots":[{"path":"/srv/a"},{"path":"/srv/b"}]},"host":{"host_paths":true,"roots":[{"path":"/srv/b"}]}}`
	own := func(value string) string {
		return `"programs":{"wc":{"syntax":{"commands":{"c":{"positions":[{"name":"p","value":{"path":"` + value + `"}}]}}}}}`
	}
	for entry, want := range map[string]bool{
		`"paths":"same"`: true, `"paths":"other"`: false, `"paths":"two"`: false, `"paths":"host"`: false, `"paths":""`: true, `"paths":"missing"`: true, // an error when it is used
		own("same"): true, own("other"): false, own("two"): false, own("host"): true, `"programs":{"wc":{"syntax":{"flags":[{"names":["-f"],"value":{"path":"other"}}]}}}`: false,
	} {
		_, err := policyfile.Parse([]byte(`{` + files + `,"commands":{"x":{"dir":"/srv/a",` + entry + `}}}`))
		if (err == nil) != want {
			t.Errorf("%s: %v, want it to pass: %v", entry, err, want)
		}
		if err != nil && !strings.Contains(err.Error(), "/commands/x/p") {
			t.Errorf("%s: %v does not say where", entry, err)
		}
	}
}
