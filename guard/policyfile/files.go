package policyfile

import (
	"time"

	"github.com/mcpcordon/mcpcordon/sandbox"
)

// Files is an entry of the section "files": what a sandbox.Dir allows. The
// fields are those of sandbox.Config, where they are explained.
type Files struct {
	// Roots are the folders. Empty is an error when the entry is opened.
	Roots []Root `json:"roots"`

	MaxFile    Size     `json:"max_file"`
	MaxTotal   Size     `json:"max_total"`
	MaxEntries int      `json:"max_entries"`
	MaxDepth   int      `json:"max_depth"`
	Timeout    Duration `json:"timeout"`

	Protect     []string `json:"protect"`
	Allow       []string `json:"allow"`
	HostPaths   bool     `json:"host_paths"`
	Sync        bool     `json:"sync"`
	NoHardLinks bool     `json:"no_hard_links"`

	InsecureHardLinks   bool `json:"insecure_hard_links"`
	InsecureMounts      bool `json:"insecure_mounts"`
	InsecureSecrets     bool `json:"insecure_secrets"`
	InsecurePersistence bool `json:"insecure_persistence"`
}

// A Root is one folder of an entry of the section "files".
type Root struct {
	// Name is the first component of the names in it, where there are
	// several roots. Empty means the last element of Path.
	Name string `json:"name"`
	// Path is the folder on the host. Empty is an error.
	Path string `json:"path"`
	// Writable allows to change what is in it. False is read-only.
	Writable bool `json:"writable"`
}

// Open returns the Dir that the entry describes.
func (f Files) Open() (*sandbox.Dir, error) {
	c := sandbox.Config{
		MaxFile: int64(f.MaxFile), MaxTotal: int64(f.MaxTotal), MaxEntries: f.MaxEntries, MaxDepth: f.MaxDepth, Timeout: time.Duration(f.Timeout),
		Protect: f.Protect, Allow: f.Allow, HostPaths: f.HostPaths, Sync: f.Sync, NoHardLinks: f.NoHardLinks,
		InsecureHardLinks: f.InsecureHardLinks, InsecureMounts: f.InsecureMounts, InsecureSecrets: f.InsecureSecrets, InsecurePersistence: f.InsecurePersistence,
	}
	for _, r := range f.Roots {
		c.Roots = append(c.Roots, sandbox.Root{Name: r.Name, Path: r.Path, Writable: r.Writable})
	}
	return sandbox.New(c)
}
