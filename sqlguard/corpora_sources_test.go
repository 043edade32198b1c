package sqlguard_test

import (
	"encoding/json"
	"flag"
	"hash/fnv"
	"os"
	osexec "os/exec"
	"regexp"
	"slices"
	"testing"
)

var allRows = flag.Bool("all-rows", false, "compare the rows of all statements of the large corpora, not of a sample")

// asks matches statements that may be queries.
var asks = regexp.MustCompile(`(?i)^(select|with|values|table|\()`)

// inSample returns the queries of one file in so many, always the same ones.
// Making a list and -all-rows take all.
func inSample(queries []honestQuery, oneIn uint32) []honestQuery {
	if *updateLists || *allRows {
		return queries
	}
	return slices.DeleteFunc(slices.Clone(queries), func(q honestQuery) bool {
		h := fnv.New32a()
		h.Write([]byte(q.file))
		return h.Sum32()%oneIn != 0
	})
}

// moduleFolder returns where the files of a module lie that the go.mod in a
// folder requires.
func moduleFolder(t *testing.T, dir, module string) string {
	t.Helper()
	cmd := osexec.CommandContext(t.Context(), "go", "mod", "download", "-json", module)
	cmd.Dir = dir
	out, err := cmd.Output()
	var found struct{ Dir string }
	if err == nil {
		err = json.Unmarshal(out, &found)
	}
	if err != nil {
		if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
			t.Fatalf("no files of %s: %v", module, err)
		}
		t.Skipf("left out: no files of %s: %v", module, err)
	}
	return found.Dir
}
