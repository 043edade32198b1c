package redact

import (
	"strconv"
	"strings"
)

// Places on the earth are on in Strict only: most of what has coordinates is a
// shop or a station. A number is one if a name says so (lat, lon, coordinates),
// a pair of numbers also behind geo: (RFC 5870), behind a word of well-known text
// (OGC 06-103r4), in a map's address, or with the letters of the hemispheres.

// leastDecimals is how many a coordinate has: three are a hundred metres.
const leastDecimals = 3

// maxPlaces bounds the text of one list of coordinates.
const maxPlaces = 4096

// A degree is a number that may be a latitude or a longitude.
type degree struct {
	start, end int // with its sign, and the letter of its hemisphere
	value      float64
	lettered   bool // ° and a letter, or a letter, stand behind it
}

// latitude reports whether it can be one.
func (d degree) latitude() bool { return d.value >= -90 && d.value <= 90 }

// degreeAt reads the number that begins at i.
func (c *scanner) degreeAt(i int) (d degree, ok bool) {
	d.start = i
	if c.is(i, dash) || i < len(c.s) && c.s[i] == '+' {
		i++
	}
	from, point := i, c.run(i, digitSet)
	end := point + 1
	for end < len(c.s) && end-point < 20 && class[c.s[end]]&digit != 0 {
		end++
	}
	if point == from || point-from > 3 || !c.is(point, dot) || end-point-1 < leastDecimals || end-point > 18 || c.is(end, dot) && c.is(end+1, alnum) || c.is(end, plusSlash) && c.is(end+1, digit) || strings.HasPrefix(c.s[end:], "[") { // what is a placeholder now may have been a part of it

		return d, false
	}
	d.value, _ = strconv.ParseFloat(c.s[from:end], 64)
	d.end = end
	rest := c.s[end:min(len(c.s), end+6)]
	rest = strings.TrimPrefix(strings.TrimLeft(strings.TrimPrefix(rest, "°"), " "), "°")
	at := min(len(c.s), end+6) - len(rest)
	if len(rest) > 0 && strings.IndexByte("NSEW", rest[0]) >= 0 && !c.is(at+1, alnum) {
		d.end, d.lettered = at+1, true
	} else if c.is(end, letter) {
		return d, false
	}
	return d, d.value <= 180
}

// place finds the coordinates whose first point stands at i.
func (c *scanner) place(i int) match {
	start := i
	for start > c.floor && i-start < 4 && class[c.s[start-1]]&digit != 0 {
		start--
	}
	if start > c.floor && (c.s[start-1] == '-' || c.s[start-1] == '+') && !c.is(start-2, alnum) {
		start--
	}
	if start == i || c.is(start-1, alnum|dot|underscore) {
		return match{}
	}
	first, ok := c.degreeAt(start)
	if !ok {
		return match{}
	}
	named, pairs := c.namesPlace(start)
	if c.hints.columns == nil {
		if second, ok := c.nextDegree(first.end); ok && (first.latitude() || second.latitude()) {
			if m := c.pairOfDegrees(first, second, named || pairs); m.end > 0 {
				return m
			}
		}
	}
	if named || first.lettered && strings.Contains(c.s[start:first.end], "°") {
		return hit(start, first.end, c.filter.special[spGeo], Likely)
	}
	return match{}
}

// nextDegree reads the number behind the comma, the blank or the slash at i.
func (c *scanner) nextDegree(i int) (degree, bool) {
	from := i
	for i < len(c.s) && i-from < 3 && strings.IndexByte(", ;/", c.s[i]) >= 0 {
		i++
	}
	if i == from {
		return degree{}, false
	}
	return c.degreeAt(i)
}

// pairOfDegrees judges two numbers side by side by what stands before them.
func (c *scanner) pairOfDegrees(first, second degree, named bool) match {
	before := c.s[max(c.floor, first.start-24):first.start]
	between := c.s[first.end:second.start]
	if strings.HasSuffix(before, "geo:") || strings.HasSuffix(before, "/@") || first.lettered && second.lettered {
		return hit(first.start, second.end, c.filter.special[spGeo], Sure)
	}
	if strings.Trim(between, " ") == "" && wellKnown(before) {
		end := second.end
		for end-first.start < maxPlaces {
			more, ok := c.nextDegree(c.closed(end))
			if !ok {
				break
			}
			end = more.end
		}
		return hit(first.start, end, c.filter.special[spGeo], Sure)
	}
	inside := first.value <= 1 && second.value <= 1 // of a picture or a vector
	if named && !inside {
		return hit(first.start, second.end, c.filter.special[spGeo], Likely)
	}
	return match{}
}

// closed steps from the end of one ring of points to the next.
func (c *scanner) closed(i int) int {
	for n := 0; n < 8 && i < len(c.s) && strings.IndexByte("), (", c.s[i]) >= 0 && (i+1 >= len(c.s) || class[c.s[i+1]]&digit == 0 && c.s[i+1] != '-'); n++ {
		i++
	}
	return i
}

// wellKnown reports whether a text ends in a word of well-known text and its
// brackets.
func wellKnown(before string) bool {
	word := strings.TrimRight(before, " (")
	if word == before {
		return false
	}
	for _, dimension := range [...]string{" Z", " M", " ZM", ""} {
		word = strings.TrimSuffix(word, dimension)
	}
	for _, name := range [...]string{"POINT", "LINESTRING", "POLYGON"} {
		if len(word) >= len(name) && strings.EqualFold(word[len(word)-len(name):], name) {
			return true
		}
	}
	return false
}

// placeWords are names of which a pair is a place, and a single number need not be.
var placeWords = map[string]bool{"geo": true, "gps": true, "location": true, "geopoint": true, "ll": true, "sll": true, "standort": true, "ort": true, "ubicacion": true}

// namesPlace reports whether the name right before i, the key or the column's head
// says that a number is a coordinate, or that a pair is one.
func (c *scanner) namesPlace(i int) (single, pair bool) {
	if t := c.hints.columns; t != nil {
		if found, sure := t.labels(i); sure {
			return found&wGeo != 0, false
		}
	}
	name := c.nameBefore(i)
	if name == "" || i-c.floor <= len(name) && c.hints.key != "" {
		key := c.hints.key
		return wordsIn(key)&wGeo != 0, isPlaceWord(key)
	}
	return wordsIn(name)&wGeo != 0, isPlaceWord(name)
}

func isPlaceWord(name string) bool {
	room := make([]byte, 0, maxLabel)
	for i := 0; i < len(name) && len(room) < maxLabel; i++ {
		if class[name[i]]&letter != 0 {
			room = append(room, name[i]|0x20)
		}
	}
	return placeWords[string(room)]
}

// nameBefore returns the word that stands before i, with marks of an assignment
// between them.
func (c *scanner) nameBefore(i int) string {
	end := i
	for end > c.floor && i-end < 8 && strings.IndexByte(" \t\"'=:>([\\", c.s[end-1]) >= 0 {
		end--
	}
	start := end
	for start > c.floor && end-start < maxLabel && class[c.s[start-1]]&(letter|underscore|dash) != 0 {
		start--
	}
	return c.s[start:end]
}

// sexagesimal finds degrees, minutes and seconds with the letter of a hemisphere,
// 48°51'30"N, and a second such number behind the first. The degree sign stands at i.
func (c *scanner) sexagesimal(i int) match {
	start := i
	for start > c.floor && i-start < 4 && (class[c.s[start-1]]&digit != 0) {
		start--
	}
	if start == i || i-start > 3 || c.is(start-1, alnum|dot) {
		return match{}
	}
	end := c.minutes(i)
	if end == 0 {
		return match{}
	}
	next := end
	for next < len(c.s) && next-end < 3 && strings.IndexByte(", /", c.s[next]) >= 0 {
		next++
	}
	if sign := c.run(next, digitSet); sign > next && sign-next <= 3 && strings.HasPrefix(c.s[sign:], "°") {
		if second := c.minutes(sign); second > 0 {
			end = second
		}
	}
	return hit(start, end, c.filter.special[spGeo], Sure)
}

// minutes returns the end of the minutes, seconds and letter behind the degree
// sign at i, or 0.
func (c *scanner) minutes(i int) int {
	i += len("°")
	for part := 0; part < 2; part++ {
		for c.is(i, stop) && c.s[i] == ' ' {
			i++
		}
		from := i
		for i < len(c.s) && i-from < 12 && class[c.s[i]]&(digit|dot) != 0 {
			i++
		}
		if i == from && part == 0 {
			return 0
		}
		if i == from {
			break
		}
		n := len(c.s[i:])
		for _, mark := range [...]string{"''", "'", "\"", "′′", "′", "″", "’’", "’", "”", "\\\""} {
			if rest, ok := strings.CutPrefix(c.s[i:], mark); ok {
				i += n - len(rest)
				break
			}
		}
		if len(c.s[i:]) == n {
			return 0
		}
	}
	for c.is(i, stop) && c.s[i] == ' ' {
		i++
	}
	if i >= len(c.s) || strings.IndexByte("NSEWO", c.s[i]) < 0 || c.is(i+1, alnum) {
		return 0
	}
	return i + 1
}

// coordinate finds a JSON number below a key such as lat, or in an array below
// coordinates (RFC 7946).
func (w *walker) coordinate(i, end int, key string) bool {
	if w.n.filter.special[spGeo] == 0 || wordsIn(key)&wGeo == 0 {
		return false
	}
	c := scanner{filter: w.n.filter, s: w.s[i:end]}
	d, ok := c.degreeAt(0)
	if !ok || d.end != len(c.s) || d.value <= 1 && !strings.HasPrefix(strings.ToLower(key), "l") {
		return false
	}
	m := hit(i, end, w.n.filter.special[spGeo], Likely)
	m.value, m.quote = w.n.keep(c.s), 1
	w.n.found = append(w.n.found, m)
	return true
}
