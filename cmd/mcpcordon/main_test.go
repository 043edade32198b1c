package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/guard"
)

// run runs a command line over strings.
func run(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = dispatch(t.Context(), args, streams{strings.NewReader(stdin), &out, &err})
	return status, out.String(), err.String()
}

func TestTry(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "a.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	policy := filepath.Join(root, "policy.json")
	if err := os.WriteFile(policy, []byte(`{"databases":{"shop":{"dialect":"postgres","require_limit":true}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	described := filepath.Join(root, "described.json")
	if err := os.WriteFile(described, []byte(`{"databases":{"names":{"dialect":"mysql","allow_show":true},"columns":{"dialect":"mysql","columns":["orders.id"]}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	clerk := filepath.Join(root, "clerk.json")
	if err := os.WriteFile(clerk, []byte(`{"databases":{"shop":{"dialect":"postgres","writes":[{"table":"orders","update":true,"columns":["status"]}]}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	const leaves = `"verdict":"deny","code":"path_not_allowed","reason":"the path is not one this server may use; use a relative path inside its folder"`
	for _, row := range []struct {
		name, args, in, want string
		status               int
	}{
		{"a query is allowed", "try sql", `{"id":1,"sql":"SELECT 1"}`, `{"id":1,"verdict":"allow","canonical":"SELECT 1 AS ` + "`1`" + `"}`, 0},
		{"a second statement is denied, which is no failure", "try sql", `{"id":1,"sql":"SELECT 1; DROP TABLE t"}`,
			`{"id":1,"verdict":"deny","code":"statement_not_allowed","reason":"only one statement is allowed; send nothing after it","detail":"sqlguard: at byte 10: text after the statement, near \"DROP\""}`, 0},
		{"the dialect can be named", "try sql -dialect sqlite", `{"id":1,"sql":"SELECT 1"}`, `{"id":1,"verdict":"allow","canonical":"SELECT 1 AS ` + "`1`" + `"}`, 0},
		{"PostgreSQL is known", "try sql -dialect postgres", `{"id":1,"sql":"SELECT a::int FROM T"}`, `{"id":1,"verdict":"allow","canonical":"SELECT CAST(\"a\" AS \"int4\") FROM \"t\""}`, 0},
		{"MySQL is known", "try sql -dialect mysql", `{"id":1,"sql":"SELECT 1 INTO OUTFILE 'x'"}`, `{"id":1,"verdict":"deny","code":"statement_not_allowed","reason":"SELECT INTO is not allowed; only reading is, so leave INTO out and read the rows","detail":"sqlguard: at byte 9: INTO, near \"INTO\""}`, 0},
		{"a policy is read", "try sql -policy " + policy, `{"id":1,"sql":"SELECT a FROM b"}`, `{"id":1,"verdict":"deny","code":"statement_not_allowed","reason":"the statement needs a LIMIT","detail":"sqlguard: at byte 0: no LIMIT"}`, 0},
		{"a policy may allow what describes", "try sql -entry names -policy " + described, `{"id":1,"sql":"DESCRIBE orders"}`, `{"id":1,"verdict":"allow","canonical":"SHOW COLUMNS FROM ` + "`orders`" + `"}`, 0},
		{"a policy may list columns", "try sql -entry columns -policy " + described, `{"id":1,"sql":"SELECT id FROM orders"}`, `{"id":1,"verdict":"allow","canonical":"SELECT ` + "`id` FROM `orders`" + `"}`, 0},
		{"a policy may list writes", "try sql -policy " + clerk, `{"id":1,"sql":"UPDATE orders SET status = 'x' WHERE id = 1"}`, `{"id":1,"verdict":"allow","canonical":"UPDATE \"orders\" SET \"status\" = 'x' WHERE (\"id\" = 1)"}`, 0},
		{"what it does not list is denied", "try sql -policy " + clerk, `{"id":1,"sql":"DELETE FROM orders WHERE id = 1"}`, `{"id":1,"verdict":"deny","code":"statement_not_allowed","reason":"the table may be written, but not by this kind of statement","detail":"sqlguard: at byte 12: DELETE"}`, 0},
		{"an id is any JSON value", "try sql", `{"id":{"n":[1.0,9007199254740993,"<x>"]},"sql":"SELECT 1"}`, `{"id":{"n":[1.0,9007199254740993,"<x>"]},"verdict":"allow","canonical":"SELECT 1 AS ` + "`1`" + `"}`, 0},
		{"an id may be missing", "try sql", `{"sql":"SELECT 1"}`, `{"id":null,"verdict":"allow","canonical":"SELECT 1 AS ` + "`1`" + `"}`, 0},
		{"blank lines are skipped", "try sql", "\n \r\n{\"id\":1,\"sql\":\"SELECT 1\"}\r\n\n", `{"id":1,"verdict":"allow","canonical":"SELECT 1 AS ` + "`1`" + `"}`, 0},
		{"no input is no failure", "try sql", "", "", 0},
		{"a malformed line does not end it", "try sql", "SELECT 1\n{\"id\":2,\"sql\":\"SELECT 1\"}", `{"id":null,"error":"the fields are not valid JSON"}` + "\n" + `{"id":2,"verdict":"allow","canonical":"SELECT 1 AS ` + "`1`" + `"}`, 2},
		{"a line that is an array is malformed", "try sql", `["SELECT 1"]`, `{"id":null,"error":"the fields must be a JSON object"}`, 2},
		{"a key twice is malformed", "try sql", `{"id":1,"sql":"SELECT 1","sql":"DROP TABLE t"}`, `{"id":null,"error":"the fields contain the same key twice"}`, 2},
		{"null is malformed", "try sql", `null`, `{"id":null,"error":"the line has no string \"sql\""}`, 2},
		{"a line without a statement is named by its id", "try sql", `{"id":"x","SQL":"SELECT 1"}`, `{"id":"x","error":"the line has no string \"sql\""}`, 2},
		{"a statement that is no string is refused", "try sql", `{"id":"x","sql":["SELECT 1"]}`, `{"id":"x","error":"the line has no string \"sql\""}`, 2},
		{"a path inside is allowed", "try path -root " + root, `{"id":1,"path":"a.txt"}`, `{"id":1,"verdict":"allow"}`, 0},
		{"a path outside is denied", "try path -root " + root, `{"id":1,"path":"../a.txt"}`, `{"id":1,` + leaves + `,"detail":"sandbox: name \"../a.txt\": leaves the root"}`, 0},
		{"texts are redacted", "try text", `{"id":1,"text":"mail alice@example.com or bob@example.com"}`, `{"id":1,"text":"mail [EMAIL_1] or [EMAIL_2]","findings":[{"type":"EMAIL","rule":"email","start":5,"end":22,"confidence":"sure"},{"type":"EMAIL","rule":"email","start":26,"end":41,"confidence":"sure"}]}`, 0},
		{"offsets are those of the text as it came", "try text", `{"id":1,"text":"see ada%40example.org now"}`,
			`{"id":1,"text":"see [EMAIL_1] now","findings":[{"type":"EMAIL","rule":"email","start":4,"end":21,"confidence":"sure","encoding":"percent"}]}`, 0},
		{"a preset can be named", "try text -preset secrets", `{"id":1,"text":"mail ada@example.org"}`, `{"id":1,"text":"mail ada@example.org","findings":[]}`, 0},
		{"regions can be named", "try text -regions DE,FR", `{"id":1,"text":"219-45-6789"}`, `{"id":1,"text":"219-45-6789","findings":[]}`, 0},
		{"a text without findings has an empty list", "try text", `{"id":1,"text":""}`, `{"id":1,"text":"","findings":[]}`, 0},
		{"a plain text is redacted as a whole", "try text -plain", "mail alice@example.com\nbye", "mail [EMAIL_1]\nbye", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, out, err := run(t, row.in, strings.Fields(row.args)...)
			if diff := cmp.Diff(row.want, strings.TrimSuffix(out, "\n")); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
			if status != row.status || err != "" {
				t.Errorf("status %d, want %d; complaint %q", status, row.status, err)
			}
		})
	}
}

func TestALineIsBounded(t *testing.T) {
	in := `{"id":1,"sql":"` + strings.Repeat(" ", maxLine) + `"}` + "\n" + `{"id":2,"sql":"SELECT 1"}`
	status, out, _ := run(t, in, "try", "sql")
	want := `{"id":null,"error":"the line is longer than 4194304 bytes"}` + "\n" + `{"id":2,"verdict":"allow","canonical":"SELECT 1 AS ` + "`1`" + `"}` + "\n"
	if out != want || status != unusable {
		t.Errorf("status %d, output %s, want %d, %s", status, out, unusable, want)
	}
}

// A program that asks one question at a time gets each answer before the next.
func TestEachLineIsAnsweredAtOnce(t *testing.T) {
	in, ask := io.Pipe()
	hear, out := io.Pipe()
	ended := make(chan int)
	go func() {
		ended <- dispatch(t.Context(), []string{"try", "sql"}, streams{in, out, io.Discard})
		out.Close()
	}()
	buf := make([]byte, 1000)
	for range 3 {
		if _, err := io.WriteString(ask, `{"id":7,"sql":"SELECT 1"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		if n, err := hear.Read(buf); err != nil || string(buf[:n]) != `{"id":7,"verdict":"allow","canonical":"SELECT 1 AS `+"`1`"+`"}`+"\n" {
			t.Fatalf("answer %q, %v", buf[:n], err)
		}
	}
	ask.Close()
	if status := <-ended; status != done {
		t.Errorf("status %d, want %d", status, done)
	}
}

func TestAuditVerify(t *testing.T) {
	var log bytes.Buffer
	record := audit.New(&log)
	for _, name := range []string{"read_file", "write_file"} {
		if err := record.Record(t.Context(), &guard.Event{Kind: guard.KindTool, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	report, err := audit.Verify(bytes.NewReader(log.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	whole := log.String()
	changed := strings.Replace(whole, "write_file", "white_file", 1)
	cut := strings.SplitAfter(whole, "\n")[0]
	intact := filepath.Join(t.TempDir(), "audit.jsonl")
	if err := os.WriteFile(intact, log.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, in, args, out, complaint string
		status                         int
	}{
		{"an intact record passes", "", intact, "entries    2\n", "", done},
		{"a dash is standard input", whole, "-", "last hash  " + report.LastHash, "", done},
		{"a noted hash is found", whole, "-last " + report.LastHash + " -", "entries    2\n", "", done},
		{"an empty record has no entries", "", "-", "entries    0\n", "", done},
		{"a changed record is named by line and reason", changed, "-", "TAMPERED   line 2: the entry was changed", "", tampered},
		{"a record that was cut misses a noted hash", cut, "-last " + report.LastHash + " -", "TAMPERED", "", tampered},
		{"an unfinished line is no tampering", whole + `{"seq":3`, "-", "torn       8 bytes", "", done},
		{"a file that does not exist is unusable", "", "no-such-file", "", "no-such-file", unusable},
		{"a mistyped hash is unusable", whole, "-last abc -", "", "64 digits", unusable},
		{"a FILE is needed", "", "", "", "one FILE is needed", unusable},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, out, complaint := run(t, row.in, append([]string{"audit", "verify"}, strings.Fields(row.args)...)...)
			if status != row.status || !strings.Contains(out, row.out) || !strings.Contains(complaint, row.complaint) || row.complaint == "" && complaint != "" {
				t.Errorf("status %d, output %q, complaint %q, want %d, %q, %q", status, out, complaint, row.status, row.out, row.complaint)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		for _, args := range [][]string{append([]string{"help"}, words...), append(words, "-h"), append(words, "--help")} {
			status, out, complaint := run(t, "", args...)
			if status != done || complaint != "" || !strings.Contains(out, "mcpcordon "+c.name) || !strings.Contains(out, "Example:") || !strings.Contains(out, "Exit status:") {
				t.Errorf("%v: status %d, output %q, complaint %q", args, status, out, complaint)
			}
		}
		if c.summary == "" || c.usage == "" || !strings.Contains(c.example, "mcpcordon "+c.name) {
			t.Errorf("%s: it needs a summary, a usage and an example of itself", c.name)
		}
	}
	for _, row := range []struct {
		name, args string
		status     int
		out, err   string
	}{
		{"all commands are listed", "help", done, "audit verify", ""},
		{"a flag asks for help as well", "-h", done, "audit verify", ""},
		{"a group is listed", "help try", done, "try path", ""},
		{"a group's flag asks for help as well", "try -h", done, "try path", ""},
		{"no command is wrong usage", "", unusable, "", "audit verify"},
		{"half a command is wrong usage", "try", unusable, "", `no command "try"`},
		{"an unknown command is wrong usage", "serve now", unusable, "", `no command "serve now"`},
		{"help for an unknown command is wrong usage", "help serve", unusable, "", `no command "serve"`},
		{"an unknown flag is wrong usage", "try sql -x", unusable, "", "-x"},
		{"an unknown dialect is wrong usage", "try sql -dialect dbase", unusable, "", "not known"},
		{"a path needs a root", "try path", unusable, "", "-policy or -root is needed"},
		{"a root must exist", "try path -root no-such-folder", unusable, "", "no-such-folder"},
		{"the rules are listed with tier and source", "try text -list", done, "API_KEY\tgithub-pat\tstrong\t\tGitHub: token formats\n", ""},
		{"labelled rules are named so", "try text -list", done, "NATIONAL_ID\tpl-pesel\tlabelled\tPL\t", ""},
		{"an unknown preset is wrong usage", "try text -preset none", unusable, "", "unknown preset"},
		{"an unknown region is wrong usage", "try text -regions XX", unusable, "", "no rules for the region"},
		{"-plain with -list is wrong usage", "try text -plain -list", unusable, "", "exclude"},
		{"an argument too many is wrong usage", "try text letter.txt", unusable, "", "standard input"},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, out, err := run(t, "", strings.Fields(row.args)...)
			if status != row.status || !strings.Contains(out, row.out) || !strings.Contains(err, row.err) {
				t.Errorf("status %d, output %q, complaint %q, want %d, %q, %q", status, out, err, row.status, row.out, row.err)
			}
		})
	}
}
