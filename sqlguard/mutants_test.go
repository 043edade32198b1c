package sqlguard_test

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// TestMutantsThatServersAreAskedOnlyRead changes the tokens of attacks and honest
// statements and runs what the policy still allows as the administrator, as
// written and in canonical form. Both must end alike, and nothing may be changed. MCPCORDON_FUZZTIME says for how
// long it looks; a second without it.
func TestMutantsThatServersAreAskedOnlyRead(t *testing.T) {
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			name, _ := s.shop(t)
			j := &judge{server: s, db: s.plain(t, name), dir: t.TempDir()}
			defer j.db.Close()
			if s.dialect == sqlguard.MySQL {
				j.kind = kindOf(t, j.db)
			}
			j.before = j.state(t)
			random := rand.New(rand.NewPCG(fuzzSeed(), 2))
			var seeds [][]string
			for _, file := range []string{"honest.sql", "attacks.tsv"} {
				for _, line := range lines(t, s.dialect, file) {
					if _, statement, ok := strings.Cut(line, "\t"); ok && file == "attacks.tsv" {
						line = statement
					}
					seeds = append(seeds, pieces.FindAllString(line, -1))
				}
			}
			mutants := 0
			for end := time.Now().Add(fuzzTime(t)); time.Now().Before(end); mutants++ {
				j.judge(t, mutant(random, seeds))
				if t.Failed() {
					break
				}
			}
			j.unchanged(t, "all mutants together")
			t.Logf("%d mutants, %d allowed, %d run by the engine", mutants, j.allowed, j.ran)
		})
	}
}

// fuzzSeed is another one in each run that looks for long, and the same one in
// the others: a test that fails does so again.
func fuzzSeed() uint64 {
	if os.Getenv("MCPCORDON_FUZZTIME") == "" {
		return 1
	}
	return uint64(time.Now().UnixNano())
}

func fuzzTime(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("MCPCORDON_FUZZTIME")
	if text == "" {
		return time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A judge runs statements on an engine that may write.
type judge struct {
	server       server
	db           *sql.DB
	dir, before  string
	kind         string // of a server of MySQL's language
	allowed, ran int
}

// limitTime lets no statement run for longer than ms milliseconds; zero lifts
// that.
func (j *judge) limitTime(t *testing.T, ms int) {
	t.Helper()
	exec(t, j.db, timeLimit(t, j.server.dialect, j.db, ms))
}

// state looks at the engine without the limit, and sets it again.
func (j *judge) state(t *testing.T) string {
	t.Helper()
	j.limitTime(t, 0)
	defer j.limitTime(t, 300)
	return j.server.state(t, j.db, j.dir)
}

func (j *judge) judge(t *testing.T, statement string) {
	t.Helper()
	policy := sqlguard.ReadOnly(j.server.dialect)
	canonical, err := policy.Canonical(statement)
	if err != nil {
		return
	}
	j.allowed++
	want, wantErr := result(j.db, statement)
	got, gotErr := result(j.db, canonical)
	switch {
	case slow(wantErr) || slow(gotErr):
	case repeated.MatchString(statement):
	case j.kind == "mysql" && (interrupted(wantErr) || interrupted(gotErr)):
	case j.kind == "mysql" && gotErr == nil && onlyMariaDB(wantErr):
	case (wantErr == nil) != (gotErr == nil):
		t.Errorf("%q gives %v and its canonical form %q gives %v", statement, wantErr, canonical, gotErr)
	case wantErr == nil && sorted(want) != sorted(got) && !changing(j.db, statement, want):
		t.Errorf("%q gives\n%s\nand its canonical form %q\n%s", statement, want, canonical, got)
	}
	if wantErr == nil {
		j.ran++
	}
	if j.allowed%50 == 0 {
		j.unchanged(t, statement)
	}
}

func (j *judge) unchanged(t *testing.T, statement string) {
	t.Helper()
	if after := j.state(t); after != j.before {
		t.Fatalf("%q or one of those before changed\n%s\nto\n%s", statement, j.before, after)
	}
}

// repeated is a call for which MariaDB 10.11 returns a longer text with each row:
// REPEAT of strings that it joins. The canonical form joins them itself.
var repeated = regexp.MustCompile(`(?i)repeat\s*\([^,]*['"]\s*['"]`)

// onlyMariaDB reports whether an error says that MySQL does not take a text which
// MariaDB takes: a word that it reserves, an alias with characters of four bytes.
// What is sent is good for both.
func onlyMariaDB(err error) bool {
	return err != nil && (strings.HasPrefix(err.Error(), "Error 1064") || strings.HasPrefix(err.Error(), "Error 3854"))
}

// interrupted reports whether MySQL stopped a statement at max_execution_time in a
// place where it has no better error.
func interrupted(err error) bool {
	return err != nil && strings.HasPrefix(err.Error(), "Error 1317")
}

// slow reports whether the engine gave up, which depends on the plan.
func slow(err error) bool {
	if err == nil {
		return false
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "57014" || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "54")) ||
		slowOnMySQL.MatchString(err.Error()) || errors.Is(err, context.DeadlineExceeded)
}

// slowOnMySQL are the errors of statements that took too long, also of patterns.
var slowOnMySQL = regexp.MustCompile(`^Error (188|1969|3024|3699) `)

// sorted returns the rows of a result in an order of their own: without ORDER BY
// the engine may choose another plan.
func sorted(text string) string {
	lines := strings.Split(tail(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
