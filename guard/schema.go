package guard

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A Schema is a compiled JSON Schema of a tool's arguments or result. It is
// immutable and safe for concurrent use.
//
// The dialect is draft 2020-12 unless $schema says otherwise. Formats are
// annotations, as the specification has it: they are not checked. Nothing is
// ever loaded from a file or the network.
type Schema struct {
	compiled *jsonschema.Schema
	written  *jsonschema.Schema // as the author wrote it; nil if compiled is at least as strict
	shape    *shape             // nil for a result's schema
	open     bool               // names that are not declared can stand somewhere
}

// CompileInput compiles the schema of a tool's arguments. Properties that the
// schema does not know are refused, at every level, unless the schema has its
// own additionalProperties or unevaluatedProperties there. The error names the
// fault, for the server's author.
func CompileInput(raw []byte) (*Schema, error) {
	doc, err := parseSchema(raw)
	if err != nil {
		return nil, err
	}
	if err := understood(doc); err != nil {
		return nil, err
	}
	s := &Schema{}
	if s.shape, err = newShape(doc); err != nil {
		return nil, err
	}
	s.open = s.shape.open(map[*shape]bool{})
	if closingLoosens(doc) {
		written, err := parseSchema(raw)
		if err != nil {
			return nil, err
		}
		if s.written, err = compile(written); err != nil {
			return nil, err
		}
	}
	closeObjects(doc)
	if s.compiled, err = compile(doc); err != nil {
		return nil, err
	}
	quickenBounds(s.compiled)
	return s, nil
}

// CompileOutput compiles the schema of a tool's structured result, as it is.
func CompileOutput(raw []byte) (*Schema, error) {
	doc, err := parseSchema(raw)
	if err != nil {
		return nil, err
	}
	compiled, err := compile(doc)
	if err != nil {
		return nil, err
	}
	return &Schema{compiled: compiled}, nil
}

func parseSchema(raw []byte) (any, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("guard: schema: %w", err)
	}
	if _, ok := doc.(map[string]any); !ok {
		return nil, errors.New("guard: schema: it is not a JSON object")
	}
	if nesting(doc) > maxNesting {
		return nil, errors.New("guard: schema: it is nested too deeply")
	}
	return doc, nil
}

// schemaURL is where the compiler believes the schema to be; references are
// resolved against it, and nothing else can be loaded.
const schemaURL = "mcpcordon:///tool.json"

type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, errors.New("references to other documents are not followed")
}

func compile(doc any) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(noLoader{})
	if err := c.AddResource(schemaURL, doc); err != nil {
		return nil, fmt.Errorf("guard: schema: %w", err)
	}
	compiled, err := c.Compile(schemaURL)
	if err != nil {
		return nil, fmt.Errorf("guard: schema: %w", err)
	}
	return compiled, nil
}

// validateArgs checks arguments. The error is a *Denial.
func (s *Schema) validateArgs(a Arguments) error {
	tree := a.tree
	if tree == nil {
		tree = map[string]any{}
	}
	if path := s.shape.foldClash(tree); path != "" {
		return &Denial{Code: CodeInvalidArgument, Argument: path, Hint: "is spelled in other letters than the schema's"}
	}
	err := s.compiled.Validate(tree)
	if err == nil && s.written != nil {
		err = s.written.Validate(tree)
	}
	if err == nil {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	return explain(invalid, s.shape, tree)
}

// validateResult checks structured content that is about to leave.
func (s *Schema) validateResult(doc string) error {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
	if err != nil {
		return err
	}
	return s.compiled.Validate(v)
}

// CheckJSON holds a JSON document of any size against the schema, for content
// that comes from elsewhere, such as the answer of a server. The document is
// read as strictly as Decode reads arguments, with numbers of up to 100 digits
// and 128 levels: what two readers could understand differently does not fit.
// The error is for the operator, and may hold parts of the document. A nil or
// zero Schema fits nothing.
func (s *Schema) CheckJSON(doc []byte) error {
	if s == nil || s.compiled == nil {
		return errors.New("guard: schema: it was not compiled")
	}
	if !utf8.Valid(doc) {
		return errors.New("guard: the document is not valid UTF-8")
	}
	n := len(doc) + 1
	d := decoder{src: string(doc), limits: Limits{Depth: 128, Keys: n, Items: n, String: n, ExactNumbers: true}}
	v, err := d.value(0)
	if d.space(); err == nil && d.pos != len(d.src) {
		err = invalid("more than one JSON value")
	}
	if err != nil {
		return fmt.Errorf("guard: the document: %w", err)
	}
	if path := s.shape.foldClash(v); path != "" {
		return fmt.Errorf("guard: the document: %s is spelled in other letters than the schema's", path)
	}
	if err := s.compiled.Validate(v); err != nil || s.written == nil {
		return err
	}
	return s.written.Validate(v)
}

// applicators of JSON Schema by what their subschemas apply to: the same
// instance, or a part of it.
var (
	inPlaceList = []string{"allOf", "anyOf", "oneOf"}
	inPlaceOne  = []string{"not", "if", "then", "else"}
	inPlaceMap  = []string{"dependentSchemas", "dependencies"}
	partOne     = []string{"additionalProperties", "unevaluatedProperties", "items", "additionalItems", "unevaluatedItems", "contains"}
	partList    = []string{"prefixItems", "items"}
	partMap     = []string{"properties", "patternProperties"}
	definitions = []string{"$defs", "definitions"}
)

// closeObjects makes every object schema refuse the properties it does not
// know, unless it says what to do with them. Subschemas that apply in place
// see only a part of the properties, so the refusal stands where they meet.
func closeObjects(doc any) {
	m, ok := doc.(map[string]any)
	if !ok {
		return
	}
	closeParts(m)
	if !describesObjects(m) || has(m, "additionalProperties") || has(m, "unevaluatedProperties") {
		return
	}
	if appliesInPlace(m) {
		m["unevaluatedProperties"] = false
	} else {
		m["additionalProperties"] = false
	}
}

func closeParts(m map[string]any) {
	eachSub(m, partOne, partList, partMap, closeObjects)
	inner := func(sub any) {
		if s, ok := sub.(map[string]any); ok {
			closeParts(s)
		}
	}
	eachSub(m, inPlaceOne, inPlaceList, inPlaceMap, inner)
	eachSub(m, nil, nil, definitions, inner)
}

// eachSub calls f for the subschemas under the named keywords.
func eachSub(m map[string]any, one, list, named []string, f func(any)) {
	for _, k := range one {
		if _, isList := m[k].([]any); !isList && m[k] != nil {
			f(m[k])
		}
	}
	for _, k := range list {
		if subs, ok := m[k].([]any); ok {
			for _, s := range subs {
				f(s)
			}
		}
	}
	for _, k := range named {
		if subs, ok := m[k].(map[string]any); ok {
			for _, s := range subs {
				f(s)
			}
		}
	}
}

func has(m map[string]any, key string) bool { _, ok := m[key]; return ok }

func appliesInPlace(m map[string]any) bool {
	for _, keywords := range [][]string{inPlaceList, inPlaceOne, inPlaceMap, {"$ref", "$dynamicRef"}} {
		for _, k := range keywords {
			if has(m, k) {
				return true
			}
		}
	}
	return false
}

// describesObjects reports whether m says anything about objects. A schema of
// annotations only, such as {} or {"description": …}, allows anything in so
// many words.
func describesObjects(m map[string]any) bool {
	if t, ok := m["type"]; ok {
		return typeHas(t, "object")
	}
	for _, k := range []string{"properties", "patternProperties", "required", "minProperties", "maxProperties", "propertyNames", "dependentRequired"} {
		if has(m, k) {
			return true
		}
	}
	return appliesInPlace(m)
}

// typeHas reports whether the type keyword's value includes name.
func typeHas(t any, name string) bool {
	switch t := t.(type) {
	case string:
		return t == name
	case []any:
		for _, e := range t {
			if e == name {
				return true
			}
		}
	}
	return false
}
