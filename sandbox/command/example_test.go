//go:build unix

package command_test

import (
	"context"
	"fmt"
	"os"

	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

func Example() {
	echo := command.Spec{Name: "echo", Syntax: command.Syntax{
		Flags:     []command.Flag{{Names: []string{"-n"}}},
		Positions: []command.Position{{Name: "word", Value: command.LiteralText(100), Max: 5}},
		Separator: command.NoDashes,
	}}
	runner, err := command.New(command.Config{Dir: os.TempDir(), Specs: []command.Spec{echo}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	out, err := runner.Run(context.Background(), "echo", []string{"$(id);", "rm -rf /"})
	fmt.Printf("%s %v\n", out.Stdout, err)
	_, err = runner.Run(context.Background(), "echo", []string{"-e", `\a`})
	fmt.Println(err)
	// Output:
	// $(id); rm -rf /
	//  <nil>
	// command_not_allowed: the flags of echo are -n
}
