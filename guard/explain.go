package guard

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// explain turns a validation error into a Denial that names the property and
// the rule, in words of the schema. What the client sent is not in it.
func explain(e *jsonschema.ValidationError, s *shape, args map[string]any) error {
	leaf := firstLeaf(e)
	at, unknown := s.name(leaf.InstanceLocation, args)
	d := &Denial{Code: CodeInvalidArgument, Argument: at.path, Hint: ruleText(leaf.ErrorKind)}
	_, closed := leaf.ErrorKind.(*kind.AdditionalProperties)
	if closed || unknown && isFalse(leaf.ErrorKind) {
		d.Hint = "an argument is unknown; known are: " + strings.Join(at.known, ", ")
		if len(at.known) == 0 {
			d.Hint = "an argument is unknown; none is known here"
		}
	}
	return d.Because("%s", e.Error())
}

func isFalse(k jsonschema.ErrorKind) bool { _, ok := k.(*kind.FalseSchema); return ok }

// firstLeaf returns the cause to report: where alternatives failed that is the
// choice itself, for none of its branches is the one the model meant.
func firstLeaf(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	for len(e.Causes) > 0 {
		switch e.ErrorKind.(type) {
		case *kind.AnyOf, *kind.OneOf, *kind.Not, *kind.Contains, *kind.PropertyNames:
			return e
		}
		e = slices.MinFunc(e.Causes, func(a, b *jsonschema.ValidationError) int {
			return slices.Compare(a.InstanceLocation, b.InstanceLocation)
		})
	}
	return e
}

// namedPlace is a place of the arguments in names of the schema.
type namedPlace struct {
	path  string
	known []string // the properties declared there
}

// name walks the shape along a location. Names that the client invented become
// "*"; the second result reports whether the last one was such a name, and the
// place is then its parent.
func (s *shape) name(location []string, instance any) (namedPlace, bool) {
	place := namedPlace{}
	for i, token := range location {
		child, declared := s.child(token)
		list, inList := instance.([]any)
		if inList {
			instance, _ = element(list, token)
		} else {
			object, _ := instance.(map[string]any)
			instance = object[token]
		}
		switch {
		case s == nil:
			return place, false
		case inList:
			child = s.items
			place.path = join(place.path, token)
		case declared:
			place.path = join(place.path, token)
		case i == len(location)-1:
			place.known = s.declared()
			return place, true
		default:
			place.path = join(place.path, "*")
		}
		s = child
	}
	place.known = s.declared()
	return place, false
}

func (s *shape) declared() []string {
	if s == nil {
		return nil
	}
	names := make([]string, 0, len(s.props))
	for name := range s.props {
		names = append(names, name)
	}
	sort.Strings(names)
	return names[:min(len(names), 30)]
}

func ruleText(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Type:
		return "must be of type " + strings.Join(k.Want, " or ")
	case *kind.Required:
		return "misses " + strings.Join(k.Missing, ", ")
	case *kind.Enum:
		return "must be one of " + values(k.Want)
	case *kind.Const:
		return "must be " + values([]any{k.Want})
	case *kind.Pattern:
		return "must match the pattern " + k.Want
	case *kind.AnyOf, *kind.OneOf:
		return "must have one of the forms that the schema allows"
	case *kind.DependentRequired:
		return "misses " + strings.Join(k.Missing, ", ")
	case *kind.UniqueItems:
		return "must not hold an item twice"
	case *kind.PropertyNames:
		return "has a key that the schema does not allow"
	case *kind.Contains:
		return "misses an item that the schema asks for"
	default:
		return boundText(k)
	}
}

func boundText(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.MinLength:
		return fmt.Sprintf("must have at least %d characters", k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("must have at most %d characters", k.Want)
	case *kind.MinItems:
		return fmt.Sprintf("must have at least %d items", k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("must have at most %d items", k.Want)
	case *kind.MinProperties:
		return fmt.Sprintf("must have at least %d keys", k.Want)
	case *kind.MaxProperties:
		return fmt.Sprintf("must have at most %d keys", k.Want)
	case *kind.Minimum:
		return "must be at least " + number(k.Want)
	case *kind.Maximum:
		return "must be at most " + number(k.Want)
	case *kind.ExclusiveMinimum:
		return "must be more than " + number(k.Want)
	case *kind.ExclusiveMaximum:
		return "must be less than " + number(k.Want)
	case *kind.MultipleOf:
		return "must be a multiple of " + number(k.Want)
	default:
		return "does not fit the schema"
	}
}

func number(r *big.Rat) string {
	f, _ := r.Float64()
	b, _ := json.Marshal(f) // a schema's number is finite
	return string(b)
}

// values lists values of the schema as JSON, no more than a model needs.
func values(list []any) string {
	var out []string
	for i, v := range list {
		if i == 20 {
			out = append(out, "…")
			break
		}
		b, err := json.Marshal(v)
		if err != nil {
			continue
		}
		out = append(out, string(b))
	}
	return strings.Join(out, ", ")
}
