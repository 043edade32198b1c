package mcpgo

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/user"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// ServeStdio verifies the server and serves it on standard input and output
// until the input ends or ctx does. The caller of every call is the operating
// system's user who started the process: whoever can write to its input is
// that user.
//
// Lines are capped, and malformed ones are refused and recorded before the SDK
// sees them. The SDK has one stdio session in a process, so that there can be
// one such server in it.
func ServeStdio(ctx context.Context, s *server.MCPServer, g *guard.Guard) error {
	return Stdio{In: os.Stdin, Out: os.Stdout, Caller: localUser()}.Serve(ctx, s, g)
}

// Stdio is ServeStdio with everything spelled out.
type Stdio struct {
	In  io.Reader
	Out io.Writer
	// Caller is who calls. The zero Caller is anonymous.
	Caller guard.Caller
}

// Serve is ServeStdio on the given streams.
func (o Stdio) Serve(ctx context.Context, s *server.MCPServer, g *guard.Guard) error {
	if err := Verify(s, g); err != nil {
		return err
	}
	ctx = guard.WithCaller(ctx, o.Caller)
	out := &lineWriter{w: o.Out}
	in := &lineGate{ctx: ctx, guard: g, in: bufio.NewReaderSize(o.In, 64<<10), out: out, limits: messageLimits(g)}
	return server.NewStdioServer(s).Listen(ctx, in, out)
}

func localUser() guard.Caller {
	u, err := user.Current()
	if err != nil {
		return guard.Caller{}
	}
	return guard.Caller{Issuer: "local", Subject: u.Uid}
}

// lineGate is a reader that passes well-formed lines only. It holds one line
// at a time, of bounded size.
type lineGate struct {
	ctx    context.Context
	guard  *guard.Guard
	in     *bufio.Reader
	out    *lineWriter
	limits guard.Limits
	line   []byte // what is left of the current line
}

// Read returns parts of the next well-formed line.
func (l *lineGate) Read(p []byte) (int, error) {
	for len(l.line) == 0 {
		line, err := l.next()
		if err != nil {
			return 0, err
		}
		l.line = line
	}
	n := copy(p, l.line)
	l.line = l.line[n:]
	return n, nil
}

// next returns the next line with its line feed, or nothing if it was refused.
func (l *lineGate) next() ([]byte, error) {
	line, tooLong, err := l.readLine()
	switch {
	case tooLong:
		return nil, l.refuse(nil, refused("the message is too large"))
	case err == io.EOF && len(line) > 0:
		line = append(line, '\n') // the last line; the next read finds the end again
	case err != nil:
		l.settle()
		return nil, err
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return nil, nil
	}
	e, err := readEnvelope(line, l.limits)
	if err != nil {
		return nil, l.refuse(e, err)
	}
	l.out.expect(e)
	return line, nil
}

// settleTime is how long calls may go on after the input ended.
const settleTime = 10 * time.Second

// settle holds back the end of the input until the calls are answered: the SDK
// cancels them when it sees the end, and a piped request would get no answer.
func (l *lineGate) settle() {
	end := time.After(settleTime)
	for !l.out.settled() {
		select {
		case <-l.ctx.Done():
			return
		case <-end:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// readLine reads up to a line feed. Of a line that exceeds the limit it keeps
// nothing and reads to its end.
func (l *lineGate) readLine() (line []byte, tooLong bool, err error) {
	for {
		part, err := l.in.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(line) > l.limits.Bytes {
			line, tooLong = nil, true
		}
		if err != bufio.ErrBufferFull {
			return line, tooLong, err
		}
	}
}

func (l *lineGate) refuse(e *envelope, why error) error {
	answer := refusal(l.ctx, l.guard, e, why)
	_, err := l.out.Write(append(answer, '\n'))
	return err
}

// refusal records a malformed message and returns the JSON-RPC error for it.
func refusal(ctx context.Context, g *guard.Guard, e *envelope, why error) []byte {
	d := g.Refuse(ctx, newCall(ctx, guard.KindRequest, methodOf(e)), why)
	var id any
	if e != nil {
		id = e.id
	}
	answer, _ := json.Marshal(map[string]any{ // an id is nil, a string or a number
		"jsonrpc": mcp.JSONRPC_VERSION, "id": id,
		"error": map[string]any{"code": mcp.INVALID_REQUEST, "message": d.Error()},
	})
	return answer
}
