package redact

import "strings"

// Here are the short numbers that open something for whoever knows them: the PIN
// of a person, a code that counts once, the security code of a card. Only their
// names tell them from other numbers, so names and forms are strict.

// codeNames are the ends of the names of such numbers, without the marks that join
// words.
var codeNames = [...]struct {
	end   string
	kind  nameKind
	whole bool // nothing may stand before it but another word
}{
	{"cvv", cardCodeName, false}, {"cvc", cardCodeName, false}, {"cvvcode", cardCodeName, false}, {"cvccode", cardCodeName, false}, {"cvvnumber", cardCodeName, false},
	{"cardsecuritycode", cardCodeName, false}, {"cardverificationcode", cardCodeName, false}, {"cardverificationvalue", cardCodeName, false},
	{"pin", pinName, true}, {"pincode", pinName, true}, {"pinnumber", pinName, true}, {"cardpin", pinName, false}, {"debitpin", pinName, false}, {"creditpin", pinName, false},
	{"atmpin", pinName, false}, {"userpin", pinName, false}, {"accountpin", pinName, false}, {"bankpin", pinName, false}, {"simpin", pinName, true}, {"loginpin", pinName, false},
	{"securitypin", pinName, false}, {"unlockpin", pinName, false}, {"customerpin", pinName, false}, {"newpin", pinName, false}, {"oldpin", pinName, false}, {"mpin", pinName, true},
	{"currentpin", pinName, false}, {"cardpincode", pinName, false}, {"userpincode", pinName, false},
	{"dob", birthName, true}, {"birth", birthName, false}, {"birthdate", birthName, false}, {"birthday", birthName, false}, {"bday", birthName, true}, {"born", birthName, true},
	{"geburtsdatum", birthName, false}, {"naissance", birthName, false}, {"nacimiento", birthName, false}, {"nascimento", birthName, false}, {"nascita", birthName, false}, {"geboortedatum", birthName, false},
	{"otp", onceName, false}, {"totp", onceName, false}, {"otpcode", onceName, false}, {"totpcode", onceName, false}, {"onetimecode", onceName, false},
	{"onetimepin", onceName, false}, {"verificationcode", onceName, false}, {"authenticationcode", onceName, false},
	{"twofactorcode", onceName, false}, {"facode", onceName, true}, {"mfacode", onceName, false}, {"smscode", onceName, false}, {"logincode", onceName, false}, {"signincode", onceName, false},
}

// codeWords are the ends of these names that call for a look; a blank stands for
// what may join two words.
var codeWords = [...]string{"cvv", "cvc", "pin", "otp", "cvv code", "cvc code", "cvv number", "security code", "cation code", "cation value", "pin code", "pin number",
	"time code", "time pin", "otp code", "factor code", "fa code", "sms code", "login code", "signin code",
	"dob", "birth", "birthdate", "birthday", "bday", "born", "geburtsdatum", "naissance", "nacimiento", "nascimento", "nascita", "geboortedatum",
	"login"} // of a pair; see userPair

// codeLiterals are the forms of codeWords.
var codeLiterals = func() (list []string) {
	for _, word := range codeWords {
		list = append(list, word)
		if strings.IndexByte(word, ' ') > 0 {
			for _, mark := range [...]string{"_", "-", ""} {
				list = append(list, strings.ReplaceAll(word, " ", mark))
			}
		}
	}
	return list
}()

// isCode reports whether a name holds such a number.
func (k nameKind) isCode() bool {
	return k == cardCodeName || k == pinName || k == onceName || k == birthName
}

// codeEnds has the rows of codeNames by their last letter.
var codeEnds = func() (t [256][]uint8) {
	for i, n := range codeNames {
		last := n.end[len(n.end)-1]
		t[last] = append(t[last], uint8(i))
	}
	return t
}()

// codeKind classifies the name that ends s, whose letters are name.
func codeKind(s, name string) nameKind {
	for _, i := range codeEnds[name[len(name)-1]] {
		n := &codeNames[i]
		rest, ok := strings.CutSuffix(name, n.end)
		if !ok || n.whole && rest != "" && !beginsWord(s, len(n.end)) || len(n.end) <= len("totp") && !wholeWord(s, n.end) {
			continue
		}
		if last := len(s) - 1; class[s[last]]&digit != 0 && (n.kind != cardCodeName || s[last] != '2' || class[s[last-1]]&letter == 0) { // pin13
			continue
		}
		return n.kind
	}
	return otherName
}

// beginsWord reports whether a blank stands before the last n letters of s.
func beginsWord(s string, n int) bool {
	i := len(s)
	for ; n > 0 && i > 0; i-- {
		if class[s[i-1]]&letter != 0 {
			n--
		}
	}
	return i > 0 && s[i-1] == ' '
}

// codeValue reports whether a value has the form of the number that its name
// promises: three or four digits of a card, four of a PIN, four to eight of a code
// that counts once, also six in halves.
func codeValue(value string, k nameKind) bool {
	n := len(value)
	if k == birthName {
		return n > 0 && dateAtStart(value) == n
	}
	if n == 7 && k == onceName && (value[3] == ' ' || value[3] == '-') {
		return allDigits(value[:3]) && allDigits(value[4:])
	}
	if !allDigits(value) {
		return false
	}
	switch k {
	case cardCodeName:
		return n == 3 || n == 4
	case pinName:
		return n == 4
	}
	return n >= 4 && n <= 8
}

func allDigits(s string) bool {
	for i := range len(s) {
		if class[s[i]]&digit == 0 {
			return false
		}
	}
	return s != ""
}

// coded follows the word at start, the end of the name of a short number, to it.
func (c *scanner) coded(start int, index int16) match {
	word := c.filter.literals[index].text
	end := start + len(word)
	if start < c.floor || end > len(c.s) || !startsFold(c.s[start:], word) {
		return match{}
	}
	if word == "login" {
		if c.is(end, alnum) || !c.namesBoth(start, word) {
			return match{}
		}
		m, _ := c.userPair(end, true)
		return m
	}
	c.keyword = true
	if c.is(end, digit) { // cvv2
		end++
	}
	if c.is(end, alnum) {
		return match{}
	}
	k := nameClass(c.s[:end], c.floor)
	if !k.isCode() {
		return match{}
	}
	mark := end
	for mark < len(c.s) && mark-end < 4 && strings.IndexByte(" \t\"'`\\*", c.s[mark]) >= 0 {
		mark++
	}
	if mark >= len(c.s) {
		return c.codeBefore(start, k)
	}
	if len(c.names) < maxNames && c.mayHead(end, mark) {
		c.names = append(c.names, end)
	}
	switch c.s[mark] {
	case '=', ':':
		return c.codeAt(mark+1, k)
	case '>':
		return c.element(end, mark)
	case ',':
		return c.pairValue(end, mark)
	}
	if c.s[end] != ' ' {
		return c.codeBefore(start, k)
	}
	i := end + 1
	if k == birthName {
		return c.codeAt(c.behindBirth(i), k)
	}
	for _, verb := range verbs {
		if strings.HasPrefix(c.s[i:], verb) {
			return c.codeAt(i+len(verb), k)
		}
	}
	if k == onceName && c.codeLength(i) == 6 || k == cardCodeName && c.s[end-3]|0x20 == 'c' && c.s[end-1]|0x20 != 'c' {
		return c.codeAt(i, k)
	}
	return c.codeBefore(start, k)
}

// codeLength returns how many digits stand at i.
func (c *scanner) codeLength(i int) int { return c.run(i, digitSet) - i }

// codeAt makes a match of the number behind blanks and quotation marks at i, if it
// is one, and no quantity.
func (c *scanner) codeAt(i int, k nameKind) match {
	for n := 0; i < len(c.s) && n < 8 && strings.IndexByte(" \t\"'`\\*:=>", c.s[i]) >= 0; n++ {
		i++
	}
	if k == birthName {
		return c.accept(i, i+dateAtStart(c.s[i:]), k, false)
	}
	end := i
	for end < len(c.s) && end-i < 9 && class[c.s[end]]&digit != 0 {
		end++
	}
	if half := end + 4; end-i == 3 && k == onceName && half <= len(c.s) && codeValue(c.s[i:half], k) {
		end = half
	}
	if i > 0 && c.is(i-1, alnum) || end < len(c.s) && c.counts(end) {
		return match{}
	}
	return c.accept(i, end, k, false)
}

// units are what numbers behind such names count, if they count something.
var units = [...]string{"bit", "bits", "byte", "bytes", "kb", "mb", "kib", "ms", "s", "sec", "seconds", "minutes", "rows", "words", "pins", "hz", "khz", "mhz", "times", "of"}

// counts reports whether the number that ends at i goes on, or is a quantity.
func (c *scanner) counts(i int) bool {
	switch b := c.s[i]; {
	case class[b]&(alnum|underscore) != 0, strings.IndexByte("%/$@+*(=", b) >= 0:
		return true
	case b == '-':
		return c.is(i+1, alnum)
	case b == '.', b == ',', b == ':':
		return c.is(i+1, digit)
	case b != ' ':
		return false
	}
	end := i + 1
	for end < len(c.s) && end-i < 10 && class[c.s[end]]&letter != 0 {
		end++
	}
	for _, unit := range units {
		if strings.EqualFold(c.s[i+1:end], unit) {
			return true
		}
	}
	return false
}

const codeReach = 64 // bytes before a name in which a sentence begins with the number

// codeBefore finds the number in "482910 is your verification code", in which the
// name stands at i.
func (c *scanner) codeBefore(i int, k nameKind) match {
	from := max(c.floor, i-codeReach)
	before := c.s[from:i]
	at := max(strings.LastIndex(before, " is your "), strings.LastIndex(before, " as your "))
	if k != onceName || at < 4 || strings.ContainsAny(before[at:], ".,:;\n0123456789") {
		return match{}
	}
	end := from + at
	start := end
	for start > c.floor && end-start < 9 && class[c.s[start-1]]&digit != 0 {
		start--
	}
	if end-start == 3 && start-4 >= c.floor && codeValue(c.s[start-4:end], k) {
		start -= 4
	}
	if c.is(start-1, alnum|underscore|dash|dot) && (start-2 < c.floor || c.s[start-2:start] != "G-") {
		return match{}
	}
	return c.accept(start, end, k, false)
}
