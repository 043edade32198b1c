package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/mcpcordon/mcpcordon/guard"
)

// What the client reads. Nothing of a call may enter these texts.
const (
	hintMissing     = "there is no such file or folder"
	hintReadOnly    = "files here can be read but not changed"
	hintPermission  = "the server has no permission to use that path"
	hintKind        = "only regular files and folders can be used"
	hintFile        = "that is a file, not a folder"
	hintFolder      = "that is a folder, not a file"
	hintLink        = "that is a link; write to the file it leads to"
	hintNotEmpty    = "the folder is not empty"
	hintTooLarge    = "the file is too large for this server to read"
	hintTooMuch     = "the content is too large for this server to write"
	hintManyEntries = "there are too many entries; ask for a folder further down"
)

// begin is what every operation starts with.
func (d *Dir) begin(ctx context.Context, op, asked string) (name, error) {
	if d == nil || d.root == nil {
		return name{}, guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: %s %.256q: no Dir was opened", op, asked)
	}
	if err := ended(ctx, op); err != nil {
		return name{}, err
	}
	return parse(asked)
}

// ended returns the denial of a call whose context has ended.
func ended(ctx context.Context, op string) error {
	err := ctx.Err()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return guard.Deny(guard.CodeDeadlineExceeded, "").Because("sandbox: %s: %w", op, err)
	default:
		return guard.Deny(guard.CodeCanceled, "").Because("sandbox: %s: %w", op, err)
	}
}

// refuse turns an error of the file system into a denial. Only os.Root itself
// makes errors that are no error numbers: those mean that a name escapes, and
// anything not understood is treated the same.
func refuse(op, asked string, err error) error {
	cause := bare(err)
	code, hint := guard.CodePathNotAllowed, ""
	switch {
	case errors.Is(cause, os.ErrClosed):
		code = guard.CodeInternal
	case absent(cause):
		code, hint = guard.CodeInvalidArgument, hintMissing
	case errors.Is(cause, fs.ErrPermission):
		hint = hintPermission
	case isNumber(cause) && !aboutName(cause):
		code = guard.CodeInternal
	}
	return guard.Deny(code, hint).Because("sandbox: %s %.256q: %w", op, asked, cause)
}

// bare takes the paths off an error of package os: they are the host's.
func bare(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return bare(path.Err)
	case errors.As(err, &link):
		return bare(link.Err)
	}
	return err
}

// absent reports whether a name inside the root leads to nothing. A file used
// as a folder counts.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func isNumber(err error) bool {
	var number syscall.Errno
	return errors.As(err, &number)
}

// aboutName reports whether the error number blames the name, or what it
// leads to, rather than the machine. Sockets give ENXIO, chains of links
// ELOOP.
func aboutName(err error) bool {
	for _, number := range [...]syscall.Errno{
		syscall.ELOOP, syscall.ENXIO, syscall.ENODEV, syscall.EINVAL, syscall.ENAMETOOLONG, syscall.EISDIR,
	} {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}

// usable refuses what is neither a regular file nor a folder, and a file that
// is spelled as a folder.
func usable(op string, n name, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return nil
	case !info.Mode().IsRegular():
		return guard.Deny(guard.CodePathNotAllowed, hintKind).Because("sandbox: %s %.256q: mode %v", op, n.asked, info.Mode().Type())
	case n.folder:
		return guard.Deny(guard.CodePathNotAllowed, hintFile).Because("sandbox: %s %.256q: a file spelled as a folder", op, n.asked)
	}
	return nil
}

func missing(op string, n name) error {
	return guard.Deny(guard.CodeInvalidArgument, hintMissing).Because("sandbox: %s %.256q: %w", op, n.asked, fs.ErrNotExist)
}

func isFolder(op string, n name) error {
	return guard.Deny(guard.CodeInvalidArgument, hintFolder).Because("sandbox: %s %.256q: a folder", op, n.asked)
}

func isLink(op string, n name) error {
	return guard.Deny(guard.CodePathNotAllowed, hintLink).Because("sandbox: %s %.256q: a link", op, n.asked)
}

func tooLarge(op, asked string, limit int64) error {
	return guard.Deny(guard.CodeResultTooLarge, hintTooLarge).Because("sandbox: %s %.256q: more than %d bytes", op, asked, limit)
}
