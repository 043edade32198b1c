package command

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

// maxValue bounds one argument, in bytes. Text may allow less.
const maxValue = 4096

// A Value says what an argument may be. The zero Value is that of a flag that
// takes none. A Value is immutable, safe for concurrent use, and a
// guard.Checker of single arguments, for tools that have one argument of their
// own for each of the command's.
type Value struct {
	kind     kind
	min, max int64 // of an int; max of a text, in bytes
	pattern  string
	compiled *regexp.Regexp
	choices  []string
	checker  guard.Checker
	literal  bool
	empty    bool                      // nothing fits as well
	meant    func(value string) string // what a value means elsewhere, as a hint; empty: nothing
}

type kind uint8

const (
	none kind = iota
	integer
	pattern
	choice
	path
	host
	text
)

// Int takes a decimal whole number from min to max, without leading zeros or a
// plus sign.
func Int(min, max int64) Value { return Value{kind: integer, min: min, max: max} }

// Pattern takes what the regular expression (RE2 syntax) matches as a whole. It
// has to be anchored at both ends, with ^ or \A and $ or \z; New refuses one
// that is not, as it would let anything follow or precede.
func Pattern(expression string) Value {
	v := Value{kind: pattern, pattern: expression}
	if anchored(expression) {
		v.compiled, _ = regexp.Compile(expression)
	}
	return v
}

// OneOf takes one of the given words.
func OneOf(words ...string) Value { return Value{kind: choice, choices: slices.Clone(words)} }

// Path takes a path that the checker allows, for instance a *sandbox.Dir of the
// same folder as Config.Dir: the path is handed to the program as it is
// written, and the program reads it below Config.Dir. A relative path gets "./"
// in front if its first character could mean something to a program.
func Path(c guard.Checker) Value { return Value{kind: path, checker: c} }

// Host takes a host, or whatever else the checker understands, for instance the
// address of an egress policy.
func Host(c guard.Checker) Value { return Value{kind: host, checker: c} }

// Text takes up to max bytes of text, 4096 at most, without control characters.
// Text that begins with a dash is refused where a program could take it for a
// flag, and text that begins with "@" everywhere: many programs read a file
// then.
func Text(max int) Value { return Value{kind: text, max: int64(max)} }

// LiteralText is Text for a program that gives "@" no meaning: a search pattern
// such as "@Override".
func LiteralText(max int) Value { return Value{kind: text, max: int64(max), literal: true} }

// Check decides about a value that stands alone. It makes a Value a
// guard.Checker. The zero Value refuses everything.
func (v Value) Check(ctx context.Context, value string) error {
	_, err := v.take(ctx, "the value", value, apart)
	return err
}

// place says where in the arguments a value stands.
type place uint8

const (
	apart    place = iota // a word of its own: a dash in front makes it a flag
	attached              // behind the name of its flag
	shielded              // behind "--"
)

// take decides about a value, and returns it as it is passed on. Name is the
// flag's or position's, for the hint.
func (v Value) take(ctx context.Context, name, value string, where place) (string, error) {
	if v.empty && value == "" {
		return "", nil
	}
	if err := speakable(name, value); err != nil {
		return "", err
	}
	if v.meant != nil {
		if hint := v.meant(value); hint != "" {
			return "", refuse(hint).Because("command: %s: %.256q", name, value)
		}
	}
	taken, err := v.understand(ctx, name, value)
	if err != nil {
		return "", err
	}
	if where == apart && taken[0] == '-' && (v.kind == text || v.kind == host) { // a pattern's author said so
		return "", refuse(name+" must not begin with a dash").Because("command: %s: %.256q could be read as a flag", name, value)
	}
	return taken, nil
}

func (v Value) understand(ctx context.Context, name, value string) (string, error) {
	fits := false
	switch v.kind {
	case integer:
		n, err := strconv.ParseInt(value, 10, 64)
		fits = err == nil && strconv.FormatInt(n, 10) == value && v.min <= n && n <= v.max
	case pattern:
		fits = v.compiled != nil && v.compiled.MatchString(value)
	case choice:
		fits = slices.Contains(v.choices, value)
	case text:
		fits = int64(len(value)) <= v.max && (v.literal || value[0] != '@')
	case path, host:
		if missing(v.checker) || value == "-" { // which stands for standard input or output
			break
		}
		if v.kind == path {
			value = plain(value)
		}
		return value, v.checker.Check(ctx, value)
	}
	if !fits {
		return "", refuse(name+" must be "+v.String()).Because("command: %s: %.256q does not fit", name, value)
	}
	return value, nil
}

// plain puts "./" in front of a path that does not begin like a file's name. To
// one program or another "-", "@", ":", "(", "!", "=" and others mean something
// there.
func plain(path string) string {
	c := path[0]
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.', c == '_', c == '/', c >= utf8.RuneSelf:
		return path
	}
	return "./" + path
}

// String says what fits, in words for a model. It holds only what the policy's
// author wrote.
func (v Value) String() string {
	switch v.kind {
	case integer:
		return fmt.Sprintf("a whole number from %d to %d", v.min, v.max)
	case pattern:
		return "of the form " + v.pattern
	case choice:
		return "one of " + strings.Join(v.choices, ", ")
	case path:
		return "a path this server may use"
	case host:
		return "an address this server may reach"
	case text:
		if v.literal {
			return fmt.Sprintf("text of at most %d bytes", v.max)
		}
		return fmt.Sprintf("text of at most %d bytes that does not begin with @", v.max)
	}
	return "left out"
}

// speakable refuses what no argument may hold.
func speakable(name, value string) error {
	problem := ""
	switch {
	case value == "":
		problem = "must not be empty"
	case len(value) > maxValue:
		problem = "is too long"
	case !utf8.ValidString(value):
		problem = "must be valid UTF-8"
	case strings.ContainsFunc(value, control):
		problem = "must not contain control characters"
	default:
		return nil
	}
	return refuse(name+" "+problem).Because("command: %s: %.256q", name, value)
}

func control(r rune) bool { return r < 0x20 || 0x7f <= r && r < 0xa0 }

// problem says what is wrong with a Value that a policy holds.
func (v Value) problem() error {
	switch {
	case v.kind == integer && v.min > v.max:
		return fmt.Errorf("the range from %d to %d is empty", v.min, v.max)
	case v.kind == pattern:
		return v.patternProblem()
	case v.kind == choice && (len(v.choices) == 0 || slices.Contains(v.choices, "")):
		return errors.New("a choice needs words that are not empty")
	case (v.kind == path || v.kind == host) && missing(v.checker):
		return errors.New("the checker is nil")
	case v.kind == text && (v.max < 1 || v.max > maxValue):
		return fmt.Errorf("text is bounded by 1 to %d bytes, not by %d", maxValue, v.max)
	}
	return nil
}

func (v Value) patternProblem() error {
	if _, err := regexp.Compile(v.pattern); err != nil {
		return err
	}
	if v.compiled == nil {
		return fmt.Errorf("the pattern %q is not anchored with ^ and $ around the whole of it", v.pattern)
	}
	return nil
}

// anchored reports whether every match of the expression is one of the whole
// text. "^a|b$" is not anchored: it is two expressions.
func anchored(expression string) bool {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil || tree.Op != syntax.OpConcat || len(tree.Sub) < 2 {
		return false
	}
	return tree.Sub[0].Op == syntax.OpBeginText && tree.Sub[len(tree.Sub)-1].Op == syntax.OpEndText
}

// missing reports whether an interface holds nothing, or a nil pointer.
func missing(c guard.Checker) bool {
	if c == nil {
		return true
	}
	v := reflect.ValueOf(c)
	switch v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Interface:
		return v.IsNil()
	}
	return false
}
