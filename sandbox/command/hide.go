package command

import "bytes"

// hide takes the path of a folder out of a text: what lies below it becomes
// relative, and the folder itself ".". A longer name that begins the same is
// left alone.
func hide(text []byte, folder string) []byte {
	if folder == "/" || !bytes.Contains(text, []byte(folder)) {
		return text
	}
	var out []byte
	for {
		before, after, found := bytes.Cut(text, []byte(folder))
		out = append(out, before...)
		if !found {
			return out
		}
		text = after
		switch {
		case len(out) > 0 && named(out[len(out)-1]), len(after) > 0 && named(after[0]):
			out = append(out, folder...)
		case len(after) > 1 && after[0] == '/' && named(after[1]):
			text = after[1:]
		default:
			out = append(out, '.')
		}
	}
}

// named reports whether a byte in front of a path, or behind it, makes it
// another one.
func named(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.' || c >= 0x80
}
