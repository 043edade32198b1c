package mcpgo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// alice and mallory are two authenticated callers.
var (
	alice   = guard.Caller{Issuer: "test", Subject: "alice"}
	mallory = guard.Caller{Issuer: "test", Subject: "mallory"}
)

// memory is a recorder that keeps everything.
type memory struct {
	mu     sync.Mutex
	events []guard.Event
	fail   error
}

func (m *memory) Record(_ context.Context, e *guard.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.events = append(m.events, *e)
	return nil
}

func (m *memory) all() []guard.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]guard.Event(nil), m.events...)
}

// last returns the last event, which must exist.
func (m *memory) last(t *testing.T) guard.Event {
	t.Helper()
	events := m.all()
	if len(events) == 0 {
		t.Fatal("nothing was recorded")
	}
	return events[len(events)-1]
}

// shout is a redactor that makes its work visible.
type shout struct{}

func (shout) Redact(_ context.Context, _ *guard.Call, texts []guard.Text) ([]guard.Finding, error) {
	found := 0
	for i := range texts {
		for {
			at := indexOf(texts[i].Value, secret)
			if at < 0 {
				break
			}
			found++
			texts[i].Value = texts[i].Value[:at] + "[SECRET]" + texts[i].Value[at+len(secret):]
		}
	}
	if found == 0 {
		return nil, nil
	}
	return []guard.Finding{{Kind: "SECRET", Count: found}}, nil
}

func indexOf(s, sub string) int {
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i:i+len(sub)] == sub {
			return i
		}
	}
	return -1
}

const secret = "hunter2-hunter2"

type unlimited struct{}

func (unlimited) Limit(context.Context, *guard.Call) (func(), error) { return nil, nil }

// policy fills in what a test does not care about.
func policy(p guard.Policy) guard.Policy {
	if p.Record == nil {
		p.Record = &memory{}
	}
	p.Redact, p.Limit, p.InsecureAnonymous = shout{}, unlimited{}, true
	return p
}

func mustGuard(t *testing.T, p guard.Policy) *guard.Guard {
	t.Helper()
	g, err := guard.New(policy(p))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// session is a client session that can bring its own tools.
type session struct {
	id    string
	tools map[string]server.ServerTool
	ch    chan mcp.JSONRPCNotification
}

func newSession(id string) *session {
	return &session{id: id, ch: make(chan mcp.JSONRPCNotification, 100)}
}

func (s *session) SessionID() string                                   { return s.id }
func (s *session) NotificationChannel() chan<- mcp.JSONRPCNotification { return s.ch }
func (s *session) Initialize()                                         {}
func (s *session) Initialized() bool                                   { return true }
func (s *session) GetSessionTools() map[string]server.ServerTool       { return s.tools }
func (s *session) SetSessionTools(tools map[string]server.ServerTool)  { s.tools = tools }

// send hands one raw message to the server and returns the answer as JSON.
func send(ctx context.Context, s *server.MCPServer, message string) string {
	answer, err := json.Marshal(s.HandleMessage(ctx, json.RawMessage(message)))
	if err != nil {
		return "unmarshalable: " + err.Error()
	}
	return string(answer)
}

// request renders a JSON-RPC request; params is JSON.
func request(method, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`, method, params)
}

func callTool(name, arguments string) string {
	return request("tools/call", fmt.Sprintf(`{"name":%q,"arguments":%s}`, name, arguments))
}

// answer is what a client learns from one response.
type answer struct {
	Result struct {
		Content           []struct{ Text string }
		StructuredContent json.RawMessage
		IsError           bool
		Meta              map[string]struct{ Code, Reference string } `json:"_meta"`
		NextCursor        string
		Task              struct{ TaskID string }
		Messages          []struct{ Content struct{ Text string } }
		Contents          []struct{ Text string }
		Completion        struct{ Values []string }
		Tools             []struct{ Name string }
		Prompts           []struct{ Name string }
		Resources         []struct{ URI string }
		ResourceTemplates []struct{ URITemplate string }
		Tasks             []struct{ TaskID string }
	}
	Error *struct {
		Code    int
		Message string
	}
}

func parse(t *testing.T, raw string) answer {
	t.Helper()
	var a answer
	if err := json.Unmarshal([]byte(raw), &a); err != nil {
		t.Fatalf("answer %s: %v", raw, err)
	}
	return a
}

// code returns the denial code of an answer, or "" for success.
func code(t *testing.T, raw string) guard.Code {
	t.Helper()
	a := parse(t, raw)
	if a.Error != nil {
		for i, c := range a.Error.Message {
			if c == ':' || c == ' ' {
				return guard.Code(a.Error.Message[:i])
			}
		}
		return guard.Code(a.Error.Message)
	}
	if !a.Result.IsError {
		return ""
	}
	return guard.Code(a.Result.Meta[mcpgo.DenialMeta].Code)
}

// text is the first text of an answer.
func text(t *testing.T, raw string) string {
	t.Helper()
	a := parse(t, raw)
	switch {
	case a.Error != nil:
		return a.Error.Message
	case len(a.Result.Content) > 0:
		return a.Result.Content[0].Text
	case len(a.Result.Messages) > 0:
		return a.Result.Messages[0].Content.Text
	case len(a.Result.Contents) > 0:
		return a.Result.Contents[0].Text
	default:
		return ""
	}
}

var errBackend = errors.New("pq: password authentication failed for user admin at /srv/internal/db.sock")

// echo is a tool that returns its argument and the secret.
func echo(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	return mcp.NewToolResultText(r.GetString("text", "") + " " + secret), nil
}

func echoTool(name string) mcp.Tool {
	return mcp.NewTool(name, mcp.WithString("text", mcp.Required()))
}

// textRules is the policy of a tool like echo.
var textRules = guard.Tool{Args: guard.Args{"text": guard.FreeText(1000)}}

// A lockedBuilder takes what the SDK writes, which may go on when Serve has ended.
type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
