package redact

// usual is what most texts look like: prose, code, logs, documents, tables. What
// is rare in it is rare elsewhere, and a good place to look for a literal.
const usual = `
The request was completed in 12 ms, and the answer is on its way to the client. You can find more about how this works in the documentation of the project;
if there is a problem with the connection, please try again later or write to the team. It has been seen that some of these are not what they should be.
2026-03-01T09:15:02.345Z INFO [worker-7] connection accepted path=/api/v1/items/48213 status=200 took=35ms trace=9f8e7d6c-5b4a-4928-9170-6f5e4d3c2b1a
Mar  4 11:22:33 host systemd[1]: Started session 42 of user root. 10.0.3.17 - - "GET /static/app.min.js HTTP/1.1" 304 0 "-" "Mozilla/5.0 (X11; Linux x86_64)"
{"id":1234,"name":"left bracket part","url":"https://api.example.com/v1/parts/1234","price":12.50,"status":"active","tags":["steel","m8"],"updated_at":"2026-03-12T09:15:11Z","next":null,"total":1204}
{"type": "object", "properties": {"query": {"type": "string", "description": "What to search for"}, "limit": {"type": "integer", "default": 10}}, "required": ["query"], "user_id": 77, "created": true}
// Open reads the file and returns how many lines it saw.
func Open(ctx context.Context, name string, limit int) (int, error) {
	rows, err := db.QueryContext(ctx, "SELECT id, name FROM orders WHERE user_id = $1 ORDER BY created_at DESC LIMIT $2", name, limit)
	if err != nil {
		return 0, fmt.Errorf("open: %w", err)
	}
	defer rows.Close()
	for i := range rows { if i == nil { continue }; list = append(list, i.Value) }
	return len(list), nil
}
import os, sys
class Handler(object):
    def __init__(self, config=None): self.data = [x for x in config if x is not None]
const result = await fetch(url).then(r => r.json()); export default function App({ children }) { return <div className="container">{children}</div>; }
public static void main(String[] args) throws Exception { System.out.println("key, token, user, session, password"); }
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-server
  labels: {app: web, tier: frontend}
Search the sources of all modules and resources; the scheduler includes parts, products, events and results of the search.
<html><head><title>Page</title><link rel="stylesheet" href="/css/main.css"></head><body><p>Text &amp; more</p></body></html>
timestamp,host,cpu,memory,disk_read,latency_ms,region
2026-03-01T09:15:02Z,ingest-123,45.67,123456789,12345,12.345,eu-west-1
id,first_name,last_name,street,city,zip,amount,created
100001,Alice,Smith,77 Main Street,Springfield,12345,99.95,2025-11-02
| column | value | --- | ## Install: run "npm install" and then "go build ./..." to check, test, push; see https://github.com/org/repo/blob/main/README.md
`

// counts are how often bytes, pairs and three bytes stand in usual texts, all digits
// taken together.
var counts = func() (c struct {
	bytes   [256]float64
	pairs   [1 << 16]float64
	triples map[[3]byte]float64
}) {
	c.triples = map[[3]byte]float64{}
	first, before := alike(' '), alike(' ')
	for _, b := range []byte(usual) {
		b = alike(b)
		c.bytes[b]++
		c.pairs[pairOf(before, b)]++
		c.triples[[3]byte{first, before, b}]++
		first, before = before, b
	}
	return c
}()

func alike(b byte) byte {
	if class[b]&digit != 0 {
		return '0'
	}
	return b
}

// frequency estimates how often a pair of bytes stands in usual texts.
func frequency(a, b byte) float64 {
	a, b = alike(a), alike(b)
	return counts.pairs[pairOf(a, b)] + (counts.bytes[a]+1)*(counts.bytes[b]+1)/float64(len(usual))/4
}

// among estimates how often the pair at i of a text stands in usual texts between
// its neighbours in the text.
func among(text string, i int) float64 {
	n := counts.pairs[pairOf(alike(text[i]), alike(text[i+1]))]
	if i > 0 {
		n = min(n, counts.triples[[3]byte{alike(text[i-1]), alike(text[i]), alike(text[i+1])}])
	}
	if i+2 < len(text) {
		n = min(n, counts.triples[[3]byte{alike(text[i]), alike(text[i+1]), alike(text[i+2])}])
	}
	return n
}
