package sqlguard

// harmlessFormat reports whether the format of a printf is a literal that
// cannot ask for a long text: one format of eleven bytes fills a gigabyte.
func harmlessFormat(arguments []expr) bool {
	if len(arguments) == 0 {
		return true
	}
	l, ok := arguments[0].(*literal)
	if !ok || l.kind != kString {
		return false
	}
	for i := 0; i < len(l.text); i++ {
		if l.text[i] == '%' {
			if i = skipFormat(l.text, i+1); i < 0 {
				return false
			}
		}
	}
	return true
}

// skipFormat returns the position of the conversion letter, or -1 if width or
// precision is a star or above 255.
func skipFormat(text string, i int) int {
	for number := 0; i < len(text); i++ {
		switch c := text[i]; {
		case digit(c):
			if number = number*10 + int(c-'0'); number > 255 {
				return -1
			}
		case c == '*':
			return -1
		case c == '.', c == '-', c == '+', c == ' ', c == '#', c == '!', c == ',':
			number = 0
		case c == 'l' || c == 'h':
		default:
			return i
		}
	}
	return i
}
