// Package helper is the other half of package command: what a process does to
// itself between its start and the program's. A server starts itself again
// under the name Name; the init function of this package then sets limits,
// gives up rights, and becomes the program. Nothing else of the server's main
// function runs.
//
// The package imports little, so that it is initialised early: Go initialises
// packages in the order of their import paths, each behind those it imports.
// The init functions of packages in front of it run in the helper too.
package helper

import (
	"strconv"
	"strings"
)

// Name is the argv[0] that makes a process the helper.
const Name = "mcpcordon-command-helper"

// The descriptors that the helper gets beside 0, 1 and 2.
const (
	StatusFD  = 3 // where it says what went wrong; closed when the program starts
	ProgramFD = 4
	RulesFD   = 5 // a Landlock ruleset, if Orders.Rules
)

// Orders say what the helper does.
type Orders struct {
	Memory, CPU, FileSize, Files uint64 // limits, all set
	Processes                    uint64 // in a namespace of a user; 0: none
	PIDMax                       uint64 // in a PID namespace, as root; 0: none
	Rules                        bool   // restrict files by the ruleset
	Network                      bool   // leave the network
	Root                         bool   // give up capabilities
	Probe                        bool   // end with status 0 instead of starting a program
}

func (o *Orders) numbers() []*uint64 {
	return []*uint64{&o.Memory, &o.CPU, &o.FileSize, &o.Files, &o.Processes, &o.PIDMax}
}

func (o *Orders) switches() []*bool { return []*bool{&o.Rules, &o.Network, &o.Root, &o.Probe} }

// Encode returns the orders as one argument.
func (o Orders) Encode() string {
	var b strings.Builder
	for _, n := range o.numbers() {
		b.WriteString(strconv.FormatUint(*n, 10) + ",")
	}
	for _, s := range o.switches() {
		b.WriteString(strconv.FormatBool(*s) + ",")
	}
	return b.String()
}

func decode(text string) (o Orders, ok bool) {
	fields := strings.Split(text, ",")
	numbers, switches := o.numbers(), o.switches()
	if len(fields) != len(numbers)+len(switches)+1 {
		return o, false
	}
	for i, n := range numbers {
		value, err := strconv.ParseUint(fields[i], 10, 64)
		if err != nil {
			return o, false
		}
		*n = value
	}
	for i, s := range switches {
		value, err := strconv.ParseBool(fields[len(numbers)+i])
		if err != nil {
			return o, false
		}
		*s = value
	}
	return o, true
}
