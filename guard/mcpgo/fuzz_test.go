package mcpgo_test

import (
	"encoding/json"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// FuzzReadEnvelope looks for a message that the strict reader accepts and that
// the SDK reads as another call.
func FuzzReadEnvelope(f *testing.F) {
	for _, row := range badMessages {
		if len(row.message) < 1000 {
			f.Add([]byte(row.message))
		}
	}
	for _, seed := range []string{
		callTool("echo", `{"text":"x"}`),
		`{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"echo","task":{"ttl":1},"_meta":{"progressToken":1}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"docs://a","arguments":{"a":["b"]}}}`,
		`{"jsonrpc":"2.0","id":1.0,"method":"tools/list","params":{"cursor":"x"}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"taskId":"x"}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","nam\u0065":"b"}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","\u006eame":"b","ARGUMENTS":{}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":null}`,
		`{"jsonrpc":"2.0","id":null,"method":"tools/call","params":{"name":"a"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		strict, ok := mcpgo.ReadEnvelope(raw)
		if !ok {
			return
		}
		// These are the SDK's own types, decoded as its dispatcher does.
		var base struct {
			JSONRPC string        `json:"jsonrpc"`
			Method  mcp.MCPMethod `json:"method"`
			ID      any           `json:"id,omitempty"`
			Result  any           `json:"result,omitempty"`
		}
		if err := json.Unmarshal(raw, &base); err != nil {
			t.Fatalf("accepted, and the SDK cannot read it: %v", err)
		}
		if string(base.Method) != strict.Method || base.ID == nil || base.Result != nil || base.JSONRPC != "2.0" {
			t.Fatalf("strict %+v, SDK %+v", strict, base)
		}
		switch base.Method {
		case mcp.MethodToolsCall:
			var r mcp.CallToolRequest
			sees(t, raw, &r)
			if r.Params.Name != strict.Name || (r.Params.Task != nil) != strict.Task {
				t.Fatalf("strict %+v, SDK %+v", strict, r.Params)
			}
		case mcp.MethodResourcesRead:
			var r mcp.ReadResourceRequest
			sees(t, raw, &r)
			if r.Params.URI != strict.URI {
				t.Fatalf("strict %+v, SDK %+v", strict, r.Params)
			}
		case mcp.MethodPromptsGet:
			var r mcp.GetPromptRequest
			sees(t, raw, &r)
			if r.Params.Name != strict.Name {
				t.Fatalf("strict %+v, SDK %+v", strict, r.Params)
			}
		case mcp.MethodToolsList:
			var r mcp.ListToolsRequest
			sees(t, raw, &r)
			if string(r.Params.Cursor) != strict.Cursor {
				t.Fatalf("strict %+v, SDK %+v", strict, r.Params)
			}
		case mcp.MethodTasksGet:
			var r mcp.GetTaskRequest
			sees(t, raw, &r)
			if r.Params.TaskId != strict.TaskID {
				t.Fatalf("strict %+v, SDK %+v", strict, r.Params)
			}
		}
	})
}

func sees(t *testing.T, raw []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("accepted, and the SDK cannot decode it: %v", err)
	}
}
