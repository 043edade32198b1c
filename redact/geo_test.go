package redact_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

var placeRows = []row{
	{"two names", "lat=48.85837 lon=2.29448", "lat=[GEO_1] lon=[GEO_2]"},
	{"two names with colons", "latitude: -33.8568, longitude: 151.2153", "latitude: [GEO_1], longitude: [GEO_2]"},
	{"a pair behind a name", "Coordinates: 48.85837, 2.29448.", "Coordinates: [GEO_1]."},
	{"a location", "location = \"48.85837,2.29448\"", "location = \"[GEO_1]\""},
	{"a geo URI", "geo:48.2010,16.3695;u=40", "geo:[GEO_1];u=40"},
	{"a map", "https://maps.example/place/x/@48.85837,2.29448,17z", "https://maps.example/place/x/@[GEO_1],17z"},
	{"the query of a map", "https://maps.example/?ll=48.85837,2.29448&z=3", "https://maps.example/?ll=[GEO_1]&z=3"},
	{"a point of well-known text", "POINT (2.29448 48.85837)", "POINT ([GEO_1])"},
	{"a point with a height", "SRID=4326;POINT Z (2.29448 48.85837 35.125)", "SRID=4326;POINT Z ([GEO_1])"},
	{"a polygon", "POLYGON((30.1234 10.1234, 40.1234 40.1234, 30.1234 10.1234))", "POLYGON(([GEO_1]))"},
	{"degrees and minutes", "at 48°51′30″N 2°17′40″E now", "at [GEO_1] now"},
	{"degrees in ASCII marks", `48°51'30.5"N, 2°17'40.2"E`, "[GEO_1]"},
	{"degrees and minutes alone", "48° 51.5' N", "[GEO_1]"},
	{"decimal degrees", "48.85837° N, 2.29448° E", "[GEO_1]"},
	{"a table", "id,lat,lon\n1,48.85837,2.29448\n2,-33.8568,151.2153\n", "id,lat,lon\n1,[GEO_1],[GEO_2]\n2,[GEO_3],[GEO_4]\n"},
	{"members", `{"lat":48.85837,"lon":-2.29448}`, `{"lat":"[GEO_1]","lon":"[GEO_2]"}`},
	{"members as text", `{"latitude":"48.85837","longitude":"2.29448"}`, `{"latitude":"[GEO_1]","longitude":"[GEO_2]"}`},
	{"GeoJSON", `{"type":"Point","coordinates":[2.29448,48.85837]}`, `{"type":"Point","coordinates":["[GEO_1]","[GEO_2]"]}`},
	{"GeoJSON of a line", `{"coordinates":[[2.29448,48.85837],[3.29448,49.85837]]}`, `{"coordinates":[["[GEO_1]","[GEO_2]"],["[GEO_3]","[GEO_4]"]]}`},
	{"a pair as a member", `{"location":"48.85837, 2.29448"}`, `{"location":"[GEO_1]"}`},
}

// noPlaces look like coordinates and are none, or say too little.
var noPlaces = []string{
	"version 1.2.3 and 10.1234.5", "price 48.8583, 2.2944 EUR", "[0.123456, 0.654321, 0.111111]", "bbox: 0.1234, 0.5678, 0.9012, 0.3456", "Point(12.3456, 78.9012)", "position: 12.3456, 78.9012",
	"lat 48", "lat=48.8", "lon 200.12345", "latency 12.34567", "platform 12.3456", "matrix(1.0000, 0.0000, 0.0000, 1.0000)", "45° 30' to the left", "it is 21.5°C", "turn 90°",
	"location: 0.12345, 0.54321", "0.123456 0.234567 0.345678", "d=\"M 12.3456 78.9012 L 1.2345 2.3456\"", "how long 12.34567", "3.14159, 2.71828", "10.1234.5.6", "score: 48.8583",
	`{"bbox":[0.1234,0.5678,0.2345,0.6789]}`, `{"coordinates":[0.1234,0.5678]}`, `{"embedding":[12.34567,1.23456]}`, `{"lat":48}`, `{"latency":12.34567}`,
}

func TestPlaces(t *testing.T) {
	f := mustNew(t, redact.Config{Kinds: []redact.Kind{redact.Geo}})
	for _, r := range placeRows {
		form := guard.Plain
		if json.Valid([]byte(r.text)) {
			form = guard.JSON
		}
		got := placed(t, f, form, r.text)
		if got != r.want {
			t.Errorf("%s: %q became %q, want %q", r.name, r.text, got, r.want)
		}
		if again := placed(t, f, form, got); again != got {
			t.Errorf("%s: twice: %q, then %q", r.name, got, again)
		}
		if off := placed(t, redact.Default(), form, r.text); off != r.text {
			t.Errorf("%s: the default found %q", r.name, off)
		}
	}
	for _, text := range noPlaces {
		form := guard.Plain
		if text[0] == '{' {
			form = guard.JSON
		}
		if got := placed(t, f, form, text); got != text {
			t.Errorf("%q became %q, want no change", text, got)
		}
	}
}

func placed(t *testing.T, f *redact.Filter, form guard.Form, text string) string {
	t.Helper()
	texts := []guard.Text{{Form: form, Value: text}}
	if _, err := f.Redact(t.Context(), nil, texts); err != nil {
		t.Fatal(err)
	}
	return texts[0].Value
}

func TestPlacesInManyPieces(t *testing.T) {
	f := mustNew(t, redact.Config{Preset: redact.Strict})
	text := strings.Repeat("lat=48.85837 lon=2.29448 POINT (2.29448 48.85837) 48°51′30″N 2°17′40″E\n", 40)
	whole := f.String(text)
	for _, n := range []int{1, 7, 4096} {
		var out strings.Builder
		w := f.Writer(t.Context(), nil, &out)
		for rest := text; rest != ""; {
			part := rest[:min(n, len(rest))]
			rest = rest[len(part):]
			if _, err := w.Write([]byte(part)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil || out.String() != whole {
			t.Fatalf("in pieces of %d: %q, %v, want %q", n, out.String(), err, whole)
		}
	}
}

// What Strict leaves, it leaves alone: pieces of its rules in any order.
func TestStrictComesToRest(t *testing.T) {
	f, r := mustNew(t, redact.Config{Preset: redact.Strict}), rand.New(rand.NewPCG(3, 4))
	pieces := []string{"lat", "lon", "=", ": ", "48.85837", "2.29448", "-33.8568", ",", ", ", " ", "geo:", "POINT (", "POLYGON((", ")", "48°51′30″N", "°", "N", "/@", "\n", "1.2.3",
		"10.0.0.1", "coordinates", "\"", "id,lat,lon\n", "1,", "@x.io", "a@b.io", "+14155552671", "[GEO_1]", "%2C", "\u200b"}
	for range 5000 {
		var b strings.Builder
		for range 1 + r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		once := f.String(b.String())
		if twice := f.String(once); twice != once {
			t.Fatalf("%q became %q, then %q", b.String(), once, twice)
		}
		doc, _ := json.Marshal(map[string]any{"lat": b.String(), "x": []any{48.85837, b.String()}})
		first := placed(t, f, guard.JSON, string(doc))
		if second := placed(t, f, guard.JSON, first); second != first {
			t.Fatalf("%s became %s, then %s", doc, first, second)
		}
	}
}
