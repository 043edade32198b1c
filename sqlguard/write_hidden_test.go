package sqlguard_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// Each statement changes rows of another table in a way that its own columns do not
// show: through a column that is generated, another name of the key, or a row that
// moves to another partition.
var hiddenEffects = map[sqlguard.Dialect]struct {
	setup  string
	writes map[string]bool // whether it is allowed
}{
	sqlguard.SQLite: {`CREATE TABLE owners (id INTEGER PRIMARY KEY, n INTEGER, twice INTEGER GENERATED ALWAYS AS (n * 2) STORED UNIQUE);
CREATE TABLE pets (id INTEGER, twice INTEGER REFERENCES owners(twice) ON UPDATE CASCADE);
CREATE TABLE houses (id INTEGER PRIMARY KEY, n INTEGER);
CREATE TABLE rooms (id INTEGER, house INTEGER REFERENCES houses(id) ON UPDATE CASCADE);
INSERT INTO owners (id, n) VALUES (1, 1); INSERT INTO pets VALUES (1, 2), (2, 2);
INSERT INTO houses VALUES (1, 1); INSERT INTO rooms VALUES (1, 1), (2, 1);`,
		map[string]bool{
			"UPDATE owners SET n = 9 WHERE id = 1":       false,
			"UPDATE houses SET rowid = 9 WHERE id = 1":   false,
			"UPDATE houses SET _ROWID_ = 9 WHERE id = 1": false,
			"UPDATE houses SET n = 9 WHERE id = 1":       true,
		}},
	sqlguard.Postgres: {`CREATE TABLE owners (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED UNIQUE);
CREATE TABLE pets (id int, twice int REFERENCES owners(twice) ON UPDATE CASCADE);
INSERT INTO owners (id, n) VALUES (1, 1); INSERT INTO pets VALUES (1, 2), (2, 2);
CREATE TABLE houses (id int, n int) PARTITION BY RANGE (id);
CREATE TABLE houses_1 PARTITION OF houses FOR VALUES FROM (0) TO (100);
CREATE TABLE houses_2 PARTITION OF houses FOR VALUES FROM (100) TO (200);
CREATE TABLE rooms (id int, house int);
CREATE FUNCTION room() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO rooms VALUES (0, OLD.id); RETURN OLD; END';
CREATE TRIGGER room AFTER DELETE ON houses FOR EACH ROW EXECUTE FUNCTION room();
INSERT INTO houses VALUES (1, 1);`,
		map[string]bool{
			"UPDATE owners SET n = 9 WHERE id = 1":    false,
			"UPDATE houses SET id = 150 WHERE id = 1": false,
			"UPDATE houses SET n = 9 WHERE id = 1":    true,
		}},
	sqlguard.MySQL: {`CREATE TABLE owners (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED UNIQUE);
CREATE TABLE pets (id int, twice int, FOREIGN KEY (twice) REFERENCES owners(twice) ON UPDATE CASCADE);
INSERT INTO owners (id, n) VALUES (1, 1); INSERT INTO pets VALUES (1, 2), (2, 2);
CREATE TABLE houses (id int PRIMARY KEY, n int);
CREATE TABLE rooms (id int, house int, FOREIGN KEY (house) REFERENCES houses(id) ON UPDATE CASCADE);
INSERT INTO houses VALUES (1, 1); INSERT INTO rooms VALUES (1, 1), (2, 1);`,
		map[string]bool{
			"UPDATE owners SET n = 9 WHERE id = 1":  false,
			"UPDATE houses SET id = 9 WHERE id = 1": false,
			"UPDATE houses SET n = 9 WHERE id = 1":  true,
		}},
}

func TestWhatAStatementChangesUnseenIsRefused(t *testing.T) {
	onOffices(t, sqlguard.Options{}, func(t *testing.T, o *office) {
		hidden := hiddenEffects[o.dialect]
		exec(t, o.plain, hidden.setup)
		policy := &sqlguard.Policy{Dialect: o.dialect}
		for _, table := range []string{"owners", "houses"} {
			policy.Writes = append(policy.Writes, sqlguard.Write{Table: table, Update: true, Columns: []string{"id", "n", "rowid", "_rowid_"}, MaxRows: 9})
		}
		db, err := sqlguard.NewDB(o.pool, policy, sqlguard.Options{InsecureAnyRole: true})
		if err != nil {
			t.Fatal(err)
		}
		others := func(q querier) string {
			text := ""
			for _, query := range []string{"SELECT * FROM pets ORDER BY 1", "SELECT * FROM rooms ORDER BY 1"} {
				if rows, err := result(q, query); err == nil {
					text += rows
				}
			}
			return text
		}
		before := others(o.plain)
		for statement, allowed := range hidden.writes {
			tx, err := o.plain.Begin()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec(statement); err != nil || (others(tx) == before) != allowed {
				t.Errorf("on a plain connection %q: %v, want no change of other tables: %v", statement, err, allowed)
			}
			tx.Rollback()
			want := guard.CodeStatementNotAllowed
			if allowed {
				want = ""
			}
			if _, err := db.Exec(t.Context(), statement); guard.CodeOf(err) != want || others(o.plain) != before {
				t.Errorf("Exec(%q) = %v, want %q and no change of other tables", statement, err, want)
			}
		}
	})
}
