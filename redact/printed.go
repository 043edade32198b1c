package redact

import (
	"strconv"
	"strings"
)

// Here are names and values as programs print them for people: var_dump and
// serialize of PHP, replies of redis-cli.

const maxLength = 4 // digits of a length that PHP prints

// dumped returns where the value of ["password"]=> begins if it is a string of
// var_dump, which stands in the next line: string(9) "hunter2!x". Or it returns i.
func (c *scanner) dumped(i int) int {
	rest := c.s[i:min(len(c.s), i+windowReach)]
	after, ok := strings.CutPrefix(strings.TrimLeft(rest, " \r\n"), "string(")
	n := len(after) - len(strings.TrimLeft(after, "0123456789"))
	if !ok || n == 0 || !strings.HasPrefix(after[n:], ") ") {
		return i
	}
	return i + len(rest) - len(after) + n + len(") ")
}

// arrow returns where the arrow stands of a member that is not public, whose name
// ends at end, in ["password":protected]=> and ["password":"User":private]=>. For
// others it returns mark.
func (c *scanner) arrow(end, mark int) int {
	if mark != end+1 || c.s[end] != '"' || c.s[mark] != ':' {
		return mark
	}
	label, _, ok := strings.Cut(c.s[mark+1:min(len(c.s), mark+128)], "]=>")
	if !ok || label != "protected" && !strings.HasSuffix(label, ":private") {
		return mark
	}
	return mark + 1 + len(label) + 1
}

// serialized finds the value of s:8:"password";s:9:"hunter2!x"; behind the mark that
// ends the name. It has as many bytes as it says.
func (c *scanner) serialized(end, mark int) match {
	rest, ok := strings.CutPrefix(c.s[mark:min(len(c.s), mark+16)], ";s:")
	size, rest, more := strings.Cut(rest, ":")
	n, err := strconv.Atoi(size)
	if !ok || !more || err != nil || len(size) > maxLength || n <= 0 {
		return match{}
	}
	escape := ""
	if strings.HasPrefix(rest, `\`) {
		escape = `\`
	}
	from := mark + len(";s::") + len(size) + len(escape) + 1
	if !strings.HasPrefix(rest, escape+`"`) || n > len(c.s)-from || !strings.HasPrefix(c.s[from+n:], escape+`";`) {
		return match{}
	}
	return c.accept(from, from+n, nameClass(c.s[:end], c.floor), true)
}

// reply returns where the bracket behind the number of the next line stands, if that
// line and the one of the name that ends at end are a field and its value of
// redis-cli: 3) "password" and 4) "hunter2!x". Or it returns 0. Names may stand there
// as well, so the value must be striking.
func (c *scanner) reply(end, mark int) int {
	start := c.nameStart(end) - len(`) "`)
	if c.s[end] != '"' || start <= c.floor || c.s[start:start+len(`) "`)] != `) "` {
		return 0
	}
	field := start
	for field > c.floor && start-field < maxLength && class[c.s[field-1]]&digit != 0 {
		field--
	}
	rest := c.s[mark:min(len(c.s), mark+64)]
	after := strings.TrimLeft(rest, " \r\n")
	number, _, ok := strings.Cut(after, `) "`)
	before, _ := strconv.Atoi(c.s[field:start])
	if behind, err := strconv.Atoi(number); !ok || err != nil || len(number) > maxLength || before%2 == 0 || behind != before+1 {
		return 0
	}
	op := mark + len(rest) - len(after) + len(number)
	if from, to, _ := c.assigned(op + 2); !striking(c.s[from:min(to, from+sample)]) {
		return 0
	}
	return op
}
