package egress

import (
	"encoding/binary"
	"net/netip"
)

// A block is a range of addresses that is not public.
type block struct {
	prefix     netip.Prefix
	what       string
	shut       bool // no policy opens it
	bits, mask wide // the prefix, for a quick comparison
}

// wide holds the 128 bits of an address, IPv4 as in ::ffff:0:0/96.
type wide struct{ high, low uint64 }

func widen(addr netip.Addr) wide {
	b := addr.As16()
	return wide{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

func blocks(shut bool, rows ...string) (list []block) {
	for i := 0; i < len(rows); i += 2 {
		p := netip.MustParsePrefix(rows[i])
		length := p.Bits()
		if p.Addr().Is4() {
			length += 96
		}
		mask := wide{^uint64(0) << max(0, 64-length), ^uint64(0) << min(64, 128-length)}
		list = append(list, block{p, rows[i+1], shut, widen(p.Addr()), mask})
	}
	return list
}

// The special-purpose registries of IANA (RFC 6890), as of November 2026, where
// they do not say "globally reachable".
// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
var (
	special4 = append(blocks(false,
		"10.0.0.0/8", "private (RFC 1918)",
		"172.16.0.0/12", "private (RFC 1918)",
		"192.168.0.0/16", "private (RFC 1918)",
		"127.0.0.0/8", "loopback (RFC 1122)",
		"169.254.0.0/16", "link-local (RFC 3927)",
		"100.64.0.0/10", "shared by a carrier (RFC 6598)",
		"192.0.2.0/24", "documentation (RFC 5737)",
		"198.51.100.0/24", "documentation (RFC 5737)",
		"203.0.113.0/24", "documentation (RFC 5737)",
		"198.18.0.0/15", "benchmarking (RFC 2544)",
	), blocks(true,
		"0.0.0.0/8", "unspecified, or this network (RFC 1122)",
		"192.0.0.0/24", "protocol assignments (RFC 6890)",
		"192.88.99.0/24", "6to4 relays (RFC 7526)",
		"224.0.0.0/4", "multicast (RFC 5771)",
		"240.0.0.0/4", "reserved or broadcast (RFC 1112)",
	)...)

	// What is outside of global unicast is closed as a whole: nothing public
	// was ever assigned there (RFC 4291, section 2.4).
	globalUnicast = netip.MustParsePrefix("2000::/3")

	outside6 = append(blocks(false,
		"::1/128", "loopback (RFC 4291)",
		"fc00::/7", "private (RFC 4193)",
		"64:ff9b::/96", "NAT64 (RFC 6052)",
	), blocks(true,
		"::/128", "unspecified (RFC 4291)",
		"::/96", "IPv4-compatible (RFC 4291)",
		"64:ff9b:1::/48", "local NAT64 (RFC 8215)",
		"100::/64", "discard (RFC 6666)",
		"fe80::/10", "link-local (RFC 4291)",
		"fec0::/10", "site-local (RFC 3879)",
		"ff00::/8", "multicast (RFC 4291)",
		"5f00::/16", "segment routing (RFC 9602)",
		"::/0", "outside of global unicast (RFC 4291)",
	)...)

	special6 = append(blocks(true,
		"2001::/32", "Teredo (RFC 4380)",
		"2001::/23", "protocol assignments (RFC 2928)",
		"2002::/16", "6to4 (RFC 3056)",
		"3ffe::/16", "returned 6bone (RFC 3701)",
	), blocks(false,
		"2001:db8::/32", "documentation (RFC 3849)",
		"3fff::/20", "documentation (RFC 9637)",
	)...)

	// Where clouds answer with the machine's credentials and settings. Some
	// lie in public space, some in ranges that policies open.
	metadata = blocks(true,
		"169.254.0.0/16", "link-local: metadata of AWS, Azure, Google, Oracle and others",
		"100.100.100.200/32", "metadata of Alibaba Cloud",
		"168.63.129.16/32", "the host's services of Azure",
		"192.0.0.192/32", "metadata of Oracle Cloud",
		"fd00:ec2::/32", "metadata of AWS",
		"fd00:c1::a9fe:a9fe/128", "metadata of Oracle Cloud",
		"fd00:a9fe:a9fe::1/128", "metadata of Akamai",
		"fd00:100::100:200/128", "metadata of Alibaba Cloud",
		"fd20:ce::254/128", "metadata of Google Cloud",
		"fd00:42::42/128", "metadata of Scaleway",
		"fe80::a9fe:a9fe/128", "metadata of OpenStack",
	)
)

// metadataNames are the names of such services.
var metadataNames = map[string]bool{
	"metadata.google.internal":     true,
	"metadata.goog":                true,
	"metadata":                     true,
	"instance-data":                true,
	"instance-data.ec2.internal":   true,
	"metadata.tencentyun.com":      true,
	"metadata.platformequinix.com": true,
	"metadata.packet.net":          true,
	"api.metadata.cloud.ibm.com":   true,

	"metadata.azure.internal": true,

	"100-100-100-200.metadata.aliyun.com": true,
}

// Public reports whether an address is one of the public Internet: assigned for
// global use, no cloud metadata service, and, where it stands for an IPv4
// address (IPv4-mapped, ISATAP), with a public one. It is the rule that a Client
// applies to every address before it connects.
func Public(addr netip.Addr) bool { return judge(addr, nil, false) == "" }

// judge returns why an address may not be connected to. The ranges in open may,
// as far as they can be opened.
func judge(addr netip.Addr, open []netip.Prefix, insecureMetadata bool) string {
	if addr = addr.Unmap(); !addr.IsValid() || addr.Zone() != "" {
		return "no address, or one with a zone"
	}
	where := find(metadata, addr)
	if where != nil && !insecureMetadata {
		return where.what
	}
	if inner, ok := embedded(addr); ok {
		if why := judge(inner, open, insecureMetadata); why != "" {
			return "it stands for an IPv4 address: " + why
		}
	}
	found := find(table(addr), addr)
	if found == nil {
		return ""
	}
	if !found.shut || where != nil {
		for _, p := range open {
			if p.Contains(addr) {
				return ""
			}
		}
	}
	return found.what
}

// table returns the blocks that an address can be in.
func table(addr netip.Addr) []block {
	switch {
	case addr.Is4():
		return special4
	case globalUnicast.Contains(addr):
		return special6
	default:
		return outside6
	}
}

func find(list []block, addr netip.Addr) *block {
	bits := widen(addr)
	for i := range list {
		b := &list[i]
		if bits.high&b.mask.high == b.bits.high && bits.low&b.mask.low == b.bits.low {
			return b
		}
	}
	return nil
}

// nat64 is the one range of translated addresses that a policy can open.
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// embedded returns the IPv4 address that an IPv6 address stands for, where it
// is not closed already: behind NAT64, or in an ISATAP interface identifier
// (RFC 5214, section 6.1), whatever its universal and group bits.
func embedded(addr netip.Addr) (netip.Addr, bool) {
	if !addr.Is6() {
		return netip.Addr{}, false
	}
	b := addr.As16()
	isatap := b[8]&^0x03 == 0 && b[9] == 0 && b[10] == 0x5E && b[11] == 0xFE
	if !isatap && !nat64.Contains(addr) {
		return netip.Addr{}, false
	}
	return netip.AddrFrom4([4]byte(b[12:16])), true
}
