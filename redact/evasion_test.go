package redact_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/mcpcordon/mcpcordon/redact"
)

// each writes every character of s as f says.
func each(s string, f func(r rune) string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(f(r))
	}
	return b.String()
}

// amid puts a mark into the middle of s.
func amid(s, mark string) string { return s[:len(s)/2] + mark + s[len(s)/2:] }

// inLines cuts s into lines of n characters.
func inLines(s string, n int, mark string) string {
	var lines []string
	for len(s) > n {
		lines, s = append(lines, s[:n]), s[n:]
	}
	return strings.Join(append(lines, s), mark)
}

func utf16le(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// disguises hide a value from a reader of bytes, not from a model.
var disguises = []struct {
	name string
	hide func(string) string
	long bool // works with long tokens only
}{
	{"percent escapes", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("%%%02X", r) }) }, false},
	{"one percent escape", func(s string) string { return fmt.Sprintf("%s%%%02x%s", s[:3], s[3], s[4:]) }, false},
	{"percent escapes twice", func(s string) string {
		return url.QueryEscape(each(s, func(r rune) string { return fmt.Sprintf("%%%02X", r) }))
	}, false},
	{"JSON escapes", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf(`\u%04x`, r) }) }, false},
	{"program escapes", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf(`\x%02x`, r) }) }, false},
	{"decimal entities", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("&#%d;", r) }) }, false},
	{"hexadecimal entities", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("&#x%x;", r) }) }, false},
	{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte("value: " + s + " end")) }, false},
	{"base64 twice", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte("value: " + s + " end"))))
	}, false},
	{"base64 of URLs", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("value: " + s + "??>>")) }, false},
	{"base64 in lines", func(s string) string {
		return regexp.MustCompile(".{64}").ReplaceAllString(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("filler words ", 8)+s+" end")), "$0\n")
	}, false},
	{"hexadecimal", func(s string) string { return hex.EncodeToString([]byte("value: " + s)) }, false},
	{"a zero-width space", func(s string) string { return amid(s, "\u200b") }, false},
	{"a soft hyphen", func(s string) string { return amid(s, "\u00ad") }, false},
	{"tag characters", func(s string) string { return amid(s, "\U000E0041\U000E0042") }, false},
	{"full-width characters", func(s string) string {
		return each(s, func(r rune) string {
			if r > ' ' && r < 0x7F {
				return string(r + 0xFEE0)
			}
			return string(r)
		})
	}, false},
	{"a Cyrillic letter", func(s string) string {
		return strings.NewReplacer("a", "а", "e", "е", "o", "о", "A", "А").Replace(s)
	}, false},
	{"colours", func(s string) string { return "\x1b[31m" + amid(s, "\x1b[0m\x1b[1m") + "\x1b[0m" }, false},
	{"UTF-16", utf16le, false},
	{"a wrapped line", func(s string) string { return amid(s, "\n") }, true},
	{"a continued line", func(s string) string { return amid(s, "\\\n") }, true},
	{"quoted mail", func(s string) string { return amid(s, "\n> ") }, true},
	{"a literal line break", func(s string) string { return amid(s, `\n`) }, true},
	{"a concatenation", func(s string) string { return `"` + amid(s, `" + "`) + `"` }, true},
	{"bold type", func(s string) string { return amid(s, "**") }, true},

	{"base64 behind a word", func(s string) string {
		return "token" + base64.RawStdEncoding.EncodeToString([]byte("value: "+s+" end"))
	}, false},
	{"base64 in a path", func(s string) string {
		return "/api/v1/" + base64.RawURLEncoding.EncodeToString([]byte("value: "+s+" end")) + "/get"
	}, false},
	{"base64 of accents", func(s string) string { return b64("Schlüssel für Jürgen → " + s + " (zwölf)") }, false},
	{"base64 of UTF-16", func(s string) string { return b64("\xff\xfe" + utf16le("is "+s)) }, false},
	{"base64 of data", func(s string) string { return b64("\x00\x01\x02\x03\xfe" + strings.Repeat("x ", 60) + s) }, false},
	{"base64 in short lines", func(s string) string { return inLines(b64("filler words "+s+" and more to come"), 20, "\n") }, false},
	{"base64 in quoted mail", func(s string) string { return "\n> " + inLines(b64("filler words "+s+" and more to come"), 32, "\n> ") }, false},
	{"base64 in a patch", func(s string) string { return "\n+" + inLines(b64("filler words "+s+" and more to come"), 32, "\n+") }, false},
	{"base64 in a literal", func(s string) string { return inLines(b64("filler words "+s+" and more to come"), 32, `\n`) }, false},
	{"hexadecimal behind 0x", func(s string) string { return "0x" + hex.EncodeToString([]byte("is "+s)) }, false},
	{"bytea", func(s string) string { return `\x` + hex.EncodeToString([]byte("is "+s)) }, false},
	{"hexadecimal of accents", func(s string) string { return hex.EncodeToString([]byte("für " + s)) }, false},
	{"pairs of digits", func(s string) string { return fmt.Sprintf("% x", s) }, false},
	{"pairs and colons", func(s string) string { return strings.ReplaceAll(fmt.Sprintf("% X", s), " ", ":") }, false},
	{"numbers of bytes", func(s string) string { return strings.ReplaceAll(fmt.Sprint([]byte(s)), " ", ",") }, false},
	{"bytes of Go", func(s string) string { return fmt.Sprint([]byte(s)) }, false},
	{"bytes of C", func(s string) string {
		return "{ " + each(s, func(r rune) string { return fmt.Sprintf("0x%02x, ", r) }) + "}"
	}, false},
	{"a dump", func(s string) string { return "\n" + hex.Dump([]byte("a line of text, "+s+" and more")) }, false},
	{"octal escapes", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf(`\%03o`, r) }) }, false},
	{"escaped escapes", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf(`\\u%04x`, r) }) }, false},
	{"escapes with %u", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf(`%%u%04x`, r) }) }, false},
	{"entities without a semicolon", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("&#%d", r) }) }, false},
	{"entities with zeros", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("&#x000%x;", r) }) }, false},
	{"entities of entities", func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("&amp;#%d;", r) }) }, false},
	{"a soft line break", func(s string) string { return "some words before =\n" + amid(s, "=\n") }, false},
	{"combining marks", func(s string) string { return each(s, func(r rune) string { return string(r) + "\u0332" }) }, false},
	{"circled digits", func(s string) string { return strings.NewReplacer("1", "①", "4", "④", "9", "⁹").Replace(s) }, false},
	{"a colour written out", func(s string) string { return amid(s, `\x1b[0m\e[1m\033[31m`) }, false},
	{"a link of a terminal", func(s string) string { return amid(s, "\x1b]8;;http://x\x1b\\") }, false},
	{"a control character", func(s string) string { return amid(s, "\x01") }, false},
	{"a byte of no text", func(s string) string { return amid(s, "\xff") }, false},
	{"escapes of Markdown", func(s string) string { return strings.NewReplacer("_", `\_`, "@", `\@`).Replace(s) }, false},
	{"base64 in JSON in percent escapes", func(s string) string {
		return url.QueryEscape(`{"d":"` + b64("the value is "+s+" ok") + `"}`)
	}, false},
	{"a patch", func(s string) string { return amid(s, "\n+") }, true},
	{"a comment", func(s string) string { return amid(s, "\n# ") }, true},
	{"numbered lines", func(s string) string { return amid(s, "\n12: ") }, true},
	{"a literal in lines", func(s string) string { return `"` + amid(s, "\" +\n   \"") + `"` }, true},
	{"a list of literals", func(s string) string { return `["` + amid(s, `", "`) + `"]` }, true},
}

var disguised = []struct {
	value string
	long  bool
}{{"alice@example.com", false}, {"4111111111111111", false}, {"219-45-6789", false}, {githubToken, true}, {openaiKey, true}, {jwt, false}}

func TestDisguisesAreSeenThrough(t *testing.T) {
	f := redact.Default()
	for _, d := range disguises {
		for _, v := range disguised {
			if d.long && !v.long {
				continue
			}
			hidden := d.hide(v.value)
			if hidden == v.value {
				continue // nothing to replace in it
			}
			text := "see " + hidden + " there"
			got := f.String(text)
			if strings.Contains(got, hidden) || !strings.Contains(got, "_1]") {
				t.Errorf("%s: String(%q) = %q", d.name, text, got)
			}
			if again := f.String(got); again != got {
				t.Errorf("%s: twice: %q, then %q", d.name, got, again)
			}
			doc, _ := json.Marshal(map[string]any{"a": text, "n": 1})
			if got := f.String(string(doc)); !strings.Contains(got, "_1]") || !json.Valid([]byte(got)) {
				t.Errorf("%s: in JSON: String(%q) = %q", d.name, doc, got)
			}
		}
	}
}

func TestDisguisedTextsThatHideNothingStay(t *testing.T) {
	f := redact.Default()
	for _, text := range []string{
		"https://example.com/a%20b%3Fc?q=%E2%82%AC&x=1", "Ünïcödé text — with “quotes” and 日本語 and русский текст",
		`\UFFFFEEEE`, `\U80000001 \u{FFFFEEEE}`, html.EscapeString(`<a href="x">it's</a>`), base64.StdEncoding.EncodeToString([]byte("nothing to see here, only words")),
		"\x1b[32mok\x1b[0m all tests passed", `line\nbreaks\tand \u00e9 escapes \x41`, utf16le("only words"), "Здравствуйте, это обычный текст",
		"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
	} {
		if got := f.String(text); got != text {
			t.Errorf("String(%q) = %q, want no change", text, got)
		}
	}
}

// TestOverstruck has escapes that backspaces take back before a value: the offsets of
// what is behind them are right.
func TestOverstruck(t *testing.T) {
	const value = "al%69ce@example.com"
	for n := range 24 {
		before := "ab" + strings.Repeat("%41", n) + strings.Repeat("\b", n) + " x "
		got, found, err := redact.Default().Text(t.Context(), before+value+" y")
		if want := before + "[EMAIL_1] y"; err != nil || got != want {
			t.Fatalf("Text(%q) = %q, %v, want %q", before+value, got, err, want)
		}
		if f := found[0]; len(found) != 1 || f.Start != len(before) || f.End != len(before)+len(value) {
			t.Errorf("Text(%q) found %+v", before+value, found)
		}
	}
}
