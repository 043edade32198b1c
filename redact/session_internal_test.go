package redact

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// TestSessionsForget: nothing of a call stays in a session that is given back, also
// if a value stood behind an escape, in pieces or in a label's next text.
func TestSessionsForget(t *testing.T) {
	const mail, secret = "alice@example.com", "Xy7kQp2Zt9Lm"
	f, err := New(Config{Actions: map[Kind]Action{Email: Mask}})
	if err != nil {
		t.Fatal(err)
	}
	for _, texts := range [][]guard.Text{
		{{Value: "to %61lice@example.com, password=" + secret}, {Value: "password:"}, {Value: secret}},
		{{Form: guard.JSON, Value: `{"password":"\u0058y7kQp2Zt9Lm","to":"alice\u0040example.com"}`}, {Value: "It says " + secret}},
		{{Value: "to %61lice@example.com"}},
	} {
		n := f.session(t.Context(), nil, texts)
		if err := n.all(); err != nil || n.total == 0 {
			t.Fatalf("%d findings, %v", n.total, err)
		}
		n.done()
		held := append(n.values[:cap(n.values)], string(n.out[:cap(n.out)]))
		for i := range n.views {
			held = append(held, string(n.views[i].buf[:cap(n.views[i].buf)]))
		}
		for _, s := range held {
			for _, part := range [...]string{mail, secret, "e.com", "****"} {
				if strings.Contains(s, part) {
					t.Errorf("a session holds %q", s)
				}
			}
		}
	}
}
