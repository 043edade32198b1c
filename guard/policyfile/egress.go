package policyfile

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

// Egress is an entry of the section "egress": what an egress.Client may reach
// and bring back. The fields are those of egress.Policy, where they are
// explained, but for the two that are explained here. Credentials have no field:
// they belong in the program, or in what the program reads them from.
type Egress struct {
	Hosts        []string            `json:"hosts"`
	InsecureHTTP []string            `json:"insecure_http"`
	Ports        []int               `json:"ports"`
	AllowCIDRs   map[string][]string `json:"allow_cidrs"`

	InsecureMetadata bool `json:"insecure_metadata"`

	Methods      []string `json:"methods"`
	ContentTypes []string `json:"content_types"`
	// Schema is the JSON Schema itself, which Policy compiles with
	// guard.CompileOutput. Empty means none.
	Schema json.RawMessage `json:"schema"`

	MaxBody        Size     `json:"max_body"`
	MaxHeader      Size     `json:"max_header"`
	MaxRequestBody Size     `json:"max_request_body"`
	MaxRedirects   int      `json:"max_redirects"`
	NoRedirects    bool     `json:"no_redirects"`
	Timeout        Duration `json:"timeout"`

	// RootCAs is a file with certificates in PEM, which Policy reads. Empty
	// means the system's.
	RootCAs string `json:"root_cas"`
}

// Client returns the Client that the entry describes.
func (e Egress) Client() (*egress.Client, error) {
	p, err := e.Policy()
	if err != nil {
		return nil, err
	}
	return egress.New(p)
}

// Policy returns the entry as a policy, for a program that has something to add:
// credentials, or a resolver.
func (e Egress) Policy() (egress.Policy, error) {
	p := egress.Policy{
		Hosts: e.Hosts, InsecureHTTP: e.InsecureHTTP, Ports: e.Ports, AllowCIDRs: e.AllowCIDRs, InsecureMetadata: e.InsecureMetadata,
		Methods: e.Methods, ContentTypes: e.ContentTypes,
		MaxBody: int64(e.MaxBody), MaxHeader: int64(e.MaxHeader), MaxRequestBody: int64(e.MaxRequestBody),
		MaxRedirects: e.MaxRedirects, NoRedirects: e.NoRedirects, Timeout: time.Duration(e.Timeout),
	}
	if e.Schema != nil {
		var err error
		if p.Schema, err = guard.CompileOutput(e.Schema); err != nil {
			return egress.Policy{}, fmt.Errorf("policyfile: schema: %w", err)
		}
	}
	if e.RootCAs != "" {
		text, err := os.ReadFile(e.RootCAs)
		if err != nil {
			return egress.Policy{}, fmt.Errorf("policyfile: root_cas: %w", err)
		}
		if p.RootCAs = x509.NewCertPool(); !p.RootCAs.AppendCertsFromPEM(text) {
			return egress.Policy{}, fmt.Errorf("policyfile: root_cas: %s: there is no certificate in it", e.RootCAs)
		}
	}
	return p, nil
}
