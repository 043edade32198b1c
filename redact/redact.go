// Package redact finds secrets and personal data in what leaves a server and
// does with them what the operator says: a numbered placeholder, a hash, a mask,
// a token.
//
//	f := redact.Default()
//	f.String("mail alice@example.com") // "mail [EMAIL_1]"
//
// A [Filter] is a guard.Redactor: one call's texts come together, and the same
// value has the same number in all of them, so that a result's text and its
// structured twin agree. [Results] puts a redactor around a single handler,
// [Filter.Writer] and [Filter.Reader] redact streams, [Filter.Error] errors, and
// [New] takes a [Config] with presets, countries, rules, detectors and actions.
//
// What is found stands in [Filter.Rules], and "mcpcordon try text -list" prints
// it: some 260 vendors' tokens by their documented form, JSON Web Tokens and
// Keys, private keys also without their end, passwords in URLs, headers and
// assignments, PINs and one-time codes, e-mail addresses, payment cards and their
// security codes, IBANs, and the identity numbers of 39 countries. Strong shapes,
// with a prefix or a check digit, are found wherever they stand. Weak ones (nine
// bare digits, a password) are found only below a key, under a column's head or
// behind a word that says what they are; columns are those of CSV, Markdown, HTML,
// INSERT, COPY (of secrets) and of blanks.
//
// A value is also found behind JSON, percent, HTML and program escapes, also if
// they were escaped again, quoted-printable, base64 and hexadecimal digits in lines
// and dumps, lists of bytes, zero-width, full-width and look-alike characters,
// colours of terminals, UTF-16, and up to six of these at once. Nothing in a text
// can switch a rule off.
//
// The texts of a call are read together. A value that only a label gave away is
// looked for in all of them, so that a text hides what its structured twin names;
// a text that is nothing but a label, or the head of a table, counts for the next
// one; a vendor's token or a private key is also found in pieces: lines, literals,
// texts, keys and strings of a document.
//
// What is not found:
//   - placeholders, and the samples of credentials that vendors publish in their
//     documents and repositories, such as the token of jwt.io, if nothing else
//     belongs to the value and no rule of the operator's finds it;
//   - in a text of more than 64 KiB that is full of values, at times what reads as
//     one only without its neighbours: a second run over the edited text finds it;
//   - names, postal addresses, and what only a person would recognize: use a
//     [Detector];
//   - values that are compressed, encrypted, reversed, spelled out with blanks, in
//     base32, or drawn; encoded values of fewer than fifteen bytes with nothing
//     beside them;
//   - values other than tokens and keys that are cut into pieces, and tokens of
//     which each piece is shorter than four characters or has no digit;
//   - passwords with white space inside, or of letters only with fewer than
//     twenty, but for small ones below the key password of a document; those
//     beside a user's name that no word such as login or credentials names:
//     admin / x, -b admin x;
//   - numbers in groups of other sizes than usual or with different marks between
//     them, and those cut over strings or texts, but for cards, and SSNs that a
//     label names, of which each group is a string of one array or a text of its
//     own, and nothing else stands there; without the word card, groups that are
//     in order or named for ports, years and the like; more than 32 values of a
//     call that begin with the same eight bytes, where nothing names them;
//   - addresses of networks, telephone numbers, dates and coordinates, unless
//     [Strict] is asked for.
//
// One number in ten that begins like a card's has its check digit and is taken
// for one. A Filter is a net below careful handlers. It does not stop a handler
// that wants to smuggle a value out.
package redact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Filter replaces values by placeholders. It is immutable and safe for
// concurrent use. It takes time linear in the size of the texts. A nil or zero
// Filter blocks everything.
type Filter struct {
	rules         []ruleInfo // from index 1 on
	kinds         []Kind
	special       [numSpecials]ruleID
	literals      []literal
	digitLiterals []int16 // those that begin with a digit
	shapes        shapeTable
	forms         formTable
	gate          gate
	dates         bool    // are looked for
	careful       bool    // a known value may stand within a run of digits
	exact         *Filter // of the known values alone; nil without any
	operators     ruleID  // the first rule that is not built in
	own           int     // the first of the operator's literals; 0 without any

	detectors []Detector
	detected  map[Kind]ruleID // the rules of what they find
	actions   [maxKinds]Action
	suppress  []Suppression
	key       string
	vault     Vault
	stable    *stable
	report    func(context.Context, *guard.Call, []Finding)

	maxBytes, maxFindings int
	triggers
}

// Default returns the Filter of the zero [Config].
func Default() *Filter { return standard() }

var standard = sync.OnceValue(func() *Filter {
	f, err := New(Config{})
	if err != nil {
		panic(err) // the built-in rules do not compile
	}
	return f
})

// Format keeps the known values that a Filter holds out of every print.
func (Filter) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "redact.Filter") }

func (f *Filter) empty() bool { return f == nil || len(f.rules) == 0 }

var errEmpty = errors.New("redact: the filter has no rules")

const blocked = "[BLOCKED]"

// String returns s with placeholders, for logs and errors. It reads s as a
// plain text; see Redact. If Redact fails it returns a fixed string.
func (f *Filter) String(s string) string {
	texts := [1]guard.Text{{Value: s}}
	if _, err := f.Redact(context.Background(), nil, texts[:]); err != nil {
		return blocked
	}
	return texts[0].Value
}

// Redact implements guard.Redactor; ctx and call may be nil. Each value becomes
// a placeholder such as [EMAIL_1], numbered by Kind from the first one that the
// texts do not already contain; placeholders are never replaced.
//
// In a JSON text strings and keys are edited in the raw bytes: order, numbers
// and white space stay. A number that is a value becomes a string: a result
// whose schema asks for a number is then no longer valid and must not leave.
// Plain and Label texts that are JSON objects or arrays are treated the same
// way. A Base64 text is edited if it decodes to a text, in any encoding
// that holds ASCII; in pictures, sound, archives and other data only tokens and
// private keys are looked for, and an edited file may be of no use.
//
// Redact returns a *guard.Denial with CodeResultBlocked if a JSON text is not
// JSON, or if two keys of one object would become equal. No error or Finding
// holds a value. After an error some texts may be changed and others not.
func (f *Filter) Redact(ctx context.Context, call *guard.Call, texts []guard.Text) ([]guard.Finding, error) {
	if f.empty() {
		return nil, guard.Deny(guard.CodeResultBlocked, "").Because("%w", errEmpty)
	}
	n := f.session(ctx, call, texts)
	defer n.done()
	n.detailed = f.report != nil
	if err := n.all(); err != nil {
		return nil, err
	}
	if f.report != nil && len(n.findings) > 0 {
		f.report(ctx, call, n.findings)
	}
	return n.counted(), nil
}

// Text returns s with placeholders, and every finding with its offsets in s. It
// reads s as a plain text, for an anonymous caller.
func (f *Filter) Text(ctx context.Context, s string) (string, []Finding, error) {
	if f.empty() {
		return "", nil, errEmpty
	}
	texts := [1]guard.Text{{Value: s}}
	n := f.session(ctx, nil, texts[:])
	defer n.done()
	n.detailed = true
	if err := n.all(); err != nil {
		return "", nil, err
	}
	return texts[0].Value, n.findings, nil
}

// Error returns an error with the text of err after redaction. It keeps the
// kind of err for errors.Is and errors.As, and with it the original's text: hand
// on only what Error returns. Nil stays nil.
func (f *Filter) Error(err error) error {
	if err == nil {
		return nil
	}
	return &cleanError{f.String(err.Error()), err}
}

type cleanError struct {
	text  string
	cause error
}

func (e *cleanError) Error() string { return e.text }

// Format keeps the cause out of every print.
func (e *cleanError) Format(s fmt.State, verb rune) {
	if verb == 'q' || s.Flag('#') {
		_, _ = fmt.Fprintf(s, "%q", e.text)
		return
	}
	_, _ = io.WriteString(s, e.text)
}

func (e *cleanError) Is(target error) bool { return errors.Is(e.cause, target) }

func (e *cleanError) As(target any) bool { return errors.As(e.cause, target) }
