package command

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// standard is what every program gets. Nothing can lie below HOME.
var standard = map[string]string{"PATH": "/usr/bin:/bin", "HOME": "/dev/null", "LANG": "C.UTF-8"}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// risky are names that change what programs load, run or trust, and beginnings
// of such names.
var (
	risky = words(`PATH HOME IFS ENV BASH_ENV SHELLOPTS BASHOPTS PS4 PROMPT_COMMAND CDPATH SHELL PAGER EDITOR VISUAL BROWSER MANPAGER MANOPT LESS LESSOPEN LESSCLOSE
		LESSEDIT MORE TERMINFO TERMINFO_DIRS TERMCAP TERMPATH GCONV_PATH LOCPATH NLSPATH GLIBC_TUNABLES HOSTALIASES LOCALDOMAIN RES_OPTIONS RESOLV_HOST_CONF
		TAR_OPTIONS TAPE RSH POSIXLY_CORRECT GREP_OPTIONS RIPGREP_CONFIG_PATH FIND_BLOCK_SIZE CURL_HOME WGETRC SYSTEM_WGETRC NETRC RSYNC_RSH CVS_RSH SVN_SSH SSH_ASKPASS SUDO_ASKPASS
		NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE CLASSPATH MAKEFLAGS MFLAGS GNUMAKEFLAGS TCLLIBPATH AWKPATH AWKLIBPATH VIMINIT EXINIT GVIMINIT
		KUBECONFIG DOCKER_HOST DOCKER_CONFIG AWS_CONFIG_FILE GPG_AGENT_INFO OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE
		XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_DATA_HOME XDG_DATA_DIRS GTK_PATH GTK_MODULES QT_PLUGIN_PATH ZDOTDIR FPATH PROMPT RSYNC_CONNECT_PROG GNUPGHOME HGRCPATH SSLKEYLOGFILE`)
	unrisky         = words("GIT_CONFIG_NOSYSTEM") // reads less
	riskyBeginnings = words(`LD_ DYLD_ GIT_ BASH_FUNC_ PERL PYTHON RUBY GEM_ BUNDLE_ LUA_ JAVA_ JDK_ _JAVA_ MAVEN_ GRADLE_ PHP NPM_ GO CARGO RUST MALLOC_ _RLD LIBPATH SHLIB_PATH GDK_ GST_ HTTP_PROXY HTTPS_PROXY ALL_PROXY`)
)

func riskyName(name string) bool {
	name = strings.ToUpper(name)
	return !slices.Contains(unrisky, name) && (slices.Contains(risky, name) ||
		slices.ContainsFunc(riskyBeginnings, func(beginning string) bool { return strings.HasPrefix(name, beginning) }))
}

// environment returns the whole environment of a program, sorted.
func environment(s Spec) ([]string, error) {
	all := maps.Clone(standard)
	for name, value := range s.Env {
		switch {
		case !variable.MatchString(name):
			return nil, fmt.Errorf("in Env: %q is no name of a variable", name)
		case riskyName(name):
			return nil, fmt.Errorf("in Env: %s changes what programs load, run or trust", name)
		case strings.ContainsRune(value, 0):
			return nil, fmt.Errorf("in Env: %s has a NUL", name)
		}
		all[name] = value
	}
	maps.Copy(all, s.profile.env)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, name+"="+all[name])
	}
	return out, nil
}
