package policyfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Size is a number of bytes, written as a number or as text with a unit:
// 65536, "64KiB", "16MiB", "2GiB".
type Size int64

// UnmarshalJSON reads both spellings.
func (s *Size) UnmarshalJSON(text []byte) error {
	written := strings.Trim(string(text), `"`)
	digits, factor := written, int64(1)
	if len(written) < len(text) { // only text has a unit
		for unit, bytes := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
			if number, ok := strings.CutSuffix(written, unit); ok {
				digits, factor = number, bytes
			}
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > (1<<62)/factor {
		return fmt.Errorf(`%s is no size such as 65536, "64KiB", "16MiB" or "2GiB"`, text)
	}
	*s = Size(n * factor)
	return nil
}

// A Duration is a time span, written as Go writes it: "30s", "1m30s".
type Duration time.Duration

// UnmarshalJSON reads the text.
func (d *Duration) UnmarshalJSON(text []byte) error {
	span, err := time.ParseDuration(strings.Trim(string(text), `"`))
	if err != nil || span < 0 || text[0] != '"' {
		return fmt.Errorf(`%s is no time span such as "30s"`, text)
	}
	*d = Duration(span)
	return nil
}
