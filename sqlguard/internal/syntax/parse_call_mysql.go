package syntax

// An arity is how many arguments a function takes at least and at most.
type arity struct{ least, most int }

// arities are those of the functions that the grammars of MySQL and MariaDB name.
// Others take any number, as far as the grammar goes.
var arities = aritiesOf(map[arity]string{
	{0, 0}: "cume_dist curdate dense_rank percent_rank rank row_number",
	{0, 1}: "curtime now sysdate",
	{1, 1}: `ascii avg bit_and bit_or bit_xor charset date day first_value hour max median min minute month ntile
		percentile_cont percentile_disc second std stddev stddev_pop stddev_samp sum time var_pop var_samp variance
		weight_string year`,
	{1, 2}:            "last_value timestamp",
	{1, 3}:            "lag lead", // the third is of MySQL alone
	{2, 2}:            "adddate date_add date_sub json_objectagg left mod nth_value repeat right subdate truncate",
	{2, 3}:            "mid substr substring",
	{3, 3}:            "if replace",
	{4, 4}:            "insert",
	{1, MaxOperators}: "count group_concat json_arrayagg",
})

func aritiesOf(names map[arity]string) map[string]arity {
	table := map[string]arity{}
	for n, words := range names {
		for name := range set(words) {
			table[name] = n
		}
	}
	return table
}

var (
	// mysqlDistinct are the functions that take DISTINCT.
	mysqlDistinct = set("avg count group_concat json_arrayagg max min sum")
	// mysqlWindowed are the functions that take OVER beside aggregates, and
	// mysqlWindows those that need it.
	mysqlWindowed = set("group_concat json_arrayagg json_objectagg last_value")
	mysqlWindows  = set(`cume_dist dense_rank first_value lag lead median nth_value ntile percent_rank percentile_cont
		percentile_disc rank row_number`)
	// fractions are the functions whose argument is a number of digits.
	fractions = set("curtime now sysdate")
)

// grammatical fails if neither MySQL nor MariaDB takes a call for one.
func (p *parser) grammatical(c *Call) {
	name := Lower(c.Name)
	if c.Schema != "" {
		name = "" // a stored one
	}
	n := len(c.Arguments)
	if want, ok := arities[name]; ok && !c.Star && (n < want.least || n > want.most) {
		p.failBefore(hintArguments, "another number of arguments")
	}
	switch {
	case c.Star && name != "count", c.Distinct && !mysqlDistinct[name],
		c.Order != nil && !cuts[name], c.Separator != nil && name != "group_concat",
		name == "count" && n > 1 && !c.Distinct, name == "last_value" && n > 1 && c.Over != nil:
		p.failBefore(hintArguments, "what another function takes")
	case c.Over != nil && !aggregates[name] && !mysqlWindowed[name] && !mysqlWindows[name],
		c.Over == nil && mysqlWindows[name]:
		p.failBefore(hintWindow, "OVER behind another function, or none")
	case (name == "percentile_cont" || name == "percentile_disc") != (c.Within != nil),
		c.Within != nil && (len(c.Within) != 1 || c.Over.Name != ""):
		p.failBefore(hintWindow, "a percentile without WITHIN GROUP")
	}
	if fractions[name] && n == 1 && !digits(c.Arguments[0]) {
		p.failBefore(hintArguments, "no number of digits")
	}
	if datePlus[name] && n == 2 {
		if _, ok := c.Arguments[1].(*Interval); !ok && name[0] == 'd' {
			p.failBefore(hintInterval, "no INTERVAL")
		}
	}
}

// digits reports whether an expression is a plain whole number.
func digits(e Expr) bool {
	l, ok := e.(*Literal)
	return ok && l.Kind == LitNumber && l.Charset == "" && whole(l.Text)
}

func whole(number string) bool {
	for i := range len(number) {
		if !digit(number[i]) {
			return false
		}
	}
	return number != ""
}
