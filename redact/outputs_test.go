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

func TestOutputs(t *testing.T) {
	tryRows(t, outputRows)
	stay(t, outputAlikes)
}
