package sandbox

import (
	"context"
	"io"
	"io/fs"
	"path"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// FS returns the Dir as a file system of package io/fs, for reading. It
// implements fs.ReadDirFS, fs.ReadFileFS and fs.StatFS. Names are
// those of fs.ValidPath that the Dir takes. Its errors are *fs.PathErrors that
// wrap the Dir's denials; ctx ends all that it does.
func (d *Dir) FS(ctx context.Context) fs.FS { return fileSystem{ctx, d} }

type fileSystem struct {
	ctx context.Context
	dir *Dir
}

var (
	_ fs.ReadDirFS  = fileSystem{}
	_ fs.ReadFileFS = fileSystem{}
	_ fs.StatFS     = fileSystem{}
)

// wrong makes the error that package fs promises.
func wrong(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: err}
}

func (f fileSystem) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, wrong("open", name, fs.ErrInvalid)
	}
	file, err := f.dir.Open(f.ctx, name)
	if err == nil {
		return file, nil
	}
	if e, failed := f.dir.Stat(f.ctx, name); failed == nil && e.Dir {
		return &folderFile{f, name, e, "", false}, nil
	}
	return nil, wrong("open", name, err)
}

func (f fileSystem) ReadFile(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, wrong("readfile", name, fs.ErrInvalid)
	}
	data, err := f.dir.ReadFile(f.ctx, name)
	return data, wrong("readfile", name, err)
}

func (f fileSystem) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, wrong("stat", name, fs.ErrInvalid)
	}
	e, err := f.dir.Stat(f.ctx, name)
	if err != nil {
		return nil, wrong("stat", name, err)
	}
	return info{e}, nil
}

func (f fileSystem) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, wrong("readdir", name, fs.ErrInvalid)
	}
	folder := folderFile{fsys: f, name: name}
	return folder.ReadDir(-1)
}

// A folderFile is an open folder as package fs sees it.
type folderFile struct {
	fsys   fileSystem
	name   string
	entry  Entry
	cursor string
	end    bool
}

func (f *folderFile) Stat() (fs.FileInfo, error) { return info{f.entry}, nil }

func (f *folderFile) Read([]byte) (int, error) {
	return 0, wrong("read", f.name, guard.Deny(guard.CodeInvalidArgument, hintFolder))
}

func (f *folderFile) Close() error { return nil }

// ReadDir returns the next n entries, as fs.ReadDirFile says, or all of a folder
// that has at most MaxEntries. Each call reads the whole folder.
func (f *folderFile) ReadDir(n int) (list []fs.DirEntry, err error) {
	for !f.end && (n <= 0 || len(list) < n) {
		dir := f.fsys.dir
		if n > 0 && dir != nil {
			page := *dir
			page.maxEntries = min(page.maxEntries, n-len(list))
			dir = &page
		}
		entries, next, err := dir.List(f.fsys.ctx, f.name, f.cursor)
		if err != nil {
			return list, wrong("readdir", f.name, err)
		}
		for _, e := range entries {
			list = append(list, fs.FileInfoToDirEntry(info{e}))
		}
		if f.cursor, f.end = next, next == ""; n <= 0 && !f.end {
			return list, wrong("readdir", f.name, guard.Deny(guard.CodeResultTooLarge, hintManyEntries))
		}
	}
	if n > 0 && len(list) == 0 {
		return nil, io.EOF
	}
	return list, nil
}

// info is an Entry as package fs sees it.
type info struct{ of Entry }

func (i info) Name() string       { return path.Base(i.of.Name) }
func (i info) Size() int64        { return i.of.Size }
func (i info) ModTime() time.Time { return i.of.ModTime }
func (i info) IsDir() bool        { return i.of.Dir }
func (i info) Sys() any           { return nil }

func (i info) Mode() fs.FileMode {
	if i.of.Dir {
		return fs.ModeDir | 0o700
	}
	return 0o600
}
