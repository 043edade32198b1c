package redact

import "strings"

// Here are dates of birth as people write them: July 9, 1985, 9. Juli 1985,
// 09-Jul-1985, 7/9/1985. Those of two digits for the day and the month are numbers
// like others; see shapes.

// monthNames are how months begin in English, German, French, Spanish, Portuguese,
// Italian and Dutch.
var monthNames = [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez", "fév", "avr", "jui", "aoû", "déc",
	"ene", "abr", "ago", "set", "out", "dic", "gen", "mag", "giu", "lug", "ott", "mrt", "mei", "maa", "fev"}

const longestMonth = len("septiembre")

// behindBirth returns where a date may stand behind a word for a birth and a blank:
// is 7/9/1985, on July 9, 1985, (mm/dd/yyyy): 7/9/1985.
func (c *scanner) behindBirth(i int) int {
	if form, rest, ok := strings.Cut(c.s[i:min(len(c.s), i+24)], ")"); ok && form != "" && form[0] == '(' && rest != "" && rest[0] == ':' {
		return i + len(form) + len("):")
	}
	if after, ok := behindVerb(c.s, i); ok {
		i = after
	}
	if strings.HasPrefix(c.s[i:], "on ") {
		i += len("on ")
	}
	return i
}

// dateAtStart returns the length of the date that s begins with, or 0.
func dateAtStart(s string) int {
	i, names, numbers := 0, 0, [2]int{}
	for field := range 2 {
		n, value := dayOrMonth(s[i:])
		if n == 0 {
			return 0
		}
		if numbers[field] = value; value == 0 {
			names++
		}
		i += n
		marks := i
		for i < len(s) && i-marks < 2 && strings.IndexByte(" -/.,", s[i]) >= 0 {
			i++
		}
		if i == marks {
			return 0
		}
	}
	if i+4 > len(s) || s[i:i+2] != "19" && s[i:i+2] != "20" || !allDigits(s[i:i+4]) || i+4 < len(s) && class[s[i+4]]&alnum != 0 {
		return 0
	}
	a, b := numbers[0], numbers[1]
	if names > 1 || names == 0 && !day(0, a, b) && !day(0, b, a) || a+b > 31 && names == 1 {
		return 0
	}
	return i + 4
}

// dayOrMonth returns the length of a day or a month that s begins with, or 0, and
// its number; 0 if it is a name.
func dayOrMonth(s string) (n, number int) {
	for n < len(s) && n < 3 && class[s[n]]&digit != 0 {
		number = number*10 + int(s[n]-'0')
		n++
	}
	switch {
	case n > 2 || n > 0 && number == 0:
		return 0, 0
	case n > 0:
		for _, end := range [...]string{"st", "nd", "rd", "th"} {
			if strings.HasPrefix(s[n:], end) {
				n += len(end)
				break
			}
		}
		return n, number
	}
	for n < len(s) && n <= longestMonth && (class[s[n]]&letter != 0 || s[n] >= 0x80) {
		n++
	}
	for _, name := range monthNames {
		if n <= longestMonth && n >= len(name) && startsFold(s, name) {
			return n, 0
		}
	}
	return 0, 0
}
