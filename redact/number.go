package redact

import (
	"strings"
	"unsafe"
)

// A shape is a number made of digits: the lengths of its groups, what joins
// them, and what tells it from other numbers.
type shape struct {
	rule   string
	kind   kind
	groups []uint8
	marks  string // each of these may join the groups, the same throughout; with a leading ^ they are the marks in order
	check  func(digits string) bool
	words  labelSet // one of these must be near; 0: none need be
	region string
	source string
}

const anyMark = " -._\u00a0" // \u00a0 stands for every character of separators

const moreMarks = anyMark + "/"

// shapes are tried in order at each run of digits.
var shapes = []shape{
	{"card-16", card, []uint8{4, 4, 4, 4, 3}, moreMarks, isCard, 0, "", "ISO/IEC 7812"},
	{"card-16", card, []uint8{4, 4, 4, 4}, moreMarks, isCard, 0, "", "ISO/IEC 7812"},
	{"card-15", card, []uint8{4, 6, 5}, moreMarks, isCard, 0, "", "ISO/IEC 7812"},
	{"card-14", card, []uint8{4, 6, 4}, moreMarks, isCard, 0, "", "ISO/IEC 7812"},
	{"card", card, []uint8{14}, "", isCard, 0, "", "ISO/IEC 7812"},
	{"card", card, []uint8{15}, "", isCard, 0, "", "ISO/IEC 7812"},
	{"card", card, []uint8{16}, "", isCard, 0, "", "ISO/IEC 7812"},
	{"card", card, []uint8{17}, "", unionPay, 0, "", "ISO/IEC 7812"},
	{"card", card, []uint8{18}, "", unionPay, 0, "", "ISO/IEC 7812"},
	{"card", card, []uint8{19}, "", unionPay, 0, "", "ISO/IEC 7812"},
	{"card-labelled", card, []uint8{8, 8}, anyMark, isCard, wCard, "", "ISO/IEC 7812"},
	{"card-labelled", card, []uint8{13}, "", isCard, wCard, "", "ISO/IEC 7812"},
	{"card-labelled", card, []uint8{17}, "", isCard, wCard, "", "ISO/IEC 7812"},
	{"card-labelled", card, []uint8{18}, "", isCard, wCard, "", "ISO/IEC 7812"},
	{"card-labelled", card, []uint8{19}, "", isCard, wCard, "", "ISO/IEC 7812"},

	{"us-ssn", ssn, []uint8{3, 2, 4}, "-", issuedSSN, 0, "US", "20 CFR 422.103"},
	{"us-ssn-labelled", ssn, []uint8{3, 2, 4}, moreMarks, issuedSSN, wSSN, "US", "20 CFR 422.103"},
	{"us-ssn-labelled", ssn, []uint8{9}, "", issuedSSN, wSSN, "US", "20 CFR 422.103"},
	{"us-itin", ssn, []uint8{3, 2, 4}, "-", itin, 0, "US", "IRS Publication 1915"},
	{"us-itin-labelled", ssn, []uint8{9}, "", itin, wITIN | wSSN, "US", "IRS Publication 1915"},
	{"us-ein", taxID, []uint8{2, 7}, "-", nil, wEIN, "US", "IRS Publication 1635"},
	{"us-aba", account, []uint8{9}, "", aba, wRouting, "US", "American Bankers Association"},
	{"us-npi", healthID, []uint8{10}, "", npi, wNPI, "US", "45 CFR 162.406"},
	{"account-number", account, []uint8{8}, "", nil, wAccount, "", "label"},
	{"account-number", account, []uint8{9}, "", nil, wAccount, "", "label"},
	{"account-number", account, []uint8{10}, "", nil, wAccount, "", "label"},
	{"account-number", account, []uint8{11}, "", nil, wAccount, "", "label"},
	{"account-number", account, []uint8{12}, "", nil, wAccount, "", "label"},
	{"mrn", healthID, []uint8{7}, "", nil, wPatient, "", "label"},
	{"mrn", healthID, []uint8{8}, "", nil, wPatient, "", "label"},
	{"passport-digits", passport, []uint8{9}, "", nil, wPassport, "", "label"},
	{"license-digits", license, []uint8{8}, "", nil, wLicense, "", "label"},
	{"imei", device, []uint8{15}, "", imei, wIMEI, "", "3GPP TS 23.003"},
	{"birth", birth, []uint8{8}, "", yymdOf, wBirth, "", "label"},
	{"birth", birth, []uint8{4, 2, 2}, "-/.", yymdOf, wBirth, "", "label"},
	{"birth", birth, []uint8{2, 2, 4}, "-/.", dayMonthYear, wBirth, "", "label"},
	{"date", date, []uint8{4, 2, 2}, "-/.", yymdOf, 0, "", "ISO 8601"},
	{"date", date, []uint8{2, 2, 4}, "-/.", dayMonthYear, 0, "", "ISO 8601"},

	{"uk-nhs", healthID, []uint8{3, 3, 4}, " -", nhs, wNHS, "UK", "NHS Data Dictionary"},
	{"uk-nhs", healthID, []uint8{10}, "", nhs, wNHS, "UK", "NHS Data Dictionary"},
	{"uk-utr", nationalID, []uint8{10}, "", utr, wUTR, "UK", "HMRC"},
	{"fr-nir", nationalID, []uint8{15}, "", nir, 0, "FR", "INSEE"},
	{"fr-nir", nationalID, []uint8{13, 2}, " ", nir, 0, "FR", "INSEE"},
	{"fr-nir", nationalID, []uint8{1, 2, 2, 2, 3, 3, 2}, " ", nir, 0, "FR", "INSEE"},
	{"de-steuer-id", nationalID, []uint8{11}, "", steuerID, wSteuer | wTax, "DE", "BZSt"},
	{"de-steuer-id", nationalID, []uint8{2, 3, 3, 3}, " ", steuerID, wSteuer | wTax, "DE", "BZSt"},
	{"nl-bsn", nationalID, []uint8{9}, "", bsn, wBSN | wNational, "NL", "RvIG"},
	{"be-nn", nationalID, []uint8{2, 2, 2, 3, 2}, "^..-.", belgian, 0, "BE", "IBZ"},
	{"be-nn-labelled", nationalID, []uint8{11}, "", belgian, wBelgian | wNational, "BE", "IBZ"},
	{"ch-ahv", nationalID, []uint8{3, 4, 4, 2}, ". ", ahv, 0, "CH", "CdC"},
	{"ch-ahv", nationalID, []uint8{13}, "", ahv, 0, "CH", "CdC"},
	{"se-personnummer", nationalID, []uint8{6, 4}, "-", swedish, 0, "SE", "Skatteverket"},
	{"se-personnummer", nationalID, []uint8{8, 4}, "-", swedish, 0, "SE", "Skatteverket"},
	{"se-personnummer-labelled", nationalID, []uint8{10}, "", swedish, wSwedish, "SE", "Skatteverket"},
	{"se-personnummer-labelled", nationalID, []uint8{12}, "", swedish, wSwedish, "SE", "Skatteverket"},
	{"dk-cpr", nationalID, []uint8{6, 4}, "-", danish, 0, "DK", "CPR-kontoret"},
	{"dk-cpr-labelled", nationalID, []uint8{6, 4}, "- ", dmyOf, wDanish, "DK", "CPR-kontoret"},
	{"dk-cpr-labelled", nationalID, []uint8{10}, "", dmyOf, wDanish, "DK", "CPR-kontoret"},
	{"no-fnr", nationalID, []uint8{6, 5}, " ", norwegian, 0, "NO", "Skatteetaten"},
	{"no-fnr-labelled", nationalID, []uint8{11}, "", norwegian, wFNR | wNational, "NO", "Skatteetaten"},
	{"pl-pesel", nationalID, []uint8{11}, "", pesel, wPESEL | wNational, "PL", "Ministry of Digital Affairs"},
	{"pt-nif", nationalID, []uint8{9}, "", nif, wNIF | wTax, "PT", "Autoridade Tributária"},
	{"pt-nif", nationalID, []uint8{3, 3, 3}, " ", nif, wNIF, "PT", "Autoridade Tributária"},
	{"ro-cnp", nationalID, []uint8{13}, "", romanian, wRomanian | wNational, "RO", "DEPABD"},
	{"bg-egn", nationalID, []uint8{10}, "", bulgarian, wBulgarian | wNational, "BG", "GRAO"},
	{"cz-rc", nationalID, []uint8{6, 4}, "/", czech, 0, "CZ", "Ministry of the Interior"},
	{"cz-rc-labelled", nationalID, []uint8{10}, "", czech, wCzech | wNational, "CZ", "Ministry of the Interior"},
	{"hr-oib", nationalID, []uint8{11}, "", mod11then10, wCroatian | wNational, "HR", "Porezna uprava"},
	{"baltic-code", nationalID, []uint8{11}, "", baltic, wBaltic | wNational, "EE", "Siseministeerium; Registrų centras"},
	{"at-svnr", nationalID, []uint8{10}, "", austrian, wAustrian | wNational, "AT", "Dachverband der Sozialversicherungsträger"},
	{"at-svnr", nationalID, []uint8{4, 6}, " ", austrian, wAustrian | wNational, "AT", "Dachverband der Sozialversicherungsträger"},
	{"gr-amka", nationalID, []uint8{11}, "", amka, wGreek | wNational, "GR", "IDIKA"},
	{"tr-kimlik", nationalID, []uint8{11}, "", turkish, wTurkish | wNational, "TR", "NVI"},
	{"il-id", nationalID, []uint8{9}, "", israeli, wIsraeli | wNational, "IL", "Population Authority"},
	{"za-id", nationalID, []uint8{13}, "", southAfrican, wAfrican | wNational, "ZA", "Department of Home Affairs"},

	{"br-cpf", nationalID, []uint8{3, 3, 3, 2}, "^..-", cpf, 0, "BR", "Receita Federal"},
	{"br-cpf-labelled", nationalID, []uint8{11}, "", cpf, wCPF, "BR", "Receita Federal"},
	{"br-cnpj", taxID, []uint8{2, 3, 3, 4, 2}, "^../-", cnpj, 0, "BR", "Receita Federal"},
	{"br-cnpj-labelled", taxID, []uint8{14}, "", cnpj, wCPF, "BR", "Receita Federal"},
	{"br-pis", nationalID, []uint8{11}, "", pis, wPIS, "BR", "Caixa"},
	{"ar-cuit", nationalID, []uint8{2, 8, 1}, "-", cuit, 0, "AR", "ARCA"},
	{"ar-cuit-labelled", nationalID, []uint8{11}, "", cuit, wCPF, "AR", "ARCA"},
	{"ca-sin", nationalID, []uint8{3, 3, 3}, " -", sin, wSIN | wSSN, "CA", "Service Canada"},
	{"ca-sin", nationalID, []uint8{9}, "", sin, wSIN, "CA", "Service Canada"},
	{"in-aadhaar", nationalID, []uint8{4, 4, 4}, " -", aadhaar, 0, "IN", "UIDAI"},
	{"in-aadhaar-labelled", nationalID, []uint8{12}, "", aadhaar, wAadhaar, "IN", "UIDAI"},
	{"kr-rrn", nationalID, []uint8{6, 7}, "-", korean, 0, "KR", "Ministry of the Interior and Safety"},
	{"th-pin", nationalID, []uint8{1, 4, 5, 2, 1}, "- ", thai, 0, "TH", "DOPA"},
	{"th-pin-labelled", nationalID, []uint8{13}, "", thai, wThai | wNational, "TH", "DOPA"},
	{"jp-my-number", nationalID, []uint8{12}, "", myNumber, wMyNumber, "JP", "Digital Agency"},
	{"jp-my-number", nationalID, []uint8{4, 4, 4}, " -", myNumber, wMyNumber, "JP", "Digital Agency"},
	{"au-tfn", nationalID, []uint8{9}, "", tfn, wTFN | wTax, "AU", "ATO"},
	{"au-tfn", nationalID, []uint8{3, 3, 3}, " -", tfn, wTFN | wTax, "AU", "ATO"},
	{"au-abn", taxID, []uint8{11}, "", abn, wABN, "AU", "ABR"},
	{"au-abn", taxID, []uint8{2, 3, 3, 3}, " ", abn, wABN, "AU", "ABR"},
	{"au-medicare", healthID, []uint8{10}, "", medicareAU, wMedicare, "AU", "Services Australia"},
	{"au-medicare", healthID, []uint8{4, 5, 1}, " -", medicareAU, wMedicare, "AU", "Services Australia"},
}

func yymdOf(d string) bool { return yymd(d) }
func dmyOf(d string) bool  { return dmy(d) }
func dayMonthYear(d string) bool {
	a, b := two(d), two(d[2:])
	return (d[4:6] == "19" || d[4:6] == "20") && (day(0, b, a) || day(0, a, b))
}

const maxDigits = 24 // of a shape

// shapeTable has the enabled shapes by the length of their first run, and
// grouped ones also by that of the second.
type shapeTable struct {
	alone   [maxDigits][]shapeRef
	grouped [maxDigits][maxDigits][]shapeRef
	marks   [maxDigits]bool // a grouped shape begins with such a run
}

type shapeRef struct {
	*shape
	rule ruleID
}

// single reports whether a shape's first group is one digit, which triggers
// nothing: it is found at its second group.
func (s *shape) single() bool { return s.groups[0] == 1 }

func (t *shapeTable) add(s *shape, id ruleID) {
	ref, g := shapeRef{s, id}, s.groups
	switch {
	case len(g) == 1:
		t.alone[g[0]] = append(t.alone[g[0]], ref)
		return
	case s.single():
		g = g[1:]
	}
	t.marks[g[0]] = true
	t.grouped[g[0]][g[1]] = append(t.grouped[g[0]][g[1]], ref)
}

// digits reads the run of digits at i, the groups that follow it, or the word
// that it stands in.
func (c *scanner) digits(i int) (m match, resume int) {
	end := c.run(i, digitSet)
	if c.inWord(i) || c.is(end, letter) {
		return c.word(i)
	}
	if i > c.floor && c.s[i-1] == '%' && end-i > 2 { // the %20 of a URL
		i += 2
	}
	n := end - i
	if n >= maxDigits {
		return match{}, end - 1
	}
	t := &c.filter.shapes
	if t.marks[n] && end+1 < len(c.s) && class[c.s[end]]&(alnum|stopHard) == 0 {
		if m := c.groups(i, end, t); m.end > 0 {
			return m, 0
		}
	}
	if list := t.alone[n]; list != nil {
		if m := c.plainNumber(i, end, list); m.end > 0 {
			return m, 0
		}
	}
	if n <= 3 {
		return c.ipv4(i, end), end - 1
	}
	if n == 8 && c.is(end, dash) && c.is(end+1, letter) && !c.is(end+2, alnum) {
		return c.dashedDNI(i, end), end - 1
	}
	return match{}, end - 1 // the last digit may begin a pair of interest
}

func (c *scanner) plainNumber(i, end int, list []shapeRef) match {
	if c.is(i-1, dot) && c.is(i-2, digit) || c.is(end, dot) && c.is(end+1, digit) && end-i < 13 { // a fraction, or has one
		return match{}
	}
	var near labelSet
	asked := false
	for _, s := range list {
		if c.hopeless(i, s.words) || s.check != nil && !s.check(c.s[i:end]) {
			continue
		}
		if s.words != 0 {
			if !asked {
				near, asked = c.labels(i), true
			}
			if near&s.words == 0 || s.words == wAccount && c.ownsResources(i, end) {
				continue
			}
		}
		return hit(i, end, s.rule, s.confidence())
	}
	return match{}
}

func (s *shape) confidence() Confidence {
	if s.words != 0 {
		return Likely
	}
	return Sure
}

// groups tries the grouped shapes whose first runs fit.
func (c *scanner) groups(i, end int, t *shapeTable) match {
	mark := separator(c.s[end:])
	if mark == "" {
		return match{}
	}
	from := end + len(mark)
	second := 0
	for from+second < len(c.s) && second < maxDigits-1 && class[c.s[from+second]]&digit != 0 {
		second++
	}
	if end-i <= 3 {
		if m := c.mixedGroups(i, end, second); m.end > 0 {
			return m
		}
	}
	for _, s := range t.grouped[end-i][second] {
		if c.hopeless(i, s.words) {
			continue
		}
		if m := c.grouped(i, s); m.end > 0 {
			return m
		}
	}
	return match{}
}

// grouped holds the groups at i against one shape. The digits are put together
// in the scanner, as a buffer here would escape into the check.
func (c *scanner) grouped(i int, s shapeRef) match {
	number := c.number[:0]
	mark := ""
	start := i
	if s.single() {
		mark = separatorBefore(c.s[c.floor:i])
		start = i - len(mark) - 1
		if mark == "" || start < c.floor || class[c.s[start]]&digit == 0 || c.is(start-1, alnum) {
			return match{}
		}
	}
	for g, i := 0, start; ; g++ {
		end := i
		for end < len(c.s) && class[c.s[end]]&digit != 0 && end-i <= int(s.groups[g]) {
			end++
		}
		if end-i != int(s.groups[g]) {
			return match{}
		}
		number = append(number, c.s[i:end]...)
		if g == len(s.groups)-1 {
			return c.groupedEnd(start, end, mark, unsafe.String(&c.number[0], len(number)), s)
		}
		next := separator(c.s[end:])
		if !s.joins(next, mark, g) {
			return match{}
		}
		mark, i = next, end+len(next)
	}
}

// joins reports whether mark may stand behind group g, if before stood behind
// the one before.
func (s *shape) joins(mark, before string, g int) bool {
	switch {
	case mark == "":
		return false
	case s.marks[0] == '^':
		return mark[0] == s.marks[g+1]
	case g > 0 && mark != before:
		return false
	case len(mark) > 1:
		return strings.HasPrefix(s.marks, anyMark) || strings.Contains(s.marks, "-") && mark[0] == 0xE2 && mark != "\u202f" || strings.Contains(s.marks, " ") && (mark == "\u00a0" || mark == "\u202f")
	}
	return strings.IndexByte(s.marks, mark[0]) >= 0
}

func (c *scanner) groupedEnd(start, end int, mark, number string, s shapeRef) match {
	if s.kind != card && s.words == 0 && mark == " " && c.inDump(start, end) {
		return match{}
	}
	if c.is(end, letter) && !c.isTimestamp(end) || s.check != nil && !s.check(number) || c.inChain(start, end, mark) {
		return match{}
	}
	if s.kind == birth && c.isTimestamp(end) || s.words != 0 && c.labels(start)&s.words == 0 {
		return match{}
	}
	if mark == " " && s.words == 0 && c.inHexTable(start, end) {
		return match{}
	}
	return hit(start, end, s.rule, s.confidence())
}

// isTimestamp reports whether the date that ends at end goes on with a time,
// as logs have it.
func (c *scanner) isTimestamp(end int) bool {
	return end+3 < len(c.s) && (c.s[end]|0x20 == 't' || c.s[end] == ' ') && class[c.s[end+1]]&digit != 0 && class[c.s[end+2]]&digit != 0 && c.s[end+3] == ':'
}

// inChain reports whether the number is a part of a longer one: of a UUID, a
// serial number. A placeholder behind the next separator was a number before.
func (c *scanner) inChain(start, end int, mark string) bool {
	if strings.Trim(mark, " \u00a0\u202f") == "" {
		return false
	}
	if strings.HasSuffix(c.s[c.floor:start], mark) {
		for i := start - len(mark) - 1; c.is(i, alnum) && i > start-40; i-- {
			if class[c.s[i]]&digit != 0 {
				return true
			}
		}
	}
	rest, ok := strings.CutPrefix(c.s[end:], mark)
	if !ok || rest == "" {
		return false
	}
	return rest[0] == '[' || class[rest[0]]&digit != 0 || mark != "." && class[rest[0]]&alnum != 0
}

// separators stand between groups of digits: also no-break spaces, the Unicode
// dashes and the minus sign.
var separators = [...]string{"\u00a0", "\u202f", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"}

const wideDash = " - "

func separator(s string) string {
	if s == "" {
		return ""
	}
	switch s[0] {
	case ' ':
		if strings.HasPrefix(s, wideDash) {
			return wideDash
		}
		return s[:1]
	case '-', '.', '_', '/':
		return s[:1]
	case 0xC2, 0xE2:
		for _, mark := range separators {
			if strings.HasPrefix(s, mark) {
				return mark
			}
		}
	}
	return ""
}

func separatorBefore(s string) string {
	for n := 1; n <= 3 && n <= len(s); n++ {
		if mark := separator(s[len(s)-n:]); len(mark) == n {
			return mark
		}
	}
	return ""
}
