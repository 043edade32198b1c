package redact

import "strings"

// A gate tells by a few lengths that digits begin nothing.
type gate struct {
	digits [maxDigits][256]uint8 // by the run's length and the byte behind it
	groups [maxDigits][maxDigits]bool
	third  [maxDigits][maxDigits]bool // and if a third group follows
	words  [maxWord + 1]uint8         // a bit for each beginning, by a word's length
	// The labels without which the shapes of these lengths find nothing; 0
	// if one needs none.
	alone    [maxDigits]labelSet
	labelled [maxDigits][maxDigits]labelSet
}

func labelsOf(list []shapeRef) (all labelSet) {
	for _, s := range list {
		if s.words == 0 {
			return 0
		}
		all |= s.words
	}
	return all
}

const (
	gateShut uint8 = iota
	gateOpen
	gateGroups // open if the second group's length fits
)

// openGate prepares the gate for the shapes and forms that are on.
func (f *Filter) openGate() {
	g := &f.gate
	for n := range maxDigits {
		if f.special[spIP] == 0 && n != 8 {
			g.alone[n] = labelsOf(f.shapes.alone[n])
		}
		for b := range 256 {
			switch {
			case len(f.shapes.alone[n]) > 0, n <= 3 && f.special[spIP] != 0, n == 8 && b == '-':
				g.digits[n][b] = gateOpen
			case !f.shapes.marks[n] && n > 3:
			case b == 0xC2, b == 0xE2:
				g.digits[n][b] = gateOpen
			case strings.IndexByte(" -._/", byte(b)) >= 0:
				g.digits[n][b] = gateGroups
			}
		}
		for second := range maxDigits {
			if n > 3 { // the others have forms that no shape describes
				g.labelled[n][second] = labelsOf(f.shapes.grouped[n][second])
			}
			g.third[n][second] = true
			for _, s := range f.shapes.grouped[n][second] {
				if len(s.groups) == 2 {
					g.third[n][second] = false
				}
			}
			g.groups[n][second] = len(f.shapes.grouped[n][second]) > 0 || n == 2 && second == 2 || n <= 3 && second == 3
		}
	}
	f.gateWords()
}

// gateWords prepares the gate for words of letters and digits.
func (f *Filter) gateWords() {
	const letterDigits, lettersDigit, onlyDigits = 1 << 0b100, 1 << 0b110, 1 << 0b000
	for n, list := range f.forms {
		for _, s := range list {
			for b := range 8 {
				fit := true
				for i, want := range []byte(s.form.form[:3]) {
					isLetter := b>>(2-i)&1 != 0
					fit = fit && (want == 'X' || (want == 'A') == isLetter)
				}
				if fit {
					f.gate.words[n] |= 1 << b
				}
			}
		}
		if n >= 15 {
			f.gate.words[n] |= lettersDigit // an IBAN
		}
	}
	f.gate.words[4] = 0xFF          // a part of one
	f.gate.words[7] |= letterDigits // Hong Kong
	f.gate.words[11] |= onlyDigits  // Finland
}
