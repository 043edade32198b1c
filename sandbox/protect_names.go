package sandbox

// secretNames is what Secrets returns. Sources: the documentation of the
// programs named.
var secretNames = []string{
	// environment files of programs
	".env", ".env.*", "*.env", ".envrc", ".flaskenv", ".dev.vars", "secrets.yml", "secrets.yaml", "secrets.json", "secrets.toml",
	// keys and certificates with keys
	".ssh", "id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "ssh_host_*_key",
	"*.pem", "*.key", "*.p8", "*.p12", "*.pfx", "*.ppk", "*.jks", "*.keystore", "*.kdbx", "*.kdb", "*.agekey",
	".gnupg", ".pki", "secring.*", ".sops",
	// clouds and clusters
	".aws", ".azure", ".config/gcloud", "application_default_credentials.json", "service-account*.json", ".boto", ".s3cfg",
	".kube", "kubeconfig", "*.kubeconfig", ".docker/config.json", ".dockercfg", ".dockerconfigjson", ".oci", ".bluemix", ".config/doctl", ".config/hcloud", ".fly", ".railway",
	".terraform.d", ".terraformrc", "terraform.rc", "*.tfstate", "*.tfstate.backup", "*.auto.tfvars", "terraform.tfvars", ".pulumi", ".vault-token", ".vault_pass", ".vault-password",
	// forges, registries, package managers
	".git-credentials", ".config/git/credentials", ".config/gh", ".config/hub", ".config/glab-cli", ".config/tea",
	".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc", ".config/pip", ".gem/credentials", ".cargo/credentials", ".cargo/credentials.toml", ".m2/settings.xml", ".m2/settings-security.xml",
	".nuget/nuget.config", ".composer/auth.json", ".config/containers/auth.json", ".netrc", "_netrc", ".authinfo", ".authinfo.gpg",
	// databases and servers
	".pgpass", "pgpass.conf", ".my.cnf", ".mylogin.cnf", ".mongorc.js", ".dbshell", ".rediscli_auth", ".htpasswd", ".htdigest", "wp-config.php",
	// password stores and browser profiles
	".password-store", ".config/op", ".config/bitwarden", ".config/bitwarden cli", ".local/share/keyrings", ".kde/share/apps/kwallet", ".local/share/kwalletd", "library/keychains", "*.keychain", "*.keychain-db", ".1password", ".lastpass",
	".mozilla", ".config/google-chrome", ".config/chromium", ".config/microsoft-edge", ".config/bravesoftware", ".config/vivaldi", ".config/opera", ".thunderbird",
	"application support/google/chrome", "application support/firefox", "application support/microsoft edge", "application support/bravesoftware", "library/cookies", "library/safari",
	"google/chrome/user data", "microsoft/edge/user data", "mozilla/firefox/profiles", "bravesoftware/brave-browser", "microsoft/credentials", "microsoft/protect", "microsoft/vault",
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
	".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".bash_aliases", ".profile", ".zshrc", ".zshenv", ".zprofile", ".zlogin", ".zlogout", ".kshrc", ".mkshrc",
	".cshrc", ".tcshrc", ".login", ".logout", ".inputrc", ".config/fish", ".config/nushell", ".config/powershell", "microsoft.powershell_profile.ps1", "profile.ps1", ".xonshrc",
	// sessions and services
	".xinitrc", ".xsession", ".xsessionrc", ".xprofile", ".xserverrc", ".config/autostart", ".config/systemd", ".local/share/systemd", ".local/share/applications", ".pam_environment", ".forward", ".procmailrc",
	"library/launchagents", "library/launchdaemons", "start menu/programs/startup", "etc/cron.d", "etc/crontab", "etc/profile.d", "etc/systemd", "etc/init.d", "etc/ld.so.preload", "etc/ld.so.conf.d", "cron/crontabs", "crontabs",
	// Git and what runs around it
	".gitconfig", ".config/git", ".git/config", ".git/info/attributes", ".git/modules", ".git/worktrees", ".gitmodules", ".husky", ".githooks", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "lefthook.yml", "lefthook.yaml", ".lefthook", ".overcommit.yml", ".hg/hgrc", ".hgrc", ".svn",
	// build services
	".github/workflows", ".github/actions", ".gitea/workflows", ".forgejo/workflows", ".gitlab-ci.yml", ".gitlab/ci", ".circleci", ".travis.yml", ".drone.yml", ".woodpecker", ".woodpecker.yml", ".buildkite", "buildkite.yml", ".teamcity",
	"jenkinsfile", "azure-pipelines.yml", "azure-pipelines.yaml", "bitbucket-pipelines.yml", "appveyor.yml", ".appveyor.yml", "cloudbuild.yaml", "buildspec.yml", ".cirrus.yml", ".semaphore", ".tekton", "codefresh.yml", ".github/dependabot.yml",
	// editors
	".vscode", ".idea", ".fleet", ".zed", ".devcontainer", ".devcontainer.json", "*.code-workspace", ".vimrc", ".exrc", ".nvimrc", ".gvimrc", ".vim", ".config/nvim", ".emacs", ".emacs.d", ".config/emacs", ".dir-locals.el", ".sublime-project", ".editrc", ".gdbinit", ".lldbinit", ".pdbrc",
	// agents
	".mcp.json", "mcp.json", ".claude", "claude.md", "claude.local.md", "claude_desktop_config.json", ".cursor", ".cursorrules", ".windsurf", ".windsurfrules", ".codeium", ".clinerules", ".cline", ".roo", ".roomodes", ".kilocode", ".continue", ".aider.conf.yml",
	".codex", "agents.md", "agents.override.md", ".gemini", "gemini.md", ".github/copilot-instructions.md", ".github/instructions", ".github/agents", ".github/chatmodes", ".github/prompts", ".junie", ".kiro", ".augment", ".amazonq", ".qwen", ".opencode", ".goosehints", ".trae", ".openhands",
	// language runtimes and tools that run what they find
	".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", ".yarn/plugins", ".yarn/releases", "sitecustomize.py", "usercustomize.py", ".pythonrc", ".pythonrc.py", ".irbrc", ".pryrc", ".rprofile", ".julia/config", ".cargo/config", ".cargo/config.toml", ".config/pip", "pip.conf",
	".tmux.conf", ".screenrc", ".direnvrc", ".tool-versions", ".mise.toml", "mise.toml", ".wgetrc", ".curlrc",
}

// harmlessNames lifts the protection of files that have the name of a secret
// one and are meant to be read.
var harmlessNames = []string{".env.example", ".env.sample", ".env.template", ".env.dist", ".env.defaults"}
