package command

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A grammar is a Syntax that was found to be sound.
type grammar struct {
	title     string // "git log"
	fixed     []string
	flags     []*flag
	byName    map[string]*flag
	positions []Position
	commands  map[string]*grammar
	separator Separator
	first     bool
}

type flag struct{ Flag }

var (
	shortName   = regexp.MustCompile(`^-[A-Za-z0-9?.@#]$`)
	longName    = regexp.MustCompile(`^--?[A-Za-z0-9][A-Za-z0-9_.+-]*$`)
	commandName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:+-]*$`)
)

// maxNested bounds sub-commands of sub-commands.
const maxNested = 8

func compile(s Syntax, title string, depth int) (*grammar, error) {
	if depth > maxNested {
		return nil, fmt.Errorf("%s: sub-commands are nested too deep", title)
	}
	g := &grammar{title: title, fixed: slices.Clone(s.Fixed), positions: slices.Clone(s.Positions), separator: s.Separator, first: s.PositionsFirst, byName: map[string]*flag{}}
	for _, check := range []func() error{
		func() error { return g.addFixed() },
		func() error { return g.addFlags(s.Flags) },
		func() error { return g.addCommands(s.Commands, depth) },
		func() error { return g.checkPositions() },
	} {
		if err := check(); err != nil {
			return nil, fmt.Errorf("%s: %w", title, err)
		}
	}
	return g, nil
}

func (g *grammar) addFixed() error {
	for _, word := range g.fixed {
		if word == "" || strings.ContainsRune(word, 0) {
			return fmt.Errorf("the fixed argument %q is empty or has a NUL", word)
		}
	}
	return nil
}

func (g *grammar) addFlags(list []Flag) error {
	for i, described := range list {
		f := &flag{described}
		f.Names = slices.Clone(f.Names)
		if f.Max == 0 {
			f.Max = 1
		}
		if len(f.Names) == 0 {
			return fmt.Errorf("flag %d has no name", i)
		}
		if err := f.problem(); err != nil {
			return fmt.Errorf("flag %s: %w", f.Names[0], err)
		}
		for _, name := range f.Names {
			if g.byName[name] != nil {
				return fmt.Errorf("flag %s is described twice", name)
			}
			g.byName[name] = f
		}
		g.flags = append(g.flags, f)
	}
	return g.ambiguous()
}

func (f *flag) problem() error {
	for i, name := range f.Names {
		switch {
		case name == "-":
			if i == 0 || f.Value.kind != integer {
				return errors.New(`the name "-" is one more name of a flag that takes a number`)
			}
		case !shortName.MatchString(name) && !longName.MatchString(name):
			return fmt.Errorf("%q is no name of a flag", name)
		}
	}
	name := f.Names[0]
	switch {
	case f.Max < 0:
		return errors.New("its Max is negative")
	case f.Style > Glued:
		return errors.New("the style is not known")
	case f.Value.kind == none && f.Style != Usual:
		return errors.New("it has a style, but no value")
	case f.Style == Attached && !long(name):
		return errors.New("a value is attached to names with two dashes")
	case f.Style == Glued && !shortName.MatchString(name):
		return errors.New("a value is glued to names of one letter")
	case f.Style == Usual && f.Value.kind != none && !long(name) && !shortName.MatchString(name):
		return errors.New("a value of a long name with one dash needs the style Separate")
	}
	return f.Value.problem()
}

func long(name string) bool { return strings.HasPrefix(name, "--") }

// ambiguous refuses names that one argument could mean at once: "-ab" as a
// name, beside an "-a" that takes a value.
func (g *grammar) ambiguous() error {
	for name := range g.byName {
		if long(name) || len(name) <= 2 {
			continue
		}
		if short := g.byName[name[:2]]; short != nil && short.Value.kind != none && short.Style != Separate {
			return fmt.Errorf("flag %s can be read as %s with a value", name, name[:2])
		}
	}
	return nil
}

func (g *grammar) addCommands(list map[string]Syntax, depth int) error {
	if list == nil {
		return nil
	}
	switch {
	case len(list) == 0:
		return errors.New("the list of Commands is empty, so that nothing could be called")
	case len(g.positions) > 0:
		return errors.New("it has sub-commands and positions")
	case g.first || g.separator != Dashes:
		return errors.New("it has sub-commands, and says how positions are written")
	}
	g.commands = map[string]*grammar{}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		if !commandName.MatchString(name) {
			return fmt.Errorf("%q is no name of a sub-command", name)
		}
		sub, err := compile(list[name], g.title+" "+name, depth+1)
		if err != nil {
			return err
		}
		g.commands[name] = sub
	}
	return nil
}

func (g *grammar) checkPositions() error {
	for i := range g.positions {
		p := &g.positions[i]
		if p.Max == 0 {
			p.Max = 1
		}
		switch {
		case p.Name == "":
			return fmt.Errorf("position %d has no name", i)
		case p.Value.kind == none:
			return fmt.Errorf("position %s has no value", p.Name)
		case p.Min < 0 || p.Max < p.Min:
			return fmt.Errorf("position %s may occur %d to %d times", p.Name, p.Min, p.Max)
		}
		if err := p.Value.problem(); err != nil {
			return fmt.Errorf("position %s: %w", p.Name, err)
		}
	}
	switch {
	case g.separator > NoDashes:
		return errors.New("the separator is not known")
	case g.separator == DashesBeforeLast && len(g.positions) == 0:
		return errors.New("the separator stands in front of the last position, and there is none")
	case g.first && g.separator != NoDashes:
		return errors.New("its PositionsFirst needs the separator NoDashes")
	}
	return nil
}
