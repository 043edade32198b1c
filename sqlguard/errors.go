package sqlguard

import (
	"errors"
	"strconv"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// An answer is what the client may know of an error of the engine: a code and a
// fixed hint. The texts of engines hold values of rows and names of tables, so none
// of them reaches a client.
type answer struct {
	code guard.Code
	hint string
}

var (
	unknownName   = answer{guard.CodeInvalidArgument, hintNoTable}
	notReadable   = answer{guard.CodeInvalidArgument, hintTable}
	notAccepted   = answer{guard.CodeInvalidArgument, hintEngine}
	noFittingArgs = answer{guard.CodeInvalidArgument, hintArgs}
	valueUnfit    = answer{guard.CodeInvalidArgument, hintValue}
	ruleBroken    = answer{guard.CodeInvalidArgument, hintRule}
	wouldWrite    = answer{guard.CodeStatementNotAllowed, hintWrites}
	notAuthorized = answer{guard.CodeStatementNotAllowed, hintAuthorizer}
	noPlan        = answer{guard.CodeStatementNotAllowed, hintNoPlan}
	timedOut      = answer{guard.CodeDeadlineExceeded, hintTimedOut}
	tooBig        = answer{guard.CodeResultTooLarge, hintTooBig}
	busy          = answer{guard.CodeTooBusy, ""}
	unexpected    = answer{guard.CodeInternal, ""}
)

// postgresStates maps SQLSTATEs, or classes of them, to answers
// (https://www.postgresql.org/docs/current/errcodes-appendix.html). The longest
// one that fits counts.
var postgresStates = map[string]answer{
	"42": notAccepted, "0A": notAccepted, "44": notAccepted, "55": notAccepted, "P0": notAccepted, "2F": notAccepted, "38": notAccepted, "39": notAccepted,
	"42P01": unknownName, "42703": unknownName, "3F000": unknownName, "42501": notReadable,
	"22": valueUnfit, "21": valueUnfit,
	"23":    ruleBroken,
	"25006": wouldWrite,
	"57014": timedOut, "55P03": timedOut, "25P03": timedOut, "25P04": timedOut,
	"53": tooBig, "54": tooBig,
	"53300": busy, "40": busy,
}

func (postgresEngine) explain(err error) answer {
	var state interface{ SQLState() string } // the drivers agree on this method
	if !errors.As(err, &state) {
		return unexpected
	}
	s := state.SQLState()
	if a, ok := postgresStates[s]; ok {
		return a
	}
	if a, ok := postgresStates[s[:min(2, len(s))]]; ok {
		return a
	}
	return unexpected
}

// mysqlErrors maps numbers of errors to answers
// (https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html,
// https://mariadb.com/kb/en/mariadb-error-code-reference/).
var mysqlErrors = numbered(map[answer][]int{ // 188: a full-text search was stopped
	unknownName: {1046, 1049, 1051, 1054, 1109, 1146, 1356},
	notReadable: {1044, 1142, 1143, 1227},
	notAccepted: {
		1052, 1055, 1056, 1059, 1060, 1064, 1066, 1093, 1110, 1111, 1115, 1116, 1117, 1140, 1191, 1210, 1214, 1221, 1222, 1235, 1241, 1247, 1248, 1253, 1273, 1305,
		1318, 1353, 1370, 1449, 1582, 1583, 1584, 1630, 1906, 3105, 1644, // 1906 and 3105: a generated column is set; 1644: code in the database raised it
		3029, 3065, 3573, 3574, 3575, 3576, 3577, 3601, 3602, 3988, 3995, 4114, 6036, 6429, 6430, 6432, // ORDER BY, WITH, GROUPING, arguments in MySQL
		3579, 3580, 3581, 3582, 3583, 3584, 3585, 3586, 3587, 3588, 3589, 3590, 3591, 3592, 3593, 3594, 3595, 3596, 4086, // windows in MySQL
		4002, 4003, 4004, 4005, 4006, 4008, 4009, 4010, 4011, 4012, 4013, 4014, 4015, 4016, 4017, 4018, 4019, 4020, 4021, 4022, 4023, 4024, 4074, 4078, 4079, // WITH and windows in MariaDB
	},
	valueUnfit: {
		1105, 1139, 1242, 1264, 1267, 1270, 1271, 1292, 1300, 1365, 1366, 1367, 1406, 1411, 1416, 1525, 1690, 4026, 4037, 4038, 4042,
		3020, 3033, 3034, 3035, 3036, 3037, 3048, 3049, 3055, 3516, 3548, 3616, 3617, 3731, 3732, 3854, 3997, 3998, 4032, 6138, 6527, // mathematics, places and times in MySQL
		3140, 3141, 3143, 3144, 3145, 3146, 3147, 3148, 3149, 3153, 3154, 3155, 3156, 3157, 3158, 3165, 3665, 3666, 3669, 3853, 3966, 3967, // its JSON
		3684, 3685, 3686, 3687, 3688, 3689, 3690, 3691, 3692, 3693, 3694, 3695, 3696, 3697, 3700, 3887, 3900, // its patterns
	},
	ruleBroken: {1022, 1048, 1062, 1169, 1216, 1217, 1265, 1364, 1451, 1452, 1557, 1586, 1761, 1762, 3819, 4025},
	wouldWrite: {1290, 1792},
	timedOut:   {188, 1205, 1317, 1969, 3024, 3636, 3698, 3699}, // 3636: WITH RECURSIVE goes on; 3698, 3699: a pattern does
	tooBig:     {1021, 1037, 1038, 1041, 1104, 1114, 1153, 1301, 3134, 3150, 3151, 3170, 4169},
	noPlan:     {1345},
	busy:       {1020, 1040, 1203, 1213, 1226},
})

func numbered(groups map[answer][]int) map[int]answer {
	all := map[int]answer{}
	for a, numbers := range groups {
		for _, n := range numbers {
			all[n] = a
		}
	}
	return all
}

// explain takes the number from the text, "Error 1146 (42S02): ...", so that the
// library needs no driver.
func (mysqlEngine) explain(err error) answer {
	for ; err != nil; err = errors.Unwrap(err) {
		text, ok := strings.CutPrefix(err.Error(), "Error ")
		if !ok {
			continue
		}
		digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
		if n, err := strconv.Atoi(digits); err == nil {
			if a, ok := mysqlErrors[n]; ok {
				return a
			}
		}
	}
	return unexpected
}

// messages maps pieces of SQLite's error texts to answers. The texts hold names
// of the client's choice, so a client can choose between these and
// nothing more.
var messages = []struct {
	text   string
	answer answer
}{
	{"constraint failed", ruleBroken},
	{"no such table", unknownName},
	{"should this be a string literal", answer{guard.CodeInvalidArgument, hintQuotes}},
	{"no such column", unknownName},
	{"too big", tooBig},
	{"out of memory", tooBig},
	{"not authorized", notAuthorized},
	{"is prohibited", notAuthorized},
	{"SQL logic error", notAccepted},
	{"syntax error", notAccepted},
	{"datatype mismatch", valueUnfit},
	{"readonly database", wouldWrite},
	{"is locked", busy},
	{"missing argument", noFittingArgs},
	{"not enough args", noFittingArgs},
}

func (sqliteEngine) explain(err error) answer {
	for _, m := range messages {
		if strings.Contains(err.Error(), m.text) {
			return m.answer
		}
	}
	return unexpected
}

// unfitArgs are what database/sql and pgx say of values for parameters before
// the engine sees them.
var unfitArgs = []string{"sql: expected ", "sql: converting argument ", "failed to encode args"}

// tooLongMessage is what pgx says of a row that is longer than its configuration
// allows.
const tooLongMessage = "invalid body length: expected at most "

// explained returns the answer for an error of the engine or of the driver.
func (d *DB) explained(err error) answer {
	for _, text := range unfitArgs {
		if strings.Contains(err.Error(), text) {
			return noFittingArgs
		}
	}
	if strings.Contains(err.Error(), tooLongMessage) {
		return tooBig
	}
	return d.engine.explain(err)
}
