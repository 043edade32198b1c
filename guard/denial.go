package guard

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Code says why a call was refused. Codes are stable: clients and operators
// may match on them.
type Code string

const (
	CodeToolNotAllowed      Code = "tool_not_allowed"
	CodeInvalidArgument     Code = "invalid_argument"
	CodePathNotAllowed      Code = "path_not_allowed"
	CodeStatementNotAllowed Code = "statement_not_allowed"
	CodeHostNotAllowed      Code = "host_not_allowed"
	CodeCommandNotAllowed   Code = "command_not_allowed"
	CodeUnauthenticated     Code = "unauthenticated"
	CodeForbidden           Code = "forbidden"
	CodeRateLimited         Code = "rate_limited"
	CodeTooBusy             Code = "too_busy"
	CodeQuotaExhausted      Code = "quota_exhausted"
	CodeApprovalRequired    Code = "approval_required"
	CodeApprovalDenied      Code = "approval_denied"
	CodeApprovalExpired     Code = "approval_expired"
	CodeApprovalUnavailable Code = "approval_unavailable"
	CodeResultTooLarge      Code = "result_too_large"
	CodeResultBlocked       Code = "result_blocked"
	CodeDeadlineExceeded    Code = "deadline_exceeded"
	CodeAuditUnavailable    Code = "audit_unavailable"
	CodeCanceled            Code = "canceled"
	CodeInternal            Code = "internal"
)

// hints holds what a Denial tells the model when its maker gave no hint of its
// own. They are fixed: nothing of the call may enter them.
var hints = map[Code]string{
	CodeToolNotAllowed:      "this server does not offer that; use what it lists",
	CodeInvalidArgument:     "the arguments do not fit; read the tool's schema and correct them",
	CodePathNotAllowed:      "the path is not one this server may use; use a relative path inside its folder",
	CodeStatementNotAllowed: "the statement is not allowed; send one read-only SELECT",
	CodeHostNotAllowed:      "the address is not one this server may reach",
	CodeCommandNotAllowed:   "the command or one of its arguments is not allowed",
	CodeUnauthenticated:     "the caller is not authenticated",
	CodeForbidden:           "the caller is not permitted to do this",
	CodeRateLimited:         "too many calls; wait before the next one",
	CodeTooBusy:             "too much work is in progress; try again later",
	CodeQuotaExhausted:      "the quota is used up",
	CodeApprovalRequired:    "the call needs an approval",
	CodeApprovalDenied:      "the call was not approved; do not repeat it",
	CodeApprovalExpired:     "the approval is not valid for this call; ask again without it",
	CodeApprovalUnavailable: "the call needs an approval that cannot be obtained here",
	CodeResultTooLarge:      "the result is too large; ask for less",
	CodeResultBlocked:       "the result was withheld",
	CodeDeadlineExceeded:    "the call took too long",
	CodeAuditUnavailable:    "the call cannot be recorded and was refused",
	CodeCanceled:            "the call was canceled",
	CodeInternal:            "the call failed inside the server",
}

// A Denial is the refusal of a call. Code, Hint, Argument, RetryAfter and
// Reference are for the client; Detail and the wrapped error are for the
// operator and go to the record only.
type Denial struct {
	Code Code
	// Hint tells the model what to do. It is text of the server's author
	// or of this library, never of the client. Empty means the code's own.
	Hint string
	// Argument is the path of the argument at fault, written as in Args
	// and made of names that the schema or the policy declares; "*" stands
	// for a name of the client's. Empty means none.
	Argument string
	// RetryAfter is how long to wait. Zero means that waiting is no help
	// or that nobody knows.
	RetryAfter time.Duration
	// Reference leads to the record. The pipeline sets it.
	Reference string
	// Detail may name values, paths and causes.
	Detail string
	cause  error
}

// Deny returns a Denial with a fixed hint; an empty hint means the code's own.
func Deny(code Code, hint string) *Denial { return &Denial{Code: code, Hint: hint} }

// Because adds the operator's side: a formatted detail. %w wraps a cause.
func (d *Denial) Because(format string, args ...any) *Denial {
	err := fmt.Errorf(format, args...)
	d.Detail, d.cause = err.Error(), errors.Unwrap(err)
	return d
}

// Error returns what the client may see. The operator's side is not in it, so
// that printing a Denial leaks nothing.
func (d *Denial) Error() string {
	var b strings.Builder
	b.WriteString(string(d.Code))
	if d.Argument != "" {
		b.WriteString(" (argument " + strconv.Quote(d.Argument) + ")")
	}
	b.WriteString(": " + d.hint())
	if s := d.RetrySeconds(); s > 0 {
		fmt.Fprintf(&b, " (retry after %d s)", s)
	}
	if d.Reference != "" {
		b.WriteString(" (ref " + d.Reference + ")")
	}
	return b.String()
}

func (d *Denial) hint() string {
	if d.Hint != "" {
		return d.Hint
	}
	return hints[d.Code]
}

// RetrySeconds returns RetryAfter in whole seconds, rounded up.
func (d *Denial) RetrySeconds() int64 {
	return int64((d.RetryAfter + time.Second - 1) / time.Second)
}

// Unwrap returns the cause, for errors.Is on the operator's side.
func (d *Denial) Unwrap() error { return d.cause }

// Is reports whether target is a Denial with the same code, so that
// errors.Is(err, guard.Deny(guard.CodeRateLimited, "")) works.
func (d *Denial) Is(target error) bool {
	t, ok := target.(*Denial)
	return ok && t.Code == d.Code
}

// CodeOf returns the code that err leads a client to see: empty for nil,
// CodeInternal for an error that is neither a Denial nor an Ask.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var d *Denial
	var a *Ask
	switch {
	case errors.As(err, &d):
		return d.Code
	case errors.As(err, &a):
		return CodeApprovalRequired
	default:
		return CodeInternal
	}
}
