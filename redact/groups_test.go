package redact_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// groupRows hold numbers whose groups are the strings of one array.
var groupRows = []row{
	{"a card in an array", `{"parts":["4111","1111","1111","1111"],"n":1}`, `{"parts":["[CARD_1]","[CARD_1]","[CARD_1]","[CARD_1]"],"n":1}`},
	{"a card of three groups", `["3782", "822463", "10005"]`, `["[CARD_1]", "[CARD_1]", "[CARD_1]"]`},
	{"a number of a person below its name", `{"ssn":["219","45","6789"]}`, `{"ssn":["[SSN_1]","[SSN_1]","[SSN_1]"]}`},
	{"a value behind it", `[["4111","1111","1111","1111"],"al@x.io"]`, `[["[CARD_1]","[CARD_1]","[CARD_1]","[CARD_1]"],"[EMAIL_1]"]`},
}

// groupAlikes are arrays of other numbers.
var groupAlikes = []string{
	`["4111","1111","1111","1112"]`, `["4111","1111","1111","1111","2222"]`, `["4111","1111","1111"]`, `["4111","1111","1111","x111"]`, `[4111,1111,1111,1111]`, `["4111","1111","1111",1111]`,
	`{"ports":["4111","1111","1111","1111"]}`, `{"years":["1999","2001","2004","2020"]}`, `{"zip_codes":["4111","1111","1111","1111"]}`, `{"a":["219","45","6789"]}`, `["192","168","0","1"]`,
	`{"ids":["4821","1034","7765","2290"]}`, `["2024","11","21"]`, `["415","555","2671"]`, `["4","1","1","1"]`, `[]`, `["12"`,
}

func TestGroupsInAnArray(t *testing.T) { tryRows(t, groupRows) }

func TestArraysOfOtherNumbersStay(t *testing.T) { stay(t, groupAlikes) }

// A list in order is more likely one of ports or ids than a card, but for its name.
func TestGroupsInOrderNeedAName(t *testing.T) {
	const groups = `["4003","5006","7008","9018"]` // with a check digit
	stay(t, []string{`{"list":` + groups + `}`})
	tryRows(t, []row{{"with one", `{"pan":` + groups + `}`, `{"pan":["[CARD_1]","[CARD_1]","[CARD_1]","[CARD_1]"]}`}})
}

func TestGroupsInTextsOfACall(t *testing.T) {
	for _, c := range []struct{ texts, want string }{
		{"4111|1111|1111|1111", "[CARD_1]|[CARD_1]|[CARD_1]|[CARD_1]"},
		{"Card:| 4111 |1111\n|1111|1111|done", "Card:| [CARD_1] |[CARD_1]\n|[CARD_1]|[CARD_1]|done"},
		{"your ssn is|219|45|6789", "your ssn is|[SSN_1]|[SSN_1]|[SSN_1]"},
		{"219|45|6789", "219|45|6789"}, {"4111|1111|1111|1112", "4111|1111|1111|1112"}, {"4111|1111|1111|1111|2", "4111|1111|1111|1111|2"}, {"4111|1111|x|1111|1111", "4111|1111|x|1111|1111"},
		{"22|22|22|22|22|22|4111|1111|1111|1111", "22|22|22|22|22|22|4111|1111|1111|1111"}, {"[CARD_1]|4003|5006|7008|9018", "[CARD_1]|4003|5006|7008|9018"},
		{"|4111|1111|1111|1111|", "|[CARD_1]|[CARD_1]|[CARD_1]|[CARD_1]|"},
	} {
		var texts []guard.Text
		for s := range strings.SplitSeq(c.texts, "|") {
			texts = append(texts, guard.Text{Value: s})
		}
		once, _ := redacted(t, slices.Clone(texts)...)
		if got := strings.Join(once, "|"); got != c.want {
			t.Errorf("%q became %q, want %q", c.texts, got, c.want)
		}
	}
}
