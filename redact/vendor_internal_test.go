package redact

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// made returns a token that fits a row: prefix, length, characters, check. The
// rows whose check wants a form of its own have their examples here.
func made(r *rand.Rand, v *vendor, prefix string) string {
	hexes := func(n int) string { return randomOf(r, "0123456789abcdef", n) }
	uuids := hexes(8) + "-" + hexes(4) + "-" + hexes(4) + "-" + hexes(4) + "-" + hexes(12)
	alnums := func(n int) string { return randomOf(r, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", n) }
	special := map[string]string{
		"jwt": alnums(20) + ".eyJ" + alnums(30) + "." + alnums(40), "basic": "dXNlcjpodW50ZXIyMg==", "airtable": alnums(14) + "." + hexes(64),
		"clickup": "4837261_" + strings.ToUpper(alnums(30)) + "7Q", "asana": "1203948576/" + "1203948577665544:" + hexes(32), "sourcegraph": hexes(40),
		"launchdarkly": uuids, "hubspot": uuids, "plaid": uuids, "salesforce": alnums(12) + "!" + alnums(90), "discord-bot": alnums(21) + "7." + alnums(6) + "." + alnums(27),
		"coinbase": uuids + "/apiKeys/" + uuids, "wif": randomOf(r, base58Letters, 47) + "a7", "xprv": randomOf(r, base58Letters, 105) + "a7", "octopus": strings.ToUpper(alnums(25)) + "7", "scaleway": strings.ToUpper(alnums(16)) + "7",
		"google-api": "SyB" + alnums(32), "paseto": alnums(60), "mailchimp": "7", "exoscale": hexes(24), "maxmind": "", "bitwarden": uuids + "." + alnums(30) + ":" + alnums(22) + "==",
	}
	if body, ok := special[v.id]; ok {
		return prefix + body
	}
	letters := ""
	for b := range 0x7F {
		if class[b]&masks[v.set]&(alnum|hexLower) != 0 {
			letters += string(rune(b))
		}
	}
	n := max(v.min, 1)
	for range 2000 {
		body := randomOf(r, letters, n)
		if v.check == nil || v.check(body[:min(n, sample)]) {
			return prefix + body
		}
		if v.check(strings.ToUpper(body)) {
			return prefix + strings.ToUpper(body)
		}
	}
	return ""
}

const base58Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

func randomOf(r *rand.Rand, letters string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

// around are places where tokens stand.
var around = []string{"%s", "use %s now", `{"a":"%s"}`, "KEY=%s\n", "<v>%s</v>", "`%s`", "https://x.example/?t=%s&n=1", "(%s)", "a\\n%s\\n"}

func TestEveryVendorsTokensAreFoundEverywhere(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := Default()
	for _, list := range vendors {
		for i := range list {
			v := &list[i]
			for _, prefix := range strings.Fields(v.prefixes) {
				value := made(r, v, strings.ReplaceAll(prefix, "␣", " "))
				if value == "" {
					t.Errorf("%s: no token fits the row of %s", v.id, prefix)
					continue
				}
				if v.lead > 0 {
					lead := "0123456789abcdef0123456789abcdef0123"
					if v.id == "azure-client-secret" {
						lead = "aB38"
					}
					if v.digits > 0 {
						lead = "6697768395"
					}
					value = lead[:min(len(lead), max(v.lead, v.digits))] + value
				}
				missed := 0
				for _, place := range around {
					text := strings.ReplaceAll(place, "%s", value)
					tail := value[len(value)-min(len(value), 12):]
					if strings.Contains(f.String(text), tail) {
						missed++
					}
				}
				if missed > 0 {
					t.Errorf("%s: %q is missed in %d of %d places", v.id, value, missed, len(around))
				}
			}
		}
	}
}
