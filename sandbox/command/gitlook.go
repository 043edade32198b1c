package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// gitBefore refuses a repository that is not a plain one, or whose configuration
// holds a setting that is not known to be harmless.
func gitBefore(ctx context.Context, folder string, confined bool) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for name, want := range map[string]fs.FileMode{".git": fs.ModeDir, ".git/objects": fs.ModeDir, ".git/refs": fs.ModeDir, ".git/HEAD": 0, ".git/config": 0} {
		info, err := root.Lstat(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, cause(err))
		}
		if info.Mode().Type() != want {
			return fmt.Errorf("%s is a %v: this is no plain repository", name, info.Mode().Type())
		}
	}
	for _, name := range []string{".git/commondir", ".git/objects/info/alternates"} {
		if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s leads to another repository", name)
		}
	}
	if err := gitVet(ctx, root, ".git/config"); err != nil {
		return err
	}
	if err := gitVet(ctx, root, ".git/config.worktree"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if confined {
		return nil
	}
	return gitPlain(ctx, root)
}

// maxGitFiles bounds how many files below .git are looked at.
const maxGitFiles = 200_000

// gitElsewhere are folders in .git that the commands of the profile do not go
// into.
var gitElsewhere = words("hooks modules lfs annex worktrees")

// gitPlain refuses links, which lead to the objects of another repository, and
// pipes, which git waits for. A cage does the first as well, and sooner.
func gitPlain(ctx context.Context, root *os.Root) error {
	count := 0
	return fs.WalkDir(root.FS(), ".git", func(name string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if count++; err == nil && count > maxGitFiles {
			err = fmt.Errorf("there are more than %d files in .git", maxGitFiles)
		}
		if err != nil {
			return err
		}
		if below, is := strings.CutPrefix(name, ".git/"); is && slices.Contains(gitElsewhere, below) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.IsDir() && !entry.Type().IsRegular() {
			return fmt.Errorf("%s is a %v: this is no plain repository", name, entry.Type())
		}
		return nil
	})
}

// cause takes the path off an error.
func cause(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
