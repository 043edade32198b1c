package egress

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// compileCIDRs reads the ranges of one entry. Each must open something.
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
		if public(p, insecureMetadata) {
			return nil, fmt.Errorf("%q: its addresses are public, and open without it", text)
		}
		if slices.Contains(list, p) {
			return nil, fmt.Errorf("%q: twice", text)
		}
		list = append(list, p)
	}
	return list, translatedToo(list)
}

// translatedToo wants the IPv4 range behind a range of NAT64 to be open as well, as
// judge does.
func translatedToo(list []netip.Prefix) error {
	for _, p := range list {
		inner, ok := translated(p)
		if !ok || within(special4, inner) == nil {
			continue // in part public, at least
		}
		if !slices.ContainsFunc(list, inner.Overlaps) {
			return fmt.Errorf("%q: the IPv4 range %s behind it is not open", p, inner)
		}
	}
	return nil
}

// translated returns the IPv4 range that a range of NAT64 stands for.
func translated(p netip.Prefix) (netip.Prefix, bool) {
	if !nat64.Overlaps(p) || p.Bits() < nat64.Bits() {
		return netip.Prefix{}, false
	}
	b := p.Addr().As16()
	return netip.PrefixFrom(netip.AddrFrom4([4]byte(b[12:])), p.Bits()-nat64.Bits()), true
}

// neverOpen says why a range would open nothing.
func neverOpen(p netip.Prefix, insecureMetadata bool) string {
	if b := within(metadata, p); b != nil {
		if insecureMetadata {
			return ""
		}
		return b.what
	}
	if b := within(table(p.Addr()), p); b != nil && b.shut {
		return b.what
	}
	if inner, ok := translated(p); ok {
		return neverOpen(inner, insecureMetadata)
	}
	return ""
}

func within(list []block, p netip.Prefix) *block {
	for i := range list {
		if list[i].prefix.Bits() <= p.Bits() && list[i].prefix.Contains(p.Addr()) {
			return &list[i]
		}
	}
	return nil
}

// public reports whether there is nothing in a range that could be opened.
func public(p netip.Prefix, insecureMetadata bool) bool {
	touched := func(b block) bool { return b.prefix.Overlaps(p) }
	if insecureMetadata && slices.ContainsFunc(metadata, touched) {
		return false
	}
	return !slices.ContainsFunc(table(p.Addr()), func(b block) bool { return !b.shut && touched(b) })
}
