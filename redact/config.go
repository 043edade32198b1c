package redact

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Preset names a choice of rules. With each, values that vendors publish as samples
// are left alone where they stand whole: what is published is no secret.
type Preset uint8

const (
	// Standard is every rule that is not Optional. It is the zero Preset.
	Standard Preset = iota
	// Secrets is credentials alone: for logs, errors, the arguments of a
	// record.
	Secrets
	// Strict adds the Optional kinds, and finds the numbers that have a
	// check digit also without their label. It costs false alarms.
	Strict
	// Audit is Standard with [Hash] for every kind: equal values stay
	// equal, across processes that share the Key. It needs a Key.
	Audit
)

var presetNames = [...]string{"default", "secrets", "strict", "audit"}

// String returns the name that [PresetNamed] knows.
func (p Preset) String() string {
	if int(p) >= len(presetNames) {
		return "unknown"
	}
	return presetNames[p]
}

// PresetNamed returns the preset called default, secrets, strict or audit.
func PresetNamed(name string) (Preset, error) {
	if i := slices.Index(presetNames[:], name); i >= 0 {
		return Preset(i), nil
	}
	return 0, fmt.Errorf("redact: unknown preset %q: use one of %s", name, strings.Join(presetNames[:], ", "))
}

// Config says what a Filter looks for and what it does with it. It must not be
// changed after New.
type Config struct {
	// Preset is the choice of rules. Zero: Standard.
	Preset Preset
	// Kinds is what is looked for, if it is not all that the preset has;
	// Optional rules of these kinds are then on. Nil: all of the preset's.
	Kinds []Kind
	// Regions are the ISO 3166 codes of the countries whose numbers are
	// looked for; UK and EU are known too. Nil: all countries.
	Regions []string
	// Known are values that must never leave: the server's own secrets,
	// each at least 8 bytes long. They are also found in base64, percent,
	// hexadecimal and JSON forms, and if a vendor publishes one as a sample.
	// Nil: there are none.
	Known []string
	// Rules are the operator's own. Nil: there are none.
	Rules []Rule
	// Detectors are asked after the rules, in order. Nil: there are none.
	Detectors []Detector
	// DetectorKinds are the kinds that they return besides the built-in
	// ones and those of Rules. Nil: there are none.
	DetectorKinds []Kind

	// Actions says what is done with the values of a kind. A kind that is
	// not in it: Replace, or what the preset says.
	Actions map[Kind]Action
	// Key makes hashes and references, at least 32 bytes. Empty: references
	// are good within this process only, and Hash is refused.
	Key []byte
	// Vault makes the tokens of Tokenize. Nil: Tokenize is refused.
	Vault Vault
	// Stable is of how many values an authenticated caller finds the same
	// number again in later calls; it needs Key, as the values are
	// remembered by keyed hash. Beyond it the caller that was away the
	// longest is forgotten, and starts again from 1. Zero: numbers are new
	// in every call. Anonymous callers and session ids, which a client
	// chooses, never have stable numbers.
	Stable int
	// Suppress lets findings pass. Nil: none pass.
	Suppress []Suppression

	// MaxBytes bounds the texts of one call. Zero: 64 MiB.
	MaxBytes int
	// MaxFindings bounds the values of one call, and of each piece of a
	// stream. Zero: 1 Mi.
	MaxFindings int
	// Report is told the findings of each call that has some, before
	// Redact returns. It must be safe for concurrent use. Nil: nobody is.
	Report func(ctx context.Context, call *guard.Call, found []Finding)
}

// Format keeps the key and the known values out of every print.
func (Config) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "redact.Config") }

const (
	defaultMaxBytes    = 64 << 20
	defaultMaxFindings = 1 << 20
)

// A BudgetError says that a call had more than the filter reads. The texts are
// then withheld, never passed unread.
type BudgetError struct {
	What  string // "bytes", "findings", "documents within documents" or "bytes of one value"
	Limit int
}

// Error names the limit, and no value.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("more than %d %s in one call", e.Limit, e.What)
}

// european are the members of the union whose numbers have rules.
var european = strings.Fields("FR DE ES IT NL BE PL SE DK FI PT RO BG CZ HR EE AT GR IE")

// compiler builds a Filter.
type compiler struct {
	*Filter
	config  Config
	regions map[string]bool
	wanted  map[Kind]bool
}

// New returns a Filter. It fails if the Config asks for something that does
// not exist or cannot work.
func New(c Config) (*Filter, error) {
	b := compiler{Filter: &Filter{rules: make([]ruleInfo, 1)}, config: c}
	for _, step := range [...]func() error{b.readPreset, b.readRegions, b.readKinds, b.addShapes, b.addVendors, b.addKnown, b.addRules, b.addDetectors, b.readActions, b.readSuppressions, b.readLimits} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("redact: %w", err)
		}
	}
	if len(b.rules) == 1 {
		return nil, errors.New("redact: no rules are left")
	}
	b.arm()
	return b.Filter, nil
}

func (b *compiler) readPreset() error {
	if b.config.Preset > Audit {
		return fmt.Errorf("unknown preset %d", b.config.Preset)
	}
	return nil
}

func (b *compiler) readRegions() error {
	if b.config.Regions == nil {
		return nil
	}
	have := map[string]bool{"EU": true}
	for _, s := range shapes {
		have[s.region] = true
	}
	for _, s := range forms {
		have[s.region] = true
	}
	for _, s := range specials {
		have[s.region] = true
	}
	b.regions = map[string]bool{"": true}
	for _, code := range b.config.Regions {
		if code == "GB" {
			code = "UK"
		}
		if !have[code] || code == "" {
			return fmt.Errorf("no rules for the region %q", code)
		}
		b.regions[code] = true
		if code == "EU" {
			for _, member := range european {
				b.regions[member] = true
			}
		}
	}
	return nil
}

func (b *compiler) readKinds() error {
	b.kinds = slices.Clone(kindNames[:])
	for _, r := range b.config.Rules {
		if !slices.Contains(b.kinds, r.Kind) {
			b.kinds = append(b.kinds, r.Kind)
		}
	}
	for _, k := range b.config.DetectorKinds {
		if !validKind(k) {
			return fmt.Errorf("the kind %q of a detector", k)
		}
		if !slices.Contains(b.kinds, k) {
			b.kinds = append(b.kinds, k)
		}
	}
	if len(b.kinds) > maxKinds {
		return fmt.Errorf("more than %d kinds", maxKinds)
	}
	if b.config.Kinds == nil {
		return nil
	}
	b.wanted = map[Kind]bool{}
	for _, k := range b.config.Kinds {
		if !slices.Contains(b.kinds, k) {
			return fmt.Errorf("unknown kind %q", k)
		}
		b.wanted[k] = true
	}
	if len(b.wanted) == 0 {
		return errors.New("no kinds: use nil for all of them")
	}
	return nil
}

// has reports whether a built-in rule is on.
func (b *compiler) has(k kind, tier Tier, region string) bool {
	switch {
	case b.regions != nil && !b.regions[region]:
		return false
	case b.wanted != nil:
		return b.wanted[kindNames[k]]
	case b.config.Preset == Secrets:
		return k.secret()
	case tier == Optional:
		return b.config.Preset == Strict
	}
	return true
}

func (b *compiler) add(info RuleInfo) ruleID {
	k := slices.Index(b.kinds, info.Kind)
	b.rules = append(b.rules, ruleInfo{RuleInfo: info, kind: kind(k)})
	return ruleID(len(b.rules) - 1)
}

func (b *compiler) addShapes() error {
	for id, s := range specials {
		if s.id != "" && special(id) != spKnown && special(id) != spDetector && b.has(s.kind, s.tier, s.region) {
			b.special[id] = b.add(RuleInfo{s.id, kindNames[s.kind], s.tier, s.region, s.source})
		}
	}
	for i := range shapes {
		s := shapes[i]
		tier := tierOf(s.kind, s.words)
		if !b.has(s.kind, tier, s.region) {
			continue
		}
		if b.config.Preset == Strict && s.check != nil {
			s.words = 0
		}
		b.dates = b.dates || s.kind == date
		b.shapes.add(&s, b.add(RuleInfo{s.rule, kindNames[s.kind], tier, s.region, s.source}))
	}
	for i := range forms {
		s := &forms[i]
		if tier := tierOf(s.kind, s.words); b.has(s.kind, tier, s.region) {
			id := b.add(RuleInfo{s.rule, kindNames[s.kind], tier, s.region, s.source})
			b.forms[len(s.form)] = append(b.forms[len(s.form)], formRef{s, id})
		}
	}
	return nil
}

func (b *compiler) addVendors() error {
	for _, list := range vendors {
		for _, v := range list {
			if !b.has(v.kind, Strong, "") {
				continue
			}
			id := b.add(RuleInfo{v.id, kindNames[v.kind], Strong, "", v.source})
			b.rules[id].pairs = v.pairs && b.special[spPair] != 0
			for _, text := range strings.Fields(v.prefixes) {
				text = strings.ReplaceAll(text, "␣", " ")
				b.literals = append(b.literals, literal{text: text, rule: id, set: v.set, min: v.min, max: v.max, lead: v.lead, digits: v.digits, before: masks[v.set], check: v.check, do: v.do, sure: v.kind == privateKey})
				if v.id == "telegram-bot" {
					b.literals[len(b.literals)-1].before = digit
				}
			}
		}
	}
	if b.has(password, Strong, "") {
		list, err := passwordHashes.compile(b.add(RuleInfo{passwordHashes.ID, Password, Strong, "", "crypt(5), RFC 2307, PHC string format"}))
		if err != nil {
			return err
		}
		b.literals = append(b.literals, list...)
	}
	if id := b.special[spPEM]; id != 0 {
		for _, text := range [...]string{"-----BEGIN ", "-----END ", "---- BEGIN SSH2", "---- END SSH2"} {
			b.literals = append(b.literals, literal{text: text, rule: id, do: probeFrame})
		}
	}
	if id := b.special[spCookie]; id != 0 {
		for _, text := range [...]string{"cookie:", "cookie\":", "cookie':"} {
			b.literals = append(b.literals, literal{text: text, do: probeCookie, fold: true})
		}
	}
	if b.special[spCurl] != 0 {
		for _, text := range connectionMarks {
			b.literals = append(b.literals, literal{text: text, do: probeConnection})
		}
		for _, o := range commands {
			b.literals = append(b.literals, literal{text: o.name, do: probeCommand})
		}
	}
	if id := b.special[spJWK]; id != 0 {
		b.literals = append(b.literals, literal{text: `"kty"`, do: probeJWK})
	}
	if b.special[spPassword] != 0 || b.special[spToken] != 0 {
		for _, text := range keywords {
			b.literals = append(b.literals, literal{text: text, do: probeName, fold: true})
		}
	}
	if b.special[spPIN] != 0 {
		for _, text := range codeLiterals {
			b.literals = append(b.literals, literal{text: text, do: probeName, fold: true, code: true})
		}
	}
	return nil
}

func (b *compiler) addRules() error {
	for _, r := range b.config.Rules {
		if b.wanted != nil && !b.wanted[r.Kind] {
			continue
		}
		tier := Strong
		if len(r.Words) > 0 {
			tier = Labelled
		}
		if !validKind(r.Kind) {
			return fmt.Errorf("rule %q: the kind %q", r.ID, r.Kind)
		}
		list, err := r.compile(b.add(RuleInfo{r.ID, r.Kind, tier, "", "Config.Rules"}))
		if err != nil {
			return fmt.Errorf("rule %q: %w", r.ID, err)
		}
		if b.own == 0 {
			b.own = len(b.literals)
		}
		b.literals = append(b.literals, list...)
	}
	return nil
}

func (b *compiler) addDetectors() error {
	if len(b.config.Detectors) == 0 {
		return nil
	}
	b.detected = map[Kind]ruleID{}
	for _, k := range b.kinds {
		if b.wanted == nil || b.wanted[k] {
			b.detected[k] = b.add(RuleInfo{specials[spDetector].id, k, Labelled, "", specials[spDetector].source})
		}
	}
	for i, d := range b.config.Detectors {
		if d == nil {
			return fmt.Errorf("detector %d is nil", i)
		}
		b.detectors = append(b.detectors, d)
	}
	return nil
}

func (b *compiler) readLimits() error {
	c := &b.config
	if min(c.MaxBytes, c.MaxFindings, c.Stable) < 0 {
		return errors.New("a limit is negative")
	}
	if c.Stable > 0 && len(c.Key) == 0 {
		return errors.New("stable numbers need a Key")
	}
	b.maxBytes, b.maxFindings, b.report = c.MaxBytes, c.MaxFindings, c.Report
	if b.maxBytes == 0 {
		b.maxBytes = defaultMaxBytes
	}
	if b.maxFindings == 0 {
		b.maxFindings = defaultMaxFindings
	}
	if c.Stable > 0 {
		b.stable = newStable(c.Stable)
	}
	if len(c.Key) == 0 {
		b.Filter.key = rand.Text() + rand.Text()
	}
	return nil
}
