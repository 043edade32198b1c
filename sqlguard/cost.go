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
	maxRepeat   = 1_000_000 // the product of all counts of repeat
	maxSeries   = 1_000_000 // rows of one generate_series
	maxAll      = 10_000_000
	maxExponent = 10_000
)

// growth is what the calls of a statement can make together.
type growth struct{ text, rows float64 }

func newGrowth() growth { return growth{1, 1} }

// callCost refuses calls that burn.
func (c *collector) callCost(e *syntax.Call) {
	switch name := lower(e.Name); name {
	case "printf", "format":
		if c.dialect != MySQL && !harmlessFormat(e.Arguments) {
			c.refuse(hintFormat, e.Pos, "printf")
		}
	case "repeat", "lpad", "rpad", "space":
		c.textCost(name, e)
	case "generate_series":
		c.seriesCost(e)
	case "power", "pow", "exp":
		if c.dialect == Postgres && len(e.Arguments) > 0 && above(e.Arguments[len(e.Arguments)-1], maxExponent) {
			c.refuse(hintLarge, e.Pos, "exponent")
		}
	case "regexp_replace", "regexp_matches", "regexp_match", "regexp_split_to_table", "regexp_split_to_array", "regexp_like",
		"regexp_count", "regexp_instr", "regexp_substr":
		if len(e.Arguments) > 1 {
			c.patternCost(e.Arguments[1], e.Pos)
		}
	}
}

// binaryCost refuses patterns that can take exponential time, and huge powers.
func (c *collector) binaryCost(e *syntax.Binary) {
	switch e.Op {
	case "REGEXP", "~", "~*", "!~", "!~*", "SIMILAR TO":
		c.patternCost(e.Right, e.Pos)
	case "^":
		if c.dialect == Postgres && above(e.Right, maxExponent) {
			c.refuse(hintLarge, e.Pos, "exponent")
		}
	}
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
	if above(count, maxText) {
		c.refuse(hintLarge, e.Pos, "count of "+name)
	}
	if n, ok := value(count); ok && name == "repeat" {
		c.growth.text *= max(n, 1)
	} else if name == "repeat" {
		c.growth.text *= 100
	}
	if c.growth.text > maxRepeat {
		c.refuse(hintLarge, e.Pos, "repeat of repeat")
	}
}

func (c *collector) seriesCost(e *syntax.Call) {
	if len(e.Arguments) < 2 {
		return
	}
	low, okLow := value(e.Arguments[0])
	high, okHigh := value(e.Arguments[1])
	if !okLow || !okHigh {
		if above(e.Arguments[0], maxSeries) || above(e.Arguments[1], maxSeries) {
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

// value computes an expression of numbers that stand in the text.
func value(e syntax.Expr) (float64, bool) {
	switch e := e.(type) {
	case *syntax.Literal:
		n, err := strconv.ParseFloat(e.Text, 64)
		return n, e.Kind == syntax.LitNumber && (err == nil || errors.Is(err, strconv.ErrRange))
	case *syntax.Unary:
		n, ok := value(e.Operand)
		if e.Op == "-" {
			n = -n
		}
		return n, ok && (e.Op == "-" || e.Op == "+")
	case *syntax.Cast:
		return value(e.Operand)
	case *syntax.Binary:
		left, ok := value(e.Left)
		right, okRight := value(e.Right)
		if ok && okRight {
			return compute(e.Op, left, right)
		}
	}
	return 0, false
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

// above reports whether an expression is a number above most, or is made of one
// in a way that the text does not tell.
func above(e syntax.Expr, most float64) bool {
	if n, ok := value(e); ok {
		return n > most
	}
	switch e := e.(type) {
	case *syntax.Unary:
		return above(e.Operand, most)
	case *syntax.Cast:
		return above(e.Operand, most)
	case *syntax.Binary:
		return above(e.Left, most) || above(e.Right, most)
	case *syntax.Call:
		return lower(e.Name) == "power" || lower(e.Name) == "pow"
	}
	return false
}

// patternCost refuses a pattern in which something repeated is repeated again,
// as in (a+)+: engines that backtrack need exponential time for it.
func (c *collector) patternCost(e syntax.Expr, pos int) {
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
