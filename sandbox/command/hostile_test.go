//go:build unix

package command_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// gitCalls are calls that a read-only tool makes.
var gitCalls = [][]string{
	{"status"}, {"status", "--short"}, {"diff"}, {"diff", "--stat"}, {"diff", "HEAD~1", "--"}, {"diff", "--cached", "--"}, {"log", "--max-count=5"},
	{"log", "-p"}, {"show"}, {"blame", "--", "a.txt"}, {"grep", "-e", "one"}, {"ls-files"}, {"ls-files", "--modified"}, {"ls-tree", "HEAD"},
	{"cat-file", "-p", "HEAD"}, {"shortlog", "HEAD"}, {"rev-parse", "HEAD"}, {"describe", "--tags"}, {"branch", "--all"}, {"tag"}, {"reflog", "show"},
	{"rev-list", "--objects", "--all", "HEAD"},
}

// hostile are settings of a work tree that make git run EVIL, or look
// elsewhere. Those that are only in the table because a reviewer will ask are
// marked quiet: with this git, none of the calls runs them.
var hostile = []struct {
	name, script string
	quiet        bool
}{
	{"core.fsmonitor", `git config core.fsmonitor EVIL`, false},
	{"core.fsmonitor on the line of its section", `printf '[core]fsmonitor=EVIL\n' >> .git/config`, false},
	{"core.fsmonitor in other letters", `printf '[CORE]\n\tFsMonitor = EVIL\n' >> .git/config`, false},
	{"core.fsmonitor in quotes", `printf '[core]\n\tfsmonitor = "EVIL" ; comment\n' >> .git/config`, false},
	{"core.fsmonitor behind a continued value", `printf '[user]\n\tname = "a\\\nb"\n[core]\n\tfsmonitor = EVIL\n' >> .git/config`, false},
	{"core.fsmonitor behind an alias with a comment", `printf '[alias]\n\tx = a # \\\n[core]\n\tfsmonitor = EVIL\n' >> .git/config`, false},
	{"core.fsmonitor behind an alias with two backslashes", `printf '[alias]\n\tx = a \\\\\n[core]\n\tfsmonitor = EVIL\n' >> .git/config`, false},
	{"core.fsmonitor behind an alias that goes on", `printf '[alias]\n\tx = "a # \\\nb" ; c \\\n[core]\n\tfsmonitor = EVIL\n' >> .git/config`, false},
	{"core.fsmonitor by include.path", `printf '[core]\n\tfsmonitor = EVIL\n' > .git/more; git config include.path more`, false},
	{"core.fsmonitor by include of a tracked file", `printf '[core]\n\tfsmonitor = EVIL\n' > more; git config include.path ../more`, false},
	{"core.fsmonitor by includeIf", `printf '[core]\n\tfsmonitor = EVIL\n' > .git/more; git config includeIf.gitdir:/.path more`, false},
	{"core.fsmonitor in config.worktree", `git config extensions.worktreeConfig true; printf '[core]\n\tfsmonitor = EVIL\n' > .git/config.worktree`, false},
	{"hook post-index-change", `printf '#!/bin/sh\nexec EVIL\n' > .git/hooks/post-index-change; chmod +x .git/hooks/post-index-change; touch a.txt`, false},
	{"core.hooksPath", `mkdir h; printf '#!/bin/sh\nexec EVIL\n' > h/post-index-change; chmod +x h/post-index-change; git config core.hooksPath h; touch a.txt`, false},
	{"diff.external", `git config diff.external EVIL`, false},
	{"diff driver command", `echo '*.txt diff=x' > .gitattributes; git config diff.x.command EVIL`, false},
	{"diff driver textconv", `echo '*.txt diff=x' > .gitattributes; git config diff.x.textconv EVIL`, false},
	{"textconv by info/attributes", `mkdir -p .git/info; echo '* diff=x' > .git/info/attributes; git config diff.x.textconv EVIL`, false},
	{"textconv by core.attributesFile", `echo '* diff=x' > .git/at; git config core.attributesFile .git/at; git config diff.x.textconv EVIL`, false},
	{"clean filter", `echo '*.txt filter=x' > .gitattributes; git config filter.x.clean EVIL`, false},
	{"process filter", `echo '*.txt filter=x' > .gitattributes; git config filter.x.process EVIL; git config filter.x.required true`, false},
	{"smudge filter", `echo '*.txt filter=x' > .gitattributes; git config filter.x.smudge EVIL`, true},
	{"gpg.program with log.showSignature", `SIGN; git config log.showSignature true; git config gpg.program EVIL`, false},
	{"gpg.openpgp.program with log.showSignature", `SIGN; git config log.showSignature true; git config gpg.openpgp.program EVIL`, false},
	{".git as a file", `mv .git other; git --git-dir other config core.bare false; git --git-dir other config core.fsmonitor EVIL; echo 'gitdir: other' > .git`, false},
	{".git as a link", `mv .git other; ln -s other .git; git config core.fsmonitor EVIL`, false},
	{"config.worktree as a pipe", `git config core.fsmonitor EVIL; mkfifo .git/config.worktree`, false},
	{"commondir", `mkdir c; cp -r .git/. c/; git --git-dir c config core.bare false; git --git-dir c config core.fsmonitor EVIL; echo ../c > .git/commondir`, false},
	{"submodule with core.fsmonitor", `cp -r .git ../copy; git -c protocol.file.allow=always submodule -q add ../copy sub; git -C sub config core.fsmonitor EVIL; echo x >> sub/a.txt`, false},
	{"submodule with core.fsmonitor and submodule.sub.ignore none", `cp -r .git ../copy; git -c protocol.file.allow=always submodule -q add ../copy sub; git config submodule.sub.ignore none; git -C sub config core.fsmonitor EVIL; echo x >> sub/a.txt`, false},
	{"promisor remote with an upload pack", `git config extensions.partialClone o; git config remote.o.url /; git config remote.o.promisor true; git config remote.o.uploadpack EVIL; git config core.repositoryformatversion 1; PRUNE`, false},
	{"promisor remote by ext::", `git config extensions.partialClone o; git config remote.o.url 'ext::EVIL'; git config protocol.ext.allow always; git config remote.o.promisor true; git config core.repositoryformatversion 1; PRUNE`, false},
	{"core.sshCommand", `git config core.sshCommand EVIL`, true},
	{"core.pager", `git config core.pager EVIL; git config pager.log EVIL; git config pager.status true`, true},
	{"core.editor", `git config core.editor EVIL; git config sequence.editor EVIL`, true},
	{"alias of a command", `git config alias.log '!EVIL'; git config alias.status '!EVIL'`, true},
	{"interactive.diffFilter", `git config interactive.diffFilter EVIL`, true},
	{"credential.helper", `git config credential.helper EVIL`, true},
	{"core.alternateRefsCommand", `git config core.alternateRefsCommand EVIL`, true},
	{"gc.recentObjectsHook", `git config gc.recentObjectsHook EVIL`, true},
	{"trailer and merge drivers", `git config trailer.x.command EVIL; git config merge.x.driver EVIL; git config tar.x.command EVIL`, true},
	{"uploadpack.packObjectsHook", `git config uploadpack.packObjectsHook EVIL`, true},
}

// A lair has an honest repository, a program that leaves a mark, and the mark.
type lair struct{ repo, evil, mark string }

const history = `git init -q . && git config user.name a && git config user.email a@example.com && echo one > a.txt && git add . && git commit -qm first &&
git tag v1 && echo two >> a.txt && git commit -qam second && echo three >> a.txt && echo new > b.txt`

func newLair(t testing.TB, script string) lair {
	t.Helper()
	base := t.TempDir()
	l := lair{filepath.Join(base, "repo"), filepath.Join(base, "evil"), filepath.Join(base, "marks", "mark")}
	must(t, os.MkdirAll(l.repo, 0o755))
	must(t, os.MkdirAll(filepath.Dir(l.mark), 0o755))
	put(t, l.evil, "#!/bin/sh\necho ran >> "+l.mark+"\nexit 0\n")
	must(t, os.Chmod(l.evil, 0o755))
	setUp := `SIGN() { printf 'tree %s\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nsigned\n' $(git rev-parse HEAD^{tree}) > ../c; git reset -q --soft $(git hash-object -t commit -w ../c); }
PRUNE() { rm .git/objects/$(git rev-parse HEAD:a.txt | sed 's,^..,&/,'); }
`
	sh(t, l.repo, "EVIL='"+l.evil+"'\n"+setUp+history+"\n"+replaceEvil(script, l.evil)+"\nrm -f "+l.mark)
	return l
}

func replaceEvil(script, evil string) string {
	out := []byte{}
	for i := 0; i < len(script); i++ {
		if i+4 <= len(script) && script[i:i+4] == "EVIL" {
			out = append(out, evil...)
			i += 3
			continue
		}
		out = append(out, script[i])
	}
	return string(out)
}

// ran reports whether the program was run, and forgets it.
func (l lair) ran() bool {
	_, err := os.Stat(l.mark)
	os.Remove(l.mark)
	return err == nil
}

// bare runs git as a server without a guard does.
func (l lair) bare(t testing.TB, args []string) bool {
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = l.repo
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(l.mark)}
	_ = cmd.Run() // many fail, after they ran what they should not
	return l.ran()
}

func (l lair) runner(t testing.TB, spec command.Spec, noLimits bool) *command.Runner {
	spec.Write = []string{filepath.Dir(l.mark)} // so that only what may be started decides
	spec.Read = []string{filepath.Dir(l.evil)}
	return newRunner(t, command.Config{Dir: l.repo, Specs: []command.Spec{spec}, InsecureNoLimits: noLimits})
}

func TestAHostileRepositoryRunsNothing(t *testing.T) {
	need(t, "git")
	counts := map[string]int{}
	for i, row := range hostile {
		if leftOut(i) {
			continue
		}
		t.Run(row.name, func(t *testing.T) {
			l := newLair(t, row.script)
			profile := l.runner(t, command.Git(nil), false)
			cage := l.runner(t, command.WithoutLook(command.Git(nil)), false)
			overrides := l.runner(t, command.WithoutLook(command.Git(nil)), true)
			bare := 0
			for _, args := range gitCalls {
				layers := map[string]*command.Runner{"profile": profile}
				if l.bare(t, args) {
					bare++
					layers["overrides"] = overrides
					if cage.Isolation().Files {
						layers["cage"] = cage
					}
				}
				for name, r := range layers {
					if _, err := r.Run(t.Context(), "git", args); err != nil && guard.CodeOf(err) != guard.CodeCommandNotAllowed {
						t.Errorf("%s: %v = %v", name, args, err)
					}
					if !l.ran() {
						continue
					}
					counts[name]++
					if name != "overrides" { // known to be incomplete: no setting overrides a filter
						t.Errorf("%s: git %v ran the program of the repository", name, args)
					}
				}
			}
			if (bare == 0) != row.quiet {
				t.Errorf("without the guard %d calls ran the program", bare)
			}
			counts["bare"] += bare
		})
	}
	t.Logf("of %d pairs of setting and call, the program of the repository ran in: %s", len(hostile)*len(gitCalls), fmt.Sprint(counts))
	if !racing && counts["bare"] < 42 {
		t.Errorf("without the guard %d calls ran the program: this test sees too little", counts["bare"])
	}
}

func TestAnHonestRepositoryIsRead(t *testing.T) {
	need(t, "git")
	l := newLair(t, `git config core.hooksPath .husky; git config pull.rebase true; git remote add origin https://example.com/r.git; git config branch.master.remote origin
git config core.fsmonitor true; git config alias.st status; git config blame.ignoreRevsFile .none; git config remote.origin.gh-resolved base; touch .none`)
	r := l.runner(t, command.Git(nil), false)
	for _, args := range gitCalls {
		out, err := r.Run(t.Context(), "git", args)
		if err != nil {
			t.Errorf("git %v = %v", args, err)
		} else if out.ExitCode != 0 || len(out.Stderr) > 0 {
			t.Errorf("git %v = %d, %s", args, out.ExitCode, out.Stderr)
		}
	}
}
