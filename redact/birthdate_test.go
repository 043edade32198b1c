package redact_test

import "testing"

// birthRows are dates of birth in words and in short numbers.
var birthRows = []row{
	{"a month's name", "DOB: July 9, 1985", "DOB: [BIRTH_1]"},
	{"a day before it", "Date of Birth: 9 July 1985, Rome", "Date of Birth: [BIRTH_1], Rome"},
	{"an abbreviation", "date_of_birth: 09-Jul-1985\nhired: 09-Jul-2015\n", "date_of_birth: [BIRTH_1]\nhired: 09-Jul-2015\n"},
	{"short numbers", `{"dob":"7/9/1985","hired":"7/9/2015"}`, `{"dob":"[BIRTH_1]","hired":"7/9/2015"}`},
	{"a sentence", "She was born on July 9th, 1985 in Rome", "She was born on [BIRTH_1] in Rome"},
	{"a verb", "My date of birth is 7/9/1985, hers was on 7/9/1986", "My date of birth is [BIRTH_1], hers was on 7/9/1986"},
	{"the form beside the name", "Date of birth (mm/dd/yyyy): 7/9/1985", "Date of birth (mm/dd/yyyy): [BIRTH_1]"},
	{"a column", "name,dob,city\nAl,7/9/1985,Rome\nBo,\"July 9, 1986\",Bern\n", "name,dob,city\nAl,[BIRTH_1],Rome\nBo,\"[BIRTH_2]\",Bern\n"},
	{"a card of an address book", "BDAY:19850709\nREV:20260303\n", "BDAY:[BIRTH_1]\nREV:20260303\n"},
	{"other languages", "geboortedatum: 09-07-1985\ndata_nascimento: 09/07/1985\ndata di nascita: 9 luglio 1985\nгод рождения: 09.07.1986\n", "geboortedatum: [BIRTH_1]\ndata_nascimento: [BIRTH_2]\ndata di nascita: [BIRTH_3]\nгод рождения: [BIRTH_4]\n"},
}

// birthAlikes are dates behind other words, and no dates.
var birthAlikes = []string{
	"Birthday party: July 9, 2026 at 5pm", "birth of the project, July 2009", "born in 1985", "Date of birth (mm/dd/yyyy): ", "birth (July 9, 1985)", "dob: 31/31/1985", "reborn: July 9, 1985",
	"name,dob,city\nAl,,Rome\n,\"\",\n", `{"dob":"","born":""}`, "INSERT INTO t (born, x) VALUES ('', 'a');", "<tr><th>born</th><th>x</th></tr><tr><td></td><td>a</td></tr>",
}

func TestDatesOfBirth(t *testing.T) {
	tryRows(t, birthRows)
	stay(t, birthAlikes)
}
