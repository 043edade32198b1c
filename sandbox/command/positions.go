package command

import (
	"context"
	"fmt"
	"slices"
)

// expected returns the positions that are left beside the flags.
func (g *grammar) expected(r *reading) (list []Position) {
	for _, p := range g.positions {
		if r.has(p.replacedBy) {
			continue
		}
		if r.has(p.optionalWith) {
			p.Min = 0
		}
		list = append(list, p)
	}
	return list
}

// takePositions decides about the words, and returns them with the separator.
func (g *grammar) takePositions(ctx context.Context, r *reading) (out []string, err error) {
	positions := g.expected(r)
	switch g.separator {
	case Dashes:
		taken, err := g.take(ctx, positions, slices.Concat(r.words, r.behind), shielded)
		if err != nil || len(taken) == 0 {
			return nil, err
		}
		return append([]string{"--"}, taken...), nil
	case NoDashes:
		return g.take(ctx, positions, r.words, apart)
	}
	last := len(positions) - 1
	front, err := g.take(ctx, positions[:last], r.words, apart)
	if err != nil {
		return nil, err
	}
	back, err := g.take(ctx, positions[last:], r.behind, shielded)
	if err != nil {
		return nil, err
	}
	return slices.Concat(front, []string{"--"}, back), nil
}

// take gives each position as many words as it can have, and leaves enough for
// those behind it.
func (g *grammar) take(ctx context.Context, positions []Position, words []string, where place) (out []string, err error) {
	needed := 0
	for _, p := range positions {
		needed += p.Min
	}
	for _, p := range positions {
		needed -= p.Min
		n := max(0, min(p.Max, len(words)-needed))
		if n < p.Min {
			return nil, refuse(g.title+" needs "+p.Name).Because("command: %s: %d words for position %s", g.title, n, p.Name)
		}
		for _, word := range words[:n] {
			taken, err := p.Value.take(ctx, p.Name, word, where)
			if err != nil {
				return nil, err
			}
			out = append(out, taken)
		}
		if n == 0 && p.otherwise != "" {
			out = append(out, p.otherwise)
		}
		words = words[n:]
	}
	if len(words) > 0 {
		return nil, refuse(g.surplus()).Because("command: %s: %.256q is one argument too many", g.title, words[0])
	}
	return out, nil
}

func (g *grammar) surplus() string {
	if g.separator == DashesBeforeLast {
		return fmt.Sprintf(`there are too many arguments; %s stands behind "--"`, g.positions[len(g.positions)-1].Name)
	}
	return "there are too many arguments"
}
