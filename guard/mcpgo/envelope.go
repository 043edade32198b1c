package mcpgo

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/guard"
)

// envelope is a JSON-RPC message that can be read in one way only.
type envelope struct {
	method string
	id     any // nil for a notification
	params guard.Members
	isCall bool // has a method; otherwise it answers a request of ours
}

// messageOverhead is what a message may hold beyond the arguments of the
// greatest tool: its envelope, _meta, answers to questions.
const messageOverhead = 64 << 10

// messageLimits bounds a whole message by what any tool accepts.
func messageLimits(g *guard.Guard) guard.Limits {
	l := g.Limits()
	l.Bytes += messageOverhead
	l.String += messageOverhead
	l.Depth += 8
	l.Keys += 256
	l.Items += 256
	l.ExactNumbers = true // ids and tokens are no business of a tool's number rule
	return l
}

// readEnvelope reads a message strictly. The SDK matches keys without regard
// to case and takes the last of two equal ones, so that two readers of one
// message can see two different calls; such a message is refused at any depth.
// Arguments are left to the pipeline, which answers the model. (A prompt's and
// a resource's reach the handler as the SDK's one map, so there is no second
// reading of them.)
func readEnvelope(raw []byte, limits guard.Limits) (*envelope, error) {
	top, err := guard.DecodeMessage(raw, limits)
	if err != nil {
		return nil, asMessage(err)
	}
	e := &envelope{id: top.Get("id")}
	answer := false
	for _, m := range top {
		switch m.Key {
		case "jsonrpc", "method", "id", "params":
		case "result", "error":
			answer = true
		default:
			return e, refused("the message has a key that JSON-RPC does not know")
		}
	}
	if top.Get("jsonrpc") != mcp.JSONRPC_VERSION {
		return e, refused(`the message is not JSON-RPC 2.0`)
	}
	switch e.id.(type) {
	case nil, string, json.Number:
	default:
		return e, refused("the message's id is neither a string nor a number")
	}
	e.method, e.isCall = top.Get("method").(string)
	if e.isCall == answer {
		return e, refused("the message is neither a request nor a response")
	}
	if p := top.Get("params"); p != nil {
		ok := false
		if e.params, ok = p.(guard.Members); !ok {
			return e, refused("the message's params are not an object")
		}
	}
	return e, checkCase(e.params)
}

// paramNames are the names of parameters that mean something to the SDK, by
// their folded form.
var paramNames = func() map[string]string {
	m := map[string]string{}
	for _, name := range []string{"name", "uri", "cursor", "taskId", "arguments", "_meta", "task", "inputResponses", "requestState",
		"ref", "argument", "context", "level", "notifications", "protocolVersion", "capabilities", "clientInfo", "type", "value", "resourceSubscriptions"} {
		m[guard.Fold(name)] = name
	}
	return m
}()

// checkCase refuses a parameter that differs from a known one only in case:
// the SDK would take it for that one.
func checkCase(params guard.Members) error {
	for _, m := range params {
		if name, ok := paramNames[guard.Fold(m.Key)]; ok && name != m.Key {
			return refused("the message's params have a name in the wrong case")
		}
	}
	return nil
}

// checkCaseOf is checkCase for an object inside the params.
func checkCaseOf(inner map[string]any) error {
	for key := range inner {
		if err := checkCase(guard.Members{{Key: key}}); err != nil {
			return err
		}
	}
	return nil
}

// refused is a denial of a message that is not a call yet.
func refused(hint string) *guard.Denial { return guard.Deny(guard.CodeInvalidArgument, hint) }

var messageWords = strings.NewReplacer("the arguments are", "the message is", "the arguments hold", "the message holds", "the arguments contain", "the message contains")

// asMessage words the decoder's refusal for a whole message.
func asMessage(err error) error {
	var d *guard.Denial
	if errors.As(err, &d) {
		return refused(messageWords.Replace(d.Hint))
	}
	return err
}

// shapes holds, for each method the guard lets in, what the SDK decodes it
// into. A message that does not fit is refused here, as the SDK's own words
// for that are Go's.
var shapes = map[string]func() any{
	"initialize":               func() any { return new(mcp.InitializeRequest) },
	"ping":                     func() any { return new(mcp.PingRequest) },
	"server/discover":          func() any { return new(mcp.DiscoverRequest) },
	"subscriptions/listen":     func() any { return new(mcp.SubscriptionsListenRequest) },
	"logging/setLevel":         func() any { return new(mcp.SetLevelRequest) },
	"resources/list":           func() any { return new(mcp.ListResourcesRequest) },
	"resources/templates/list": func() any { return new(mcp.ListResourceTemplatesRequest) },
	"resources/read":           func() any { return new(mcp.ReadResourceRequest) },
	"resources/subscribe":      func() any { return new(mcp.SubscribeRequest) },
	"resources/unsubscribe":    func() any { return new(mcp.UnsubscribeRequest) },
	"prompts/list":             func() any { return new(mcp.ListPromptsRequest) },
	"prompts/get":              func() any { return new(mcp.GetPromptRequest) },
	"tools/list":               func() any { return new(mcp.ListToolsRequest) },
	"tools/call":               func() any { return new(mcp.CallToolRequest) },
	"tasks/get":                func() any { return new(mcp.GetTaskRequest) },
	"tasks/list":               func() any { return new(mcp.ListTasksRequest) },
	"tasks/result":             func() any { return new(mcp.TaskResultRequest) },
	"tasks/cancel":             func() any { return new(mcp.CancelTaskRequest) },
	"completion/complete":      func() any { return new(mcp.CompleteRequest) },
}

// fits reports whether the SDK will be able to decode a request.
func (e *envelope) fits(raw []byte) error {
	shape, known := shapes[e.method]
	if !known {
		return refused("the method is unknown")
	}
	if e.method == string(mcp.MethodToolsCall) && e.plainCall() {
		return nil
	}
	if err := json.Unmarshal(raw, shape()); err != nil {
		return refused("the message's params do not fit the method").Because("%w", err)
	}
	return nil
}

// plainCall reports whether a tools/call holds nothing but a name and
// arguments, which cannot fail to decode. It saves the common call a decoding.
func (e *envelope) plainCall() bool {
	for _, m := range e.params {
		switch m.Key {
		case "name":
			if _, ok := m.Value.(string); !ok {
				return false
			}
		case "arguments":
		default:
			return false
		}
	}
	return true
}
