// Package mcpgo puts a guard around a server of github.com/mark3labs/mcp-go.
//
//	s := server.NewMCPServer("docs", "1.0.0", mcpgo.WithGuard(g)) // first of the options
//	s.AddTool(...)
//	log.Fatal(mcpgo.ServeStdio(ctx, s, g))
//
// WithGuard covers tools, session tools, hybrid tasks, resources, templates,
// prompts and listings. What one option cannot cover has a function of its
// own, and is refused without it: AddTaskTool, PromptCompletions,
// ResourceCompletions. ServeStdio and HTTPHandler verify the server before
// they serve it, cap what they read, and refuse malformed messages before the
// SDK sees them. Verify can be called alone, in a test for instance.
//
// Wrap and Middleware put single middlewares around single handlers, without
// a guard.
//
// # What is refused
//
// Handlers that ask the client for input themselves (multi round-trip
// results), since nothing vouches for the answer; content of kinds that this
// package does not know; tasks, unless the policy's tool allows them and the
// caller is authenticated; messages that two JSON readers could understand
// differently. The SSE transport is not supported.
//
// # What is not covered
//
// Notifications, log messages and requests to the client that a handler sends
// with the server's own functions: Notify, Elicit and Sample send them cleaned.
// What the server's author wrote down: the server's instructions, the names,
// titles, descriptions and schemas of tools, prompts and templates are sent as
// they are, so put no secret into them; the list of resources is cleaned. The status
// notifications of tasks, which the SDK sends to every session; their texts
// are masked, but they show that a task exists. Hooks that the server's author
// adds: they run outside of the guard. A server started with the SDK's own
// ServeStdio or HTTP server is guarded, but not verified, and reads messages
// of any size.
//
// The package is written against mcp-go v1.2.1. It reads some unexported
// fields of the SDK's server (inspect.go), for want of accessors, and fails
// closed when one is gone.
package mcpgo
