package bench

import (
	"bytes"
	"context"
	"os/exec"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

func newRunner(b *testing.B, plain bool, timeout time.Duration) *command.Runner {
	b.Helper()
	if runtime.GOOS == "windows" {
		b.Skip("programs are not started on Windows")
	}
	sleep := command.Syntax{Positions: []command.Position{{Name: "seconds", Value: command.Int(0, 100), Min: 1}}, Separator: command.NoDashes}
	r, err := command.New(command.Config{
		Dir: b.TempDir(), Specs: []command.Spec{{Name: "true"}, {Name: "sleep", Syntax: sleep}}, Timeout: timeout, InsecureNoLimits: plain,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { r.Close() })
	return r
}

// BenchmarkCommandStart starts true(1) in turn by exec.Command with the same two
// captured streams, by a Runner without the helper, and by one with it. It
// reports the medians, the plain one as a ratio to exec.Command, and what the
// helper adds.
func BenchmarkCommandStart(b *testing.B) {
	plain, full := newRunner(b, true, 0), newRunner(b, false, 0)
	run := func(r *command.Runner) func() {
		return func() {
			if _, err := r.Run(context.Background(), "true", nil); err != nil {
				b.Fatal(err)
			}
		}
	}
	ways := map[string]func(){
		"exec": func() {
			var out, complaints bytes.Buffer
			cmd := exec.CommandContext(b.Context(), "/bin/true")
			cmd.Stdout, cmd.Stderr = &out, &complaints
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
		},
		"exec_bare": func() {
			if err := exec.Command("/bin/true").Run(); err != nil {
				b.Fatal(err)
			}
		},
		"plain":  run(plain),
		"helper": run(full),
	}
	times := map[string][]time.Duration{}
	for b.Loop() {
		for name, start := range ways {
			begin := time.Now()
			start()
			times[name] = append(times[name], time.Since(begin))
		}
	}
	median := func(name string) float64 {
		slices.Sort(times[name])
		return float64(times[name][len(times[name])/2].Nanoseconds()) / 1000
	}
	b.ReportMetric(median("exec"), "µs_exec")
	b.ReportMetric(median("exec_bare"), "µs_exec_bare")
	b.ReportMetric(median("plain"), "µs_plain")
	b.ReportMetric(median("plain")/median("exec"), "x_exec")
	b.ReportMetric(median("plain")/median("exec_bare"), "x_exec_bare")
	b.ReportMetric(median("helper")-median("plain"), "µs_helper_adds")
}

// BenchmarkCommandKill reports how long after its deadline a call returns.
func BenchmarkCommandKill(b *testing.B) {
	const deadline = 20 * time.Millisecond
	r := newRunner(b, false, deadline)
	var late []time.Duration
	for b.Loop() {
		begin := time.Now()
		if _, err := r.Run(context.Background(), "sleep", []string{"10"}); guard.CodeOf(err) != guard.CodeDeadlineExceeded {
			b.Fatal(err)
		}
		late = append(late, time.Since(begin)-deadline)
	}
	slices.Sort(late)
	b.ReportMetric(float64(late[len(late)/2].Microseconds()), "µs_late")
	b.ReportMetric(float64(late[len(late)-1].Microseconds()), "µs_late_at_most")
}
