package mcpgo

import (
	"context"

	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Notify sends a notification to the client of ctx, as the server's own
// SendNotificationToClient does, after the guard has cleaned its params: log
// messages (notifications/message), progress (notifications/progress), changes of
// a resource with its URI, and others. A handler that sends with the server's own
// function sends uncleaned.
//
// It returns the SDK's error if ctx has no session, and a *guard.Denial if the
// params cannot be cleaned; nothing is sent then.
func Notify(ctx context.Context, g *guard.Guard, method string, params map[string]any) error {
	s := server.ServerFromContext(ctx)
	if s == nil {
		return server.ErrNotificationNotInitialized
	}
	edited, err := cleaned(ctx, g, method, params)
	if err != nil {
		return err
	}
	return s.SendNotificationToClient(ctx, method, edited)
}
