package guard

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
)

// Args names the checker of each argument. A key is a property name, or a path
// of names from the top joined by "/" ("filter/path"); "*" stands for any
// name, and "**" at the end for everything below. A checker is applied to a
// string, or to each string of an array; that of "*" or "**" also judges the
// names it stands for, where they are not plain ones (letters, digits, _ - .).
// Slashes and tildes inside a name are
// written as in a JSON Pointer (RFC 6901).
type Args map[string]Checker

// Confine returns the middleware that applies the checkers to the decoded
// arguments. It denies with CodeInvalidArgument if a checked argument is
// missing, unless its checker is Optional, or is neither a string nor an array
// of strings. Arguments without a checker pass: it is for use around one
// handler, where nothing else of the guard runs.
//
// Confine panics if args holds a nil checker or a malformed key, as both are
// mistakes in the program.
func Confine(args Args) Middleware {
	rules, err := compileRules(args)
	if err != nil {
		panic(err)
	}
	return func(next Handler) Handler {
		return func(ctx context.Context, call *Call) (Result, error) {
			if _, err := rules.confine(ctx, call); err != nil {
				return nil, err
			}
			return next(ctx, call)
		}
	}
}

// ConfineEach is Confine with one checker for all named arguments, for packages
// that offer a middleware of their own. It does not panic: without a name, with
// a nil checker or with a malformed key, the middleware refuses every call with
// the given code, and says why in the record.
func ConfineEach(code Code, c Checker, names ...string) Middleware {
	args := make(Args, len(names))
	for _, name := range names {
		args[name] = c
	}
	_, err := compileRules(args)
	if err == nil && len(names) == 0 {
		err = errors.New("no argument is named")
	}
	if err == nil {
		return Confine(args)
	}
	return func(Handler) Handler {
		return func(context.Context, *Call) (Result, error) {
			return nil, Deny(code, "").Because("guard: confine: %w", err)
		}
	}
}

// Optional returns a checker that lets the argument be absent or null.
func Optional(c Checker) Checker { return optional{c} }

type optional struct{ Checker }

// FreeText returns a checker for free text of at most max bytes: no control
// characters but tab, line feed and carriage return. It says in so many words
// that an argument needs no other check.
func FreeText(max int) Checker { return freeText{max} }

type freeText struct{ max int }

func (t freeText) Check(_ context.Context, value string) error {
	if len(value) > t.max {
		return Deny(CodeInvalidArgument, fmt.Sprintf("must be at most %d bytes long", t.max))
	}
	for _, r := range value {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || 0x7F <= r && r < 0xA0 {
			return Deny(CodeInvalidArgument, "must not contain control characters")
		}
	}
	return nil
}

// ruleNode is Args as a tree along the arguments.
type ruleNode struct {
	path     string // as in Args
	checker  Checker
	optional bool // nothing below is required
	children map[string]*ruleNode
	names    []string          // of the children, sorted
	folded   map[string]string // folded child name to child name
	any      *ruleNode         // "*"
	deep     bool              // "**": the node is its own child
	rewrites bool              // a Rewriter is here or below
}

func compileRules(args Args) (*ruleNode, error) {
	root := &ruleNode{}
	keys := make([]string, 0, len(args))
	for key := range args {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		if err := root.insert(key, args[key]); err != nil {
			return nil, fmt.Errorf("argument %q: %w", key, err)
		}
	}
	return root, root.seal("")
}

func (n *ruleNode) insert(key string, c Checker) error {
	if isNil(c) {
		return errors.New("the checker is nil")
	}
	names := strings.Split(key, "/")
	for i, name := range names {
		if name == "" {
			return errors.New("a path of names has no empty name, and no slash in front")
		}
		if name == "**" {
			if i != len(names)-1 {
				return errors.New(`"**" stands at the end only`)
			}
			n.deep = true
			break
		}
		n = n.grow(name)
	}
	if n.checker != nil {
		return errors.New("another key names the same argument")
	}
	for {
		o, ok := c.(optional)
		if !ok {
			break
		}
		if c = o.Checker; isNil(c) {
			return errors.New("the checker is nil")
		}
		n.optional = true
	}
	n.checker = c
	_, n.rewrites = c.(Rewriter)
	return nil
}

func (n *ruleNode) grow(name string) *ruleNode {
	if name == "*" {
		if n.any == nil {
			n.any = &ruleNode{}
		}
		return n.any
	}
	name = unescapeToken(name)
	if n.children == nil {
		n.children, n.folded = map[string]*ruleNode{}, map[string]string{}
	}
	child := n.children[name]
	if child == nil {
		child = &ruleNode{}
		n.children[name] = child
		n.folded[Fold(name)] = name
	}
	return child
}

// seal finishes the tree: paths, inherited optionality, contradictions.
func (n *ruleNode) seal(path string) error {
	n.path = path
	below := len(n.children) > 0 || n.any != nil
	if n.checker != nil && below {
		return fmt.Errorf("argument %q: a checker here leaves nothing to check below", path)
	}
	n.optional = n.optional || n.checker == nil || n.deep
	n.names = slices.Sorted(maps.Keys(n.children))
	for _, name := range n.names {
		child := n.children[name]
		if err := child.seal(join(path, name)); err != nil {
			return err
		}
		n.optional = n.optional && child.optional
		n.rewrites = n.rewrites || child.rewrites
	}
	if n.any != nil {
		err := n.any.seal(join(path, "*"))
		n.rewrites = n.rewrites || n.any.rewrites
		return err
	}
	return nil
}

// join appends a name to a path of names.
func join(path, name string) string {
	if path == "" {
		return escapeToken(name)
	}
	return path + "/" + escapeToken(name)
}

// child returns the rule for a property, or nil.
func (n *ruleNode) child(name string) *ruleNode {
	switch {
	case n == nil:
		return nil
	case n.children[name] != nil:
		return n.children[name]
	case n.any != nil:
		return n.any
	case n.deep:
		return n
	default:
		return nil
	}
}
