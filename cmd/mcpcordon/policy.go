package main

import (
	"flag"

	"github.com/mcpcordon/mcpcordon/guard/policyfile"
)

// A source is where a command of try takes its policy from.
type source struct{ file, entry string }

// policyFlags declares the flags for it.
func policyFlags(flags *flag.FlagSet, section string) *source {
	s := &source{}
	flags.StringVar(&s.file, "policy", "", "the policy `FILE`, with a section \""+section+"\"")
	flags.StringVar(&s.entry, "entry", "", "the `NAME` of the section's entry, if it has several")
	return s
}

// loadEntry returns an entry of a section of the file.
func loadEntry[T any](s *source, section func(*policyfile.File) map[string]T) (T, error) {
	file, err := policyfile.Load(s.file)
	if err != nil {
		var none T
		return none, err
	}
	return policyfile.Pick(section(file), s.entry)
}
