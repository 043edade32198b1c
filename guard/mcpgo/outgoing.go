package mcpgo

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// What a server sends on its own account passes no middleware. The functions
// here clean it first: as one JSON document, texts, keys and numbers alike, in
// which images may stand.

// Elicit asks the client's user for input, as the server's RequestElicitation
// does, after the guard has cleaned the message and the schema. An address to
// open, and its id, cannot be mended: if the guard would change one, nothing is
// sent. The answer comes from the client. Nobody vouches for it: treat it like an
// argument, and never as an approval.
//
// It returns a *guard.Denial if the request cannot be cleaned, and otherwise what
// the SDK returns.
func Elicit(ctx context.Context, g *guard.Guard, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	s := server.ServerFromContext(ctx)
	if s == nil {
		return nil, server.ErrNoActiveSession
	}
	params, err := cleaned(ctx, g, string(mcp.MethodElicitationCreate), request.Params)
	if err != nil {
		return nil, err
	}
	if params.URL != request.Params.URL || params.ElicitationID != request.Params.ElicitationID {
		return nil, guard.Deny(guard.CodeResultBlocked, "").Because("elicitation: the address or the id would be changed")
	}
	request.Params = params
	return s.RequestElicitation(ctx, request)
}

// Sample asks the client's model, as the server's RequestSampling does, after the
// guard has cleaned the messages, the system prompt and everything else. What the
// model answers may hold what an attacker wrote: treat it like an argument.
//
// It returns a *guard.Denial if the request cannot be cleaned, and otherwise what
// the SDK returns.
func Sample(ctx context.Context, g *guard.Guard, request mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
	s := server.ServerFromContext(ctx)
	if s == nil {
		return nil, server.ErrNoActiveSession
	}
	params, err := cleaned(ctx, g, string(mcp.MethodSamplingCreateMessage), request.CreateMessageParams)
	if err != nil {
		return nil, err
	}
	request.CreateMessageParams = params
	//lint:ignore SA1019 clients of protocol versions before 2026-07-28 have it
	return s.RequestSampling(ctx, request)
}

// cleaned returns a copy of the params of a method that the guard has cleaned.
func cleaned[T any](ctx context.Context, g *guard.Guard, method string, params T) (edited T, err error) {
	doc, err := json.Marshal(params)
	if err != nil {
		return edited, guard.Deny(guard.CodeResultBlocked, "").Because("%s: %w", method, err)
	}
	texts := []guard.Text{{Where: "/params", Form: guard.JSON, Value: string(doc)}}
	if err := g.Clean(ctx, newCall(ctx, guard.KindRequest, method), texts); err != nil {
		return edited, err
	}
	numbers := json.NewDecoder(strings.NewReader(texts[0].Value))
	numbers.UseNumber()
	if err := numbers.Decode(&edited); err != nil {
		return edited, guard.Deny(guard.CodeResultBlocked, "").Because("%s: after cleaning: %w", method, err)
	}
	return edited, nil
}

// listed cleans the titles, descriptions, annotations and _meta of resources. One
// whose URI, name or icons the guard would change, or that it would withhold,
// cannot be listed: nobody could read it by what is left.
func (a *adapter) listed(ctx context.Context, resources []mcp.Resource) []mcp.Resource {
	kept := make([]mcp.Resource, 0, len(resources))
	for _, r := range resources {
		edited, err := cleaned(ctx, a.guard, string(mcp.MethodResourcesList), r)
		if err != nil || edited.URI != r.URI || edited.Name != r.Name || !sameIcons(edited.Icons, r.Icons) {
			continue
		}
		kept = append(kept, edited)
	}
	return kept
}

func sameIcons(a, b []mcp.Icon) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Src != b[i].Src {
			return false
		}
	}
	return true
}
