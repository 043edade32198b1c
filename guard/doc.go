// Package guard decides which calls of an MCP server may run, and what of
// their results may leave.
//
// A Policy names every tool with a checker for each argument that can carry
// text. New turns it into a Guard, and an adapter (package guard/mcpgo) makes
// every call of the server pass it:
//
//	docs, err := sandbox.Open("/srv/docs")
//	g, err := guard.New(guard.Policy{
//		Record: record, Redact: redact.Default(), Limit: ratelimit.PerCaller(60, time.Minute),
//		Tools: map[string]guard.Tool{
//			"read_file": {Args: guard.Args{"path": docs}},
//		},
//	})
//	s := server.NewMCPServer("docs", "1.0.0", mcpgo.WithGuard(g))
//
// # The pipeline
//
// Guard.Handle runs these steps in order, and is written in that order:
//
//  1. recover from panics and mask internal errors,
//  2. record the outcome, and for destructive tools the intent,
//  3. identify the caller,
//  4. authorize: what the policy does not name is denied and not listed,
//  5. meter,
//  6. decode the arguments strictly (Decode),
//  7. validate them against the tool's own schema (CompileInput),
//  8. confine them with the policy's checkers (Args),
//  9. approve: obtain consent, where the policy asks for it,
//  10. set a deadline,
//  11. run the handler,
//  12. redact the result, cap its size, validate it against the output schema.
//
// Guard.Check decides by the same rules and does nothing.
//
// # What it assumes
//
// The server's code is trusted; the client, the model and every argument are
// not. Callers are identified by what stands in front of the server
// (WithCaller). A checker decides early and is a courtesy to the model: what
// the handler opens, queries or connects with must enforce the same rule, as a
// sandbox.Dir or a sqlguard.DB does.
//
// # What it does not protect against
//
// A handler that ignores its arguments and does harm. A handler that leaks
// through a side channel: files it writes, log lines, notifications, timing.
// Meaning: a permitted call can still be the wrong one. Memory that a handler
// uses before its result is capped. A handler that never returns keeps its
// goroutine; the call is answered at its deadline, and a bounded number of
// such handlers is tolerated (Policy.MaxAbandoned).
//
// # Concurrency
//
// Everything in this package is safe for concurrent use, except that a Call
// belongs to one goroutine.
package guard
