package redact_test

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

func utf16be(s string) string {
	le := []byte(utf16le(s))
	for i := 0; i+1 < len(le); i += 2 {
		le[i], le[i+1] = le[i+1], le[i]
	}
	return string(le)
}

// noise is data of no format.
func noise(n int) []byte { return oracle{rand.New(rand.NewPCG(5, 6))}.bytes(n) }

func TestBlobsThatAreNoTextHideNothing(t *testing.T) {
	picture := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + string(noise(500))
	for name, data := range map[string]string{
		"one bad byte": "key \xff " + githubToken, "a bad byte at the end": strings.Repeat("text ", 400) + githubToken + "\xff", "a bad byte first": "\xff\npassword=" + secret, "Latin-1": "Schl\xfcssel f\xfcr J\xfcrgen: alice@example.com",
		"a byte order mark": "\xef\xbb\xbfuser,password\nal," + secret + "\n", "UTF-16": utf16le("key " + githubToken), "UTF-16, big end first": utf16be("mail alice@example.com"), "UTF-16 with an odd byte": "\xff\xfe" + utf16le("key "+githubToken) + "x",
		"a picture": picture + "tEXt" + " " + githubToken + "\x00", "data": string(noise(2000)) + " " + githubToken + " " + string(noise(99)), "a key in data": string(noise(900)) + pem + string(noise(50)),
	} {
		got, _ := redacted(t, guard.Text{Form: guard.Base64, Value: base64.StdEncoding.EncodeToString([]byte(data))})
		left, err := base64.StdEncoding.DecodeString(got[0])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if text := strings.ReplaceAll(string(left), "\x00", ""); !strings.Contains(text, "_1]") || strings.Contains(text, githubToken) || strings.Contains(text, secret) || strings.Contains(text, base62[2:30]) {
			t.Errorf("%s: left %.300q", name, left)
		}
	}
}

func TestFilesStay(t *testing.T) {
	for name, data := range map[string]string{
		"a picture with an address": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + string(noise(300)) + " a@b.io \x00", "data": string(noise(5000)), "data with an address": string(noise(300)) + " alice@example.com " + string(noise(300)),
		"an archive": "\x1f\x8b\x08\x00" + string(noise(700)), "text": "nothing to see", "UTF-16": utf16le("nothing to see"), "Latin-1": "Schl\xfcssel",
	} {
		in := base64.StdEncoding.EncodeToString([]byte(data))
		if got, _ := redacted(t, guard.Text{Form: guard.Base64, Value: in}); got[0] != in {
			t.Errorf("%s became %.200q", name, got[0])
		}
	}
}
