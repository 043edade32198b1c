package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/examples/fetch/server"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

const secret = "the answer of an internal service"

const page = `<!doctype html><html><head><title>Opening hours</title><style>p{color:red}</style><script>alert("x")</script></head>
<body><h1>Hours</h1><p>Open <b>daily</b>, ask   hours@example.com</p><ul><li>Monday</li><li>Tuesday</li></ul></body></html>`

// start serves the tool for one site on loopback. An internal service is on
// another port; PORT and INTERNAL in a call stand for the two.
func start(t *testing.T) (context.Context, *client.Client, *strings.Replacer) {
	t.Helper()
	internal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, secret) }))
	t.Cleanup(internal.Close)
	site := http.NewServeMux()
	site.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	site.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("0123456789", 3000)+"end") })
	site.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("0123456789", 1<<20)) })
	site.HandleFunc("/image", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		fmt.Fprint(w, "PNG")
	})
	site.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, internal.URL, http.StatusFound) })
	public := httptest.NewServer(site)
	t.Cleanup(public.Close)
	var port int
	if _, err := fmt.Sscanf(public.URL, "http://127.0.0.1:%d", &port); err != nil {
		t.Fatal(err)
	}
	web, err := egress.New(egress.Policy{
		Hosts: []string{"127.0.0.1"}, InsecureHTTP: []string{"127.0.0.1"}, Ports: []int{port}, AllowCIDRs: map[string][]string{"127.0.0.1": {"127.0.0.1/32"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { web.Close() })
	s, g, err := server.New(web, &audit.Memory{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := mcpgo.Verify(s, g); err != nil {
		t.Fatal(err)
	}
	c, err := client.NewInProcessClient(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	ctx := guard.WithCaller(t.Context(), guard.Caller{Issuer: "test", Subject: "alice"})
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Initialize(ctx, mcp.InitializeRequest{}); err != nil {
		t.Fatal(err)
	}
	return ctx, c, strings.NewReplacer("PORT", fmt.Sprint(port), "INTERNAL", strings.TrimPrefix(internal.URL, "http://127.0.0.1:"))
}

// call returns all that a client gets.
func call(ctx context.Context, t *testing.T, c *client.Client, tool, arguments string) string {
	t.Helper()
	r, err := c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(arguments)}})
	if err != nil {
		return err.Error()
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAttacksAreRefusedAndTheirNeighboursPass(t *testing.T) {
	ctx, c, ports := start(t)
	for _, row := range []struct{ name, arguments, want string }{
		{"a page is read as text", `{"url":"http://127.0.0.1:PORT/page"}`, `Hours \nOpen daily , ask [EMAIL_1] \nMonday \nTuesday`},
		{"a long page is read in parts", `{"url":"http://127.0.0.1:PORT/long"}`, `Bytes 0 to 20000 of 30003`},
		{"a long page is read on", `{"url":"http://127.0.0.1:PORT/long","start":20000}`, `6789end"`},
		{"a start behind the end reads nothing", `{"url":"http://127.0.0.1:PORT/long","start":99999999}`, `Bytes 30003 to 30003`},
		{"a page that there is not", `{"url":"http://127.0.0.1:PORT/none"}`, `status 404`},
		{"an internal service is not reached", `{"url":"http://127.0.0.1:INTERNAL/"}`, "host_not_allowed"},
		{"an internal service is not reached by another name", `{"url":"http://localhost:INTERNAL/"}`, "host_not_allowed"},
		{"an internal service is not reached as IPv6", `{"url":"http://[::ffff:127.0.0.1]:PORT/page"}`, "host_not_allowed"},
		{"an internal service is not reached by a number", `{"url":"http://2130706433:INTERNAL/"}`, "host_not_allowed"},
		{"an internal service is not reached behind a user name", `{"url":"http://127.0.0.1:PORT@localhost:INTERNAL/"}`, "host_not_allowed"},
		{"an internal service is not reached by a redirect", `{"url":"http://127.0.0.1:PORT/away"}`, "host_not_allowed"},
		{"metadata is not reached", `{"url":"http://169.254.169.254/latest/meta-data/"}`, "host_not_allowed"},
		{"a file is not read", `{"url":"file:///etc/passwd"}`, "host_not_allowed"},
		{"a page that is too large is refused", `{"url":"http://127.0.0.1:PORT/large"}`, "result_too_large"},
		{"an image is refused", `{"url":"http://127.0.0.1:PORT/image"}`, "result_blocked"},
		{"a negative start is refused", `{"url":"http://127.0.0.1:PORT/page","start":-1}`, "invalid_argument"},
		{"a second URL in other letters is refused", `{"url":"http://127.0.0.1:PORT/page","URL":"http://127.0.0.1:INTERNAL/"}`, "invalid_argument"},
		{"several URLs are refused", `{"url":["http://127.0.0.1:PORT/page"]}`, "invalid_argument"},
		{"no URL is refused", `{}`, "invalid_argument"},
	} {
		text := call(ctx, t, c, "fetch", ports.Replace(row.arguments))
		if !strings.Contains(text, row.want) || strings.Contains(text, secret) || strings.Contains(text, "alert") || strings.Contains(text, "hours@") {
			t.Errorf("%s: %.600s, want %s", row.name, text, row.want)
		}
	}
	if text := call(ctx, t, c, "post", `{}`); !strings.Contains(text, "tool_not_allowed") {
		t.Errorf("a tool that does not exist: %s", text)
	}
	if text := call(t.Context(), t, c, "fetch", ports.Replace(`{"url":"http://127.0.0.1:PORT/page"}`)); !strings.Contains(text, "unauthenticated") {
		t.Errorf("nobody is served without credentials: %s", text)
	}
}

// The tool of a tutorial fetches whatever it is asked for.
func TestWithoutTheGuard(t *testing.T) {
	_, _, ports := start(t)
	for _, url := range []string{"http://127.0.0.1:INTERNAL/", "http://[::ffff:127.0.0.1]:INTERNAL/", "http://127.0.0.1:PORT/away"} {
		resp, err := http.Get(ports.Replace(url))
		if err != nil {
			t.Errorf("without the guard %s: %v, want the secret", url, err)
			continue
		}
		body := make([]byte, len(secret))
		_, _ = resp.Body.Read(body)
		resp.Body.Close()
		if string(body) != secret {
			t.Errorf("without the guard %s: %s, want the secret", url, body)
		}
	}
}
