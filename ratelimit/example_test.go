package ratelimit_test

import (
	"context"
	"fmt"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/ratelimit"
)

func ExampleAll() {
	limit := ratelimit.All(
		ratelimit.PerCaller(60, time.Minute),
		ratelimit.Per(1, 24*time.Hour),
		ratelimit.Concurrent(4),
	)
	mail := &guard.Call{Kind: guard.KindTool, Name: "mail", Caller: guard.Caller{Issuer: "local", Subject: "ann"}}
	for range 2 {
		release, err := limit.Limit(context.Background(), mail)
		fmt.Println(guard.CodeOf(err))
		if err == nil {
			release()
		}
	}
	// Output:
	//
	// rate_limited
}

func ExampleMiddleware() {
	handler := func(context.Context, *guard.Call) (guard.Result, error) {
		fmt.Println("the handler runs")
		return nil, nil
	}
	handler = ratelimit.Middleware(ratelimit.PerCaller(1, time.Hour))(handler)
	for range 2 {
		_, err := handler(context.Background(), &guard.Call{Kind: guard.KindTool, Name: "echo"})
		fmt.Println(guard.CodeOf(err))
	}
	// Output:
	// the handler runs
	//
	// rate_limited
}
