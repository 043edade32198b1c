package guard

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits bound the arguments of one call. A zero field means its default.
type Limits struct {
	Bytes  int // of the whole arguments; default 1 MiB
	Depth  int // of nested objects and arrays; default 32, at most 512
	Keys   int // of all objects together; default 4096
	Items  int // of all arrays together; default 65536
	String int // bytes of one string; default 1 MiB
	// ExactNumbers lets integers beyond 2^53 and decimals of more than 17
	// digits through, up to 100 digits. The handler must then bind typed:
	// in the map view numbers are json.Number. False refuses numbers that
	// a float64 would change.
	ExactNumbers bool
}

const (
	maxKeyBytes = 1024
	maxDepth    = 512
)

func (l Limits) orDefaults() Limits {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&l.Bytes, 1<<20)
	set(&l.Depth, 32)
	set(&l.Keys, 4096)
	set(&l.Items, 1<<16)
	set(&l.String, 1<<20)
	l.Depth = min(l.Depth, maxDepth)
	return l
}

// Decode reads the arguments of a call strictly. It refuses whatever two JSON
// readers could understand differently: keys that are equal, or equal under
// Unicode simple case folding (encoding/json would match them to the same
// field), invalid UTF-8, lone surrogates, numbers that a float64 changes; and
// whatever exceeds the limits. Empty input and null are no arguments. The
// error is a *Denial with CodeInvalidArgument.
//
// The rules on keys and numbers follow I-JSON (RFC 7493).
func Decode(raw []byte, limits Limits) (Arguments, error) {
	limits = limits.orDefaults()
	if len(raw) > limits.Bytes {
		return Arguments{}, invalid("the arguments are too large")
	}
	if !utf8.Valid(raw) {
		return Arguments{}, invalid("the arguments are not valid UTF-8")
	}
	d := decoder{src: string(raw), limits: limits}
	d.space()
	if d.pos == len(d.src) {
		return noArguments(limits), nil
	}
	v, err := d.value(0)
	if err != nil {
		return Arguments{}, err
	}
	if d.space(); d.pos != len(d.src) {
		return Arguments{}, invalid("the arguments are not one JSON value")
	}
	switch v := v.(type) {
	case nil:
		return noArguments(limits), nil
	case map[string]any:
		return Arguments{raw: appendCanonical(make([]byte, 0, len(raw)), v), tree: v, exact: limits.ExactNumbers}, nil
	default:
		return Arguments{}, invalid("the arguments must be a JSON object")
	}
}

func noArguments(l Limits) Arguments {
	return Arguments{tree: map[string]any{}, exact: l.ExactNumbers}
}

func invalid(hint string) error { return Deny(CodeInvalidArgument, hint) }

type decoder struct {
	src         string
	pos         int
	keys, items int
	limits      Limits

	// Of a whole message only, see DecodeMessage.
	message  bool
	inParams bool
	skipping bool // params.arguments: only the grammar counts
}

func (d *decoder) space() {
	for d.pos < len(d.src) {
		switch d.src[d.pos] {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return
		}
	}
}

// next returns the next byte that is not white space, or 0 at the end.
func (d *decoder) next() byte {
	d.space()
	if d.pos == len(d.src) {
		return 0
	}
	return d.src[d.pos]
}

func (d *decoder) value(depth int) (any, error) {
	if depth > d.limits.Depth {
		return nil, invalid("the arguments are nested too deeply")
	}
	switch c := d.next(); {
	case c == '{':
		return d.object(depth)
	case c == '[':
		return d.array(depth)
	case c == '"':
		s, err := d.string(d.limits.String)
		if err != nil || d.skipping {
			return nil, err
		}
		return s, nil
	case c == '-' || '0' <= c && c <= '9':
		return d.number()
	case d.word("true"):
		return true, nil
	case d.word("false"):
		return false, nil
	case d.word("null"):
		return nil, nil
	default:
		return nil, malformed()
	}
}

func malformed() error { return invalid("the arguments are not valid JSON") }

func (d *decoder) word(w string) bool {
	if !strings.HasPrefix(d.src[d.pos:], w) {
		return false
	}
	d.pos += len(w)
	return true
}

// member decodes the value of a key.
func (d *decoder) member(key string, depth int) (any, error) {
	if !d.message || depth > 2 {
		return d.value(depth)
	}
	return d.messageMember(key, depth)
}

func (d *decoder) array(depth int) (any, error) {
	d.pos++
	if d.next() == ']' {
		d.pos++
		return []any{}, nil
	}
	var list []any
	for {
		if d.items++; d.items > d.limits.Items {
			return nil, invalid("the arguments hold too many array items")
		}
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if !d.skipping {
			list = append(list, v)
		}
		switch d.next() {
		case ',':
			d.pos++
		case ']':
			d.pos++
			if d.skipping {
				return nil, nil
			}
			return list, nil
		default:
			return nil, malformed()
		}
	}
}

func (d *decoder) object(depth int) (any, error) {
	d.pos++
	o := d.newObject(depth)
	if d.next() == '}' {
		d.pos++
		return o.value(), nil
	}
	for {
		key, err := d.key()
		if err != nil {
			return nil, err
		}
		if err := o.reserve(key); err != nil {
			return nil, err
		}
		v, err := d.member(key, depth+1)
		if err != nil {
			return nil, err
		}
		o.put(key, v)
		switch d.next() {
		case ',':
			d.pos++
		case '}':
			d.pos++
			return o.value(), nil
		default:
			return nil, malformed()
		}
	}
}

// key reads a key and the colon behind it.
func (d *decoder) key() (string, error) {
	if d.keys++; d.keys > d.limits.Keys {
		return "", invalid("the arguments hold too many keys")
	}
	if d.next() != '"' {
		return "", malformed()
	}
	most := maxKeyBytes
	if d.skipping {
		most = d.limits.String
	}
	key, err := d.string(most)
	if err != nil {
		return "", err
	}
	if d.next() != ':' {
		return "", malformed()
	}
	d.pos++
	return key, nil
}

func (d *decoder) number() (any, error) {
	start := d.pos
	for d.pos < len(d.src) && strings.IndexByte("+-.eE0123456789", d.src[d.pos]) >= 0 {
		d.pos++
	}
	text := d.src[start:d.pos]
	if !d.skipping && smallInteger(text) { // most are; it fits, and is in the layout already
		return json.Number(text), nil
	}
	parts, ok := splitNumber(text)
	if !ok {
		return nil, malformed()
	}
	if (d.message || !d.skipping) && (parts.exponent > 250 || len(parts.whole) > 250) { // the SDK reads every number as a float64
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return nil, invalid("the arguments hold a number that is too large")
		}
	}
	if d.skipping {
		return nil, nil
	}
	n := parts.value()
	if !n.fits(d.limits.ExactNumbers) {
		return nil, invalid("the arguments hold a number with too many digits")
	}
	return json.Number(n.layout(text)), nil
}
