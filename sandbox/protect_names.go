package sandbox

// secretNames is what Secrets returns. Sources: the documentation of the
// programs named.
var secretNames = []string{
	// environment files of programs
	".env", ".env.*", ".env-*", ".env_*", ".env~", "*.env", ".envrc", ".flaskenv", ".dev.vars", "secrets.yml", "secrets.yaml", "secrets.json", "secrets.toml",
	// keys and certificates with keys
	".ssh", "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "ssh_host_*_key",
	"*.pem", "*.key", "*.pem~", "*.key~", "*.pem.bak", "*.key.bak", "*.p8", "*.p12", "*.pfx", "*.ppk", "*.jks", "*.keystore", "*.kdbx", "*.kdb", "*.agekey", "*.ovpn", "wallet.dat",
	".gnupg", ".pki", "secring.*", ".sops",
	// clouds and clusters
	".aws", ".azure", ".config/gcloud", "application_default_credentials.json", "service-account*.json", "client_secret*.json", "credentials.json", ".cloudflared", ".config/rclone", ".config/sops", ".boto", ".s3cfg",
	".kube", "kubeconfig.yaml", "kubeconfig.yml", "kubeconfig.json", "*.kubeconfig", ".docker/config.json", ".dockercfg", ".dockerconfigjson", ".oci", ".bluemix", ".config/doctl", ".config/hcloud", ".fly", ".railway",
	".terraform.d", ".terraformrc", "terraform.rc", "*.tfstate", "*.tfstate.backup", "*.auto.tfvars", "terraform.tfvars", ".pulumi", ".vault-token", ".vault_pass", ".vault-password",
	// forges, registries, package managers
	".git-credentials", ".git/config", ".config/git/credentials", ".config/gh", ".config/hub", ".config/glab-cli", ".config/tea",
	".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc", ".config/pip", ".gem/credentials", ".cargo/credentials", ".cargo/credentials.toml", ".m2/settings.xml", ".m2/settings-security.xml",
	".nuget/nuget.config", ".composer/auth.json", ".config/containers/auth.json", ".netrc", "_netrc", ".authinfo", ".authinfo.gpg",
	// databases and servers
	".pgpass", "pgpass.conf", ".my.cnf", ".mylogin.cnf", ".mongorc.js", ".dbshell", ".rediscli_auth", ".htpasswd", ".htdigest", "wp-config.php",
	// password stores and browser profiles
	".password-store", ".config/op", ".config/bitwarden", ".config/bitwarden cli", ".local/share/keyrings", ".kde/share/apps/kwallet", ".local/share/kwalletd", "*.keychain", "*.keychain-db", ".1password", ".lastpass",
	".mozilla", ".config/google-chrome", ".config/chromium", ".config/microsoft-edge", ".config/bravesoftware", ".config/vivaldi", ".config/opera", ".thunderbird",
	"application support/google/chrome", "application support/firefox", "application support/microsoft edge", "application support/bravesoftware", "cookies.binarycookies",
	"user data/default", "user data/local state", "roaming/microsoft/credentials", "roaming/microsoft/protect",
	"login data", "cookies.sqlite", "logins.json", "key3.db", "key4.db", "signons.sqlite",
	// what was typed
	".bash_history", ".zsh_history", ".zhistory", ".histfile", ".sh_history", ".fish_history", "fish_history", ".python_history", ".node_repl_history", ".irb_history",
	".psql_history", ".mysql_history", ".sqlite_history", ".rediscli_history", ".mongo_history", "consolehost_history.txt", ".lesshst", ".viminfo",
	// agents and assistants
	".claude/.credentials.json", ".claude.json", ".codex/auth.json", ".gemini/oauth_creds.json", ".config/github-copilot", ".continue/config.json", ".anthropic", ".openai", ".huggingface/token", ".cache/huggingface/token",
	// the system's own
	"etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-", "etc/sudoers", "etc/sudoers.d", "etc/krb5.keytab", "*.keytab", "sam.hive", "system32/config", "proc/kcore", "proc/kallsyms",
	".git/hooks",
}

// persistentNames is what Persistence returns.
var persistentNames = []string{
	// shells
	".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".bash_aliases", ".bash_completion", ".profile", ".zshrc", ".zshenv", ".zprofile", ".zlogin", ".zlogout", ".kshrc", ".mkshrc",
	".cshrc", ".tcshrc", ".login", ".logout", ".inputrc", ".config/fish", ".config/nushell", ".config/powershell", "microsoft.powershell_profile.ps1", "profile.ps1", ".xonshrc",
	// sessions and services
	".xinitrc", ".xsession", ".xsessionrc", ".xprofile", ".xserverrc", ".config/autostart", ".config/systemd", ".config/environment.d", ".config/i3", ".config/sway", ".local/bin", ".local/share/systemd", ".local/share/applications", ".pam_environment", ".forward", ".procmailrc",
	"launchagents", "launchdaemons", "start menu/programs/startup", "etc/cron.d", "etc/crontab", "etc/profile.d", "etc/systemd", "etc/init.d", "etc/ld.so.preload", "etc/ld.so.conf.d", "crontabs",
	// Git and what runs around it
	".gitconfig", ".config/git", ".git", ".gitmodules", ".husky", ".githooks", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "lefthook.yml", "lefthook.yaml", ".lefthook", ".overcommit.yml", ".hg/hgrc", ".hgrc", ".svn",
	// build services
	".github/workflows", ".github/actions", ".gitea/workflows", ".forgejo/workflows", ".gitlab-ci.yml", ".gitlab/ci", ".circleci", ".travis.yml", ".drone.yml", ".woodpecker", ".woodpecker.yml", ".woodpecker.yaml", ".buildkite", "buildkite.yml", ".teamcity",
	"jenkinsfile", "azure-pipelines.yml", "azure-pipelines.yaml", "bitbucket-pipelines.yml", "appveyor.yml", ".appveyor.yml", "cloudbuild.yaml", "buildspec.yml", ".cirrus.yml", ".semaphore", ".tekton", "codefresh.yml", ".github/dependabot.yml",
	// editors
	".vscode", ".vs", ".idea", ".fleet", ".zed", ".devcontainer", ".devcontainer.json", "*.code-workspace", ".vimrc", ".exrc", ".nvimrc", ".gvimrc", ".vim", ".config/nvim", ".emacs", ".emacs.d", ".config/emacs", ".dir-locals.el", "*.sublime-project", ".config/code/user", ".config/cursor/user", ".editrc", ".gdbinit", ".lldbinit", ".pdbrc",
	// agents
	".mcp.json", "mcp.json", ".claude", "claude.md", "claude.local.md", "claude_desktop_config.json", ".cursor", ".cursorrules", ".windsurf", ".windsurfrules", ".codeium", ".clinerules", ".cline", ".roo", ".roomodes", ".kilocode", ".continue", ".aider.conf.yml",
	".codex", "agents.md", "agents.override.md", ".gemini", "gemini.md", ".github/copilot-instructions.md", ".github/instructions", ".github/agents", ".github/hooks", ".github/skills", ".agents", ".github/chatmodes", ".github/prompts", ".junie", ".kiro", ".augment", ".amazonq", ".qwen", ".opencode", "opencode.json", ".goosehints", ".trae", ".openhands",
	// language runtimes and tools that run what they find
	".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", ".yarn/plugins", ".yarn/releases", "sitecustomize.py", "usercustomize.py", ".pythonrc", ".pythonrc.py", ".ipython", ".jupyter", "site-packages/*.pth", "dist-packages/*.pth", ".irbrc", ".pryrc", ".rprofile", ".julia/config", ".gradle/init.gradle", ".gradle/init.d", ".mvn", ".bazelrc", ".latexmkrc", ".cargo/config", ".cargo/config.toml", ".config/pip", "pip.conf",
	".tmux.conf", ".config/tmux", ".config/mise", ".screenrc", ".direnvrc", ".tool-versions", ".mise.toml", "mise.toml", ".wgetrc", ".curlrc",
}

// harmlessNames are exceptions to secretNames: files that are named like secret
// ones and are meant to be read.
var harmlessNames = []string{
	".env*.example", ".env*.sample", ".env*.template", ".env*.dist", ".env*.defaults", "example.env", "sample.env", "go.env", "id_*.pub",
	"cacert.pem", "ca.pem", "ca-bundle.pem", "ca-certificates.pem", "cert.pem", "certs.pem", "chain.pem", "fullchain.pem", "*-cert.pem", "*_cert.pem", "*pub.pem", "*public.pem", "*pubkey.pem", "*.pub.pem",
}
