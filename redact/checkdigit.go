package redact

// The functions below hold digits (or capitals and digits, where a number has
// letters) against the check digits of their issuers. They expect the length
// that their shape has.

// luhn is ISO/IEC 7812-1, annex B: from the right, every second digit counts
// twice, less nine if that has two digits. It takes eight digits at a time.
func luhn(d string) bool {
	const single, evens = ones * 0x0F, 0x00FF00FF00FF00FF
	sum := uint64(0)
	for ; len(d) >= 8; d = d[:len(d)-8] {
		w := word64(d[len(d)-8:]) & single
		twice := w & evens * 2 // the first of each two stands in the lower byte
		twice -= (twice + ones*(0x80-10)&evens) >> 7 & (ones & evens) * 9
		sum += (twice + w>>8&evens) * (ones & evens) >> 48
	}
	for i := len(d) - 1; i >= 0; i-- {
		n := uint64(d[i] - '0')
		if (len(d)-i)%2 == 0 {
			n = uint64("0246813579"[n%10] - '0')
		}
		sum += n
	}
	return sum%10 == 0
}

// weighted returns the sum of the digits times their weights.
func weighted(d string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return sum
}

// remainder returns the number modulo m.
func remainder(d string, m int) int {
	r := 0
	for i := range len(d) {
		r = (r*10 + int(d[i]-'0')) % m
	}
	return r
}

// ean is the check digit of GS1, also of the Swiss AHV number.
func ean(d string) bool {
	sum := 0
	for i := range len(d) {
		w := 1
		if (len(d)-i)%2 == 0 {
			w = 3
		}
		sum += int(d[i]-'0') * w
	}
	return sum%10 == 0
}

// mod11then10 is ISO/IEC 7064, MOD 11,10: the German tax number, the Croatian
// OIB.
func mod11then10(d string) bool {
	p := 10
	for i := range len(d) - 1 {
		s := (int(d[i]-'0') + p) % 10
		if s == 0 {
			s = 10
		}
		p = 2 * s % 11
	}
	return (11-p)%10 == int(d[len(d)-1]-'0')
}

var (
	verhoeffRows = [10]string{"0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"}
	verhoeffTurn = [8]string{"0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"}
)

// verhoeff is the check digit of Aadhaar.
func verhoeff(d string) bool {
	at := byte('0')
	for i := range len(d) {
		turned := verhoeffTurn[i%8][d[len(d)-1-i]-'0']
		at = verhoeffRows[at-'0'][turned-'0']
	}
	return at == '0'
}

// iso97 is ISO/IEC 7064, MOD 97-10, over letters and digits from index from on
// and then from the start, as an IBAN has it.
func iso97(s string, from int) bool {
	r := 0
	for i := range len(s) {
		switch c := s[(i+from)%len(s)]; {
		case c <= '9':
			r = (r*10 + int(c-'0')) % 97
		default:
			r = (r*100 + int(c-'A') + 10) % 97
		}
	}
	return r == 1
}

// day reports whether a month has such a day.
func day(year, month, d int) bool {
	if month < 1 || month > 12 || d < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 {
		days++
	}
	return d <= days
}

// two returns the number in two digits.
func two(d string) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

func ymd(d string) bool  { return day(two(d), two(d[2:]), two(d[4:])) }
func dmy(d string) bool  { return day(two(d[4:]), two(d[2:]), two(d)) }
func yymd(d string) bool { return (d[:2] == "19" || d[:2] == "20") && ymd(d[2:]) }

// same reports whether all digits are equal: numbers that only tests use.
func same(d string) bool {
	for i := 1; i < len(d); i++ {
		if d[i] != d[0] {
			return false
		}
	}
	return true
}
