// Package helper is the other half of package command: what a process does to
// itself between its start and the program's. A server starts itself again
// under the name Name; the init function of this package then sets limits,
// gives up rights, and becomes the program. Nothing else of the server's main
// function runs.
//
// The package imports little, so that it is initialised early: Go initialises
// packages in the order of their import paths, each behind those it imports.
// The init functions of packages in front of it run in the helper too.
//
// Whoever starts a server chooses its argv. The helper obeys orders that come
// through a pipe only, with a token that is in argv too; and nobody's at all in
// a process that was given rights when it started, as a setuid server is.
package helper

import (
	"strconv"
	"strings"
)

// Name is the argv[0] that makes a process the helper. Argv[1] is the token,
// what follows the argv of the program.
const Name = "mcpcordon-command-helper"

// The descriptors that the helper gets beside 0, 1 and 2.
const (
	OrdersFD  = 3 // a pipe with the token and the orders
	StatusFD  = 4 // where it says what went wrong; closed when the program starts
	ProgramFD = 5
	RulesFD   = 6 // a Landlock ruleset, if Orders.Rules
)

// The exit statuses of a helper that does not become a program.
const (
	Refused = 124 // it obeys nobody in this process, or not this caller
	Failed  = 125 // it could not do what it was told
)

// maxOrders bounds what is read from the pipe, in bytes.
const maxOrders = 512

// Orders say what the helper does.
type Orders struct {
	Memory, CPU, FileSize, Files uint64 // limits, all set; what is smaller already stays
	Processes                    uint64 // in a namespace of a user; 0: none
	PIDMax                       uint64 // in a PID namespace, as root; 0: none
	Keep                         uint64 // the capabilities to keep, a bit for each
	Rules                        bool   // restrict files by the ruleset
	Filter                       bool   // restrict system calls
	Network                      bool   // leave the network
	Write                        bool   // leave changes of what a file is beside its content
	Probe                        bool   // end with status 0 instead of starting a program
}

func (o *Orders) numbers() []*uint64 {
	return []*uint64{&o.Memory, &o.CPU, &o.FileSize, &o.Files, &o.Processes, &o.PIDMax, &o.Keep}
}

func (o *Orders) switches() []*bool {
	return []*bool{&o.Rules, &o.Filter, &o.Network, &o.Write, &o.Probe}
}

// Encode returns what is to be written into the pipe.
func (o Orders) Encode(token string) string {
	var b strings.Builder
	b.WriteString(token + ",")
	for _, n := range o.numbers() {
		b.WriteString(strconv.FormatUint(*n, 10) + ",")
	}
	for _, s := range o.switches() {
		b.WriteString(strconv.FormatBool(*s) + ",")
	}
	return b.String()
}

func decode(text, token string) (o Orders, ok bool) {
	fields := strings.Split(text, ",")
	numbers, switches := o.numbers(), o.switches()
	if len(fields) != len(numbers)+len(switches)+2 || token == "" || fields[0] != token {
		return o, false
	}
	for i, n := range numbers {
		value, err := strconv.ParseUint(fields[1+i], 10, 64)
		if err != nil {
			return o, false
		}
		*n = value
	}
	for i, s := range switches {
		value, err := strconv.ParseBool(fields[1+len(numbers)+i])
		if err != nil {
			return o, false
		}
		*s = value
	}
	return o, true
}
