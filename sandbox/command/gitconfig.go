package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
)

// maxGitConfig is the size of the largest configuration that is read, in bytes.
const maxGitConfig = 1 << 20

// gitBefore refuses a repository that is not a plain one, or whose configuration
// holds a setting that is not known to be harmless.
func gitBefore(folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for name, want := range map[string]fs.FileMode{".git": fs.ModeDir, ".git/objects": fs.ModeDir, ".git/refs": fs.ModeDir, ".git/HEAD": 0, ".git/config": 0} {
		info, err := root.Lstat(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, cause(err))
		}
		if info.Mode().Type() != want {
			return fmt.Errorf("%s is a %v: this is no plain repository", name, info.Mode().Type())
		}
	}
	for _, name := range []string{".git/commondir", ".git/objects/info/alternates"} {
		if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s leads to another repository", name)
		}
	}
	if err := gitVet(root, ".git/config"); err != nil {
		return err
	}
	if err := gitVet(root, ".git/config.worktree"); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// cause takes the path off an error.
func cause(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

func gitVet(root *os.Root, name string) error {
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
	text, err := io.ReadAll(io.LimitReader(file, maxGitConfig+1))
	if err != nil {
		return err
	}
	settings, err := gitSettings(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, s := range settings {
		if !s.harmless() {
			return fmt.Errorf("%s: %s is not a setting that is known to run nothing", name, s)
		}
	}
	return nil
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

// gitSettings reads the text of a configuration as git-config(1) describes it,
// and refuses what it does not understand. A value that goes on in the next
// line is not understood: what is a line and what is a value must be certain.
func gitSettings(text string) (list []gitSetting, err error) {
	at := gitSetting{}
	text = strings.TrimPrefix(text, "\uFEFF")
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.Trim(line, " \t\r")
		for strings.HasPrefix(line, "[") {
			match := gitSection.FindStringSubmatch(line)
			if match == nil {
				return nil, fmt.Errorf("line %d is no section", number)
			}
			at = gitSetting{section: strings.ToLower(match[1]), sub: match[2] + match[3]}
			line = strings.TrimLeft(line[len(match[0]):], " \t\r")
		}
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		match := gitKey.FindStringSubmatch(line)
		if match == nil || at.section == "" || strings.HasSuffix(line, `\`) || strings.ContainsRune(line, 0) {
			return nil, fmt.Errorf("line %d is not understood", number)
		}
		at.key, at.value = strings.ToLower(match[1]), strings.Trim(match[2], " \t")
		list = append(list, at)
	}
	return list, nil
}

// gitHarmless holds, for each section, the keys that git runs nothing for in
// the commands of the profile, or that the profile overrides. "*" stands for
// all keys. Sections that git itself does not read are those of other tools.
var gitHarmless = map[string][]string{
	"core": words(`repositoryformatversion filemode bare logallrefupdates ignorecase precomposeunicode symlinks autocrlf eol safecrlf hidedotfiles longpaths
		sharedrepository compression loosecompression bigfilethreshold quotepath whitespace abbrev commentchar commentstring trustctime checkstat preloadindex
		untrackedcache sparsecheckout sparsecheckoutcone splitindex multipackindex commitgraph protecthfs protectntfs createobject fsync
		hookspath editor pager excludesfile sshcommand`),
	"user": words("name email signingkey useconfigonly"), "author": words("name email"), "committer": words("name email"),
	"commit": words("gpgsign verbose cleanup template"), "tag": words("gpgsign sort forcesignannotated"), "gpg": words("format"),
	"remote": words("url pushurl fetch push mirror skipdefaultupdate skipfetchall tagopt prune prunetags followremotehead gh-resolved pushdefault"),
	"branch": {"*"}, "url": words("insteadof pushinsteadof"), "http": {"*"}, "alias": {"*"}, "color": {"*"}, "advice": {"*"}, "gui": {"*"},
	"submodule":  words("url active branch ignore fetchrecursesubmodules recurse"),
	"extensions": words("objectformat compatobjectformat refstorage worktreeconfig relativeworktrees noop noop-v1 preciousobjects"),
	"pull":       words("rebase ff"), "push": words("default autosetupremote followtags"), "fetch": words("prune prunetags parallel writecommitgraph fsckobjects"),
	"merge": words("ff conflictstyle renames log verifysignatures"), "rebase": words("autosquash autostash updaterefs"), "init": words("defaultbranch"),
	"index": words("version threads skiphash sparse recordendofindexentries recordoffsettable"), "pack": words("threads windowmemory packsizelimit usesparse"),
	"gc": words("auto autodetach autopacklimit pruneexpire reflogexpire reflogexpireunreachable writecommitgraph"), "maintenance": {"*"},
	"log":    words("date decorate abbrevcommit follow showroot graphcolors excludedecoration mailmap"),
	"diff":   words("renames renamelimit algorithm colormoved colormovedws mnemonicprefix noprefix context interhunkcontext suppressblankempty xfuncname funcname wordregex binary tool"),
	"status": words("short branch showuntrackedfiles relativepaths renames showstash"), "blame": words("date showemail showroot coloring ignorerevsfile markignoredlines markunblamablelines"),
	"grep": words("linenumber column fullname patterntype extendedregexp threads"), "rerere": words("enabled autoupdate"), "i18n": {"*"}, "column": {"*"},
	"receive": words("denycurrentbranch denynonfastforwards denydeletes fsckobjects"), "transfer": words("fsckobjects hiderefs"), "format": words("pretty subjectprefix signoff"),
	"lfs": {"*"}, "gitflow": {"*"}, "gitlab": {"*"}, "github": {"*"}, "github-pr-owner-number": {"*"}, "oh-my-zsh": {"*"}, "vscode": {"*"}, "magit": {"*"}, "forge": {"*"}, "gitg": {"*"},
}

func (s gitSetting) harmless() bool {
	if s.section == "core" && s.key == "fsmonitor" { // its own daemon is no stranger's program, and not started
		return s.value == "" || slices.Contains([]string{"true", "false", "0", "1"}, strings.ToLower(s.value))
	}
	if s.section == "log" && s.key == "showsignature" {
		return strings.EqualFold(s.value, "false")
	}
	keys := gitHarmless[s.section]
	return slices.Contains(keys, s.key) || slices.Contains(keys, "*")
}
