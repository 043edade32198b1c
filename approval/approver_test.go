package approval_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/approval"
	"github.com/mcpcordon/mcpcordon/guard"
)

var (
	_ guard.Approver = (*approval.Approver)(nil)
	_ guard.Resumer  = (*approval.Approver)(nil)
)

var (
	alice = guard.Caller{Issuer: "https://id.example", Subject: "alice"}
	bob   = guard.Caller{Issuer: "https://id.example", Subject: "bob"}
)

func decode(t testing.TB, args string) guard.Arguments {
	t.Helper()
	a, err := guard.Decode([]byte(args), guard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// deletion is the call that is to be approved. Each edit changes one thing.
func deletion(t testing.TB, edits ...func(*guard.Call)) *guard.Call {
	c := &guard.Call{
		Kind: guard.KindTool, Name: "delete_file", Caller: alice, Reference: "ref-1",
		Args: decode(t, `{"path":"notes.txt"}`),
	}
	for _, edit := range edits {
		edit(c)
	}
	return c
}

func asks(c *guard.Call)      { c.Client.Elicitation = true }
func byBob(c *guard.Call)     { c.Caller = bob }
func anonymous(c *guard.Call) { c.Caller = guard.Caller{} }
func token(s string) func(*guard.Call) {
	return func(c *guard.Call) { c.Token = s }
}
func answer(state, action string) func(*guard.Call) {
	return func(c *guard.Call) {
		asks(c)
		c.Round = &guard.Round{State: state, Action: action}
	}
}
func args(t testing.TB, s string) func(*guard.Call) {
	return func(c *guard.Call) { c.Args = decode(t, s) }
}

// ask makes a call and returns the Ask it leads to.
func ask(t testing.TB, a guard.Approver, least guard.Strength, edits ...func(*guard.Call)) *guard.Ask {
	t.Helper()
	var asked *guard.Ask
	if err := a.Approve(t.Context(), deletion(t, edits...), least); !errors.As(err, &asked) {
		t.Fatalf("Approve = %v, want an Ask", err)
	}
	return asked
}

func approve(t testing.TB, a guard.Approver, least guard.Strength, edits ...func(*guard.Call)) guard.Code {
	t.Helper()
	return guard.CodeOf(a.Approve(t.Context(), deletion(t, edits...), least))
}

func TestConsentLetsTheCallPassOnce(t *testing.T) {
	a := approval.New(nil)
	for _, tc := range []struct {
		name  string
		least guard.Strength
		edits []func(*guard.Call)
		reply func(*guard.Ask) func(*guard.Call)
	}{
		{"by a second call", guard.TwoPhase, nil, func(q *guard.Ask) func(*guard.Call) { return token(q.Token) }},
		{"by a second anonymous call", guard.TwoPhase, []func(*guard.Call){anonymous}, func(q *guard.Ask) func(*guard.Call) { return token(q.Token) }},
		{"by an elicitation", guard.TwoPhase, []func(*guard.Call){asks}, func(q *guard.Ask) func(*guard.Call) { return answer(q.Token, "accept") }},
		{"by an elicitation that is required", guard.ClientAttested, []func(*guard.Call){asks}, func(q *guard.Ask) func(*guard.Call) { return answer(q.Token, "accept") }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := ask(t, a, tc.least, tc.edits...)
			second := append(tc.edits, tc.reply(q))
			if got := approve(t, a, tc.least, second...); got != "" {
				t.Fatalf("the answer = %q, want it to pass", got)
			}
			if got := approve(t, a, tc.least, second...); got != guard.CodeApprovalExpired {
				t.Errorf("the same answer again = %q", got)
			}
		})
	}
}

func TestAskSaysWhatAndHow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, elicit := range []bool{false, true} {
			got := ask(t, approval.New(nil), guard.TwoPhase, func(c *guard.Call) { c.Client.Elicitation = elicit })
			if len(got.Token) != 78 {
				t.Errorf("the token has %d characters", len(got.Token))
			}
			got.Token = ""
			want := &guard.Ask{
				Preview: "delete_file\npath: \"notes.txt\"", Expires: time.Now().Add(5 * time.Minute),
				Elicit: elicit, Reference: "ref-1",
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// naiveToken is what the naive twin hands out as token and as state.
const naiveToken = "delete_file"

// naive is how approvals are often written: the model's word is enough, the
// state has no seal, the answer is believed, and where the client cannot ask
// nobody asks.
func naive(c *guard.Call, least guard.Strength) bool {
	if c.Round != nil {
		return c.Round.Action == "accept"
	}
	confirm, _ := c.Args.Lookup("/confirm")
	return confirm == true || strings.HasPrefix(c.Token, naiveToken) ||
		least == guard.ClientAttested && !c.Client.Elicitation
}

// Each attack is tried on a pending approval of alice's call, which must
// survive it.
func TestAttacksAreRefusedAndUseNothingUp(t *testing.T) {
	type edit = func(*guard.Call)
	edits := func(e ...edit) []edit { return e }
	for _, tc := range []struct {
		name   string
		least  guard.Strength
		elicit bool // how the pending approval was asked for
		attack func(token string) []edit
		want   guard.Code
	}{
		{"the model says confirm itself", guard.TwoPhase, false, func(string) []edit { return edits(args(t, `{"path":"notes.txt","confirm":true}`)) }, guard.CodeApprovalRequired},
		{"an invented token on the first call", guard.TwoPhase, false, func(string) []edit { return edits(token(naiveToken)) }, guard.CodeApprovalExpired},
		{"an invented state on the first call", guard.TwoPhase, true, func(string) []edit { return edits(answer(naiveToken, "accept")) }, guard.CodeApprovalExpired},
		{"a token with other arguments", guard.TwoPhase, false, func(s string) []edit { return edits(token(s), args(t, `{"path":"all"}`)) }, guard.CodeApprovalExpired},
		{"a token with one more argument", guard.TwoPhase, false, func(s string) []edit { return edits(token(s), args(t, `{"path":"notes.txt","recursive":true}`)) }, guard.CodeApprovalExpired},
		{"a token of another tool", guard.TwoPhase, false, func(s string) []edit { return edits(token(s), func(c *guard.Call) { c.Name = "delete_tree" }) }, guard.CodeApprovalExpired},
		{"a token for a prompt of the same name", guard.TwoPhase, false, func(s string) []edit { return edits(token(s), func(c *guard.Call) { c.Kind = guard.KindPrompt }) }, guard.CodeApprovalExpired},
		{"a token of another caller", guard.TwoPhase, false, func(s string) []edit { return edits(token(s), byBob) }, guard.CodeApprovalExpired},
		{"a token by nobody", guard.TwoPhase, false, func(s string) []edit { return edits(token(s), anonymous) }, guard.CodeApprovalExpired},
		{"the same subject of another issuer", guard.TwoPhase, false, func(s string) []edit {
			return edits(token(s), func(c *guard.Call) { c.Caller.Issuer = "https://evil.example" })
		}, guard.CodeApprovalExpired},
		{"issuer and subject split elsewhere", guard.TwoPhase, false, func(s string) []edit {
			return edits(token(s), func(c *guard.Call) { c.Caller = guard.Caller{Issuer: "https://id.examplea", Subject: "lice"} })
		}, guard.CodeApprovalExpired},
		{"a state with other arguments", guard.TwoPhase, true, func(s string) []edit { return edits(answer(s, "accept"), args(t, `{"path":"all"}`)) }, guard.CodeApprovalExpired},
		{"a state of another caller", guard.TwoPhase, true, func(s string) []edit { return edits(answer(s, "accept"), byBob) }, guard.CodeApprovalExpired},
		{"the state of an elicitation as a token", guard.TwoPhase, true, func(s string) []edit { return edits(token(s)) }, guard.CodeApprovalExpired},
		{"a token as the state of an elicitation", guard.TwoPhase, false, func(s string) []edit { return edits(answer(s, "accept")) }, guard.CodeApprovalExpired},
		{"a token where the user must be asked", guard.ClientAttested, false, func(s string) []edit { return edits(token(s)) }, guard.CodeApprovalExpired},
		{"a state and an invented token together", guard.TwoPhase, true, func(s string) []edit { return edits(answer(s, "accept"), token("x")) }, guard.CodeApprovalExpired},
		{"an answer without a state", guard.TwoPhase, true, func(string) []edit { return edits(answer("", "accept")) }, guard.CodeApprovalExpired},
		{"a token with a space", guard.TwoPhase, false, func(s string) []edit { return edits(token(s + " ")) }, guard.CodeApprovalExpired},
		{"a token with a line feed", guard.TwoPhase, false, func(s string) []edit { return edits(token(s + "\n")) }, guard.CodeApprovalExpired},
		{"no elicitation, so none is needed", guard.ClientAttested, true, func(string) []edit { return nil }, guard.CodeApprovalUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := approval.New(nil)
			first := []edit{}
			if tc.elicit {
				first = append(first, asks)
			}
			q := ask(t, a, guard.TwoPhase, first...)
			if got := approve(t, a, tc.least, tc.attack(q.Token)...); got != tc.want {
				t.Errorf("the attack = %q, want %q", got, tc.want)
			}
			if !naive(deletion(t, tc.attack(naiveToken)...), tc.least) {
				t.Error("the naive twin refuses the attack, so the row shows nothing")
			}
			honest := token(q.Token)
			if tc.elicit {
				honest = answer(q.Token, "accept")
			}
			if got := approve(t, a, guard.TwoPhase, honest); got != "" {
				t.Errorf("the honest answer afterwards = %q, want it to pass", got)
			}
		})
	}
}

func TestNobodyElseCanDecline(t *testing.T) {
	a := approval.New(nil)
	q := ask(t, a, guard.TwoPhase, asks)
	if got := approve(t, a, guard.TwoPhase, answer(q.Token, "decline"), byBob); got != guard.CodeApprovalExpired {
		t.Errorf("another caller's decline = %q", got)
	}
	if got := approve(t, a, guard.TwoPhase, answer(q.Token, "accept")); got != "" {
		t.Errorf("the caller's own accept = %q", got)
	}
}

func TestEveryByteOfATokenCounts(t *testing.T) {
	a := approval.New(nil)
	q := ask(t, a, guard.TwoPhase)
	raw, err := base64.RawURLEncoding.DecodeString(q.Token)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		for bit := range 8 {
			raw[i] ^= 1 << bit
			if got := approve(t, a, guard.TwoPhase, token(base64.RawURLEncoding.EncodeToString(raw))); got != guard.CodeApprovalExpired {
				t.Fatalf("byte %d, bit %d: %q", i, bit, got)
			}
			raw[i] ^= 1 << bit
		}
	}
	for i := range q.Token { // also the bits that base64 does not use
		for _, c := range "AQgwZz09-_" {
			changed := q.Token[:i] + string(c) + q.Token[i+1:]
			if got := approve(t, a, guard.TwoPhase, token(changed)); got != guard.CodeApprovalExpired && changed != q.Token {
				t.Fatalf("character %d as %q: %q", i, c, got)
			}
			if changed == q.Token { // that one was the right token: it is used up
				q = ask(t, a, guard.TwoPhase)
			}
		}
	}
	if got := approve(t, a, guard.TwoPhase, token(q.Token)); got != "" {
		t.Errorf("the right token = %q", got)
	}
}

func TestAllRefusalsOfATokenReadTheSame(t *testing.T) {
	a := approval.New(nil)
	q := ask(t, a, guard.TwoPhase)
	texts := map[string]bool{}
	for _, edits := range [][]func(*guard.Call){
		{token("x")}, {token(q.Token), byBob}, {token(q.Token), args(t, `{"path":"x"}`)}, {answer(q.Token, "accept")},
		{token(strings.Repeat("A", len(q.Token)))}, {token("!" + q.Token[1:])},
	} {
		texts[a.Approve(t.Context(), deletion(t, edits...), guard.TwoPhase).Error()] = true
	}
	_ = approve(t, a, guard.TwoPhase, token(q.Token))
	texts[a.Approve(t.Context(), deletion(t, token(q.Token)), guard.TwoPhase).Error()] = true
	if len(texts) != 1 {
		t.Errorf("refusals differ: %v", texts)
	}
}

func TestOnlyAcceptIsConsent(t *testing.T) {
	for _, action := range []string{"decline", "cancel", "", "Accept", "accept ", "yes"} {
		a := approval.New(nil)
		q := ask(t, a, guard.ClientAttested, asks)
		if got := approve(t, a, guard.ClientAttested, answer(q.Token, action)); got != guard.CodeApprovalDenied {
			t.Errorf("action %q = %q", action, got)
		}
		if got := approve(t, a, guard.ClientAttested, answer(q.Token, "accept")); got != guard.CodeApprovalExpired {
			t.Errorf("accept after %q = %q, want the question closed", action, got)
		}
	}
}

func TestConsentExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := approval.New(&approval.Options{TTL: time.Minute})
		first, second := ask(t, a, guard.TwoPhase), ask(t, a, guard.TwoPhase)
		time.Sleep(time.Minute - time.Nanosecond)
		if got := approve(t, a, guard.TwoPhase, token(first.Token)); got != "" {
			t.Errorf("just before the end = %q", got)
		}
		time.Sleep(time.Nanosecond)
		if got := approve(t, a, guard.TwoPhase, token(second.Token)); got != guard.CodeApprovalExpired {
			t.Errorf("at the end = %q", got)
		}
	})
}

func TestConsentIsSpentOnceInParallel(t *testing.T) {
	a := approval.New(nil)
	for range 50 {
		q := ask(t, a, guard.TwoPhase)
		var passed atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			call := deletion(t, token(q.Token))
			all.Go(func() {
				if a.Approve(t.Context(), call, guard.TwoPhase) == nil {
					passed.Add(1)
				}
			})
		}
		all.Wait()
		if passed.Load() != 1 {
			t.Fatalf("one consent let %d calls pass", passed.Load())
		}
	}
}

func TestAnotherApproverKnowsNoneOfIt(t *testing.T) {
	q := ask(t, approval.New(nil), guard.TwoPhase)
	if got := approve(t, approval.New(nil), guard.TwoPhase, token(q.Token)); got != guard.CodeApprovalExpired {
		t.Errorf("after a restart = %q", got)
	}
}

func TestPendingIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := approval.New(&approval.Options{MaxPending: 3, MaxPendingPerCaller: 2, TTL: time.Minute})
		first := ask(t, a, guard.TwoPhase)
		ask(t, a, guard.TwoPhase)
		if got := approve(t, a, guard.TwoPhase); got != guard.CodeTooBusy {
			t.Errorf("a third question of one caller = %q", got)
		}
		ask(t, a, guard.TwoPhase, byBob)
		if got := approve(t, a, guard.TwoPhase, anonymous); got != guard.CodeTooBusy {
			t.Errorf("a fourth question in all = %q", got)
		}
		if got := approve(t, a, guard.TwoPhase, token(first.Token)); got != "" {
			t.Errorf("an answer while full = %q", got)
		}
		ask(t, a, guard.TwoPhase) // the answer made room
		time.Sleep(time.Minute)
		ask(t, a, guard.TwoPhase) // and so does time
		ask(t, a, guard.TwoPhase)
	})
}

func TestResumeKnowsACallOnce(t *testing.T) {
	a := approval.New(nil)
	q := ask(t, a, guard.ClientAttested, asks)
	twoPhase := ask(t, a, guard.TwoPhase)
	resume := func(edits ...func(*guard.Call)) (string, bool) {
		call := deletion(t, edits...)
		call.Reference, call.Args = "ref-2", guard.Arguments{} // not decoded yet
		return a.Resume(t.Context(), call)
	}
	for name, edits := range map[string][]func(*guard.Call){
		"a first call":             {},
		"an invented state":        {answer("invented", "accept")},
		"another caller":           {answer(q.Token, "accept"), byBob},
		"another tool":             {answer(q.Token, "accept"), func(c *guard.Call) { c.Name = "read_file" }},
		"a token as state":         {answer(twoPhase.Token, "accept")},
		"a token":                  {token(twoPhase.Token)},
		"a state whose seal broke": {answer(q.Token[:77]+string(q.Token[77]^1), "accept")},
	} {
		if ref, ok := resume(edits...); ok || ref != "" {
			t.Errorf("%s is resumed as %q", name, ref)
		}
	}
	if ref, ok := resume(answer(q.Token, "accept")); !ok || ref != "ref-1" {
		t.Errorf("Resume = %q, %v, want ref-1", ref, ok)
	}
	if _, ok := resume(answer(q.Token, "accept")); ok {
		t.Error("the same state is resumed twice: calls would go unmetered")
	}
	if got := approve(t, a, guard.ClientAttested, answer(q.Token, "accept")); got != "" {
		t.Errorf("Approve after Resume = %q", got)
	}
}

func TestWhatIsNotSetUpRefuses(t *testing.T) {
	var none *approval.Approver
	for name, tc := range map[string]struct {
		a     guard.Approver
		least guard.Strength
	}{
		"a nil approver":          {none, guard.TwoPhase},
		"the zero approver":       {new(approval.Approver), guard.TwoPhase},
		"a negative time":         {approval.New(&approval.Options{TTL: -1}), guard.TwoPhase},
		"a negative bound":        {approval.New(&approval.Options{MaxPending: -1}), guard.TwoPhase},
		"a negative caller bound": {approval.New(&approval.Options{MaxPendingPerCaller: -1}), guard.TwoPhase},
		"no strength":             {approval.New(nil), guard.NoApproval},
		"an unknown strength":     {approval.New(nil), guard.ClientAttested + 1},
	} {
		if got := approve(t, tc.a, tc.least, asks); got != guard.CodeApprovalUnavailable {
			t.Errorf("%s = %q", name, got)
		}
		if _, ok := tc.a.(guard.Resumer).Resume(t.Context(), deletion(t, answer("x", "accept"))); ok {
			t.Errorf("%s resumes", name)
		}
	}
}

func FuzzToken(f *testing.F) {
	a := approval.New(&approval.Options{TTL: time.Hour})
	q := ask(f, a, guard.TwoPhase)
	f.Add(q.Token[:77])
	f.Add(q.Token + "=")
	f.Add(strings.Repeat("A", 78))
	f.Add("AQ" + strings.Repeat("_", 76))
	f.Add("\x00")
	f.Fuzz(func(t *testing.T, s string) {
		if s == q.Token || s == "" {
			return
		}
		if got := approve(t, a, guard.TwoPhase, token(s)); got != guard.CodeApprovalExpired {
			t.Errorf("token %q = %q", s, got)
		}
		if got := approve(t, a, guard.TwoPhase, answer(s, "accept")); got != guard.CodeApprovalExpired {
			t.Errorf("state %q = %q", s, got)
		}
	})
}

func BenchmarkAskAndConfirm(b *testing.B) {
	a := approval.New(nil)
	first, second := deletion(b), deletion(b)
	b.ReportAllocs()
	for b.Loop() {
		var q *guard.Ask
		if !errors.As(a.Approve(b.Context(), first, guard.TwoPhase), &q) {
			b.Fatal("not asked")
		}
		second.Token = q.Token
		if err := a.Approve(b.Context(), second, guard.TwoPhase); err != nil {
			b.Fatal(err)
		}
	}
}
