package syntax

import "strings"

// An alternative says what to write instead of what a dialect has not: the word at
// which the parser stopped, one of the two before it, or both. A caret stands for
// the beginning. Every text is fixed.
type alternative struct {
	dialects string // their first letters
	before   string
	at       string
	hint     string
}

// alternatives are what models write who think of another engine. The first that
// fits counts.
var alternatives = []alternative{
	{"psm", "", "top", "TOP is not understood; use LIMIT count at the end"},
	{"psm", "top", "", "TOP is not understood; use LIMIT count at the end"},
	{"sm", "select", "from", "nothing stands between SELECT and FROM; name columns there"},
	{"psm", ",", "from", "a comma stands before FROM; leave it out"},
	{"sm", "distinct", "on", "DISTINCT ON is not understood; number the rows by ROW_NUMBER() OVER (PARTITION BY ...) in a subquery"},
	{"sm", "", "fetch", noFetch},
	{"sm", "fetch", "", noFetch},
	{"sm", "", "ilike", noIlike},
	{"sm", "ilike", "'", noIlike},
	{"p", "", "`", noBackticks},
	{"p", "`", "", noBackticks},
	{"p", "", "[", "brackets are no quotes here; write names bare or in double quotes"},
	{"p", "", ":", "a parameter is written $1 here"},
	{"p", "", "?", "a parameter is written $1 here"},
	{"p", "interval", "1", "the interval was not understood; write INTERVAL '1 day', and date + INTERVAL '1 day' instead of DATE_ADD"},
	{"p", "", "separator", "SEPARATOR is not understood; use string_agg(value, ',')"},
	{"p", "", "columns", noTableFunctions},
	{"p", "", "passing", noTableFunctions},
	{"p", "xmltable", "(", noTableFunctions},
	{"p", "xmlelement", "(", noXML},
	{"p", "xmlforest", "(", noXML},
	{"p", "1", ",", "LIMIT with a comma is not understood; write LIMIT count OFFSET count"},
	{"m", "", "::", ":: is not understood; write CAST(value AS type)"},
	{"s", "", "::", ":: is not understood; write CAST(value AS type)"},
	{"m", "", ":=", "assignments are not allowed; variables cannot be set"},
	{"m", "", ":", "a parameter is written ? here"},
	{"m", "full", "outer", "FULL JOIN is not understood; use UNION of a LEFT JOIN and a RIGHT JOIN"},
	{"m", "full", "join", "FULL JOIN is not understood; use UNION of a LEFT JOIN and a RIGHT JOIN"},
	{"m", "filter", "(", "FILTER is not understood; use SUM(CASE WHEN condition THEN value END)"},
	{"m", "", "nulls", "NULLS FIRST and LAST are not understood; write ORDER BY value IS NULL, value"},
	{"m", "", "epoch", "EXTRACT(EPOCH ...) is not understood; use UNIX_TIMESTAMP(value)"},
	{"m", "", "table", "TABLE is not understood; write SELECT * FROM table"},
	{"s", "interval", "'", "INTERVAL is not understood; use date(value, '+1 day')"},
	{"s", "interval", "1", "INTERVAL is not understood; use date(value, '+1 day')"},
	{"s", "date", "'", "a type before a text is not understood; write the text alone, or date('...')"},
	{"s", "timestamp", "'", "a type before a text is not understood; write the text alone, or datetime('...')"},
	{"s", "", "from", "EXTRACT and the like with FROM are not understood; use strftime('%Y', value), substr(value, 1, 2) or trim(value)"},
	{"s", "lateral", "", "LATERAL is not understood; use a subquery in the select list, or a window function"},
	{"s", "", "~", "~ is not understood here; use LIKE or GLOB"},
	{"s", "any", "", noAny},
	{"s", "", "all", noAny},
	{"s", "for", "update", hintLock},
	{"s", "^", "(", "parentheses around a SELECT are not understood; write SELECT ... UNION SELECT ..., and ORDER BY once at the end"},
	{"p", "", "\\", hintClient},
}

const (
	noFetch          = "FETCH FIRST is not understood; use LIMIT count"
	noIlike          = "ILIKE is not understood; LIKE ignores case here"
	noBackticks      = "backticks are not understood; write names bare or in double quotes"
	noTableFunctions = "JSON_TABLE and XMLTABLE are not understood; use functions of single values"
	noXML            = "XML functions with keywords are not understood; use json_build_object"
	noAny            = "ANY and ALL are not understood; use IN, or max and min in a subquery"
)

// starts are the first words of statements of other kinds.
var starts = startWords()

func startWords() map[string]string {
	list := map[string]string{}
	for hint, words := range map[string]string{
		hintWriting: "insert update delete merge replace truncate copy load import handler",
		hintDDL:     "create drop alter rename grant revoke comment reindex vacuum analyze optimize attach detach",
		hintState:   "set reset use begin start commit rollback end savepoint release lock unlock prepare execute declare fetch close call do listen notify",
		hintSchema:  "show describe desc",
	} {
		for _, w := range strings.Fields(words) {
			list[w] = hint
		}
	}
	return list
}

// vague are the hints that name no construct.
var vague = map[string]bool{
	hintAlias: true, hintExpr: true, hintParen: true, hintName: true, hintInterval: true, hintCharacter: true, hintParameter: true,
	hintSelect: true,
}

// sharper returns a hint for what stands at a place and in the two places before
// it, in place of one that names no construct.
func (d Dialect) sharper(hint, before, last, at string) string {
	if hint == hintSelect && starts[at] != "" {
		return starts[at]
	}
	if !vague[hint] {
		return hint
	}
	letter := [...]string{SQLite: "s", Postgres: "p", MySQL: "m"}[d]
	for _, a := range alternatives {
		if strings.Contains(a.dialects, letter) && (a.before == "" || a.before == last || a.before == before) && (a.at == "" || a.at == at) {
			return a.hint
		}
	}
	return hint
}

// sharper returns what to say where the parser stopped.
func (p *parser) sharper(hint string) string {
	places := [3]string{"^", "^", "^"} // the last one is where the parser stopped
	for n := range min(p.i+1, len(places)) {
		places[2-n] = p.sort(p.tokens[p.i-n])
	}
	hint = p.dialect.sharper(hint, places[0], places[1], places[2])
	if t := p.tokens[p.i]; (hint == hintExpr || hint == hintName) && t.class&cName == 0 && letter(p.sql[min(int(t.pos), len(p.sql)-1)]) {
		return hintKeyword
	}
	return hint
}

// sort returns a word or an operator as it is, and what stands for any text or
// number.
func (p *parser) sort(t token) string {
	switch text := p.text(t); {
	case t.kind == kString:
		return "'"
	case t.kind == kNumber:
		return "1"
	case t.kind == kOp || t.kind == kTilde:
		return text[:1]
	default:
		return Lower(text)
	}
}
