package mcpgo_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// A handler's own notifications pass the guard only through Notify: the twin
// shows what leaves without it.
func TestNotificationsAreCleaned(t *testing.T) {
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"echo": textRules}})
	for _, row := range []struct {
		name string
		send func(ctx context.Context, method string, params map[string]any) error
		want bool // the secret leaves
	}{
		{"with Notify", func(ctx context.Context, method string, params map[string]any) error {
			return mcpgo.Notify(ctx, g, method, params)
		}, false},
		{"with the server's own function", func(ctx context.Context, method string, params map[string]any) error {
			return server.ServerFromContext(ctx).SendNotificationToClient(ctx, method, params)
		}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
			s.AddTool(echoTool("echo"), func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				if err := row.send(ctx, "notifications/progress", map[string]any{"progress": 1, "message": "at " + secret + "\u200b"}); err != nil {
					t.Error(err)
				}
				return mcp.NewToolResultText("done"), nil
			})
			client := newSession("s")
			answer := send(guard.WithCaller(s.WithContext(t.Context(), client), alice), s, callTool("echo", `{"text":"x"}`))
			if got := text(t, answer); got != "done" {
				t.Fatalf("the call: %s", answer)
			}
			sent, _ := json.Marshal((<-client.ch).Params.AdditionalFields)
			if leaked := strings.Contains(string(sent), secret); leaked != row.want {
				t.Errorf("sent %s", sent)
			}
			if !row.want && !strings.Contains(string(sent), `"message":"at [SECRET]"`) {
				t.Errorf("sent %s", sent)
			}
		})
	}
	if err := mcpgo.Notify(t.Context(), g, "notifications/message", nil); err == nil {
		t.Error("a notification without a session is sent")
	}
}
