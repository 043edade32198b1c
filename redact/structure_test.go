package redact_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// structures are forms in which files, commands and answers of servers hold a
// password, which stands at %s.
var structures = []string{
	`{"env":[{"name":"DB_PASSWORD","value":"%s"}]}`, "env:\n  - name: DB_PASSWORD\n    value: %s\n", "env:\n- name: \"DB_PASSWORD\"\n  value: \"%s\"\n",
	"env:\n- value: %s\n  name: DB_PASSWORD\n", `[{"Config":{"Env":["PATH=/bin","DB_PASSWORD=%s"]}}]`, "\"Env\": [\n  \"DB_PASSWORD=%s\",\n  \"A=b\"\n]",
	`{"containerDefinitions":[{"environment":[{"value":"%s","name":"DB_PASSWORD"}]}]}`, `{"key":"db_password","value":"%s"}`, `{"Key":"db_password","Value":"%s"}`,
	`{"ParameterKey":"DBPassword","ParameterValue":"%s"}`, `{"OutputKey":"DBPassword","OutputValue":"%s"}`, `{"id":"password","content":"%s"}`,
	`{"variable":"DB_PASSWORD","value":"%s"}`, `{"variable_type":"env_var","key":"DB_PASSWORD","value":"%s"}`,
	`{"Name":"/prod/db/password","Type":"SecureString","Value":"%s"}`, `{"field":"password","current":"%s"}`, `{"type":"password","value":"%s"}`,
	`{"id":"password","type":"CONCEALED","purpose":"PASSWORD","label":"password","value":"%s"}`, `{"property":"password","value":"%s"}`, `{"param":"password","val":"%s"}`,
	`{"rawHeaders":["Host","x.com","X-Api-Key","%s","Accept","*/*"]}`, `{"headers":[{"name":"X-Api-Key","value":"%s"}]}`,
	`{"postData":{"params":[{"name":"password","value":"%s"}]}}`, `{"queryString":[{"name":"password","value":"%s"}]}`,
	`{"cookies":[{"name":"session_token","value":"%sA81kLq9z"}]}`, `{"postData":{"text":"user=a&password=%s&x=1"}}`, `{"headers":{"X-Api-Key":["%s"]}}`,
	`{"columns":["user","password"],"rows":[["al","%s"],["bo","%s"]]}`, `{"fields":[{"name":"user"},{"name":"password"}],"rows":[["al","%s"]]}`,
	`[["user","password"],["al","%s"]]`, `{"password":["%s","%s"]}`, `{"data":{"password":{"0":"%s","1":"x"}}}`, `{"password":{"S":"%s"}}`,
	"[database]\nhost=x\npassword = %s\n", "[password]\nvalue=%s\n", "[mysql]\npassword: %s\n", "<db><password>%s</password></db>", "<c:password>%s</c:password>",
	`<password type="plain">%s</password>`, "<password>\n   %s\n</password>", `<db user="a" password="%s"/>`, `<add key="DbPassword" value="%s"/>`,
	`<property name="password" value="%s"/>`, `<property value="%s" name="password"/>`, `<property name="hibernate.password">%s</property>`,
	`<entry key="password">%s</entry>`, "<property><name>db.password</name><value>%s</value></property>",
	"<property>\n  <name>db.password</name>\n  <value>%s</value>\n</property>", `<parameter name="password"><value>%s</value></parameter>`,
	"<server><id>x</id><username>a</username><password>%s</password></server>", "<key>Password</key>\n\t<string>%s</string>", `<input type="password" name="pw" value="%s">`,
	"<tr><td>Password</td><td>%s</td></tr>", "<tr>\n<td>Password</td>\n<td>%s</td>\n</tr>", "<dt>Password</dt><dd>%s</dd>", "| user | password |\n|---|---|\n| al | %s |\n",
	"| Key | Value |\n|---|---|\n| password | %s |\n", "**Password:** %s\n", "**Password**: `%s`\n", "- Password: `%s`", "`password` = `%s`", "### Password\n\n    %s\n",
	"## Password\n```\n%s\n```\n", "┌──────┬──────────┐\n│ user │ password │\n├──────┼──────────┤\n│ al   │ %s │\n└──────┴──────────┘\n", "│ password │ %s │\n",
	"+------+--------------+\n| user | password     |\n+------+--------------+\n| al   | %s |\n+------+--------------+\n",
	" user |   password   \n------+--------------\n al   | %s\n(1 row)\n", "here you go\nOK\n user |   password   \n------+--------------\n al   | %s\n(1 row)\n",
	"-[ RECORD 1 ]------\nuser     | al\npassword | %s\n", "*************************** 1. row ***************************\n    user: al\npassword: %s\n",
	"    user = al\npassword = %s\n", "Here is the export you asked for.\nIt has two rows.\nuser,password\nal,%s\nbo,x\n", "Result:\n\nuser,password\nal,%s\n",
	"user\tpassword\nal\t%s\n", "user;Password\nal;%s\n", "Benutzer;Passwort\nal;%s\n", "usuario,contraseña\nal,%s\n", "utilisateur;mot de passe\nal;%s\n",
	"\"user\",\"password\"\n\"al\",\"x\ny\"\n\"al\",\"%s\"\n", "user,note,password\nal,\"a\nb\",%s\n", "\ufeffuser,password\nal,%s\n", "user|password\nal|%s\n",
	"key,value\ndb_password,%s\n", "CREATE USER al WITH PASSWORD '%s';", "CREATE USER al IDENTIFIED BY '%s';", "ALTER ROLE al PASSWORD '%s'",
	"SET PASSWORD = PASSWORD('%s');", "password: %s", "password: '%s'", "password: |\n  %s\n", "password: >-\n  %s\n", "password: &pw %s\n", "password: &pw \"%s\"\n",
	"password: !!str %s\n", "{user: al, password: %s}", "? password\n: %s\n", "stringData:\n  password: %s\n", "DB_PASSWORD=%s\n", "export DB_PASSWORD='%s'\n",
	"DB_PASSWORD = %s\n", "set -x DB_PASSWORD %s\n", "setenv DB_PASSWORD %s\n", `$env:DB_PASSWORD = "%s"`, "set DB_PASSWORD=%s\r\n", `setx DB_PASSWORD "%s"`,
	`declare -x DB_PASSWORD="%s"`, "FROM x\nENV DB_PASSWORD %s\n", "ENV DB_PASSWORD=%s\n", "ARG DB_PASSWORD=%s\n", "docker run -e DB_PASSWORD=%s img",
	"/bin/sh -c #(nop)  ENV DB_PASSWORD=%s", "variable \"db_password\" {\n  default = \"%s\"\n}", "  password = \"%s\"\n", `{"attributes":{"master_password":"%s"}}`,
	`{"db_password":{"sensitive":true,"type":"string","value":"%s"}}`, "  ~ password = \"old1Pass99\" -> \"%s\"\n", "db.password=%s\n", "db.password : %s\n",
	"db.password %s\n", "db.password=\\\n   %s\n", "[db]\npassword = \"%s\"", "password = '''%s'''", `password = """%s"""`, "password = \"\"\"%s\"\"\"\n",
	`db = { user = "a", password = "%s" }`, "machine example.com\n  login al\n  password %s\n", "machine example.com login al password %s\n",
	"db.example.com:5432:app:al:%s\n", "*:*:*:al:%s\n", "https://al:%s@github.com\n", "users:\n- name: a\n  user:\n    username: al\n    password: %s\n",
	"network={\n ssid=\"home\"\n psk=\"%s\"\n}", "[wifi-security]\npsk=%s\n", "username=al\npassword=%s\ndomain=X", "[client]\nuser=al\npassword=%s\n",
	"tool --user al --password %s --x", "tool --password=%s --x", "mysql -u root -p%s db", "sshpass -p %s ssh host", "sshpass -p '%s' ssh host",
	"docker login -u al -p %s reg.example.com", "mongosh -u al -p %s --authenticationDatabase admin", "redis-cli -h x -a %s ping", "PGPASSWORD=%s psql -h x",
	"curl -u al:%s https://x", "curl -ual:%s https://x", "curl --user=al:%s https://x", "curl https://al:%s@x/y", "wget --user=al --password='%s' https://x",
	"wget --http-password=%s https://x", "openssl rsa -passin pass:%s -in k.pem", "openssl enc -pass pass:%s", "keytool -storepass %s -keystore x", "7z x -p%s a.7z",
	"unzip -P %s a.zip", "sqlcmd -S x -U sa -P %s", "xfreerdp /u:al /p:%s /v:x", "root 12 0.0 mysqld --init --password %s", "host=x user=al password=%s dbname=y",
	"host=x user=al password='%s' dbname=y", "al:%s@tcp(127.0.0.1:3306)/db", "al:%s@unix(/run/my.sock)/db", "mysql://al:%s@x/db", "postgresql+psycopg2://al:%s@x/db",
	"mongodb+srv://al:%s@c.mongodb.net/x", "redis://:%s@x:6379/0", "amqp://al:%s@x/v", "jdbc:postgresql://x/db?user=al&password=%s&ssl=true",
	"jdbc:oracle:thin:al/%s@//x:1521/svc", "sqlplus al/%s@x", "jdbc:sqlserver://x;user=al;password=%s;", "Server=x;User Id=al;Pwd=%s;", "Driver={X};Server=x;UID=al;PWD=%s",
	"clickhouse://x:9000?username=al&password=%s", "sftp://al:%s@x/", "smtp://al%40x.com:%s@smtp.x.com:587", `{"dsn":"mysql:\/\/al:%s@x\/db"}`, "The password is %s.",
	`the password for al is "%s"`, "password for admin: %s", "I changed the password to %s today", "Das Passwort lautet: %s", "Passwort: %s", "contraseña: %s",
	"mot de passe : %s", "пароль: %s", "パスワード: %s", "密码：%s", "密码: %s", "login/password: al/%s", "credentials: al:%s", "password：%s", "password -> %s", "password → %s",
	":password => '%s'", "define('DB_PASSWORD', '%s');", "'password' => '%s',", `(setq password "%s")`, `{:password "%s"}`, "password: '%s'", `#define DB_PASSWORD "%s"`,
	"connect(user='al', password='%s')", "client.auth({ user: 'al', pass: '%s' })", `Config{User: "al", Password: "%s"}`, "{User:al Password:%s Port:5432}",
	`main.Config{User:"al", Password:"%s"}`, "Config(user='al', password='%s')", `Config { user: "al", password: "%s" }`, "User{name='al', password='%s'}",
	"User[name=al, password=%s]", "{'user': 'al', 'password': '%s'}", "[('user', 'al'), ('password', '%s')]", `{:user=>"al", :password=>"%s"}`, `{password: "%s",}`,
	"{\"a\":1}\n{\"password\":\"%s\"}\n", `{"a":1,"password":"%s","x":`, "{\"pass\\u0077ord\":\"%s\"}", "{\"pass\u200bword\":\"%s\"}", `{"ｐａｓｓｗｏｒｄ":"%s"}`,
	`{"pаssword":"%s"}`, "pass\u200bword: %s", "pass%77ord=%s", "pаssword: %s", "level=info user=al password=%s ms=3", `level=info password="%s" ms=3`,
	"POST /login?user=al&password=%s&x=1 200", "user=al&passwd=%s", "------x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n%s\r\n------x--\r\n",
	"-password: %s\n+password: ${X}\n", "+  \"password\": \"%s\",\n", "config.yml:12:  password: %s\n", "    12\tpassword: %s\n", "ansible_ssh_pass=%s ansible_user=al",
	"ansible_become_password: %s", "enable secret 5 %s\n", "username al password 0 %s\n", `encrypted-password "%s";`, "Username: al\nPassword: %s\nLast login",
	"====== Data ======\nKey         Value\n---         -----\npassword    %s\n", `{"data":{"data":{"password":"%s"}}}`, "auth:\n  rootPassword: \"%s\"\n",
	"=== app Config Vars\nDB_PASSWORD:   %s\nX: y\n", "DB_PASSWORD            %s\n", "    Environment:\n      DB_PASSWORD:  %s\n",
}

func TestStructures(t *testing.T) {
	f := redact.Default()
	for _, form := range structures {
		for _, value := range []string{secret, "hunter2Zq8!", "correct-Horse7battery"} {
			text := strings.ReplaceAll(form, "%s", value)
			got := f.String(text)
			if strings.Contains(got, value) || !strings.Contains(got, "_1]") {
				t.Errorf("String(%q) = %q", text, got)
			}
			if again := f.String(got); again != got {
				t.Errorf("twice: %q, then %q", got, again)
			}
		}
	}
}

// shadows are hashes of passwords, as files of them hold them.
var shadows = []string{
	"$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7", "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/",
	"$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQxMjM$RdescudvJCsgt3ub+b4dWRWJTmaaJObG", "pbkdf2_sha256$260000$aBcDeFgH1234$q1w2e3r4t5y6u7i8o9p0A1S2D3F4G5H6J7K8L9Z0X1C=", "{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3",
}

func TestHashesOfPasswords(t *testing.T) {
	f := redact.Default()
	for _, hash := range shadows {
		for _, form := range []string{"al:%s:19000:0:99999:7:::\n", `{"h":"%s"}`, "userPassword: %s\n"} {
			if text := strings.ReplaceAll(form, "%s", hash); f.String(text) != strings.ReplaceAll(form, "%s", "[PASSWORD_1]") {
				t.Errorf("String(%q) = %q", text, f.String(text))
			}
		}
	}
	for _, text := range []string{"$2b$10$ is the prefix of bcrypt", "cost $1$ and $5$", "{SSHA} then base64", "awk '{print $1$2$3}'", "$6$"} {
		if got := f.String(text); got != text {
			t.Errorf("String(%q) = %q, want no change", text, got)
		}
	}
}

// TestDocumentsCutShort has the beginnings of documents, also of those with heads of
// columns that are objects.
func TestDocumentsCutShort(t *testing.T) {
	f := redact.Default()
	docs := []string{`{"columns":[{"name":"user"},{"name":"password"}],"rows":[["al",1]]}`, `[["user","password"],["al","\u0041"]]`, `{"columns":[{"name" : {"name":{"name":"password"}}}]}`}
	for _, doc := range docs {
		for end := range len(doc) {
			if got := f.String(doc[:end]); got != doc[:end] {
				t.Errorf("String(%q) = %q, want no change", doc[:end], got)
			}
			if _, err := f.Redact(t.Context(), nil, []guard.Text{{Form: guard.JSON, Value: doc[:end]}}); err == nil {
				t.Errorf("Redact(%q) = nil, want an error", doc[:end])
			}
		}
	}
}
