package sqlguard_test

import (
	"regexp"
	"strings"
)

// tclStatements returns the SQL statements in a script of SQLite's own tests,
// which are in Tcl: those of each group in braces, and of each string without
// substitutions, that begins like SQL. Loops and conditions are not followed.
func tclStatements(script string) []string {
	var list []string
	for i := 0; i < len(script); i++ {
		switch c := script[i]; c {
		case '\\':
			i++
		case '#':
			if start := strings.TrimRight(script[:i], " \t"); start == "" || strings.HasSuffix(start, "\n") {
				if n := strings.IndexByte(script[i:], '\n'); n >= 0 {
					i += n
				} else {
					return list
				}
			}
		case '{':
			n := tclBraces(script[i:])
			if n < 0 {
				return list
			}
			inner := script[i+1 : i+n]
			if startsSQL.MatchString(inner) {
				list = append(list, splitSQLite(inner)...)
			} else {
				list = append(list, tclStatements(inner)...)
			}
			i += n
		case '"':
			s := tclString.FindString(script[i:])
			if s == "" {
				continue
			}
			if inner := s[1 : len(s)-1]; startsSQL.MatchString(inner) && !strings.ContainsAny(inner, `$[\`) {
				list = append(list, splitSQLite(inner)...)
			}
			i += len(s) - 1
		}
	}
	return list
}

var (
	startsSQL = regexp.MustCompile(`(?i)^\s*(--[^\n]*\n\s*)*(select|with|values|create|insert|replace|update|delete|drop|alter|begin|analyze|reindex|pragma|explain|commit)\b`)
	tclString = regexp.MustCompile(`^"(?:[^"\\]|\\.)*"`)
)

// tclBraces returns where the brace that a text begins with is closed, or -1.
func tclBraces(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

var (
	sqlitePieces  = regexp.MustCompile("(?s)--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\\[[^\\]]*\\]|;|\\w+|.")
	createTrigger = regexp.MustCompile(`(?i)^\s*create\s+(temp\s+|temporary\s+)?trigger\b`)
	endOfTrigger  = regexp.MustCompile(`(?i);\s*end\s*$`)
)

// splitSQLite cuts a script at its semicolons and drops comments.
func splitSQLite(script string) []string {
	var list []string
	var b strings.Builder
	for _, piece := range append(sqlitePieces.FindAllString(script, -1), ";") {
		switch {
		case piece == ";" && !(createTrigger.MatchString(b.String()) && !endOfTrigger.MatchString(b.String())):
			if statement := strings.TrimSpace(b.String()); statement != "" {
				list = append(list, statement)
			}
			b.Reset()
		case strings.HasPrefix(piece, "--"):
			b.WriteByte(' ')
		default:
			b.WriteString(piece)
		}
	}
	return list
}
