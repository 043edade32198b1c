// Package sandbox gives the handlers of an MCP server the files of some
// folders and nothing else. A Dir opens the file itself: there is no checked
// path to hand around, and so no moment between check and use.
//
//	docs, err := sandbox.Open("/srv/docs")
//	...
//	text, err := docs.ReadFile(ctx, args.Path)
//
// # Names
//
// A name is a relative slash path, as in "guide/intro.md". Where a Dir has
// several roots, the first component is the root's name, and "." is a folder
// that holds the roots. A name is never decoded or expanded. Refused before
// the file system is asked:
//
//   - the empty name; absolute paths and "file:" URLs, unless
//     Config.HostPaths; drive letters; a "~" at the start
//   - ".." that leaves, counted in the text of the name
//   - backslashes, control characters, NUL, invalid UTF-8
//   - percent-encoded dots, separators and NULs, also when encoded repeatedly:
//     somebody hopes that they will be decoded (CWE-22, CWE-158)
//   - more than 4096 bytes, 255 components, or 255 bytes in one component
//   - on Windows also alternate data streams and all other colons, device
//     names (CON, NUL, COM1, with any extension), the short names of other
//     files (PROGRA~1), and components that end in a dot or a blank
//
// "." is the root; what creates, writes and removes does not take it. A
// trailing slash says that the name is a folder's, and a file is then refused.
//
// # What is opened
//
// Only regular files. Pipes, devices and sockets are refused, and opening a
// pipe does not wait for its other end. Links may lead anywhere within their
// root, over eight links at most; absolute ones are refused, as package os
// does. Names that hold secrets by custom are refused wherever they stand and
// whatever leads to them, and are left out of listings; names whose content
// some program will run by itself are refused for writing. Secrets and
// Persistence list them, Config.Allow and Config.Protect change them.
//
// # Errors
//
// Every error is a *guard.Denial, but for io.EOF from File and what FS wraps.
// Its text and the texts of the errors it wraps hold no host path and no part
// of the name; the detail, for the operator, holds the name that was asked
// for. A name that leaves gives CodePathNotAllowed whether or not something
// exists there; a name inside that does not exist gives CodeInvalidArgument,
// and errors.Is(err, fs.ErrNotExist) holds.
//
// # How it is confined
//
// On Linux the kernel confines (openat2, Linux 5.6): every file is opened
// below an open descriptor of the root, by a name without links and "..", with
// RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS and RESOLVE_NO_XDEV. Links are read and
// put into the name first, and the open that follows is as strict. So the name
// that the rules saw is the name of what was opened, whatever was renamed
// meanwhile; a call that is disturbed too often fails. Everything that changes
// a folder acts on its open descriptor.
//
// Elsewhere, and on a Linux without openat2, os.Root confines. Names cannot be
// made to leave the root there either. Weaker are the rules about names: links
// are followed first and opened after, so that who can exchange a link for
// another inside the root, at the right moment, can have it lead to a
// protected name (on Linux the name of what was opened is compared afterwards,
// and this fails). Mounts are folders of another device number only, Rename may
// replace a file that appears at that moment, and it does not move between
// roots. macOS and Windows compile and are vetted, and the code they use is
// tested on Linux; neither is tested by itself.
//
// New tries an escape in a temporary folder and refuses to work on a system
// that lets it through (CVE-2026-39822 in Go before 1.26.5; kernels that
// follow a link despite being told not to); where no such folder can be made,
// the try is left out. On js, wasip1 and Plan 9 New fails.
//
// # Limits of the protection
//
// A Dir protects the host from the names it is given. It does not protect from
// other programs: who may move a folder out of the root while a call is in
// progress takes that call along, and a name that is safe here may be read by
// a program that follows it elsewhere. Secrets in files with harmless names
// are within reach. Where a link leads into a protected folder, names with ".."
// behind it tell which folders there are in it. A hard link to a file elsewhere is read like any file,
// unless Config.NoHardLinks. A pipe or a device is opened before it is known to
// be one, and closed at once: whoever waits at the pipe's other end goes on, and
// a device that acts on being opened acts. There is no quota: a writer can fill
// the disk, one MaxFile at a time. A folder that looks like a Git repository,
// with a configuration of its own, is no name that could be protected: whoever
// runs git in a folder that a model can write runs what the model wrote.
package sandbox
