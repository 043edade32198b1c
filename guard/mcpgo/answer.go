package mcpgo

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// DenialMeta is the key in a denied tool result's _meta under which programs
// find the code, the argument, the seconds to wait and the reference.
const DenialMeta = "mcpcordon/denial"

// answerTool turns what the guard decided into a tool result. A denial is a
// result with isError, so that the model reads it and can correct itself.
func answerTool(result guard.Result, err error) (*mcp.CallToolResult, error) {
	if err == nil {
		return result.(toolResult).CallToolResult, nil
	}
	var ask *guard.Ask
	var denial *guard.Denial
	switch {
	case errors.As(err, &ask):
		return answerAsk(ask), nil
	case errors.As(err, &denial):
		return denied(denial), nil
	default:
		return nil, err
	}
}

// asError returns what the SDK may send as a JSON-RPC error. A Denial itself
// would not do: the SDK looks through an error for kinds that it sends whole,
// and would find them in the cause.
func asError(err error) error {
	var ask *guard.Ask
	if errors.As(err, &ask) {
		return errors.New(ask.Error())
	}
	var denial *guard.Denial
	if !errors.As(err, &denial) {
		denial = guard.Deny(guard.CodeInternal, "")
	}
	return causeless{denial}
}

// causeless is a Denial that cannot be unwrapped.
type causeless struct{ denial *guard.Denial }

func (c causeless) Error() string { return c.denial.Error() }

// As lets the adapter's own hooks see that the guard denied.
func (c causeless) As(target any) bool {
	d, ok := target.(**guard.Denial)
	if ok {
		*d = c.denial
	}
	return ok
}

func denied(d *guard.Denial) *mcp.CallToolResult {
	result := mcp.NewToolResultError(d.Error())
	fields := map[string]any{"code": string(d.Code), "reference": d.Reference}
	if d.Argument != "" {
		fields["argument"] = d.Argument
	}
	if s := d.RetrySeconds(); s > 0 {
		fields["retryAfterSeconds"] = s
	}
	result.Meta = &mcp.Meta{AdditionalFields: map[string]any{DenialMeta: fields}}
	return result
}

// answerAsk asks the client's user where the client can, and otherwise tells
// the model how to repeat the call.
func answerAsk(ask *guard.Ask) *mcp.CallToolResult {
	if ask.Elicit {
		return server.NewInputRequestBuilder(ask.Token).Elicit(approvalInput, mcp.ElicitationParams{
			Message:         "Allow this call?\n\n" + ask.Preview,
			RequestedSchema: map[string]any{"type": "object", "properties": map[string]any{}},
		}).ToolResult()
	}
	token, _ := json.Marshal(ask.Token) // a string always marshals
	text := fmt.Sprintf("%s: nothing was done yet. Show this to the user:\n\n%s\n\nIf they agree, repeat the call with the same arguments and %q: %s before %s. (ref %s)",
		guard.CodeApprovalRequired, ask.Preview, guard.ApprovalArgument, token, ask.Expires.UTC().Format(time.RFC3339), ask.Reference)
	result := mcp.NewToolResultError(text)
	result.Meta = &mcp.Meta{AdditionalFields: map[string]any{DenialMeta: map[string]any{
		"code": string(guard.CodeApprovalRequired), "reference": ask.Reference, guard.ApprovalArgument: ask.Token,
	}}}
	return result
}
