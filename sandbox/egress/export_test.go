package egress

import "net/netip"

// ParseHost and ParseTarget let the tests look at what was understood.
func ParseHost(s string) (name, problem string) {
	h, problem := parseHost(s)
	return h.name, problem
}

func ParseTarget(s string) (canonical, problem string) {
	t, problem := parseTarget(s)
	if problem != "" {
		return "", problem
	}
	return t.url.String(), ""
}

// Metadata returns the ranges that hold the metadata services of clouds.
func Metadata() (list []netip.Prefix) {
	for _, b := range metadata {
		list = append(list, b.prefix)
	}
	return list
}
