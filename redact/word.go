package redact

import "strings"

// A form is a number with letters in it: A stands for a capital, 9 for a
// digit, X for either.
type form struct {
	rule   string
	kind   kind
	form   string
	check  func(word string) bool
	words  labelSet
	region string
	source string
}

var forms = []form{
	{"uk-nino", nationalID, "AA999999A", nino, 0, "UK", "HMRC NIM39110"},
	{"es-dni", nationalID, "99999999A", dni, 0, "ES", "Real Decreto 1553/2005"},
	{"es-nie", nationalID, "A9999999A", nie, 0, "ES", "Orden INT/2058/2008"},
	{"it-codice-fiscale", nationalID, "AAAAAA99A99A999A", codiceFiscale, 0, "IT", "Agenzia delle Entrate"},
	{"mx-curp", nationalID, "AAAA999999AAAAAAX9", curp, 0, "MX", "RENAPO"},
	{"in-pan", nationalID, "AAAAA9999A", panIN, 0, "IN", "Income Tax Department"},
	{"in-gstin", taxID, "99AAAAA9999AXXX", gstin, 0, "IN", "GSTN"},
	{"cn-id", nationalID, "99999999999999999X", chinese, 0, "CN", "GB 11643-1999"},
	{"sg-nric", nationalID, "A9999999A", nric, 0, "SG", "ICA"},
	{"ie-pps", nationalID, "9999999A", pps, wIrish, "IE", "Department of Social Protection"},
	{"ie-pps", nationalID, "9999999AA", pps, wIrish, "IE", "Department of Social Protection"},
	{"hk-id-labelled", nationalID, "A999999X", hkid, wNational, "HK", "Immigration Department"},
	{"us-dea", healthID, "AA9999999", dea, wDEA, "US", "21 CFR 1301"},
	{"us-mbi", healthID, "9AX9AX9AA99", mbi, wMBI, "US", "CMS"},
	{"vin", device, "XXXXXXXXXXXXXXXXX", vin, wVIN, "", "ISO 3779"},
	{"passport-word", passport, "A99999999", nil, wPassport, "", "label"},
	{"passport-word", passport, "AA9999999", nil, wPassport, "", "label"},
	{"passport-word", passport, "99AA99999", nil, wPassport, "", "label"},
	{"license-word", license, "A9999999", nil, wLicense, "", "label"},
	{"license-word", license, "A999999999999", nil, wLicense, "", "label"},
}

const maxWord = 34 // letters and digits: the longest IBAN

// formTable has the enabled forms by length.
type formTable [maxWord + 1][]formRef

type formRef struct {
	*form
	rule ruleID
}

// word looks at the word of letters and digits around the digit at i.
func (c *scanner) word(i int) (m match, resume int) {
	start := i
	for start > c.floor && i-start <= maxWord && class[c.s[start-1]]&alnum != 0 {
		start--
	}
	end := c.run(i, alnumSet)
	resume = end - 1 // the last character may begin a pair of interest
	if c.inEscape(start) {
		start++
	}
	if m := c.leading(start); m.end > 0 {
		return m, 0
	}
	if m := c.longKey(start, end); m.end > 0 {
		return m, 0
	}
	if i-start > maxWord || end-start > 2*maxWord {
		return match{}, resume
	}
	if n := end - start; n <= maxWord && c.filter.gate.words[n] == 0 {
		return match{}, resume
	}
	if m := c.accountIBAN(start, end); m.end > 0 {
		return m, 0
	}
	if end-start > maxWord {
		return match{}, resume
	}
	if m := c.finnishCode(start, end); m.end > 0 {
		return m, 0
	}
	if m := c.bracketed(start, end); m.end > 0 {
		return m, 0
	}
	return c.formed(start, end), resume
}

// leading tries the literals that begin with a digit: as digits are read word by
// word, nothing else calls for them.
func (c *scanner) leading(start int) match {
	if class[c.s[start]]&digit == 0 {
		return match{}
	}
	for _, index := range c.filter.digitLiterals {
		if m := c.literal(start, index); m.end > 0 {
			return m
		}
	}
	return match{}
}

// longKey finds keys that have their mark in the middle or at the end of a word.
func (c *scanner) longKey(start, end int) match {
	w := c.s[start:end]
	id := c.filter.special[spMarked]
	switch {
	case id == 0:
	case len(w) == 40 && w[32:] == "FFFFNRAL" && hexRun(w[:32]), // New Relic
		len(w) == 84 && (w[52:58] == "JQQJ99" || w[76:80] == "AZDO"), // Azure OpenAI, Azure DevOps
		len(w) == 52 && w[42:46] == "AzSe":                           // Azure AI Search
		return hit(start, end, id, Sure)
	}
	return match{}
}

func (c *scanner) formed(start, end int) match {
	list := c.filter.forms[end-start]
	if list == nil || c.is(start-1, dash) && c.is(start-2, alnum) || c.is(end, dash) && c.is(end+1, alnum) { // a part of something
		return match{}
	}
	var room [maxWord]byte
	upper := capitals(room[:0], c.s[start:end])
	for _, f := range list {
		if fits(upper, f.form.form) && (f.check == nil || f.check(string(upper))) && (f.words == 0 || c.labels(start)&f.words != 0) {
			if c.is(end, plusSlash|dash) && c.is(end+1, digit) || isHash(c.s[start:end]) { // 38435736E+12
				return match{}
			}
			conf := Sure
			if f.words != 0 {
				conf = Likely
			}
			return hit(start, end, f.rule, conf)
		}
	}
	return match{}
}

// isHash reports whether a word is in hexadecimal digits and small letters, as
// abbreviated hashes are, or in both cases, as no number is written.
func isHash(word string) bool {
	var seen uint16
	for i := range len(word) {
		seen |= class[word[i]]
	}
	return seen&lower != 0 && (seen&upper != 0 || hexRun(strings.TrimPrefix(word, "git"))) // git describe, and versions of packages
}

func capitals(dst []byte, s string) []byte {
	for i := range len(s) {
		b := s[i]
		if class[b]&lower != 0 {
			b -= 0x20
		}
		dst = append(dst, b)
	}
	return dst
}

func fits(word []byte, form string) bool {
	for i, b := range word {
		if form[i] == '9' && class[b]&digit == 0 || form[i] == 'A' && class[b]&letter == 0 {
			return false
		}
	}
	return true
}

// ibanLengths are those of the ISO 13616 registry, by country.
var ibanLengths = func() map[string]int {
	m := map[string]int{}
	for _, row := range strings.Fields("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 " +
		"GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 " +
		"NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20") {
		m[row[:2]] = two(row[2:])
	}
	return m
}()

// accountIBAN finds an IBAN, in one piece or in groups of four.
func (c *scanner) accountIBAN(start, end int) match {
	if c.filter.special[spIBAN] == 0 || end-start < 4 || !c.is(start, letter) || !c.is(start+1, letter) || !c.is(start+2, digit) || !c.is(start+3, digit) {
		return match{}
	}
	var room [maxWord]byte
	country := capitals(room[:0], c.s[start:start+2])
	length := ibanLengths[string(country)]
	if length == 0 {
		return match{}
	}
	if end-start != length && end-start != 4 {
		return c.looseIBAN(start, end, length)
	}
	word := room[:0]
	i := start
	mark := ""
	if end-start == 4 {
		mark = separator(c.s[end:])
		if mark == "" {
			return c.looseIBAN(start, end, length)
		}
	}
	for len(word) < length && i < len(c.s) {
		if len(word) > 0 && len(word)%4 == 0 && mark != "" {
			if !strings.HasPrefix(c.s[i:], mark) {
				return c.looseIBAN(start, end, length)
			}
			i += len(mark)
			if i >= len(c.s) {
				break
			}
		}
		if class[c.s[i]]&alnum == 0 {
			return c.looseIBAN(start, end, length)
		}
		word = capitals(word, c.s[i:i+1])
		i++
	}
	if len(word) != length || c.is(i, alnum) || !iso97(string(word), 4) {
		return match{}
	}
	return hit(start, i, c.filter.special[spIBAN], Sure)
}

// looseIBAN finds an IBAN in groups of any size, with up to three marks between
// two of them. At least half of it are digits, and no letter is a small one.
func (c *scanner) looseIBAN(start, end, length int) match {
	if end-start < 4 || end-start > length {
		return match{}
	}
	var room [maxWord]byte
	word, digits, gap, i := room[:0], 0, 0, start
	for ; len(word) < length && i < len(c.s) && gap <= 3; i++ {
		switch b := c.s[i]; {
		case class[b]&digit != 0:
			digits++
			fallthrough
		case class[b]&upper != 0:
			word, gap = append(word, b), 0
		case strings.IndexByte(" -._/,:|*~\t\n", b) >= 0:
			gap++
		default:
			return match{}
		}
	}
	if len(word) != length || 2*digits < length || c.is(i, alnum) || !iso97(string(word), 4) {
		return match{}
	}
	return hit(start, i, c.filter.special[spIBAN], Sure)
}

// finnishCode finds DDMMYY, a mark of the century, three digits, and a check
// character.
func (c *scanner) finnishCode(start, end int) match {
	if c.filter.special[spFinnish] == 0 {
		return match{}
	}
	from := start
	var w string
	switch {
	case end-start == 11 && strings.IndexByte("ABCDEFUVWXY", c.s[start+6]) >= 0:
		w = c.s[start:start+6] + c.s[start+7:end]
	case end-start == 4 && start-7 >= c.floor && strings.IndexByte("-+", c.s[start-1]) >= 0 && !c.is(start-8, alnum):
		from = start - 7
		w = c.s[from:from+6] + c.s[start:end]
	default:
		return match{}
	}
	if !fits([]byte(w[:9]), "999999999") || !finnish(w) {
		return match{}
	}
	return hit(from, end, c.filter.special[spFinnish], Sure)
}

// bracketed finds the Hong Kong number, A123456(7).
func (c *scanner) bracketed(start, end int) match {
	if c.filter.special[spHKID] == 0 || end-start != 7 || end+3 > len(c.s) || c.s[end] != '(' || c.s[end+2] != ')' {
		return match{}
	}
	var room [8]byte
	w := capitals(capitals(room[:0], c.s[start:end]), c.s[end+1:end+2])
	if !fits(w, "A999999X") || !hkid(string(w)) {
		return match{}
	}
	return hit(start, end+3, c.filter.special[spHKID], Sure)
}
