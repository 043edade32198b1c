package mcpgo

import (
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// This file reads unexported fields of the SDK's server, and is the only one
// that does. It looks at lengths, types and code addresses, and changes
// nothing. The SDK offers no other way to see whether a middleware stands in
// front of ours, or whose handler a task tool has. A field that is gone counts
// as a failure, so that an SDK update cannot open what is closed.

func field(s *server.MCPServer, name string) (reflect.Value, error) {
	if s == nil {
		return reflect.Value{}, errors.New("mcpgo: the server is nil")
	}
	f := reflect.ValueOf(s).Elem().FieldByName(name)
	if !f.IsValid() {
		return f, fmt.Errorf("mcpgo: this mcp-go has no field %s; use the version that go.mod names", name)
	}
	return f, nil
}

// optionIsFirst reports what stands in front of a guard that is being
// installed.
func optionIsFirst(s *server.MCPServer) error {
	for _, name := range []string{"toolHandlerMiddlewares", "resourceHandlerMiddlewares", "promptHandlerMiddlewares", "toolFilters", "promptFilters"} {
		f, err := field(s, name)
		if err != nil {
			return err
		}
		if f.Len() > 0 {
			return fmt.Errorf("mcpgo: WithGuard is not the first option: %s is not empty", name)
		}
	}
	if s.GetHooks() != nil {
		return errors.New("mcpgo: WithGuard is not the first option: hooks were set; add hooks with GetHooks after it")
	}
	return nil
}

// checkTaskTool denies a task tool whose handler is not one of AddTaskTool's,
// and a name that is no task tool.
func checkTaskTool(s *server.MCPServer, name string) error {
	found, guarded, err := taskTool(s, name)
	switch {
	case err != nil:
		return guard.Deny(guard.CodeInternal, "").Because("%w", err)
	case !found:
		return guard.Deny(guard.CodeToolNotAllowed, "").Because("the server has no such tool")
	case !guarded:
		return guard.Deny(guard.CodeToolNotAllowed, "").Because("the task tool was not added with mcpgo.AddTaskTool")
	default:
		return nil
	}
}

// taskTool looks a name up among the server's task tools.
func taskTool(s *server.MCPServer, name string) (found, guarded bool, err error) {
	err = withTaskTools(s, func(tools reflect.Value) {
		entry := tools.MapIndex(reflect.ValueOf(name))
		if found = entry.IsValid(); !found {
			return
		}
		handler := entry.FieldByName("Handler")
		guarded = handler.IsValid() && handler.Pointer() == guardedTaskCode
	})
	return found, guarded, err
}

func taskToolNames(s *server.MCPServer) (names []string, err error) {
	err = withTaskTools(s, func(tools reflect.Value) {
		for _, key := range tools.MapKeys() {
			names = append(names, key.String())
		}
	})
	return names, err
}

// withTaskTools calls f with the map of task tools, under the SDK's own lock.
func withTaskTools(s *server.MCPServer, f func(tools reflect.Value)) error {
	tools, err := field(s, "taskTools")
	if err != nil {
		return err
	}
	lock, err := field(s, "toolsMu")
	if err != nil || lock.Type() != reflect.TypeFor[sync.RWMutex]() {
		return errors.New("mcpgo: this mcp-go has no lock toolsMu; use the version that go.mod names")
	}
	mu := (*sync.RWMutex)(lock.Addr().UnsafePointer())
	mu.RLock()
	defer mu.RUnlock()
	f(tools)
	return nil
}

// guardedTaskCode is where the code of the closures of guardedTask is.
var guardedTaskCode = reflect.ValueOf(guardedTask(nil, mcp.Tool{}, nil)).Pointer()

// checkProvider denies a completion provider that is not wrapped by this
// package. fieldName is the SDK's field that holds it.
func checkProvider(s *server.MCPServer, g *guard.Guard, fieldName string) error {
	f, err := field(s, fieldName)
	if err != nil {
		return guard.Deny(guard.CodeInternal, "").Because("%w", err)
	}
	switch f.Elem().Type() {
	case reflect.TypeFor[promptCompleter](), reflect.TypeFor[resourceCompleter]():
		if f.Elem().FieldByName("guard").Pointer() != reflect.ValueOf(g).Pointer() {
			return guard.Deny(guard.CodeToolNotAllowed, "").Because("%s is wrapped with another guard", fieldName)
		}
		return nil
	default:
		return guard.Deny(guard.CodeToolNotAllowed, "").Because("%s is not wrapped by this package", fieldName)
	}
}

// isDefaultProvider reports whether a provider is the SDK's own.
func isDefaultProvider(s *server.MCPServer, fieldName string) bool {
	f, err := field(s, fieldName)
	if err != nil || f.IsNil() {
		return false
	}
	t := f.Elem().Type()
	return t == reflect.TypeFor[*server.DefaultPromptCompletionProvider]() || t == reflect.TypeFor[*server.DefaultResourceCompletionProvider]()
}
