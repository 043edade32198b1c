package policyfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

func egressOf(t *testing.T, text string) (*egress.Client, error) {
	t.Helper()
	f, err := policyfile.Parse([]byte(text))
	if err != nil {
		return nil, err
	}
	entry, err := policyfile.Pick(f.Egress, "")
	if err != nil {
		return nil, err
	}
	c, err := entry.Client()
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

func TestEgress(t *testing.T) {
	web, err := egressOf(t, `{"egress":{"web":{
		"hosts": ["api.example.com", "*.docs.example.com", "wiki.corp.example"],
		"insecure_http": ["wiki.corp.example"], "ports": [443, 8080], "allow_cidrs": {"wiki.corp.example": ["10.2.0.0/16"]},
		"methods": ["GET", "POST"], "content_types": ["application/json"], "schema": {"type": "object"},
		"max_body": "64KiB", "max_header": "8KiB", "max_request_body": "1KiB", "max_redirects": 2, "timeout": "5s"}}}`)
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]guard.Code{
		"https://api.example.com/": "", "https://en.docs.example.com/": "", "http://wiki.corp.example:8080/": "",
		"http://api.example.com:8080/": guard.CodeHostNotAllowed, "https://docs.example.com/": guard.CodeHostNotAllowed, "https://api.example.com:80/": guard.CodeHostNotAllowed,
	} {
		if err := web.CheckRequest(t.Context(), "POST", url); guard.CodeOf(err) != want {
			t.Errorf("CheckRequest(POST %s) = %v, want %q", url, err, want)
		}
	}
	if err := web.CheckRequest(t.Context(), "PUT", "https://api.example.com/"); guard.CodeOf(err) != guard.CodeHostNotAllowed {
		t.Errorf("CheckRequest(PUT) = %v, want %s", err, guard.CodeHostNotAllowed)
	}
}

func TestBadEgressIsRefusedAndNamed(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ entry, says string }{
		{`{}`, "Hosts"},
		{`{"hosts":["*.com"]}`, `"*.com"`},
		{`{"hosts":["*.example.com"],"ports":[]}`, "Ports"},
		{`{"hosts":["example.com"],"ports":[443.5]}`, "443.5"},
		{`{"hosts":["example.com"],"port":443}`, "/egress/web/port"},
		{`{"Hosts":["example.com"]}`, "/egress/web/Hosts"},
		{`{"hosts":"example.com"}`, ""},
		{`{"hosts":["example.com"],"allow_cidrs":{"example.org":["10.0.0.0/8"]}}`, "example.org"},
		{`{"hosts":["example.com"],"allow_cidrs":{"example.com":["10.0.0.1/8"]}}`, "10.0.0.1/8"},
		{`{"hosts":["example.com"],"schema":null}`, "schema"},
		{`{"hosts":["example.com"],"schema":{"type":7}}`, "schema"},
		{`{"hosts":["example.com"],"schema":{"$ref":"https://example.com/schema"}}`, "schema"},
		{`{"hosts":["example.com"],"root_cas":"no-such-file.pem"}`, "no-such-file.pem"},
		{`{"hosts":["example.com"],"root_cas":"` + filepath.ToSlash(empty) + `"}`, "no certificate"},
		{`{"hosts":["example.com"],"credentials":{"example.com":{"Authorization":["x"]}}}`, "/egress/web/credentials"},
		{`{"hosts":["example.com"],"max_redirects":-1}`, "negative"},
		{`{"hosts":["example.com"],"timeout":"-1s"}`, "-1s"},
	} {
		if _, err := egressOf(t, `{"egress":{"web":`+row.entry+`}}`); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s = %v, want an error that says %s", row.entry, err, row.says)
		}
	}
	_, err := egressOf(t, `{"egress":{"web":{"hosts":["example.com"],"root_cas":"no-such-file.pem"}}}`)
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file = %v, want %v", err, os.ErrNotExist)
	}
}

// Every field of an egress.Policy can be written in a file, but for what a
// program alone has.
func TestEgressHasTheFieldsOfThePolicy(t *testing.T) {
	entry := reflect.TypeFor[policyfile.Egress]()
	for field := range reflect.TypeFor[egress.Policy]().Fields() {
		if _, ok := entry.FieldByName(field.Name); !ok && field.Name != "Credentials" && field.Name != "Resolver" {
			t.Errorf("the section has no %s", field.Name)
		}
	}
}
