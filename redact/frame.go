package redact

import "strings"

const (
	leastBody = 32 // base64 characters of a key between two frame lines
	leastLine = 16 // base64 characters of a line without a second frame line
	maxFrame  = 64
)

// framed tries the frame line that the literal at start begins.
func (c *scanner) framed(start int, index int16) match {
	if start < c.floor || !strings.HasPrefix(c.s[start:], c.filter.literals[index].text) {
		return match{}
	}
	return c.frame(start)
}

// frame finds the private key whose BEGIN or END line (RFC 7468, section 2)
// starts at i. The lines of a block that was cut are recognized by themselves.
func (c *scanner) frame(i int) match {
	if label, after := frameLine(c.s[i:], "BEGIN "); after > 0 {
		return c.block(i, label, i+after)
	}
	if _, after := frameLine(c.s[i:], "END "); after > 0 {
		if start := c.bodyStart(i); start < i {
			return hit(start, i+after, c.filter.special[spPEM], Sure)
		}
	}
	return match{}
}

// frameLine returns the label and the length of the frame line that s begins
// with, if the label is a private key's. SSH2 (RFC 4716) writes four dashes
// and a space.
func frameLine(s, verb string) (label string, length int) {
	rest := strings.TrimLeft(s[:min(len(s), 6)], "-")
	dashes := min(len(s), 6) - len(rest)
	if dashes < 4 || dashes > 5 {
		return "", 0
	}
	rest = strings.TrimPrefix(s[dashes:], " ")
	if !strings.HasPrefix(rest, verb) {
		return "", 0
	}
	rest = rest[len(verb):]
	n := 0
	for n < len(rest) && n < maxFrame && (class[rest[n]]&(upper|digit) != 0 || rest[n] == ' ') {
		n++
	}
	label = strings.TrimRight(rest[:n], " ")
	if !strings.Contains(label, "PRIVATE KEY") {
		return "", 0
	}
	end := len(s) - len(rest) + n
	for end < len(s) && dashes > 0 && s[end] == '-' {
		end++
		dashes--
	}
	return label, end
}

// block returns the block whose BEGIN line ends at i: to its END line, or as
// far as its lines go.
func (c *scanner) block(start int, label string, i int) match {
	footer := c.nextFooter(i)
	if l, after := frameLine(c.s[footer:], "END "); after > 0 && l == label && c.letters(i, footer) {
		return hit(start, footer+after, c.filter.special[spPEM], Sure)
	}
	c.unframed = true
	if end := c.bodyEnd(i); end > i {
		return hit(start, end, c.filter.special[spPEM], Sure)
	}
	return match{}
}

// nextFooter returns where the first END line of any label from i on begins, or
// the length of the text. It looks further only when i has passed the last
// answer, which keeps many BEGIN lines linear.
func (c *scanner) nextFooter(i int) int {
	if c.footer >= i {
		return min(c.footer, len(c.s)) // of the text before a value that waits
	}
	for from := i; ; {
		n := strings.Index(c.s[from:], "END ")
		if n < 0 {
			c.footer = len(c.s)
			return c.footer
		}
		verb := from + n
		if dashes := c.s[max(i, verb-5):verb]; dashes == "-----" || dashes == "---- " {
			c.footer = verb - 5
			return c.footer
		}
		from = verb + 1
	}
}

// letters reports whether enough base64 stands between the frame lines.
func (c *scanner) letters(i, end int) bool {
	n := 0
	for ; i < end && n < leastBody; i++ {
		if class[c.s[i]]&(alnum|plusSlash) != 0 {
			n++
		}
	}
	return n >= leastBody
}

// bodyEnd reads the lines of a block without an end, beginning at i. Between
// them may stand what source code, quoted mail and literals put there.
func (c *scanner) bodyEnd(i int) int {
	header, end := i, i
	for {
		i = c.betweenLines(i)
		if i+1 < len(c.s) && c.s[i] == '\\' {
			i += 2
			continue
		}
		if n := headerLine(c.s[i:]); n > 0 {
			i += n
			end = i
			continue
		}
		line := c.run(i, base64Set)
		if n := line - i; n < leastLine && (n == 0 || end == header || line < len(c.s) && !lastLine(c.s[i:line]) && !c.lineFollows(line)) {
			return end
		}
		i, end = line, line
	}
}

// betweenLines skips what may stand between the lines of a block.
func (c *scanner) betweenLines(i int) int {
	for i < len(c.s) && strings.IndexByte(" \t\r\n\"'`+,>|#", c.s[i]) >= 0 {
		i++
	}
	return i
}

// lineFollows reports whether a whole line stands behind i: a short piece before
// one is the rest of a line that something has cut.
func (c *scanner) lineFollows(i int) bool {
	i = c.betweenLines(i)
	return c.run(i, base64Set)-i >= leastLine
}

// lastLine reports whether a short line ends a block: padding, or the checksum
// of OpenPGP. At the end of the text any line may have been cut.
func lastLine(s string) bool { return s[len(s)-1] == '=' || s[0] == '=' }

// headerLine returns the length of the RFC 1421 or OpenPGP armor header that s
// begins with.
func headerLine(s string) int {
	for _, name := range [...]string{"Proc-Type:", "DEK-Info:", "Version:", "Comment:", "Hash:", "Charset:", "Subject:", "MessageID:"} {
		if strings.HasPrefix(s, name) {
			n := strings.IndexAny(s, "\n\\")
			if n < 0 {
				return len(s)
			}
			return n
		}
	}
	return 0
}

// bodyStart reads the lines of a block without a beginning backwards from the
// END line at i.
func (c *scanner) bodyStart(i int) int {
	start := i
	for i > c.floor {
		for i > c.floor && strings.IndexByte(" \t\r\n", c.s[i-1]) >= 0 {
			i--
		}
		if i-2 >= c.floor && c.s[i-2] == '\\' && (c.s[i-1] == 'n' || c.s[i-1] == 'r') {
			i -= 2
			continue
		}
		line := i
		for line > c.floor && class[c.s[line-1]]&masks[base64Set] != 0 {
			line--
		}
		if n := i - line; n < leastLine && (n == 0 || start != i && !lastLine(c.s[line:i])) {
			break
		}
		start, i = line, line
	}
	return start
}
