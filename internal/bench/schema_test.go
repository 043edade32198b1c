package bench

import (
	"bytes"
	"encoding/json"
	"testing"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"
	v6 "github.com/santhosh-tekuri/jsonschema/v6"
)

// argumentSchema is a typical schema of a tool's arguments.
const argumentSchema = `{
	"type": "object",
	"properties": {
		"path": {"type": "string", "minLength": 1, "maxLength": 200},
		"pattern": {"type": "string", "pattern": "^[a-z ]+$"},
		"limit": {"type": "integer", "minimum": 1, "maximum": 100},
		"sort": {"enum": ["name", "date"]},
		"filters": {"type": "array", "maxItems": 5, "items": {"type": "object", "properties": {"key": {"type": "string"}, "value": {"type": "string"}}, "required": ["key"], "additionalProperties": false}}
	},
	"required": ["path", "pattern"],
	"additionalProperties": false
}`

const typicalArguments = `{"path":"reports/2026/q3.txt","pattern":"total revenue","limit":20,"sort":"date","filters":[{"key":"year","value":"2026"},{"key":"kind","value":"report"}]}`

func instance(b *testing.B) any {
	b.Helper()
	d := json.NewDecoder(bytes.NewReader([]byte(typicalArguments)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		b.Fatal(err)
	}
	return v
}

// BenchmarkJSONSchemaV5 and V6 validate the same decoded arguments against the
// same compiled schema.
func BenchmarkJSONSchemaV5(b *testing.B) {
	schema, err := v5.CompileString("mem:///tool.json", argumentSchema)
	if err != nil {
		b.Fatal(err)
	}
	v := instance(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := schema.Validate(v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSONSchemaV6(b *testing.B) {
	doc, err := v6.UnmarshalJSON(bytes.NewReader([]byte(argumentSchema)))
	if err != nil {
		b.Fatal(err)
	}
	c := v6.NewCompiler()
	if err := c.AddResource("mem:///tool.json", doc); err != nil {
		b.Fatal(err)
	}
	schema, err := c.Compile("mem:///tool.json")
	if err != nil {
		b.Fatal(err)
	}
	v := instance(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := schema.Validate(v); err != nil {
			b.Fatal(err)
		}
	}
}
