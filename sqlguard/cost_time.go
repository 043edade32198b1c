package sqlguard

import (
	"strconv"
	"strings"
	"time"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// denseTimes reports whether the arguments of generate_series are times that stand
// so close that there are more than maxSeries of them. Where the text does not say
// the bounds, steps below a second are taken for too close.
func denseTimes(arguments []syntax.Expr) bool {
	step, ok := seconds(text(arguments[2]))
	if !ok {
		return false
	}
	low, okLow := day(text(arguments[0]))
	high, okHigh := day(text(arguments[1]))
	if okLow && okHigh {
		return high.Sub(low).Abs().Seconds() > step*maxSeries
	}
	return step < 1
}

// text returns what a string says, whatever it is cast to.
func text(e syntax.Expr) string {
	switch e := e.(type) {
	case *syntax.Cast:
		return text(e.Operand)
	case *syntax.Literal:
		if e.Kind == syntax.LitString {
			return e.Text
		}
	}
	return ""
}

func day(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s[:min(10, len(s))])
	return t, err == nil
}

// units are the units of an interval of PostgreSQL in seconds, by how they begin.
var units = []struct {
	prefix  string
	seconds float64
}{
	{"us", 1e-6}, {"mic", 1e-6}, {"ms", 1e-3}, {"mil", 1e-3}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800},
	{"mon", 2592000}, {"y", 31536000}, {"dec", 315360000}, {"c", 3153600000},
}

// seconds reads an interval of one number and one unit, such as "1 hour".
func seconds(s string) (float64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	digits := s[:len(s)-len(strings.TrimLeft(s, "-0123456789."))]
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, false
	}
	unit := strings.TrimSpace(s[len(digits):])
	for _, u := range units {
		if strings.HasPrefix(unit, u.prefix) {
			return max(n, -n) * u.seconds, true
		}
	}
	return 0, false
}
