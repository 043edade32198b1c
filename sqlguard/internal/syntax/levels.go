package syntax

// The levels of precedence, the loosest first. No dialect has all of them.
const (
	lNone uint8 = iota
	lOr
	lXor
	lAnd
	lNot
	lIs       // PostgreSQL: IS
	lEqual    // PostgreSQL: comparisons; MySQL: comparisons and IS; SQLite: = IS IN LIKE
	lLike     // PostgreSQL and MySQL: IN BETWEEN LIKE
	lLess     // SQLite: <
	lOperator // PostgreSQL: operators of the catalog; MySQL: |; SQLite: bits
	lBitAnd
	lShift
	lSum
	lProduct
	lPower
	lConcat // SQLite: ||; PostgreSQL: AT TIME ZONE
	lCollate
	lUnary
	lTight // PostgreSQL: ::; MySQL: -> and COLLATE
)

// A levelTable holds the level of each token that may stand behind an operand.
type levelTable [kinds]uint8

func (t *levelTable) set(level uint8, list ...kind) {
	for _, k := range list {
		t[k] = level
	}
}

// The sources are https://sqlite.org/lang_expr.html (section 2),
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html (4.1.6) and
// https://dev.mysql.com/doc/refman/8.4/en/operator-precedence.html.
var levels = [...]levelTable{SQLite: sqliteLevels(), Postgres: postgresLevels(), MySQL: mysqlLevels()}

func commonLevels() levelTable {
	var t levelTable
	t.set(lOr, kwOr)
	t.set(lAnd, kwAnd)
	t.set(lSum, kPlus, kMinus)
	t.set(lProduct, kStar, kSlash, kPercent)
	t.set(lCollate, kwCollate)
	return t
}

func sqliteLevels() levelTable {
	t := commonLevels()
	t.set(lEqual, kEq, kNe, kwIs, kwIn, kwBetween, kwLike, kwGlob, kwRegexp, kwMatch, kwIsnull, kwNotnull, kwNot)
	t.set(lLess, kLt, kLe, kGt, kGe)
	t.set(lOperator, kAmp, kPipe, kShl, kShr)
	t.set(lConcat, kConcat, kJSON)
	return t
}

func postgresLevels() levelTable {
	t := commonLevels()
	t.set(lIs, kwIs, kwIsnull, kwNotnull)
	t.set(lEqual, kEq, kNe, kLt, kLe, kGt, kGe)
	t.set(lLike, kwIn, kwBetween, kwLike, kwIlike, kwSimilar, kwNot)
	t.set(lOperator, kOp, kwOperator, kwOverlaps)
	t.set(lPower, kCaret)
	t.set(lConcat, kwAt)
	t.set(lTight, kCast)
	return t
}

func mysqlLevels() levelTable {
	t := commonLevels()
	t.set(lOr, kConcat)
	t.set(lXor, kwXor)
	t.set(lAnd, kAndAnd)
	t.set(lEqual, kEq, kNe, kLt, kLe, kGt, kGe, kNullEq, kwIs)
	t.set(lLike, kwIn, kwBetween, kwLike, kwRegexp, kwRlike, kwNot, kwSounds)
	t.set(lOperator, kPipe)
	t.set(lBitAnd, kAmp)
	t.set(lShift, kShl, kShr)
	t.set(lProduct, kwDiv, kwMod)
	t.set(lPower, kCaret)
	t.set(lTight, kJSON, kwCollate)
	return t
}

// opNames holds the canonical spelling of the operators with a kind.
var opNames = [kinds]string{
	kPlus: "+", kMinus: "-", kStar: "*", kSlash: "/", kPercent: "%", kCaret: "^", kConcat: "||", kAmp: "&", kPipe: "|",
	kTilde: "~", kShl: "<<", kShr: ">>", kEq: "=", kNe: "<>", kLt: "<", kLe: "<=", kGt: ">", kGe: ">=", kNullEq: "<=>",
	kAndAnd: "AND", kBang: "!", kwAnd: "AND", kwOr: "OR", kwXor: "XOR", kwNot: "NOT", kwLike: "LIKE", kwIlike: "ILIKE",
	kwGlob: "GLOB", kwRegexp: "REGEXP", kwRlike: "REGEXP", kwMatch: "MATCH", kwDiv: "DIV", kwMod: "%", kwIs: "IS",
	kwOverlaps: "OVERLAPS", kwBinary: "BINARY",
}

// alone reports whether operators of a level cannot follow each other.
func alone(d Dialect, level uint8) bool {
	return d == Postgres && lIs <= level && level <= lLike || d == MySQL && level == lLike
}
