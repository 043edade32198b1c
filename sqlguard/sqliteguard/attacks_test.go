package sqliteguard_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/sqliteguard"
)

// The attacks of sqlguard's tests go straight to a guarded connection, one second
// each. None changes the file or leaves another, and none shows what is denied.
func TestAttacksPastTheCheckChangeAndShowNothing(t *testing.T) {
	file, plain := shop(t)
	var token string
	if err := plain.QueryRow("SELECT token FROM credential LIMIT 1").Scan(&token); err != nil || len(token) < 4 {
		t.Fatalf("the secret is %q, %v", token, err)
	}
	p := policy()
	p.Deny = append(p.Deny, "short_tokens", "shorter") // what they show is allowed otherwise
	guarded := sqliteguard.Guarded(t, file, p, sqliteguard.Limits{ValueBytes: 1 << 20})
	text, err := os.ReadFile("../testdata/sqlite/attacks.tsv")
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir()) // attacks that make files name them without a folder
	attacks, ran := 0, 0
	for line := range strings.Lines(string(text)) {
		_, statement, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		statement = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(statement)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		conn := guarded(t.Context())
		got, err := drain(ctx, conn, statement)
		conn.Close()
		cancel()
		if attacks++; err == nil {
			ran++
		}
		if strings.Contains(got, token) {
			t.Errorf("%q shows %q", statement, got)
		}
	}
	t.Logf("%d attacks, %d without an error", attacks, ran)
	if attacks < 100 || ran > attacks/3 {
		t.Errorf("of %d attacks %d ran", attacks, ran)
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the file was changed, %v", err)
	}
	for _, folder := range []string{".", filepath.Dir(file)} {
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if f.Name() != filepath.Base(file) {
				t.Errorf("an attack left %s", f.Name())
			}
		}
	}
}

// With a list of tables nothing else is read, and WITH still works.
func TestListOfTables(t *testing.T) {
	file, _ := shop(t)
	p := sqlguard.ReadOnly(sqlguard.SQLite)
	p.Tables = []string{"orders", "shorter", "sqlite_schema"}
	db, err := sqliteguard.NewDB(file, p, sqlguard.Options{}, sqliteguard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	guarded := sqliteguard.Guarded(t, file, p, sqliteguard.Limits{})
	for statement, allowed := range map[string]bool{
		"SELECT count(*) FROM orders": true, "WITH c AS (SELECT id FROM orders) SELECT count(*) FROM c": true, "SELECT first FROM shorter": true,
		"SELECT name FROM sqlite_schema": true, "SELECT value FROM json_each('[1]')": true,
		"SELECT name FROM customers": false, "SELECT count(*) FROM customers": false, "SELECT id FROM short_tokens": false, "SELECT count(*) FROM dbstat": false,
	} {
		if _, err := db.Query(t.Context(), statement); (err == nil) != allowed {
			t.Errorf("Query(%q) = %#v, want it allowed: %v", statement, err, allowed)
		}
		func() {
			conn := guarded(t.Context())
			defer conn.Close()
			if got, err := drain(t.Context(), conn, statement); (err == nil) != allowed {
				t.Errorf("%q past the check: %q, %v, want it allowed: %v", statement, got, err, allowed)
			}
		}()
	}
}

// A refusal of the engine is one of the statement, not a fault of the server.
func TestRefusalOfTheEngineHasItsCode(t *testing.T) {
	file, _ := shop(t)
	p := policy()
	p.Functions = []string{"load_extension"} // the engine refuses it all the same
	db, err := sqliteguard.NewDB(file, p, sqlguard.Options{}, sqliteguard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Query(t.Context(), "SELECT load_extension('x')")
	if guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), "does not allow something") {
		t.Errorf("Query = %#v, want %v", err, guard.CodeStatementNotAllowed)
	}
}
