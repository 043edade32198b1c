package sqlguard_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// grants give an account the columns that listing lists.
var grants = []string{
	"GRANT SELECT (id, name, country) ON DB.customers TO ROLE", "GRANT SELECT ON DB.orders TO ROLE",
	"GRANT SELECT (order_id, quantity) ON DB.order_items TO ROLE", "GRANT SELECT (id, name, parent_id) ON DB.categories TO ROLE",
}

// columnReader opens a connection of an account that may read the listed columns
// and nothing else, and one of the administrator.
func (s server) columnReader(t *testing.T) (db, admin *sql.DB) {
	t.Helper()
	account := fmt.Sprintf("mcpcordon_columns_%d", os.Getpid())
	name, owner := s.shop(t)
	schema, role, create, drop := "public", account, "CREATE ROLE "+account+" LOGIN", "DROP OWNED BY "+account+"; DROP ROLE "+account
	if s.dialect == sqlguard.MySQL {
		schema, role = name, account+"@'127.0.0.1'"
		create, drop = "CREATE USER "+role, "DROP USER "+role
	}
	exec(t, owner, create)
	t.Cleanup(func() { exec(t, owner, drop) })
	for _, statement := range grants {
		exec(t, owner, strings.Replace(strings.Replace(statement, "DB.", schema+".", 1), "ROLE", role, 1))
	}
	db, err := sql.Open(s.driver, s.as(account, name))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db, s.plain(t, name)
}

// forbidden reports whether an engine refuses a statement for want of a right.
func forbidden(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42501" || err != nil && (strings.HasPrefix(err.Error(), "Error 1142") || strings.HasPrefix(err.Error(), "Error 1143"))
}

// TestMutantsReadNoColumnThatIsNotListed changes the tokens of statements about
// columns and asks the engine about those that the policy allows: the servers by
// an account that has a right to the listed columns alone, SQLite by its
// authorizer.
func TestMutantsReadNoColumnThatIsNotListed(t *testing.T) {
	reads := map[sqlguard.Dialect]func(string) bool{}
	for _, s := range []server{postgres, mysql} {
		db, admin := s.columnReader(t)
		defer admin.Close()
		limit := timeLimit(t, s.dialect, admin, 300)
		exec(t, db, limit)
		exec(t, admin, limit)
		reads[s.dialect] = func(statement string) bool {
			if _, err := result(db, statement); !forbidden(err) {
				return false
			}
			_, err := result(admin, statement) // MariaDB looks at rights before it finds that a name is ambiguous
			return err == nil
		}
	}
	lite, _ := open(t)
	var log []action
	authorize(t, lite, &log)
	reads[sqlguard.SQLite] = func(statement string) bool {
		log = log[:0]
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := drain(ctx, lite, statement); err != nil {
			return false
		}
		for _, a := range log {
			if strings.EqualFold(a.arg1, "customers") && strings.EqualFold(a.arg2, "email") {
				return true
			}
		}
		return false
	}
	for d, letter := range letterOf {
		t.Run(d.String(), func(t *testing.T) {
			policy := listing(d)
			policy.Tables = []string{"customers", "orders", "order_items", "categories"}
			var seeds [][]string
			for _, row := range append(listedReads, unlistedReads...) {
				if strings.Contains(row.dialects, letter) {
					seeds = append(seeds, pieces.FindAllString(row.statement, -1))
				}
			}
			random := rand.New(rand.NewPCG(fuzzSeed(), 3))
			mutants, allowed := 0, 0
			for end := time.Now().Add(fuzzTime(t)); time.Now().Before(end) && !t.Failed(); mutants++ {
				statement := mutant(random, seeds)
				if policy.Check(t.Context(), statement) != nil {
					continue
				}
				allowed++
				if reads[d](statement) {
					t.Errorf("%q is allowed and reads a column that is not listed", statement)
				}
			}
			t.Logf("%d mutants, %d allowed", mutants, allowed)
		})
	}
}
