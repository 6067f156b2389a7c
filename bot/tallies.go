package bot

import (
	"time"
)

// Tally counts one step of the opt-in. It does not say whose.
type Tally struct {
	App     string
	Day     string // in UTC, as 2026-12-31
	Channel string
	Lang    string // of the notice
	Edition int
	Wording string // of the notice: a or b
	Step    string
}

// Tallied is how often a step was counted.
type Tallied struct {
	Tally
	N int
}

// Steps of the opt-in.
const (
	StepAsked    = "asked"    // the notice was shown
	StepAccepted = "accepted" // they agreed
	StepDeclined = "declined"
	StepSilent   = "silent" // they did not answer in time, or not clearly
	StepHelped   = "helped" // the first answer after they agreed
)

// tally counts a step that the person took.
func (t *turn) tally(step string, n Notice) {
	t.out.tallies = append(t.out.tallies, Tally{
		App: t.p.App, Day: t.now.UTC().Format(time.DateOnly), Channel: t.m.User.Channel,
		Lang: n.Lang, Edition: n.Edition, Wording: n.Form.Wording(), Step: step,
	})
}

// tallied counts the steps that the turn led to.
func (t *turn) tallied() {
	accepted := false
	for _, e := range t.out.events {
		switch e.Kind {
		case EventNotice:
			if n, err := DecodeEvent[Notice](e); err == nil {
				t.tally(StepAsked, n)
			}
		case EventConsent:
			c, err := DecodeEvent[Consent](e)
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
		said-- // the confirmation of the opt-in is no answer yet
	}
	if said > 0 && !t.p.Helped && t.p.Stage == StageOpen && t.p.ConsentFor(PurposeService).State == Granted {
		t.p.Helped = true
		c := t.p.ConsentFor(PurposeService)
		t.tally(StepHelped, Notice{Edition: c.Edition, Lang: c.Lang, Form: c.Form})
	}
}
