package bot

import (
	"context"
	"time"

	"assent/intents"
	"assent/policies"
)

// OptInMode is how a channel stands to the opt-in.
type OptInMode string

// The gates. Rights, and a no that somebody says, hold behind each of them.
const (
	// OptInRequired: nothing is kept of anybody who did not agree here.
	OptInRequired OptInMode = "require"
	// OptInExternal: people agreed somewhere else, of which Assent has no proof.
	OptInExternal OptInMode = "external"
	// OptInNoticeOnly: people are told what happens with their words, and not asked.
	OptInNoticeOnly OptInMode = "notice_only"
)

// OptInModes lists the gates.
func OptInModes() []OptInMode { return []OptInMode{OptInRequired, OptInExternal, OptInNoticeOnly} }

// Admission is that somebody was let in without an agreement of their own here.
// It is none: their consent stays unasked.
type Admission struct {
	Mode    OptInMode `json:"gate"`
	Notice  Notice    `json:"notice"` // that they were shown; zero: none
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
}

// Served reports whether the person is answered, and what they say kept: they
// agreed, or came in where nobody is asked.
func (p Person) Served() bool {
	return p.Admission != nil || p.ConsentFor(PurposeService).State == Granted
}

// optInModeIn is the gate of a channel under some settings.
func (b *Bot) optInModeIn(s Settings, channel string) OptInMode {
	if mode := s.OptInModes[channel]; mode != "" {
		return mode
	}
	if mode := b.cfg.Consent.OptInModes.of(channel); mode != "" {
		return mode
	}
	return OptInRequired
}

// OptInMode is the gate of a channel as it is now.
func (b *Bot) OptInMode(ctx context.Context, app, channel string) (OptInMode, error) {
	s, err := b.Settings(ctx, app)
	return b.optInModeIn(s, channel), err
}

// UnaskedChannels is a channel that answers people who did not agree here.
type UnaskedChannel struct {
	Channel string
	Mode    OptInMode
}

// String says it to the team.
func (u UnaskedChannel) String() string {
	if u.Mode == OptInExternal {
		return "WITHOUT A GATE: over " + u.Channel + " everybody is answered, on the word that they agreed elsewhere. Assent has no proof of it."
	}
	return "WITHOUT A GATE: over " + u.Channel + " everybody is answered and what they write is kept; they are told, and not asked."
}

// UnaskedChannels lists the channels that answer people who did not agree here: each
// surface of Assent says so, loudly.
func (b *Bot) UnaskedChannels(ctx context.Context, app string) (list []UnaskedChannel, err error) {
	s, err := b.Settings(ctx, app)
	if err != nil {
		return nil, err
	}
	for _, name := range b.Channels() {
		if mode := b.optInModeIn(s, name); mode != OptInRequired {
			list = append(list, UnaskedChannel{name, mode})
		}
	}
	return list, nil
}

// admit lets in who writes over a channel where nobody is asked, unless they
// decided for themselves. Where the gate was closed since, who came in that way
// is asked like anybody.
func (t *turn) admit() {
	if a := t.p.Admission; a != nil && t.optIn == OptInRequired && a.Channel == t.m.User.Channel && t.p.Stage == StageOpen {
		t.p.Admission, t.p.Stage = nil, StageClosed // whatever it is about: an agent may not write to them, either
	}
	if t.m.Kind != KindText || t.m.refuse != refuseNothing || t.m.Carrier != intents.KeywordNone {
		return
	}
	if t.optIn == OptInRequired || !t.mayAdmit() {
		return
	}
	a := t.p.Admission
	n := Notice{}
	if t.optIn == OptInNoticeOnly {
		lang := t.text().Lang
		n = Notice{Edition: t.edition.Number, Lang: lang, Form: policies.FormInformed, SHA256: t.edition.Hash(lang, policies.FormInformed)}
	}
	if a != nil && a.Mode == t.optIn && (t.optIn == OptInExternal || a.Notice.Edition >= t.material) {
		return
	}
	if shown := t.m.Notice; shown != nil && shown.Form == policies.FormInformed && t.inForce(*shown) {
		n = *shown
	} else if t.optIn == OptInNoticeOnly {
		t.reply(Reply{Text: t.text().NoticeIn(policies.FormInformed)})
	}
	t.p.Admission = &Admission{Mode: t.optIn, Notice: n, Channel: t.m.User.Channel, At: t.now}
	if t.p.Stage != StageOpen {
		t.p.Stage, t.p.Asking = StageOpen, nil
		t.out.memory = memoryRelease
	}
	t.record(EventAdmitted, t.p.Admission)
}

// mayAdmit reports whether the person left it to the company to decide: who
// agreed, declined or withdrew did not, and who answers the notice decides now.
func (t *turn) mayAdmit() bool {
	switch t.p.ConsentFor(PurposeService).State {
	case Unasked, Asked, Expired:
	default:
		return false
	}
	switch t.p.Stage {
	case StageAsked:
		return t.consentAnswer() == answerUnclear
	case "", StageClosed, StageOpen:
		_, shown := t.shownByChannel()
		return !shown || t.consentAnswer() == answerUnclear
	}
	return false
}
