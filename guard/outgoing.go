package guard

import "context"

// Clean makes texts fit to leave that are no part of a result, such as a
// notification's: hidden characters go, and the policy's Redactor runs, in
// place. The call says whose texts they are. A Guard without a Redactor only
// makes them visible. An error is a *Denial with CodeResultBlocked; the texts
// must then not be sent.
//
// An adapter calls it for what handlers send beside their result. Nothing of it
// is metered, capped or recorded.
func (g *Guard) Clean(ctx context.Context, call *Call, texts []Text) error {
	if g == nil || call == nil {
		return Deny(CodeResultBlocked, "").Because("no guard, or no call")
	}
	for i := range texts {
		if err := makeVisible(&texts[i]); err != nil {
			return err
		}
	}
	c := current{g: g, call: call}
	return c.redact(ctx, texts)
}
