package redact_test

import (
	"context"
	"fmt"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

func ExampleFilter_String() {
	f := redact.Default()
	fmt.Println(f.String("bob@example.com paid with 4111 1111 1111 1111, not alice@example.com"))
	fmt.Println(f.String("order 4111111111111112 of 2024-11-21"))
	// Output:
	// [EMAIL_1] paid with [CARD_1], not [EMAIL_2]
	// order 4111111111111112 of 2024-11-21
}

func ExampleFilter_Redact() {
	texts := []guard.Text{
		{Form: guard.Plain, Value: "bob@example.com has SSN 219-45-6789"},
		{Form: guard.JSON, Value: `{"mail": "bob@example.com", "password": "hunter22"}`},
	}
	found, err := redact.Default().Redact(context.Background(), nil, texts)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(texts[0].Value)
	fmt.Println(texts[1].Value)
	fmt.Println(found)
	// Output:
	// [EMAIL_1] has SSN [SSN_1]
	// {"mail": "[EMAIL_1]", "password": "[PASSWORD_1]"}
	// [{PASSWORD 1} {EMAIL 2} {SSN 1}]
}

func ExampleResults() {
	handler := func(context.Context, *guard.Call) (guard.Result, error) {
		return result{texts: []guard.Text{{Value: "write to bob@example.com"}}}, nil
	}
	guarded := redact.Results(redact.Default())(handler)
	r, err := guarded(context.Background(), &guard.Call{Kind: guard.KindTool, Name: "contact"})
	if err != nil {
		fmt.Println(err)
		return
	}
	texts, _ := r.Texts()
	fmt.Println(texts[0].Value)
	// Output: write to [EMAIL_1]
}

func ExampleNew() {
	f, err := redact.New(redact.Config{
		Known:   []string{"correct-horse-battery"},
		Regions: []string{"US"},
		Actions: map[redact.Kind]redact.Action{redact.Card: redact.Mask},
		Rules:   []redact.Rule{{ID: "acme", Kind: "ACME_KEY", Literals: []string{"acme_"}, Min: 12}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.String("acme_9f8e7d6c5b4a pays with 4111 1111 1111 1111, correct-horse-battery"))
	// Output: [ACME_KEY_1] pays with [CARD:****1111], [KNOWN_1]
}

func ExampleFilter_Text() {
	out, found, err := redact.Default().Text(context.Background(), "see alice%40example.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range found {
		fmt.Println(out, x.Kind, x.Rule, x.Start, x.End, x.Confidence, x.Encoding)
	}
	// Output: see [EMAIL_1] EMAIL email 4 23 sure percent
}
