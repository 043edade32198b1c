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
	hintLinks       = "links cannot be followed here"
	hintNotEmpty    = "the folder is not empty"
	hintExists      = "there is something of that name already"
	hintTooLarge    = "the file is too large for this server to read"
	hintTooMuch     = "the content is too large for this server to write"
	hintManyEntries = "there are too many entries; ask for a folder further down"
	hintDeep        = "the folders are nested too deeply; ask for one further down"
	hintTotal       = "that is too much to search; ask for a folder further down"
	hintRange       = "the range is not one of the file"
	hintCursor      = "the cursor is not one this server gave; begin without it"
	hintQuery       = "the query is empty or malformed"
	hintSecret      = "files of that name may hold secrets; this server does not touch them"
	hintPersistent  = "other programs run files of that name; this server does not change them"
	hintHardLink    = "the file has a second name elsewhere; this server does not touch it"
	hintMount       = "another file system is mounted there; this server does not enter it"
	hintURI         = "that is not a file URL"
	hintInto        = "that cannot be moved there, such as a folder into itself"
	hintAcross      = "the two places are of different file systems; copy it instead"
	hintKeepsName   = "that name protects what is in the folder; it is neither given nor taken away"
	hintBusy        = "the folders are being changed meanwhile; try again"
)

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

// What the systems say besides error numbers.
var (
	errEscapes = errors.New("the name leaves its root")
	errMount   = errors.New("another file system is mounted there")
	errBusy    = errors.New("the way to it was changed too often")
	errNoName  = errors.New("the name of what was opened cannot be learned")
)

// refuse turns an error of the file system into a denial. Errors that are not
// understood are treated like a name that escapes: only os.Root makes them.
func refuse(op, asked string, err error) error {
	if d, ok := errors.AsType[*guard.Denial](err); ok {
		return d
	}
	cause := bare(err)
	code, hint := guard.CodePathNotAllowed, ""
	switch {
	case errors.Is(cause, os.ErrClosed):
		code = guard.CodeInternal
	case errors.Is(cause, errMount), errors.Is(cause, syscall.EBUSY):
		hint = hintMount
	case errors.Is(cause, errNoName):
		hint = hintLinks
	case errors.Is(cause, errBusy):
		code, hint = guard.CodeTooBusy, hintBusy
	case absent(cause):
		code, hint = guard.CodeInvalidArgument, hintMissing
	case errors.Is(cause, syscall.EISDIR):
		code, hint = guard.CodeInvalidArgument, hintFolder
	case errors.Is(cause, syscall.ENOTEMPTY):
		code, hint = guard.CodeInvalidArgument, hintNotEmpty
	case errors.Is(cause, fs.ErrExist):
		code, hint = guard.CodeInvalidArgument, hintExists
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
		syscall.ELOOP, syscall.ENXIO, syscall.ENODEV, syscall.EINVAL, syscall.ENAMETOOLONG,
	} {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}

func missing(op string, n name) error {
	return guard.Deny(guard.CodeInvalidArgument, hintMissing).Because("sandbox: %s %.256q: %w", op, n.asked, fs.ErrNotExist)
}

func isFolder(op string, n name) error {
	return guard.Deny(guard.CodeInvalidArgument, hintFolder).Because("sandbox: %s %.256q: a folder", op, n.asked)
}

func isFile(op string, n name) error {
	return guard.Deny(guard.CodeInvalidArgument, hintFile).Because("sandbox: %s %.256q: a file", op, n.asked)
}

func isLink(op string, n name) error {
	return guard.Deny(guard.CodePathNotAllowed, hintLink).Because("sandbox: %s %.256q: a link", op, n.asked)
}

func tooLarge(op, asked string, limit int64) error {
	return guard.Deny(guard.CodeResultTooLarge, hintTooLarge).Because("sandbox: %s %.256q: more than %d bytes", op, asked, limit)
}
