package sqlguard_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"

	_ "modernc.org/sqlite"

	"github.com/mcpcordon/mcpcordon/approval"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// A tool that writes is a tool of its own: its policy lists what may change, its
// statement is shown and consented to, and the consent is good for that very
// statement, once.
func ExampleDB_Exec() {
	pool, err := sql.Open("sqlite", "file:example_write?mode=memory&cache=shared")
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1) // a database in memory lives as long as its connection
	if _, err := pool.Exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, total REAL); INSERT INTO orders VALUES (1, 'open', 9), (2, 'open', 5)"); err != nil {
		log.Fatal(err)
	}
	policy := &sqlguard.Policy{
		Dialect: sqlguard.SQLite,
		Writes:  []sqlguard.Write{{Table: "orders", Update: true, Columns: []string{"status"}, MaxRows: 1}},
	}
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
	if err != nil {
		log.Fatal(err)
	}
	g, err := guard.New(guard.Policy{
		Approve:           approval.New(nil),
		Tools:             map[string]guard.Tool{"change": {Args: guard.Args{"sql": policy}, Approval: guard.TwoPhase}},
		InsecureAnonymous: true, InsecureNoAudit: true, InsecureNoRedaction: true, InsecureNoLimit: true, // for the example
	})
	if err != nil {
		log.Fatal(err)
	}
	const paid, all = "UPDATE orders SET status = 'paid' WHERE id = 1", "UPDATE orders SET status = 'paid' WHERE id > 0"
	_, refused := change(g, db, "UPDATE orders SET total = 0 WHERE id = 1", "")
	fmt.Println("another column:", refused)
	token, asked := change(g, db, paid, "")
	fmt.Println("without consent:", asked)
	_, other := change(g, db, all, token)
	fmt.Println("with the consent to another statement:", other)
	_, consented := change(g, db, paid, token)
	fmt.Printf("with consent: %q\n", consented)
	token, _ = change(g, db, all, "")
	_, many := change(g, db, all, token)
	fmt.Println("of two rows, with consent:", many)
	// Output:
	// another column: statement_not_allowed
	// without consent: approval_required
	// with the consent to another statement: approval_expired
	// rows changed: 1
	// with consent: ""
	// of two rows, with consent: statement_not_allowed
}

// change is one call of the tool, as an adapter makes it. It returns the token of
// what is asked, and the code of a refusal.
func change(g *guard.Guard, db *sqlguard.DB, statement, token string) (string, guard.Code) {
	schema, err := guard.CompileInput([]byte(`{"type":"object","properties":{"sql":{"type":"string"}}}`))
	if err != nil {
		log.Fatal(err)
	}
	arguments := fmt.Sprintf(`{"sql":%q}`, statement)
	if token != "" {
		arguments = fmt.Sprintf(`{"sql":%q,"approval_token":%q}`, statement, token)
	}
	call := &guard.Call{Kind: guard.KindTool, Name: "change", Raw: []byte(arguments), Input: schema}
	_, err = g.Handle(context.Background(), call, func(ctx context.Context, call *guard.Call) (guard.Result, error) {
		written, err := db.Exec(ctx, call.Args.String("/sql"))
		if err != nil {
			return nil, err
		}
		fmt.Println("rows changed:", written.Rows)
		return done{}, nil
	})
	var ask *guard.Ask
	if errors.As(err, &ask) {
		return ask.Token, guard.CodeOf(err)
	}
	return "", guard.CodeOf(err)
}

// done is the answer of the example's tool, without texts.
type done struct{}

func (done) Failed() bool                                   { return false }
func (done) Texts() ([]guard.Text, error)                   { return nil, nil }
func (d done) WithTexts([]guard.Text) (guard.Result, error) { return d, nil }
