package main

import (
	"context"
	"flag"

	"github.com/mcpcordon/mcpcordon/sandbox"
)

var tryPath = command{
	name:    "try path",
	summary: "decides about paths below a folder as a sandbox does; opens no file",
	usage:   "-root DIR < FILE",
	example: `$ echo '{"id":1,"path":"../secret.txt"}' | mcpcordon try path -root /srv/docs
{"id":1,"verdict":"deny","code":"path_not_allowed","reason":"the path is not one this server may use; ..."}`,
	setup: func(flags *flag.FlagSet) action {
		root := flags.String("root", "", "the folder `DIR` that the paths are below")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if *root == "" || len(args) > 0 {
				return c.misused(s, "-root is needed, and paths are read from standard input")
			}
			dir, err := sandbox.Open(*root)
			if err != nil {
				return c.failed(s, err)
			}
			defer dir.Close()
			return c.decideLines(s, onText("path", checking(ctx, dir)))
		}
	},
}
