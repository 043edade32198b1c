package command

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// maxHint bounds the list of names in a hint, in bytes.
const maxHint = 400

func refuse(hint string) *guard.Denial { return guard.Deny(guard.CodeCommandNotAllowed, hint) }

// A reading is what was understood of some arguments.
type reading struct {
	used   []use    // in the caller's order: of two that contradict, programs take the last
	words  []string // in front of "--"
	behind []string // and behind it
	dashed bool     // whether there was one
	tests  bool     // whether there was a flag
	// The sub-command and what was understood of its arguments.
	command         string
	args, withFixed []string
}

// A use is a flag with its value.
type use struct {
	*flag
	value string
}

// has reports whether one of the flags was used.
func (r *reading) has(names []string) bool {
	return slices.ContainsFunc(r.used, func(u use) bool { return slices.Contains(names, u.Names[0]) })
}

func (r *reading) count(f *flag) (n int) {
	for _, u := range r.used {
		if u.flag == f {
			n++
		}
	}
	return n
}

// parse understands the arguments of a caller and writes them anew: once as a
// caller could have written them, and once as the program gets them.
func (g *grammar) parse(ctx context.Context, args []string) (canonical, passed []string, err error) {
	r := &reading{}
	if err := g.read(ctx, r, args); err != nil {
		return nil, nil, err
	}
	for _, f := range g.flags {
		if f.Required && r.count(f) == 0 {
			return nil, nil, refuse(g.title+" needs the flag "+f.Names[0]+", and flags begin with a dash").Because("command: %s: %s is missing", g.title, f.Names[0])
		}
	}
	fixed, err := g.stands(r)
	if err != nil {
		return nil, nil, err
	}
	flags := writeFlags(r)
	if g.commands != nil {
		if r.command == "" {
			return nil, nil, g.unknownCommand("")
		}
		flags = append(flags, r.command)
		return slices.Concat(flags, r.args), slices.Concat(fixed, flags, r.withFixed), nil
	}
	positions, err := g.takePositions(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	if g.first {
		flags, positions = positions, flags
	}
	return slices.Concat(flags, positions), slices.Concat(fixed, flags, positions), nil
}

// stands returns the fixed arguments, without the one that a flag which stands
// alone takes the place of.
func (g *grammar) stands(r *reading) ([]string, error) {
	for _, u := range r.used {
		if u.insteadOf == "" {
			continue
		}
		if len(r.used)+len(r.words)+len(r.behind) > 1 {
			return nil, refuse(u.Names[0]+" stands alone").Because("command: %s: %s is not alone", g.title, u.Names[0])
		}
		return slices.DeleteFunc(slices.Clone(g.fixed), func(word string) bool { return word == u.insteadOf }), nil
	}
	return g.fixed, nil
}

// read sorts the arguments into flags, words and the sub-command.
func (g *grammar) read(ctx context.Context, r *reading, args []string) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if err := speakable("an argument", arg); err != nil {
			return err
		}
		switch {
		case r.dashed:
			r.behind = append(r.behind, arg)
		case arg == "--":
			if g.commands != nil || g.separator == NoDashes {
				return refuse(`"--" is not used here`).Because("command: %s: a separator", g.title)
			}
			r.dashed = true
		case arg == "-":
			return refuse(`"-" is not used here`).Because("command: %s: a dash alone", g.title)
		case arg[0] == '-':
			r.tests = true
			used, err := g.readFlag(ctx, r, arg, args[i+1:])
			if err != nil {
				return err
			}
			i += used
		case g.commands != nil:
			return g.readCommand(ctx, r, arg, args[i+1:])
		case g.first && r.tests:
			hint := "the arguments of " + g.title + " that are no flags stand in front of them, and there are no operators"
			return refuse(hint).Because("command: %s: %.256q behind a flag", g.title, arg)
		default:
			r.words = append(r.words, arg)
		}
	}
	return nil
}

func (g *grammar) readCommand(ctx context.Context, r *reading, name string, args []string) (err error) {
	sub := g.commands[name]
	if sub == nil {
		return g.unknownCommand(name)
	}
	r.command = name
	r.args, r.withFixed, err = sub.parse(ctx, args)
	return err
}

func (g *grammar) unknownCommand(name string) error {
	hint := "the sub-commands of " + g.title + " are " + list(slices.Sorted(maps.Keys(g.commands)))
	return refuse(hint).Because("command: %s: there is no sub-command %.256q", g.title, name)
}

// readFlag reads one argument that begins with a dash, and returns how many of
// the following ones are its value.
func (g *grammar) readFlag(ctx context.Context, r *reading, arg string, rest []string) (used int, err error) {
	name, value, attachedTo := strings.Cut(arg, "=")
	if !long(arg) {
		if f, value, ok := g.glued(arg); ok {
			return 0, g.use(ctx, r, f, value, attached)
		}
		name, attachedTo = arg, false
	}
	f := g.byName[name]
	switch {
	case f == nil || name == "-":
		return g.cluster(ctx, r, arg, rest)
	case f.Value.kind == none && attachedTo:
		return 0, refuse(f.Names[0]+" takes no value").Because("command: %s: %.256q", g.title, arg)
	case f.Value.kind == none:
		return 0, f.count(r, "", g.title)
	case attachedTo:
		if f.Style == Separate {
			return 0, refuse("the value of "+f.Names[0]+" is an argument of its own").Because("command: %s: %.256q", g.title, arg)
		}
		return 0, g.use(ctx, r, f, value, attached)
	case f.Style == Attached || f.Style == Glued:
		return 0, refuse("the value of "+f.Names[0]+" is written in the same argument").Because("command: %s: %.256q", g.title, arg)
	case len(rest) == 0:
		return 0, refuse(f.Names[0]+" needs a value").Because("command: %s: %.256q is the last argument", g.title, arg)
	default:
		return 1, g.use(ctx, r, f, rest[0], f.written())
	}
}

// glued reads "-n5", and "-5".
func (g *grammar) glued(arg string) (f *flag, value string, ok bool) {
	if len(arg) < 2 || g.byName[arg] != nil {
		return nil, "", false
	}
	if number := g.byName["-"]; number != nil && '0' <= arg[1] && arg[1] <= '9' {
		return number, arg[1:], true
	}
	f = g.byName[arg[:2]]
	ok = len(arg) > 2 && f != nil && f.Value.kind != none && (f.Style == Usual || f.Style == Glued)
	return f, arg[2:], ok
}

// cluster reads "-ab" as "-a" and "-b". The last one may take the next argument
// as its value; in front of it, a value would be the letters that follow.
func (g *grammar) cluster(ctx context.Context, r *reading, arg string, rest []string) (used int, err error) {
	if len(arg) < 3 || long(arg) {
		return 0, g.unknownFlag(arg)
	}
	for i := 1; i < len(arg); i++ {
		f, last := g.byName["-"+arg[i:i+1]], i == len(arg)-1
		switch {
		case f == nil:
			return 0, g.unknownFlag(arg)
		case f.Value.kind == none:
			err = f.count(r, "", g.title)
		case last && f.Style == Usual && len(rest) > 0:
			used, err = 1, g.use(ctx, r, f, rest[0], attached)
		default:
			return 0, g.unknownFlag(arg)
		}
		if err != nil {
			return 0, err
		}
	}
	return used, nil
}

func (g *grammar) unknownFlag(arg string) error {
	hint := g.title + " takes no flags here"
	if len(g.flags) > 0 {
		var names []string
		for _, f := range g.flags {
			names = append(names, f.Names[0])
		}
		hint = "the flags of " + g.title + " are " + list(names)
	}
	return refuse(hint).Because("command: %s: there is no flag %.256q", g.title, arg)
}

// list joins names up to a length.
func list(names []string) string {
	all := strings.Join(names, ", ")
	if len(all) <= maxHint {
		return all
	}
	return all[:strings.LastIndex(all[:maxHint], ", ")] + ", …"
}

// use takes a value for a flag.
func (g *grammar) use(ctx context.Context, r *reading, f *flag, value string, where place) error {
	taken, err := f.Value.take(ctx, f.Names[0], value, where)
	if err != nil {
		return err
	}
	return f.count(r, taken, g.title)
}

func (f *flag) count(r *reading, value, title string) error {
	if f.dropped {
		return nil
	}
	if r.count(f) == f.Max {
		return refuse(f.Names[0]+" is used too often").Because("command: %s: %s more than %d times", title, f.Names[0], f.Max)
	}
	r.used = append(r.used, use{f, value})
	return nil
}

// written is where the flag's value will stand.
func (f *flag) written() place {
	if f.Style == Separate {
		return apart
	}
	return attached
}

func writeFlags(r *reading) (out []string) {
	for _, u := range r.used {
		switch name := u.Names[0]; {
		case u.Value.kind == none:
			out = append(out, name)
		case u.Style == Separate:
			out = append(out, name, u.value)
		case long(name):
			out = append(out, name+"="+u.value)
		default:
			out = append(out, name+u.value)
		}
	}
	return out
}
