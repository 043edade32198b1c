package egress_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

// closed holds addresses that must not be reached, with the reason that the
// operator reads. The edges of each range are there.
var closed = []struct{ addr, why string }{
	{"0.0.0.0", "unspecified"},
	{"0.0.0.1", "unspecified"},
	{"0.255.255.255", "unspecified"},
	{"10.0.0.0", "private"},
	{"10.255.255.255", "private"},
	{"100.64.0.0", "shared"},
	{"100.127.255.255", "shared"},
	{"100.100.100.200", "Alibaba"},
	{"127.0.0.0", "loopback"},
	{"127.0.0.1", "loopback"},
	{"127.255.255.255", "loopback"},
	{"168.63.129.16", "Azure"},
	{"169.254.0.0", "metadata"},
	{"169.254.169.254", "metadata"},
	{"169.254.170.2", "metadata"},
	{"169.254.255.255", "metadata"},
	{"172.16.0.0", "private"},
	{"172.31.255.255", "private"},
	{"192.0.0.0", "protocol"},
	{"192.0.0.192", "Oracle"},
	{"192.0.0.255", "protocol"},
	{"192.0.2.1", "documentation"},
	{"192.88.99.1", "6to4"},
	{"192.168.0.0", "private"},
	{"192.168.255.255", "private"},
	{"198.18.0.0", "benchmarking"},
	{"198.19.255.255", "benchmarking"},
	{"198.51.100.255", "documentation"},
	{"203.0.113.0", "documentation"},
	{"224.0.0.1", "multicast"},
	{"239.255.255.255", "multicast"},
	{"240.0.0.0", "reserved"},
	{"255.255.255.254", "reserved"},
	{"255.255.255.255", "broadcast"},
	{"::", "unspecified"},
	{"::1", "loopback"},
	{"::2", "IPv4-compatible"},
	{"::127.0.0.1", "IPv4-compatible"},
	{"::8.8.8.8", "IPv4-compatible"},
	{"::ffff:0.0.0.0", "unspecified"},
	{"::ffff:127.0.0.1", "loopback"},
	{"::ffff:10.1.2.3", "private"},
	{"::ffff:169.254.169.254", "metadata"},
	{"::ffff:0:127.0.0.1", "outside"},
	{"64:ff9b::127.0.0.1", "loopback"},
	{"64:ff9b::169.254.169.254", "metadata"},
	{"64:ff9b::8.8.8.8", "NAT64"},
	{"64:ff9b:1::10.0.0.1", "NAT64"},
	{"64:ff9b:1:ffff::1", "NAT64"},
	{"100::1", "discard"},
	{"2001::1", "Teredo"},
	{"2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"},
	{"2001:2::1", "protocol"},
	{"2001:10::1", "protocol"},
	{"2001:20::1", "protocol"},
	{"2001:1ff:ffff::1", "protocol"},
	{"2001:db8::1", "documentation"},
	{"2001:db8:ffff::1", "documentation"},
	{"2002:7f00:1::1", "6to4"},
	{"2002:a00:1::", "6to4"},
	{"2002:808:808::1", "6to4"},
	{"2a00:1450::5efe:7f00:1", "loopback"},
	{"2a00:1450::5efe:a9fe:a9fe", "metadata"},
	{"2a00:1450::200:5efe:a00:1", "private"},
	{"2a00:1450::100:5efe:c0a8:1", "private"},
	{"2a00:1450::300:5efe:0:0", "unspecified"},
	{"3ffe::1", "6bone"},
	{"3fff::1", "documentation"},
	{"3fff:fff:ffff::1", "documentation"},
	{"1fff:ffff::1", "outside"},
	{"4000::1", "outside"},
	{"5f00::1", "segment"},
	{"fc00::1", "private"},
	{"fd00::1", "private"},
	{"fd00:ec2::254", "AWS"},
	{"fd00:ec2::23", "AWS"},
	{"fd00:c1::a9fe:a9fe", "Oracle"},
	{"fd00:a9fe:a9fe::1", "Akamai"},
	{"fd00:100::100:200", "Alibaba"},
	{"fd20:ce::254", "Google"},
	{"fd00:42::42", "Scaleway"},
	{"fdff:ffff::1", "private"},
	{"fe00::1", "outside"},
	{"fe80::1", "link-local"},
	{"fe80::a9fe:a9fe", "OpenStack"},
	{"febf::1", "link-local"},
	{"fec0::1", "site-local"},
	{"feff::1", "site-local"},
	{"ff02::1", "multicast"},
	{"ff0e::1", "multicast"},
}

// open holds the neighbours.
var open = []string{
	"1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "100.0.0.1",
	"126.255.255.255", "128.0.0.0", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
	"191.255.255.255", "192.0.1.0", "192.0.3.0", "192.31.196.1", "192.52.193.1", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0",
	"192.175.48.1", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
	"::ffff:8.8.8.8",
	"2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2001:db9::1", "2003::1", "2400:cb00::1", "2606:4700:4700::1111",
	"2620:4f:8000::1", "2a00:1450::5efe:808:808", "2a00:1450:4001:82a::200e", "2a00:1450::400:5efe:7f00:1", "3ffd::1", "3fff:1000::1",
}

func TestPublic(t *testing.T) {
	for _, row := range closed {
		if egress.Public(netip.MustParseAddr(row.addr)) {
			t.Errorf("Public(%s) = true, want false: %s", row.addr, row.why)
		}
	}
	for _, addr := range open {
		if !egress.Public(netip.MustParseAddr(addr)) {
			t.Errorf("Public(%s) = false, want true", addr)
		}
	}
	for _, addr := range []netip.Addr{{}, netip.MustParseAddr("2a00::1%eth0"), netip.MustParseAddr("fe80::1%1")} {
		if egress.Public(addr) {
			t.Errorf("Public(%v) = true, want false", addr)
		}
	}
}

// A name of the policy that leads to a closed address is not connected to. The
// system's own view of the address does not matter: nothing is sent.
func TestNamesThatLeadToClosedAddresses(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, func(p *egress.Policy) { p.AllowCIDRs = nil })
	nowhere := w.refusal(t, web, w.https("nowhere.good.test"))
	for _, row := range closed {
		w.dns.set("trap.good.test", netip.MustParseAddr(row.addr))
		d := w.refusal(t, web, w.https("trap.good.test"))
		if !strings.Contains(d.Detail, row.why) {
			t.Errorf("%s: detail %q, want %q in it", row.addr, d.Detail, row.why)
		}
		if d.Error() != nowhere.Error() {
			t.Errorf("%s: %q, want the answer for a name that does not exist: %q", row.addr, d, nowhere)
		}
	}
}

func TestClosedAddressesAsHosts(t *testing.T) {
	for _, row := range closed {
		_, err := egress.New(egress.Policy{Hosts: []string{row.addr}})
		if err == nil || !strings.Contains(err.Error(), row.addr) {
			t.Errorf("New with the host %s = %v, want an error that names it", row.addr, err)
		}
		web := mustNew(t, egress.Policy{Hosts: []string{"good.test", "*.good.test"}})
		text := row.addr
		if strings.Contains(text, ":") {
			text = "[" + text + "]"
		}
		if err := web.Check(t.Context(), "https://"+text+"/"); guard.CodeOf(err) != guard.CodeHostNotAllowed {
			t.Errorf("Check(%s) = %v, want %s", text, err, guard.CodeHostNotAllowed)
		}
	}
	for _, addr := range open {
		if strings.HasPrefix(addr, "::ffff:") {
			continue // has another spelling
		}
		if _, err := egress.New(egress.Policy{Hosts: []string{addr}}); err != nil {
			t.Errorf("New with the host %s = %v, want nil", addr, err)
		}
	}
}

// What a range opens, and what no range does.
func TestRangesOpen(t *testing.T) {
	for _, row := range []struct {
		host, cidr string
		metadata   bool
		want       bool
	}{
		{"10.2.3.4", "10.2.0.0/16", false, true},
		{"10.3.3.4", "10.2.0.0/16", false, false},
		{"127.0.0.1", "127.0.0.1/32", false, true},
		{"127.0.0.2", "127.0.0.1/32", false, false},
		{"100.64.1.1", "100.64.0.0/10", false, true},
		{"100.100.100.200", "100.64.0.0/10", false, false},
		{"100.100.100.200", "100.64.0.0/10", true, true},
		{"169.254.169.254", "169.254.169.254/32", false, false},
		{"169.254.169.254", "169.254.169.254/32", true, true},
		{"168.63.129.16", "168.0.0.0/8", false, false},
		{"168.63.129.16", "168.0.0.0/8", true, true},
		{"192.0.0.192", "192.0.0.192/32", true, true},
		{"192.0.0.193", "192.0.0.0/8", true, false},
		{"0.0.0.0", "0.0.0.0/8", false, false},
		{"0.0.0.0", "0.0.0.0/1", false, false},
		{"224.0.0.1", "224.0.0.0/4", false, false},
		{"255.255.255.255", "240.0.0.0/4", false, false},
		{"fd12::1", "fd12::/16", false, true},
		{"fd00:ec2::254", "fd00::/8", false, false},
		{"fd00:ec2::254", "fd00::/8", true, true},
		{"::1", "::1/128", false, true},
		{"::", "::/1", false, false},
		{"::127.0.0.1", "::/96", false, false},
		{"64:ff9b::8.8.8.8", "64:ff9b::/96", false, true},
		{"64:ff9b::10.0.0.1", "64:ff9b::/96", false, false},
		{"2002:a00:1::", "2002::/16", false, false},
		{"2001::1", "2001::/32", false, false},
		{"fe80::1", "fe80::/10", false, false},
	} {
		_, err := egress.New(egress.Policy{Hosts: []string{row.host}, AllowCIDRs: map[string][]string{row.host: {row.cidr}}, InsecureMetadata: row.metadata})
		if (err == nil) != row.want {
			t.Errorf("%s with %s, metadata %t: New = %v, want allowed %t", row.host, row.cidr, row.metadata, err, row.want)
		}
	}
}

// Every row of the table stays closed under a range that is opened around it,
// and the address next to it, where a network may have its own, is not.
func TestMetadataStaysClosedInAnOpenedRange(t *testing.T) {
	rows := egress.Metadata()
	if len(rows) < 11 {
		t.Fatalf("%d rows, want all of the table", len(rows))
	}
	for _, row := range rows {
		around := netip.PrefixFrom(row.Addr(), 8).Masked()
		for _, at := range []netip.Addr{row.Addr(), last(row)} {
			p := egress.Policy{Hosts: []string{at.String()}, AllowCIDRs: map[string][]string{at.String(): {around.String()}}}
			if _, err := egress.New(p); err == nil {
				t.Errorf("New with %s and %s = nil, want an error", at, around)
			}
		}
	}
	for _, at := range []string{"fd00:c1::a9fe:a9fd", "fd00:a9fe:a9fe::2", "fd00:100::100:201", "fd00:42::43", "fd20:ce::255", "100.100.100.201"} {
		addr := netip.MustParseAddr(at)
		p := egress.Policy{Hosts: []string{at}, AllowCIDRs: map[string][]string{at: {netip.PrefixFrom(addr, 10).Masked().String()}}}
		if _, err := egress.New(p); err != nil {
			t.Errorf("New with %s = %v, want nil", at, err)
		}
	}
}

// last returns the last address of a range.
func last(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for i := p.Bits(); i < 8*len(bytes); i++ {
		bytes[i/8] |= 0x80 >> (i % 8)
	}
	addr, _ := netip.AddrFromSlice(bytes)
	return addr
}
