package guard

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"strings"
)

// A shape is what a schema says about names and strings at one place of the
// arguments, all that applies there taken together. It answers two questions
// that a validator does not: which names are declared here, and can text
// stand here that no enumeration limits. Where the schema is beyond it, a
// shape errs towards "yes, text can".
type shape struct {
	props  map[string]*shape
	folded map[string]string // folded name to declared name
	rest   *shape            // undeclared properties; nil if there are none
	items  *shape            // of arrays; nil if there are none
	must   map[string]bool   // declared names that the schema requires
	text   bool
}

// anything is the shape of a place that no schema describes.
var anything = func() *shape {
	s := &shape{text: true}
	s.rest, s.items = s, s
	return s
}()

const maxShapes = 10_000

type shaper struct {
	root  map[string]any
	known map[string]*shape // by identity of the schemas' maps
	seen  map[uintptr]bool  // the schemas that closeObjects sees
	count int

	weights map[uintptr]int
}

func newShape(doc any) (*shape, error) {
	root := doc.(map[string]any)
	b := &shaper{root: root, known: map[string]*shape{}, seen: map[uintptr]bool{}, weights: map[uintptr]int{}}
	eachSchema(doc, func(m map[string]any) { b.seen[identity(m)] = true })
	heavy := false
	eachSchema(doc, func(m map[string]any) { heavy = heavy || b.weight(m) > maxShapes })
	s := b.of(root)
	if heavy || b.count > maxShapes {
		return nil, errors.New("guard: schema: it is too complex")
	}
	return s, nil
}

// of returns the shape of the places that all the given schemas may describe.
func (b *shaper) of(schemas ...any) *shape {
	if b.count++; b.count > maxShapes {
		return anything
	}
	s := &shape{}
	key := identities(schemas)
	if known := b.known[key]; known != nil {
		return known
	}
	b.known[key] = s
	parts := collected{props: map[string][]any{}, refs: map[string]bool{}}
	for _, schema := range schemas {
		b.collect(schema, &parts)
		s.text = s.text || b.freeText(schema, map[string]bool{})
	}
	if parts.open {
		*s = *anything
		return s
	}
	parts.drop(schemas)
	b.assemble(s, &parts)
	s.must = map[string]bool{}
	for _, schema := range schemas {
		b.required(schema, s.must, map[string]bool{})
	}
	return s
}

// drop forgets the parts of values that none of the schemas lets through.
func (c *collected) drop(schemas []any) {
	objects, arrays := false, false
	for _, schema := range schemas {
		m, ok := schema.(map[string]any)
		t, typed := m["type"]
		objects = objects || !ok || !limited(m) && (!typed || typeHas(t, "object"))
		arrays = arrays || !ok || !limited(m) && (!typed || typeHas(t, "array"))
	}
	if !objects {
		c.props, c.rest = nil, nil
	}
	if !arrays {
		c.items = nil
	}
}

func (b *shaper) assemble(s *shape, parts *collected) {
	if len(parts.props) > 0 {
		s.props, s.folded = make(map[string]*shape, len(parts.props)), make(map[string]string, len(parts.props))
	}
	for name, schemas := range parts.props {
		s.props[name] = b.of(schemas...)
		s.folded[Fold(name)] = name
	}
	if len(parts.rest) > 0 {
		s.rest = b.of(parts.rest...)
	}
	if len(parts.items) > 0 {
		s.items = b.of(parts.items...)
	}
}

// required adds the names that a schema requires whatever else is there.
func (b *shaper) required(schema any, into, seen map[string]bool) {
	m, _ := schema.(map[string]any)
	names, _ := m["required"].([]any)
	for _, n := range names {
		if name, ok := n.(string); ok {
			into[name] = true
		}
	}
	eachSub(m, nil, []string{"allOf"}, nil, func(sub any) { b.required(sub, into, seen) })
	for _, k := range []string{"anyOf", "oneOf"} {
		b.requiredByAll(m[k], into, seen)
	}
	if ref, ok := m["$ref"].(string); ok && !seen[ref] {
		seen[ref] = true
		target, _ := b.resolve(ref)
		b.required(target, into, seen)
	}
}

// requiredByAll adds the names that every branch requires.
func (b *shaper) requiredByAll(branches any, into, seen map[string]bool) {
	list, _ := branches.([]any)
	count := map[string]int{}
	for _, branch := range list {
		names := map[string]bool{}
		b.required(branch, names, maps.Clone(seen))
		for name := range names {
			count[name]++
		}
	}
	for name, n := range count {
		into[name] = into[name] || n == len(list)
	}
}

// collected is what the schemas that apply at one place say of its parts.
type collected struct {
	props       map[string][]any
	rest, items []any
	refs        map[string]bool
	open        bool // something that is not understood applies
}

func (b *shaper) collect(schema any, into *collected) {
	m, ok := schema.(map[string]any)
	if !ok {
		into.open = into.open || schema == true
		return
	}
	if m["$dynamicRef"] != nil || m["$recursiveRef"] != nil {
		into.open = true
	}
	if ref, ok := m["$ref"].(string); ok && !into.refs[ref] {
		into.refs[ref] = true
		target, found := b.resolve(ref)
		into.open = into.open || !found
		b.collect(target, into)
	}
	eachSub(m, inPlaceOne, inPlaceList, inPlaceMap, func(sub any) {
		if sub != true {
			b.collect(sub, into)
		}
	})
	collectProperties(m, into)
	collectItems(m, into)
}

func collectProperties(m map[string]any, into *collected) {
	if props, ok := m["properties"].(map[string]any); ok {
		for name, sub := range props {
			into.props[name] = append(into.props[name], sub)
		}
	}
	eachSub(m, []string{"additionalProperties", "unevaluatedProperties"}, nil, []string{"patternProperties"}, func(sub any) {
		if sub != false {
			into.rest = append(into.rest, sub)
		}
	})
	if t, typed := m["type"]; !describesObjects(m) && !typed && !limited(m) {
		into.rest = append(into.rest, true) // closeObjects leaves this one open
	} else if typed && typeHas(t, "array") && !has(m, "items") && !has(m, "prefixItems") {
		into.items = append(into.items, true)
	}
}

func collectItems(m map[string]any, into *collected) {
	eachSub(m, []string{"items", "additionalItems", "unevaluatedItems"}, []string{"prefixItems", "items"}, nil, func(sub any) {
		if sub != false {
			into.items = append(into.items, sub)
		}
	})
	open := !has(m, "items") && !has(m, "unevaluatedItems")
	if t, typed := m["type"]; open && (typed && typeHas(t, "array") && has(m, "prefixItems") || !typed && !limited(m) && !appliesInPlace(m)) {
		into.items = append(into.items, true)
	}
}

// limited reports whether an enumeration names the possible values.
func limited(m map[string]any) bool { return has(m, "enum") || has(m, "const") }

// freeText reports whether the schema lets a string through that no
// enumeration limits.
func (b *shaper) freeText(schema any, seen map[string]bool) bool {
	m, ok := schema.(map[string]any)
	if !ok {
		return schema != false
	}
	if limited(m) || has(m, "type") && !typeHas(m["type"], "string") {
		return false
	}
	if ref, ok := m["$ref"].(string); ok && !seen[ref] {
		seen[ref] = true
		if target, found := b.resolve(ref); found && !b.freeText(target, seen) {
			return false
		}
	}
	free := true
	eachSub(m, nil, []string{"allOf"}, nil, func(sub any) { free = free && b.freeText(sub, seen) })
	for _, k := range []string{"anyOf", "oneOf"} {
		if has(m, k) {
			some := false
			eachSub(m, nil, []string{k}, nil, func(sub any) { some = some || b.freeText(sub, seen) })
			free = free && some
		}
	}
	return free
}

// resolve follows a reference within the document.
func (b *shaper) resolve(ref string) (any, bool) {
	pointer, local := strings.CutPrefix(ref, "#")
	if !local || strings.Contains(ref, "%") {
		return nil, false
	}
	var at any = b.root
	for i, token := range strings.Split(pointer, "/") {
		if i == 0 {
			if token != "" { // an $anchor
				return nil, false
			}
			continue
		}
		ok := false
		switch v := at.(type) {
		case map[string]any:
			at, ok = v[unescapeToken(token)]
		case []any:
			at, ok = element(v, token)
		}
		if !ok {
			return nil, false
		}
	}
	if m, ok := at.(map[string]any); ok && !b.seen[identity(m)] { // under a keyword that holds no schemas
		return nil, false
	}
	return at, true
}

// identities returns a key that is the same for the same schemas only.
func identities(schemas []any) string {
	var key []byte
	for _, schema := range schemas {
		if m, ok := schema.(map[string]any); ok {
			key = strconv.AppendUint(key, uint64(identity(m)), 36)
		} else {
			key = fmt.Appendf(key, "%v", schema == true)
		}
		key = append(key, ',')
	}
	return string(key)
}

func identity(m map[string]any) uintptr { return reflect.ValueOf(m).Pointer() }

// child returns the shape of a property and whether it is declared.
func (s *shape) child(name string) (*shape, bool) {
	if s == nil {
		return nil, false
	}
	if p, ok := s.props[name]; ok {
		return p, true
	}
	return s.rest, false
}

// foldClash returns the path of a declared name that a key differs from in
// nothing but letter case, which is empty if there is none: a handler that
// binds with encoding/json would take the key for that name.
func (s *shape) foldClash(v any) string {
	if s == nil || s == anything {
		return ""
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if path := s.items.foldClash(e); path != "" {
				return path
			}
		}
	case map[string]any:
		for name, e := range v {
			child, declared := s.child(name)
			if !declared {
				if clash, ok := s.folded[Fold(name)]; ok {
					return escapeToken(clash)
				}
			}
			if path := child.foldClash(e); path != "" {
				if !declared {
					name = "*"
				}
				return escapeToken(name) + "/" + path
			}
		}
	}
	return ""
}
