package mcpgo

import (
	"context"

	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Notify sends a notification to the client of ctx, as the server's own
// SendNotificationToClient does, after the guard has cleaned its params: log
// messages (notifications/message), progress (notifications/progress) and
// others. A handler that sends with the server's own function sends uncleaned.
//
// It returns the SDK's error if ctx has no session, and a *guard.Denial if the
// params cannot be cleaned; nothing is sent then.
func Notify(ctx context.Context, g *guard.Guard, method string, params map[string]any) error {
	s := server.ServerFromContext(ctx)
	if s == nil {
		return server.ErrNotificationNotInitialized
	}
	var failed error
	edited, err := visitMap("/params", params, func(where string, form guard.Form, text string) string {
		texts := []guard.Text{{Where: where, Form: form, Value: text}}
		failed = g.Clean(ctx, newCall(ctx, guard.KindRequest, method), texts)
		if failed != nil {
			return "{}"
		}
		return texts[0].Value
	})
	if failed != nil {
		return failed
	}
	if err != nil {
		return guard.Deny(guard.CodeResultBlocked, "").Because("notification: %w", err)
	}
	return s.SendNotificationToClient(ctx, method, edited)
}
