package mcpgo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

// lineWriter lets the gate answer between the SDK's answers, and knows which
// requests wait for one. Each Write is one line.
type lineWriter struct {
	mu      sync.Mutex
	w       io.Writer
	waiting map[string]int // by id, which a careless client uses twice
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id, ok := answered(p); ok && w.waiting[id] > 1 {
		w.waiting[id]--
	} else if ok {
		delete(w.waiting, id)
	}
	return w.w.Write(p)
}

// expect notes a request that the SDK will answer. A subscription is none: its
// answer comes when the client has gone.
func (w *lineWriter) expect(e *envelope) {
	if !e.isCall || e.id == nil || e.method == string(mcp.MethodSubscriptionsListen) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting == nil {
		w.waiting = map[string]int{}
	}
	w.waiting[idKey(e.id)]++
}

func (w *lineWriter) settled() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.waiting) == 0
}

// idKey tells the number 1 from the string "1".
func idKey(id any) string { return fmt.Sprintf("%T %v", id, id) }

// answered returns the id of the request that a line answers. A line that has a
// method is a request or a notification of the server's own.
func answered(line []byte) (string, bool) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var id any
	_, err := d.Token()
	for err == nil && d.More() {
		var key json.Token
		if key, err = d.Token(); err != nil {
			break
		}
		switch key {
		case "result", "error":
			return idKey(id), id != nil
		case "method":
			return "", false
		case "id":
			err = d.Decode(&id)
		default:
			err = d.Decode(new(json.RawMessage))
		}
	}
	return "", false
}
