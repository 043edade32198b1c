package command

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// runners are programs that run other programs, or code that they are given, by
// the name without a version. GTFOBins lists most of them; 433 of its 478
// programs need no shell to do harm, so that this list can only be a fence
// against mistakes. It is no proof that other programs are harmless.
var runners = words(`
	sh bash rbash dash ash zsh fish ksh mksh pdksh lksh oksh yash csh tcsh rc es elvish nu xonsh pwsh powershell cmd posh sash
	busybox toybox env xargs parallel sudo sudoedit su doas pkexec runuser run0 setpriv capsh chroot unshare nsenter bwrap firejail
	nohup nice ionice chrt taskset numactl timeout time setsid setarch linux32 linux64 stdbuf script scriptreplay unbuffer expect rlwrap
	watch entr inotifywait flock start-stop-daemon daemon logsave cpulimit choom prlimit proot fakeroot faketime eatmydata
	ssh scp sftp sshpass slogin rsh rlogin telnet rsync mosh autossh socat nc ncat netcat ncat.openbsd nc.openbsd nc.traditional cryptcat
	awk gawk mawk nawk original-awk bwk sed gsed ed red perl raku perl6 python pypy pypy3 pythonw ipython ruby irb jruby node nodejs deno bun qjs d8
	php php-cgi phpdbg lua luajit luatex tclsh wish jimsh guile racket scheme csi sbcl clisp ecl emacs emacsclient ocaml ghci runghc erl escript elixir iex
	java jshell jjs jrunscript scala kotlin groovy clojure bsh julia octave r rscript gp maxima m4 bc dc gnuplot
	go make gmake bmake nmake cmake ninja meson scons bazel just task rake gradle mvn ant cargo rustc gcc cc g++ c++ clang tcc ld as
	npm npx yarn pnpm corepack pip pip3 pipx uv uvx poetry gem bundle bundler composer cpan cpanm easy_install
	gdb lldb strace ltrace perf valgrind rr bpftrace stap dtrace
	vi vim nvim view rview rvim ex vimdiff gvim nano rnano pico joe jed mg mcedit emacs-nox micro helix hx kak
	less more most lv pg man info pager bat ranger mc screen tmux byobu dtach abduco
	docker podman nerdctl ctr crictl runc crun kubectl oc helm lxc lxd-exec lxc-attach virsh vagrant ansible ansible-playbook terraform pulumi puppet chef salt
	systemctl systemd-run service crontab at batch anacron launchctl osascript open xdg-open dbus-send busctl gdbus
	apt apt-get aptitude dpkg rpm yum dnf zypper pacman apk snap flatpak brew
	psql mysql mariadb sqlite3 sqlite redis-cli mongo mongosh clickhouse duckdb
	git-shell gitk hg svn bzr cvs fossil p4
	ld.so ld-linux ld-linux-x86-64.so ld-linux-aarch64.so ld-musl-x86_64.so ld-musl-aarch64.so ldd ld-linux-armhf.so ld-linux.so
	sshd dropbear tcpdump nmap ftp lftp tftp aria2c wine qemu qemu-x86_64 qemu-aarch64 msfconsole run-parts run-mailcap pax cpio
	ghostscript gs convert magick tex latex pdflatex xelatex lualatex
	vimtutor dialog cscript wscript rundll32 regsvr32 mshta`)

// runningFlags are flags of otherwise useful programs that run programs, or
// that read a configuration which can.
var runningFlags = map[string][]string{
	"find":   words("-exec -execdir -ok -okdir"),
	"fd":     words("-x --exec -X --exec-batch"),
	"fdfind": words("-x --exec -X --exec-batch"),
	"tar":    words("--to-command --checkpoint-action -I --use-compress-program -F --info-script --new-volume-script --rsh-command --rmt-command"),
	"bsdtar": words("--use-compress-program"),
	"git":    words("-c --config-env --exec-path -C --git-dir --work-tree --namespace --super-prefix -p --paginate"),
	"git *": words(`--upload-pack --receive-pack --exec --ext-diff --textconv --filters --open-files-in-pager -O --extcmd --show-signature
		--output --template --config`),
	"rg":       words("--pre --hostname-bin -z --search-zip"),
	"sort":     words("--compress-program"),
	"split":    words("--filter"),
	"zip":      words("-TT --unzip-command"),
	"curl":     words("-K --config"),
	"wget":     words("-e --execute --use-askpass --config"),
	"gpg":      words("--photo-viewer --exec-path --options --homedir --agent-program --dirmngr-program"),
	"openssl":  words("-engine -provider -provider-path"),
	"pandoc":   words("--lua-filter --filter -F -L --pdf-engine --data-dir"),
	"ctags":    words("--options"),
	"exiftool": words("-config -if -p -execute -@"),
}

// runningCommands are sub-commands that run programs.
var runningCommands = map[string][]string{
	"git": words(`config alias bisect submodule rebase difftool mergetool filter-branch clone fetch pull push remote-ext remote-fd
		instaweb web--browse daemon credential hook gc maintenance archive send-email imap-send svn p4 gui citool help var upload-pack receive-pack upload-archive`),
	"openssl": words("engine"),
	"ip":      words("netns vrf"),
}

func words(text string) []string { return strings.Fields(text) }

// version is what follows a program's name: "python3.11", "gawk-5.2.1",
// "lua5.4".
var version = regexp.MustCompile(`[-._]?[0-9]+([._-][0-9]+)*(-?(config|dbg|debug|minimal|static|stable|nightly|ng|mt))?$`)

// triplet is what names a machine in front of a program's name or behind it:
// "perl5.36-x86_64-linux-gnu".
var triplet = regexp.MustCompile(`^[a-z0-9_]+-linux-(gnu|musl)[a-z0-9]*-|-[a-z0-9_]+-linux-(gnu|musl)[a-z0-9]*$`)

// baseName returns the name under which a program is known.
func baseName(program string) string {
	name := strings.ToLower(filepath.Base(program))
	for _, ending := range []string{".exe", ".com", ".bat", ".cmd", ".bin", ".real", ".distrib", ".orig"} {
		name = strings.TrimSuffix(name, ending)
	}
	return name
}

// isRunner reports whether a name, with or without a version, is one of runners.
func isRunner(program string) bool {
	name := baseName(program)
	if slices.Contains(runners, name) {
		return true
	}
	bare := version.ReplaceAllString(triplet.ReplaceAllString(name, ""), "")
	return slices.Contains(runners, bare) || slices.Contains(runners, strings.TrimSuffix(bare, ".so"))
}

// knownRunners are the runners of this machine, by what they are. They find a
// hard link with another name.
var knownRunners = sync.OnceValue(func() (found []os.FileInfo) {
	for _, folder := range systemPath {
		for _, name := range runners {
			if info, err := os.Stat(filepath.Join(folder, name)); err == nil {
				found = append(found, info)
			}
		}
	}
	return found
})

// judgeProgram refuses a program that runs others, by each of its names.
func judgeProgram(names []string, info os.FileInfo) error {
	for _, name := range names {
		if isRunner(name) {
			return fmt.Errorf("%s is an interpreter, a shell or a wrapper: it runs what it is given (InsecureInterpreter allows it)", name)
		}
	}
	for _, runner := range knownRunners() {
		if os.SameFile(runner, info) {
			return fmt.Errorf("it is the same file as %s, which runs what it is given (InsecureInterpreter allows it)", runner.Name())
		}
	}
	return nil
}

// judgeSyntax refuses flags and sub-commands that are known to run programs.
func judgeSyntax(names []string, s Syntax) error {
	for _, name := range names {
		base := baseName(name)
		if err := judgeFlags(base, s.Flags); err != nil {
			return err
		}
		for command, sub := range s.Commands {
			if slices.Contains(runningCommands[base], command) {
				return fmt.Errorf("sub-command %s of %s can run programs (InsecureInterpreter allows it)", command, base)
			}
			if err := judgeNested(base+" *", sub); err != nil {
				return err
			}
		}
	}
	return nil
}

func judgeNested(title string, s Syntax) error {
	if err := judgeFlags(title, s.Flags); err != nil {
		return err
	}
	for _, sub := range s.Commands {
		if err := judgeNested(title, sub); err != nil {
			return err
		}
	}
	return nil
}

// abbreviated are flags of their own that begin like one of runningFlags.
var abbreviated = map[string][]string{"git *": words("--text --filter")}

// runs reports whether a flag is one of runningFlags, or the beginning of a long
// one, which most programs take for it.
func runs(title, spelling string) bool {
	return slices.ContainsFunc(runningFlags[title], func(running string) bool {
		short := long(spelling) && strings.HasPrefix(running, spelling) && !slices.Contains(abbreviated[title], spelling)
		return running == spelling || short
	})
}

func judgeFlags(title string, flags []Flag) error {
	for _, f := range flags {
		for _, spelling := range f.Names {
			if runs(title, spelling) {
				return fmt.Errorf("flag %s of %s can run programs or leave the folder (InsecureInterpreter allows it)", spelling, title)
			}
		}
	}
	return nil
}
