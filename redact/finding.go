package redact

// Confidence says how sure a finding is.
type Confidence uint8

const (
	// Possible values look like what was asked for.
	Possible Confidence = iota + 1
	// Likely values have a label that says what they are.
	Likely
	// Sure values have a vendor's prefix, a check digit or a frame.
	Sure
)

var confidenceNames = [...]string{"unknown", "possible", "likely", "sure"}

// String returns the name in lower case.
func (c Confidence) String() string {
	if int(c) >= len(confidenceNames) {
		return confidenceNames[0]
	}
	return confidenceNames[c]
}

// A Finding is one value that was found. It never holds the value.
type Finding struct {
	Kind Kind
	// Rule is the ID of the rule that found it.
	Rule string
	// Text is the index of the text, and Where its place in the result.
	Text  int
	Where string
	// Start and End are byte offsets in the text as it came. A value in a
	// Base64 text has those of the text itself.
	Start, End int
	Confidence Confidence
	// Encoding is what stood between the value and the text: "json",
	// "percent", "base64" and so on; empty if nothing did.
	Encoding string
	// Action is what was done.
	Action Action
	// Suppressed says that the operator lets the value pass.
	Suppressed bool
	// Reference is the same for equal values under the same Config.Key; it
	// allows to correlate findings without the value.
	Reference string
}
