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
		switch {
		case entries[entry] == nil:
			return r, fmt.Errorf("egress: InsecureHTTP: %q: it is no entry of Hosts", entry)
		case entries[entry].plain:
			return r, fmt.Errorf("egress: InsecureHTTP: %q: twice", entry)
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
