package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// maxLine bounds a line of input, and so what is in memory at a time.
const maxLine = 4 << 20

// A verdict is one line of output. Its fields are those of all commands.
type verdict struct {
	ID        json.RawMessage `json:"id"`
	Verdict   string          `json:"verdict,omitempty"`
	Code      guard.Code      `json:"code,omitempty"`
	Reason    string          `json:"reason,omitempty"`
	Detail    string          `json:"detail,omitempty"`
	Canonical string          `json:"canonical,omitempty"`
	Argv      []string        `json:"argv,omitempty"`
	Text      *string         `json:"text,omitempty"`
	Findings  *[]finding      `json:"findings,omitempty"`
	Error     string          `json:"error,omitempty"`
}

type finding struct {
	Type       string `json:"type"`
	Rule       string `json:"rule"`
	Start      int    `json:"start"` // bytes in the text as it came
	End        int    `json:"end"`
	Confidence string `json:"confidence"`
	Encoding   string `json:"encoding,omitempty"`
}

// decideLines answers each line of input.
func (c command) decideLines(s streams, decide func(fields guard.Arguments) verdict) int {
	in := bufio.NewReaderSize(s.in, 64<<10)
	status := done
	for {
		line, tooLong, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return c.failed(s, err)
		}
		if tooLong || len(bytes.TrimSpace(line)) > 0 {
			v := answer(line, tooLong, decide)
			if v.Error != "" {
				status = unusable
			}
			if err := v.write(s.out); err != nil {
				return c.failed(s, err)
			}
		}
		if err != nil {
			return status
		}
	}
}

// readLine reads up to a line feed. Of a line that is too long it keeps nothing
// and reads to its end.
func readLine(in *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(line) > maxLine {
			line, tooLong = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}

// onText makes a decision about lines whose text stands under key.
func onText(key string, decide func(text string) verdict) func(guard.Arguments) verdict {
	return func(fields guard.Arguments) verdict {
		value, _ := fields.Lookup("/" + key)
		text, ok := value.(string)
		if !ok {
			return verdict{Error: fmt.Sprintf("the line has no string %q", key)}
		}
		return decide(text)
	}
}

func answer(line []byte, tooLong bool, decide func(guard.Arguments) verdict) verdict {
	if tooLong {
		return verdict{Error: fmt.Sprintf("the line is longer than %d bytes", maxLine)}
	}
	// Strictly, as the guard reads arguments: what two readers could understand
	// differently is no input.
	args, err := guard.Decode(line, guard.Limits{Bytes: maxLine, String: maxLine, ExactNumbers: true})
	if err != nil {
		return verdict{Error: strings.Replace(reason(err), "the arguments", "the fields", 1)}
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return verdict{Error: "the line is not a JSON object"}
	}
	v := decide(args)
	v.ID = fields["id"]
	return v
}

// write writes the line at once, so that a program at the other end can wait
// for it.
func (v verdict) write(out io.Writer) error {
	if v.ID == nil {
		v.ID = json.RawMessage("null")
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err
	}
	_, err := out.Write(line.Bytes())
	return err
}
