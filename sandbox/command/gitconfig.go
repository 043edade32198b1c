package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// maxGitConfig is the size of the largest configuration that is read, in bytes.
const maxGitConfig = 256 << 10

// gitVet refuses a configuration that holds a setting that is not known to be
// harmless.
func gitVet(ctx context.Context, root *os.Root, name string) error {
	file, err := root.OpenFile(name, os.O_RDONLY|doNotWait, 0) // a pipe would wait for its other end
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > maxGitConfig {
		return fmt.Errorf("%s is no regular file, or too large", name)
	}
	reader := gitReader{ctx: ctx}
	lines := bufio.NewScanner(io.LimitReader(file, maxGitConfig+1))
	lines.Buffer(nil, maxGitLine)
	for lines.Scan() {
		settings, err := reader.line(lines.Text())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, s := range settings {
			if !s.harmless() {
				return fmt.Errorf("%s: %s is not a setting that is known to run nothing", name, s)
			}
		}
	}
	return errors.Join(lines.Err(), reader.end())
}

// A gitSetting is one line of a configuration. Section and key are lower-case.
type gitSetting struct{ section, sub, key, value string }

func (s gitSetting) String() string {
	if s.sub != "" {
		return fmt.Sprintf("%s.%.100q.%s", s.section, s.sub, s.key)
	}
	return s.section + "." + s.key
}

var (
	gitSection = regexp.MustCompile(`^\[([A-Za-z0-9-]+)(?:\.([A-Za-z0-9.-]*)|[ \t]+"((?:[^"\\]|\\.)*)")?\]`)
	gitKey     = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:=(.*))?$`)
)

// maxGitLine is the longest line of a configuration that is read, in bytes.
const maxGitLine = 16 << 10

// A gitReader reads a configuration line by line, as git-config(1) describes
// it, and refuses what it does not understand: what is a line and what is a
// value must be certain. Values that go on in the next line are understood for
// aliases only, which people write that way.
type gitReader struct {
	ctx    context.Context
	at     gitSetting
	number int
	goesOn bool // the value of the line before does
	quoted bool // and is in quotes there
}

// line returns the setting that begins in a line, if any.
func (r *gitReader) line(line string) (list []gitSetting, err error) {
	if r.number++; r.number == 1 {
		line = strings.TrimPrefix(line, "\uFEFF")
	}
	line = strings.TrimSuffix(line, "\r")
	switch {
	case r.ctx.Err() != nil:
		return nil, r.ctx.Err()
	case strings.ContainsAny(line, "\x00\r"):
		return nil, r.strange()
	case r.goesOn:
		return nil, r.value(line)
	}
	line = strings.TrimLeft(line, " \t")
	for strings.HasPrefix(line, "[") {
		match := gitSection.FindStringSubmatch(line)
		if match == nil {
			return nil, fmt.Errorf("line %d is no section", r.number)
		}
		r.at = gitSetting{section: strings.ToLower(match[1]), sub: match[2] + match[3]}
		line = strings.TrimLeft(line[len(match[0]):], " \t")
	}
	if line == "" || line[0] == '#' || line[0] == ';' {
		return nil, nil
	}
	return r.setting(line)
}

func (r *gitReader) setting(line string) (list []gitSetting, err error) {
	match := gitKey.FindStringSubmatch(line)
	if match == nil || r.at.section == "" {
		return nil, r.strange()
	}
	s := r.at
	s.key, s.value = strings.ToLower(match[1]), strings.Trim(match[2], " \t")
	if s.section == "alias" {
		err = r.value(match[2])
	} else if strings.HasSuffix(s.value, `\`) {
		err = r.strange()
	}
	return []gitSetting{s}, err
}

// value reads a line of a value as git does: a backslash at the end of a line
// goes on in the next one, but not in a comment, and not behind another.
func (r *gitReader) value(line string) error {
	r.goesOn = false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case (c == '#' || c == ';') && !r.quoted:
			return nil
		case c == '"':
			r.quoted = !r.quoted
		case c == '\\' && i == len(line)-1:
			r.goesOn = true
			return nil
		case c == '\\':
			if i++; !strings.ContainsRune(`tbn\"`, rune(line[i])) {
				return r.strange()
			}
		}
	}
	if r.quoted {
		return r.strange()
	}
	return nil
}

func (r *gitReader) strange() error { return fmt.Errorf("line %d is not understood", r.number) }

// end refuses a text that ends in the middle of a value.
func (r *gitReader) end() error {
	if r.goesOn {
		return fmt.Errorf("line %d goes on, and nothing follows", r.number)
	}
	return nil
}

// gitHarmless holds, for each section, the keys that git runs nothing for in
// the commands of the profile, or that the profile overrides. "*" stands for
// all keys. Sections that git itself does not read are those of other tools.
var gitHarmless = map[string][]string{
	"core": words(`repositoryformatversion filemode bare logallrefupdates ignorecase precomposeunicode symlinks autocrlf eol safecrlf hidedotfiles longpaths
		sharedrepository compression loosecompression bigfilethreshold quotepath whitespace abbrev commentchar commentstring trustctime checkstat preloadindex
		untrackedcache sparsecheckout sparsecheckoutcone splitindex multipackindex commitgraph protecthfs protectntfs createobject fsync
		hookspath editor pager excludesfile sshcommand fscache`),
	"user": words("name email signingkey useconfigonly"), "author": words("name email"), "committer": words("name email"),
	"commit": words("gpgsign verbose cleanup template"), "tag": words("gpgsign sort forcesignannotated"), "gpg": words("format allowedsignersfile"),
	"credential": words("helper interactive username usehttppath"), "feature": words("manyfiles"), "protocol": words("version"), "notes": {"*"}, "checkout": words("defaultremote"),
	"remote": words("url pushurl fetch push mirror skipdefaultupdate skipfetchall tagopt prune prunetags followremotehead gh-resolved pushdefault"),
	"branch": {"*"}, "url": words("insteadof pushinsteadof"), "http": {"*"}, "alias": {"*"}, "color": {"*"}, "advice": {"*"}, "gui": {"*"},
	"submodule":  words("url active branch ignore fetchrecursesubmodules recurse"),
	"extensions": words("objectformat compatobjectformat refstorage worktreeconfig relativeworktrees noop noop-v1 preciousobjects"),
	"pull":       words("rebase ff"), "push": words("default autosetupremote followtags recursesubmodules"), "fetch": words("prune prunetags parallel writecommitgraph fsckobjects recursesubmodules"),
	"merge": words("tool ff conflictstyle renames log verifysignatures"), "rebase": words("autosquash autostash updaterefs"), "init": words("defaultbranch"),
	"index": words("version threads skiphash sparse recordendofindexentries recordoffsettable"), "pack": words("threads windowmemory packsizelimit usesparse"),
	"gc": words("auto autodetach autopacklimit pruneexpire reflogexpire reflogexpireunreachable writecommitgraph"), "maintenance": {"*"},
	"log":    words("showsignature date decorate abbrevcommit follow showroot graphcolors excludedecoration mailmap"),
	"diff":   words("renames renamelimit algorithm colormoved colormovedws mnemonicprefix noprefix context interhunkcontext suppressblankempty xfuncname funcname wordregex binary tool"),
	"status": words("aheadbehind short branch showuntrackedfiles relativepaths renames showstash"), "blame": words("date showemail showroot coloring ignorerevsfile markignoredlines markunblamablelines"),
	"grep": words("linenumber column fullname patterntype extendedregexp threads"), "rerere": words("enabled autoupdate"), "i18n": {"*"}, "column": {"*"},
	"receive": words("denycurrentbranch denynonfastforwards denydeletes fsckobjects"), "transfer": words("fsckobjects hiderefs"), "format": words("subjectprefix signoff"),
	"lfs": {"*"}, "gitflow": {"*"}, "gitlab": {"*"}, "github": {"*"}, "github-pr-owner-number": {"*"}, "oh-my-zsh": {"*"}, "vscode": {"*"}, "magit": {"*"}, "forge": {"*"}, "gitg": {"*"},
}

func (s gitSetting) harmless() bool {
	if s.section == "core" && s.key == "fsmonitor" { // its own daemon is no stranger's program, and not started
		return s.value == "" || slices.Contains([]string{"true", "false", "0", "1"}, strings.ToLower(s.value))
	}
	switch {
	case s.section == "pretty", s.section == "format" && s.key == "pretty": // as in gitFormat
		return !strings.Contains(s.value, "%G") && !strings.Contains(s.value, "%(describe")
	case s.section == "submodule" && s.key == "update":
		return !strings.Contains(s.value, "!")
	}
	keys := gitHarmless[s.section]
	return slices.Contains(keys, s.key) || slices.Contains(keys, "*")
}
