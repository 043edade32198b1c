package egress

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// A rule is what the policy says of one entry of Hosts.
type rule struct {
	entry string
	addr  netip.Addr     // valid if the entry is an address
	plain bool           // may be reached over plain HTTP
	open  []netip.Prefix // what is allowed besides public addresses
}

// rules holds the entries by canonical host; suffixes without "*.".
type rules struct {
	exact, below map[string]*rule
}

// find returns the rule that applies to a host, or nil.
func (r rules) find(h host) *rule {
	if found := r.exact[h.name]; found != nil || h.addr.IsValid() {
		return found
	}
	for rest := h.name; ; {
		i := strings.IndexByte(rest, '.')
		if i < 0 {
			return nil
		}
		rest = rest[i+1:]
		if found := r.below[rest]; found != nil {
			if public, _ := publicsuffix.PublicSuffix(h.name); len(public) > len(rest) {
				return nil // anybody gets a name there: s3.amazonaws.com below *.amazonaws.com
			}
			return found
		}
	}
}

// compileHosts refuses what could not be enforced, or says two things at once.
func compileHosts(p *Policy) (rules, error) {
	r := rules{exact: map[string]*rule{}, below: map[string]*rule{}}
	if len(p.Hosts) == 0 {
		return r, errors.New("egress: Hosts is empty: nothing could be reached")
	}
	entries := map[string]*rule{}
	for _, entry := range p.Hosts {
		h, suffix, err := parseEntry(entry)
		if err != nil {
			return r, fmt.Errorf("egress: Hosts: %q: %w", entry, err)
		}
		list := r.exact
		if suffix {
			list = r.below
		}
		if other := list[h.name]; other != nil {
			return r, fmt.Errorf("egress: Hosts: %q: %q says the same", entry, other.entry)
		}
		list[h.name] = &rule{entry: entry, addr: h.addr}
		entries[entry] = list[h.name]
	}
	for _, entry := range p.InsecureHTTP {
		if entries[entry] == nil {
			return r, fmt.Errorf("egress: InsecureHTTP: %q: it is no entry of Hosts", entry)
		}
		entries[entry].plain = true
	}
	for _, entry := range slices.Sorted(maps.Keys(p.AllowCIDRs)) {
		if entries[entry] == nil {
			return r, fmt.Errorf("egress: AllowCIDRs: %q: it is no entry of Hosts", entry)
		}
		var err error
		if entries[entry].open, err = compileCIDRs(p.AllowCIDRs[entry], p.InsecureMetadata); err != nil {
			return r, fmt.Errorf("egress: AllowCIDRs: %q: %w", entry, err)
		}
	}
	return r, r.reachable(p)
}

// reachable refuses entries that no request could pass.
func (r rules) reachable(p *Policy) error {
	for _, name := range slices.Sorted(maps.Keys(r.exact)) {
		found := r.exact[name]
		if metadataNames[name] && !p.InsecureMetadata {
			return fmt.Errorf("egress: Hosts: %q: the name of a metadata service", found.entry)
		}
		if !found.addr.IsValid() {
			continue
		}
		if why := judge(found.addr, found.open, p.InsecureMetadata); why != "" {
			return fmt.Errorf("egress: Hosts: %q: not a public address, and not opened by AllowCIDRs: %s", found.entry, why)
		}
	}
	return nil
}

// parseEntry reads an entry of Hosts.
func parseEntry(entry string) (h host, suffix bool, err error) {
	name, suffix := strings.CutPrefix(entry, "*.")
	switch {
	case strings.Contains(name, "*"):
		return host{}, false, errors.New(`a wildcard stands in front only, as in "*.example.com"`)
	case strings.HasPrefix(name, "["):
		return host{}, false, errors.New("an IPv6 address stands here without brackets")
	case strings.Contains(name, "/"):
		return host{}, false, errors.New("it is a host, without scheme and path")
	}
	if addr, err := netip.ParseAddr(name); err == nil && addr.Is6() {
		name = "[" + name + "]" // as in a URL
	} else if strings.Contains(name, ":") {
		return host{}, false, errors.New("it is a host, without a port; see Ports")
	}
	h, problem := parseHost(name)
	switch {
	case problem != "":
		return host{}, false, errors.New(problem)
	case suffix && h.addr.IsValid():
		return host{}, false, errors.New("there are no names below an address")
	}
	if public, known := publicsuffix.PublicSuffix(h.name); suffix && public == h.name {
		if !known && !strings.Contains(public, ".") {
			return host{}, false, errors.New("this is a whole top-level domain; name the hosts")
		}
		return host{}, false, errors.New("anybody can get a name below a public suffix; name the hosts")
	}
	return h, suffix, nil
}

func compileCIDRs(texts []string, insecureMetadata bool) (list []netip.Prefix, err error) {
	if len(texts) == 0 {
		return nil, errors.New("there is no range")
	}
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q: not an address range such as 10.2.0.0/16", text)
		case p != p.Masked():
			return nil, fmt.Errorf("%q: address bits behind the prefix; %s is meant, or another length", text, p.Masked())
		case p.Addr().Is4In6():
			return nil, fmt.Errorf("%q: an IPv4 range written as IPv6", text)
		case p.Addr().Is4() && p.Bits() < 8 || p.Addr().Is6() && p.Bits() < 7: // 10.0.0.0/8, fc00::/7
			return nil, fmt.Errorf("%q: wider than any private network", text)
		}
		if why := neverOpen(p, insecureMetadata); why != "" {
			return nil, fmt.Errorf("%q: this is not opened by a range: %s", text, why)
		}
		list = append(list, p)
	}
	return list, nil
}

// neverOpen says why a range would open nothing.
func neverOpen(p netip.Prefix, insecureMetadata bool) string {
	within := func(list []block) *block {
		for i := range list {
			if list[i].prefix.Bits() <= p.Bits() && list[i].prefix.Contains(p.Addr()) {
				return &list[i]
			}
		}
		return nil
	}
	if b := within(metadata); b != nil {
		if insecureMetadata {
			return ""
		}
		return b.what
	}
	list := special4
	switch {
	case globalUnicast.Contains(p.Addr()):
		list = special6
	case p.Addr().Is6():
		list = outside6
	}
	if b := within(list); b != nil && b.shut {
		return b.what
	}
	return ""
}

var knownMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
}

func compileMethods(list []string) ([]string, error) {
	if list == nil {
		return []string{http.MethodGet, http.MethodHead}, nil
	}
	if len(list) == 0 {
		return nil, errors.New("egress: Methods is empty, and not nil")
	}
	for i, m := range list {
		if !slices.Contains(knownMethods, m) {
			return nil, fmt.Errorf("egress: Methods: %q: not one of %s", m, strings.Join(knownMethods, ", "))
		}
		if slices.Contains(list[:i], m) {
			return nil, fmt.Errorf("egress: Methods: %q: twice", m)
		}
	}
	return slices.Clone(list), nil
}

func compilePorts(list []int) ([]uint16, error) {
	if list != nil && len(list) == 0 {
		return nil, errors.New("egress: Ports is empty, and not nil: nothing could be reached")
	}
	var ports []uint16
	for _, n := range list {
		if n < 1 || n > 65535 {
			return nil, fmt.Errorf("egress: Ports: %d: not a port", n)
		}
		if slices.Contains(ports, uint16(n)) {
			return nil, fmt.Errorf("egress: Ports: %d: twice", n)
		}
		ports = append(ports, uint16(n))
	}
	return ports, nil
}

// compileCredentials wants an exact host, so that it is plain who gets them.
func compileCredentials(p *Policy, r rules) (map[string]http.Header, error) {
	all := map[string]http.Header{}
	for _, key := range slices.Sorted(maps.Keys(p.Credentials)) {
		h, suffix, err := parseEntry(key)
		if err == nil && suffix {
			err = errors.New("credentials need an exact host")
		}
		if err == nil && r.find(h) == nil {
			err = errors.New("it is no host that Hosts allows")
		}
		if err == nil && all[h.name] != nil {
			err = errors.New("it is there twice")
		}
		if err == nil && len(p.Credentials[key]) == 0 {
			err = errors.New("there is no header")
		}
		if err == nil {
			err = badHeader(p.Credentials[key])
		}
		if err != nil { // which names a header, never its value
			return nil, fmt.Errorf("egress: Credentials: %q: %w", key, err)
		}
		all[h.name] = canonicalHeader(p.Credentials[key])
	}
	return all, nil
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
