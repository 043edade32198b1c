package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// clean is step 12: it makes a result fit to leave.
func (c *current) clean(ctx context.Context, r *rules, result Result) (Result, error) {
	texts, err := result.Texts()
	if err != nil {
		return nil, Deny(CodeResultBlocked, "").Because("%w", err)
	}
	var room [4]Text // for the few texts of most results
	before := append(room[:0], texts...)
	for i := range texts {
		if err := makeVisible(&texts[i]); err != nil { // first, as a hidden character can split a secret
			return nil, err
		}
	}
	if err := c.redact(ctx, texts); err != nil {
		return nil, err
	}
	if err := c.cap(texts, r.maxResult); err != nil {
		return nil, err
	}
	c.failed = result.Failed()
	if err := c.validate(texts, c.failed); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(texts, isJSON) && slices.Equal(before, texts) { // JSON is rendered once, here
		return result, nil
	}
	cleaned, err := result.WithTexts(texts)
	if err != nil {
		return nil, Deny(CodeResultBlocked, "").Because("%w", err)
	}
	if isNil(cleaned) {
		return nil, Deny(CodeResultBlocked, "").Because("the cleaned result is nil")
	}
	return cleaned, nil
}

func isJSON(t Text) bool { return t.Form == JSON }

// redact applies the policy's redactor.
func (c *current) redact(ctx context.Context, texts []Text) (err error) {
	if c.g.policy.Redact == nil {
		return nil
	}
	if c.findings, err = safeRedact(ctx, c.g.policy.Redact, c.call, texts); err != nil {
		return Deny(CodeResultBlocked, "").Because("redact: %w", err)
	}
	for _, t := range texts {
		if t.Form == JSON && !validJSON(t.Value) {
			return Deny(CodeResultBlocked, "").Because("%s is not valid JSON after redaction", t.Where)
		}
	}
	return nil
}

// makeVisible strips characters that a person does not see.
func makeVisible(t *Text) error {
	switch t.Form {
	case Plain, Label:
		t.Value = Visible(t.Value)
	case JSON:
		renamed := false
		edited, ok := EditJSON(t.Value, func(s string, key bool) string {
			visible := Visible(s)
			renamed = renamed || key && visible != s
			return visible
		})
		if !ok {
			return Deny(CodeResultBlocked, "").Because("%s is not valid JSON", t.Where)
		}
		if renamed && hasTwinKeys(json.NewDecoder(strings.NewReader(edited))) {
			return Deny(CodeResultBlocked, "").Because("%s: without hidden characters, two keys are the same", t.Where)
		}
		t.Value = edited
	}
	return nil
}

// cap keeps a result within max bytes. Plain text is cut and says so. Whatever
// a cut would make something else is not sent at all: JSON, binary data, URIs,
// and any text beside structured content, as it repeats that content.
func (c *current) cap(texts []Text, max int) error {
	total, structured := 0, false
	for _, t := range texts {
		total += len(t.Value)
		structured = structured || t.Where == StructuredContent
	}
	c.bytes = total
	if total <= max {
		return nil
	}
	excess := total - max
	for i := len(texts) - 1; i >= 0 && excess > 0 && !structured; i-- {
		if texts[i].Form == Plain {
			excess -= cutText(&texts[i], excess)
		}
	}
	if excess > 0 {
		return Deny(CodeResultTooLarge, "").Because("%d bytes, %d allowed", total, max)
	}
	c.bytes, c.cut = max+excess, true // excess is zero or less: a cut may save more than it must
	return nil
}

const cutMark = "\n[cut: %d of %d bytes]"

// cutText shortens a text by at least n bytes if it can, leaving a mark, and
// returns how many it saved.
func cutText(t *Text, n int) int {
	size := len(t.Value)
	mark := fmt.Sprintf(cutMark, size, size)
	keep := max(0, size-n-len(mark))
	if size <= len(mark) {
		return 0
	}
	for keep > 0 && !utf8.RuneStart(t.Value[keep]) {
		keep--
	}
	t.Value = t.Value[:keep] + fmt.Sprintf(cutMark, size-keep, size)
	return size - len(t.Value)
}

// validate holds structured content against the tool's output schema, after
// all that changed it.
func (c *current) validate(texts []Text, failed bool) error {
	if c.call.Output == nil || failed {
		return nil
	}
	for _, t := range texts {
		if t.Where == StructuredContent {
			if err := c.call.Output.validateResult(t.Value); err != nil {
				return Deny(CodeResultBlocked, "").Because("output schema: %w", err)
			}
		}
	}
	return nil
}

// hasTwinKeys reports whether an object of the next JSON value holds a key
// twice.
func hasTwinKeys(d *json.Decoder) bool {
	token, err := d.Token()
	if err != nil {
		return true
	}
	open, _ := token.(json.Delim)
	if open != '{' && open != '[' {
		return false
	}
	keys := map[string]bool{}
	for d.More() {
		if open == '{' {
			key, _ := d.Token()
			name, _ := key.(string)
			if keys[name] {
				return true
			}
			keys[name] = true
		}
		if hasTwinKeys(d) {
			return true
		}
	}
	_, err = d.Token() // the closing bracket
	return err != nil
}
