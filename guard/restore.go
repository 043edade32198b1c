package guard

import (
	"context"
	"maps"
	"slices"
)

// restore turns the caller's tokens in the arguments back into values.
func (g *Guard) restore(ctx context.Context, call *Call) error {
	restorer, ok := g.policy.Redact.(Restorer)
	if !ok || call.Caller.Anonymous() {
		return nil
	}
	tree, changed, err := restoreIn(call.Args.tree, func(s string) (string, error) { return restorer.Restore(ctx, call, s) })
	if err != nil {
		return Deny(CodeInternal, "").Because("restore: %w", err)
	}
	if changed {
		call.Args = call.Args.with(tree.(map[string]any))
	}
	return nil
}

// restoreIn returns a decoded tree with other strings, and whether it is
// another one. Keys stay.
func restoreIn(v any, edit func(string) (string, error)) (edited any, changed bool, err error) {
	switch v := v.(type) {
	case string:
		s, err := edit(v)
		return s, s != v, err
	case []any:
		list := v
		for i, e := range v {
			e, changed, err := restoreIn(e, edit)
			if err != nil {
				return nil, false, err
			}
			if changed {
				if &list[0] == &v[0] {
					list = slices.Clone(v)
				}
				list[i] = e
			}
		}
		return list, len(v) > 0 && &list[0] != &v[0], nil
	case map[string]any:
		var m map[string]any
		for k, e := range v {
			e, changed, err := restoreIn(e, edit)
			if err != nil {
				return nil, false, err
			}
			if changed {
				if m == nil {
					m = maps.Clone(v)
				}
				m[k] = e
			}
		}
		if m != nil {
			return m, true, nil
		}
	}
	return v, false, nil
}
