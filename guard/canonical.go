package guard

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// appendCanonical appends the RFC 8785 form of a decoded tree. Numbers are
// json.Number in canonical layout already.
func appendCanonical(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		if v {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case json.Number:
		return append(dst, v...)
	case string:
		return appendString(dst, v)
	case []any:
		dst = append(dst, '[')
		for i, e := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendCanonical(dst, e)
		}
		return append(dst, ']')
	default:
		return appendObject(dst, v.(map[string]any))
	}
}

func appendObject(dst []byte, m map[string]any) []byte {
	var room [16]string
	keys := room[:0]
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compareUTF16)
	dst = append(dst, '{')
	for i, k := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, k), ':')
		dst = appendCanonical(dst, m[k])
	}
	return append(dst, '}')
}

// compareUTF16 orders by UTF-16 code units (RFC 8785, section 3.2.3). That is
// byte order, except that code points beyond the BMP sort below U+E000.
func compareUTF16(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] == b[i] {
			continue
		}
		if a[i] < 0xEE && b[i] < 0xEE { // neither is U+E000 or above
			break
		}
		return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
	}
	return strings.Compare(a, b)
}

const hexDigits = "0123456789abcdef"

// appendString appends a JSON string with the escapes of RFC 8785, section
// 3.2.2.2, and no others.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(dst, s[start:]...), '"')
}

// EditJSON returns the JSON document with every string replaced by what edit
// makes of it; everything else stays as it is, byte for byte. Keys are edited
// too, with key true. The second result is false if doc is not valid JSON.
func EditJSON(doc string, edit func(s string, key bool) string) (string, bool) {
	if !validJSON(doc) {
		return "", false
	}
	var out []byte // nil while nothing changed
	copied := 0
	for i := 0; i < len(doc); {
		if doc[i] != '"' {
			i++
			continue
		}
		end := stringEnd(doc, i)
		old := unquote(doc[i:end])
		if s := edit(old, followedByColon(doc, end)); s != old {
			out = appendString(append(out, doc[copied:i]...), strings.ToValidUTF8(s, string(utf8.RuneError)))
			copied = end
		}
		i = end
	}
	if copied == 0 {
		return doc, true
	}
	return string(append(out, doc[copied:]...)), true
}

// validJSON is json.Valid for a string, without a copy of it.
func validJSON(doc string) bool {
	d := decoder{src: doc, skipping: true, limits: Limits{Depth: 10_000, Keys: len(doc), Items: len(doc), String: len(doc)}}
	if _, err := d.value(0); err != nil {
		return false
	}
	d.space()
	return d.pos == len(doc)
}

// stringEnd returns the index behind the closing quote of the string that
// starts at doc[i]. doc is valid JSON.
func stringEnd(doc string, i int) int {
	for i++; doc[i] != '"'; i++ {
		if doc[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// unquote decodes a valid JSON string. Lone surrogates and bad UTF-8 become
// U+FFFD, as in encoding/json.
func unquote(quoted string) string {
	inner := quoted[1 : len(quoted)-1]
	if !strings.Contains(inner, `\`) && utf8.ValidString(inner) {
		return inner
	}
	var s string
	_ = json.Unmarshal([]byte(quoted), &s) // valid by the caller's contract
	return s
}

func followedByColon(doc string, i int) bool {
	rest := strings.TrimLeft(doc[i:], " \t\r\n")
	return rest != "" && rest[0] == ':'
}
