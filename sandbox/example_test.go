package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

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
