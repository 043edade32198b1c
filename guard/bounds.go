package guard

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// bounds does what the validator does for minimum and maximum. The validator
// makes every number a big.Rat, which is a third of a typical validation; an
// integer between integers needs none.
type bounds struct {
	minimum, maximum *big.Rat // nil if there is none
	low, high        int64    // the same
}

// quickenBounds takes the bounds over from the validator at the properties and
// items of a schema, where they are integers and no other keyword of the place
// could fail between them and the end.
func quickenBounds(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	for _, property := range s.Properties {
		quickenBounds(property)
	}
	quickenBounds(s.Items2020)
	b := bounds{s.Minimum, s.Maximum, math.MinInt64, math.MaxInt64}
	if s.Minimum == nil && s.Maximum == nil || !setBound(&b.low, s.Minimum) || !setBound(&b.high, s.Maximum) || hasMore(s) {
		return
	}
	s.Minimum, s.Maximum = nil, nil
	s.Extensions = append(s.Extensions, b)
}

// setBound sets a bound that is an integer. It reports whether it could, or
// there is none.
func setBound(to *int64, r *big.Rat) bool {
	if r == nil {
		return true
	}
	if !r.IsInt() || !r.Num().IsInt64() {
		return false
	}
	*to = r.Num().Int64()
	return true
}

// hasMore reports whether a schema says more of a number than its type, an
// enumeration and bounds.
func hasMore(s *jsonschema.Schema) bool {
	return s.ExclusiveMinimum != nil || s.ExclusiveMaximum != nil || s.MultipleOf != nil ||
		s.Ref != nil || s.RecursiveRef != nil || s.DynamicRef != nil || s.Not != nil || s.If != nil ||
		len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) > 0
}

// Validate implements jsonschema.SchemaExt.
func (b bounds) Validate(ctx *jsonschema.ValidatorContext, v any) {
	n, ok := v.(json.Number) // as all numbers of Decode
	if !ok {
		return
	}
	if i, err := strconv.ParseInt(string(n), 10, 64); err == nil && b.low <= i && i <= b.high {
		return
	}
	exact, _ := new(big.Rat).SetString(string(n)) // cannot fail: Decode read it
	if b.minimum != nil && exact.Cmp(b.minimum) < 0 {
		ctx.AddError(&kind.Minimum{Got: exact, Want: b.minimum})
	}
	if b.maximum != nil && exact.Cmp(b.maximum) > 0 {
		ctx.AddError(&kind.Maximum{Got: exact, Want: b.maximum})
	}
}
