package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// Tally counts one step of the opt-in, and says nothing of whose it was.
type Tally struct {
	App     string
	Day     string // in UTC, as 2026-12-31
	Channel string
	Lang    string // of the notice
	Edition int
	Wording string // of the notice: a or b
	Step    string
}

// Tallied is how often.
type Tallied struct {
	Tally
	N int
}

// Steps of the opt-in.
const (
	StepAsked    = "asked"    // the notice was put before somebody
	StepAccepted = "accepted" // they agreed
	StepDeclined = "declined"
	StepSilent   = "silent" // they did not answer in time, or not clearly
	StepHelped   = "helped" // the first answer after they agreed
	daysOfFunnel = 28
)

// tally counts a step of the person's.
func (t *turn) tally(step string, n Notice) {
	t.out.tallies = append(t.out.tallies, Tally{
		App: t.p.App, Day: t.now.UTC().Format(time.DateOnly), Channel: t.m.User.Channel, Lang: n.Lang, Edition: n.Edition, Wording: n.Form.Wording(), Step: step,
	})
}

// tallied counts what a turn led to.
func (t *turn) tallied() {
	accepted := false
	for _, e := range t.out.events {
		switch e.Kind {
		case EventNotice:
			if n, err := decodeEvent[Notice](e); err == nil {
				t.tally(StepAsked, n)
			}
		case EventConsent:
			c, err := decodeEvent[Consent](e)
			if err != nil || c.Purpose != PurposeService {
				continue
			}
			n := Notice{Edition: c.Edition, Lang: c.Lang, Form: c.Form}
			switch c.State {
			case Granted:
				t.tally(StepAccepted, n)
				accepted, t.p.Helped = true, false
			case Declined:
				t.tally(StepDeclined, n)
			case Expired, Asked:
				t.tally(StepSilent, n)
			}
		}
	}
	said := len(t.out.replies)
	if accepted {
		said-- // that it is on record
	}
	if said > 0 && !t.p.Helped && t.p.Stage == StageOpen && t.p.ConsentFor(PurposeService).State == Granted {
		t.p.Helped = true
		c := t.p.ConsentFor(PurposeService)
		t.tally(StepHelped, Notice{Edition: c.Edition, Lang: c.Lang, Form: c.Form})
	}
}

// Funnel is how one group of people answered the notice.
type Funnel struct {
	Group                                     string
	Asked, Accepted, Declined, Silent, Helped int
}

// Funnels returns how people answered the notice from one day to another, by
// channel, by language, by edition and by wording. A group of fewer than five is left out:
// it could be somebody; and the smallest other one with it, where the rest of all
// would tell what was left out.
func (b *Bot) Funnels(ctx context.Context, app string, from, to time.Time) (all Funnel, by map[string][]Funnel, err error) {
	counted, err := b.store.Tallies(ctx, app, from.UTC().Format(time.DateOnly), to.UTC().Format(time.DateOnly))
	if err != nil {
		return all, nil, fmt.Errorf("the funnel: %w", err)
	}
	groups := map[string]map[string]*Funnel{"channel": {}, "language": {}, "edition": {}, "wording": {}}
	for _, c := range counted {
		all.count(c)
		for dimension, name := range map[string]string{"channel": c.Channel, "language": c.Lang, "edition": fmt.Sprint(c.Edition), "wording": c.Wording} {
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
		slices.SortFunc(by[dimension], func(a, b Funnel) int { return cmp.Or(b.Asked-a.Asked, cmp.Compare(a.Group, b.Group)) })
		if told := by[dimension]; TooFewToShow(left) && len(told) > 0 {
			by[dimension] = told[:len(told)-1] // else what is left of everybody would tell of them
		}
	}
	if TooFewToShow(all.Asked) {
		all = Funnel{}
	}
	return all, by, nil
}

func (f *Funnel) count(c Tallied) {
	switch c.Step {
	case StepAsked:
		f.Asked += c.N
	case StepAccepted:
		f.Accepted += c.N
	case StepDeclined:
		f.Declined += c.N
	case StepSilent:
		f.Silent += c.N
	case StepHelped:
		f.Helped += c.N
	}
}

// Rate is how many of a hundred who were asked agreed.
func (f Funnel) Rate() int {
	if f.Asked == 0 {
		return 0
	}
	return min(100, f.Accepted*100/f.Asked)
}

const (
	// A drop is told of where so many were asked, and so many of a hundred fewer
	// agreed than in the weeks before.
	dropAsked  = 50
	dropPoints = 15
)

// OptInDrop says by how many of a hundred fewer people agreed on the last whole day
// than in the four weeks before; 0: not worth a word.
func (b *Bot) OptInDrop(ctx context.Context, app string) (points int, err error) {
	today := b.cfg.Now().UTC()
	last, _, err := b.Funnels(ctx, app, today.AddDate(0, 0, -1), today.AddDate(0, 0, -1))
	if err != nil {
		return 0, err
	}
	before, _, err := b.Funnels(ctx, app, today.AddDate(0, 0, -1-daysOfFunnel), today.AddDate(0, 0, -2))
	if err != nil || last.Asked < dropAsked || before.Asked < dropAsked {
		return 0, err
	}
	if points = before.Rate() - last.Rate(); points < dropPoints {
		return 0, nil
	}
	return points, nil
}
