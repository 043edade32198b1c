package redact

import "strings"

const commandReach = 400 // bytes of a command line that are looked at

// A command takes a password behind an option.
type command struct {
	name    string // as it stands in a command line, with the blank
	options string // separated by blanks
	glued   bool   // the password follows without a blank
	pair    bool   // a user and a colon stand before it
}

// commands are those whose option is too short to be a name: curl(1) and so on.
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
		if o := &commands[i]; o.name == name {
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
