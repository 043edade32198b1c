package guard_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

func TestADenialSaysWhatTheClientMaySee(t *testing.T) {
	cause := errors.New("open /host/secret")
	d := guard.Deny(guard.CodeRateLimited, "").Because("reading %q: %w", "secret", cause)
	d.Argument, d.RetryAfter, d.Reference = "o/p", 1500*time.Millisecond, "REF"
	const want = `rate_limited (argument "o/p"): too many calls; wait before the next one (retry after 2 s) (ref REF)`
	for _, got := range []string{d.Error(), fmt.Sprint(d), fmt.Sprintf("%v", error(d)), fmt.Sprintf("%s", d)} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if d.Detail != `reading "secret": open /host/secret` || !errors.Is(d, cause) || !errors.Is(d, guard.Deny(guard.CodeRateLimited, "other")) || errors.Is(d, guard.Deny(guard.CodeForbidden, "")) {
		t.Errorf("the operator's side: %q", d.Detail)
	}
}

func TestRetrySecondsRoundUp(t *testing.T) {
	for after, want := range map[time.Duration]int64{0: 0, 1: 1, time.Second: 1, time.Second + 1: 2, time.Hour: 3600} {
		if got := (&guard.Denial{RetryAfter: after}).RetrySeconds(); got != want {
			t.Errorf("RetrySeconds(%v) = %d, want %d", after, got, want)
		}
	}
	for _, after := range []time.Duration{-time.Hour, math.MinInt64} {
		if got := (&guard.Denial{RetryAfter: after}).RetrySeconds(); got > 0 {
			t.Errorf("RetrySeconds(%v) = %d", after, got)
		}
	}
}

func TestCodeOf(t *testing.T) {
	for _, row := range []struct {
		err  error
		want guard.Code
	}{
		{nil, ""},
		{errSecret, guard.CodeInternal},
		{guard.Deny(guard.CodeForbidden, ""), guard.CodeForbidden},
		{fmt.Errorf("x: %w", guard.Deny(guard.CodeForbidden, "")), guard.CodeForbidden},
		{fmt.Errorf("x: %w", &guard.Ask{}), guard.CodeApprovalRequired},
	} {
		if got := guard.CodeOf(row.err); got != row.want {
			t.Errorf("CodeOf(%v) = %q, want %q", row.err, got, row.want)
		}
	}
}

func TestNamesInTheRecordAreStable(t *testing.T) {
	for got, want := range map[string]string{
		guard.KindTool.String(): "tool", guard.Kind(200).String(): "unknown", guard.ClientAttested.String(): "client_attested", guard.Strength(9).String(): "unknown",
		guard.Late.String(): "late", guard.Stage(9).String(): "unknown", guard.KindRequest.String(): "request",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCallerIDsAreDistinct(t *testing.T) {
	seen := map[string]guard.Caller{}
	for _, c := range []guard.Caller{{Issuer: "a", Subject: "b"}, {Issuer: "a\",\"", Subject: "b"}, {Issuer: "", Subject: "ab"}, {Issuer: "a,", Subject: "b"}, {Subject: "x\xff"}, {Subject: "x\xfe"}, {Subject: "x\ufffd"}} {
		if other, clash := seen[c.ID()]; clash {
			t.Errorf("%q and %q have the ID %s", c, other, c.ID())
		}
		seen[c.ID()] = c
	}
	if (guard.Caller{Issuer: "a"}).ID() != "" {
		t.Error("an anonymous caller has an ID")
	}
}
