package mcpgo

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// cursorSeal makes the SDK's cursors opaque. The SDK's cursor is the base64 of
// the last item's name, so that one page of a listing can name an item that the
// policy hides. A sealed one is of this process, this method and this caller.
type cursorSeal struct{ aead cipher.AEAD }

func newCursorSeal() cursorSeal {
	key := make([]byte, 32)
	_, _ = rand.Read(key)          // never fails, by its contract
	block, _ := aes.NewCipher(key) // the key has a valid length
	aead, _ := cipher.NewGCMWithRandomNonce(block)
	return cursorSeal{aead}
}

func cursorContext(method string, caller guard.Caller) []byte {
	return []byte(method + "\x00" + caller.ID())
}

func (c cursorSeal) seal(method string, caller guard.Caller, cursor mcp.Cursor) mcp.Cursor {
	if cursor == "" {
		return ""
	}
	sealed := c.aead.Seal(nil, nil, []byte(cursor), cursorContext(method, caller))
	return mcp.Cursor(base64.RawURLEncoding.EncodeToString(sealed))
}

func (c cursorSeal) open(method string, caller guard.Caller, cursor string) (mcp.Cursor, error) {
	if cursor == "" {
		return "", nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", refused("the cursor is not one of this server's")
	}
	plain, err := c.aead.Open(nil, nil, sealed, cursorContext(method, caller))
	if err != nil {
		return "", refused("the cursor is not one of this server's")
	}
	return mcp.Cursor(plain), nil
}

// hookListings opens cursors before the SDK reads them, and filters and seals
// what it returns. The SDK's own filters would not do: it has none for
// resources, and runs the one for tools at every call.
func (a *adapter) hookListings(h *server.Hooks) {
	h.AddBeforeAny(func(ctx context.Context, _ any, method mcp.MCPMethod, message any) {
		if cursor := cursorOf(message); cursor != nil && probing(ctx) == nil {
			*cursor, _ = a.cursors.open(string(method), guard.CallerFrom(ctx), string(*cursor)) // admit opened it before
		}
	})
	h.AddAfterListTools(func(ctx context.Context, _ any, _ *mcp.ListToolsRequest, r *mcp.ListToolsResult) {
		fillPage(ctx, a, listing[mcp.Tool]{guard.KindTool, mcp.MethodToolsList, mcp.Tool.GetName, next(toolsPage)}, &r.Tools, &r.NextCursor)
		for i, t := range r.Tools {
			r.Tools[i] = a.offered(ctx, t)
		}
	})
	h.AddAfterListPrompts(func(ctx context.Context, _ any, _ *mcp.ListPromptsRequest, r *mcp.ListPromptsResult) {
		fillPage(ctx, a, listing[mcp.Prompt]{guard.KindPrompt, mcp.MethodPromptsList, mcp.Prompt.GetName, next(promptsPage)}, &r.Prompts, &r.NextCursor)
	})
	h.AddAfterListResources(func(ctx context.Context, _ any, _ *mcp.ListResourcesRequest, r *mcp.ListResourcesResult) {
		uri := func(r mcp.Resource) string { return r.URI }
		fillPage(ctx, a, listing[mcp.Resource]{guard.KindResource, mcp.MethodResourcesList, uri, next(resourcesPage)}, &r.Resources, &r.NextCursor)
		if probing(ctx) == nil {
			r.Resources = a.listed(ctx, r.Resources)
		}
	})
	h.AddAfterListResourceTemplates(func(ctx context.Context, _ any, _ *mcp.ListResourceTemplatesRequest, r *mcp.ListResourceTemplatesResult) {
		fillPage(ctx, a, listing[mcp.ResourceTemplate]{guard.KindResource, mcp.MethodResourcesTemplatesList, templateURI, next(templatesPage)}, &r.ResourceTemplates, &r.NextCursor)
	})
}

// listing is one of the SDK's listings: what it lists, under which name the
// policy knows an item, and how to get the SDK's own page behind a cursor.
type listing[T mcp.Named] struct {
	kind   guard.Kind
	method mcp.MCPMethod
	name   func(T) string
	page   func(context.Context, mcp.MCPMethod, mcp.Cursor) ([]T, mcp.Cursor)
}

// next asks the server itself for a page, unfiltered.
func next[T, R any](page func(R) ([]T, mcp.Cursor)) func(context.Context, mcp.MCPMethod, mcp.Cursor) ([]T, mcp.Cursor) {
	return func(ctx context.Context, method mcp.MCPMethod, cursor mcp.Cursor) (items []T, behind mcp.Cursor) {
		s := server.ServerFromContext(ctx)
		if s == nil {
			return nil, ""
		}
		if result, ok := ask[R](ctx, s, &probe{}, method, cursor); ok {
			return page(result)
		}
		return nil, ""
	}
}

func templateURI(t mcp.ResourceTemplate) string {
	if t.URITemplate == nil {
		return ""
	}
	return t.URITemplate.Raw()
}

func cursorOf(message any) *mcp.Cursor {
	switch m := message.(type) {
	case *mcp.ListToolsRequest:
		return &m.Params.Cursor
	case *mcp.ListPromptsRequest:
		return &m.Params.Cursor
	case *mcp.ListResourcesRequest:
		return &m.Params.Cursor
	case *mcp.ListResourceTemplatesRequest:
		return &m.Params.Cursor
	case *mcp.ListTasksRequest:
		return &m.Params.Cursor
	default:
		return nil
	}
}

func (a *adapter) sealPage(ctx context.Context, method mcp.MCPMethod, next *mcp.Cursor) {
	if probing(ctx) == nil {
		*next = a.cursors.seal(string(method), guard.CallerFrom(ctx), *next)
	}
}

// maxPages bounds how many pages of hidden items are skipped for one answer.
const maxPages = 100

// fillPage keeps the visible items of a page and refills it from the pages
// behind it, so that neither a short page nor a cursor tells of hidden items.
// Only behind very many hidden ones a page comes out short.
func fillPage[T mcp.Named](ctx context.Context, a *adapter, l listing[T], items *[]T, cursor *mcp.Cursor) {
	if probing(ctx) != nil {
		return
	}
	seal := func(c mcp.Cursor) mcp.Cursor {
		return a.cursors.seal(string(l.method), guard.CallerFrom(ctx), c)
	}
	size := len(*items)
	visible := make([]T, 0, size)
	page := *items
	for range maxPages {
		for _, item := range page {
			if !a.visible(ctx, l.kind, l.name(item)) {
				continue
			}
			if len(visible) == size { // there is more to see
				last := base64.StdEncoding.EncodeToString([]byte(visible[size-1].GetName()))
				*items, *cursor = visible, seal(mcp.Cursor(last))
				return
			}
			visible = append(visible, item)
		}
		if *cursor == "" {
			break
		}
		page, *cursor = l.page(ctx, l.method, *cursor)
	}
	*items, *cursor = visible, seal(*cursor)
}
