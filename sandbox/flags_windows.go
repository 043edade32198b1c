package sandbox

// Windows has no pipes or devices below a folder that os.Root would open.
const (
	supported   = true
	flagsFile   = 0
	flagsFolder = 0
)
