package mcpgo_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// hostile is a reader that repeats a byte n times and never holds them.
type hostile struct {
	prefix io.Reader
	fill   byte
	n      int
}

func (h *hostile) Read(p []byte) (int, error) {
	if n, err := h.prefix.Read(p); n > 0 || err == nil {
		return n, nil
	}
	if h.n == 0 {
		return 0, io.EOF
	}
	n := min(len(p), h.n)
	for i := range p[:n] {
		p[i] = h.fill
	}
	h.n -= n
	return n, nil
}

func echoServer(t *testing.T, rec *memory) (*server.MCPServer, *guard.Guard) {
	t.Helper()
	g := mustGuard(t, guard.Policy{Record: rec, Tools: map[string]guard.Tool{"echo": textRules}})
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	s.AddTool(echoTool("echo"), echo)
	return s, g
}

// badMessages are refused by every transport with an error that says why, and
// are recorded. An honest call behind each is answered.
var badMessages = []struct{ name, message, want string }{
	{"not JSON", `{"jsonrpc":`, "not valid JSON"},
	{"a batch", `[{"jsonrpc":"2.0","id":1,"method":"ping"}]`, "not one JSON object"},
	{"two values", `{"jsonrpc":"2.0","id":1,"method":"ping"} {}`, "not one JSON object"},
	{"the method twice", `{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}`, "same key twice"},
	{"the method in two cases", `{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/list"}`, "upper and lower case"},
	{"the method in the wrong case", `{"jsonrpc":"2.0","id":1,"METHOD":"ping"}`, "JSON-RPC does not know"},
	{"the name in the wrong case", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"Name":"echo","arguments":{"text":"x"}}}`, "wrong case"},
	{"a notification in two cases", `{"jsonrpc":"2.0","method":"notifications/cancelled","Params":{"requestId":1}}`, "JSON-RPC does not know"},
	{"an object as id", `{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}`, "neither a string nor a number"},
	{"another version", `{"jsonrpc":"1.0","id":1,"method":"ping"}`, "not JSON-RPC 2.0"},
	{"neither request nor response", `{"jsonrpc":"2.0","id":1}`, "neither a request nor a response"},
	{"params that are a list", `{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}`, "params are not an object"},
	{"bytes that are not UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"p\xffng\"}", "not valid UTF-8"},
	{"9 000 levels", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":` + strings.Repeat(`{"a":`, 9000) + `1` + strings.Repeat(`}`, 9000) + `}}`, "nested too deeply"},
	{"100 000 keys", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{` + manyKeys(100_000) + `}}}`, "too many keys"},
	{"a message beyond the limit", `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"` + strings.Repeat("x", 2<<20) + `"}}`, "too large"},
	{"a tool name of 10 000 characters", callTool(strings.Repeat("n", 10_000), `{}`), "tool_not_allowed"},
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":1,`, i)
	}
	return strings.TrimSuffix(b.String(), ",")
}

func TestBadMessagesOverStdio(t *testing.T) {
	for _, row := range badMessages {
		t.Run(row.name, func(t *testing.T) {
			rec := &memory{}
			s, g := echoServer(t, rec)
			lines := serveLines(t, s, g, strings.NewReader(row.message+"\n"+callTool("echo", `{"text":"honest"}`)+"\n"), 2)
			all := strings.Join(lines, "\n")
			if !strings.Contains(all, row.want) || !strings.Contains(all, "honest [SECRET]") {
				t.Errorf("want %q and the honest answer: %.2000s", row.want, all)
			}
			if rec.all()[0].Code == "" && rec.last(t).Code == "" {
				t.Error("the refusal was not recorded")
			}
		})
	}
}

// serveLines serves until n lines came out or the input ended.
func serveLines(t *testing.T, s *server.MCPServer, g *guard.Guard, in io.Reader, n int) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, w := io.Pipe()
	hold, release := io.Pipe() // keeps the input open until the answers are there
	done := make(chan error, 1)
	go func() {
		done <- mcpgo.Stdio{In: io.MultiReader(in, hold), Out: w, Caller: alice}.Serve(ctx, s, g)
		_ = w.Close()
	}()
	var lines []string
	for scanner := bufio.NewScanner(r); len(lines) < n && scanner.Scan(); {
		if !strings.Contains(scanner.Text(), `"method":"notifications/`) { // the SDK's one stdio session may hold another test's
			lines = append(lines, scanner.Text())
		}
	}
	_ = release.Close()
	cancel()
	go func() { _, _ = io.Copy(io.Discard, r) }()
	<-done
	return lines
}

func TestALineWithoutAnEndIsRefusedInBoundedMemory(t *testing.T) {
	s, g := echoServer(t, &memory{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	endless := &hostile{prefix: strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"`), fill: 'x', n: 100 << 20}
	lines := serveLines(t, s, g, io.MultiReader(endless, strings.NewReader("\n"+callTool("echo", `{"text":"honest"}`)+"\n")), 2)
	runtime.ReadMemStats(&after)
	if len(lines) != 2 || !strings.Contains(lines[0], "too large") || !strings.Contains(lines[1], "honest [SECRET]") {
		t.Errorf("answers %q", lines)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
		t.Errorf("100 MB of input allocated %d bytes", grown)
	}
}

func TestStdioNamesTheLocalUser(t *testing.T) {
	rec := &memory{}
	s, g := echoServer(t, rec)
	serveLines(t, s, g, strings.NewReader(callTool("echo", `{"text":"x"}`)+"\n"), 1)
	if e := rec.last(t); e.Caller.Subject != alice.Subject || e.Session != "stdio" {
		t.Errorf("recorded %+v", e)
	}
}

func httpServer(t *testing.T, rec *memory) *httptest.Server {
	t.Helper()
	s, g := echoServer(t, rec)
	handler, err := mcpgo.HTTPHandler(s, g)
	if err != nil {
		t.Fatal(err)
	}
	httpServer := httptest.NewServer(handler)
	t.Cleanup(httpServer.Close)
	return httpServer
}

// anySession is one that nobody opened; the SDK takes it.
const anySession = "mcp-session-00000000-0000-4000-8000-000000000000"

func post(t *testing.T, url string, body io.Reader, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	r.Header.Set("Mcp-Session-Id", anySession)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text)
}

func TestBadMessagesOverHTTP(t *testing.T) {
	for _, row := range badMessages {
		t.Run(row.name, func(t *testing.T) {
			rec := &memory{}
			web := httpServer(t, rec)
			if _, answer := post(t, web.URL, strings.NewReader(row.message)); !strings.Contains(answer, row.want) {
				t.Errorf("want %q: %.2000s", row.want, answer)
			}
			if rec.last(t).Code == "" {
				t.Error("the refusal was not recorded")
			}
			if status, answer := post(t, web.URL, strings.NewReader(callTool("echo", `{"text":"honest"}`))); status != http.StatusOK || !strings.Contains(answer, "honest [SECRET]") {
				t.Errorf("an honest call behind it: %d %s", status, answer)
			}
		})
	}
}

func TestABodyOf64MiBIsRefusedInBoundedMemory(t *testing.T) {
	web := httpServer(t, &memory{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	status, answer := post(t, web.URL, &hostile{prefix: strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"`), fill: 'x', n: 64 << 20})
	runtime.ReadMemStats(&after)
	if status != http.StatusRequestEntityTooLarge && status != 0 { // 0: the connection was closed under the writer
		t.Errorf("%d %.200s", status, answer)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
		t.Errorf("64 MiB of input allocated %d bytes", grown)
	}
}

func TestBrowsersOfOtherSitesAreRefused(t *testing.T) {
	web := httpServer(t, &memory{})
	message := callTool("echo", `{"text":"x"}`)
	for _, row := range []struct {
		name, header, value string
		want                int
	}{
		{"a page of another site", "Origin", "https://attacker.example", http.StatusForbidden},
		{"a page of another site that hides its origin", "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"no browser", "X-Nothing", "x", http.StatusOK},
		{"a page of this server", "Origin", web.URL, http.StatusOK},
	} {
		if status, answer := post(t, web.URL, strings.NewReader(message), row.header, row.value); status != row.want {
			t.Errorf("%s: %d, want %d: %s", row.name, status, row.want, answer)
		}
	}
}

func TestTheAnonymousAreRefusedOverHTTPByDefault(t *testing.T) {
	p := policy(guard.Policy{Tools: map[string]guard.Tool{"echo": textRules}})
	p.InsecureAnonymous = false
	g, err := guard.New(p)
	if err != nil {
		t.Fatal(err)
	}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	s.AddTool(echoTool("echo"), echo)
	handler, err := mcpgo.HTTPHandler(s, g)
	if err != nil {
		t.Fatal(err)
	}
	for want, caller := range map[guard.Code]guard.Caller{guard.CodeUnauthenticated: {}, "": alice} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader([]byte(callTool("echo", `{"text":"x"}`))))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Mcp-Session-Id", anySession)
		r.Header.Set("X-User", "alice") // a client's header is nobody's identity
		handler.ServeHTTP(w, r.WithContext(guard.WithCaller(r.Context(), caller)))
		if got := code(t, w.Body.String()); got != want {
			t.Errorf("caller %+v: %q, want %q", caller, got, want)
		}
	}
}

func TestHandlersDoNotSeeCredentials(t *testing.T) {
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"headers": {}}})
	for name, opts := range map[string][]server.ServerOption{"bare": nil, "guarded": {mcpgo.WithGuard(g)}} {
		s := server.NewMCPServer("test", "1", opts...)
		s.AddTool(mcp.NewTool("headers"), func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultText(r.Header.Get("Authorization") + r.Header.Get("Cookie") + r.Header.Get("X-Request-Id")), nil
		})
		web := httptest.NewServer(server.NewStreamableHTTPServer(s))
		t.Cleanup(web.Close)
		_, answer := post(t, web.URL, strings.NewReader(callTool("headers", `{}`)), "Authorization", "Bearer t0ken", "Cookie", "a=c00kie", "X-Request-Id", "r3quest")
		if seen := strings.Contains(answer, "t0ken") || strings.Contains(answer, "c00kie"); seen != (name == "bare") || !strings.Contains(answer, "r3quest") {
			t.Errorf("%s: %s", name, answer)
		}
	}
}

func TestListenAndServeWantsAuthenticationOrLoopback(t *testing.T) {
	s, g := echoServer(t, &memory{})
	open := func(h http.Handler) http.Handler { return h }
	for _, row := range []struct {
		name, addr   string
		authenticate func(http.Handler) http.Handler
		serves       bool
	}{
		{"loopback without authentication", "127.0.0.1:0", nil, true},
		{"loopback of IPv6 without authentication", "[::1]:0", nil, true},
		{"every address without authentication", ":0", nil, false},
		{"every address of IPv4 without authentication", "0.0.0.0:0", nil, false},
		{"a name without authentication", "localhost:0", nil, false},
		{"every address with authentication", "127.0.0.1:0", open, true},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		err := mcpgo.ListenAndServe(ctx, row.addr, s, g, row.authenticate)
		cancel()
		if (err == nil) != row.serves && !(row.serves && strings.Contains(fmt.Sprint(err), "[::1]")) { // a machine may have no IPv6
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

// The transports verify before they serve.
func TestAServerThatIsNotGuardedIsNotServed(t *testing.T) {
	s, g := echoServer(t, &memory{})
	s.AddTool(mcp.NewTool("forgotten"), echo)
	if err := (mcpgo.Stdio{In: strings.NewReader(""), Out: io.Discard}).Serve(t.Context(), s, g); err == nil || !strings.Contains(err.Error(), "forgotten") {
		t.Errorf("Serve = %v, want the tool's name", err)
	}
	if _, err := mcpgo.HTTPHandler(s, g); err == nil || !strings.Contains(err.Error(), "forgotten") {
		t.Errorf("HTTPHandler = %v, want the tool's name", err)
	}
}
