package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"assent/bot"
)

// Funnel counts how one group of people answered the notice.
type Funnel struct {
	Group                                     string
	Asked, Accepted, Declined, Silent, Helped int
}

// Funnels returns how people answered the notice from one day to another, by
// channel, by language, by edition and by wording. A group of fewer than five is
// left out, because it could identify someone; so is the next smallest one, if the
// difference between the total and the rest would reveal the number.
func (o *Office) Funnels(
	ctx context.Context, app string, from, to time.Time,
) (all Funnel, by map[string][]Funnel, err error) {
	counted, err := o.cfg.Store.Tallies(ctx, app, from.UTC().Format(time.DateOnly), to.UTC().Format(time.DateOnly))
	if err != nil {
		return all, nil, fmt.Errorf("the funnel: %w", err)
	}
	groups := map[string]map[string]*Funnel{"channel": {}, "language": {}, "edition": {}, "wording": {}}
	for _, c := range counted {
		all.count(c)
		for dimension, name := range map[string]string{
			"channel": c.Channel, "language": c.Lang, "edition": fmt.Sprint(c.Edition), "wording": c.Wording,
		} {
			f := groups[dimension][name]
			if f == nil {
				f = &Funnel{Group: name}
				groups[dimension][name] = f
			}
			f.count(c)
		}
	}
	by = map[string][]Funnel{}
	for dimension, group := range groups {
		left := 0
		for _, f := range group {
			if f.Asked >= hiddenBelow {
				by[dimension] = append(by[dimension], *f)
			} else {
				left += f.Asked
			}
		}
		slices.SortFunc(by[dimension], func(a, b Funnel) int {
			return cmp.Or(b.Asked-a.Asked, cmp.Compare(a.Group, b.Group))
		})
		if shown := by[dimension]; TooFewToShow(left) && len(shown) > 0 {
			by[dimension] = shown[:len(shown)-1] // otherwise the total reveals left
		}
	}
	if TooFewToShow(all.Asked) {
		all = Funnel{}
	}
	return all, by, nil
}

func (f *Funnel) count(c bot.Tallied) {
	switch c.Step {
	case bot.StepAsked:
		f.Asked += c.N
	case bot.StepAccepted:
		f.Accepted += c.N
	case bot.StepDeclined:
		f.Declined += c.N
	case bot.StepSilent:
		f.Silent += c.N
	case bot.StepHelped:
		f.Helped += c.N
	}
}

// Rate is the share of those asked who agreed, in percent.
func (f Funnel) Rate() int {
	if f.Asked == 0 {
		return 0
	}
	return min(100, f.Accepted*100/f.Asked)
}

const (
	dropAsked    = 50 // a drop is reported only if at least this many were asked
	dropPoints   = 15 // and the rate fell by at least this many percentage points
	daysOfFunnel = 28 // compared with this many days
)

// OptInDrop returns by how many percentage points fewer people agreed on the last
// whole day than in the four weeks before; 0: too few to report.
func (o *Office) OptInDrop(ctx context.Context, app string) (points int, err error) {
	today := o.cfg.Now().UTC()
	last, _, err := o.Funnels(ctx, app, today.AddDate(0, 0, -1), today.AddDate(0, 0, -1))
	if err != nil {
		return 0, err
	}
	before, _, err := o.Funnels(ctx, app, today.AddDate(0, 0, -1-daysOfFunnel), today.AddDate(0, 0, -2))
	if err != nil || last.Asked < dropAsked || before.Asked < dropAsked {
		return 0, err
	}
	if points = before.Rate() - last.Rate(); points < dropPoints {
		return 0, nil
	}
	return points, nil
}

// hiddenBelow is the size from which a group is shown: a smaller one could identify
// someone.
const hiddenBelow = 5

// TooFewToShow reports whether n is too small to publish: a group under five could
// identify someone.
func TooFewToShow(n int) bool { return n > 0 && n < hiddenBelow }
