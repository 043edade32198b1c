package bench

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
)

// The corpora are made here, from a fixed seed, so that every run and every
// contender reads the same bytes.

type corpus struct {
	name string
	text string
}

func newRand() *rand.Rand { return rand.New(rand.NewPCG(7, 11)) }

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

func hexOf(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[r.IntN(16)]
	}
	return string(b)
}

func uuidOf(r *rand.Rand) string {
	return hexOf(r, 8) + "-" + hexOf(r, 4) + "-4" + hexOf(r, 3) + "-a" + hexOf(r, 3) + "-" + hexOf(r, 12)
}

var (
	firstNames = strings.Fields("Alice Bob Carla David Emma Farid Grace Hugo Ines Jonas Karin Luis Maria Nils Olga Paul")
	lastNames  = strings.Fields("Smith Garcia Martin Rossi Jensen Novak Silva Kumar Tanaka Weber Moreau Lindqvist")
	services   = strings.Fields("billing search api inventory auth scheduler ingest profile")
	segments   = []string{"private", "key account", "trial", "partner"}
	sentences  = []string{"connection accepted", "request completed", "cache miss for item", "retrying upstream after timeout", "worker started", "slow query on orders", "access token refreshed"}
)

// jsonResult is a tool's answer of about one KiB.
func jsonResult() string {
	r := newRand()
	var b strings.Builder
	b.WriteString(`{"items":[`)
	for i := 0; b.Len() < 900; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"%s %s part","url":"https://api.example.com/v1/parts/%d","price":%.2f,"status":"active","tags":["steel","m%d"],"updated_at":"2026-03-%02dT09:%02d:11Z"}`,
			1000+r.IntN(90000), pick(r, services), pick(r, services), 1000+r.IntN(90000), r.Float64()*500, r.IntN(12), 1+r.IntN(28), r.IntN(60))
	}
	b.WriteString(`],"next":null,"total":1204}`)
	return b.String()
}

func logText(size int) string {
	r := newRand()
	var b strings.Builder
	for b.Len() < size {
		fmt.Fprintf(&b, "2026-03-%02dT%02d:%02d:%02d.%03dZ INFO [%s-%d] %s path=/api/v1/%s/%d status=%d took=%dms trace=%s\n", 1+r.IntN(28), r.IntN(24), r.IntN(60),
			r.IntN(60), r.IntN(1000), pick(r, services), r.IntN(9), pick(r, sentences), pick(r, services), r.IntN(99999), 200+r.IntN(5), r.IntN(900), uuidOf(r))
	}
	return b.String()
}

// sourceText is Go-like code with comments, strings, imports and tests.
func sourceText(size int) string {
	r := newRand()
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		name := pick(r, services) + pick(r, lastNames)
		fmt.Fprintf(&b, "// %s reads the %s and returns how many rows it saw.\nfunc %s(ctx context.Context, key string, limit int) (int, error) {\n", name, pick(r, services), name)
		fmt.Fprintf(&b, "\trows, err := db.QueryContext(ctx, \"SELECT id, name FROM %s WHERE key = $1 LIMIT $2\", key, limit)\n", pick(r, services))
		fmt.Fprintf(&b, "\tif err != nil {\n\t\treturn 0, fmt.Errorf(\"%s: %%w\\n\", err)\n\t}\n\tdefer rows.Close()\n", pick(r, services))
		fmt.Fprintf(&b, "\tfor n := %d; rows.Next(); n++ {\n\t\tvar token tokenizer.Token\n\t\tif token = p.next(); token.Kind == tokenizer.Ident && token.Text != \"\" {\n\t\t\tcontinue\n\t\t}\n\t}\n\treturn %d, rows.Err()\n}\n\n", r.IntN(4), r.IntN(10))
	}
	return b.String()
}

func telemetryCSV(size int) string {
	r := newRand()
	var b strings.Builder
	b.WriteString("timestamp,host,cpu,memory,disk_read,disk_write,latency_ms,region\n")
	for b.Len() < size {
		fmt.Fprintf(&b, "2026-03-%02dT%02d:%02d:%02dZ,%s-%d,%.2f,%d,%d,%d,%.3f,eu-west-%d\n", 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), pick(r, services), r.IntN(400),
			r.Float64()*100, r.IntN(1<<30), r.IntN(99999), r.IntN(99999), r.Float64()*40, 1+r.IntN(3))
	}
	return b.String()
}

func cardOf(r *rand.Rand) string {
	d := []byte("4")
	for len(d) < 15 {
		d = append(d, byte('0'+r.IntN(10)))
	}
	sum := 0
	for i, c := range d {
		n := int(c - '0')
		if i%2 == 0 {
			n *= 2
			n -= n / 10 * 9
		}
		sum += n
	}
	return string(append(d, byte('0'+(10-sum%10)%10)))
}

// personalCSV is a table of customers, as an export has it.
func personalCSV(size int) string {
	r := newRand()
	var b strings.Builder
	b.WriteString("id,first_name,last_name,email,phone,street,city,zip,card_number,segment,amount,created\n")
	for i := 0; b.Len() < size; i++ {
		first, last := pick(r, firstNames), pick(r, lastNames)
		fmt.Fprintf(&b, "%d,%s,%s,%s.%s%d@example.com,(%d) 555-%04d,%d Main Street,Springfield,%05d,%s,%s,%.2f,2025-%02d-%02d\n", 100000+i, first, last,
			strings.ToLower(first), strings.ToLower(last), r.IntN(999), 200+r.IntN(700), r.IntN(10000), 1+r.IntN(9000), r.IntN(99999), cardOf(r), pick(r, segments), r.Float64()*900, 1+r.IntN(12), 1+r.IntN(28))
	}
	return b.String()
}

// plainCorpora have nothing that calls for a second view.
func plainCorpora() []corpus {
	return []corpus{{"json_1KB", jsonResult()}, {"log_64KB", logText(64 << 10)}, {"source_1MB", sourceText(1 << 20)},
		{"telemetry_10MB", telemetryCSV(10 << 20)}, {"personal_10MB", personalCSV(10 << 20)}}
}

// evasiveCorpora have escapes, encodings and unusual characters on every line,
// and a value behind one of them on every tenth.
func evasiveCorpora() []corpus {
	r := newRand()
	var b strings.Builder
	for i := 0; b.Len() < 256<<10; i++ {
		value := pick(r, sentences)
		if i%10 == 0 {
			value = strings.ToLower(pick(r, firstNames)) + "@example.com"
		}
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "GET /v1/%s?q=%s&n=%d 200\n", pick(r, services), url.QueryEscape(url.QueryEscape(value)), r.IntN(999))
		case 1:
			fmt.Fprintf(&b, "%s payload=%s\n", pick(r, services), base64.StdEncoding.EncodeToString([]byte("message: "+value+" of "+pick(r, services))))
		case 2:
			fmt.Fprintf(&b, "%s \\u%04x%s \\x41 done\n", pick(r, services), value[0], value[1:])
		case 3:
			fmt.Fprintf(&b, "\x1b[32m%s\x1b[0m &#%d;%s &amp; more\n", pick(r, services), value[0], value[1:])
		default:
			fmt.Fprintf(&b, "%s — “%s\u200b%s” für %s\n", pick(r, services), value[:3], value[3:], pick(r, lastNames))
		}
	}
	return []corpus{{"evasive_256KB", b.String()}}
}
