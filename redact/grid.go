package redact

// maxHeads is how many columns of a grid have a head that counts.
const maxHeads = 32

// grid reads the names of columns from the array at i, if its key says that it
// holds some: strings, or objects with a "name". The arrays in the next array of
// the same object, or of the same array, are rows below them.
func (w *walker) grid(i int, key string) {
	switch key {
	case "columns", "header", "headers", "fields", "names", "cols", "columnNames", "schema":
		if w.readHeads(i); w.named > 0 {
			w.below = w.level
		}
	}
}

// rowsFollow reports whether the elements of the array whose first one is at i
// are rows below known heads. An array of arrays of which the first one holds
// names has its heads in itself.
func (w *walker) rowsFollow(i int) bool {
	if i >= len(w.s) || w.s[i] != '[' {
		return false
	}
	if w.named > 0 && w.below == w.level-1 {
		return true
	}
	if w.readHeads(i); w.named == 0 {
		return false
	}
	for _, name := range w.heads[:w.named] {
		if !headerName(name) || striking(name) { // a name and its value
			w.named = 0
			return false
		}
	}
	w.below = -1
	return true
}

// readHeads reads the strings, or the names in the objects, of the array at i. If
// none of them names a secret or a label, there are no heads.
func (w *walker) readHeads(i int) {
	w.named = 0
	telling := false
	for i = w.space(i + 1); i < len(w.s) && w.named < maxHeads; {
		name, end := w.head(i)
		if end == 0 {
			w.named = 0
			return
		}
		w.heads[w.named] = name
		w.named++
		telling = telling || nameClass(name, 0) != otherName || wordsIn(name) != 0
		if i = w.space(end); i >= len(w.s) || w.s[i] != ',' {
			break
		}
		i = w.space(i + 1)
	}
	if !telling || i >= len(w.s) || w.s[i] != ']' {
		w.named = 0
	}
}

// head returns the name at i and its end: a string without escapes, or the first
// member of a small object if that is its name.
func (w *walker) head(i int) (name string, end int) {
	if w.s[i] == '{' {
		object := w.s[i:min(len(w.s), i+512)]
		from := w.space(i + 1)
		key, _, _ := w.stringEndAt(from)
		if key == 0 || w.s[from:key] != `"name"` || w.space(key) >= len(w.s) || w.s[w.space(key)] != ':' {
			return "", 0
		}
		name, end = w.headText(w.space(w.space(key) + 1))
		for n := end - i; end > 0 && n < len(object); n++ {
			switch object[n] {
			case '}':
				return name, i + n + 1
			case '{', '[':
				return "", 0
			}
		}
		return "", 0
	}
	return w.headText(i)
}

// headText returns the string without escapes at i and its end.
func (w *walker) headText(i int) (name string, end int) {
	end, escaped, _ := w.stringEndAt(i)
	if end == 0 || escaped {
		return "", 0
	}
	return w.s[i+1 : end-1], end
}

func (w *walker) stringEndAt(i int) (end int, escaped, calls bool) {
	if i >= len(w.s) || w.s[i] != '"' || w.n == nil {
		return 0, false, false
	}
	return w.stringEnd(i)
}

// row reads the array at i, whose elements stand below heads.
func (w *walker) row(i int) int {
	if w.level++; w.level > maxNesting {
		return 0
	}
	if i = w.space(i + 1); i < len(w.s) && w.s[i] == ']' {
		w.level--
		return i + 1
	}
	heads, named, sure := w.heads, w.named, w.below >= 0
	for column := 0; ; column++ {
		key := ""
		if column < named {
			key = heads[column]
		}
		if w.kind = nameClass(key, 0); !sure && w.kind != otherName && i < len(w.s) && w.s[i] == '"' {
			if end, _, _ := w.stringEnd(i); end == 0 || !striking(w.s[i+1:end-1]) {
				w.kind = otherName
			}
		}
		end := w.value(i, key)
		var more bool
		if i, more = w.sequel(end, ']'); !more {
			w.heads, w.named = heads, named
			return i
		}
	}
}
