package egress_test

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

func Example() {
	web, err := egress.New(egress.Policy{Hosts: []string{"api.example.com", "*.docs.example.com"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer web.Close()

	for _, url := range []string{
		"https://api.example.com/v1",
		"https://en.docs.example.com/",
		"http://api.example.com/v1",
		"https://api.example.com@evil.example/",
		"https://169.254.169.254/latest/meta-data/",
	} {
		fmt.Println(web.Check(context.Background(), url))
	}
	// Output:
	// <nil>
	// <nil>
	// host_not_allowed: only https:// URLs can be used here
	// host_not_allowed: write the URL as https://host/path, with blanks encoded and without a user name
	// host_not_allowed: the host is not one this server may reach
}

func ExampleNew_badPolicy() {
	for _, hosts := range [][]string{{"*.com"}, {"*.github.io"}, {"example.com:443"}, {"10.0.0.7"}} {
		_, err := egress.New(egress.Policy{Hosts: hosts})
		fmt.Println(err)
	}
	// Output:
	// egress: Hosts: "*.com": anybody can get a name below a public suffix; name the hosts
	// egress: Hosts: "*.github.io": anybody can get a name below a public suffix; name the hosts
	// egress: Hosts: "example.com:443": it is a host, without a port; see Ports
	// egress: Hosts: "10.0.0.7": not a public address, and not opened by AllowCIDRs: private (RFC 1918)
}

func ExamplePublic() {
	for _, addr := range []string{"1.1.1.1", "10.0.0.7", "::ffff:127.0.0.1", "169.254.169.254", "2606:4700::1111"} {
		fmt.Println(addr, egress.Public(netip.MustParseAddr(addr)))
	}
	// Output:
	// 1.1.1.1 true
	// 10.0.0.7 false
	// ::ffff:127.0.0.1 false
	// 169.254.169.254 false
	// 2606:4700::1111 true
}
