package sqlguard

// A token is a piece of the statement: its kind and the bytes it spans.
type token struct {
	kind     kind
	pos, end int32
}

// A kind says what a token is. Keywords have a kind each.
type kind uint8

const (
	kEOF    kind = iota
	kWord        // a bare word that is no keyword
	kQuoted      // "x", `x` or [x]
	kString      // 'x'
	kBlob        // x'41'
	kNumber
	kParam // ?, ?1, :a, @a, $a
	kLParen
	kRParen
	kComma
	kDot
	kSemi
	kStar
	kPlus
	kMinus
	kSlash
	kPercent
	kConcat
	kArrow
	kArrow2
	kAmp
	kPipe
	kTilde
	kShl
	kShr
	kEq
	kNe
	kLt
	kLe
	kGt
	kGe
	kwHard // the keywords that are never names follow
	kwAdd
	kwAll
	kwAlter
	kwAnd
	kwAs
	kwBetween
	kwCase
	kwCheck
	kwCollate
	kwCommit
	kwConstraint
	kwCreate
	kwDefault
	kwDelete
	kwDistinct
	kwDrop
	kwElse
	kwEscape
	kwExcept
	kwExists
	kwFrom
	kwGroup
	kwHaving
	kwIn
	kwIndex
	kwIndexed
	kwInsert
	kwIntersect
	kwInto
	kwIs
	kwIsnull
	kwJoin
	kwLimit
	kwNot
	kwNotnull
	kwNull
	kwOn
	kwOr
	kwOrder
	kwReturning
	kwSelect
	kwSet
	kwTable
	kwThen
	kwTo
	kwUnion
	kwUnique
	kwUpdate
	kwUsing
	kwValues
	kwWhen
	kwWhere
	kwOther // any further word that SQLite reserves
	kwJoins // the words of a join follow: names only after AS or a dot
	kwCross
	kwFull
	kwInner
	kwLeft
	kwNatural
	kwOuter
	kwRight
	kwEnd
	kwWith
	kwCast
	kwCurrentTime
	kwRaise
	kwSoft // the keywords that are names where a name is expected follow
	kwAsc
	kwBy
	kwCurrent
	kwDesc
	kwExclude
	kwFilter
	kwFirst
	kwFollowing
	kwGlob
	kwGroups
	kwLast
	kwLike
	kwMatch
	kwMaterialized
	kwNo
	kwNulls
	kwOffset
	kwOthers
	kwOver
	kwPartition
	kwPreceding
	kwRange
	kwRecursive
	kwRegexp
	kwRow
	kwRows
	kwTies
	kwUnbounded
	kwWindow
	kwFallback // any further word that SQLite takes for a name
)

// keywords holds SQLite's own list (https://sqlite.org/lang_keywords.html).
// Which of them can be names follows the %fallback rule of its grammar.
var keywords = map[string]kind{
	"add": kwAdd, "all": kwAll, "alter": kwAlter, "and": kwAnd, "as": kwAs, "between": kwBetween, "case": kwCase,
	"check": kwCheck, "collate": kwCollate, "commit": kwCommit, "constraint": kwConstraint, "create": kwCreate,
	"default": kwDefault, "delete": kwDelete, "distinct": kwDistinct, "drop": kwDrop, "else": kwElse,
	"escape": kwEscape, "except": kwExcept, "exists": kwExists, "from": kwFrom, "group": kwGroup, "having": kwHaving,
	"in": kwIn, "index": kwIndex, "indexed": kwIndexed, "insert": kwInsert, "intersect": kwIntersect, "into": kwInto,
	"is": kwIs, "isnull": kwIsnull, "join": kwJoin, "limit": kwLimit, "not": kwNot, "notnull": kwNotnull,
	"null": kwNull, "on": kwOn, "or": kwOr, "order": kwOrder, "returning": kwReturning, "select": kwSelect,
	"set": kwSet, "table": kwTable, "then": kwThen, "to": kwTo, "union": kwUnion, "unique": kwUnique,
	"update": kwUpdate, "using": kwUsing, "values": kwValues, "when": kwWhen, "where": kwWhere,
	"autoincrement": kwOther, "deferrable": kwOther, "foreign": kwOther, "nothing": kwOther, "primary": kwOther,
	"references": kwOther, "transaction": kwOther,
	"cross": kwCross, "full": kwFull, "inner": kwInner, "left": kwLeft, "natural": kwNatural, "outer": kwOuter,
	"right": kwRight, "end": kwEnd, "with": kwWith, "cast": kwCast, "current_date": kwCurrentTime,
	"current_time": kwCurrentTime, "current_timestamp": kwCurrentTime,
	"asc": kwAsc, "by": kwBy, "current": kwCurrent, "desc": kwDesc, "exclude": kwExclude, "filter": kwFilter,
	"first": kwFirst, "following": kwFollowing, "glob": kwGlob, "groups": kwGroups, "last": kwLast, "like": kwLike,
	"match": kwMatch, "materialized": kwMaterialized, "no": kwNo, "nulls": kwNulls, "offset": kwOffset,
	"others": kwOthers, "over": kwOver, "partition": kwPartition, "preceding": kwPreceding, "range": kwRange,
	"recursive": kwRecursive, "regexp": kwRegexp, "row": kwRow, "rows": kwRows, "ties": kwTies,
	"unbounded": kwUnbounded, "window": kwWindow,
	"abort": kwFallback, "action": kwFallback, "after": kwFallback, "always": kwFallback, "analyze": kwFallback,
	"attach": kwFallback, "before": kwFallback, "begin": kwFallback, "cascade": kwFallback, "column": kwFallback,
	"conflict": kwFallback, "database": kwFallback, "deferred": kwFallback, "detach": kwFallback, "do": kwFallback,
	"each": kwFallback, "exclusive": kwFallback, "explain": kwFallback, "fail": kwFallback, "for": kwFallback,
	"generated": kwFallback, "if": kwFallback, "ignore": kwFallback, "immediate": kwFallback,
	"initially": kwFallback, "instead": kwFallback, "key": kwFallback, "of": kwFallback, "plan": kwFallback,
	"pragma": kwFallback, "query": kwFallback, "raise": kwRaise, "reindex": kwFallback, "release": kwFallback,
	"rename": kwFallback, "replace": kwFallback, "restrict": kwFallback, "rollback": kwFallback,
	"savepoint": kwFallback, "temp": kwFallback, "temporary": kwFallback, "trigger": kwFallback,
	"vacuum": kwFallback, "view": kwFallback, "virtual": kwFallback, "within": kwFallback, "without": kwFallback,
}

// longestKeyword is the length of "current_timestamp".
const longestKeyword = 17

// keyword returns the kind of a bare word. Only ASCII letters fold, as in
// SQLite.
func keyword(word string) kind {
	if len(word) > longestKeyword {
		return kWord
	}
	var buf [longestKeyword]byte
	for i := range len(word) {
		c := word[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	if k, ok := keywords[string(buf[:len(word)])]; ok {
		return k
	}
	return kWord
}

// names reports whether the token can be a name where a name is expected.
func (k kind) names() bool { return k == kWord || k == kQuoted || k > kwSoft }

// namesAfterAs reports whether the token can be a name after AS or a dot,
// where no keyword could stand.
func (k kind) namesAfterAs() bool { return k.names() || k > kwJoins && k < kwSoft && k != kwWith }

// namesAlone reports whether the token can be an alias without AS. The words
// left out mean something else there, or may in a later version.
func (k kind) namesAlone() bool {
	switch k {
	case kwFilter, kwGlob, kwLike, kwMatch, kwOver, kwRegexp, kwWindow:
		return false
	}
	return k.names()
}

// joins reports whether the token is a word of a join.
func (k kind) joins() bool { return k > kwJoins && k <= kwRight }
