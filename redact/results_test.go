package redact_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// result is a handler's answer made of texts.
type result struct {
	texts   []guard.Text
	unknown error
}

func (r result) Failed() bool { return false }

func (r result) Texts() ([]guard.Text, error) { return slices.Clone(r.texts), r.unknown }

func (r result) WithTexts(texts []guard.Text) (guard.Result, error) { return result{texts: texts}, nil }

// broken fails, and leaves the texts as they are.
type broken struct{}

func (broken) Redact(context.Context, *guard.Call, []guard.Text) ([]guard.Finding, error) {
	return nil, errors.New("down")
}

func answer(r guard.Result, err error) guard.Handler {
	return func(context.Context, *guard.Call) (guard.Result, error) { return r, err }
}

func TestResults(t *testing.T) {
	leak := result{texts: []guard.Text{{Value: "a@b.io"}, {Form: guard.JSON, Value: `{"a":"a@b.io"}`}}}
	got, err := answer(leak, nil)(t.Context(), &guard.Call{})
	if err != nil || got.(result).texts[0].Value != "a@b.io" {
		t.Fatalf("without the guard = %v, %v, want the address", got, err)
	}
	got, err = redact.Results(redact.Default())(answer(leak, nil))(t.Context(), &guard.Call{})
	if err != nil {
		t.Fatal(err)
	}
	want := []guard.Text{{Value: "[EMAIL_1]"}, {Form: guard.JSON, Value: `{"a":"[EMAIL_1]"}`}}
	if diff := cmp.Diff(want, got.(result).texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	if leak.texts[0].Value != "a@b.io" {
		t.Error("Results changed the handler's own result")
	}
}

func TestResultsBlocks(t *testing.T) {
	leak := result{texts: []guard.Text{{Value: "a@b.io"}}}
	tests := []struct {
		name     string
		redactor guard.Redactor
		result   guard.Result
	}{
		{"without a redactor", nil, leak},
		{"with a nil filter", (*redact.Filter)(nil), leak},
		{"with a zero filter", &redact.Filter{}, leak},
		{"when the redactor fails", broken{}, leak},
		{"content that the adapter does not know", redact.Default(), result{unknown: errors.New("unknown content")}},
		{"a document that is none", redact.Default(), result{texts: []guard.Text{{Form: guard.JSON, Value: "{"}}}},
		{"a missing result", redact.Default(), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := redact.Results(tt.redactor)(answer(tt.result, nil))(t.Context(), &guard.Call{})
			if guard.CodeOf(err) != guard.CodeResultBlocked || got != nil {
				t.Errorf("Results = %v, %v, want %v", got, err, guard.CodeResultBlocked)
			}
		})
	}
}

func TestResultsPassesErrorsOfTheHandler(t *testing.T) {
	for _, want := range []error{errors.New("failed"), guard.Deny(guard.CodeForbidden, ""), &guard.Ask{Reference: "r"}} {
		got, err := redact.Results(redact.Default())(answer(result{}, want))(t.Context(), &guard.Call{})
		if err != want || got != nil {
			t.Errorf("Results = %v, %v, want no result and the handler's own error", got, err)
		}
	}
}

func TestResultsWithoutRedactorRunsNoHandler(t *testing.T) {
	ran := false
	h := redact.Results(nil)(func(context.Context, *guard.Call) (guard.Result, error) {
		ran = true
		return result{}, nil
	})
	if _, err := h(t.Context(), &guard.Call{}); err == nil || ran {
		t.Errorf("the handler ran: %v, error %v", ran, err)
	}
}
