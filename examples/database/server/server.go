// Package server lets a model ask a PostgreSQL, MySQL, MariaDB or SQLite
// database, and change nothing: every call passes the guard, every statement
// runs in a read-only session.
package server

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

//go:embed seed.sql
var seed string

// Connect opens the database at an address such as postgres://user@host/name or
// mysql://user@host:3306/name, or in a SQLite file, and returns its dialect.
func Connect(address string) (*sql.DB, sqlguard.Dialect, error) {
	u, err := url.Parse(address)
	switch {
	case err == nil && u.Scheme == "postgres":
		db, err := sql.Open("pgx", address)
		return db, sqlguard.Postgres, err
	case err == nil && u.Scheme == "mysql":
		c := mysql.NewConfig()
		c.Net, c.Addr, c.User, c.DBName = "tcp", u.Host, u.User.Username(), filepath.Base(u.Path)
		c.Passwd, _ = u.User.Password()
		db, err := sql.Open("mysql", c.FormatDSN())
		return db, sqlguard.MySQL, err
	}
	db, err := Open(address)
	return db, sqlguard.SQLite, err
}

// Open opens the database in a file for reading. It creates one with a few
// customers, products and orders if there is no such file.
func Open(file string) (*sql.DB, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	uri := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(file), RawQuery: "mode=rwc"}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		db, err := sql.Open("sqlite", uri.String())
		if err != nil {
			return nil, err
		}
		_, err = db.Exec(seed)
		if err = errors.Join(err, db.Close()); err != nil {
			return nil, err
		}
	}
	uri.RawQuery = "mode=ro"
	return sql.Open("sqlite", uri.String())
}

// New returns a server for the database, and the guard to serve it with.
// Callers must be authenticated, unless insecureAnonymous lets everybody in. The
// account of the pool must be one that may only read.
func New(pool *sql.DB, dialect sqlguard.Dialect, record guard.Recorder, insecureAnonymous bool) (*server.MCPServer, *guard.Guard, error) {
	policy := sqlguard.ReadOnly(dialect)
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{MaxRows: 200})
	if err != nil {
		return nil, nil, err
	}
	g, err := guard.New(guard.Policy{
		Record: record, Redact: redact.Default(), Limit: ratelimit.PerCaller(60, time.Minute),
		Tools: map[string]guard.Tool{
			"schema": {},
			"query":  {Args: guard.Args{"sql": policy}},
		},
		InsecureAnonymous: insecureAnonymous,
	})
	s := server.NewMCPServer("database", "1.0.0", mcpgo.WithGuard(g)) // a nil guard denies everything
	h, about, reads := handlers{db}, mcp.WithDescription, mcp.WithReadOnlyHintAnnotation(true)
	statement := mcp.WithString("sql", mcp.Required(), mcp.Description("one SELECT statement for "+dialect.String()))
	s.AddTool(mcp.NewTool("schema", about("Lists the tables and their columns"), reads), h.schema)
	s.AddTool(mcp.NewTool("query", about("Runs a query; returns at most 200 rows"), statement, reads), h.query)
	return s, g, err
}

// handlers answer with structured content and the same as text.
type handlers struct{ *sqlguard.DB }

func (h handlers) schema(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	tables, err := h.Schema(ctx)
	return mcp.NewToolResultStructuredOnly(map[string]any{"tables": tables}), err
}

func (h handlers) query(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	rows, err := h.Query(ctx, r.GetString("sql", ""))
	return mcp.NewToolResultStructuredOnly(rows), err
}
