package sandbox

import (
	"path"
	"strings"

	"golang.org/x/sys/unix"
)

// maxSteps bounds how many pieces between links and ".." a name falls into.
const maxSteps = 255

// follow returns what a path is called without links and "..". It reads links
// and believes nothing: whatever it returns is opened without following any,
// so that a tree that changes meanwhile can make it fail but not err.
//
// Links lead on from the folder that really holds them, as in the kernel. With
// an error comes what the path had become by then.
func (k *kernel) follow(p string) (string, error) {
	done, todo, steps := ".", p, 0
	for links := 0; todo != ""; {
		if steps++; steps > maxSteps {
			return "", unix.ENAMETOOLONG
		}
		if todo == ".." || strings.HasPrefix(todo, "../") {
			if done == "." {
				return "", errEscapes
			}
			done, todo = path.Dir(done), strings.TrimPrefix(todo[2:], "/")
			continue
		}
		run, rest := beforeUp(todo)
		link, target, err := k.link(done, run, rest != "")
		if err != nil {
			return below(done, squeeze(todo)), err
		}
		if link == "" { // none up to the "..", or the end
			done, todo = below(done, run), rest
			continue
		}
		if links++; links > maxLinks {
			return below(done, run), unix.ELOOP
		}
		if target == "" || target[0] == '/' {
			return below(done, run), errEscapes
		}
		if folder, _ := splitPath(link); folder != "." {
			done = below(done, folder)
		}
		if todo = squeeze(target + todo[len(link):]); todo == "." {
			todo = ""
		}
		if len(todo) > maxName {
			return "", unix.ENAMETOOLONG
		}
	}
	return done, nil
}

// beforeUp cuts a path in front of its first "..", which it does not begin with.
func beforeUp(p string) (run, rest string) {
	if i := strings.Index(p, "/../"); i >= 0 {
		return p[:i], p[i+1:]
	}
	if run, ok := strings.CutSuffix(p, "/.."); ok {
		return run, ".."
	}
	return p, ""
}

// link finds the first link on a path below a folder without links, and reads
// it: it returns the beginning of the path that ends with it, or "" if there is
// none. folder says that the path has to lead to a folder.
func (k *kernel) link(done, run string, folder bool) (link, target string, err error) {
	ends := componentEnds(run)
	// There is no link in the first low components, and one in the first
	// high.
	low, high, try := 0, len(ends), len(ends)
	for {
		isLink := false
		fd, err := k.openat2(below(done, run[:ends[try-1]]), unix.O_PATH|unix.O_NOFOLLOW)
		if err == nil {
			target, isLink, err = readLink(fd, folder && try == len(ends))
			unix.Close(fd)
		}
		switch {
		case err == unix.ELOOP: // the link stands before the last component
			high = try - 1
		case err != nil:
			return "", "", err
		case isLink:
			return run[:ends[try-1]], target, nil
		case try == len(ends):
			return "", "", nil
		default:
			low = try
		}
		if low >= high { // what was a link is none any more
			return "", "", errBusy
		}
		try = (low + high + 1) / 2
	}
}

// componentEnds returns where the components of a path end.
func componentEnds(p string) []int {
	ends := make([]int, 0, 16)
	for i := range len(p) {
		if p[i] == '/' {
			ends = append(ends, i)
		}
	}
	return append(ends, len(p))
}

// readLink reads the link that an O_PATH descriptor stands for. Anything else
// is no link, and has to be a folder if folder says so.
func readLink(fd int, folder bool) (target string, isLink bool, err error) {
	var short [256]byte
	buffer := short[:]
	n, err := unix.Readlinkat(fd, "", buffer)
	if n == len(buffer) {
		buffer = make([]byte, unix.PathMax)
		n, err = unix.Readlinkat(fd, "", buffer)
	}
	switch {
	case err == unix.ENOENT || err == unix.EINVAL: // what it says of other files
		var st unix.Stat_t
		if folder && (unix.Fstat(fd, &st) != nil || st.Mode&unix.S_IFMT != unix.S_IFDIR) {
			return "", false, unix.ENOTDIR
		}
		return "", false, nil
	case err != nil:
		return "", false, err
	case n == len(buffer):
		return "", false, unix.ENAMETOOLONG
	}
	return string(buffer[:n]), true, nil
}
