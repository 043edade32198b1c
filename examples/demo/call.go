package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/guard"
)

// The callers of the demonstration, as if their credentials were verified.
var (
	alice   = guard.Caller{Issuer: "demo", Subject: "alice"}
	mallory = guard.Caller{Issuer: "demo", Subject: "mallory"}
	flooder = guard.Caller{Issuer: "demo", Subject: "flooder"}
)

// An answer is what a client got: all of its text, and the code of a refusal.
type answer struct {
	text string
	code string // empty if the call was answered
	// token is what to repeat the call with, if it waits for consent.
	token string
}

// with makes an answer that lacks its harmless part a refusal.
func (a answer) with(harmless string) answer {
	if a.code == "" && !strings.Contains(a.text, harmless) {
		a.code = "lost"
	}
	return a
}

// call calls a tool. arguments is a value for encoding/json.
func (s *side) call(ctx context.Context, c *client.Client, tool string, arguments any) answer {
	return s.send(ctx, c, mcp.CallToolParams{Name: tool, Arguments: arguments})
}

func (s *side) send(ctx context.Context, c *client.Client, params mcp.CallToolParams) answer {
	result, err := c.CallTool(ctx, mcp.CallToolRequest{Params: params})
	if err != nil {
		return s.note(refusal(err.Error()))
	}
	text, err := json.Marshal(result)
	if err != nil {
		return answer{code: "unreadable"}
	}
	return s.note(read(text))
}

// read understands the result of a tool.
func read(result []byte) answer {
	var r struct {
		Content []struct{ Text string }
		IsError bool
		Meta    struct {
			Denial struct {
				Code, Reference string
				Token           string `json:"approval_token"`
			} `json:"mcpcordon/denial"`
			Token string `json:"approval_token"` // the twin's
		} `json:"_meta"`
	}
	if err := json.Unmarshal(result, &r); err != nil {
		return answer{code: "unreadable"}
	}
	a := answer{text: string(result), token: r.Meta.Denial.Token + r.Meta.Token, code: r.Meta.Denial.Code}
	for _, c := range r.Content {
		a.text += "\n" + c.Text
	}
	if a.code == "" && r.IsError {
		a.code = "error"
	}
	return a
}

// plain are the codes without an underscore.
var plain = []guard.Code{guard.CodeUnauthenticated, guard.CodeForbidden, guard.CodeCanceled, guard.CodeInternal}

// refusal understands the message of a JSON-RPC error: a code up to the first
// colon or parenthesis.
func refusal(message string) answer {
	for _, word := range strings.FieldsFunc(message, func(r rune) bool { return strings.ContainsRune(" :()", r) }) {
		if strings.Contains(word, "_") || slices.Contains(plain, guard.Code(word)) {
			return answer{text: message, code: word}
		}
	}
	return answer{text: message, code: "error"}
}

// note keeps the reference of a refusal.
func (s *side) note(a answer) answer {
	if _, reference, ok := strings.Cut(a.text, "(ref "); ok && a.code != "" {
		reference, _, _ = strings.Cut(reference, ")")
		s.seen = append(s.seen, reference)
	}
	return a
}

// post sends a message to the database server as it is, with the client's
// credentials unless the header holds others.
func (s *side) post(ctx context.Context, message string, header map[string]string) answer {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, strings.NewReader(message))
	if err != nil {
		return answer{code: "unreadable"}
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Mcp-Session-Id", inventedSession)
	for key, value := range header {
		r.Header.Set(key, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{code: "no answer"}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return answer{code: "no answer"}
	}
	if a := s.understand(body); a.code != "unreadable" {
		return a
	}
	return answer{code: fmt.Sprintf("HTTP %d", response.StatusCode)}
}

// handle gives a message to the file server as it is.
func (s *side) handle(ctx context.Context, message string) answer {
	body, err := json.Marshal(s.server.HandleMessage(ctx, json.RawMessage(message)))
	if err != nil {
		return answer{code: "unreadable"}
	}
	return s.understand(body)
}

// understand reads a JSON-RPC answer.
func (s *side) understand(body []byte) answer {
	var envelope struct {
		Result json.RawMessage
		Error  *struct{ Message string }
	}
	switch err := json.Unmarshal(body, &envelope); {
	case err != nil:
		return answer{code: "unreadable"}
	case envelope.Error != nil:
		return s.note(refusal(envelope.Error.Message))
	default:
		return s.note(read(envelope.Result))
	}
}

// inventedSession is one that no server issued. The SDK asks for the form only.
const inventedSession = "mcp-session-00000000-0000-4000-8000-000000000000"

// calling renders a message that calls the tool query.
func calling(arguments string) string {
	return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":` + arguments + `}}`
}
