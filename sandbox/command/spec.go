package command

import (
	"context"
	"time"
)

// A Spec describes a program once. What it does not describe is refused.
type Spec struct {
	// Name is what Run is called with, and the program's own name for
	// itself (argv[0]). Empty is an error.
	Name string
	// Program is the absolute path of the program, or a name that is looked
	// for in /usr/bin, /bin, /usr/sbin, /sbin and /usr/local/bin; the PATH
	// of the server is never used. Empty means Name.
	Program string
	// Syntax is what the program's arguments may be. Its zero value takes
	// none.
	Syntax Syntax
	// Env is the program's environment beside PATH, HOME and LANG. Names
	// that change what a program loads or runs are an error. Nil means
	// nothing more.
	Env map[string]string
	// Read names folders and files of the host that the program may read
	// beside Config.Dir and the system's own, Write those it may change.
	// They hold where Isolation.Files does. Nil means none.
	Read, Write []string
	// Exec names programs that the program may start: absolute paths of
	// files, which are vetted as Program is. It holds where Isolation.Files
	// does. Nil means none: the program can start itself only.
	//
	// A program with a flaw, or an interpreter, can do more: the dynamic
	// loader, which every program needs, runs as a program of its own any
	// file that the program can read. What is run that way is in the same
	// cage.
	Exec []string
	// Network lets the program use the network. False refuses it, where
	// Isolation.Network holds.
	Network bool
	// InsecureInterpreter allows a program or a flag that runs other
	// programs or code. False means that shells, interpreters, wrappers
	// and flags such as find's -exec are refused by New.
	InsecureInterpreter bool

	profile profile
}

// A profile is what the ready Specs need beyond what a Spec may hold.
type profile struct {
	env  map[string]string // names that Spec.Env refuses
	exec []string          // what Spec.Exec refuses; what does not exist is left out
	// before looks at the folder before each start: a path that leads to
	// the one that the program will start in. Confined says that the
	// program can open nothing outside.
	before  func(ctx context.Context, folder string, confined bool) error
	timeout time.Duration // what a zero Config.Timeout means; zero: as everywhere
}

// A Syntax describes the arguments of a program, or of a sub-command.
type Syntax struct {
	// Fixed are arguments that stand in front of all others. They are the
	// policy's and not checked. Nil means none.
	Fixed []string
	// Flags are the flags that may be used. They are passed on in the
	// caller's order. Nil means none.
	Flags []Flag
	// Commands are the sub-commands by name. One of them has to follow the
	// flags. Nil means that there are none.
	Commands map[string]Syntax
	// Positions are the arguments that are neither flags nor their values.
	// They cannot be combined with Commands. Nil means none.
	Positions []Position
	// Separator says how positions are told from flags. Zero is Dashes.
	Separator Separator
	// PositionsFirst takes positions in front of the flags only, and passes
	// them on there, as find wants it. It needs the Separator NoDashes.
	// False takes them anywhere, and passes them on behind the flags.
	PositionsFirst bool
}

// A Flag is one option of a program.
type Flag struct {
	// Names are its spellings, with their dashes: "--max-count", "-n". The
	// first is passed on. The name "-" stands for a number alone, as in
	// "-5", and cannot be the first. Empty is an error.
	Names []string
	// Value is what it takes. The zero Value is none.
	Value Value
	// Style says how the value is written. Zero is Usual.
	Style Style
	// Max is how often it may occur. Zero means once.
	Max int
	// Required refuses calls without it. False means that it may be left
	// out.
	Required bool

	dropped   bool   // it says what holds anyway, and is not passed on
	insteadOf string // it stands alone, in place of this fixed argument
}

// A Position is an argument without a flag.
type Position struct {
	// Name is for the hints. Empty is an error.
	Name string
	// Value is what it takes. The zero Value is an error.
	Value Value
	// Min and Max are how many there may be. Zero Min means that it may be
	// left out, zero Max means one.
	Min, Max int

	optionalWith []string // flags with which Min is zero
	replacedBy   []string // flags with which there is no such position
	otherwise    string   // what is passed on where there is none
}

// Style says how a flag's value is written.
type Style uint8

const (
	// Usual is the style of getopt: "--name=value" or "--name value", "-n
	// value" or "-nvalue". The first and the last are passed on, so that
	// no value is a word of its own.
	Usual Style = iota
	// Attached takes "--name=value" only.
	Attached
	// Separate takes "--name value" and "-name value" only, for programs
	// whose long names have one dash.
	Separate
	// Glued takes "-nvalue" only.
	Glued
)

// Separator says how the positions are kept from being read as flags.
type Separator uint8

const (
	// Dashes puts "--" in front of the first position.
	Dashes Separator = iota
	// DashesBeforeLast always puts "--" in front of the last Position of
	// the Syntax, as git does between revisions and paths. A caller has to
	// write it as well. The positions in front never begin with a dash.
	DashesBeforeLast
	// NoDashes is for programs that do not know "--". No position begins
	// with a dash.
	NoDashes
)
