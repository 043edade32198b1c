package main

import (
	"context"
	"path/filepath"
	"strings"
)

// serverAttacks are aimed at what surrounds a tool.
func serverAttacks() []attack {
	return []attack{
		{name: "call a tool that is not listed", effect: "ran it", refused: "tool_not_allowed", reference: "CVE-2026-46519",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := s.call(as(ctx, mallory), s.maintenance, "dump_config", nil)
				return strings.Contains(a.text, s.secret), a
			}},
		{name: "make a handler panic", effect: "sent the panic's secret", refused: "internal", reference: "CWE-209",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := s.call(as(ctx, mallory), s.maintenance, "sync", nil)
				return strings.Contains(a.text, s.secret), a
			}},
		{name: "invent a session, bring no credentials", effect: "sent rows", refused: "unauthenticated", reference: "CVE-2025-6515, CWE-306",
			run: posting(`{"sql":"SELECT name FROM customers"}`, map[string]string{"Authorization": ""})},
		{name: "post from another site's page", effect: "sent rows", refused: "forbidden", reference: "CVE-2026-33252",
			run: posting(`{"sql":"SELECT name FROM customers"}`, map[string]string{"Origin": "https://attacker.example", "Sec-Fetch-Site": "cross-site"})},
		{name: "post 8 MiB", effect: "read and ran it", refused: "invalid_argument", reference: "CWE-770",
			run: posting(`{"sql":"SELECT name FROM customers`+strings.Repeat(" ", 8<<20)+`"}`, nil)},
		{name: "nest arguments 9000 levels deep", effect: "decoded and ran it", refused: "invalid_argument", reference: "CWE-674",
			run: posting(`{"sql":"SELECT name FROM customers","x":`+strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+`}`, nil)},
	}
}

// posting posts a query for the customers and looks for one of them.
func posting(arguments string, header map[string]string) func(context.Context, *side) (bool, answer) {
	return func(ctx context.Context, s *side) (bool, answer) {
		a := s.post(ctx, calling(arguments), header)
		return strings.Contains(a.text, "Kestrel Cycles"), a
	}
}

// count asks the database behind the server's back.
func (s *side) count(ctx context.Context, query string) int {
	n := -1
	_ = s.evidence.QueryRowContext(ctx, query).Scan(&n) // -1 fits no expectation
	return n
}

func databaseAttacks() []attack {
	query := func(ctx context.Context, s *side, statement string) answer {
		return s.call(ctx, s.database, "query", arguments{"sql": statement})
	}
	const key, address = "mk_5vT9qLr2XwB8nZc4KdYh7PsJ", "shop@kestrel.example.com"
	return []attack{
		{name: "ask for a column that does not exist", effect: "sent the driver's error", refused: "invalid_argument", reference: "CWE-209",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := query(ctx, s, "SELECT password FROM customers")
				return strings.Contains(a.text, "SQL logic error"), a
			}},
		{name: "read a row with a key and an address", effect: "sent both", cleaned: "both redacted", reference: "CWE-200, CWE-359",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := query(ctx, s, "SELECT email, notes FROM customers")
				return strings.Contains(a.text, key) || strings.Contains(a.text, address), a.with("their shop calls ours")
			}},
		{name: "write behind WITH", effect: "changed every price", refused: "statement_not_allowed", reference: "GHSA-65hm-pwj5-73pw",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := query(ctx, s, "WITH x AS (SELECT 1) UPDATE products SET price_cents = 1")
				return s.count(ctx, "SELECT count(*) FROM products WHERE price_cents = 1") == 4, a
			}},
		{name: "write with PRAGMA", effect: "changed the file's header", refused: "statement_not_allowed", reference: "CWE-89",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := query(ctx, s, "PRAGMA user_version = 7")
				return s.count(ctx, "PRAGMA user_version") == 7, a
			}},
		{name: "attach a second database", effect: "created a file", refused: "statement_not_allowed", reference: "CWE-73",
			run: func(ctx context.Context, s *side) (bool, answer) {
				file := strings.ReplaceAll(filepath.Join(s.folder, "planted.db"), "'", "''")
				a := query(ctx, s, "SELECT 1; ATTACH '"+file+"' AS planted; CREATE TABLE planted.t (c)")
				return exists(s.folder, "planted.db"), a
			}},
		{name: "send the same key twice", effect: "checked one, ran the other", refused: "invalid_argument", reference: "RFC 8259 4, CWE-436",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := s.post(ctx, calling(`{"sql":"SELECT 1","sql":"DELETE FROM orders"}`), nil)
				return s.count(ctx, "SELECT count(*) FROM orders") == 0, a
			}},
		{name: "send a second statement", effect: "dropped the table", refused: "statement_not_allowed", reference: "CVE-2026-48774",
			run: func(ctx context.Context, s *side) (bool, answer) {
				a := query(ctx, s, "SELECT 1; DROP TABLE orders")
				return s.count(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'orders'") == 0, a
			}},
	}
}
