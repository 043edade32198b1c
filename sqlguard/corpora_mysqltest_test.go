package sqlguard_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A mysqltest splits a script for MariaDB's mysqltest
// (https://mariadb.com/kb/en/mysqltest/) into its SQL statements. It follows
// "source" and "delimiter", runs the body of every if and while once, and drops
// all other commands of the client.
type mysqltest struct {
	delimiter  string
	statements []string
}

// mysqltestRoot is where Debian's mariadb-test-data puts the scripts.
const mysqltestRoot = "/usr/share/mysql/mysql-test"

var mysqltestFiles = map[string][]string{}

// mysqltestStatements returns the statements of a script, those of the scripts
// that it includes too. Names of files are relative to mysqltestRoot.
func mysqltestStatements(file string) []string {
	list, ok := mysqltestFiles[file]
	if !ok {
		mysqltestFiles[file] = nil // a script that includes itself
		m := &mysqltest{delimiter: ";"}
		m.file(file)
		list = m.statements
		mysqltestFiles[file] = list
	}
	return list
}

// clientWords are the commands of the client, as regular expressions.
const clientWords = `append_file assert cat_file change_user character_set chmod connect connection copy_files? copy_files_wildcard
	dec die diff_files dirty_close disable_\w+ disconnect echo enable_\w+ end end_timer error eval exec execw exit
	file_exists horizontal_results if inc let list_files\w* lowercase_result mkdir move_file output perl ping
	query_get_value query_horizontal query_vertical real_sleep reap remove_files?\w* replace_\w+ require
	reset_connection result_format rmdir rpl_\w+ save_master_pos send send_eval send_quit shutdown_server skip
	sleep sorted_result start_timer sync_\w+ system tcl vertical_results wait_\w+ while write_file write_line`

var (
	clientCommand = regexp.MustCompile(`(?i)^(` + strings.Join(strings.Fields(clientWords), "|") + `)\b`)
	heredoc       = regexp.MustCompile(`(?i)^(--\s*)?(append_file|write_file|perl)\b`)
	heredocEnd    = regexp.MustCompile(`\s(\w+)\s*;?\s*$`)
	sourceOf      = regexp.MustCompile(`(?i)^source\s+(\S+?)\s*;?\s*$`)
	delimiterOf   = regexp.MustCompile(`(?i)^delimiter\s+(\S+)`)
	blockHead     = regexp.MustCompile(`(?is)^(if|while)\s*\(.*\)\s*\{?$`)
	queryCommand  = regexp.MustCompile(`(?i)^query_(vertical|horizontal)\s+`)
)

func (m *mysqltest) file(name string) {
	text, err := os.ReadFile(filepath.Join(mysqltestRoot, name))
	if err != nil {
		return // it belongs to the suite of somebody else
	}
	var open strings.Builder // a statement whose end is not reached yet
	lines := strings.SplitAfter(string(text), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		trimmed := strings.TrimSpace(line)
		if open.Len() == 0 {
			switch {
			case trimmed == "" || trimmed[0] == '#' || trimmed == "{" || trimmed == "}":
				continue
			case heredoc.MatchString(trimmed):
				end := "EOF"
				if tag := heredocEnd.FindStringSubmatch(trimmed); tag != nil && tag[1] == strings.ToUpper(tag[1]) {
					end = tag[1]
				}
				for i++; i < len(lines) && strings.TrimSpace(lines[i]) != end; i++ {
				}
				continue
			case strings.HasPrefix(trimmed, "--"):
				m.command(strings.TrimSpace(strings.TrimLeft(trimmed, "-")))
				continue
			case blockHead.MatchString(trimmed) && !strings.Contains(trimmed, ";"):
				continue
			}
			line = strings.TrimLeft(strings.TrimLeft(line, " \t"), "}")
		}
		m.line(&open, line)
	}
}

// line adds a line to the open statement and ends it at each delimiter outside
// of quotes and comments.
func (m *mysqltest) line(open *strings.Builder, line string) {
	open.WriteString(line)
	for {
		text := open.String()
		n := m.end(text)
		if n < 0 {
			return
		}
		open.Reset()
		rest := strings.TrimSpace(text[n+len(m.delimiter):])
		m.statement(strings.TrimSpace(text[:n])) // which may change the delimiter
		if rest != "" && rest != "}" && rest[0] != '#' {
			open.WriteString(rest + "\n")
		}
	}
}

// end returns where the first delimiter stands, or -1.
func (m *mysqltest) end(text string) int {
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0 && c == '\\' && quote != '`':
			i++
		case c == quote:
			quote = 0
		case quote != 0:
		case strings.HasPrefix(text[i:], m.delimiter):
			return i
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '#', strings.HasPrefix(text[i:], "-- "):
			if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
				i += n
			} else {
				return -1
			}
		}
	}
	return -1
}

func (m *mysqltest) statement(text string) {
	text = queryCommand.ReplaceAllString(text, "")
	if text == "" || m.command(text) || clientCommand.MatchString(text) {
		return
	}
	m.statements = append(m.statements, text)
}

// command runs "source" and "delimiter" and reports whether the text is one of
// them.
func (m *mysqltest) command(text string) bool {
	if d := delimiterOf.FindStringSubmatch(text); d != nil {
		m.delimiter = d[1]
		if n := len(d[1]); n > 1 && d[1][n-1] == ';' { // delimiter |;
			m.delimiter = d[1][:n-1]
		}
		return true
	}
	s := sourceOf.FindStringSubmatch(text)
	if s == nil {
		return false
	}
	m.statements = append(m.statements, mysqltestStatements(s[1])...)
	return true
}
