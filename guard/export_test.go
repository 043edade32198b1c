package guard

// Uncovered returns the places of a schema that no rule of args checks.
func Uncovered(s *Schema, args Args) []string {
	rules, err := compileRules(args)
	if err != nil {
		panic(err)
	}
	return uncoveredPaths(s.shape, rules)
}

// Validate decodes and validates arguments against a schema.
func Validate(s *Schema, raw string) error {
	a, err := Decode([]byte(raw), Limits{})
	if err != nil {
		return err
	}
	return s.validateArgs(a)
}

// CompileArgs compiles rules as New does.
func CompileArgs(args Args) error {
	_, err := compileRules(args)
	return err
}

// ValidateArgs decodes arguments, with any numbers, and checks them.
func ValidateArgs(s *Schema, raw string) error {
	args, err := Decode([]byte(raw), Limits{ExactNumbers: true})
	if err != nil {
		return err
	}
	return s.validateArgs(args)
}
