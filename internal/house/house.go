// Package house holds tests of the repository itself: who may import whom,
// and that the README tells the truth. It has no code of its own.
package house
