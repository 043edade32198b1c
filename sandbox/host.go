package sandbox

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// ParseURI returns the name of what a "file:" URL means (RFC 8089), such as the
// roots that an MCP client sends: an absolute host path below a root, in the
// spelling of the Config or in the one without links. Its path is percent-
// decoded once; a host other than none and "localhost", a query and a fragment
// are refused, and so are encoded slashes, backslashes, dots and NULs. Whether
// something exists there it does not look.
func (d *Dir) ParseURI(uri string) (string, error) {
	if d == nil || len(d.trees) == 0 {
		return "", unspoken(uri, "no Dir was opened")
	}
	if !isFileURL(uri) {
		return "", guard.Deny(guard.CodePathNotAllowed, hintURI).Because("sandbox: URI %.256q: not a file URL", uri)
	}
	text, problem := d.fromHost(uri)
	if problem != "" {
		return "", unspoken(uri, problem)
	}
	n, problem := understand(text, runtime.GOOS == "windows")
	if problem != "" {
		return "", unspoken(uri, problem)
	}
	return n.path, nil
}

// isHostPath reports whether Config.HostPaths concerns a name.
func isHostPath(s string) bool {
	return s != "" && s[0] == '/' || isFileURL(s) || runtime.GOOS == "windows" && hasDrive(s)
}

// fromHost returns the name of a host path or URL, not yet understood.
func (d *Dir) fromHost(s string) (text, problem string) {
	if isFileURL(s) {
		if s, problem = uriPath(s, runtime.GOOS == "windows"); problem != "" {
			return "", problem
		}
	}
	s = filepath.ToSlash(s)
	best, rest := (*tree)(nil), ""
	length := -1
	for _, t := range d.trees {
		for _, spelling := range t.spellings {
			if r, ok := strings.CutPrefix(s, spelling); ok && len(spelling) > length && (r == "" || r[0] == '/' || strings.HasSuffix(spelling, "/")) {
				best, rest, length = t, strings.TrimLeft(r, "/"), len(spelling)
			}
		}
	}
	switch {
	case best == nil:
		return "", "a host path below no root"
	case !d.named && rest == "":
		return ".", ""
	case !d.named:
		return rest, ""
	case leaves(squeeze(rest)):
		return "", "leaves its root"
	}
	return best.name + "/" + rest, ""
}

// uriPath returns the host path that a file URL means.
func uriPath(uri string, windows bool) (path, problem string) {
	if strings.ContainsAny(uri, "?#\\") || encoded.MatchString(uri) {
		return "", "a file URL with a query, a fragment or an encoded separator"
	}
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return "", "not a URL"
	case u.Opaque != "" || u.User != nil || u.Host != "" && !strings.EqualFold(u.Host, "localhost"):
		return "", "a file URL of another host, or a relative one"
	case windows && len(u.Path) > 3 && u.Path[0] == '/' && hasDrive(u.Path[1:]):
		return u.Path[1:], ""
	}
	return u.Path, ""
}
