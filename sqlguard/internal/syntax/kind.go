package syntax

// A token is a piece of the statement. match is the index of the parenthesis
// that belongs to this one.
type token struct {
	kind     kind
	class    class
	pos, end int32
	match    int32
}

// A class says where a word can be a name. It depends on the dialect.
type class uint8

const (
	cName  class = 1 << iota // of a column or table
	cFunc                    // of a function, before a parenthesis
	cBare                    // of a column of the result, without AS
	cLabel                   // behind AS
	cDot                     // behind a dot
	cAny   = cName | cFunc | cBare | cLabel | cDot
)

// A kind says what a token is. The words that the parser acts on have a kind
// each, whatever they are in a dialect.
type kind uint8

const (
	kEOF     kind = iota
	kWord         // a word without a meaning of its own
	kQuoted       // a name in quotes
	kUQuoted      // U&"x"
	kString       // 'x', and "x" in MySQL
	kEString      // E'x'
	kUString      // U&'x'
	kNString      // N'x'
	kDollar       // $$x$$
	kHex          // x'41'
	kBit          // b'01'
	kNumber
	kParam // ?, ?1, :a, @a, $a, $1
	kVariable
	kIntroducer // _utf8mb4 before a string
	kLParen
	kRParen
	kLBracket
	kRBracket
	kComma
	kDot
	kSemi
	kColon
	kCast  // ::
	kArrow // =>
	kOp    // an operator without a kind of its own
	kBang
	kStar
	kPlus
	kMinus
	kSlash
	kPercent
	kCaret
	kConcat
	kAmp
	kPipe
	kTilde
	kShl
	kShr
	kJSON // -> and ->>
	kEq
	kNe
	kLt
	kLe
	kGt
	kGe
	kNullEq
	kAndAnd
	kwAll // the words follow, in the order of wordNames
	kwAgainst
	kwAnalyse
	kwAnalyze
	kwAnd
	kwAny
	kwArray
	kwAs
	kwAsc
	kwAt
	kwAtomic
	kwBetween
	kwBinary
	kwBoth
	kwBy
	kwCase
	kwCast
	kwCharset
	kwCoalesce
	kwCollate
	kwConvert
	kwCross
	kwCube
	kwCurrent
	kwCurrentCatalog
	kwCurrentDate
	kwCurrentRole
	kwCurrentSchema
	kwCurrentTime
	kwCurrentTimestamp
	kwCurrentUser
	kwDate
	kwDefault
	kwDelete
	kwDesc
	kwDistinct
	kwDistinctRow
	kwDiv
	kwDual
	kwElse
	kwEnd
	kwEscape
	kwExcept
	kwExclude
	kwExists
	kwExplain
	kwExtract
	kwFalse
	kwFetch
	kwFilter
	kwFirst
	kwFollowing
	kwFor
	kwForce
	kwFormat
	kwFrom
	kwFull
	kwGlob
	kwGroup
	kwGrouping
	kwGroups
	kwHaving
	kwIgnore
	kwIlike
	kwIn
	kwIndexed
	kwInner
	kwInsert
	kwIntersect
	kwInterval
	kwInto
	kwIs
	kwIsnull
	kwJoin
	kwKey
	kwLast
	kwLateral
	kwLeading
	kwLeft
	kwLike
	kwLimit
	kwLocalTime
	kwLocalTimestamp
	kwLock
	kwMatch
	kwMaterialized
	kwMember
	kwMerge
	kwMod
	kwNatural
	kwNext
	kwNo
	kwNormalize
	kwNormalized
	kwNot
	kwNotnull
	kwNull
	kwNullif
	kwNulls
	kwOf
	kwOffset
	kwOn
	kwOnly
	kwOperator
	kwOr
	kwOrder
	kwOrdinality
	kwOthers
	kwOuter
	kwOver
	kwOverlaps
	kwOverlay
	kwPartition
	kwPlacing
	kwPosition
	kwPreceding
	kwProcedure
	kwRange
	kwRecursive
	kwRegexp
	kwReplace
	kwRight
	kwRlike
	kwRollup
	kwRow
	kwRows
	kwSelect
	kwSeparator
	kwSessionUser
	kwSets
	kwSimilar
	kwSome
	kwSounds
	kwStraightJoin
	kwSubstring
	kwSymmetric
	kwSystemUser
	kwTable
	kwTablesample
	kwThen
	kwTies
	kwTime
	kwTimestamp
	kwTo
	kwTrailing
	kwTrim
	kwTrue
	kwUescape
	kwUnbounded
	kwUnion
	kwUnknown
	kwUpdate
	kwUse
	kwUser
	kwUsing
	kwUtcDate
	kwUtcTime
	kwUtcTimestamp
	kwValues
	kwVariadic
	kwWhen
	kwWhere
	kwWindow
	kwWith
	kwWithin
	kwWithout
	kwXor
	kwZone
	kinds
)

// wordNames lists the words with a kind, in the order of the constants.
const wordNames = `all against analyse analyze and any array as asc at atomic between binary both by case cast charset
coalesce collate convert cross cube current current_catalog current_date current_role current_schema current_time
current_timestamp current_user date default delete desc distinct distinctrow div dual else end escape except exclude
exists explain extract false fetch filter first following for force format from full glob group grouping groups having
ignore ilike in indexed inner insert intersect interval into is isnull join key last lateral leading left like limit
localtime localtimestamp lock match materialized member merge mod natural next no normalize normalized not notnull null
nullif nulls of offset on only operator or order ordinality others outer over overlaps overlay partition placing
position preceding procedure range recursive regexp replace right rlike rollup row rows select separator session_user
sets similar some sounds straight_join substring symmetric system_user table tablesample then ties time timestamp to
trailing trim true uescape unbounded union unknown update use user using utc_date utc_time utc_timestamp values variadic
when where window with within without xor zone`
