package sqlguard

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// affordable refuses a statement that the engine expects to cost more than
// Options.MaxCost. The hint rounds the estimate up to a power of ten: it rests on
// statistics of all rows, also of those that the caller may not read.
func (d *DB) affordable(ctx context.Context, conn *sql.Conn, known *decision, args []any) error {
	limit := d.options.MaxCost
	if limit == 0 || known.statement.Explain || known.statement.Show {
		return nil
	}
	cost, err := d.engine.estimate(ctx, conn, known, args, d.options)
	if err != nil {
		return err
	}
	if cost <= limit {
		return nil
	}
	power := math.Pow(10, math.Ceil(math.Log10(cost)))
	hint := fmt.Sprintf("the statement has an estimated cost of up to %.0e and the limit is %g; add a condition, join on columns with an index, or ask for less", power, limit)
	return guard.Deny(guard.CodeStatementNotAllowed, hint).Because("sqlguard: estimated cost %g, limit %g", cost, limit)
}

// estimate returns the total cost of the plan, in the planner's unit
// (https://www.postgresql.org/docs/current/using-explain.html).
func (postgresEngine) estimate(ctx context.Context, conn *sql.Conn, question *decision, args []any, _ Options) (float64, error) {
	rows, done, err := prepared(ctx, conn, "EXPLAIN (FORMAT JSON) "+question.text, args)
	if err != nil {
		return 0, err
	}
	defer done()
	defer rows.Close()
	var text []byte
	if rows.Next() {
		if err := rows.Scan(&text); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	var plans []struct {
		Plan struct {
			Cost *float64 `json:"Total Cost"`
		}
	}
	if err := json.Unmarshal(text, &plans); err != nil {
		return 0, err
	}
	if len(plans) != 1 || plans[0].Plan.Cost == nil {
		return 0, errors.New("EXPLAIN returned no cost")
	}
	return *plans[0].Plan.Cost, nil
}

// estimate returns how many combinations of rows the plan examines. The engines'
// own Last_query_cost is 0 for UNION and subqueries, and MariaDB has no other
// before version 11. A LIMIT does not lower the rows of a plan, so a statement
// that returns every row it reads is counted up to the bound of rows.
func (mysqlEngine) estimate(ctx context.Context, conn *sql.Conn, question *decision, args []any, o Options) (float64, error) {
	plan, err := mysqlPlan(ctx, conn, question.text, args)
	if err != nil {
		return 0, err
	}
	if len(plan) == 1 && question.streams {
		return min(plan[0].rows, float64(o.MaxRows+1)), nil
	}
	return examined(plan, question.statement.Depth), nil
}

// A planLine is a line of EXPLAIN: a table, and the SELECT that reads it.
type planLine struct {
	id       int64   // counts SELECTs in the order of the text
	repeated bool    // the SELECT runs for each row of one around it
	rows     float64 // that are read of the table for each combination before
}

func mysqlPlan(ctx context.Context, conn *sql.Conn, statement string, args []any) ([]planLine, error) {
	rows, done, err := prepared(ctx, conn, "EXPLAIN FORMAT=TRADITIONAL "+statement, args) // MySQL 9 has another default
	if err != nil {
		return nil, err
	}
	defer done()
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(columns, "id") || !slices.Contains(columns, "rows") {
		return nil, errors.New("EXPLAIN returned no table of a plan")
	}
	var plan []planLine
	cells, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		line, err := planLineOf(columns, cells)
		if err != nil {
			return nil, err
		}
		plan = append(plan, line)
	}
	return plan, rows.Err()
}

// planLineOf reads the columns that MySQL and MariaDB have in common. A line without
// rows is the union of SELECTs that have lines of their own, or reads no table.
func planLineOf(columns []string, cells []sql.NullString) (line planLine, err error) {
	line.rows = 1
	for i, column := range columns {
		if !cells[i].Valid {
			continue
		}
		text := cells[i].String
		switch strings.ToLower(column) {
		case "id":
			line.id, err = strconv.ParseInt(text, 10, 64)
		case "select_type":
			line.repeated = strings.HasPrefix(text, "DEPENDENT") || strings.HasPrefix(text, "UNCACHEABLE") || strings.HasPrefix(text, "LATERAL")
		case "rows":
			line.rows, err = strconv.ParseFloat(text, 64)
		}
		if err != nil {
			return line, fmt.Errorf("EXPLAIN: column %s: %w", column, err)
		}
	}
	return line, nil
}

// examined adds up the SELECTs of a plan. The tables of one are multiplied. One
// that is repeated counts for each combination of the largest before it, for a
// plan does not say which one is around it; below depth 2 that may be a repeated
// one itself.
func examined(plan []planLine, depth int) float64 {
	of, repeated, last := map[int64]float64{}, map[int64]bool{}, int64(0)
	for _, line := range plan {
		if _, ok := of[line.id]; !ok {
			of[line.id] = 1
		}
		of[line.id] *= line.rows
		repeated[line.id] = repeated[line.id] || line.repeated
		last = max(last, line.id)
	}
	sum, around := 0.0, 1.0
	for id := range last + 1 {
		n := of[id]
		if repeated[id] {
			n *= around
		}
		if sum += n; !repeated[id] || depth > 2 {
			around = max(around, n)
		}
	}
	return sum
}
