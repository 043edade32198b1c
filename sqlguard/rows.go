package sqlguard

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Rows is a result that encoding/json can always marshal. A value is nil,
// int64, uint64, float64, bool, string, Blob, json.Number for exact decimals, or
// json.RawMessage for columns of the type JSON. Numbers that JSON does not have
// are the strings "Infinity", "-Infinity" and "NaN"; bytes of a text that are no
// UTF-8 are replaced by U+FFFD; a time that the driver made of a date column is
// written as SQL writes it. Values of other types have the text that the driver
// gives them.
type Rows struct {
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
	// Truncated says that there were more rows.
	Truncated bool `json:"truncated"`
}

// A Blob is binary data in standard base64. It marshals to an object, so that
// no text looks like one.
type Blob struct {
	Base64 string `json:"base64"`
}

// errCut says that rows are left which nobody reads: the session is of no use
// then, for a driver would read them all before it sends another statement.
var errCut = errors.New("rows were left unread")

// fetch runs a checked statement and reads rows up to the bounds. With errCut the
// result is good.
func (d *DB) fetch(ctx context.Context, conn *sql.Conn, statement string, args []any) (*Rows, error) {
	ctx, cut := context.WithCancel(ctx)
	defer cut()
	cursor, done, err := d.engine.query(ctx, conn, statement, args)
	if err != nil {
		return nil, err
	}
	defer done()
	defer cursor.Close()
	types, err := cursor.ColumnTypes()
	if err != nil {
		return nil, err
	}
	out, size := &Rows{Rows: [][]any{}}, 0
	for _, t := range types {
		out.Columns = append(out.Columns, t.Name())
		size += len(t.Name())
	}
	if size > d.options.MaxBytes {
		return nil, guard.Deny(guard.CodeResultTooLarge, hintNames).Because("sqlguard: the names of the columns have %d bytes", size)
	}
	for cursor.Next() {
		row, n, err := d.scan(cursor, types)
		if err != nil {
			return nil, err
		}
		if size += n; len(out.Rows) == d.options.MaxRows || size > d.options.MaxBytes {
			out.Truncated = true
			if d.options.Verbatim || cursor.Next() {
				cut()
				return out, errCut
			}
			return out, nil
		}
		out.Rows = append(out.Rows, row)
	}
	return out, cursor.Err()
}

func (d *DB) scan(cursor *sql.Rows, types []*sql.ColumnType) (row []any, size int, err error) {
	row = make([]any, len(types))
	into := make([]any, len(types))
	for i := range row {
		into[i] = &row[i]
	}
	if err := cursor.Scan(into...); err != nil {
		return nil, 0, err
	}
	for i := range row {
		var n int
		typ := types[i].DatabaseTypeName()
		if row[i], err = d.engine.value(row[i], typ); err == nil {
			row[i], n, err = safe(row[i], typ)
		}
		if err != nil {
			return nil, 0, err
		}
		size += n
	}
	return row, size, nil
}

// safe returns the value in a form that JSON has, and its size.
func safe(value any, typ string) (any, int, error) {
	switch v := value.(type) {
	case nil, int64, uint64, bool:
		return v, 8, nil
	case float32:
		return float(v, float64(v))
	case float64:
		return float(v, v)
	case json.Number:
		return v, len(v), nil
	case json.RawMessage:
		return v, len(v), nil
	case string:
		return strings.ToValidUTF8(v, "\uFFFD"), len(v), nil
	case []byte:
		text := base64.StdEncoding.EncodeToString(v)
		return Blob{text}, len(text), nil
	case time.Time:
		text := timeText(v, typ)
		return text, len(text), nil
	}
	return nil, 0, fmt.Errorf("the driver returned a %T", value)
}

// float returns v unless JSON has no such number; f is its value.
func float(v any, f float64) (any, int, error) {
	switch {
	case math.IsInf(f, 1):
		return "Infinity", 8, nil
	case math.IsInf(f, -1):
		return "-Infinity", 9, nil
	case math.IsNaN(f):
		return "NaN", 8, nil
	}
	return v, 8, nil
}

// timeText writes a time as the engines' own date functions do, so that a model can
// use it in the next statement.
func timeText(t time.Time, typ string) string {
	layout := "2006-01-02 15:04:05.999999999"
	if strings.EqualFold(typ, "DATE") && t.Truncate(24*time.Hour).Equal(t) {
		layout = "2006-01-02"
	}
	if _, offset := t.Zone(); offset != 0 {
		layout += "-07:00"
	}
	return t.Format(layout)
}
