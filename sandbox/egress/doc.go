// Package egress gives the handlers of an MCP server outbound HTTP to the hosts
// that a policy names and to nothing else. A Client connects itself: there is no
// checked URL to hand around, and so no moment between check and connection in
// which a name can be given another address (DNS rebinding).
//
//	web, err := egress.New(egress.Policy{Hosts: []string{"api.example.com", "*.docs.example.com"}})
//	...
//	page, err := web.Get(ctx, args.URL)
//
// # What is decided, and when
//
// The text of the URL is read into one canonical host: lower-case ASCII, strict
// about internationalized names, numbers and everything else that resolvers,
// browsers and Go understand differently. That string is compared with
// Policy.Hosts, dialled, sent as Host and as the name of the TLS server. Nothing
// is repaired: what is ambiguous is refused.
//
// A name on the list can still lead anywhere. Every address is judged when the
// socket exists and nothing was sent: it must be public (Public says what that
// is), or be opened for that host by Policy.AllowCIDRs. So it does not matter
// which resolver answered, Go's or libc's, nor what it answers the next time. If
// a name has good and bad addresses, the good ones are used.
//
// Each redirect is a request like the first one. HTTPS does not lead back to
// plain HTTP. What crosses from one origin (scheme, host and port) to another is a GET
// or HEAD without a body, without headers that may be credentials and without
// those of Policy.Credentials. The proxy settings of the environment are not read, and there
// is no option for a proxy: it would look names up by itself, where no rule on
// addresses can follow. TLS is 1.2 or newer and always verified; HTTP/1.1 and
// HTTP/2 are spoken.
//
// The answer is read to its end within the limits: the size of its header, of
// its body as it travels and decompressed, its type, its form, the time.
//
// # Errors
//
// Every error is a *guard.Denial. Its text holds no part of the URL, no address
// and nothing of the peer; the detail for the operator does. A host that does
// not exist, one that is at a forbidden address, a closed port and a wrong
// certificate give the same denial.
//
// # Limits of the protection
//
// Time still tells: a closed port answers sooner than a silent one, and a name
// that the resolver knows sooner than one that it has to ask for. Only what the
// policy lets a client try can be told apart like this, so the width of "*."
// entries and of AllowCIDRs is the width of that view.
//
// What a permitted host is sent can hold what the model has read, and what it
// answers can hold instructions to the model: a host is listed because it is
// trusted with both. Paths and queries are not judged. Names below a wildcard
// are its owner's to give away, dangling ones included.
//
// The system's resolver is asked as it is set up. Its search list applies to
// names without a dot only: all others are looked up with the root's dot behind
// them, which neither Host nor the name of the TLS server has. Where Go leaves the
// look-up to glibc (GODEBUG=netdns=cgo, or settings that Go does not read itself),
// such a name is not found in /etc/hosts; a Policy.Resolver with PreferGo finds it.
// A name that is looked up reaches the name servers even if the connection is then
// refused. Public addresses that route to
// a private place, and services that forward what they are sent, are not known
// here. A handler that opens connections by other means is not confined; that is
// for a network policy around the process.
package egress
