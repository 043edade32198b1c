package syntax

import "slices"

// Most of the time of a short statement goes into making its nodes, so the
// commonest are made several at a time.

// A slab hands out nodes that were made together.
type slab[T any] struct {
	free []T
	size int // how many are made at a time
}

func (s *slab[T]) make() *T {
	if len(s.free) == 0 {
		s.free = make([]T, s.size)
	}
	node := &s.free[0]
	s.free = s.free[1:]
	return node
}

const largestSlab = 32

// slabs are those of a parser, made for a number of tokens.
type slabs struct {
	literals slab[Literal]
	refs     slab[Ref]
	binaries slab[Binary]
}

func newSlabs(tokens int) slabs {
	many, few := min(1+tokens/8, largestSlab), min(1+tokens/20, largestSlab)
	return slabs{slab[Literal]{size: many}, slab[Ref]{size: many}, slab[Binary]{size: few}}
}

// A trunk is what nearly every statement has once.
type trunk struct {
	tree   Tree
	query  Query
	core   Select
	source Source
}

// once returns the node that first points to, and from then on a new one each time.
func once[T any](first **T) *T {
	node := *first
	if node == nil {
		return new(T)
	}
	*first = nil
	return node
}

// A buffer is what parsers use one after the other. No tree refers to it.
type buffer struct {
	tokens []token
	exprs  []Expr // a stack of the lists that are being read
}

// list returns the expressions on the stack from a mark on, in a slice of their own,
// and takes them off.
func (b *buffer) list(mark int) []Expr {
	list := slices.Clone(b.exprs[mark:])
	clear(b.exprs[mark:]) // for the collector of garbage
	b.exprs = b.exprs[:mark]
	return list
}

// release keeps the buffer for the next parser, unless it is one that only Reparse
// needs. The stack is empty.
func (b *buffer) release() {
	if cap(b.tokens) <= 2*MaxTokens {
		buffers.Put(b)
	}
}
