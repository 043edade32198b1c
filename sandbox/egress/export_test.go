package egress

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
