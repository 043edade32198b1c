package policyfile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// Commands is an entry of the section "commands": what a command.Runner starts.
// The fields are those of command.Config, where they are explained.
type Commands struct {
	// Dir is the folder that programs start in. Empty is an error when the
	// entry is used.
	Dir string `json:"dir"`
	// Profiles are the ready descriptions to use: "git", "ripgrep",
	// "find", "tar" and "tarcat". Empty means none.
	Profiles []string `json:"profiles"`
	// Paths is the entry of the section "files" that decides about the
	// paths of the profiles. Its only root has to be Dir, in the same
	// spelling: programs open a path below Dir, whatever it was decided
	// about. Empty means that they take relative paths that do not go up.
	Paths string `json:"paths"`
	// Programs are descriptions of your own, by name. Empty means none.
	Programs map[string]Program `json:"programs"`

	Timeout      Duration `json:"timeout"`
	MaxOutput    Size     `json:"max_output"`
	RefuseExcess bool     `json:"refuse_excess"`
	Concurrent   int      `json:"concurrent"`
	Limits       Limits   `json:"limits"`
	// Require names what the system has to isolate: "processes", "limits",
	// "files" and "network". Empty requires nothing.
	Require   []string `json:"require"`
	KeepPaths bool     `json:"keep_paths"`

	InsecureNoLimits bool `json:"insecure_no_limits"`
}

// Limits are the fields of command.Limits.
type Limits struct {
	Memory    Size     `json:"memory"`
	CPU       Duration `json:"cpu"`
	FileSize  Size     `json:"file_size"`
	Files     int      `json:"files"`
	Processes int      `json:"processes"`
}

// A Program is a command.Spec. Its name is its key.
type Program struct {
	Program string            `json:"program"`
	Syntax  Syntax            `json:"syntax"`
	Env     map[string]string `json:"env"`
	Read    []string          `json:"read"`
	Write   []string          `json:"write"`
	Exec    []string          `json:"exec"`
	Network bool              `json:"network"`

	InsecureInterpreter bool `json:"insecure_interpreter"`
}

// A Syntax is a command.Syntax.
type Syntax struct {
	Fixed     []string          `json:"fixed"`
	Flags     []Flag            `json:"flags"`
	Commands  map[string]Syntax `json:"commands"`
	Positions []Position        `json:"positions"`
	// Separator is "dashes", "dashes_before_last" or "no_dashes". Empty
	// means "dashes".
	Separator      string `json:"separator"`
	PositionsFirst bool   `json:"positions_first"`
}

// A Flag is a command.Flag.
type Flag struct {
	Names []string `json:"names"`
	Value Value    `json:"value"`
	// Style is "usual", "attached", "separate" or "glued". Empty means
	// "usual".
	Style    string `json:"style"`
	Max      int    `json:"max"`
	Required bool   `json:"required"`
}

// A Position is a command.Position.
type Position struct {
	Name  string `json:"name"`
	Value Value  `json:"value"`
	Min   int    `json:"min"`
	Max   int    `json:"max"`
}

// A Value is a command.Value. One of its fields is set; none makes a flag that
// takes no value.
type Value struct {
	// Int is a whole number in a range.
	Int *Range `json:"int"`
	// Pattern is an anchored regular expression.
	Pattern string `json:"pattern"`
	// OneOf are words to choose from.
	OneOf []string `json:"one_of"`
	// Path names the entry of the section "files" that decides. Its only
	// root has to be Commands.Dir, unless it takes host_paths.
	Path string `json:"path"`
	// Host names the entry of the section "egress" that decides.
	Host string `json:"host"`
	// Text is how long a text may be, in bytes, and LiteralText the same
	// for a program that gives "@" no meaning.
	Text        int `json:"text"`
	LiteralText int `json:"literal_text"`
}

// A Range is a range of whole numbers, both ends included.
type Range struct {
	Min int64 `json:"min"`
	Max int64 `json:"max"`
}

// Named opens an entry of another section as a checker.
type Named func(name string) (guard.Checker, error)

// Config returns what command.New takes. Paths and hosts open the entries that
// are referred to; they are called once for each reference. A nil one makes a
// reference an error.
func (c Commands) Config(paths, hosts Named) (command.Config, error) {
	config := command.Config{
		Dir: c.Dir, Timeout: time.Duration(c.Timeout), MaxOutput: int(min(c.MaxOutput, 1<<30)), RefuseExcess: c.RefuseExcess, Concurrent: c.Concurrent,
		Limits:    command.Limits{Memory: int64(c.Limits.Memory), CPU: time.Duration(c.Limits.CPU), FileSize: int64(c.Limits.FileSize), Files: c.Limits.Files, Processes: c.Limits.Processes},
		KeepPaths: c.KeepPaths, InsecureNoLimits: c.InsecureNoLimits,
	}
	for _, name := range c.Require {
		part := map[string]*bool{"processes": &config.Require.Processes, "limits": &config.Require.Limits, "files": &config.Require.Files, "network": &config.Require.Network}[name]
		if part == nil {
			return config, fmt.Errorf("policyfile: require: %q is none of processes, limits, files and network", name)
		}
		*part = true
	}
	if err := c.addProfiles(&config, paths); err != nil {
		return config, fmt.Errorf("policyfile: profiles: %w", err)
	}
	open := opener{paths, hosts}
	for _, name := range slices.Sorted(maps.Keys(c.Programs)) {
		p := c.Programs[name]
		syntax, err := open.syntax(p.Syntax)
		if err != nil {
			return config, fmt.Errorf("policyfile: program %q: %w", name, err)
		}
		config.Specs = append(config.Specs, command.Spec{Name: name, Program: p.Program, Syntax: syntax, Env: p.Env, Read: p.Read, Write: p.Write, Exec: p.Exec,
			Network: p.Network, InsecureInterpreter: p.InsecureInterpreter})
	}
	return config, nil
}

var profiles = map[string]func(guard.Checker) command.Spec{
	"git": command.Git, "ripgrep": command.Ripgrep, "find": command.Find, "tar": command.Tar, "tarcat": command.TarCat,
}

func (c Commands) addProfiles(config *command.Config, paths Named) (err error) {
	var checker guard.Checker
	if c.Paths != "" {
		if checker, err = paths.open("files", c.Paths); err != nil {
			return err
		}
	}
	for _, name := range c.Profiles {
		profile := profiles[name]
		if profile == nil {
			return fmt.Errorf("%q is none of %s", name, strings.Join(slices.Sorted(maps.Keys(profiles)), ", "))
		}
		config.Specs = append(config.Specs, profile(checker))
	}
	return nil
}

func (n Named) open(section, name string) (guard.Checker, error) {
	if n == nil {
		return nil, fmt.Errorf("%q is an entry of the section %q, which cannot be used here", name, section)
	}
	return n(name)
}

// An opener makes the values of a Syntax.
type opener struct{ paths, hosts Named }

var (
	separators = map[string]command.Separator{"": command.Dashes, "dashes": command.Dashes, "dashes_before_last": command.DashesBeforeLast, "no_dashes": command.NoDashes}
	styles     = map[string]command.Style{"": command.Usual, "usual": command.Usual, "attached": command.Attached, "separate": command.Separate, "glued": command.Glued}
)

func (o opener) syntax(s Syntax) (out command.Syntax, err error) {
	separator, ok := separators[s.Separator]
	if !ok {
		return out, fmt.Errorf("the separator %q is not known", s.Separator)
	}
	out = command.Syntax{Fixed: s.Fixed, Separator: separator, PositionsFirst: s.PositionsFirst}
	for i, f := range s.Flags {
		style, ok := styles[f.Style]
		if !ok {
			return out, fmt.Errorf("flag %d %v: the style %q is not known", i, f.Names, f.Style)
		}
		value, err := o.value(f.Value)
		if err != nil {
			return out, fmt.Errorf("flag %d %v: %w", i, f.Names, err)
		}
		out.Flags = append(out.Flags, command.Flag{Names: f.Names, Value: value, Style: style, Max: f.Max, Required: f.Required})
	}
	for i, p := range s.Positions {
		value, err := o.value(p.Value)
		if err != nil {
			return out, fmt.Errorf("position %d %q: %w", i, p.Name, err)
		}
		out.Positions = append(out.Positions, command.Position{Name: p.Name, Value: value, Min: p.Min, Max: p.Max})
	}
	if s.Commands != nil {
		out.Commands = map[string]command.Syntax{}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Commands)) {
		if out.Commands[name], err = o.syntax(s.Commands[name]); err != nil {
			return out, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

// value returns the one that is described.
func (o opener) value(v Value) (out command.Value, err error) {
	found := 0
	take := func(is bool, value func() (command.Value, error)) {
		if !is || err != nil {
			return
		}
		found++
		out, err = value()
	}
	plain := func(v command.Value) func() (command.Value, error) {
		return func() (command.Value, error) { return v, nil }
	}
	if v.Int != nil {
		take(true, plain(command.Int(v.Int.Min, v.Int.Max)))
	}
	take(v.Pattern != "", plain(command.Pattern(v.Pattern)))
	take(v.OneOf != nil, plain(command.OneOf(v.OneOf...)))
	take(v.Text != 0, plain(command.Text(v.Text)))
	take(v.LiteralText != 0, plain(command.LiteralText(v.LiteralText)))
	take(v.Path != "", func() (command.Value, error) {
		c, err := o.paths.open("files", v.Path)
		return command.Path(c), err
	})
	take(v.Host != "", func() (command.Value, error) {
		c, err := o.hosts.open("egress", v.Host)
		return command.Host(c), err
	})
	if err == nil && found > 1 {
		err = errors.New("a value is described in more than one way")
	}
	return out, err
}
