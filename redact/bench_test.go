package redact_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

func repeated(s string, size int) string { return strings.Repeat(s, size/len(s)+1)[:size] }

var (
	cleanLog  = repeated("2024-11-21T03:34:01.123Z INFO [worker-7] GET /v1/items/48213?limit=50 status=200 took=12.5ms id=9f8e7d6c-5b4a-4928-9170-6f5e4d3c2b1a\n", 1024)
	cleanJSON = "[" + strings.TrimSuffix(strings.Repeat(`{"id":48213,"name":"left bracket","price":12.5,"tags":["steel","m8"],"at":"2024-11-21T03:34:01Z"},`, 10), ",") + "]"
	leakyJSON = strings.Replace(strings.Replace(cleanJSON, "left bracket", "alice@example.com", 1), "steel", "219-45-6789", 1)
)

// TestCleanTextsAllocateNothing holds the promise that most results cost no
// memory.
func TestCleanTextsAllocateNothing(t *testing.T) {
	f := redact.Default()
	for name, x := range map[string]guard.Text{"a log": {Value: cleanLog}, "JSON": {Form: guard.JSON, Value: cleanJSON}, "JSON as text": {Value: cleanJSON}} {
		texts := []guard.Text{x}
		least := 1.0
		for range 50 { // the race detector makes pools forget
			least = min(least, testing.AllocsPerRun(1, func() {
				if _, err := f.Redact(t.Context(), nil, texts); err != nil {
					t.Fatal(err)
				}
			}))
		}
		if n := least; n > 0 || texts[0] != x {
			t.Errorf("%s: %v allocations, want 0, and no change", name, n)
		}
	}
}

// hostile inputs make careless matchers quadratic.
var hostile = []string{
	"a@", "@", "a.", "1 ", "1-", "4111 ", "1", "password=", "password=a1b2c3(", "password=[EMAIL_1]", "token:\"", "key=", "sk-", "sk-ey", "eyJ.", "eyJaaaaaaaaa.eyJ",
	"-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----END ", "-----END PRIVATE KEY-----", "aaaaaaaaaaaaaaaaaaaa\n", "-----BEGIN A PRIVATE KEY-----\n-----END B PRIVATE KEY-----",
	"[", "[EMAIL_1", "://a:", "Bearer ", "Basic aaaa", "ssn 219456789 ", `{"a":`, `[`, `"\\`, "a@b.io ", "ghp_", "xoxp-%2B", "password=)))))))))",
	"://a:b@", "://", "@x.y.", "password='", "a:", "eyJa.eyJa.a ", "%20", "xn--", "Comment:", "name,ssn\n219456789,\"a,", "a,b:\n", "|a|ssn\n",
	"00 ", "61 ", "61:", "0x61,", "[1,1", "[61,", "=4", "=40", "(at) ", "password\n", "password ", "password  a1", "<td>password</td>", "\"password\" ", "mysql -p", ":5432:a:b:", "|password|a1\n", "│password│", "\\\\", "\\0", "&#1", "+AAAA\n", "> aaaaAAAA\n",
	"$2a$", "passwords: ", "DE89 ", "name: password\n", "a,b.\n", "x\x01", "密码", `[["a"],`, `{"columns":["password"],"rows":[[`, "-----BEGIN PRIVATE KEY-----\n\"", "00000000  61 ", "password -> ", "·1", "cookie: a=", "cookie: a=;", "Pwd={", "κωδικός=", "pin: ", "cvv,", "otp", "482910 is your otp ", "login: a:", "credentials: a / ",
	"htpasswd -b ", "net user ", "WIFI:S:", "WIFI:S;", "s:8:\"password\";s:9:\"", "1) \"password\"\n2) \"", "[\"password\":", "[\"password\"]=>\nstring(9) ", "unseal key 1:", "https://a1B2c3D4", "https://a1B2c3D4e5F6g7H8i9J0@",
}

func benchmark(b *testing.B, x guard.Text) {
	f := redact.Default()
	texts := []guard.Text{x}
	b.SetBytes(int64(len(x.Value)))
	b.ReportAllocs()
	for b.Loop() {
		texts[0] = x
		if _, err := f.Redact(b.Context(), nil, texts); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCleanKiB(b *testing.B) { benchmark(b, guard.Text{Value: cleanLog}) }
func BenchmarkCleanJSONKiB(b *testing.B) {
	benchmark(b, guard.Text{Form: guard.JSON, Value: cleanJSON})
}
func BenchmarkLeakyKiB(b *testing.B) {
	benchmark(b, guard.Text{Value: "alice@example.com 219-45-6789 " + cleanLog})
}
func BenchmarkLeakyJSONKiB(b *testing.B) {
	benchmark(b, guard.Text{Form: guard.JSON, Value: leakyJSON})
}
func BenchmarkImageMiB(b *testing.B) {
	benchmark(b, guard.Text{Form: guard.Base64, Value: b64(repeated("\x89PNG\x00\xff\xfe", 768<<10))})
}

// BenchmarkLongKeyMiB shows that a key is read once, not for each value below it.
func BenchmarkLongKeyMiB(b *testing.B) {
	key, numbers := repeated("key word ", 512<<10), repeated("219456789 ", 512<<10)
	b.Run("a string", func(b *testing.B) {
		benchmark(b, guard.Text{Form: guard.JSON, Value: `{"` + key + `":"` + numbers + `"}`})
	})
	b.Run("an array", func(b *testing.B) {
		benchmark(b, guard.Text{Form: guard.JSON, Value: `{"` + key + `":[` + strings.Repeat("219456789,", 50_000) + `0]}`})
	})
	b.Run("keys above", func(b *testing.B) {
		above := strings.Repeat(`{"`+repeated("key word ", 32<<10)+`":`, 16)
		benchmark(b, guard.Text{Form: guard.JSON, Value: above + `"` + numbers + `"` + strings.Repeat("}", 16)})
	})
}

// BenchmarkFindingsOfTurns shows that the offsets of findings of a second turn
// are not looked for among all edits of the first: the time per byte is the same
// for four times as many.
func BenchmarkFindingsOfTurns(b *testing.B) {
	f := redact.Default()
	for _, n := range []int{2_000, 8_000} {
		text := `{"k":"` + pem + `","m":[` + strings.Repeat(`"a@b.io",`, n) + `1],"ssn":{"x":["` + strings.Repeat("219456789 ", n) + `"]}}`
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, _, err := f.Text(b.Context(), text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHostileMiB shows that no shape is far slower than a clean text.
func BenchmarkHostileMiB(b *testing.B) {
	for _, unit := range hostile {
		b.Run(fmt.Sprintf("%.20q", unit), func(b *testing.B) { benchmark(b, guard.Text{Value: repeated(unit, 1<<20)}) })
	}
}

// TestFindingsInOneKiBAllocateLittle: the text, the builder's growth, and the
// list of counts.
func TestFindingsInOneKiBAllocateLittle(t *testing.T) {
	f := redact.Default()
	texts := []guard.Text{{}}
	leaky := "alice@example.com 219-45-6789 " + cleanLog[:990]
	least := 100.0
	for range 50 {
		least = min(least, testing.AllocsPerRun(1, func() {
			texts[0].Value = leaky
			if _, err := f.Redact(t.Context(), nil, texts); err != nil {
				t.Fatal(err)
			}
		}))
	}
	if least > 3+raceAllocations {
		t.Errorf("%v allocations, want at most 3", least)
	}
}
