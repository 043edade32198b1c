package guard

import "reflect"

// isNil reports whether an interface holds nothing to call: nil itself, or a
// nil pointer, func, map or slice in it. A port that is nil would deny by
// panicking at the first call; New says so before.
func isNil(v any) bool {
	if v == nil {
		return true
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Interface, reflect.Chan:
		return r.IsNil()
	default:
		return false
	}
}
