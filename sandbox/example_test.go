package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mcpcordon/mcpcordon/sandbox"
)

func Example() {
	folder, _ := os.MkdirTemp("", "docs")
	defer os.RemoveAll(folder)
	ctx := context.Background()

	docs, err := sandbox.New(sandbox.Config{Root: folder, Writable: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer docs.Close()

	fmt.Println(docs.WriteFile(ctx, "intro.md", []byte("hello")))
	text, _ := docs.ReadFile(ctx, "intro.md")
	fmt.Println(string(text))
	_, err = docs.ReadFile(ctx, "../../etc/passwd")
	fmt.Println(err)
	_, err = docs.ReadFile(ctx, "outro.md")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	// Output:
	// <nil>
	// hello
	// path_not_allowed: the path is not one this server may use; use a relative path inside its folder
	// invalid_argument: there is no such file or folder true
}

func ExampleDir_Walk() {
	folder, _ := os.MkdirTemp("", "docs")
	defer os.RemoveAll(folder)
	_ = os.MkdirAll(folder+"/guide", 0o700)
	_ = os.WriteFile(folder+"/guide/intro.md", []byte("hello"), 0o600)

	docs, err := sandbox.Open(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer docs.Close()
	for e, err := range docs.Walk(context.Background(), ".") {
		fmt.Println(e.Name, e.Dir, e.Size, err)
	}
	// Output:
	// guide true 0 <nil>
	// guide/intro.md false 5 <nil>
}

// Several folders, of which one can be written; a client that sends its roots
// gets less, never more.
func ExampleDir_Narrow() {
	host, _ := os.MkdirTemp("", "host")
	defer os.RemoveAll(host)
	host, _ = filepath.EvalSymlinks(host)
	_ = os.MkdirAll(host+"/docs/guide", 0o700)
	_ = os.MkdirAll(host+"/work", 0o700)
	_ = os.WriteFile(host+"/docs/guide/intro.md", []byte("hello"), 0o600)
	_ = os.WriteFile(host+"/docs/plan.md", []byte("later"), 0o600)
	ctx := context.Background()

	box, err := sandbox.New(sandbox.Config{Roots: []sandbox.Root{{Path: host + "/docs"}, {Path: host + "/work", Writable: true}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer box.Close()
	fmt.Println(box.Copy(ctx, "docs/plan.md", "work/plan.md"))
	fmt.Println(box.WriteFile(ctx, "docs/plan.md", nil))

	client := box.Narrow(ctx, "file://"+host+"/docs/guide", "file:///etc")
	_, err = client.ReadFile(ctx, "docs/guide/intro.md")
	fmt.Println(err)
	_, err = client.ReadFile(ctx, "work/plan.md")
	fmt.Println(err)
	// Output:
	// <nil>
	// path_not_allowed: files here can be read but not changed
	// <nil>
	// path_not_allowed: the path is not one this server may use; use a relative path inside its folder
}

func ExampleDir_Search() {
	folder, _ := os.MkdirTemp("", "docs")
	defer os.RemoveAll(folder)
	_ = os.WriteFile(folder+"/intro.md", []byte("hello\nthe token is abc"), 0o600)
	_ = os.WriteFile(folder+"/.env", []byte("token=abc"), 0o600)

	docs, err := sandbox.Open(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer docs.Close()
	for m, err := range docs.Search(context.Background(), ".", sandbox.Query{Text: "token"}) {
		fmt.Println(m.Name, m.Line, m.Text, err)
	}
	// Output:
	// intro.md 2 the token is abc <nil>
}
