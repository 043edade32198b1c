package sandbox

// Understand and TryLink let the tests reach the rules of another system.
var TryLink = tryLink

func Understand(name string, windows bool) (path, problem string) {
	n, problem := understand(name, windows)
	return n.path, problem
}
