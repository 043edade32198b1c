package mcpgo

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"sync"
	"unsafe"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/guard"
)

// schemaCache holds compiled schemas. A schema is found by what it is, never by
// its tool's name alone: a tool can be replaced, and a session can bring one of
// the same name. It is bounded; when it is full it starts afresh.
type schemaCache struct {
	mu      sync.RWMutex
	byName  map[string]*compiled
	byHash  map[[sha256.Size]byte]*guard.Schema // input schemas
	outHash map[[sha256.Size]byte]*guard.Schema
}

const maxSchemas = 1024

// compiled is the last answer for a name, good as long as the tool holds the
// very same schema. It keeps the tool's maps alive, so that their addresses
// cannot be reused.
type compiled struct {
	tool          mcp.Tool
	input, output *guard.Schema
}

// of returns the compiled schemas of a tool. Without a tool, or with a schema
// that does not compile, it returns nil, which denies.
func (c *schemaCache) of(t *mcp.Tool) (input, output *guard.Schema) {
	if t == nil {
		return nil, nil
	}
	c.mu.RLock()
	known := c.byName[t.Name]
	c.mu.RUnlock()
	if known != nil && sameSchemas(&known.tool, t) {
		return known.input, known.output
	}
	input, output, err := c.compile(*t)
	if err != nil {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byName == nil || len(c.byName) >= maxSchemas {
		c.byName = map[string]*compiled{}
	}
	c.byName[t.Name] = &compiled{*t, input, output}
	return input, output
}

// compile returns the schemas of a tool, compiled at most once each.
func (c *schemaCache) compile(t mcp.Tool) (input, output *guard.Schema, err error) {
	inputJSON, outputJSON, err := schemaJSON(t)
	if err != nil {
		return nil, nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byHash == nil || len(c.byHash)+len(c.outHash) >= maxSchemas {
		c.byHash, c.outHash = map[[sha256.Size]byte]*guard.Schema{}, map[[sha256.Size]byte]*guard.Schema{}
	}
	if input, err = memo(c.byHash, inputJSON, guard.CompileInput); err != nil {
		return nil, nil, err
	}
	if outputJSON == nil {
		return input, nil, nil
	}
	output, err = memo(c.outHash, outputJSON, guard.CompileOutput)
	return input, output, err
}

func memo(m map[[sha256.Size]byte]*guard.Schema, raw []byte, compile func([]byte) (*guard.Schema, error)) (*guard.Schema, error) {
	hash := sha256.Sum256(raw)
	if s := m[hash]; s != nil {
		return s, nil
	}
	s, err := compile(raw)
	if err == nil {
		m[hash] = s
	}
	return s, err
}

// schemaJSON returns the schemas as the server lists them; output is nil if
// the tool declares none.
func schemaJSON(t mcp.Tool) (input, output []byte, err error) {
	listed, err := json.Marshal(t)
	if err != nil {
		return nil, nil, err
	}
	var fields struct {
		Input  json.RawMessage `json:"inputSchema"`
		Output json.RawMessage `json:"outputSchema"`
	}
	if err := json.Unmarshal(listed, &fields); err != nil {
		return nil, nil, err
	}
	if len(fields.Input) == 0 {
		return nil, nil, errors.New("the tool has no input schema")
	}
	return fields.Input, fields.Output, nil
}

// sameSchemas reports whether two tools hold the identical schemas in memory.
func sameSchemas(a, b *mcp.Tool) bool {
	return sameBytes(a.RawInputSchema, b.RawInputSchema) && sameBytes(a.RawOutputSchema, b.RawOutputSchema) &&
		sameStructured((*mcp.ToolArgumentsSchema)(&a.InputSchema), (*mcp.ToolArgumentsSchema)(&b.InputSchema)) &&
		sameStructured((*mcp.ToolArgumentsSchema)(&a.OutputSchema), (*mcp.ToolArgumentsSchema)(&b.OutputSchema))
}

func sameBytes(a, b []byte) bool {
	return len(a) == len(b) && unsafe.SliceData(a) == unsafe.SliceData(b)
}

func sameStructured(a, b *mcp.ToolArgumentsSchema) bool {
	return a.Type == b.Type && sameMap(a.Properties, b.Properties) && sameMap(a.Defs, b.Defs) &&
		len(a.Required) == len(b.Required) && unsafe.SliceData(a.Required) == unsafe.SliceData(b.Required) &&
		sameAny(a.AdditionalProperties, b.AdditionalProperties)
}

func sameMap(a, b map[string]any) bool {
	return len(a) == len(b) && reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer()
}

// sameAny compares additionalProperties, which is a bool, a map, or rare.
func sameAny(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case bool:
		return a == b
	case map[string]any:
		other, ok := b.(map[string]any)
		return ok && sameMap(a, other)
	default:
		return false
	}
}

// offered returns the tool as a client sees it: a tool that needs an approval
// also takes the approval token, so that a strict client lets it through.
func (a *adapter) offered(ctx context.Context, t mcp.Tool) mcp.Tool {
	if probing(ctx) != nil || !a.guard.NeedsApproval(t.Name) {
		return t
	}
	if len(t.RawInputSchema) > 0 {
		t.RawInputSchema = withToken(t.RawInputSchema)
		return t
	}
	properties := maps.Clone(t.InputSchema.Properties)
	if properties == nil {
		properties = map[string]any{}
	}
	properties[guard.ApprovalArgument] = tokenSchema
	t.InputSchema.Properties = properties
	return t
}

var tokenSchema = map[string]any{
	"type":        "string",
	"description": "Leave out at first. If the answer asks for an approval, repeat the call with the token it gives, once the user agreed.",
}

// withToken adds the token to a schema that the author wrote as JSON. One that
// it cannot read stays as it is.
func withToken(raw json.RawMessage) json.RawMessage {
	var schema map[string]any
	if json.Unmarshal(raw, &schema) != nil {
		return raw
	}
	properties, ok := schema["properties"].(map[string]any)
	if !ok {
		properties = map[string]any{}
	}
	properties[guard.ApprovalArgument] = tokenSchema
	schema["properties"] = properties
	edited, err := json.Marshal(schema)
	if err != nil {
		return raw
	}
	return edited
}
