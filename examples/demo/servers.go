package main

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/audit"
	database "github.com/mcpcordon/mcpcordon/examples/database/server"
	"github.com/mcpcordon/mcpcordon/examples/demo/twin"
	files "github.com/mcpcordon/mcpcordon/examples/files/server"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

// addMaintenance adds two tools with faults, the same on both sides: one panics
// with a secret in its value, one must not be called by anybody.
func addMaintenance(s *server.MCPServer, secret string) *server.MCPServer {
	s.AddTool(mcp.NewTool("sync"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		panic("cannot log in as admin:" + secret)
	})
	s.AddTool(mcp.NewTool("dump_config"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("admin:" + secret), nil
	})
	return s
}

// unguarded serves the twins.
type unguarded struct{ closer }

func (*unguarded) files(docs string) (*server.MCPServer, error) { return twin.Files(docs), nil }

func (*unguarded) maintenance(secret string) (*server.MCPServer, error) {
	return addMaintenance(server.NewMCPServer("maintenance", "1.0.0", server.WithRecovery(), twin.Hide("dump_config")), secret), nil
}

func (u *unguarded) database(file, _ string) (http.Handler, error) {
	uri := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(file), RawQuery: "mode=rw"}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		return nil, err
	}
	u.onClose(db)
	return twin.Database(db), nil
}

// guarded serves the examples.
type guarded struct {
	closer
	record *audit.Log
}

func (g *guarded) files(root string) (*server.MCPServer, error) {
	docs, err := sandbox.New(sandbox.Config{Root: root, Writable: true})
	if err != nil {
		return nil, err
	}
	g.onClose(docs)
	s, guarding, err := files.New(docs, g.record, false)
	return s, errors.Join(err, mcpgo.Verify(s, guarding))
}

// maintenance has a policy for one of its two tools.
func (g *guarded) maintenance(secret string) (*server.MCPServer, error) {
	guarding, err := guard.New(guard.Policy{
		Record: g.record, Redact: redact.Default(), Limit: ratelimit.PerCaller(60, time.Minute),
		Tools: map[string]guard.Tool{"sync": {}},
	})
	return addMaintenance(server.NewMCPServer("maintenance", "1.0.0", mcpgo.WithGuard(guarding)), secret), err
}

func (g *guarded) database(file, token string) (http.Handler, error) {
	db, err := database.Connect(file)
	if err != nil {
		return nil, err
	}
	g.onClose(db)
	s, guarding, err := database.New(db, g.record, false)
	if err != nil {
		return nil, err
	}
	handler, err := mcpgo.HTTPHandler(s, guarding)
	return authenticate(token, handler), err
}

// authenticate says who calls. It lets others through, as nobody: it is the
// guard that refuses them.
func authenticate(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1 {
			r = r.WithContext(guard.WithCaller(r.Context(), alice))
		}
		next.ServeHTTP(w, r)
	})
}
