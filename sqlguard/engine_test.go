package sqlguard_test

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed testdata/sqlite/shop.sql
var shop string

// seed returns the bytes of a database file with the shop in it.
var seed = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "sqlguard")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "shop.db")
	db, err := sql.Open("sqlite", file+"?_pragma=synchronous(0)")
	if err != nil {
		panic(err)
	}
	if _, err := db.Exec(shop); err != nil {
		panic(err)
	}
	db.Close()
	data, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return data
})

// open returns a fresh shop that may be written, and its folder. One
// connection, so that settings and temporary tables are seen.
func open(t testing.TB) (db *sql.DB, dir string) {
	t.Helper()
	dir = t.TempDir()
	file := filepath.Join(dir, "shop.db")
	if err := os.WriteFile(file, seed(), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", file+"?_pragma=synchronous(0)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db, dir
}

// watched are the settings of a connection that state looks at.
var watched = strings.Fields(`query_only writable_schema trusted_schema foreign_keys recursive_triggers journal_mode
	synchronous user_version application_id encoding cache_size mmap_size temp_store secure_delete max_page_count
	ignore_check_constraints legacy_alter_table busy_timeout locking_mode auto_vacuum automatic_index defer_foreign_keys
	reverse_unordered_selects soft_heap_limit hard_heap_limit threads cell_size_check data_version`)

// state describes everything that a statement must not change: tables and their
// rows, the schemas, attached databases, settings, files.
func state(t testing.TB, db *sql.DB, dir string) string {
	t.Helper()
	var b strings.Builder
	dump(t, db, &b, "SELECT * FROM sqlite_temp_schema ORDER BY name") // first: it makes the list of databases longer
	for _, name := range watched {
		dump(t, db, &b, "PRAGMA "+name)
	}
	dump(t, db, &b, "PRAGMA database_list")
	dump(t, db, &b, "SELECT * FROM sqlite_schema ORDER BY name")
	for _, table := range []string{"customers", "categories", "products", "orders", "order_items", "employees", "events", "Match", "credential", "articles"} {
		dump(t, db, &b, `SELECT rowid, * FROM "`+table+`" ORDER BY rowid`)
	}
	if dir != "" {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			fmt.Fprintln(&b, f.Name())
		}
	}
	return b.String()
}

func dump(t testing.TB, db *sql.DB, b *strings.Builder, query string) {
	t.Helper()
	fmt.Fprintln(b, query)
	rows, err := db.Query(query)
	if err != nil {
		fmt.Fprintln(b, err)
		return
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(b, values...)
	}
	if rows.Err() != nil {
		fmt.Fprintln(b, rows.Err())
	}
}

// drain runs a statement to its end and counts rows.
func drain(ctx context.Context, db *sql.DB, statement string, args ...any) (n int, err error) {
	rows, err := db.QueryContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// An action is what SQLite's authorizer was asked.
type action struct {
	code              sqlite.AuthorizerActionCode
	arg1, arg2, inner string
}

// authorize installs an authorizer that notes every question in log.
func authorize(t testing.TB, db *sql.DB, log *[]action) {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(
			func(code sqlite.AuthorizerActionCode, arg1, arg2, _, inner string) sqlite.AuthorizerReturnCode {
				*log = append(*log, action{code, arg1, arg2, inner})
				return sqlite.AuthorizerOK
			})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A verdict is what the engine says of a text when it prepares it.
type verdict struct {
	err      string // empty if the first statement was accepted
	tail     string // what was left behind the first statement
	readonly bool
}

// A preparer prepares statements without running them.
type preparer struct {
	tls *libc.TLS
	db  uintptr
}

func newPreparer(t testing.TB) *preparer {
	t.Helper()
	_, dir := open(t)
	p := &preparer{tls: libc.NewTLS()}
	name, out := p.str(filepath.Join(dir, "shop.db")), p.word()
	if rc := sqlite3.Xsqlite3_open_v2(p.tls, name, out, sqlite3.SQLITE_OPEN_READWRITE, 0); rc != sqlite3.SQLITE_OK {
		t.Fatalf("open: %d", rc)
	}
	p.db = load(out)
	libc.Xfree(p.tls, name)
	libc.Xfree(p.tls, out)
	t.Cleanup(func() { sqlite3.Xsqlite3_close_v2(p.tls, p.db); p.tls.Close() })
	return p
}

func (p *preparer) prepare(statement string) verdict {
	text, stmt, tail := p.str(statement), p.word(), p.word()
	defer func() {
		libc.Xfree(p.tls, text)
		libc.Xfree(p.tls, stmt)
		libc.Xfree(p.tls, tail)
	}()
	if rc := sqlite3.Xsqlite3_prepare_v2(p.tls, p.db, text, -1, stmt, tail); rc != sqlite3.SQLITE_OK {
		return verdict{err: libc.GoString(sqlite3.Xsqlite3_errmsg(p.tls, p.db))}
	}
	defer sqlite3.Xsqlite3_finalize(p.tls, load(stmt))
	v := verdict{tail: libc.GoString(load(tail)), readonly: sqlite3.Xsqlite3_stmt_readonly(p.tls, load(stmt)) != 0}
	if load(stmt) == 0 {
		v.err = "empty statement"
	}
	return v
}

func (p *preparer) str(s string) uintptr {
	c, err := libc.CString(s)
	if err != nil {
		panic(err)
	}
	return c
}

func (p *preparer) word() uintptr {
	return libc.Xcalloc(p.tls, 1, libc.Tsize_t(unsafe.Sizeof(uintptr(0))))
}

func load(p uintptr) uintptr { return *(*uintptr)(*(*unsafe.Pointer)(unsafe.Pointer(&p))) }
