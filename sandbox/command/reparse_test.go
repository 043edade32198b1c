package command

import "context"

func (r *Runner) reparse(ctx context.Context, name string, args []string) ([]string, error) {
	_, canonical, _, err := r.decide(ctx, name, args)
	return canonical, err
}
