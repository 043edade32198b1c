package twin

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net/http"
	"regexp"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// Database returns the vulnerable database server on a connection that may
// write, behind a firewall that looks at the text of requests.
func Database(db *sql.DB) http.Handler {
	s := server.NewMCPServer("database", "1.0.0")
	s.AddTool(mcp.NewTool("query", mcp.WithString("sql", mcp.Required())),
		func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			rows, err := query(ctx, db, r.GetString("sql", ""))
			if err != nil {
				return mcp.NewToolResultError(err.Error()), nil // the driver's words
			}
			return mcp.NewToolResultStructuredOnly(rows), nil
		})
	return firewall(server.NewStreamableHTTPServer(s))
}

func query(ctx context.Context, db *sql.DB, statement string) (map[string]any, error) {
	rows, err := db.QueryContext(ctx, statement)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	list := [][]any{}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return map[string]any{"columns": columns, "rows": list}, rows.Err()
}

var readingStatement = regexp.MustCompile(`(?i)"sql"\s*:\s*"\s*(select|with|pragma|explain)\b`)

// firewall lets a statement pass whose first word is that of a query
// (GHSA-65hm-pwj5-73pw). It reads the first "sql" of a message; the SDK reads
// the last one.
func firewall(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "unreadable", http.StatusBadRequest)
			return
		}
		if bytes.Contains(body, []byte(`"sql"`)) && !readingStatement.Match(body) {
			http.Error(w, "only queries", http.StatusForbidden)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}
