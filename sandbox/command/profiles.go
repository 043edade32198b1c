package command

import (
	"slices"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Ripgrep describes rg, to search below Config.Dir: a pattern and paths, globs
// and types, context and counts. It follows no links but those that are named as
// a path, reads no configuration, obeys no ignore file above Config.Dir (ripgrep
// 13 complains about one that is broken, where Isolation.Files does not hold),
// and starts nothing (no --pre, no --search-zip). A nil checker takes relative
// paths that do not go up; where such a path is a link, Isolation.Files alone
// decides where it may lead. Hidden files are searched only on demand, but then
// they are: put no secrets there.
func Ripgrep(paths guard.Checker) Spec {
	flags := append(switches("--ignore-case -i", "--smart-case -S", "--case-sensitive -s", "--word-regexp -w", "--line-regexp -x", "--fixed-strings -F",
		"--invert-match -v", "--files-with-matches -l", "--files-without-match", "--count -c", "--count-matches", "--line-number -n", "--no-line-number -N",
		"--column", "--only-matching -o", "--heading", "--no-heading", "--with-filename -H", "--no-filename -I", "--multiline -U", "--multiline-dotall",
		"--hidden -.", "--no-ignore", "--no-ignore-vcs", "--json", "--stats", "--trim", "--null -0"),
		valued("--after-context -A", Int(0, 1000)), valued("--before-context -B", Int(0, 1000)), valued("--context -C", Int(0, 1000)),
		valued("--max-count -m", Int(1, 1000000)), valued("--max-depth --maxdepth", Int(0, 1000)), valued("--max-columns -M", Int(0, 100000)),
		valued("--max-filesize", Pattern(`^[0-9]{1,12}[KMG]?$`)),
		Flag{Names: []string{"--glob", "-g"}, Value: LiteralText(500), Max: 50},
		Flag{Names: []string{"--iglob"}, Value: LiteralText(500), Max: 50},
		Flag{Names: []string{"--type", "-t"}, Value: Pattern(`^[a-z0-9+_-]{1,40}$`), Max: 20},
		Flag{Names: []string{"--type-not", "-T"}, Value: Pattern(`^[a-z0-9+_-]{1,40}$`), Max: 20},
		valued("--replace -r", LiteralText(500)),
		valued("--sort", OneOf("none", "path", "modified", "accessed", "created")),
		Flag{Names: []string{"--regexp", "-e"}, Value: LiteralText(1000), Max: 20},
		Flag{Names: []string{"--color"}, Value: OneOf("never"), dropped: true},
	)
	return Spec{Name: "rg", Syntax: Syntax{
		Fixed: []string{"--no-config", "--no-follow", "--color=never", "--no-require-git", "--no-ignore-global", "--no-ignore-parent", "--no-ignore-messages", "--threads=2"}, Flags: flags,
		Positions: []Position{{Name: "pattern", Value: LiteralText(1000), Min: 1, replacedBy: []string{"--regexp"}}, {Name: "path", Value: pathsOr(paths), Max: 50}},
	}}
}

// Find describes find: paths, "." if there are none, and tests that all have to
// hold. Its operators (-o, -not, parentheses) are refused; so is everything that
// acts: -exec, -ok, -delete, -fprint and -fls. It follows no links, also none
// that is named as a path. A nil checker takes relative paths that do not go up;
// where a folder on the way is a link, Isolation.Files alone decides where it may
// lead.
func Find(paths guard.Checker) Spec {
	file, name, when := pathsOr(paths), LiteralText(255), Pattern(`^[+-]?[0-9]{1,9}$`)
	var flags []Flag
	for _, test := range []struct {
		name  string
		value Value
	}{
		{"-maxdepth", Int(0, 1000)}, {"-mindepth", Int(0, 1000)}, {"-type", OneOf("f", "d", "l", "p", "s", "b", "c")},
		{"-name", name}, {"-iname", name}, {"-path", LiteralText(1000)}, {"-ipath", LiteralText(1000)},
		{"-size", Pattern(`^[+-]?[0-9]{1,15}[bcwkMG]?$`)}, {"-mtime", when}, {"-mmin", when}, {"-ctime", when}, {"-cmin", when},
		{"-newer", file}, {"-links", when}, {"-perm", Pattern(`^[/-]?[0-7]{1,4}$`)},
	} {
		flags = append(flags, Flag{Names: []string{test.name}, Value: test.value, Style: Separate, Max: 2})
	}
	flags = append(flags, switches("-xdev -mount", "-empty", "-readable", "-writable", "-executable", "-print", "-print0", "-ls")...)
	return Spec{Name: "find", Syntax: Syntax{
		Fixed: []string{"-P"}, Flags: flags, Positions: []Position{{Name: "path", Value: noOperator(file), Max: 20, otherwise: "."}},
		Separator: NoDashes, PositionsFirst: true,
	}}
}

// noOperator refuses what find takes for a part of its expression.
func noOperator(path Value) Value {
	path.meant = func(value string) string {
		if slices.Contains([]string{"!", "(", ")", ","}, value) {
			return "the operators of find are not taken: all tests have to hold"
		}
		return ""
	}
	return path
}

// Tar describes GNU tar for listing an archive. Nothing is unpacked, by this
// profile or another: an archive that was made for it writes through links,
// over files and up the tree, and what can be done about that is done better by
// a program of its own on archive/tar. A name with a colon is a file here and
// no other machine.
//
// To read a compressed archive GNU tar starts the decompressor through sh, with
// words of its own; the profile allows these programs to be started. A nil
// checker takes relative paths that do not go up.
func Tar(paths guard.Checker) Spec {
	return readTar("tar", paths, "--list", append(switches("--list -t", "--verbose -v"), valued("--occurrence", Int(1, 1000000))))
}

// TarCat describes GNU tar for writing members of an archive to standard
// output, under the name "tarcat". See Tar.
func TarCat(paths guard.Checker) Spec {
	s := readTar("tarcat", paths, "--extract", nil)
	s.Syntax.Fixed = append(s.Syntax.Fixed, "--to-stdout")
	s.Syntax.Positions[0].Min = 1
	return s
}

func readTar(name string, paths guard.Checker, mode string, flags []Flag) Spec {
	file := Flag{Names: []string{"--file", "-f"}, Value: pathsOr(paths), Required: true}
	flags = append(flags, file)
	flags = append(flags, switches("--gzip -z", "--bzip2 -j", "--xz -J", "--zstd", "--wildcards")...)
	return Spec{Name: name, Program: "tar", Syntax: Syntax{
		Fixed: []string{mode, "--force-local", "--quoting-style=escape"}, Flags: flags,
		Positions: []Position{{Name: "member", Value: LiteralText(1000), Max: 50}},
	}, profile: profile{exec: words("/bin/sh /usr/bin/gzip /usr/bin/bzip2 /usr/bin/xz /usr/bin/zstd")}}
}
