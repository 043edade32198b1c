package injection

import "strings"

// roleMarks begin or end what one speaker says, in formats of chats.
var roleMarks = []string{"[inst]", "[/inst]", "<<sys>>", "<</sys>>", "[system_prompt]", "[/system_prompt]", "[available_tools]", "<system-reminder>", "</system-reminder>",
	"\n\nhuman:", "\n\nassistant:", "### system:", "### instruction:", "### response:", "### human:", "### assistant:", "<start_of_turn>", "<end_of_turn>",
	"\nsystem: you ", "<｜user｜>", "<｜assistant｜>"}

// speakers are elements of which each holds what somebody says.
var speakers = []string{"system", "assistant", "user", "developer"}

// hasRole takes a text in small letters.
func hasRole(text string) bool {
	for _, m := range roleMarks {
		if standsAlone(text, m, "'\"`,)]") {
			return true
		}
	}
	return hasToken(text) || hasSpeaker(text) || isDialogue(text) || strings.HasPrefix(text, "system: you ") || strings.HasPrefix(text, "human:") && strings.Contains(text, "\nassistant:")
}

// follower returns the character behind a mark, white space and its escapes aside,
// or 0 at the end of the text.
func follower(after string) byte {
	for after != "" {
		switch {
		case strings.IndexByte(" \n\r\t", after[0]) >= 0:
			after = after[1:]
		case strings.HasPrefix(after, `\n`), strings.HasPrefix(after, `\r`), strings.HasPrefix(after, `\t`):
			after = after[2:]
		case after[0] == '\\':
			after = after[1:]
		default:
			return after[0]
		}
	}
	return 0
}

// standsAlone reports whether a mark stands in a text other than as a constant of
// a program: what follows it is none of closing.
func standsAlone(text, mark, closing string) bool {
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, mark)
		if !ok {
			return false
		}
		if strings.IndexByte(closing, follower(after[:min(len(after), maxToken)])) < 0 {
			return true
		}
		rest = after
	}
}

const maxToken = 40 // bytes

// hasToken finds <|name|>, a control token of most formats (ChatML, Harmony,
// Llama), outside of code.
func hasToken(text string) bool {
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "<|")
		if !ok {
			return false
		}
		rest = after
		name, _, ok := strings.Cut(after[:min(len(after), maxToken)], "|>")
		if !ok || name == "" || strings.ContainsAny(name, " \n\t<>(){}") {
			continue
		}
		behind := after[len(name)+2:]
		next := follower(behind[:min(len(behind), maxToken)])
		if next != 0 && strings.IndexByte("'\"`,)]{", next) < 0 || next == '{' && name == "message" {
			return true
		}
	}
}

// hasSpeaker finds <system>you are …</system>: an element named like a speaker
// with a sentence in it.
func hasSpeaker(text string) bool {
	for _, name := range speakers {
		open := "<" + name + ">"
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, open)
			if !ok {
				break
			}
			inside, _, _ := strings.Cut(after[:min(len(after), 200)], "<")
			if strings.Count(strings.TrimSpace(inside), " ") >= 2 {
				return true
			}
			rest = after
		}
	}
	return false
}

// isDialogue reports whether lines of a text begin with assistant: and with user:
// or human:, as a written conversation has them.
func isDialogue(text string) bool {
	line := func(name string) bool { return strings.HasPrefix(text, name) || strings.Contains(text, "\n"+name) }
	return line("assistant:") && (line("user:") || line("human:"))
}

// callMarks begin or end a call of a tool, or its result.
var callMarks = []string{"<tool_call>", "</tool_call>", "<tool_calls>", "<tool_result>", "</tool_result>", "<function_calls>", "<function_results>", "</function_results>", "<tool_response>", "</tool_response>",
	"<tool_use>", "<function=", "[tool_calls]", "```tool_code", "\naction input:", "to=functions.", "<|python_tag|>"}

// compactMarks stand in JSON, with its white space taken out.
var compactMarks = []string{`"type":"tool_use"`, `"tool_calls":[{`, `"method":"tools/call"`, `"function_call":{`}

// imitates takes a text in small letters.
func imitates(text string) bool {
	for _, m := range callMarks {
		if standsAlone(text, m, "'\"`,)](:") {
			return true
		}
	}
	if strings.Contains(text, "<invoke name=") {
		return true
	}
	if !strings.Contains(text, "tool") && !strings.Contains(text, "function_call") {
		return false
	}
	text = strings.NewReplacer(" ", "", "\n", "", "\t", "", "\r", "").Replace(text)
	for _, m := range compactMarks {
		if strings.Contains(text, m) {
			return true
		}
	}
	return strings.Contains(text, "tool▁calls")
}
