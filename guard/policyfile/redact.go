package policyfile

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"github.com/mcpcordon/mcpcordon/redact"
)

// Redact is an entry of the section "redact": what a redact.Filter looks for and
// what it does with it. The fields are those of redact.Config, where they are
// explained, but for those that are explained here. Rules, detectors and a vault
// have no field: they belong in the program.
type Redact struct {
	// Preset is "default", "secrets", "strict" or "audit". Empty: default.
	Preset  string   `json:"preset"`
	Kinds   []string `json:"kinds"`
	Regions []string `json:"regions"`
	// KnownEnv are the names of environment variables whose values must
	// never leave; one that is not set is an error.
	KnownEnv []string `json:"known_env"`
	// Actions says by kind "replace", "hash", "mask", "drop", "block" or
	// "report".
	Actions map[string]string `json:"actions"`
	// KeyFile is a file whose content is the key, white space around it
	// left out. Empty: there is none.
	KeyFile     string        `json:"key_file"`
	Stable      int           `json:"stable"`
	Suppress    []Suppression `json:"suppress"`
	MaxBytes    Size          `json:"max_bytes"`
	MaxFindings int           `json:"max_findings"`
}

// Suppression is a redact.Suppression.
type Suppression struct {
	Rule  string `json:"rule"`
	Tool  string `json:"tool"`
	Where string `json:"where"`
}

// Filter returns the Filter that the entry describes.
func (r Redact) Filter() (*redact.Filter, error) {
	c, err := r.Config()
	if err != nil {
		return nil, err
	}
	return redact.New(c)
}

// Config returns the entry as a Config, for a program that has something to add:
// rules, detectors, a vault.
func (r Redact) Config() (redact.Config, error) {
	c := redact.Config{Regions: r.Regions, Stable: r.Stable, MaxBytes: int(r.MaxBytes), MaxFindings: r.MaxFindings}
	var err error
	if r.Preset != "" {
		if c.Preset, err = redact.PresetNamed(r.Preset); err != nil {
			return redact.Config{}, fmt.Errorf("policyfile: %w", err)
		}
	}
	for _, k := range r.Kinds {
		c.Kinds = append(c.Kinds, redact.Kind(k))
	}
	for _, name := range r.KnownEnv {
		value, ok := os.LookupEnv(name)
		if !ok {
			return redact.Config{}, fmt.Errorf("policyfile: known_env: %s is not set", name)
		}
		c.Known = append(c.Known, value)
	}
	if c.Actions, err = actions(r.Actions); err != nil {
		return redact.Config{}, err
	}
	for _, s := range r.Suppress {
		c.Suppress = append(c.Suppress, redact.Suppression(s))
	}
	if r.KeyFile != "" {
		if c.Key, err = os.ReadFile(r.KeyFile); err != nil {
			return redact.Config{}, fmt.Errorf("policyfile: key_file: %w", err)
		}
		c.Key = bytes.TrimSpace(c.Key)
	}
	return c, nil
}

func actions(names map[string]string) (map[redact.Kind]redact.Action, error) {
	m := map[redact.Kind]redact.Action{}
	all := []redact.Action{redact.Replace, redact.Hash, redact.Mask, redact.Drop, redact.Block, redact.Report}
	for kind, name := range names {
		i := slices.IndexFunc(all, func(a redact.Action) bool { return a.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("policyfile: actions: %s: there is no action %q", kind, name)
		}
		m[redact.Kind(kind)] = all[i]
	}
	return m, nil
}
