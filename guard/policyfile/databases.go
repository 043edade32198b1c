package policyfile

import (
	"fmt"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// Database is an entry of the section "databases": which statements may run.
// The fields are those of sqlguard.Policy, where they are explained.
type Database struct {
	// Dialect is "postgres", "mysql", which is MariaDB, too, or "sqlite".
	// Anything else is an error when the policy is made.
	Dialect string `json:"dialect"`

	Tables      []string `json:"tables"`
	Deny        []string `json:"deny"`
	Columns     []string `json:"columns"`
	DenyColumns []string `json:"deny_columns"`
	Functions   []string `json:"functions"`
	Types       []string `json:"types"`
	Operators   []string `json:"operators"`
	Variables   []string `json:"variables"`

	AllowExplain   bool `json:"allow_explain"`
	AllowShow      bool `json:"allow_show"`
	AllowRecursive bool `json:"allow_recursive"`
	RequireLimit   bool `json:"require_limit"`
	MaxJoins       int  `json:"max_joins"`
	MaxSubqueries  int  `json:"max_subqueries"`

	Writes []Write `json:"writes"`
}

// Write is an entry of "writes": what statements may change in one table. The
// fields are those of sqlguard.Write, where they are explained. An entry that can
// allow nothing is an error when the policy is made.
type Write struct {
	Table   string   `json:"table"`
	Insert  bool     `json:"insert"`
	Update  bool     `json:"update"`
	Delete  bool     `json:"delete"`
	Columns []string `json:"columns"`
	MaxRows int      `json:"max_rows"`

	AllowQuery       bool `json:"allow_query"`
	InsecureTriggers bool `json:"insecure_triggers"`
	InsecureCascades bool `json:"insecure_cascades"`
}

// Policy returns the policy that the entry describes.
func (d Database) Policy() (*sqlguard.Policy, error) {
	dialect, ok := sqlguard.ParseDialect(d.Dialect)
	if !ok {
		return nil, fmt.Errorf("policyfile: the dialect %q is none of postgres, mysql and sqlite", d.Dialect)
	}
	p := &sqlguard.Policy{
		Dialect: dialect, Tables: d.Tables, Deny: d.Deny, Columns: d.Columns, DenyColumns: d.DenyColumns, Functions: d.Functions, Types: d.Types,
		Operators: d.Operators, Variables: d.Variables, AllowExplain: d.AllowExplain, AllowShow: d.AllowShow, AllowRecursive: d.AllowRecursive,
		RequireLimit: d.RequireLimit, MaxJoins: d.MaxJoins, MaxSubqueries: d.MaxSubqueries,
	}
	if d.Writes != nil {
		p.Writes = make([]sqlguard.Write, len(d.Writes))
	}
	for i, w := range d.Writes {
		p.Writes[i] = sqlguard.Write(w)
	}
	if err := p.CheckWrites(); err != nil {
		return nil, fmt.Errorf("policyfile: %w", err)
	}
	return p, nil
}
