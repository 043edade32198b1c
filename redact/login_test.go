package redact_test

import "testing"

// pairRows hold a user and a password behind a word for both.
var pairRows = []row{
	{"a slash between blanks", "credentials: alice / Xy7kQp2Zt9", "credentials: alice / [PASSWORD_1]"},
	{"a colon", "Login: alice:Tr0ub4dor&3", "Login: alice:[PASSWORD_1]"},
	{"an address as a user", "login: al@firma / hunter2!", "login: al@firma / [PASSWORD_1]"},
	{"a sentence", "The credentials are bob / S3cret!pass.", "The credentials are bob / [PASSWORD_1]."},
	{"an administrator", "Default credentials: admin/admin123", "Default credentials: admin/[PASSWORD_1]"},
	{"a short word", "creds = root:toor123 on the lab host", "creds = root:[PASSWORD_1] on the lab host"},
	{"two names", "username/password: deploy/hunter2!x", "username/password: deploy/[PASSWORD_1]"},
	{"two names and blanks", "user / pass = deploy / hunter2!x", "user / pass = deploy / [PASSWORD_1]"},
	{"bold type", "**Login:** alice / hunter2!x", "**Login:** alice / [PASSWORD_1]"},
	{"a document", `{"credentials":"alice:hunter2!"}`, `{"credentials":"alice:[PASSWORD_1]"}`},
	{"a document in a text", `x {"creds": "root / toor123"}`, `x {"creds": "root / [PASSWORD_1]"}`},
}

// pairAlikes are paths, hosts, choices and sentences behind such a word.
var pairAlikes = []string{
	"credentials: path/to/file1", "credentials: ~/.aws/credentials1", "login: vault/Db7Prod9Key", "credentials: s3://bucket1/Key2x9", "credentials: username / password",
	"login: alice / bob1", "login: alice:1000", "login: host1:8080", "login: admin / 2fa required", "login: admin/dashboard2", "login: sso/oauth2", "login: v1/v2", "login: 2024/11/21",
	"login: sha256:9f8e7d6c5b4a3928", "login: https://x.example/a1b2c3", "Last login: Tue Nov 21 10:00:01 2026", "login: alice / Bob9x2Yz / carol", "login: alice / see Tr0ub4dor",
	"credentials: oauth2:client1", "credentials: user:group2", "credentials: include", "Logins are alice:100, bob:200", "user/pass: alice / unset", "user/password: {user}/{password1}", "login: user:${PASSWORD1}",
	`{"credentials":"same-origin/v2"}`, `{"login":"octocat","id":583231}`, "username/password: admin/your_password1", "relogin: alice / hunter2!", "credentials: admin / [PASSWORD_1]",
}

func TestPairs(t *testing.T) { tryRows(t, pairRows) }

func TestPairsOfOtherThingsStay(t *testing.T) { stay(t, pairAlikes) }
