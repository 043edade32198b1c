// Package server lets a model ask a PostgreSQL, MySQL, MariaDB or SQLite
// database, and change nothing: every call passes the guard, every statement
// runs in a read-only session.
package server

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/sqliteguard" // with the driver "sqlite"
)

//go:embed seed.sql
var seed string

// rows is how many rows a query returns at most.
const rows = 200

// A Database is one that is only read.
type Database struct {
	*sqlguard.DB
	io.Closer
	policy *sqlguard.Policy
}

// Connect opens the database at an address such as postgres://user@host/name or
// mysql://user@host:3306/name, or in a SQLite file, which it creates with a few
// rows if there is none. The account must be one that may only read.
func Connect(address string) (*Database, error) {
	u, err := url.Parse(address)
	switch {
	case err == nil && u.Scheme == "postgres":
		c, err := pgx.ParseConfig(address)
		if err != nil {
			return nil, err
		}
		c.MaxProtocolMessageBodyLen = 16 << 20 // of a row, which is taken into memory as a whole
		return connect(stdlib.OpenDB(*c), sqlguard.Postgres)
	case err == nil && u.Scheme == "mysql":
		c := mysql.NewConfig()
		c.Net, c.Addr, c.User, c.DBName = "tcp", u.Host, u.User.Username(), filepath.Base(u.Path)
		c.Passwd, _ = u.User.Password()
		connector, err := mysql.NewConnector(c)
		if err != nil {
			return nil, err
		}
		return connect(sql.OpenDB(connector), sqlguard.MySQL)
	}
	if err := create(address); err != nil {
		return nil, err
	}
	policy := sqlguard.ReadOnly(sqlguard.SQLite)
	db, err := sqliteguard.NewDB(address, policy, sqlguard.Options{MaxRows: rows}, sqliteguard.Limits{})
	if err != nil {
		return nil, err
	}
	return &Database{db.DB, db, policy}, nil
}

func connect(pool *sql.DB, dialect sqlguard.Dialect) (*Database, error) {
	policy := sqlguard.ReadOnly(dialect)
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{MaxRows: rows})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &Database{db, pool, policy}, nil
}

// create makes a database with a few customers, products and orders if there is no
// such file.
func create(file string) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()) // whatever is in the name
	if err != nil {
		return err
	}
	_, err = db.Exec(seed)
	return errors.Join(err, db.Close())
}

// New returns a server for the database, and the guard to serve it with.
// Callers must be authenticated, unless insecureAnonymous lets everybody in.
func New(db *Database, record guard.Recorder, insecureAnonymous bool) (*server.MCPServer, *guard.Guard, error) {
	g, err := guard.New(guard.Policy{
		Record: record, Redact: redact.Default(), Limit: ratelimit.PerCaller(60, time.Minute),
		Tools: map[string]guard.Tool{"schema": {}, "query": {Args: guard.Args{"sql": db.policy}}}, InsecureAnonymous: insecureAnonymous,
	})
	s := server.NewMCPServer("database", "1.0.0", mcpgo.WithGuard(g)) // a nil guard denies everything
	about, reads := mcp.WithDescription, mcp.WithReadOnlyHintAnnotation(true)
	statement := mcp.WithString("sql", mcp.Required(), mcp.Description("one SELECT statement for "+db.policy.Dialect.String()))
	s.AddTool(mcp.NewTool("schema", about("Lists the tables and their columns"), reads), db.schema)
	s.AddTool(mcp.NewTool("query", about(fmt.Sprintf("Runs a query; returns at most %d rows", rows)), statement, reads), db.query)
	return s, g, err
}

// schema answers with structured content and the same as text, and so does query.
func (db *Database) schema(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	tables, err := db.Schema(ctx)
	return mcp.NewToolResultStructuredOnly(map[string]any{"tables": tables}), err
}

func (db *Database) query(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	rows, err := db.Query(ctx, r.GetString("sql", ""))
	return mcp.NewToolResultStructuredOnly(rows), err
}
