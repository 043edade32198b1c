package vault_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/redact/vault"
)

var (
	key   = bytes.Repeat([]byte("0123456789abcdef"), 4)
	alice = guard.Caller{Issuer: "https://id.example", Subject: "alice"}
	bob   = guard.Caller{Issuer: "https://id.example", Subject: "bob"}
)

func newVault(t *testing.T, key []byte) *vault.SIV {
	t.Helper()
	v, err := vault.New(key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestATokenOpensForItsCallerAndKindOnly(t *testing.T) {
	v := newVault(t, key)
	token, err := v.Seal(redact.Email, alice, "ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := v.Seal(redact.Email, alice, "ada@example.org"); again != token {
		t.Error("equal values have different tokens")
	}
	if got, err := newVault(t, key).Open(redact.Email, alice, token); err != nil || got != "ada@example.org" {
		t.Errorf("Open in another process = %q, %v", got, err)
	}
	other := bytes.Clone(key)
	other[0]++
	for _, row := range []struct {
		name  string
		v     *vault.SIV
		kind  redact.Kind
		who   guard.Caller
		token string
	}{
		{"another caller", v, redact.Email, bob, token},
		{"another kind", v, redact.Card, alice, token},
		{"another key", newVault(t, other), redact.Email, alice, token},
		{"an anonymous caller", v, redact.Email, guard.Caller{}, token},
		{"a changed token", v, redact.Email, alice, "A" + token[1:]},
		{"a cut token", v, redact.Email, alice, token[:len(token)-4]},
		{"a short token", v, redact.Email, alice, "AAAA"},
		{"another text", v, redact.Email, alice, "not a token!"},
		{"no key", nil, redact.Email, alice, token},
	} {
		if got, err := row.v.Open(row.kind, row.who, row.token); err == nil || got != "" || strings.Contains(err.Error(), "ada") {
			t.Errorf("%s: Open = %q, %v, want an error", row.name, got, err)
		}
	}
}

func TestAKeyHasOneSize(t *testing.T) {
	for _, n := range []int{0, 16, 32, 63, 65} {
		if v, err := vault.New(make([]byte, n)); err == nil || v != nil {
			t.Errorf("New with %d bytes = %v, %v, want an error", n, v, err)
		}
	}
}

// TestTheSameCallerMaySendATokenBack goes through a Filter.
func TestTheSameCallerMaySendATokenBack(t *testing.T) {
	f, err := redact.New(redact.Config{Vault: newVault(t, key), Actions: map[redact.Kind]redact.Action{redact.Email: redact.Tokenize}})
	if err != nil {
		t.Fatal(err)
	}
	call := &guard.Call{Kind: guard.KindTool, Name: "contact", Caller: alice}
	texts := []guard.Text{{Value: "write to ada@example.org"}}
	if _, err := f.Redact(t.Context(), call, texts); err != nil {
		t.Fatal(err)
	}
	token := texts[0].Value
	if strings.Contains(token, "ada") || !strings.Contains(token, "[EMAIL~") {
		t.Fatalf("Redact = %q, want a token", token)
	}
	if got, err := f.Restore(t.Context(), call, token); err != nil || got != "write to ada@example.org" {
		t.Errorf("Restore = %q, %v", got, err)
	}
	for _, other := range []*guard.Call{nil, {Caller: bob}, {}} {
		if got, _ := f.Restore(t.Context(), other, token); got != token {
			t.Errorf("Restore for another caller = %q", got)
		}
	}
	if _, err := f.Redact(t.Context(), call, texts); err != nil || texts[0].Value != token {
		t.Errorf("redacted twice: %q, %v", texts[0].Value, err)
	}
	secret := "ghp" + "_" + strings.Repeat("aZ3kQ9bX7m", 4)
	forged := []guard.Text{{Value: "[EMAIL~" + secret + "]"}}
	if _, err := f.Redact(t.Context(), call, forged); err != nil || strings.Contains(forged[0].Value, secret) {
		t.Errorf("an imitated token hides a secret: %q, %v", forged[0].Value, err)
	}
	if got := f.String("ada@example.org"); got != "[EMAIL_1]" {
		t.Errorf("String without a caller = %q, want [EMAIL_1]", got)
	}
}
