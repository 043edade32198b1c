package server_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/examples/database/server"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

func start(t *testing.T) (context.Context, *client.Client, *sql.DB) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a shop?.db") // a name that a URI must escape
	guarded, err := server.Connect(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { guarded.Close() })
	db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("?", "%3f", " ", "%20").Replace(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, g, err := server.New(guarded, &audit.Memory{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := mcpgo.Verify(s, g); err != nil {
		t.Fatal(err)
	}
	c, err := client.NewInProcessClient(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	ctx := guard.WithCaller(t.Context(), guard.Caller{Issuer: "test", Subject: "alice"})
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Initialize(ctx, mcp.InitializeRequest{}); err != nil {
		t.Fatal(err)
	}
	return ctx, c, db
}

// call returns all that a client gets, and the code of a refusal.
func call(ctx context.Context, t *testing.T, c *client.Client, tool string, arguments map[string]any) (string, guard.Code) {
	t.Helper()
	r, err := c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: arguments}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Meta == nil {
		return string(all), ""
	}
	denial, _ := r.Meta.AdditionalFields[mcpgo.DenialMeta].(map[string]any)
	code, _ := denial["code"].(string)
	return string(all), guard.Code(code)
}

func TestAttacksAreRefusedAndTheirNeighboursPass(t *testing.T) {
	ctx, c, db := start(t)
	before := contents(t, db)
	for _, row := range []struct {
		name, sql string
		want      guard.Code
	}{
		{"a query is run", "SELECT name FROM products", ""},
		{"a query with WITH is run", "WITH p AS (SELECT * FROM products) SELECT count(*) FROM p", ""},
		{"a statement in a text is a text", "SELECT 'x; DROP TABLE orders' AS said", ""},
		{"a second statement is refused", "SELECT 1; DROP TABLE orders", guard.CodeStatementNotAllowed},
		{"a write behind WITH is refused", "WITH x AS (SELECT 1) DELETE FROM orders", guard.CodeStatementNotAllowed},
		{"a write that returns rows is refused", "DELETE FROM orders RETURNING *", guard.CodeStatementNotAllowed},
		{"PRAGMA is refused", "PRAGMA user_version = 7", guard.CodeStatementNotAllowed},
		{"a pragma that is called as a function is refused", "SELECT * FROM pragma_optimize", guard.CodeStatementNotAllowed},
		{"ATTACH is refused", "ATTACH 'other.db' AS other", guard.CodeStatementNotAllowed},
		{"VACUUM INTO is refused", "VACUUM INTO 'copy.db'", guard.CodeStatementNotAllowed},
		{"loading code is refused", "SELECT load_extension('evil')", guard.CodeStatementNotAllowed},
		{"the schema table is refused", "SELECT sql FROM sqlite_schema", guard.CodeStatementNotAllowed},
		{"a query without end is refused", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n", guard.CodeStatementNotAllowed},
		{"an unknown column is refused in plain words", "SELECT password FROM customers", guard.CodeInvalidArgument},
		{"an unknown table is refused in plain words", "SELECT * FROM passwords", guard.CodeInvalidArgument},
	} {
		t.Run(row.name, func(t *testing.T) {
			text, code := call(ctx, t, c, "query", map[string]any{"sql": row.sql})
			if code != row.want {
				t.Errorf("query %q: code %q, want %q: %s", row.sql, code, row.want, text)
			}
			if row.want != "" && (strings.Contains(text, "SQL") && strings.Contains(text, "error") || strings.Contains(text, "shop")) {
				t.Errorf("query %q: the answer holds the driver's words: %s", row.sql, text)
			}
		})
	}
	if diff := cmp.Diff(before, contents(t, db)); diff != "" {
		t.Errorf("the database was changed (-before +after):\n%s", diff)
	}
}

func contents(t *testing.T, db *sql.DB) []int {
	t.Helper()
	var n []int
	for _, query := range []string{"SELECT count(*) FROM customers", "SELECT count(*) FROM orders", "SELECT sum(price_cents) FROM products", "PRAGMA user_version"} {
		n = append(n, -1)
		if err := db.QueryRow(query).Scan(&n[len(n)-1]); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func TestSecretsOfARowAreRedactedInTextAndInStructure(t *testing.T) {
	ctx, c, _ := start(t)
	text, _ := call(ctx, t, c, "query", map[string]any{"sql": "SELECT name, email, notes FROM customers WHERE id = 3"})
	for _, secret := range []string{"shop@kestrel.example.com", "mk_5vT9qLr2XwB8nZc4KdYh7PsJ"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s left: %s", secret, text)
		}
	}
	for _, want := range []string{"Kestrel Cycles", "[EMAIL_1]", "[API_KEY_1]"} {
		if strings.Count(text, want) != 2 {
			t.Errorf("%s is there %d times, want 2: %s", want, strings.Count(text, want), text)
		}
	}
}

func TestTheSchemaNamesTablesAndColumns(t *testing.T) {
	ctx, c, _ := start(t)
	text, code := call(ctx, t, c, "schema", nil)
	for _, want := range []string{"customers", "orders", "products", "price_cents"} {
		if code != "" || !strings.Contains(text, want) {
			t.Errorf("no %s: code %q, %s", want, code, text)
		}
	}
}

func TestAnExistingDatabaseIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.db")
	own, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := own.Exec("CREATE TABLE mine (x); INSERT INTO mine VALUES (42)"); err != nil {
		t.Fatal(err)
	}
	own.Close()
	db, err := server.Connect(file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(t.Context(), "SELECT x FROM mine")
	if err != nil || len(rows.Rows) != 1 || rows.Rows[0][0] != int64(42) {
		t.Errorf("SELECT x = %v, %v, want 42", rows, err)
	}
}

func TestConnectKnowsTheEngines(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://reader:p%40ss@127.0.0.1:1/shop": "failed to connect",
		"mysql://reader:p%40ss@127.0.0.1:1/shop":    "dial tcp",
		filepath.Join(t.TempDir(), "shop.db"):       "",
	} {
		db, err := server.Connect(address)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("Connect(%q) = %v, want %q", address, err, want)
		}
		if err == nil {
			db.Close()
		}
	}
}
