module github.com/mcpcordon/mcpcordon/internal/bench

go 1.26.5

require (
	code.dny.dev/ssrf v0.3.0
	github.com/cyphar/filepath-securejoin v0.7.0
	github.com/doyensec/safeurl v0.2.2
	github.com/mark3labs/mcp-go v1.2.1
	github.com/mcpcordon/mcpcordon v0.0.0
	github.com/santhosh-tekuri/jsonschema/v5 v5.3.1
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	golang.org/x/sys v0.49.0
)

require (
	github.com/google/jsonschema-go v0.4.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/spf13/cast v1.7.1 // indirect
	github.com/yosida95/uritemplate/v3 v3.0.2 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/mcpcordon/mcpcordon => ../..
