package guard

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"
)

// confine applies the rules to the call's arguments. It replaces those that a
// Rewriter rewrote, and reports whether there were any.
func (n *ruleNode) confine(ctx context.Context, call *Call) (rewrote bool, err error) {
	w := ruleWalk{ctx: ctx}
	tree := call.Args.tree
	if tree == nil {
		tree = map[string]any{}
	}
	if n.rewrites { // Arguments are immutable, and others may hold these
		tree = copyTree(tree)
	}
	if err := w.object(n, tree); err != nil {
		return false, err
	}
	if w.rewrote {
		call.Args = call.Args.with(tree)
	}
	return w.rewrote, nil
}

type ruleWalk struct {
	ctx     context.Context
	rewrote bool
}

func (w *ruleWalk) object(n *ruleNode, m map[string]any) error {
	if err := n.foldClash(m); err != nil {
		return err
	}
	for _, name := range n.names { // in order, so that the same fault is named each time
		v, ok := m[name]
		if !ok && !n.children[name].optional {
			return missing(n.children[name])
		}
		if !ok {
			continue
		}
		if err := w.member(n.children[name], m, name, v); err != nil {
			return err
		}
	}
	if n.any == nil && !n.deep {
		return nil
	}
	for name, v := range m {
		if n.children[name] == nil {
			if err := w.member(n.child(name), m, name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// foldClash refuses a name that differs from one of the rules' only in case.
func (n *ruleNode) foldClash(m map[string]any) error {
	if len(n.children) == 0 {
		return nil
	}
	for name := range m {
		if folded, ok := n.folded[Fold(name)]; ok && folded != name {
			return &Denial{Code: CodeInvalidArgument, Argument: n.children[folded].path, Hint: "is spelled in other letters than the schema's"}
		}
	}
	return nil
}

func (w *ruleWalk) member(n *ruleNode, m map[string]any, name string, v any) error {
	edited, err := w.value(n, v)
	if edited != nil {
		m[name] = *edited
	}
	return err
}

func missing(n *ruleNode) error {
	return &Denial{Code: CodeInvalidArgument, Argument: n.path, Hint: "is missing"}
}

// value applies the rule to one value. It returns the new string if a Rewriter
// changed it.
func (w *ruleWalk) value(n *ruleNode, v any) (*string, error) {
	switch v := v.(type) {
	case string:
		return w.check(n, v)
	case []any:
		for i, e := range v {
			edited, err := w.value(n, e)
			if err != nil {
				return nil, err
			}
			if edited != nil {
				v[i] = *edited
			}
		}
		return nil, nil
	case map[string]any:
		if n.checker == nil || n.deep {
			return nil, w.object(n, v)
		}
	case nil:
		if n.optional {
			return nil, nil
		}
	default:
		if n.checker == nil || n.deep { // numbers and booleans carry no text
			return nil, nil
		}
	}
	return nil, &Denial{Code: CodeInvalidArgument, Argument: n.path, Hint: "must be a string or an array of strings"}
}

func (w *ruleWalk) check(n *ruleNode, value string) (*string, error) {
	if n.checker == nil {
		return nil, &Denial{Code: CodeInvalidArgument, Argument: n.path, Hint: "must be an object"}
	}
	if r, ok := n.checker.(Rewriter); ok {
		edited, err := r.Rewrite(w.ctx, value)
		if err != nil {
			return nil, blame(err, n.path)
		}
		if !utf8.ValidString(edited) {
			return nil, fmt.Errorf("rewriter of argument %s: what it made is not valid UTF-8", n.path)
		}
		if edited == value {
			return nil, nil
		}
		w.rewrote = true
		return &edited, nil
	}
	return nil, blame(n.checker.Check(w.ctx, value), n.path)
}

// blame adds the argument's name to a Denial that names none.
func blame(err error, path string) error {
	if err == nil {
		return nil
	}
	var d *Denial
	if !errors.As(err, &d) {
		return fmt.Errorf("checker of argument %s: %w", path, err)
	}
	if d.Argument != "" {
		return d
	}
	copied := *d
	copied.Argument = path
	return &copied
}

// uncovered returns the path of a string in v that no rule covers, or "".
func (n *ruleNode) uncovered(v any, path string) (string, bool) {
	if n != nil && n.checker != nil {
		return "", false
	}
	switch v := v.(type) {
	case string:
		return path, true
	case []any:
		for _, e := range v {
			if p, bad := n.uncovered(e, path); bad {
				return p, true
			}
		}
	case map[string]any:
		for name, e := range v {
			if p, bad := n.child(name).uncovered(e, join(path, "*")); bad {
				return p, true
			}
		}
	}
	return "", false
}
