package redact

import "strings"

const commandReach = 400 // bytes of a command line that are looked at

// A command takes a password behind an option, or as one of its words.
type command struct {
	name    string // as it stands in a command line, with the blank
	options string // separated by blanks
	glued   bool   // the password follows without a blank
	pair    bool   // a user and a colon stand before it
	place   int    // instead of options: which word it is, without those that begin with mark
	mark    byte
	given   string // is in an option that says so; without it the word has to be striking, if it is one at all
}

// commands are those whose option is too short to be a name, curl(1) and so on, and
// those that take a password without one.
var commands = [...]command{
	{name: "curl ", options: "-u --user --proxy-user", pair: true},
	{name: "sshpass ", options: "-p"}, {name: "mysql ", options: "-p", glued: true}, {name: "mysqldump ", options: "-p", glued: true},
	{name: "mysqladmin ", options: "-p", glued: true}, {name: "mariadb ", options: "-p", glued: true},
	{name: "docker login ", options: "-p"}, {name: "podman login ", options: "-p"}, {name: "helm registry login ", options: "-p"},
	{name: "redis-cli ", options: "-a"}, {name: "sqlcmd ", options: "-P"}, {name: "unzip ", options: "-P"}, {name: "zip ", options: "-P"},
	{name: "ldapsearch ", options: "-w"}, {name: "ldapmodify ", options: "-w"}, {name: "ldapadd ", options: "-w"}, {name: "az login ", options: "-p"},
	{name: "mongodump ", options: "-p"}, {name: "mongorestore ", options: "-p"}, {name: "mariadb-dump ", options: "-p", glued: true}, {name: "ipmitool ", options: "-P"},
	{name: "mongosh ", options: "-p"}, {name: "mongo ", options: "-p"},
	{name: "7z ", options: "-p", glued: true}, {name: "xfreerdp ", options: "/p:", glued: true}, {name: "mosquitto_pub ", options: "-P"}, {name: "mosquitto_sub ", options: "-P"},
	{name: "snmpwalk ", options: "-c"}, {name: "snmpbulkwalk ", options: "-c"}, {name: "snmpget ", options: "-c"}, {name: "snmpgetnext ", options: "-c"}, {name: "snmpset ", options: "-c"}, {name: "snmptrap ", options: "-c"},
	{name: "htpasswd ", place: 3, mark: '-', given: "b"}, {name: "net user ", place: 2, mark: '/', given: "/add"}, {name: "snmp-server community ", place: 1},
}

// command finds the password in the command that the literal at start begins.
func (c *scanner) command(start int, index int16) match {
	name := c.filter.literals[index].text
	if start < c.floor || !strings.HasPrefix(c.s[start:], name) || c.inWord(start) {
		return match{}
	}
	line := c.s[start:min(len(c.s), start+commandReach)]
	for at := 0; at < len(line); at++ { // a backslash joins a line and the next
		if line[at] == '\n' && !strings.HasSuffix(strings.TrimRight(line[:at], "\r"), "\\") {
			line = line[:at]
		}
	}
	for i := range commands {
		if o := &commands[i]; o.name == name && o.place > 0 {
			return c.argument(start, line, o)
		} else if o.name == name {
			return c.option(start, line, o)
		}
	}
	return match{}
}

// option finds the password behind one of the options of a command line.
func (c *scanner) option(start int, line string, o *command) match {
	for option := range strings.SplitSeq(o.options, " ") {
		at := strings.Index(line, " "+option)
		if at < 0 {
			continue
		}
		i := at + 1 + len(option)
		if !o.glued && !o.pair && (i >= len(line) || strings.IndexByte(" =", line[i]) < 0) {
			continue
		}
		for n := 0; i < len(line) && n < 4 && (strings.IndexByte("\"'", line[i]) >= 0 || !o.glued && strings.IndexByte(" =", line[i]) >= 0); n++ {
			i++
		}
		end := i
		for end < len(line) && strings.IndexByte(" \"'\t", line[end]) < 0 {
			end++
		}
		if o.pair {
			colon := strings.IndexByte(line[i:end], ':')
			if colon < 0 {
				continue
			}
			i += colon + 1
		}
		if end-i > 2 && humanMade(line[i:end]) && c.filter.credible(line[i:end]) && (o.pair || len(line[i:end]) >= 6 && !isCode(line[i:end]) && !templated(line[i:end])) {
			return hit(start+i, start+end, c.filter.special[spCurl], Sure)
		}
	}
	return match{}
}

// argument finds the password that is a word of a command line.
func (c *scanner) argument(start int, line string, o *command) match {
	place, given := o.place, false
	var password span
	for i := len(o.name); i < len(line); i++ {
		if strings.IndexByte(" \t\r\n", line[i]) >= 0 {
			continue
		}
		stop := " \t\r\n\"'`"
		if line[i] == '"' || line[i] == '\'' {
			stop = line[i : i+1]
			i++
		}
		end := len(line)
		if n := strings.IndexAny(line[i:], stop); n >= 0 {
			end = i + n
		}
		word := line[i:end]
		if word != "" && word[0] == o.mark {
			given = given || strings.Contains(word, o.given)
			if o.mark == '-' && strings.IndexByte(word, 'n') > 0 { // there is no file
				place--
			}
			if o.mark == '-' && (strings.HasSuffix(word, "C") || strings.HasSuffix(word, "r")) { // a cost follows
				place++
			}
		} else if place--; place == 0 {
			password = span{i, end}
		}
		i = end
	}
	word := line[password.start:password.end]
	plain := o.mark != '-' && striking(word) // htpasswd asks without the option
	if len(word) < 6 || !plain && !(given && humanMade(word)) || !c.filter.credible(word) || isCode(word) {
		return match{}
	}
	return hit(start+password.start, start+password.end, c.filter.special[spCurl], Sure)
}
