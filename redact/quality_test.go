package redact_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/redact"
)

// TestQuality measures recall and false alarms on labelled cases, and fails
// below the bars. It says how the rules do on the cases we know, not on those
// we do not. To see the figures:
//
//	go test ./redact -run TestQuality -v
func TestQuality(t *testing.T) {
	f := redact.Default()
	for _, q := range []struct {
		name  string
		cases []labelled
		least float64 // percent that must be handled as labelled
	}{
		{"strong", strongCases(), 98}, {"labelled", labelledCases(), 92}, {"evasions", evasionCases(), 90}, {"look-alikes", lookalikeCases(), 99.4},
	} {
		t.Run(q.name, func(t *testing.T) {
			right := 0
			for _, c := range q.cases {
				out := f.String(c.text)
				ok := out == c.text
				if c.value != "" {
					ok = !ok && !strings.Contains(out, c.value)
				}
				if ok {
					right++
				} else {
					t.Logf("%.160q became %.160q", c.text, out)
				}
			}
			percent := 100 * float64(right) / float64(len(q.cases))
			t.Logf("%s: %d of %d, %.2f %%", q.name, right, len(q.cases), percent)
			if percent < q.least || len(q.cases) < 100 {
				t.Errorf("%.2f %% of %d cases, want at least %.2f %% of at least 100", percent, len(q.cases), q.least)
			}
		})
	}
}

// A labelled case holds a value that must go, or none, and must then stay.
type labelled struct{ text, value string }

// places are where strong values stand.
var places = []string{"%s", "the value %s.", `{"a": "%s"}`, "x=%s", "a,b\n1,%s\n", "- key: %s\n", "<v>%s</v>", "[info] got '%s' from peer", "| %s | 12 |"}

func strongCases() (cases []labelled) {
	for _, x := range strongIdentifiers {
		for _, p := range places {
			value := x.value
			if strings.HasPrefix(p, "{") {
				quoted, _ := json.Marshal(value)
				value = string(quoted[1 : len(quoted)-1])
			}
			cases = append(cases, labelled{strings.ReplaceAll(p, "%s", value), value})
		}
	}
	for _, r := range positives {
		cases = append(cases, labelled{r.text, missing(r)})
	}
	for _, r := range rows {
		cases = append(cases, labelled{r.text, missing(r)})
	}
	for _, r := range vendorRows {
		value := missing(r)
		for _, p := range places {
			cases = append(cases, labelled{strings.ReplaceAll(p, "%s", value), value})
		}
	}
	return cases
}

// missing returns the part of a row's text that is not in what is wanted of it.
func missing(r row) string {
	n := 0
	for n < len(r.text) && n < len(r.want) && r.text[n] == r.want[n] {
		n++
	}
	end := strings.IndexByte(r.want[n:], ']')
	rest := r.want[n:]
	if end >= 0 {
		rest = r.want[n+end+1:]
	}
	if i := strings.IndexByte(rest, '['); i >= 0 {
		rest = rest[:i]
	}
	value := r.text[n:]
	if i := strings.LastIndex(value, rest); rest != "" && i > 0 {
		value = value[:i]
	}
	return value
}

func labelledCases() (cases []labelled) {
	for _, x := range labelledIdentifiers {
		key := strings.ReplaceAll(x.label, " ", "_")
		for _, text := range []string{
			x.label + ": " + x.value, "My " + x.label + " is " + x.value + ".", `{"` + key + `":"` + x.value + `"}`, `{"user":{"` + key + `":{"value":"` + x.value + `"}}}`,
			"id;" + x.label + ";n\n7;" + x.value + ";1\n", strings.ToUpper(key) + "=" + x.value, "<" + key + ">" + x.value + "</" + key + ">", key + ": " + x.value + "\nother: 1\n",
		} {
			cases = append(cases, labelled{text, x.value})
		}
	}
	for _, name := range []string{"password", "DB_PASSWORD", "dbPassword", "secret", "client_secret", "apiKey", "API_KEY", "access-token", "authToken", "passwd", "pwd", "credentials"} {
		for _, value := range []string{"hunter2-Zq81xK", body(hexa, 32), "aZ3kQ9bX7mR1tY5cV8nL"} {
			for _, form := range []string{"%n=%v", "%n: %v", `"%n": "%v"`, `%n = "%v"`, "%n := '%v'", "<%n>%v</%n>", `{"name":"%n","value":"%v"}`, `x.set("%n", "%v")`, "--%n=%v", "--%n %v", "?%n=%v&a=1"} {
				cases = append(cases, labelled{strings.NewReplacer("%n", name, "%v", value).Replace(form), value})
			}
		}
	}
	for _, form := range structures {
		for _, value := range []string{secret, "hunter2Zq8!", "Tr0ub4dor&3x"} {
			cases = append(cases, labelled{strings.ReplaceAll(form, "%s", value), value})
		}
	}
	return cases
}

func evasionCases() (cases []labelled) {
	for _, d := range disguises {
		for _, v := range disguised {
			hidden := d.hide(v.value)
			if d.long && !v.long || hidden == v.value {
				continue
			}
			for _, p := range []string{"see %s there", "value=%s", "a\n%s\nb"} {
				cases = append(cases, labelled{strings.ReplaceAll(p, "%s", hidden), hidden})
			}
		}
	}
	for _, r := range evasions {
		cases = append(cases, labelled{r.text, missing(r)})
	}
	return cases
}

// lookalikeCases are texts that only look like values: those written down, and
// made ones of every sort that systems put out.
func lookalikeCases() (cases []labelled) {
	for _, l := range lookalikes {
		cases = append(cases, labelled{l.text, ""})
	}
	for _, text := range slices.Concat(alikes, codeAlikes, pairAlikes, groupAlikes, honestOutput()) {
		cases = append(cases, labelled{text, ""})
	}
	r := rand.New(rand.NewPCG(3, 4))
	digits := func(n int) string { return fmt.Sprintf("%0*d", n, r.Int64N(pow10(n))) }
	hexes := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte("0123456789abcdef"[r.IntN(16)])
		}
		return b.String()
	}
	for range 120 {
		for _, text := range []string{
			"commit " + hexes(40), "at " + hexes(7), hexes(8) + "-" + hexes(4) + "-4" + hexes(3) + "-a" + hexes(3) + "-" + hexes(12), "order " + digits(10) + " shipped",
			"2026-03-" + fmt.Sprintf("%02d", 1+r.IntN(28)) + "T10:11:12.345Z", "ts=17" + digits(8), "ts=17" + digits(11), "v" + digits(1) + "." + digits(2) + "." + digits(3),
			"#" + hexes(6), "$" + digits(3) + "." + digits(2), "id=" + digits(7), "sha256:" + hexes(64), "node " + digits(4) + "-" + digits(5), "etag \"" + hexes(16) + "\"",
			`{"id":` + digits(9) + `,"size":` + digits(6) + `}`, "pid " + digits(5) + " port " + digits(4), "size: " + digits(6) + " bytes, took " + digits(3) + "ms", "10." + digits(2) + "." + digits(2) + ".7",
			"function(e,t){return e[" + digits(3) + "]^t<<" + digits(1) + "}", "ticket #" + digits(6), "lat 48." + digits(8) + " lng 11." + digits(8), "build " + digits(8) + "." + digits(2),
			"sku AB-" + digits(4) + "-" + digits(2), "h1:" + b64(hexes(33))[:43] + "=", "arn:aws:iam::" + digits(12) + ":role/deploy",
		} {
			cases = append(cases, labelled{text, ""})
		}
	}
	slices.SortFunc(cases, func(a, b labelled) int { return strings.Compare(a.text, b.text) })
	return slices.Compact(cases)
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
