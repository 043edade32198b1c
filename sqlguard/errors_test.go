package sqlguard_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// canary stands in the data and in the names of statements; canaryTable makes a
// table that holds it.
const canary = "canary7531"

var canaryTable = map[sqlguard.Dialect][]string{
	sqlguard.Postgres: {"CREATE TABLE box (id int, body text)", "INSERT INTO box VALUES (1, 'canary7531'), (2, 'canary7531 too')", "GRANT SELECT ON box TO mcpcordon_reader",
		"CREATE FUNCTION complain() RETURNS int LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'it is canary7531' USING DETAIL = 'canary7531', HINT = 'canary7531'; END$$",
		"CREATE FUNCTION insist() RETURNS int LANGUAGE plpgsql AS $$BEGIN ASSERT false, 'canary7531'; END$$", "CREATE TABLE canary7531_closed (a int)"},
	sqlguard.MySQL: {"CREATE TABLE box (id int, body varchar(30))", "INSERT INTO box VALUES (1, 'canary7531'), (2, 'canary7531 too')", "CREATE TABLE gone7531 (canary7531 int)", "CREATE VIEW canary7531_view AS SELECT canary7531 FROM gone7531", "DROP TABLE gone7531",
		"CREATE FUNCTION complain() RETURNS int READS SQL DATA BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'it is canary7531'; RETURN 1; END", "CREATE VIEW complaint AS SELECT complain() AS n"},
	sqlguard.SQLite: {"CREATE TABLE box (id int, body text)", "INSERT INTO box VALUES (1, 'canary7531'), (2, 'canary7531 too')", "CREATE VIEW canary7531_view AS SELECT canary7531 FROM box", "CREATE VIEW canary7531_loop AS SELECT 1 FROM canary7531_loop2", "CREATE VIEW canary7531_loop2 AS SELECT 1 FROM canary7531_loop", "CREATE VIRTUAL TABLE pages USING fts5(text)"},
}

// The statements of the files get past the policy; the engine refuses each, most of
// them for a reason of their own, and often names the data.
func TestErrorsOfTheEngineSayNothingOfTheData(t *testing.T) {
	functions := []string{"complain", "insist", "polygon"}
	check := func(t *testing.T, s sqlguard.Dialect, db *sqlguard.DB, admin *sql.DB) {
		for _, statement := range canaryTable[s] {
			exec(t, admin, statement)
		}
		kinds, telling := 0, 0
		for _, statement := range lines(t, s, "faults.sql") {
			rows, err := db.Query(t.Context(), statement)
			var denial *guard.Denial
			if !errors.As(err, &denial) {
				t.Errorf("Query(%q) = %v, %v, want a denial", statement, rows, err)
				continue
			}
			if denial.Code == guard.CodeInternal || !strings.Contains(denial.Detail, "query:") {
				t.Errorf("Query(%q) = %v (%s), want an error of the engine with a code of its own", statement, err, denial.Detail)
			}
			if kinds++; strings.Contains(denial.Detail, canary) {
				telling++
			}
			if strings.Contains(err.Error(), "7531") || strings.Contains(denial.Hint, "7531") || strings.Contains(denial.Argument, "7531") {
				t.Errorf("Query(%q) tells the client %v", statement, err)
			}
		}
		t.Logf("%d errors, %d of them name the data or a name of the statement", kinds, telling)
		if kinds < 25 || telling < 10 {
			t.Errorf("%d errors, of which the engine's text names the canary in %d: this test sees too little", kinds, telling)
		}
	}
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			pool, admin := s.reader(t)
			policy := sqlguard.ReadOnly(s.dialect)
			policy.Functions, policy.Types = functions, []string{"jsonpath"}
			db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
			if err != nil {
				t.Fatal(err)
			}
			check(t, s.dialect, db, admin)
		})
	}
	t.Run("sqlite", func(t *testing.T) {
		admin, dir := open(t)
		reader, err := sql.Open("sqlite", dir+"/shop.db")
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		policy := lite()
		policy.Tables = nil
		db, err := sqlguard.NewDB(reader, policy, sqlguard.Options{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, sqlguard.SQLite, db, admin)
	})
}

func TestValuesThatDoNotFitTheParameters(t *testing.T) {
	var lenient *sqlguard.DB
	var err error
	check := func(t *testing.T, db *sqlguard.DB, statement string) {
		for name, args := range map[string][]any{"another type": {struct{ Secret string }{canary}}, "too many": {canary, canary, canary}, "too few": {}} {
			if name == "too many" && db == lenient {
				continue // the driver takes the first
			}
			_, err := db.Query(t.Context(), statement, args...)
			if guard.CodeOf(err) != guard.CodeInvalidArgument || strings.Contains(err.Error(), canary) {
				t.Errorf("%s: Query = %v (%#v), want %v", name, err, err, guard.CodeInvalidArgument)
			}
		}
	}
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, db *sqlguard.DB, _ *sql.DB) {
		if s.dialect == sqlguard.MySQL {
			check(t, db, "SELECT id FROM orders WHERE id = ?")
			return
		}
		check(t, db, "SELECT id FROM orders WHERE id = $1")
		if _, err := db.Query(t.Context(), "SELECT id FROM orders WHERE id = $1", canary); guard.CodeOf(err) != guard.CodeInvalidArgument || strings.Contains(err.Error(), canary) {
			t.Errorf("a text for a number: %v (%#v)", err, err)
		}
	})
	pool, _ := open(t)
	lenient, err = sqlguard.NewDB(pool, lite(), sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, lenient, "SELECT id FROM orders WHERE id = ?")
}
