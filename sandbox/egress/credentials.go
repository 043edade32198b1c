package egress

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// compileCredentials wants an exact host, so that it is plain who gets them.
func compileCredentials(p *Policy, r rules) (map[string]http.Header, error) {
	all := map[string]http.Header{}
	for _, key := range slices.Sorted(maps.Keys(p.Credentials)) {
		h, suffix, err := parseEntry(key)
		switch {
		case err != nil:
		case suffix:
			err = errors.New("credentials need an exact host")
		case r.find(h) == nil:
			err = errors.New("it is no host that Hosts allows")
		case metadataNames[h.name] && !p.InsecureMetadata:
			err = errors.New("the name of a metadata service")
		case all[h.name] != nil:
			err = errors.New("it is there twice")
		default:
			err = badCredential(p.Credentials[key])
		}
		if err != nil { // which names a header, never its value
			return nil, fmt.Errorf("egress: Credentials: %q: %w", key, err)
		}
		all[h.name] = canonicalHeader(p.Credentials[key])
	}
	return all, nil
}

// badCredential refuses headers that would not be sent as they stand.
func badCredential(header http.Header) error {
	if len(header) == 0 {
		return errors.New("there is no header")
	}
	if err := badHeader(header); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		canonical := http.CanonicalHeaderKey(name)
		switch {
		case len(header[name]) == 0 || slices.Contains(header[name], ""):
			return fmt.Errorf("header %s has no value", name)
		case canonical == "Accept-Encoding":
			return fmt.Errorf("header %s is the client's to set", name)
		case seen[canonical]:
			return fmt.Errorf("header %s is there twice, in two spellings", canonical)
		}
		seen[canonical] = true
	}
	return nil
}

// canonicalHeader keeps a name without values: with User-Agent it says that none is
// to be sent.
func canonicalHeader(from http.Header) http.Header {
	to := make(http.Header, len(from))
	for name, values := range from {
		name = http.CanonicalHeaderKey(name)
		to[name] = append(to[name], values...)
	}
	return to
}
