package main

import (
	"strings"
	"testing"
)

func TestTryURL(t *testing.T) {
	file, _ := policyOf(t, `{"egress":{
		"web": {"hosts": ["api.example.com", "*.docs.example.com"], "methods": ["GET", "POST"]},
		"old": {"hosts": ["old.example.com"], "insecure_http": ["old.example.com"]},
		"bad": {"hosts": ["*.example.com"], "ports": []}}}`)
	for _, row := range []struct{ name, entry, in, want string }{
		{"a listed host is allowed", "web", `{"id":1,"url":"https://api.example.com/v1?q=1"}`, `{"id":1,"verdict":"allow"}`},
		{"a method is allowed", "web", `{"id":1,"url":"https://api.example.com/","method":"POST"}`, `{"id":1,"verdict":"allow"}`},
		{"a name below is allowed", "web", `{"id":1,"url":"https://en.docs.example.com/"}`, `"allow"`},
		{"a name itself is not", "web", `{"id":1,"url":"https://docs.example.com/"}`, `"verdict":"deny","code":"host_not_allowed","reason":"the host is not one this server may reach","detail":"egress: host \"docs.example.com\": no entry of Hosts"`},
		{"another method is not", "web", `{"id":1,"url":"https://api.example.com/","method":"DELETE"}`, `the method is not one`},
		{"a user name is not", "web", `{"id":1,"url":"https://api.example.com@evil.example/"}`, `"detail":"egress: url \"https://api.example.com@evil.example/\": a user name`},
		{"metadata is not", "web", `{"id":1,"url":"http://169.254.169.254/latest/meta-data/"}`, `"host_not_allowed"`},
		{"plain HTTP is not", "web", `{"id":1,"url":"http://api.example.com/"}`, `only https://`},
		{"plain HTTP is where it is open", "old", `{"id":1,"url":"http://old.example.com/"}`, `"allow"`},
		{"another port is not", "old", `{"id":1,"url":"http://old.example.com:22/"}`, `the port`},
		{"a line without a URL is an error", "web", `{"id":1,"path":"https://api.example.com/"}`, `"error":"the line has no string \"url\""`},
		{"a method that is no text is an error", "web", `{"id":1,"url":"https://api.example.com/","method":7}`, `"error"`},
		{"an empty method is an error", "web", `{"id":1,"url":"https://api.example.com/","method":""}`, `"error"`},
	} {
		status, out, complaint := run(t, row.in, "try", "url", "-policy", file, "-entry", row.entry)
		if !strings.Contains(out, row.want) || complaint != "" || (status == done) == strings.Contains(out, `"error"`) {
			t.Errorf("%s: %d, %s%s, want %s", row.name, status, out, complaint, row.want)
		}
	}
	for _, row := range []struct {
		name string
		args []string
		says string
	}{
		{"a policy is needed", nil, "-policy is needed"},
		{"an entry must be chosen", []string{"-policy", file}, "choose one of the entries bad, old, web"},
		{"an entry must be one that can be enforced", []string{"-policy", file, "-entry", "bad"}, "Ports is empty"},
		{"a URL is no argument", []string{"-policy", file, "-entry", "web", "https://api.example.com/"}, "standard input"},
	} {
		status, out, complaint := run(t, "", append([]string{"try", "url"}, row.args...)...)
		if status != unusable || out != "" || !strings.Contains(complaint, row.says) {
			t.Errorf("%s: %d, %s%s, want %s", row.name, status, out, complaint, row.says)
		}
	}
}
