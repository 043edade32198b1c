package command

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/mcpcordon/mcpcordon/sandbox/command/internal/helper"
)

// A bound is a Spec with its program.
type bound struct {
	spec    Spec
	grammar *grammar
	program *program
	exec    []*program // what Spec.Exec names
	env     []string
	cage    cage
}

func (b *bound) close() {
	for _, p := range append(b.exec, b.program) {
		if p != nil {
			p.file.Close()
		}
	}
	b.cage.close()
}

// bind finds the program of a Spec and checks the Spec against it.
func (r *Runner) bind(s Spec) (b *bound, err error) {
	b = &bound{spec: s}
	if !commandName.MatchString(s.Name) || s.Name == helper.Name {
		return nil, errors.New("it is no name of a program")
	}
	if b.grammar, err = compile(s.Syntax, s.Name, 0); err != nil {
		return nil, err
	}
	if b.env, err = environment(s); err != nil {
		return nil, err
	}
	writable, err := folders("Write", s.Write)
	if err != nil {
		return nil, err
	}
	if _, err := folders("Read", s.Read); err != nil {
		return nil, err
	}
	writable = append(writable, r.hidden[1])
	defer func() {
		if err != nil {
			b.close()
			b = nil
		}
	}()
	if b.program, err = resolve(s.Name, s.Program, writable); err != nil {
		return b, err
	}
	if err := b.judge(); err != nil {
		return b, err
	}
	if err := b.openExec(writable); err != nil {
		return b, fmt.Errorf("in Exec: %w", err)
	}
	return b, r.build(b)
}

// openExec vets what the program may start as the program itself.
func (b *bound) openExec(writable []string) error {
	for _, path := range b.spec.Exec {
		p, err := resolve(filepath.Base(path), path, writable)
		if err != nil {
			return err
		}
		b.exec = append(b.exec, p)
		if b.spec.InsecureInterpreter {
			continue
		}
		if err := judgeProgram(p.names, p.info); err != nil {
			return err
		}
	}
	return nil
}

// judge refuses what runs other programs.
func (b *bound) judge() error {
	if b.spec.InsecureInterpreter {
		return nil
	}
	if err := judgeProgram(b.program.names, b.program.info); err != nil {
		return err
	}
	return judgeSyntax(b.program.names, b.spec.Syntax)
}

// folders returns the paths without links. They have to exist and be absolute.
func folders(field string, paths []string) (out []string, err error) {
	for _, path := range paths {
		if !filepath.IsAbs(path) {
			return nil, fmt.Errorf("%s: %q is not absolute", field, path)
		}
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field, err)
		}
		out = append(out, real)
	}
	return out, nil
}
