package syntax

import "strings"

// explain reads EXPLAIN and its options and returns them in canonical form. What
// runs the statement, and what only counts while it runs, is refused.
func (p *parser) explain() string {
	p.next()
	text := "EXPLAIN"
	switch {
	case p.startsQuery(0):
	case p.sqlite() && p.acceptWord("query"):
		p.expectWord("plan", hintExplain)
		text = "EXPLAIN QUERY PLAN"
	case p.postgres():
		text += p.postgresPlan()
	case p.mysql():
		text += p.mysqlPlan()
	}
	if !p.startsQuery(0) {
		p.fail(hintExplain, "EXPLAIN of something else")
	}
	return text
}

var planOptions = map[string]bool{"verbose": true, "costs": true, "summary": true}

// postgresPlan reads VERBOSE, or options in parentheses, each at most once.
func (p *parser) postgresPlan() string {
	if p.acceptWord("verbose") {
		return " (VERBOSE TRUE)"
	}
	if !p.accept(kLParen) {
		return ""
	}
	var list []string
	given := map[string]bool{}
	for {
		option := Lower(p.text(p.next()))
		if given[option] {
			p.failBefore(hintExplain, "option of EXPLAIN given twice")
		}
		given[option] = true
		switch {
		case option == "format":
			list = append(list, "FORMAT "+p.oneOf(hintExplain, "TEXT", "XML", "JSON", "YAML"))
		case planOptions[option]:
			list = append(list, strings.ToUpper(option)+" "+p.onOff())
		default:
			p.failBefore(hintExplain, "option of EXPLAIN")
		}
		if !p.accept(kComma) {
			break
		}
	}
	p.expect(kRParen, hintExplain)
	return " (" + strings.Join(list, ", ") + ")"
}

// onOff reads the value of an option, which is on if it is left out.
func (p *parser) onOff() string {
	switch word := Lower(p.text(p.tokens[p.i])); {
	case p.kind() == kComma || p.kind() == kRParen:
		return "TRUE"
	case word == "true" || word == "on" || word == "1":
		p.next()
		return "TRUE"
	case word == "false" || word == "off" || word == "0":
		p.next()
		return "FALSE"
	}
	p.fail(hintExplain, "value of an option of EXPLAIN")
	return ""
}

// mysqlPlan reads EXTENDED and PARTITIONS, of MariaDB, or FORMAT = name.
func (p *parser) mysqlPlan() string {
	switch {
	case p.acceptWord("extended"):
		return " EXTENDED"
	case p.acceptWord("partitions"):
		return " PARTITIONS"
	case p.accept(kwFormat):
		p.expect(kEq, hintExplain)
		return " FORMAT=" + p.oneOf(hintExplain, "JSON", "TRADITIONAL", "TREE")
	}
	return ""
}
