package redact

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sort"
	"strings"
)

// samples are credentials that vendors and projects publish in their documents and
// repositories: the first 128 bits of the SHA-256 of each, so that this file sets
// off no scanner, and what tells it from most other values without a hash. Each was
// read in the source above it; what others take for a sample is not here.
var samples = map[[2]uint64]sampleEnd{
	// Firebase Android SDK: FirebaseInstallationsTest
	{0x27a9a42931dff7eb, 0x2f8434e20a9bce97}: {39, "P5sQ"},
	{0x49f777db995e8260, 0xda7ca9ffdf0c08d6}: {39, "4wtM"},
	{0x8731261cb72d8626, 0x7a32a532ebd3df42}: {39, "DQgY"},
	{0x37f8f09bdf12c2f2, 0xeae4ead7273a62dd}: {39, "mLd4"},
	{0xeb540d2b6ee2a0a4, 0x7c5779bc8a014178}: {39, "wX7c"},
	{0x2037abcaffb2b777, 0x85da716cf7ccff4f}: {39, "YyIs"},
	// Firebase Android SDK: FirebaseAppTest
	{0xa19f89ab3555eac1, 0x0c40741f6df79ecf}: {39, "hrh0"},
	// Firebase Android SDK: StorageReferenceTest, StorageRegistrarTest
	{0x3f370c9dd8225c63, 0xb5c77de1f785edc9}: {39, "agEM"},
	{0xe4a5542bb7fd7b67, 0xe943c71ad29c34b5}: {39, "DrlU"},
	// Firebase Android SDK: MessagingTestHelper, FirebaseIidTestUtil
	{0xdc0fcf046c61640c, 0xbd1e8b999ada3262}: {39, "cS7g"},
	{0x4c98242dcadc8b29, 0x005c6b4aad526552}: {39, "vvuU"},
	// Firebase Android SDK: FirebasePerformanceTestBase
	{0xea9bb1082cf95663, 0xf5faca23b8b15ef2}: {39, "NXsw"},
	// jwt.io: src/editor/default-tokens.js
	{0x7f75367e78812551, 0x34e1375e723d1dea}: {155, "sw5c"},
	{0x2fd747913045713d, 0xe29706fb762b3ba2}: {193, "JHuh"},
	{0x8807e19c17b2f83f, 0xd21474cb56d7c1d9}: {215, "-fPg"},
	{0x0672044443043ba7, 0x5fe6767d263963d4}: {471, "MBkQ"},
	{0xd743e28aa96cefb9, 0xc1956713c617292b}: {215, "-sVA"},
	{0x8a4a4a1c9942c778, 0x4cd046495139b6aa}: {257, "3yoj"},
	{0x80aed3de24e7291c, 0xe7de5ebe20a0748a}: {305, "lbZk"},
	{0xd1fd81ea5a96eb4e, 0x62e700433d1123cb}: {471, "K9eg"},
	// jwt.io: js/default-tokens.js
	{0xda816f9f2c16e6c5, 0x390e7636cadc40c4}: {149, "7HgQ"},
	{0xbe3d4b710dc51c37, 0x551b9ab956cd38f4}: {277, "IirE"},
	// RFC 7519, sections 3.1 and 6.1, with its last dot and without
	{0x8d4ef6536dc8895f, 0x256c1e0d95dcd197}: {179, "EjXk"},
	{0x1813667ce496f81a, 0x3e37ca7e93d6b2c7}: {114, "VlfQ"},
	{0xf7860a3af2a475db, 0x871b4be2add9b491}: {115, "lfQ."},
	// RFC 7520, sections 4.1, 4.3 and 4.4 (JOSE cookbook): private members of JSON Web Keys
	{0x92a7d7ea52e43e70, 0x51a891902253e914}: {342, "QzwQ"},
	{0x4e8bbaed409fda3e, 0x40840fb01948549a}: {171, "Uq0k"},
	{0x508281b4bacaa8c1, 0x436387d5816d6f60}: {171, "7pFc"},
	{0x9ee7ffb5347b0726, 0x3a777f7fcb6c114f}: {171, "ehik"},
	{0x1be3b3754ef5c655, 0xdb80405d097782b5}: {171, "cYF8"},
	{0x7df3f9779b45de94, 0xe46f1418f6ac634c}: {171, "aaI4"},
	{0x243cd6766dfc55fe, 0xb19c57a662e8e712}: {88, "_rJt"},
	{0x0330b11998cbc9ab, 0xd5a585e755cb5df2}: {43, "CcYg"},
	// OAuth 2.1 draft, sections on client authentication and the token response; RFC 6749 has the same
	{0xca7459e2b26776de, 0x081b9a07e40227fd}: {28, "M2JW"},
	{0x6c96130f130ab0d6, 0xd158397e24d2bcc1}: {22, "WpAA"},
	{0x00cf4c781dc37003, 0xf7c7dd7d4c9a6ef1}: {22, "KWIA"},
	// Supabase: docker/.env.example
	{0xfc6a5e9ae75f9160, 0xdacd38844789d90a}: {212, "u4GE"},
	{0x2359b281e1fa0ec3, 0x8bb10316e2b0e3a7}: {223, "Vt4Q"},
	{0x52f004438faf7802, 0x74c9c95f79d1cf39}: {64, "u2oq"},
	{0x7f59edafa4d502ca, 0x0156b8fddf283946}: {64, "5907"},
	// Supabase CLI: pkg/config, which signs the first two with its default secret
	{0xbf1725a8f98bea37, 0xe88618702e725ba8}: {153, "n_I0"},
	{0x70541e07fd4f900b, 0x66e289f5be55c85f}: {164, "81IU"},
	{0xc85debb55f2f204d, 0x868cc1552c42faa1}: {41, "MPvz"},
	{0x94228124c289844e, 0x33dbf484c2e2a47e}: {64, "4HIG"},
	{0x4bb72687b307acae, 0x07be6ac5d5bea9b7}: {64, "a275"},
	// Azure: storage-connect-azurite, the storage emulator's well-known key
	{0x0011cc25eb432071, 0x7494d2703e8cba85}: {88, "Gw=="},
	// Azure: articles/cosmos-db/emulator.md, the Cosmos DB emulator's well-known key
	{0xaa6547439583c3a2, 0x75d4542a0df6c1ad}: {88, "Jw=="},
	// Stripe: API reference, authentication; README of stripe-php
	{0xf2d6ca16515033e5, 0xdce14eba840b979d}: {32, "lfQ2"},
	// GitHub: authorizing OAuth apps
	{0xbc3ae723f57c6b9e, 0x3fd80b699fcc420f}: {40, "8B4a"},
	// GitHub: refreshing user access tokens
	{0x82e74299544e0073, 0x8f9c0acb69b1eb34}: {40, "8B4a"},
	{0x6d7fa4e64d4b1f3e, 0xa31962e258b684de}: {80, "1498"},
	// Discord: API reference
	{0x02f7ce3c263f85c0, 0x19eeeeea4b08f1b7}: {59, "kKWs"},
	{0x35cd205c3caa8aa9, 0x418aaa84060d699c}: {30, "kChw"},
	// Discord: OAuth2
	{0x416831fc9be4e694, 0x3636596f7baa5e72}: {31, "HBFG"},
	{0xf800814438b2bf72, 0xb1c3f19a90be82ca}: {32, "Khue"},
	{0xf3df33ac6ed6d02d, 0xe43b1c6b0c7613f7}: {25, "qire"},
	// BIP 32, test vector 1
	{0x2243ae4c73014469, 0x9810edff877f309b}: {111, "MPHi"},
	{0xc3e981f8e1c6a201, 0x42aac2ca0c23af92}: {111, "hkJ7"},
	{0x38f45b57d43a7400, 0xa44a426bf98d8718}: {111, "e8fs"},
	{0x04a564938fd41d29, 0x1aa042c0bcfd9867}: {111, "7UiM"},
	{0x75754388723db8ec, 0xcc4b581f484b5585}: {111, "n334"},
	{0xac17da3e11432de9, 0x04272c5859b35477}: {111, "Du76"},
	// NIP-19, examples
	{0xfa1ccdeec8175c63, 0x4b4e9e29a985c02c}: {63, "lfe5"},
	// age-keygen(1), examples
	{0xb3571d478999b981, 0x716036d9e624f796}: {74, "7XA9"},
	// age: c2sp.org/age, native recipient types
	{0x789eb04ae4c00984, 0x483bc16c3fd12491}: {74, "GAEX"},
	{0x20b2864707ce45af, 0xd97a00f6a669ae4d}: {77, "ZQFR"},
	// Grafana: service account HTTP API
	{0x70e8fcaef5bb8da0, 0x4a546cf4f974fe43}: {46, "4a79"},
	// Svix: README of svix-webhooks
	{0x2f633adf732b5161, 0xe727be1718f5def2}: {231, "brbA"},
	{0xdad2311a38d44508, 0xa85195e7363ad498}: {38, "jkWy"},
	{0x1749368ec66b4805, 0xc18736eed690bad0}: {40, "MnSW"},
	// Databricks Labs: brickster, vignettes/setup-auth
	{0x1ccb2619713ebf71, 0xc08008ccf4730094}: {36, "efg5"},
	// Yarn: plugin-interactive-tools, sources/algolia.ts, whose key of a public index only searches
	{0x2f21fd9c81678e39, 0x6751af8b2472e2bd}: {32, "4126"},
	// Apprise: plugins/NotifySlack.py
	{0x96613cb1548493f5, 0xdf49f6005a4599fc}: {52, "da2d"},
}

// A sampleEnd is a sample's length and its last four bytes.
type sampleEnd struct {
	length int
	last   string
}

// sampleLengths and sampleEnds are what the samples have.
var (
	sampleLengths [512]bool
	sampleEnds    = func() map[sampleEnd]bool {
		ends := map[sampleEnd]bool{}
		for _, e := range samples {
			ends[e], sampleLengths[e.length] = true, true
		}
		return ends
	}()
)

// isSample reports whether a value that a rule found is a sample, as a whole. The
// operator's rules and known values have none, and personal data are never one.
func (f *Filter) isSample(rule ruleID, value string) bool {
	return len(value) < len(sampleLengths) && sampleLengths[len(value)] && rule < f.operators && f.rules[rule].kind.secret() && knownSample(value)
}

func knownSample(value string) bool {
	if !sampleEnds[sampleEnd{len(value), value[len(value)-4:]}] {
		return false
	}
	var room [len(sampleLengths)]byte
	sum := sha256.Sum256(room[:copy(room[:], value)])
	_, ok := samples[[2]uint64{binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])}]
	return ok
}

// passes reports whether a match is a sample and stays. A stream that looks for
// places to cut at takes one for a value, so that it is not cut.
func (c *scanner) passes(m match) bool {
	if c.whole || !c.filter.isSample(m.rule, c.s[m.start:m.end]) {
		return false
	}
	c.samples = append(c.samples, span{m.start, m.end})
	return true
}

// behindSamples returns the first match behind the sample m that is none, or what
// the operator's rules find up to its end.
func (c *scanner) behindSamples(m match) match {
	for m.end > 0 && c.passes(m) {
		if own := c.operators(m.end); own.end > 0 {
			return own
		}
		c.leave(m)
		m = c.seek(m.end)
	}
	return m
}

// outside removes the matches from index mark on that lie within the samples from
// index first on, and forgets these: what a part of one encodes is published with it.
func (n *session) outside(first, mark int) {
	c := &n.scanner
	samples, kept := c.samples[first:], n.found[:mark]
	slices.SortFunc(samples, func(a, b span) int { return a.start - b.start })
	for _, m := range n.found[mark:] {
		i := sort.Search(len(samples), func(i int) bool { return samples[i].start > m.start }) - 1
		if i < 0 || m.end > samples[i].end || m.rule >= n.filter.operators {
			kept = append(kept, m)
		}
	}
	n.found, c.samples = kept, c.samples[:first]
}

// operators returns the first match of the operator's rules that begins behind the
// floor and before end. A sample is left only where there is none.
func (c *scanner) operators(end int) match {
	for i := c.floor; i < end && c.filter.own > 0; i++ {
		for k := c.filter.own; k < len(c.filter.literals); k++ {
			l := &c.filter.literals[k]
			if !strings.HasPrefix(c.s[i:], l.text) || class[l.text[0]]&alnum != 0 && c.inWord(i) {
				continue
			}
			if m := c.body(i, i+len(l.text), l); m.end > 0 {
				return m
			}
		}
	}
	return match{}
}

// take adds a match in s that is no sample.
func (n *session) take(m match, s string) bool {
	if n.filter.isSample(m.rule, s[m.start:m.end]) {
		return false
	}
	n.found = append(n.found, m)
	return true
}
