package redact

// A labelSet says which labels stand near a value. A weak shape needs one.
type labelSet uint64

const (
	wCard labelSet = 1 << iota
	wSSN
	wITIN
	wRouting
	wAccount
	wTax
	wNHS
	wNPI
	wDEA
	wMBI
	wPatient
	wMedicare
	wPassport
	wLicense
	wVIN
	wIMEI
	wBirth
	wEIN
	wBIC
	wSIN
	wTFN
	wABN
	wBSN
	wPESEL
	wFNR
	wUTR
	wPIS
	wMyNumber
	wCPF
	wAadhaar
	wSteuer
	wNIF
	wNIR
	wNational // an identity number of any country
	wSwedish
	wDanish
	wTurkish
	wIsraeli
	wAfrican
	wRomanian
	wBulgarian
	wCzech
	wCroatian
	wBaltic
	wAustrian
	wGreek
	wIrish
	wBelgian
	wSwiss
	wChinese
	wThai
	wKorean
	wGeo
	wAccountWord // wAccount, unless the word for an identifier follows
	wIdentifier
)

// contextWords are the labels, in lower case, as one word or as the words of
// an identifier written together.
var contextWords = map[string]labelSet{
	"card": wCard, "cards": wCard, "visa": wCard, "mastercard": wCard, "amex": wCard, "pan": wCard, "cc": wCard, "creditcard": wCard, "cardnumber": wCard,
	"ssn": wSSN, "ssns": wSSN, "social": wSSN, "socialsecurity": wSSN, "soc": wSSN, "socialsecuritynumber": wSSN, "itin": wITIN,
	"routing": wRouting, "aba": wRouting, "rtn": wRouting, "account": wAccountWord, "id": wIdentifier, "ids": wIdentifier, "acct": wAccount, "konto": wAccount, "kontonummer": wAccount, "accountnumber": wAccount,
	"tax": wTax | wSSN | wEIN, "tin": wTax | wSSN | wEIN, "taxid": wTax | wSSN | wEIN, "fiscal": wTax | wNIF, "vat": wTax, "taxpayer": wTax | wSSN | wEIN,
	"nhs": wNHS, "npi": wNPI, "prescriber": wNPI | wDEA, "provider": wNPI, "dea": wDEA, "mbi": wMBI, "beneficiary": wMBI | wMedicare, "medicare": wMedicare | wMBI,
	"mrn": wPatient, "patient": wPatient, "medical": wPatient, "passport": wPassport, "passeport": wPassport, "reisepass": wPassport, "pasaporte": wPassport,
	"licence": wLicense, "license": wLicense, "driver": wLicense, "drivers": wLicense, "dl": wLicense, "fuehrerschein": wLicense,
	"vin": wVIN, "vehicle": wVIN, "chassis": wVIN, "imei": wIMEI, "birth": wBirth, "dob": wBirth, "birthday": wBirth, "birthdate": wBirth, "born": wBirth,
	"bday": wBirth, "geboren": wBirth, "geb": wBirth, "geboortedatum": wBirth, "nascimento": wBirth, "nascita": wBirth, "urodzenia": wBirth, "fødselsdato": wBirth, "födelsedatum": wBirth,
	"fodselsdato": wBirth, "fodelsedatum": wBirth, "рождения": wBirth, "生年月日": wBirth, "出生日期": wBirth, "생년월일": wBirth, "narození": wBirth,
	"geburtsdatum": wBirth, "naissance": wBirth, "nacimiento": wBirth, "dateofbirth": wBirth, "ein": wEIN, "fein": wEIN, "employer": wEIN,
	"bic": wBIC, "swift": wBIC, "sin": wSIN, "insurance": wSIN, "tfn": wTFN, "abn": wABN, "bsn": wBSN, "burgerservicenummer": wBSN, "sofinummer": wBSN, "pesel": wPESEL,
	"fnr": wFNR, "fodselsnummer": wFNR, "personnummer": wFNR | wSwedish, "fødselsnummer": wFNR, "utr": wUTR, "pis": wPIS, "pasep": wPIS, "nit": wPIS,
	"mynumber": wMyNumber, "individualnumber": wMyNumber, "kojin": wMyNumber, "マイナンバー": wMyNumber, "個人番号": wMyNumber,
	"cpf": wCPF, "cnpj": wCPF, "cuit": wCPF, "cuil": wCPF, "rut": wCPF, "run": 0, "aadhaar": wAadhaar, "aadhar": wAadhaar, "uidai": wAadhaar, "uid": wAadhaar,
	"steuer": wSteuer, "steuerid": wSteuer, "idnr": wSteuer, "steuernummer": wSteuer, "identifikationsnummer": wSteuer, "nif": wNIF, "contribuinte": wNIF,
	"nir": wNIR, "insee": wNIR, "securite": wNIR, "sécurité": wNIR, "secu": wNIR, "national": wNational, "identity": wNational, "nationalid": wNational, "citizen": wNational,
	"personal": wNational, "samordningsnummer": wSwedish, "cpr": wDanish, "tckn": wTurkish, "kimlik": wTurkish, "teudat": wIsraeli, "zehut": wIsraeli,
	"said": 0, "rsa": wAfrican, "idnumber": wNational | wAfrican | wIsraeli, "cnp": wRomanian, "egn": wBulgarian, "егн": wBulgarian, "rodne": wCzech, "rodné": wCzech, "rc": wCzech,
	"oib": wCroatian, "isikukood": wBaltic, "asmens": wBaltic, "svnr": wAustrian, "sozialversicherungsnummer": wAustrian | wSwiss, "amka": wGreek, "αμκα": wGreek, "pps": wIrish, "ppsn": wIrish,
	"rijksregisternummer": wBelgian, "niss": wBelgian, "insz": wBelgian, "ahv": wSwiss, "avs": wSwiss, "身份证": wChinese, "shenfenzheng": wChinese, "rrn": wKorean,
	"lat": wGeo, "lats": wGeo, "latitude": wGeo, "lon": wGeo, "lng": wGeo, "longitude": wGeo, "latitud": wGeo, "longitud": wGeo, "breitengrad": wGeo, "laengengrad": wGeo, "längengrad": wGeo,
	"coordinates": wGeo, "coordinate": wGeo, "coords": wGeo, "latlng": wGeo, "latlon": wGeo, "lonlat": wGeo, "geolocation": wGeo, "koordinaten": wGeo, "coordenadas": wGeo,
}

const (
	reach    = 40 // bytes before a value in which a label counts
	maxLabel = 28 // bytes of the longest label
)

// A hints is what the structure around a text says about it.
type hints struct {
	key     string  // the JSON key that the text belongs to: the end of it
	path    *walker // the keys above it, if a document holds it
	columns *columns
}

// labels returns which labels stand in the bytes before i, in the keys above
// the text, or at the head of the column.
func (c *scanner) labels(i int) labelSet {
	var column labelSet
	if c.hints.columns != nil {
		found, sure := c.hints.columns.labels(i)
		if sure { // what stands beside it is another column's
			return found
		}
		column = found
	}
	from := max(c.floor, i-reach)
	for from > c.floor && from < i && class[c.s[from-1]]&letter != 0 && class[c.s[from]]&letter != 0 {
		from++ // no half of a word
	}
	if !c.above.known {
		c.above = pathKey{labels: wordsIn(c.hints.key), known: true}
		if c.hints.path != nil {
			c.above.labels |= c.hints.path.words()
		}
	}
	return column | wordsIn(c.s[from:i]) | c.above.labels
}

// hopeless reports whether no label of a set can stand near i: no column has one.
func (c *scanner) hopeless(i int, words labelSet) bool {
	return words != 0 && c.hints.columns != nil && c.hints.columns.without(i, words)
}

// wordsIn returns the labels in a text. Words end where letters end, and in
// identifiers where a capital follows; the words of one identifier also count
// written together.
func wordsIn(s string) (found labelSet) {
	var whole, word [maxLabel]byte
	n, w := 0, 0
	var last labelSet
	add := func(text []byte, n int) {
		if n > 1 && n <= maxLabel {
			labels := contextWords[string(text[:n])]
			if found |= labels; labels == wIdentifier && last == wAccountWord {
				found &^= wAccountWord
			}
			last = labels
		}
	}
	for i := 0; i < len(s); i++ {
		b := s[i]
		letters := class[b]&letter != 0 || b >= 0x80
		if w > 0 && (!letters || class[b]&upper != 0 && class[s[i-1]]&lower != 0) {
			add(word[:], w)
			w = 0
		}
		if letters {
			if class[b]&upper != 0 {
				b |= 0x20
			}
			if w < maxLabel {
				word[w] = b
			}
			if n < maxLabel {
				whole[n] = b
			}
			w, n = w+1, n+1
			continue
		}
		if b != '_' && b != '-' && n > 0 {
			add(whole[:], n)
			n = 0
		}
	}
	add(word[:], w)
	add(whole[:], n)
	if found&wAccountWord != 0 {
		found |= wAccount
	}
	return found &^ (wAccountWord | wIdentifier)
}
