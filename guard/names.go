package guard

import "context"

// A name that the schema does not declare is the client's text, like a value.
// It must be a plain name, or the checker of "*" or "**" at its place must
// accept it: what a handler makes of names, as of columns or files, is as
// dangerous as what it makes of values.

const maxPlainName = 128

// plainName reports whether a name can be no more than a name: letters, digits
// and _ - . of ASCII; not a hidden file, an option or the start of a comment.
func plainName(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i] | 0x20; {
		case 'a' <= c && c <= 'z', '0' <= s[i] && s[i] <= '9', s[i] == '_':
		case (s[i] == '-' || s[i] == '.') && i > 0 && s[i-1] != s[i]:
		default:
			return false
		}
	}
	return s != "" && len(s) <= maxPlainName
}

// checkNames refuses undeclared names that are neither plain nor accepted.
func (s *shape) checkNames(ctx context.Context, r *ruleNode, v any, path string) error {
	if s == nil {
		return nil
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if err := s.items.checkNames(ctx, r, e, path); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, e := range v {
			child, declared := s.child(name)
			rule := r.child(name)
			if !declared && !plainName(name) && (rule == nil || rule.checker == nil || rule.checker.Check(ctx, name) != nil) {
				return &Denial{Code: CodeInvalidArgument, Argument: join(path, "*"), Hint: "has a name that is not allowed here"}
			}
			if !declared {
				name = "*"
			}
			if err := child.checkNames(ctx, rule, e, join(path, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// open reports whether names that are not declared can stand anywhere.
func (s *shape) open(seen map[*shape]bool) bool {
	if s == nil || seen[s] {
		return false
	}
	seen[s] = true
	for _, child := range s.props {
		if child.open(seen) {
			return true
		}
	}
	return s.rest != nil || s.items.open(seen)
}
