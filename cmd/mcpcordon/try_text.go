package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/redact"
)

var tryText = command{
	name:    "try text",
	summary: "shows what redaction makes of texts",
	usage:   "[-preset NAME] [-regions CODES] [-policy FILE [-entry NAME]] [-plain | -list] < FILE",
	example: `$ echo '{"id":1,"text":"mail alice@example.com"}' | mcpcordon try text
{"id":1,"text":"mail [EMAIL_1]","findings":[{"type":"EMAIL","rule":"email","start":5,"end":22,"confidence":"sure"}]}
$ mcpcordon try text -plain < letter.txt
$ mcpcordon try text -list`,
	setup: func(flags *flag.FlagSet) action {
		preset := flags.String("preset", "default", "the choice of rules: default, secrets or strict")
		regions := flags.String("regions", "", "`CODES` of the countries whose numbers are looked for, such as US,EU; empty: all")
		from := policyFlags(flags, "redact")
		plain := flags.Bool("plain", false, "read standard input as one text, and write it redacted")
		list := flags.Bool("list", false, "print the rules: type, id, tier, region, source")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if len(args) > 0 {
				return c.misused(s, "texts are read from standard input")
			}
			f, err := textFilter(*preset, *regions, from)
			switch {
			case err != nil:
				return c.misused(s, err.Error())
			case *plain && *list:
				return c.misused(s, "-plain and -list exclude each other")
			case *list:
				return listRules(f, s)
			case *plain:
				return c.plain(ctx, f, s)
			default:
				return c.decideLines(s, onText("text", func(text string) verdict { return redacted(ctx, f, text) }))
			}
		}
	},
}

func textFilter(preset, regions string, from *source) (*redact.Filter, error) {
	if from.file != "" {
		entry, err := loadEntry(from, func(f *policyfile.File) map[string]policyfile.Redact { return f.Redact })
		if err != nil {
			return nil, err
		}
		return entry.Filter()
	}
	p, err := redact.PresetNamed(preset)
	if err != nil {
		return nil, err
	}
	config := redact.Config{Preset: p}
	if regions != "" {
		config.Regions = strings.Split(regions, ",")
	}
	return redact.New(config)
}

func redacted(ctx context.Context, f *redact.Filter, text string) verdict {
	out, found, err := f.Text(ctx, text)
	if err != nil {
		return verdict{Error: reason(err)}
	}
	findings := make([]finding, 0, len(found))
	for _, x := range found {
		findings = append(findings, finding{string(x.Kind), x.Rule, x.Start, x.End, x.Confidence.String(), x.Encoding})
	}
	return verdict{Text: &out, Findings: &findings}
}

func listRules(f *redact.Filter, s streams) int {
	for _, r := range f.Rules() {
		if _, err := fmt.Fprintf(s.out, "%s\t%s\t%s\t%s\t%s\n", r.Kind, r.ID, r.Tier, r.Region, r.Source); err != nil {
			return unusable
		}
	}
	return done
}

// maxPlain bounds a text that is read as a whole: a private key has many lines.
const maxPlain = 64 << 20

func (c command) plain(ctx context.Context, f *redact.Filter, s streams) int {
	text, err := io.ReadAll(io.LimitReader(s.in, maxPlain+1))
	switch {
	case err != nil:
		return c.failed(s, err)
	case len(text) > maxPlain:
		return c.failed(s, fmt.Errorf("the text is longer than %d bytes", maxPlain))
	}
	v := redacted(ctx, f, string(text))
	if v.Error != "" {
		return c.failed(s, errors.New(v.Error))
	}
	if _, err := io.WriteString(s.out, *v.Text); err != nil {
		return c.failed(s, err)
	}
	return done
}
