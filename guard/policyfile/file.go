// Package policyfile reads what an operator allows from a JSON file, instead of
// from the program. A file has one section for each kind of capability; an
// entry of a section has a name of the operator's choice:
//
//	{
//	  "files":    {"docs": {"roots": [{"path": "/srv/docs"}]}},
//	  "databases": {"shop": {"dialect": "postgres", "deny": ["credential"]}},
//	  "egress":   {"web":  {"hosts": ["api.example.com"]}},
//	  "commands": {"git":  {"profiles": ["git"], "dir": "/srv/repo"}},
//	  "redact":   {"all":  {"regions": ["US", "EU"], "actions": {"CARD": "mask"}}}
//	}
//
// The file is read strictly: an unknown key, a key in another case, a key twice
// or anything behind the object is an error. What a field means, and what it
// means to leave it out, is written at the field. Nothing is opened, resolved
// or started by reading a file; the entries' methods do that.
package policyfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// MaxBytes is the size of the largest file that is read, in bytes.
const MaxBytes = 1 << 20

// A File is what a policy file holds.
type File struct {
	Files     map[string]Files    `json:"files"`
	Egress    map[string]Egress   `json:"egress"`
	Commands  map[string]Commands `json:"commands"`
	Databases map[string]Database `json:"databases"`
	Redact    map[string]Redact   `json:"redact"`
}

// Load reads the file with the given name. Its errors are for the operator.
func Load(name string) (*File, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("policyfile: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("policyfile: %w", err)
	}
	return Parse(text)
}

// Parse reads the text of a policy file.
func Parse(text []byte) (*File, error) {
	switch {
	case len(text) > MaxBytes:
		return nil, fmt.Errorf("policyfile: more than %d bytes", MaxBytes)
	case len(bytes.TrimSpace(text)) == 0:
		return nil, errors.New("policyfile: the file is empty")
	}
	args, err := guard.Decode(text, guard.Limits{Bytes: MaxBytes, String: MaxBytes, ExactNumbers: true})
	if err != nil {
		if d, ok := errors.AsType[*guard.Denial](err); ok && d.Detail != "" {
			return nil, fmt.Errorf("policyfile: %s", d.Detail)
		}
		return nil, fmt.Errorf("policyfile: %w", err)
	}
	if err := known(args.Map(), reflect.TypeFor[File](), ""); err != nil {
		return nil, fmt.Errorf("policyfile: %w", err)
	}
	f := &File{}
	decoder := json.NewDecoder(bytes.NewReader(args.Raw()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(f); err != nil {
		return nil, fmt.Errorf("policyfile: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Commands)) {
		if err := f.Commands[name].fits(f.Files); err != nil {
			return nil, fmt.Errorf("policyfile: /commands/%s/%w", name, err)
		}
	}
	return f, nil
}

// known refuses keys that are no field's name letter by letter: encoding/json
// would take them in any case.
func known(value any, t reflect.Type, path string) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := value.(type) {
	case []any:
		if t.Kind() != reflect.Slice {
			return nil // the decoder says so
		}
		for i, element := range v {
			if err := known(element, t.Elem(), fmt.Sprintf("%s/%d", path, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		return knownKeys(v, t, path)
	}
	return nil
}

func knownKeys(object map[string]any, t reflect.Type, path string) error {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		var element reflect.Type
		switch t.Kind() {
		case reflect.Map:
			element = t.Elem()
		case reflect.Struct:
			if element = field(t, key); element == nil {
				return fmt.Errorf("%s/%s: there is no such key", path, key)
			}
		default:
			return nil
		}
		if err := known(object[key], element, path+"/"+key); err != nil {
			return err
		}
	}
	return nil
}

func field(t reflect.Type, key string) reflect.Type {
	for f := range t.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == key {
			return f.Type
		}
	}
	return nil
}

// Pick returns the entry of a section with the given name. An empty name
// stands for the only entry.
func Pick[T any](section map[string]T, name string) (T, error) {
	var none T
	if entry, ok := section[name]; ok {
		return entry, nil
	}
	names := slices.Sorted(maps.Keys(section))
	switch {
	case len(names) == 0:
		return none, errors.New("policyfile: the file has no such section, or an empty one")
	case name != "":
		return none, fmt.Errorf("policyfile: there is no entry %q; there are %s", name, strings.Join(names, ", "))
	case len(names) > 1:
		return none, fmt.Errorf("policyfile: choose one of the entries %s", strings.Join(names, ", "))
	}
	return section[names[0]], nil
}
