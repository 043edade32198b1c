module github.com/mcpcordon/mcpcordon/internal/bench

go 1.26.7

require (
	code.dny.dev/ssrf v0.3.0
	github.com/cyphar/filepath-securejoin v0.7.0
	github.com/doyensec/safeurl v0.2.2
	github.com/mark3labs/mcp-go v1.2.1
	github.com/mcpcordon/mcpcordon v0.0.0
	github.com/pganalyze/pg_query_go/v6 v6.2.5
	github.com/rqlite/sql v0.0.0-20260224021119-1b2524a41372
	github.com/santhosh-tekuri/jsonschema/v5 v5.3.1
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/xwb1989/sqlparser v0.0.0-20180606152119-120387863bf2
	golang.org/x/sys v0.49.0
	google.golang.org/protobuf v1.36.11
	vitess.io/vitess v0.24.3
)

require (
	github.com/golang/glog v1.2.5 // indirect
	github.com/google/jsonschema-go v0.4.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/lmittmann/tint v1.1.3 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/planetscale/vtprotobuf v0.6.1-0.20250313105119-ba97887b0a25 // indirect
	github.com/spf13/cast v1.10.0 // indirect
	github.com/spf13/pflag v1.0.10 // indirect
	github.com/yosida95/uritemplate/v3 v3.0.2 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20260414002931-afd174a4e478 // indirect
	google.golang.org/grpc v1.80.0 // indirect
)

replace github.com/mcpcordon/mcpcordon => ../..
