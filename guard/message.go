package guard

import "unicode/utf8"

// A Member is a key and its value.
type Member struct {
	Key   string
	Value any
}

// Members are the members of an object in their order. They are few, so that
// a search beats a map.
type Members []Member

// Get returns the value of a key, or nil.
func (m Members) Get(key string) any {
	for _, e := range m {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// String returns the string under a key, or "".
func (m Members) String(key string) string {
	s, _ := m.Get(key).(string)
	return s
}

// DecodeMessage reads a whole JSON-RPC message as strictly as Decode reads
// arguments, with one exception: of params.arguments it checks the grammar and
// the limits and leaves out the value, as Decode will judge it, and the answer
// to that is a matter of the tool and not of the protocol. The limits hold for
// the whole message. The outermost object and params are Members, deeper
// objects maps, numbers json.Number. The error is a *Denial with
// CodeInvalidArgument.
func DecodeMessage(raw []byte, limits Limits) (Members, error) {
	limits = limits.orDefaults()
	if len(raw) > limits.Bytes {
		return nil, invalid("the message is too large")
	}
	if !utf8.Valid(raw) {
		return nil, invalid("the message is not valid UTF-8")
	}
	d := decoder{src: string(raw), limits: limits, message: true}
	v, err := d.value(0)
	if err != nil {
		return nil, err
	}
	members, ok := v.(Members)
	if d.space(); !ok || d.pos != len(d.src) {
		return nil, invalid("the message is not one JSON object")
	}
	return members, nil
}

// messageMember decodes a member of the message or of its params, and
// remembers where it is.
func (d *decoder) messageMember(key string, depth int) (any, error) {
	switch {
	case depth == 1 && key == "params":
		d.inParams = true
		defer func() { d.inParams = false }()
	case depth == 2 && d.inParams && key == "arguments":
		d.skipping = true
		defer func() { d.skipping = false }()
	}
	return d.value(depth)
}
