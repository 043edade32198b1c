package sqlguard_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	_ "modernc.org/sqlite"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func ExamplePolicy_Check() {
	policy := sqlguard.ReadOnly(sqlguard.SQLite)
	policy.Deny = []string{"credential"}
	for _, statement := range []string{
		"SELECT country, count(*) FROM customers GROUP BY country",
		"SELECT 1; DELETE FROM customers",
		"SELECT * FROM pragma_optimize",
		"SELECT token FROM credential",
		"SELECT left(name, 3) FROM customers",
	} {
		fmt.Println(policy.Check(context.Background(), statement))
	}
	// Output:
	// <nil>
	// statement_not_allowed: only one statement is allowed; send nothing after it
	// statement_not_allowed: system tables are not allowed; ask the schema tool for names of tables and columns
	// statement_not_allowed: a table is not one that may be read; ask the schema tool for names of tables
	// statement_not_allowed: the function left is not allowed; use substr(value, 1, n)
}

func ExampleParse() {
	facts, err := sqlguard.Parse(sqlguard.SQLite,
		"WITH o AS (SELECT * FROM orders) SELECT c.name, sum(o.total) FROM customers c JOIN o ON o.customer_id = c.id LIMIT 5")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range facts.Tables {
		fmt.Println("table", t.Name)
	}
	for _, f := range facts.Functions {
		fmt.Println("function", f.Name)
	}
	fmt.Println("joins", facts.Joins, "limit", facts.Limit)
	// Output:
	// table orders
	// table customers
	// function sum
	// joins 1 limit true
}

func ExampleDB() {
	pool, err := sql.Open("sqlite", "file:example?mode=memory&cache=shared")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1) // a database in memory lives as long as its connection
	if _, err := pool.Exec("CREATE TABLE city (name TEXT, people INTEGER); INSERT INTO city VALUES ('Lund', 94000), ('Leeds', 536000)"); err != nil {
		fmt.Println(err)
		return
	}
	db, err := sqlguard.NewDB(pool, sqlguard.ReadOnly(sqlguard.SQLite), sqlguard.Options{MaxRows: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, err := db.Query(context.Background(), "SELECT name, people FROM city ORDER BY people DESC")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(rows)
	fmt.Println(string(text), err)
	_, err = db.Query(context.Background(), "SELECT mayor FROM city")
	fmt.Println(err)
	// Output:
	// {"columns":["name","people"],"rows":[["Leeds",536000]],"truncated":true} <nil>
	// invalid_argument: unknown table or column; call schema
}
