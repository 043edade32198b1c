package mcpgo

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/guard"
)

// The results below are the guard's views of the SDK's. Each has one visit
// method that touches every string a reader can see, in a copy; reading the
// texts and replacing them are the same walk with another visitor, so neither
// can miss what the other sees.

// visitor is called with every string. A string that it returns changed
// replaces the old one.
type visitor func(where string, form guard.Form, s string) string

// collect reads the texts with a visit method.
func collect(visit func(visitor) error) ([]guard.Text, error) {
	texts := make([]guard.Text, 0, 1)
	err := visit(func(where string, form guard.Form, s string) string {
		texts = append(texts, guard.Text{Where: where, Form: form, Value: s})
		return s
	})
	return texts, err
}

// replacing returns a visitor that deals out the texts in order.
func replacing(texts []guard.Text) visitor {
	next := 0
	return func(_ string, _ guard.Form, s string) string {
		if next >= len(texts) {
			return ""
		}
		next++
		return texts[next-1].Value
	}
}

// toolResult is the result of a tool.
type toolResult struct{ *mcp.CallToolResult }

func (r toolResult) Failed() bool { return r.IsError }

func (r toolResult) Texts() ([]guard.Text, error) {
	return collect(func(v visitor) error { _, err := r.visit(v); return err })
}

func (r toolResult) WithTexts(texts []guard.Text) (guard.Result, error) {
	edited, err := r.visit(replacing(texts))
	return toolResult{edited}, err
}

func (r toolResult) visit(v visitor) (*mcp.CallToolResult, error) {
	edited := *r.CallToolResult
	edited.ResultType, edited.MultiRoundTripResult = "", mcp.MultiRoundTripResult{} // it asks for nothing
	var err error
	if edited.Content, err = visitContents("/content", r.Content, v); err != nil {
		return nil, err
	}
	if edited.RawStructuredContent, err = visitStructured(r.StructuredContent, r.RawStructuredContent, v); err != nil {
		return nil, err
	}
	edited.StructuredContent = nil
	if edited.RawStructuredContent != nil { // tasks/result reads this field only
		edited.StructuredContent = edited.RawStructuredContent
	}
	edited.Meta, err = visitMeta("/_meta", r.Meta, v)
	return &edited, err
}

// visitStructured visits structured content as one JSON document. The SDK
// sends the raw form if there is one.
func visitStructured(content any, raw json.RawMessage, v visitor) (json.RawMessage, error) {
	if len(raw) == 0 {
		if content == nil {
			return nil, nil
		}
		var err error
		if raw, err = json.Marshal(content); err != nil {
			return nil, fmt.Errorf("structured content: %w", err)
		}
	}
	return json.RawMessage(v(guard.StructuredContent, guard.JSON, string(raw))), nil
}

// resourceResult is the contents of a resource.
type resourceResult struct{ contents []mcp.ResourceContents }

func (r resourceResult) Failed() bool { return false }

func (r resourceResult) Texts() ([]guard.Text, error) {
	return collect(func(v visitor) error { _, err := r.visit(v); return err })
}

func (r resourceResult) WithTexts(texts []guard.Text) (guard.Result, error) {
	return r.visit(replacing(texts))
}

func (r resourceResult) visit(v visitor) (resourceResult, error) {
	edited := resourceResult{make([]mcp.ResourceContents, len(r.contents))}
	for i, c := range r.contents {
		var err error
		if edited.contents[i], err = visitResource(fmt.Sprintf("/contents/%d", i), c, v); err != nil {
			return edited, err
		}
	}
	return edited, nil
}

// promptResult is the result of a prompt.
type promptResult struct{ *mcp.GetPromptResult }

func (r promptResult) Failed() bool { return false }

func (r promptResult) Texts() ([]guard.Text, error) {
	return collect(func(v visitor) error { _, err := r.visit(v); return err })
}

func (r promptResult) WithTexts(texts []guard.Text) (guard.Result, error) {
	edited, err := r.visit(replacing(texts))
	return promptResult{edited}, err
}

func (r promptResult) visit(v visitor) (*mcp.GetPromptResult, error) {
	edited := *r.GetPromptResult
	edited.ResultType, edited.MultiRoundTripResult = "", mcp.MultiRoundTripResult{}
	edited.Description = v("/description", guard.Plain, r.Description)
	edited.Messages = slices.Clone(r.Messages)
	for i, m := range edited.Messages {
		content, err := visitContent(fmt.Sprintf("/messages/%d/content", i), m.Content, v)
		if err != nil {
			return nil, err
		}
		edited.Messages[i].Content = content
		edited.Messages[i].Role = mcp.Role(v(fmt.Sprintf("/messages/%d/role", i), guard.Label, string(m.Role)))
	}
	var err error
	edited.Meta, err = visitMeta("/_meta", r.Meta, v)
	return &edited, err
}

// completionResult is the values of a completion.
type completionResult struct{ *mcp.Completion }

func (r completionResult) Failed() bool { return false }

func (r completionResult) Texts() ([]guard.Text, error) {
	return collect(func(v visitor) error { r.visit(v); return nil })
}

func (r completionResult) WithTexts(texts []guard.Text) (guard.Result, error) {
	return completionResult{r.visit(replacing(texts))}, nil
}

func (r completionResult) visit(v visitor) *mcp.Completion {
	edited := *r.Completion
	edited.Values = slices.Clone(r.Values)
	for i, s := range edited.Values {
		edited.Values[i] = v(fmt.Sprintf("/values/%d", i), guard.Label, s)
	}
	return &edited
}

// taskResult is what a task tool's handler leaves for tasks/result.
type taskResult struct{ *mcp.CreateTaskResult }

func (r taskResult) Failed() bool { return r.IsError }

func (r taskResult) Texts() ([]guard.Text, error) {
	return collect(func(v visitor) error { _, err := r.visit(v); return err })
}

func (r taskResult) WithTexts(texts []guard.Text) (guard.Result, error) {
	edited, err := r.visit(replacing(texts))
	return taskResult{edited}, err
}

func (r taskResult) visit(v visitor) (*mcp.CreateTaskResult, error) {
	edited := *r.CreateTaskResult
	var err error
	if edited.Content, err = visitContents("/content", r.Content, v); err != nil {
		return nil, err
	}
	raw, err := visitStructured(r.StructuredContent, nil, v)
	if err != nil {
		return nil, err
	}
	if raw != nil {
		edited.StructuredContent = raw
	}
	edited.Task.StatusMessage = v("/task/statusMessage", guard.Plain, r.Task.StatusMessage)
	edited.Meta, err = visitMeta("/_meta", r.Meta, v)
	return &edited, err
}
