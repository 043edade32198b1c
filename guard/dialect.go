package guard

import (
	"errors"
	"strings"
)

// understood reports what a schema of arguments uses that the guard would read
// otherwise than the validator does.
func understood(doc any) error {
	root := doc.(map[string]any)
	old, combines, inner := false, false, false
	eachSchema(doc, func(m map[string]any) {
		dialect, named := m["$schema"].(string)
		old = old || named && !strings.Contains(dialect, "/draft/2020-12/") && !strings.Contains(dialect, "/draft/2019-09/")
		combines = combines || appliesInPlace(m)
		_, hasID := m["$id"].(string)
		inner = inner || hasID && identity(m) != identity(root)
	})
	switch {
	case old && combines: // they ignore what stands beside $ref, and do not know unevaluatedProperties
		return errors.New("guard: schema: with $ref, allOf, if and the like it must be draft 2020-12 or 2019-09; change $schema or leave it out")
	case inner: // a reference there starts from another root
		return errors.New("guard: schema: an $id below the top is not supported")
	}
	return nil
}

// closingLoosens reports whether a schema holds a keyword by which more may
// pass when something below it refuses more. Arguments are then validated
// against the schema as written, too.
func closingLoosens(doc any) bool {
	loosens := false
	eachSchema(doc, func(m map[string]any) {
		for _, k := range []string{"not", "if", "oneOf", "contains"} {
			loosens = loosens || has(m, k)
		}
	})
	return loosens
}

// eachSchema calls f for every schema of a document that a keyword of JSON
// Schema holds; closeObjects sees the same ones.
func eachSchema(doc any, f func(map[string]any)) {
	m, ok := doc.(map[string]any)
	if !ok {
		return
	}
	f(m)
	next := func(sub any) { eachSchema(sub, f) }
	eachSub(m, partOne, partList, partMap, next)
	eachSub(m, inPlaceOne, inPlaceList, inPlaceMap, next)
	eachSub(m, nil, nil, definitions, next)
}

const maxNesting = 256 // of a schema's text; the validator compiles in cubic time

// nesting returns how deep a decoded document is nested.
func nesting(doc any) int {
	deepest := 0
	switch doc := doc.(type) {
	case map[string]any:
		for _, v := range doc {
			deepest = max(deepest, 1+nesting(v))
		}
	case []any:
		for _, v := range doc {
			deepest = max(deepest, 1+nesting(v))
		}
	}
	return deepest
}

// weight returns how many schemas apply to one value for which schema does:
// the validator visits each as often as it is referred to, so that twenty
// definitions that refer to the next one twice are a million visits.
func (b *shaper) weight(schema any) int {
	m, ok := schema.(map[string]any)
	if !ok {
		return 1
	}
	id := identity(m)
	if w := b.weights[id]; w != 0 {
		return w
	}
	b.weights[id] = 1 // a cycle is the validator's affair: it refuses
	w := 1
	add := func(sub any) { w = min(w+b.weight(sub), maxShapes+1) }
	eachSub(m, inPlaceOne, inPlaceList, inPlaceMap, add)
	if ref, ok := m["$ref"].(string); ok {
		if target, found := b.resolve(ref); found {
			add(target)
		}
	}
	b.weights[id] = w
	return w
}
