package redact

import "unicode/utf8"

// gone marks characters that nobody sees.
const gone rune = -1

// fold returns the ASCII character that a reader, or a model, takes r for; gone
// if nobody sees it; and r if it is itself. The look-alikes are those of the
// Latin letters and digits in Unicode TS 39, as far as fonts draw them alike.
func fold(r rune) rune {
	if uint32(r) < endOfScripts { // an escape can write one below zero
		switch t := folds[r]; t {
		case 0:
			return r
		case foldsToNothing:
			return gone
		default:
			return rune(t &^ drawn)
		}
	}
	if r < 0xFE00 {
		return r
	}
	return foldRare(r)
}

const (
	// endOfScripts is where the letters of Chinese and Korean begin, which are
	// all themselves.
	endOfScripts = 0x3400

	foldsToNothing = 1
	drawn          = 0x80 // only because fonts draw it so
)

// folds has what the characters before endOfScripts fold to, and 0 for those that
// are themselves.
var folds = func() (t [endOfScripts]uint8) {
	for r := rune(0x80); r < endOfScripts; r++ {
		switch to := foldRare(r); to {
		case r:
		case gone:
			t[r] = foldsToNothing
		default:
			t[r] = uint8(to)
		}
	}
	for r := range lookalikes {
		t[r] |= drawn
	}
	return t
}()

// foldRare is fold by the rules, for a character beyond ASCII.
func foldRare(r rune) rune {
	switch {
	case 0xFF01 <= r && r <= 0xFF5E:
		return r - 0xFEE0
	case 0x1D400 <= r && r <= 0x1D6A3:
		return mathLetter(r)
	case 0x1D7CE <= r && r <= 0x1D7FF:
		return '0' + (r-0x1D7CE)%10
	case 0x2010 <= r && r <= 0x2015, r == 0x2212, partsDigits(r), r == 0xFE58, r == 0xFE63:
		return '-'
	case r == 0xA0, 0x2000 <= r && r <= 0x200A, r == 0x202F, r == 0x205F, r == 0x3000:
		return ' '
	case r == 0xFE52, r == 0x3002, r == 0xFF61, r == 0x2024:
		return '.'
	case r == 0xFE6B:
		return '@'
	case hidden(r), combining(r), 0x80 <= r && r <= 0x9F, r == utf8.RuneError:
		return gone
	}
	if r >= 0xB2 {
		if a, ok := drawnSmall(r); ok {
			return a
		}
	}
	if base, ok := digitBlock(r); ok {
		return '0' + r - base
	}
	if a, ok := lookalikes[r]; ok {
		return rune(a)
	}
	return r
}

// mathLetter folds the mathematical alphabets of 52 letters each.
func mathLetter(r rune) rune {
	n := (r - 0x1D400) % 52
	if n < 26 {
		return 'A' + n
	}
	return 'a' + n - 26
}

// partsDigits: dots and bullets that may part groups of digits.
func partsDigits(r rune) bool {
	return r == 0xB7 || r == 0x2022 || r == 0x2219 || r == 0x30FB || r == 0xFF65
}

// combining: marks that are drawn over the character before.
func combining(r rune) bool {
	return 0x300 <= r && r <= 0x36F || 0x1AB0 <= r && r <= 0x1AFF || 0x1DC0 <= r && r <= 0x1DFF || 0x20D0 <= r && r <= 0x20F0 || 0xFE20 <= r && r <= 0xFE2F
}

// drawnSmall folds digits and letters in circles, and raised or lowered ones.
func drawnSmall(r rune) (rune, bool) {
	switch {
	case r == 0xB9:
		return '1', true
	case r == 0xB2, r == 0xB3:
		return r - 0xB2 + '2', true
	case r == 0x2070, 0x2074 <= r && r <= 0x2079:
		return r - 0x2070 + '0', true
	case 0x2080 <= r && r <= 0x2089:
		return r - 0x2080 + '0', true
	case 0x2460 <= r && r <= 0x2468:
		return r - 0x2460 + '1', true
	case 0x24B6 <= r && r <= 0x24CF:
		return r - 0x24B6 + 'A', true
	case 0x24D0 <= r && r <= 0x24E9:
		return r - 0x24D0 + 'a', true
	case r == 0x24EA:
		return '0', true
	case 0x2776 <= r && r <= 0x277E:
		return r - 0x2776 + '1', true
	case 0x1F130 <= r && r <= 0x1F149:
		return r - 0x1F130 + 'A', true
	}
	return r, false
}

// hidden: zero-width and directional characters, fillers, tags, selectors.
func hidden(r rune) bool {
	switch {
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0xFEFF, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	case 0x180B <= r && r <= 0x180F, 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F:
		return true
	}
	return 0xFE00 <= r && r <= 0xFE0F || 0xFFF9 <= r && r <= 0xFFFB || 0xE0000 <= r && r <= 0xE0FFF
}

// digitBlock returns the zero of the script whose digit r is.
func digitBlock(r rune) (rune, bool) {
	for _, zero := range [...]rune{0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x17E0, 0x1810} {
		if r >= zero && r <= zero+9 {
			return zero, true
		}
	}
	return 0, false
}

// lookalikes are Cyrillic and Greek letters that fonts draw as Latin ones.
var lookalikes = func() map[rune]byte {
	const pairs = "аaсcеeіiјjоoрpѕsхxуyһhԁdԛqԝwАAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYҮYԌGԚQԜWαaοoρpνvιiκkτtυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXɡgıiɑaℓl"
	m := map[rune]byte{}
	var from rune
	for i, r := range pairs {
		if r >= utf8.RuneSelf {
			from = r
		} else {
			m[from] = pairs[i]
		}
	}
	return m
}()

// drawnAlike reports whether r folds only because fonts draw it as a Latin letter.
func drawnAlike(r rune) bool { return uint32(r) < endOfScripts && folds[r]&drawn != 0 }
