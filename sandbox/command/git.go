package command

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Git describes git for reading the repository in Config.Dir: status, log,
// show, diff, blame, grep, ls-files, ls-tree, cat-file, shortlog, describe,
// rev-parse, rev-list, merge-base, reflog show, branch and tag (lists only).
// Paths, which stand behind "--", are decided by the checker; a nil one takes
// relative paths that do not go up.
//
// A repository is a program: its configuration names commands that git runs,
// also when it only reads (CVE-2022-24765, GHSA-h2g3-rwxm-xfm3,
// GHSA-87qg-cmw8-jc5m). Three layers are against that, each of its own:
//
//   - Before each start the repository's configuration is read. Settings that
//     are not known to be harmless, includes, a .git that is a file or a link,
//     alternates and a shared repository are refused. A new version of git
//     cannot add a setting that passes.
//   - The settings that would run something are overridden (git 2.31 or later),
//     system and user configuration is not read, the network protocols are off,
//     submodules are not entered.
//   - Where Isolation.Files holds, git can start nothing but itself.
//
// The first layer looks before git does: who can write to .git at that very
// moment meets the other two.
//
// The folder has to be the top of the work tree. A work tree that git worktree
// made, a repository with a partial clone, and one with a clean or smudge filter
// in its own configuration (git lfs install --local) are refused.
//
// What stays: all of the history can be read, deleted secrets included. A pipe
// by the name of .gitignore or .gitattributes makes git wait until its time is
// over, and takes one of Config.Concurrent meanwhile: the Timeout is 10 seconds
// if Config names none.
func Git(paths guard.Checker) Spec {
	file := literalPath(pathsOr(paths))
	return Spec{
		Name:   "git",
		Syntax: Syntax{Fixed: []string{"--no-pager"}, Flags: dropped("--no-pager"), Commands: gitCommands(file)},
		profile: profile{
			env:    gitEnvironment(),
			before: gitBefore, timeout: gitTimeout,
		},
	}
}

const gitTimeout = 10 * time.Second

// literalPath refuses patterns, which git would match with nothing here.
func literalPath(path Value) Value {
	path.meant = func(value string) string {
		if value[0] == ':' || strings.ContainsAny(value, "*?") {
			return "paths of git are taken as they are, without patterns: a folder stands for all that is in it"
		}
		return ""
	}
	return path
}

// Revision takes the name of a commit, a range, a path in a commit
// ("HEAD:go.mod") or in the index (":go.mod"), in the forms that git's read-only
// commands of Git take.
func Revision() Value {
	return Pattern("^\\^?(?:[\\pL\\pN_@][\\pL\\pN\\pM_@./+~^{}:#=, !-]{0,250}(?::[^\\pC;`|<>*?\\\\]{0,250})?|:[\\pL\\pN_.@][^\\pC;`|<>*?\\\\]{0,250})$")
}

// gitLines takes a range of lines: "10,20", "10,+5".
func gitLines() Value { return Pattern(`^[0-9]{1,9}(,\+?[0-9]{1,9})?$`) }

// gitFormat takes the named formats, and placeholders that only print: not %G,
// which runs gpg, and not %(describe), which runs git.
func gitFormat() Value {
	v := Pattern(`^(oneline|short|medium|full|fuller|reference|raw|(t?format:)?([^%]|%([HhTtPpDdSsfbBenmN%]|[ac][neNEdrihIstlL]|g[DdsnNeE]|C(red|green|blue|reset|auto)|C\((auto|reset|((bold|dim|ul|italic|reverse) )*(normal|black|red|green|yellow|blue|magenta|cyan|white)( (bold|dim|ul|italic|reverse))*)\)|x[0-9A-Fa-f]{2}|\(trailers\)))*)$`)
	v.empty = true // "--format=" shows what the other flags ask for, and no more
	return v
}

func gitCommands(file Value) map[string]Syntax {
	revisions := func(min, max int) Position { return Position{Name: "revision", Value: Revision(), Min: min, Max: max} }
	files := Position{Name: "path", Value: file, Max: 100}
	reading := func(fixed []string, first Position, flags ...[]Flag) Syntax {
		s := Syntax{Fixed: fixed, Positions: []Position{first, files}, Separator: DashesBeforeLast}
		for _, group := range flags {
			s.Flags = append(s.Flags, group...)
		}
		return s
	}
	history := append([]string{"--no-show-signature"}, gitDiffFixed...)
	names := Position{Name: "pattern", Value: Pattern(`^[\pL\pN_.@/+*?-]{1,250}$`), Max: 10}
	blame := reading([]string{"--no-textconv"}, revisions(0, 1), gitBlameFlags())
	blame.Positions[1].Min, blame.Positions[1].Max = 1, 1
	return map[string]Syntax{
		"status":     {Fixed: []string{"--ignore-submodules=all"}, Flags: gitStatusFlags(), Positions: []Position{files}},
		"log":        reading(history, revisions(0, 10), gitLogFlags(), gitCount(), gitDiffFlags()),
		"show":       reading(history, revisions(0, 10), gitLogFlags(), gitCount(), gitDiffFlags()),
		"diff":       reading(gitDiffFixed, revisions(0, 2), switches("--cached --staged", "--merge-base"), gitDiffFlags()),
		"blame":      blame,
		"grep":       reading([]string{"--no-textconv", "--no-recurse-submodules", "--no-color"}, revisions(0, 5), gitGrepFlags(), colorless()),
		"rev-list":   reading(nil, orAll(revisions(1, 10)), gitLogFlags(), gitCount(), switches("--count", "--objects"), colorless()),
		"shortlog":   reading(nil, orAll(revisions(1, 10)), gitLogFlags(), switches("--summary -s", "--numbered -n", "--email -e"), colorless()),
		"reflog":     {Commands: map[string]Syntax{"show": {Fixed: history, Flags: slices.Concat(gitLogFlags(), gitCount(), colorless()), Positions: []Position{revisions(0, 1)}, Separator: NoDashes}}},
		"ls-files":   {Flags: gitListFlags(), Positions: []Position{files}},
		"ls-tree":    {Flags: switches("-r", "-t", "-d", "--long -l", "--name-only", "--full-tree", "-z"), Positions: []Position{revisions(1, 1), files}},
		"cat-file":   {Flags: switches("-t", "-s", "-p", "-e"), Positions: []Position{revisions(1, 1)}, Separator: NoDashes},
		"rev-parse":  {Flags: switches("--verify", "--short", "--abbrev-ref", "--symbolic-full-name", "--is-inside-work-tree"), Positions: []Position{revisions(0, 10)}, Separator: NoDashes},
		"merge-base": {Flags: switches("--all -a", "--is-ancestor", "--octopus"), Positions: []Position{revisions(2, 10)}, Separator: NoDashes},
		"describe": {Flags: append(switches("--tags", "--all", "--long", "--always"), Flag{Names: []string{"--abbrev"}, Value: Int(0, 64), Style: Attached}),
			Positions: []Position{revisions(0, 10)}, Separator: NoDashes},
		"branch": {Fixed: []string{"--list", "--no-color"}, Positions: []Position{names},
			Flags: slices.Concat(switches("--all -a", "--remotes -r"), gitRefFlags(), []Flag{{Names: words("--verbose -v"), Max: 2}, {Names: words("--show-current"), insteadOf: "--list"}})},
		"tag": {Fixed: []string{"--list", "--no-color"}, Positions: []Position{names}, Flags: append(gitRefFlags(), switches("-n", "-n1", "-n2", "-n3", "-n4", "-n5", "-n9", "-n99")...)},
	}
}

// orAll leaves revisions out where a flag names them.
func orAll(p Position) Position {
	p.optionalWith = words("--all --branches --tags --remotes")
	return p
}

// gitDiffFixed is for everything that can show differences.
var gitDiffFixed = []string{"--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--submodule=short", "--no-color"}

// switches describes flags without values, each with its spellings.
func switches(spellings ...string) (flags []Flag) {
	for _, names := range spellings {
		flags = append(flags, Flag{Names: words(names)})
	}
	return flags
}

// dropped describes flags that ask for what holds anyway.
func dropped(spellings ...string) []Flag {
	flags := switches(spellings...)
	for i := range flags {
		flags[i].dropped = true
	}
	return flags
}

// colorless are the ways to ask for no color.
func colorless() []Flag {
	return append(dropped("--no-color"), Flag{Names: []string{"--color"}, Value: OneOf("never"), Style: Attached, dropped: true})
}

func valued(spellings string, v Value) Flag { return Flag{Names: words(spellings), Value: v} }

func gitDiffFlags() []Flag {
	return append(slices.Concat(colorless(), switches("--patch -p -u", "--no-patch -s", "--stat", "--numstat", "--shortstat", "--summary", "--raw", "--name-only", "--name-status",
		"--ignore-all-space -w", "--ignore-space-change -b", "--ignore-blank-lines", "--find-renames -M", "--find-copies -C", "--no-renames", "--minimal",
		"--patience", "--histogram", "--function-context -W", "--full-index", "--pickaxe-regex", "--exit-code", "--word-diff", "-z")),
		valued("--unified -U", Int(0, 10000)),
		valued("--diff-filter", Pattern(`^[ACDMRTUXBacdmrtuxb*]{1,20}$`)),
		valued("-S", LiteralText(1000)),
		valued("-G", LiteralText(1000)),
	)
}

func gitLogFlags() []Flag {
	moment := LiteralText(60)
	return append(switches("--oneline", "--graph", "--decorate", "--no-decorate", "--abbrev-commit", "--follow", "--reverse", "--merges", "--no-merges",
		"--first-parent", "--all", "--branches", "--tags", "--remotes", "--topo-order", "--date-order", "--all-match", "--invert-grep",
		"--regexp-ignore-case -i", "--extended-regexp -E", "--fixed-strings -F", "--left-right", "--cherry-pick", "--parents", "--no-notes"),
		valued("--skip", Int(0, 1000000)),
		valued("--since --after", moment),
		valued("--until --before", moment),
		Flag{Names: []string{"--author"}, Value: LiteralText(200), Max: 10},
		Flag{Names: []string{"--committer"}, Value: LiteralText(200), Max: 10},
		Flag{Names: []string{"--grep"}, Value: LiteralText(1000), Max: 10},
		Flag{Names: []string{"--date"}, Value: gitDates(), Style: Attached},
		Flag{Names: []string{"--format", "--pretty"}, Value: gitFormat(), Style: Attached},
	)
}

func gitCount() []Flag { return []Flag{valued("--max-count -n -", Int(0, 100000))} }

func gitDates() Value {
	return OneOf("relative", "local", "iso", "iso8601", "iso-strict", "iso8601-strict", "rfc", "rfc2822", "short", "raw", "human", "unix", "default")
}

func gitStatusFlags() []Flag {
	return append(switches("--short -s", "--branch -b", "--long", "--porcelain", "--show-stash", "--ignored", "-z"),
		Flag{Names: []string{"--untracked-files"}, Value: OneOf("no", "normal", "all"), Style: Attached})
}

func gitBlameFlags() []Flag {
	return append(switches("--porcelain -p", "--line-porcelain", "--show-email -e", "--show-name -f", "--show-number -n", "--root", "-l", "-s", "-t", "-w", "-M", "-C"),
		Flag{Names: []string{"-L"}, Value: gitLines(), Max: 20},
		Flag{Names: []string{"--date"}, Value: gitDates(), Style: Attached})
}

func gitGrepFlags() []Flag {
	return append(switches("--ignore-case -i", "--word-regexp -w", "--invert-match -v", "--line-number -n", "--column", "--files-with-matches --name-only -l",
		"--files-without-match -L", "--count -c", "--only-matching -o", "--extended-regexp -E", "--fixed-strings -F", "--basic-regexp -G", "--all-match",
		"--heading", "--break", "--show-function -p", "--function-context -W", "--cached", "--untracked", "-h", "-I"),
		Flag{Names: []string{"-e"}, Value: LiteralText(1000), Max: 20, Required: true},
		valued("--after-context -A", Int(0, 1000)), valued("--before-context -B", Int(0, 1000)), valued("--context -C", Int(0, 1000)),
		valued("--max-depth", Int(0, 100)), valued("--max-count -m", Int(0, 100000)))
}

func gitListFlags() []Flag {
	return switches("--cached -c", "--others -o", "--modified -m", "--deleted -d", "--ignored -i", "--stage -s", "--unmerged -u", "--directory",
		"--exclude-standard", "--full-name", "--eol", "-t", "-z")
}

func gitRefFlags() []Flag {
	return append(append(colorless(), dropped("--list -l")...), []Flag{
		{Names: []string{"--contains"}, Value: Revision(), Style: Attached}, {Names: []string{"--merged"}, Value: Revision(), Style: Attached},
		{Names: []string{"--no-merged"}, Value: Revision(), Style: Attached}, {Names: []string{"--points-at"}, Value: Revision(), Style: Attached},
		{Names: []string{"--sort"}, Value: Pattern(`^-?(refname|version:refname|v:refname|creatordate|committerdate|authordate|taggerdate|objectsize)$`), Max: 3},
	}...)
}

// gitOverrides are settings that decide what git runs, reads or connects to.
// They win over the repository's own.
var gitOverrides = [][2]string{
	{"core.fsmonitor", "false"}, {"core.hooksPath", "/dev/null"}, {"core.pager", "cat"}, {"core.editor", "false"}, {"sequence.editor", "false"},
	{"core.sshCommand", "false"}, {"core.askPass", "false"}, {"core.gitProxy", ""}, {"core.alternateRefsCommand", ""}, {"core.attributesFile", "/dev/null"},
	{"core.excludesFile", "/dev/null"}, {"core.packedGitWindowSize", "32m"}, {"core.packedGitLimit", "256m"}, {"core.untrackedCache", "false"},
	{"diff.external", ""}, {"diff.autoRefreshIndex", "false"}, {"color.ui", "false"}, {"column.ui", "never"}, {"diff.submodule", "short"}, {"diff.ignoreSubmodules", "all"}, {"diff.orderFile", "/dev/null"}, {"interactive.diffFilter", "cat"},
	{"gpg.program", "false"}, {"gpg.openpgp.program", "false"}, {"gpg.x509.program", "false"}, {"gpg.ssh.program", "false"}, {"gpg.ssh.defaultKeyCommand", ""},
	{"gpg.ssh.allowedSignersFile", "/dev/null"}, {"log.showSignature", "false"}, {"log.mailmap", "true"}, {"mailmap.file", "/dev/null"}, {"blame.ignoreRevsFile", ""},
	{"credential.helper", ""}, {"protocol.allow", "never"}, {"uploadpack.packObjectsHook", ""}, {"submodule.recurse", "false"}, {"status.submoduleSummary", "false"},
	{"maintenance.auto", "false"}, {"gc.auto", "0"}, {"gc.recentObjectsHook", ""}, {"safe.bareRepository", "explicit"}, {"grep.fallbackToNoIndex", "false"},
}

// gitEnvironment names the repository, so that git looks for no other one, and
// carries the overrides.
func gitEnvironment() map[string]string {
	env := map[string]string{
		"GIT_DIR": ".git", "GIT_WORK_TREE": ".", "GIT_CEILING_DIRECTORIES": "/",
		"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1", "XDG_CONFIG_HOME": "/dev/null",
		"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_LITERAL_PATHSPECS": "1",
		"GIT_PAGER": "cat", "PAGER": "cat", "GIT_EDITOR": "false", "GIT_SSH_COMMAND": "false", "GIT_ASKPASS": "false", "SSH_ASKPASS": "false",
		"GIT_CONFIG_COUNT": strconv.Itoa(len(gitOverrides)),
	}
	settings := map[string]string{}
	for i, o := range gitOverrides {
		settings["GIT_CONFIG_KEY_"+strconv.Itoa(i)], settings["GIT_CONFIG_VALUE_"+strconv.Itoa(i)] = o[0], o[1]
	}
	maps.Copy(env, settings)
	return env
}
