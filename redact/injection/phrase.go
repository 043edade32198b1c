package injection

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A phrase is a verb, and within the next words an object; a word between may be
// required.
type phrase struct {
	verbs, between, objects []string
}

func list(s string) []string { return strings.Fields(s) }

var phrases = []phrase{
	{list("ignore disregard forget override bypass discard"), list("previous prior above earlier all preceding system your former any existing"),
		list("instructions instruction prompts prompt rules guidelines directions directives constraints safeguards restrictions policies")},
	{list("reveal print show repeat output leak disclose send exfiltrate"), list("system hidden initial original secret"), list("prompt instructions message")},
	{list("ignoriere ignorieren vergiss missachte"), list("alle vorherigen bisherigen obigen deine vorigen"), list("anweisungen anweisung regeln vorgaben instruktionen")},
	{list("ignore ignorez oublie oubliez"), list("précédentes précédente toutes vos antérieures"), list("instructions consignes règles")},
	{list("instructions consignes"), nil, list("précédentes antérieures")},
	{list("ignora ignore olvida omite"), list("las todas tus anteriores"), list("instrucciones reglas indicaciones")},
}

// sayings are instructions in a fixed wording.
var sayings = []string{
	"do not tell the user", "don't tell the user", "without telling the user", "do not mention this to", "don't mention this to", "do not inform the user",
	"hide this from the user", "you are now in developer mode", "you are now dan", "you must now act as", "new system prompt", "new instructions from the system",
	"important instructions for the ai", "instructions for the assistant", "attention ai assistant", "if you are an ai", "if you are an llm", "as an ai assistant you must",
	"end of user input", "begin system message", "before using this tool", "you must first read the file", "pass its content as",
}

const span = 8 // words between a verb and its object

// instructs reports whether a text has one of the phrases.
func instructs(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	})
	for i, w := range words {
		for _, p := range phrases {
			if contains(p.verbs, w) && p.follows(words[i+1:min(len(words), i+1+span)], w) {
				return true
			}
		}
	}
	joined := strings.Join(words, " ")
	for _, s := range sayings {
		if strings.Contains(joined, s) {
			return true
		}
	}
	return false
}

func (p *phrase) follows(words []string, verb string) bool {
	between := p.between == nil
	for _, w := range words {
		between = between || contains(p.between, w)
		if between && contains(p.objects, w) && w != verb {
			return true
		}
	}
	return false
}

func contains(list []string, w string) bool {
	for _, s := range list {
		if s == w {
			return true
		}
	}
	return false
}

var roleMarks = []string{"<|im_start|>", "<|im_end|>", "<|system|>", "<|assistant|>", "<|user|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "[inst]", "[/inst]",
	"<<sys>>", "<</sys>>", "<system>", "</system>", "<system-reminder>", "\n\nhuman:", "\n\nassistant:", "### system:", "### instruction:", "<start_of_turn>", "<end_of_turn>"}

func hasRole(text string) bool { return hasAny(text, roleMarks) }

var callMarks = []string{"<tool_call>", "</tool_call>", "<tool_result>", "</tool_result>", "<function_calls>", "<function_results>", "<invoke name=", "<tool_use>", "\"tool_calls\":[",
	"\"tool_calls\": [", "\"method\":\"tools/call\"", "\"method\": \"tools/call\"", "\"function_call\":", "to=functions."}

func imitates(text string) bool { return hasAny(text, callMarks) }

func hasAny(text string, marks []string) bool {
	text = strings.ToLower(text)
	for _, m := range marks {
		if strings.Contains(text, m) {
			return true
		}
	}
	return false
}

// carries reports whether a picture in Markdown or HTML has an address with a
// query that is long or to be filled in: showing it sends the query away.
func carries(text string) bool {
	for _, open := range [...]string{"](http", "src=\"http", "src='http", "]: http"} {
		for rest := text; ; {
			i := strings.Index(rest, open)
			if i < 0 {
				break
			}
			picture := open[0] != ']' || strings.Contains(rest[max(0, i-maxAlt):i], "![") || open == "]: http"
			rest = rest[i+len(open)-len("http"):]
			if picture && sends(rest) {
				return true
			}
		}
	}
	return false
}

const (
	maxAlt   = 200 // bytes of a picture's description
	maxURL   = 2048
	longData = 24
)

func sends(rest string) bool {
	end := strings.IndexAny(rest[:min(len(rest), maxURL)], " )\"'\n>")
	if end < 0 {
		return false
	}
	_, query, ok := strings.Cut(rest[:end], "?")
	if !ok {
		return false
	}
	for pair := range strings.SplitSeq(query, "&") {
		_, value, _ := strings.Cut(pair, "=")
		if strings.ContainsAny(value, "{}<[") || strings.HasPrefix(value, "%7B") || len(value) >= longData {
			return true
		}
	}
	return false
}

// hides reports whether a text has characters that make text invisible: tags
// (all of them letters to a model), directional overrides (CVE-2021-42574), many
// zero-width ones, or the terminal's concealed style.
func hides(text string) bool {
	zero := 0
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			if text[i] == 0x1B && strings.HasPrefix(text[i:], "\x1b[8m") {
				return true
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case 0xE0020 <= r && r <= 0xE007F, 0x202D <= r && r <= 0x202E, 0xE0100 <= r && r <= 0xE01EF:
			return true
		case r == 0x200B, r == 0x2060, r == 0x2061, r == 0x2062, r == 0x2063:
			if zero++; zero >= 8 {
				return true
			}
		}
	}
	return false
}

func isJSON(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	return s != "" && (s[0] == '{' || s[0] == '[') && json.Valid([]byte(s))
}

func labelled(s string) bool { return strings.HasPrefix(s, Notice) }
