package main

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
)

// postgresWords reads PostgreSQL's own table of keywords
// (https://www.postgresql.org/docs/current/sql-keywords-appendix.html).
func postgresWords(db *sql.DB) []list {
	const query = "SELECT word FROM pg_get_keywords() WHERE "
	return []list{
		{"postgresReserved", "postgresReserved are the words that are no names at all.", column(db, query+"catcode = 'R' ORDER BY 1")},
		{"postgresColumnNames", "postgresColumnNames are the words that may name a column but no function.", column(db, query+"catcode = 'C' ORDER BY 1")},
		{"postgresFunctionNames", "postgresFunctionNames are the words that may name a function but no column.", column(db, query+"catcode = 'T' ORDER BY 1")},
		{"postgresNotBare", "postgresNotBare are the words that name a column of the result only behind AS.", column(db, query+"NOT barelabel ORDER BY 1")},
		{"postgresUnreserved", "postgresUnreserved are the words that name anything, but are no plain words to the grammar.", column(db, query+"catcode = 'U' ORDER BY 1")},
	}
}

var plainWord = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// mysqlWords asks MariaDB of each keyword whether it is a name without quotes. What
// MySQL 8 alone reserves, as RANK, is not on the list: it is a name for MariaDB,
// and stands in quotes in the canonical form.
func mysqlWords(db *sql.DB) []list {
	all := column(db, "SELECT lower(word) FROM information_schema.keywords ORDER BY 1")
	all = slices.DeleteFunc(all, func(w string) bool { return !plainWord.MatchString(w) })
	accepted := func(text string) bool {
		stmt, err := db.PrepareContext(context.Background(), text)
		if err == nil {
			stmt.Close()
		}
		return err == nil
	}
	names := list{name: "mysqlReserved", comment: "mysqlReserved are the words that name no column and no table."}
	labels := list{name: "mysqlNotBare", comment: "mysqlNotBare are the further words that name a column of the result only behind AS."}
	for _, w := range slices.Compact(all) {
		switch {
		case !accepted("SELECT " + w + " FROM (SELECT 1 AS `" + w + "`) AS t"), !accepted("SELECT * FROM (SELECT 1) AS " + w):
			names.words = append(names.words, w)
		case !accepted("SELECT 1 " + w):
			labels.words = append(labels.words, w)
		}
	}
	return []list{names, labels}
}
