package guard

import "strings"

// object collects the members of one object, in the form its place asks for:
// a map, Members in a message's upper levels, nothing where values are
// skipped.
type object struct {
	m       map[string]any
	members Members
	seen    keySet
	skip    bool
	asList  bool
}

func (d *decoder) newObject(depth int) object {
	o := object{skip: d.skipping, asList: d.message && (depth == 0 || depth == 1 && d.inParams)}
	switch {
	case o.skip:
	case o.asList:
		o.members = make(Members, 0, 4)
	default:
		o.m = make(map[string]any)
	}
	return o
}

func (o *object) reserve(key string) error {
	if o.skip {
		return nil
	}
	return o.seen.add(key)
}

func (o *object) put(key string, v any) {
	switch {
	case o.skip:
	case o.asList:
		o.members = append(o.members, Member{key, v})
	default:
		o.m[key] = v
	}
}

func (o *object) value() any {
	switch {
	case o.skip:
		return nil
	case o.asList:
		return o.members
	default:
		return o.m
	}
}

// A keySet finds keys of one object that are equal or equal under folding.
type keySet struct {
	few  [8]string
	n    int
	many map[string]string // folded to as written
}

func (s *keySet) add(key string) error {
	if s.many == nil && s.n < len(s.few) {
		for _, old := range s.few[:s.n] {
			if strings.EqualFold(old, key) {
				return clash(old, key)
			}
		}
		s.few[s.n] = key
		s.n++
		return nil
	}
	if s.many == nil {
		s.many = make(map[string]string, 2*len(s.few))
		for _, old := range s.few {
			s.many[Fold(old)] = old
		}
	}
	folded := Fold(key)
	if old, ok := s.many[folded]; ok {
		return clash(old, key)
	}
	s.many[folded] = key
	return nil
}

func clash(old, key string) error {
	if old == key {
		return invalid("the arguments contain the same key twice")
	}
	return invalid("the arguments contain keys that differ only in upper and lower case")
}
