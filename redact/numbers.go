package redact

import "hash/maphash"

// numbers remembers the numbers of up to maxRemembered values, by a hash of 63
// bits under a seed of the process: not the values, and in a quarter of the time
// that a map of them takes. Two values of one hash would share a number.
type numbers struct {
	slots []slot // a power of two, at least twice as many as are used
	used  int
	full  *[1 << 13]uint64 // a bit for each hash, once no more are remembered
}

type slot struct {
	hash   uint64 // 0: free
	number int32
}

var numberSeed = maphash.MakeSeed()

// slot returns the slot of a value, which is new if its number is 0, or nil if the
// value is not remembered. It is good until the next call.
func (t *numbers) slot(k kind, value string) *slot {
	if t.slots == nil {
		t.slots = make([]slot, 32)
	}
	hash := (maphash.String(numberSeed, value)+uint64(k)*0x9e3779b97f4a7c15)<<1 | 1
	if t.full != nil && t.full[hash>>6%uint64(len(t.full))]>>(hash>>58)&1 == 0 { // a new one, most likely
		return nil
	}
	for i := hash >> 20; ; i++ {
		s := &t.slots[i&uint64(len(t.slots)-1)]
		if s.hash == hash {
			return s
		}
		if s.hash == 0 {
			if t.used == maxRemembered {
				return nil
			}
			s.hash = hash
			return s
		}
	}
}

func (t *numbers) set(s *slot, number int) {
	s.number = int32(number)
	switch t.used++; {
	case t.used == maxRemembered:
		t.full = new([1 << 13]uint64)
		for _, s := range t.slots {
			t.full[s.hash>>6%uint64(len(t.full))] |= 1 << (s.hash >> 58)
		}
	case 2*t.used > len(t.slots):
		t.grow()
	}
}

func (t *numbers) grow() {
	old := t.slots
	t.slots = make([]slot, 4*len(old))
	for _, s := range old {
		if s.hash == 0 {
			continue
		}
		i := s.hash >> 20
		for t.slots[i&uint64(len(t.slots)-1)].hash != 0 {
			i++
		}
		t.slots[i&uint64(len(t.slots)-1)] = s
	}
}

// forget empties the table for the next call.
func (t *numbers) forget() {
	if len(t.slots) > 1<<12 {
		t.slots = nil
	}
	clear(t.slots)
	t.used, t.full = 0, nil
}
