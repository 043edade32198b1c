package redact

import "strings"

// The functions below know the numbers of one issuer each; the tables of
// shapes name them. A number that only the issuer could tell from others is
// accepted if its shape allows it.

// issuedSSN: 20 CFR 422.103; the ranges below were kept out when numbers
// became random in 2011.
func issuedSSN(d string) bool {
	return d[:3] != "000" && d[:3] != "666" && d[0] != '9' && d[3:5] != "00" && d[5:] != "0000" && !same(d) && d != "123456789"
}

// itin: IRS Publication 1915, the groups in use.
func itin(d string) bool {
	g := two(d[3:])
	return d[0] == '9' && (g >= 50 && g <= 65 || g >= 70 && g <= 88 || g >= 90 && g <= 92 || g >= 94)
}

// aba: the check of the American Bankers Association, and its ranges.
func aba(d string) bool {
	p := two(d)
	return (p <= 12 || p >= 21 && p <= 32 || p >= 61 && p <= 72 || p == 80) && weighted(d, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 && !same(d)
}

func npi(d string) bool { return (d[0] == '1' || d[0] == '2') && luhn("80840"+d) }

func nhs(d string) bool {
	c := 11 - weighted(d, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11
	return c%11 == int(d[9]-'0') && c != 10 && !same(d)
}

func utr(d string) bool {
	return "21987654321"[weighted(d[1:], 6, 7, 8, 9, 10, 5, 4, 3, 2)%11] == d[0] && !same(d)
}

// nir: the French number with its key; 20 and more are months of registration.
func nir(d string) bool {
	m := two(d[3:])
	return (d[0] == '1' || d[0] == '2') && (m >= 1 && m <= 12 || m >= 20 && m <= 42 || m >= 50) && 97-remainder(d[:13], 97) == two(d[13:])
}

func steuerID(d string) bool { return d[0] != '0' && !same(d[:10]) && mod11then10(d) }

func bsn(d string) bool {
	return (weighted(d, 9, 8, 7, 6, 5, 4, 3, 2)-int(d[8]-'0'))%11 == 0 && !same(d)
}

func belgian(d string) bool {
	key := two(d[9:])
	born := two(d[2:]) <= 12+40 && two(d[4:]) <= 31
	return born && (97-remainder(d[:9], 97) == key || 97-remainder("2"+d[:9], 97) == key)
}

func ahv(d string) bool { return d[:3] == "756" && ean(d) }

func swedish(d string) bool {
	d = d[len(d)-10:]
	born := two(d[4:])
	if born > 60 { // a coordination number
		born -= 60
	}
	return day(two(d), two(d[2:]), born) && luhn(d)
}

func danish(d string) bool { return dmy(d) && weighted(d, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }

func norwegian(d string) bool {
	born := two(d)
	if born > 40 { // a D number
		born -= 40
	}
	if !day(two(d[4:]), two(d[2:]), born) {
		return false
	}
	return weighted(d, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && weighted(d, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

func pesel(d string) bool {
	month := two(d[2:]) % 20
	return day(two(d), month, two(d[4:])) && weighted(d, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)%10 == 0
}

func nif(d string) bool {
	c := 11 - weighted(d, 9, 8, 7, 6, 5, 4, 3, 2)%11
	if c > 9 {
		c = 0
	}
	return d[0] != '0' && c == int(d[8]-'0') && !same(d)
}

func cpf(d string) bool {
	return !same(d) && check11(d[:9]) == d[9] && check11(d[:10]) == d[10]
}

// check11 is the Brazilian check digit with rising weights from the right.
func check11(d string) byte {
	sum := 0
	for i := range len(d) {
		sum += int(d[len(d)-1-i]-'0') * (i + 2)
	}
	if c := 11 - sum%11; c < 10 {
		return byte('0' + c)
	}
	return '0'
}

func cnpj(d string) bool {
	digit := func(n int) byte {
		sum, w := 0, 2
		for i := n - 1; i >= 0; i-- {
			sum += int(d[i]-'0') * w
			if w++; w > 9 {
				w = 2
			}
		}
		if c := 11 - sum%11; c < 10 {
			return byte('0' + c)
		}
		return '0'
	}
	return !same(d) && digit(12) == d[12] && digit(13) == d[13]
}

func pis(d string) bool {
	c := 11 - weighted(d, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)%11
	if c > 9 {
		c = 0
	}
	return !same(d) && c == int(d[10]-'0')
}

func cuit(d string) bool {
	p := two(d)
	c := 11 - weighted(d, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11
	return (p >= 20 && p <= 27 || p >= 30 && p <= 34) && (c%11 == int(d[10]-'0') || c == 10 && d[10] == '9')
}

func aadhaar(d string) bool { return d[0] >= '2' && verhoeff(d) && !same(d) }

func korean(d string) bool { return ymd(d) && d[6] >= '1' && d[6] <= '8' }

func thai(d string) bool {
	return d[0] != '0' && (11-weighted(d, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11)%10 == int(d[12]-'0')
}

func sin(d string) bool { return d[0] != '0' && d[0] != '8' && luhn(d) && !same(d) }

func tfn(d string) bool { return weighted(d, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 == 0 && !same(d) }

func abn(d string) bool {
	return d[0] != '0' && (weighted(d, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)-10)%89 == 0
}

func medicareAU(d string) bool {
	return d[0] >= '2' && d[0] <= '6' && weighted(d, 1, 3, 7, 9, 1, 3, 7, 9)%10 == int(d[8]-'0')
}

func myNumber(d string) bool {
	c := weighted(d, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11
	if c > 1 {
		c = 11 - c
	} else {
		c = 0
	}
	return c == int(d[11]-'0') && !same(d)
}

func turkish(d string) bool {
	odd := weighted(d, 1, 0, 1, 0, 1, 0, 1, 0, 1)
	even := weighted(d, 0, 1, 0, 1, 0, 1, 0, 1)
	return d[0] != '0' && ((odd*7-even)%10+10)%10 == int(d[9]-'0') && weighted(d, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)%10 == int(d[10]-'0')
}

func southAfrican(d string) bool { return ymd(d) && luhn(d) }

func romanian(d string) bool {
	c := weighted(d, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
	if c == 10 {
		c = 1
	}
	return d[0] != '0' && ymd(d[1:]) && c == int(d[12]-'0')
}

func bulgarian(d string) bool {
	return day(two(d), two(d[2:])%20, two(d[4:])) && weighted(d, 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 == int(d[9]-'0')
}

// czech: also Slovak; women have 50 added to the month.
func czech(d string) bool {
	return day(two(d), two(d[2:])%50%20, two(d[4:])) && remainder(d[:9], 11)%10 == int(d[9]-'0')
}

func baltic(d string) bool {
	c := weighted(d, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11
	if c == 10 {
		c = weighted(d, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10
	}
	return d[0] >= '1' && d[0] <= '8' && ymd(d[1:]) && c == int(d[10]-'0')
}

func austrian(d string) bool {
	return d[0] != '0' && dmy(d[4:]) && weighted(d, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6)%11 == int(d[3]-'0')
}

func amka(d string) bool { return dmy(d) && luhn(d) }

func israeli(d string) bool { return luhn(d) && !same(d) }

func imei(d string) bool { return luhn(d) && !same(d) }

// The numbers below have letters; they come in capitals.

func nino(w string) bool {
	switch w[:2] {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return false
	}
	return strings.IndexByte("DFIQUV", w[0]) < 0 && strings.IndexByte("DFIOQUV", w[1]) < 0 && w[8] <= 'D'
}

const dniLetters = "TRWAGMYFPDXBNJZSQVHLCKE"

func dni(w string) bool { return dniLetters[remainder(w[:8], 23)] == w[8] }

func nie(w string) bool {
	lead := strings.IndexByte("XYZ", w[0])
	return lead >= 0 && dniLetters[(lead*10_000_000+remainder(w[1:8], 23))%23] == w[8]
}

const oddCF = "\x01\x00\x05\x07\x09\x0d\x0f\x11\x13\x15\x02\x04\x12\x14\x0b\x03\x06\x08\x0c\x0e\x10\x0a\x16\x19\x18\x17"

// codiceFiscale: the decree of 23 December 1976.
func codiceFiscale(w string) bool {
	sum := 0
	for i := range 15 {
		v := int(w[i] - '0')
		if w[i] >= 'A' {
			v = int(w[i] - 'A')
		}
		if i%2 == 0 {
			v = int(oddCF[v])
		}
		sum += v
	}
	return strings.IndexByte("ABCDEHLMPRST", w[8]) >= 0 && byte('A'+sum%26) == w[15]
}

func curp(w string) bool {
	const letters = "0123456789ABCDEFGHIJKLMN\x00OPQRSTUVWXYZ"
	sum := 0
	for i := range 17 {
		sum += strings.IndexByte(letters, w[i]) * (18 - i)
	}
	return ymd(w[4:]) && strings.IndexByte("HMX", w[10]) >= 0 && byte('0'+(10-sum%10)%10) == w[17]
}

func panIN(w string) bool { return strings.IndexByte("PCHFATBLJG", w[3]) >= 0 }

func gstin(w string) bool {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	sum := 0
	for i := range 14 {
		p := strings.IndexByte(letters, w[i]) * (1 + i%2)
		sum += p/36 + p%36
	}
	return w[13] == 'Z' && panIN(w[2:12]) && letters[(36-sum%36)%36] == w[14]
}

// chinese: GB 11643-1999 with ISO/IEC 7064, MOD 11-2.
func chinese(w string) bool {
	sum := weighted(w, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
	return w[0] >= '1' && w[0] <= '9' && yymd(w[6:]) && "10X98765432"[sum%11] == w[17]
}

func nric(w string) bool {
	sum := weighted(w[1:], 2, 7, 6, 5, 4, 3, 2)
	switch w[0] {
	case 'S':
		return "JZIHGFEDCBA"[sum%11] == w[8]
	case 'T':
		return "JZIHGFEDCBA"[(sum+4)%11] == w[8]
	case 'F':
		return "XWUTRQPNMLK"[sum%11] == w[8]
	case 'G':
		return "XWUTRQPNMLK"[(sum+4)%11] == w[8]
	case 'M':
		return "KLJNPQRTUWX"[10-(sum+3)%11] == w[8]
	}
	return false
}

func hkid(w string) bool {
	sum := 9*36 + int(w[0]-'A'+10)*8 + weighted(w[1:], 7, 6, 5, 4, 3, 2)
	c := (11 - sum%11) % 11
	return c == 10 && w[7] == 'A' || c < 10 && w[7] == byte('0'+c)
}

func finnish(w string) bool {
	return dmy(w) && "0123456789ABCDEFHJKLMNPRSTUVWXY"[remainder(w[:9], 31)] == w[9]
}

func pps(w string) bool {
	sum := weighted(w, 8, 7, 6, 5, 4, 3, 2)
	if len(w) == 9 {
		sum += int(w[8]-'A'+1) * 9
	}
	return "WABCDEFGHIJKLMNOPQRSTUV"[sum%23] == w[7]
}

func rut(w string) bool {
	sum, weight := 0, 2
	for i := len(w) - 2; i >= 0; i-- {
		sum += int(w[i]-'0') * weight
		if weight++; weight > 7 {
			weight = 2
		}
	}
	return "0K987654321"[sum%11] == w[len(w)-1]
}

func dea(w string) bool {
	return (weighted(w[2:], 1, 0, 1, 0, 1)+2*weighted(w[2:], 0, 1, 0, 1, 0, 1))%10 == int(w[8]-'0')
}

func mbi(w string) bool {
	for i := range len(w) {
		if strings.IndexByte("SLOIBZ", w[i]) >= 0 {
			return false
		}
	}
	return w[0] != '0'
}

func vin(w string) bool {
	const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
	weights := [...]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}
	sum := 0
	for i := range 17 {
		at := strings.IndexByte(values, w[i])
		if at < 0 || w[i] == '.' {
			return false
		}
		sum += at % 10 * weights[i]
	}
	return "0123456789X"[sum%11] == w[8]
}
