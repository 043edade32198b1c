package sqlguard

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// A few calls make much of little: a gigabyte of text, an endless table, a
// search that never ends. Where the text says how much, it is bounded here;
// where a column says it, only DB's limits help. It catches accidents and the
// well-known attacks.
const (
	maxText     = 10_000    // characters that one call pads or repeats to
	maxTextOne  = 70_000    // the same in MySQL, which returns NULL above a packet
	maxRepeat   = 1_000_000 // the product of all counts of repeat
	maxSeries   = 1_000_000 // rows of one generate_series
	maxAll      = 10_000_000
	maxExponent = 10_000
)

// growth is what the calls of a statement can make together.
type growth struct {
	text     float64 // the product of the counts of all that repeats a text
	nested   float64 // the product of those whose text may be long itself
	single   float64 // the sum of the others
	replaced bool    // a call puts a text in many places of another
	pos      int
	rows     float64
}

func newGrowth() growth { return growth{text: 1, nested: 1, rows: 1} }

// callCost refuses calls that burn.
func (c *collector) callCost(e *syntax.Call) {
	switch name := lower(e.Name); name {
	case "printf", "format":
		if c.dialect != MySQL && !harmlessFormat(e.Arguments) {
			c.refuse(hintFormat, e.Pos, "printf")
		}
	case "sformat":
		if !harmlessBraces(e.Arguments) {
			c.refuse(hintFormat, e.Pos, "sformat")
		}
	case "repeat", "lpad", "rpad", "space":
		c.textCost(name, e)
	case "replace", "export_set":
		c.growth.replaced = true
	case "generate_series":
		c.seriesCost(e)
	case "power", "pow", "exp":
		if c.dialect == Postgres && len(e.Arguments) > 0 && largeExponent(e.Arguments[len(e.Arguments)-1]) {
			c.refuse(hintLarge, e.Pos, "exponent")
		}
	case "regexp_replace", "regexp_like", "regexp_instr", "regexp_substr":
		c.growth.replaced = c.growth.replaced || name == "regexp_replace"
		if len(e.Arguments) > 1 {
			c.patternCost(e.Arguments[1], e.Pos)
		}
	}
}

// binaryCost refuses patterns that can take exponential time, and huge powers.
func (c *collector) binaryCost(e *syntax.Binary) {
	switch e.Op {
	case "REGEXP":
		c.patternCost(e.Right, e.Pos)
	case "^":
		if c.dialect == Postgres && largeExponent(e.Right) {
			c.refuse(hintLarge, e.Pos, "exponent")
		}
	}
}

// largeExponent leaves the infinite one alone, which takes no time.
func largeExponent(e syntax.Expr) bool {
	n, ok := value(e)
	return !(ok && math.IsInf(n, 0)) && above(e, maxExponent)
}

func (c *collector) textCost(name string, e *syntax.Call) {
	i := 1
	if name == "space" {
		i = 0
	}
	if len(e.Arguments) <= i {
		return
	}
	count := e.Arguments[i]
	if c.dialect == MySQL && abovePacket(count) && (name != "repeat" || nonEmpty(e.Arguments[0])) {
		return
	}
	most := maxText
	if c.dialect == MySQL {
		most = maxTextOne
	}
	if above(count, float64(most)) {
		c.refuse(hintLarge, e.Pos, "count of "+name)
	}
	n, ok := value(count)
	switch {
	case ok && (name == "repeat" || n > maxText/10): // short padding is common
		n = max(n, 1)
	case !ok && name == "repeat":
		n = 100
	default:
		return
	}
	c.growth.pos = e.Pos
	c.growth.text *= n
	if l, ok := e.Arguments[0].(*syntax.Literal); ok && name == "repeat" {
		c.growth.single += n * float64(max(len(l.Text), 1))
	} else {
		c.growth.nested *= n
	}
}

// textTotal refuses what all texts that are repeated can grow to.
func (c *collector) textTotal() {
	total := c.growth.nested * max(c.growth.single, 1)
	if c.growth.replaced {
		total = c.growth.text
	}
	if total > maxRepeat {
		c.refuse(hintLarge, c.growth.pos, "repeat of repeat")
	}
}

// abovePacket reports whether a count is a plain number above the largest
// max_allowed_packet that MySQL and MariaDB take. They make no text of that length
// but return NULL at once.
func abovePacket(e syntax.Expr) bool {
	const packet = 1 << 30
	l, ok := e.(*syntax.Literal)
	if !ok || l.Kind != syntax.LitNumber || strings.Trim(l.Text, "0123456789") != "" {
		return false
	}
	n, err := strconv.ParseUint(l.Text, 10, 64)
	return err != nil || n > packet
}

// nonEmpty reports whether a value is a text with something in it: repeat takes
// seconds to make nothing of nothing.
func nonEmpty(e syntax.Expr) bool {
	l, ok := e.(*syntax.Literal)
	return ok && l.Kind == syntax.LitString && l.Text != ""
}

// typeCost refuses types that pad a value to a length.
func (c *collector) typeCost(t *syntax.Type) {
	for _, argument := range t.Arguments {
		if n, err := strconv.ParseFloat(argument, 64); c.dialect != SQLite && (err != nil || n > 10*maxText) {
			c.refuse(hintLarge, t.Pos, "length of a type")
		}
	}
}

func (c *collector) seriesCost(e *syntax.Call) {
	if len(e.Arguments) < 2 {
		return
	}
	low, okLow := value(e.Arguments[0])
	high, okHigh := value(e.Arguments[1])
	if !okLow || !okHigh {
		if c.dialect == Postgres && len(e.Arguments) > 2 && denseTimes(e.Arguments) {
			c.refuse(hintLarge, e.Pos, "generate_series of times")
		} else if above(e.Arguments[0], maxSeries) || above(e.Arguments[1], maxSeries) {
			c.refuse(hintLarge, e.Pos, "generate_series")
		}
		return
	}
	step := 1.0
	if len(e.Arguments) > 2 {
		if n, ok := value(e.Arguments[2]); ok && n != 0 {
			step = math.Abs(n)
		}
	}
	rows := math.Abs(high-low)/step + 1
	if c.growth.rows *= rows; rows > maxSeries || c.growth.rows > maxAll {
		c.refuse(hintLarge, e.Pos, "generate_series")
	}
}

// value computes an expression of numbers that stand in the text, as numbers or as
// strings.
func value(e syntax.Expr) (float64, bool) { return new(largest).value(e) }

// number returns what a literal says. One in hexadecimal or binary digits is a
// number to MySQL, and to MariaDB in all forms but x'10'.
func number(e *syntax.Literal) (float64, bool) {
	if text := lower(e.Text); e.Kind != syntax.LitString && len(text) > 1 && (text[1] == 'x' || text[1] == 'b' || text[1] == '\'') {
		base := map[byte]int{'x': 16, 'b': 2}[strings.TrimPrefix(text, "0")[0]]
		n, err := strconv.ParseUint(strings.Trim(text[1:], "xb'"), base, 64)
		return float64(n), err == nil
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(e.Text), 64)
	return n, (e.Kind == syntax.LitNumber || e.Kind == syntax.LitString) && (err == nil || errors.Is(err, strconv.ErrRange))
}

func compute(op string, a, b float64) (float64, bool) {
	switch op {
	case "+":
		return a + b, true
	case "-":
		return a - b, true
	case "*":
		return a * b, true
	case "/":
		return a / b, true
	case "^":
		return math.Pow(a, b), true
	case "<<":
		return a * math.Pow(2, b), true
	}
	return 0, false
}

// patternCost refuses a pattern in which something repeated is repeated again,
// as in (a+)+: MySQL and MariaDB backtrack and need exponential time for it.
// PostgreSQL does not, and SQLite has no patterns of its own.
func (c *collector) patternCost(e syntax.Expr, pos int) {
	if c.dialect != MySQL {
		return
	}
	if l, ok := e.(*syntax.Literal); ok && l.Kind == syntax.LitString && nestedRepeat(l.Text) {
		c.refuse(hintPattern, pos, "pattern with a repetition of a repetition")
	}
}

func nestedRepeat(pattern string) bool {
	var groups []bool // of the open groups: whether something in it is repeated
	closed := false   // whether a group with a repetition was closed just now
	for i := 0; i < len(pattern); i++ {
		was := closed
		closed = false
		switch pattern[i] {
		case '\\':
			i++
		case '[':
			if n := strings.IndexByte(pattern[min(i+2, len(pattern)):], ']'); n >= 0 {
				i += 2 + n
			}
		case '(':
			groups = append(groups, false)
		case ')':
			if n := len(groups); n > 0 {
				closed = groups[n-1]
				groups = groups[:n-1]
				if closed && n > 1 {
					groups[n-2] = true
				}
			}
		case '*', '+', '{':
			if was {
				return true
			}
			if n := len(groups); n > 0 {
				groups[n-1] = true
			}
		}
	}
	return false
}
