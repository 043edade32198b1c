package redact_test

import "testing"

// outputRows are forms in which tools put out values, beside what stays.
var outputRows = []row{
	{"a token with points", "authressToken=sc_i5z6lvmaey.fha6.acc_vs1v9tqttq.nf-rk6ae99fbdrzroh4v1", "authressToken=[API_KEY_1]"},
	{"a password with points", "password = my_pass.Word2.x9\n", "password = [PASSWORD_1]\n"},
	{"names in a column of their own", "host                   = \"db1\"\nmaster_password        = \"P4ssw0rd-x\"\n", "host                   = \"db1\"\nmaster_password        = \"[PASSWORD_1]\"\n"},
	{"a list of properties", "UserName       : al\nPassword       : Blau!Wal77\nEnabled        : True\n", "UserName       : al\nPassword       : [PASSWORD_1]\nEnabled        : True\n"},
	{"a value far from its name", "    TOKEN:                            " + body(hexa, 32) + "\n    MODE:                             prod\n", "    TOKEN:                            [API_KEY_1]\n    MODE:                             prod\n"},
	{"a wide row of psql", "-[ RECORD 1 ]-+--------\nusername      | al\npassword      | Sommer2024!\ncreated_at    | 2026-03-03\n", "-[ RECORD 1 ]-+--------\nusername      | al\npassword      | [PASSWORD_1]\ncreated_at    | 2026-03-03\n"},
	{"a WireGuard file", "PublicKey = " + body(base62, 43) + "=\nPresharedKey = " + body(base62, 43) + "=\n", "PublicKey = " + body(base62, 43) + "=\nPresharedKey = [API_KEY_1]\n"},
	{"the key of an application", "APP_NAME=shop2\nAPP_KEY=base64:" + body(base62, 43) + "=\n", "APP_NAME=shop2\nAPP_KEY=[API_KEY_1]\n"},
	{"a text of a secrets manager", `{"Name":"prod/db2","SecretString":"Qx7vLp2mZk9Aa"}`, `{"Name":"prod/db2","SecretString":"[API_KEY_1]"}`},
	{"a file of redis", "port 6379\nrequirepass Fb7vLp2mZk9\n", "port 6379\nrequirepass [PASSWORD_1]\n"},
	{"a container of redis", `{"Args":["--port","6379","--requirepass","Fb7vLp2mZk9"]}`, `{"Args":["--port","6379","--requirepass","[PASSWORD_1]"]}`},
	{"a capital", "Contraseña: Cl4ve2024x\nПароль: Cl4ve2024y\nKennwort: Cl4ve2024z", "Contraseña: [PASSWORD_1]\nПароль: [PASSWORD_2]\nKennwort: [PASSWORD_3]"},
	{"PowerShell", `$c = ConvertTo-SecureString "Blau!Wal77" -AsPlainText -Force`, `$c = ConvertTo-SecureString "[PASSWORD_1]" -AsPlainText -Force`},
	{"an array of PHP", "Array\n(\n    [user] => al\n    [password] => Qx7vLp2mZk9\n)\n", "Array\n(\n    [user] => al\n    [password] => [PASSWORD_1]\n)\n"},
	{"bytes of Python", "Config(user='al', jwt_secret=b'xK9mLqPw2RsTuVwQz')", "Config(user='al', jwt_secret=b'[API_KEY_1]')"},
	{"a national string of SQL", "CREATE LOGIN app WITH PASSWORD = N'Qx7vLp2mZk9', DEFAULT_DATABASE = N'app2'", "CREATE LOGIN app WITH PASSWORD = N'[PASSWORD_1]', DEFAULT_DATABASE = N'app2'"},
	{"a plugin of MySQL", "CREATE USER 'a' IDENTIFIED WITH mysql_native_password BY 'Qx7vLp2mZk9'", "CREATE USER 'a' IDENTIFIED WITH mysql_native_password BY '[PASSWORD_1]'"},
	{"bold type around the value", "Password: **Blau!Wal77** (lab)", "Password: **[PASSWORD_1]** (lab)"},
	{"bold type around both", "**Password: Blau!Wal77**", "**Password: [PASSWORD_1]**"},
	{"a rich text", `{"Password":{"rich_text":[{"text":{"content":"Qx7vLp2mZk9","link":null},"plain_text":"Qx7vLp2mZk9"}]}}`, `{"Password":{"rich_text":[{"text":{"content":"[API_KEY_1]","link":null},"plain_text":"[API_KEY_1]"}]}}`},
	{"a directory", "ldapsearch -x -D cn=admin -w Qx7vLp2mZk9 -b dc=x", "ldapsearch -x -D cn=admin -w [PASSWORD_1] -b dc=x"},
	{"a dump of PostgreSQL", "COPY public.users (id, name, password) FROM stdin;\n1\tal\tQx7vLp2mZk9\n2\tbo\t\\N\n\\.\nCOPY public.notes (id, note) FROM stdin;\n1\tQx7vLp2mZk8\n\\.\n",
		"COPY public.users (id, name, password) FROM stdin;\n1\tal\t[PASSWORD_1]\n2\tbo\t\\N\n\\.\nCOPY public.notes (id, note) FROM stdin;\n1\tQx7vLp2mZk8\n\\.\n"},
}

// outputAlikes are what tools put out in such forms that is no value.
var outputAlikes = []string{
	"  username               = \"admin\"\n  password               = random_password.db2.result\n", "password = random_password.db2.result\n",
	"password                 = var.db_password2\ntoken                    = local.token_v2\nsecret_key               = aws_secretsmanager_secret_version.db2.arn\n",
	"PASSWORD_HASHER          : argon2id\nFS_IOC_ADD_ENCRYPTION_KEY          = 0xc0506617\n", " id | password     | role2\n----+--------------+-------\n",
	"requirepass yes2", "    [password] => \n    [id] => 12345678\n", "jwt_secret=b''", "APP_KEY=base64:", "appKey: my-first-app2",
}

// commandRows hold passwords that are words of a command, or options of few letters.
var commandRows = []row{
	{"a file of users", "htpasswd -b /etc/nginx/.htpasswd alice hunter22", "htpasswd -b /etc/nginx/.htpasswd alice [PASSWORD_1]"},
	{"a new file of users", "$ htpasswd -c -B -C 10 -b .htpasswd alice 'hunter2!x' && cat x\n", "$ htpasswd -c -B -C 10 -b .htpasswd alice '[PASSWORD_1]' && cat x\n"},
	{"no file of users", "RUN htpasswd -Bbn alice hunter22 > x", "RUN htpasswd -Bbn alice [PASSWORD_1] > x"},
	{"a user of Windows", "net user deploy hunter22 /add", "net user deploy [PASSWORD_1] /add"},
	{"a user of Windows behind an option", `net user /add deploy "Blau!Wal77" & echo ok`, `net user /add deploy "[PASSWORD_1]" & echo ok`},
	{"another password of a user of Windows", "net user deploy Xy7kQp2Zt9Lm\r\nnet user\r\n", "net user deploy [PASSWORD_1]\r\nnet user\r\n"},
	{"a community of a router", "snmp-server community S3cr3tStr RO\n", "snmp-server community [PASSWORD_1] RO\n"},
	{"a community of SNMP", "snmpwalk -v2c -c S3cr3tStr 10.0.0.1 1.3.6", "snmpwalk -v2c -c [PASSWORD_1] 10.0.0.1 1.3.6"},
}

// commandAlikes are such commands without a password, and sentences.
var commandAlikes = []string{
	"htpasswd -c /etc/nginx/.htpasswd alice2 then type it", "htpasswd -b file user password", "generates an htpasswd hash (thanks @rustycl0ck)", "htpasswd -b .htpasswd alice2 $PASSWORD2", "htpasswd -nb alice2 \"${PW2}\"", "htpasswd -b .htpasswd [PASSWORD_1] x",
	"net user deploy2 * /add", "net user deploy2 /active:yes", "net user growth 2024q1 was high", "net user deploy %PASSWORD1% /add", "the Internet user deploy Xy7kQp2Zt9Lm /add",
	"snmp-server community public RO", "snmp-server community community2 RO 10", "snmp-server community <string1> RO", "snmpwalk -v2c -c public 10.0.0.1", "snmpget -v3 -u alice2 10.0.0.1",
}

func TestCommands(t *testing.T) {
	tryRows(t, commandRows)
	stay(t, commandAlikes)
}

func TestOutputs(t *testing.T) {
	tryRows(t, outputRows)
	stay(t, outputAlikes)
}
