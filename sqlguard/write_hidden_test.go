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
INSERT INTO houses VALUES (1, 1); INSERT INTO rooms VALUES (1, 1), (2, 1);
CREATE TABLE clocks (id int, n int, at timestamp DEFAULT '2020-01-01' ON UPDATE CURRENT_TIMESTAMP, UNIQUE (at));
CREATE TABLE hands (at timestamp NULL, FOREIGN KEY (at) REFERENCES clocks(at) ON UPDATE CASCADE);
INSERT INTO clocks (id, n) VALUES (1, 1); INSERT INTO hands VALUES ('2020-01-01');`,
		map[string]bool{
			"UPDATE clocks SET n = 9 WHERE id = 1":  false,
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
		for _, table := range []string{"owners", "houses", "clocks"} {
			policy.Writes = append(policy.Writes, sqlguard.Write{Table: table, Update: true, Columns: []string{"id", "n", "rowid", "_rowid_"}, MaxRows: 9})
		}
		db, err := sqlguard.NewDB(o.pool, policy, sqlguard.Options{InsecureAnyRole: true})
		if err != nil {
			t.Fatal(err)
		}
		others := func(q querier) string {
			text := ""
			for _, query := range []string{"SELECT * FROM pets ORDER BY 1", "SELECT * FROM rooms ORDER BY 1", "SELECT * FROM hands"} {
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

// MariaDB counts more than rows for tables with partitions and sequences: each
// statement may change one row.
func TestRowsAreCountedByTable(t *testing.T) {
	_, pool := mysql.shop(t)
	columns := []string{"id", "body"}
	policy := &sqlguard.Policy{Dialect: sqlguard.MySQL, Writes: []sqlguard.Write{
		{Table: "parts", Insert: true, Update: true, Delete: true, Columns: columns},
		{Table: "numbered", Insert: true, Update: true, Columns: columns},
		{Table: "watched", Insert: true, Update: true, Delete: true, Columns: columns, InsecureTriggers: true},
	}}
	for _, statement := range []string{
		"CREATE TABLE parts (id int, body text) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (100), PARTITION b VALUES LESS THAN (200))",
		"INSERT INTO parts VALUES (1, 'a'), (2, 'b')",
		"CREATE TABLE watched (id int, body text) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (100))",
		"CREATE TRIGGER watching AFTER INSERT ON watched FOR EACH ROW INSERT INTO note VALUES (500 + NEW.id, 'by trigger')",
	} {
		exec(t, pool, statement)
	}
	if _, err := pool.Exec("CREATE SEQUENCE numbers NOCACHE"); err == nil { // of MariaDB
		exec(t, pool, "CREATE TABLE numbered (id int DEFAULT nextval(numbers), body text)")
	} else {
		exec(t, pool, "CREATE TABLE numbered (id int AUTO_INCREMENT PRIMARY KEY, body text)")
	}
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{InsecureAnyRole: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		statement string
		allowed   bool
	}{
		{"INSERT INTO parts (id, body) VALUES (3, 'c')", true},
		{"UPDATE parts SET body = 'x' WHERE id = 1", true},
		{"UPDATE parts SET body = 'y' WHERE id < 3", false},
		{"DELETE FROM parts WHERE id = 1", true},
		{"DELETE FROM parts WHERE id > 1", false},
		{"INSERT INTO numbered (body) VALUES ('a')", true},
		{"INSERT INTO numbered (body) VALUES ('b')", true},
		{"UPDATE numbered SET body = 'c' WHERE body > ''", false},
		{"INSERT INTO watched (id, body) VALUES (1, 'a')", kindOf(t, pool) == "mysql"}, // which does not count what triggers change
	} {
		if _, err := db.Exec(t.Context(), row.statement); (err == nil) != row.allowed {
			t.Errorf("Exec(%q) = %v, want allowed %v", row.statement, err, row.allowed)
		}
	}
}

// SQLite does not look at foreign keys by itself.
func TestForeignKeysOfSQLiteHold(t *testing.T) {
	pool, _ := open(t)
	exec(t, pool, "CREATE TABLE houses (id INTEGER PRIMARY KEY); CREATE TABLE rooms (id INTEGER, house INTEGER REFERENCES houses(id)); INSERT INTO houses VALUES (1), (2); INSERT INTO rooms VALUES (1, 1)")
	db, err := sqlguard.NewDB(pool, &sqlguard.Policy{Dialect: sqlguard.SQLite, Writes: []sqlguard.Write{
		{Table: "rooms", Insert: true, Columns: []string{"id", "house"}}, {Table: "houses", Delete: true},
	}}, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for statement, want := range map[string]guard.Code{
		"INSERT INTO rooms (id, house) VALUES (2, 99)": guard.CodeInvalidArgument,
		"INSERT INTO rooms (id, house) VALUES (2, 1)":  "",
		"DELETE FROM houses WHERE id = 1":              guard.CodeInvalidArgument,
		"DELETE FROM houses WHERE id = 2":              "",
	} {
		if _, err := db.Exec(t.Context(), statement); guard.CodeOf(err) != want {
			t.Errorf("Exec(%q) = %v, want %q", statement, err, want)
		}
	}
}
