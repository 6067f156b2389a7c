package bot

import (
	"context"
	"time"

	"assent/intents"
	"assent/policies"
)

// OptInMode is whether people on a channel have to opt in.
type OptInMode string

// The opt-in modes. In each of them people keep their rights, and can say no.
const (
	// OptInRequired: nothing is kept about anyone who has not agreed here.
	OptInRequired OptInMode = "require"
	// OptInExternal: people agreed elsewhere; Assent has no proof of it.
	OptInExternal OptInMode = "external"
	// OptInNoticeOnly: people are told what happens with their messages, but not asked.
	OptInNoticeOnly OptInMode = "notice_only"
)

// OptInModes lists the opt-in modes.
func OptInModes() []OptInMode { return []OptInMode{OptInRequired, OptInExternal, OptInNoticeOnly} }

// Admission records that a person was admitted on a channel that does not ask.
// It is not consent: their consent stays unasked.
type Admission struct {
	Mode    OptInMode `json:"gate"`
	Notice  Notice    `json:"notice"` // the one they were shown; zero: none
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
}

// Served reports whether the bot answers the person and keeps what they write:
// they agreed, or were admitted on a channel that does not ask.
func (p Person) Served() bool {
	return p.Admission != nil || p.ConsentFor(PurposeService).State == Granted
}

// optInModeIn returns the opt-in mode of a channel under given settings.
func (b *Bot) optInModeIn(s Settings, channel string) OptInMode {
	if mode := s.OptInModes[channel]; mode != "" {
		return mode
	}
	if mode := b.cfg.Consent.OptInModes.of(channel); mode != "" {
		return mode
	}
	return OptInRequired
}

// OptInMode returns the current opt-in mode of a channel.
func (b *Bot) OptInMode(ctx context.Context, app, channel string) (OptInMode, error) {
	s, err := b.Settings(ctx, app)
	return b.optInModeIn(s, channel), err
}

// UnaskedChannel is a channel that answers people who did not agree here.
type UnaskedChannel struct {
	Channel string
	Mode    OptInMode
}

// String is the warning for the team.
func (u UnaskedChannel) String() string {
	if u.Mode == OptInExternal {
		return "WITHOUT A GATE: over " + u.Channel + " everybody is answered, " +
			"on the word that they agreed elsewhere. Assent has no proof of it."
	}
	return "WITHOUT A GATE: over " + u.Channel + " everybody is answered and what they write is kept; " +
		"they are told, and not asked."
}

// UnaskedChannels lists the channels that answer people who did not agree here,
// so that the console, the command line and the log can warn of them.
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

// admit admits whoever writes on a channel that does not ask, unless they decided
// for themselves. Once the channel requires the opt-in, people who were admitted
// are asked like everybody else.
func (t *turn) admit() {
	a := t.p.Admission
	if a != nil && t.optIn == OptInRequired && a.Channel == t.m.User.Channel && t.p.Stage == StageOpen {
		t.p.Admission, t.p.Stage = nil, StageClosed // for any kind of message: agents may not write to them either
	}
	if t.m.Kind != KindText || t.m.refuse != refuseNothing || t.m.Carrier != intents.KeywordNone {
		return
	}
	if t.optIn == OptInRequired || !t.mayAdmit() {
		return
	}
	n := Notice{}
	if t.optIn == OptInNoticeOnly {
		lang := t.text().Lang
		n = Notice{
			Edition: t.edition.Number, Lang: lang,
			Form: policies.FormInformed, SHA256: t.edition.Hash(lang, policies.FormInformed),
		}
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

// mayAdmit reports whether the person left the decision to the company: whoever
// agreed, declined or withdrew did not, and whoever answers the notice decides now.
func (t *turn) mayAdmit() bool {
	switch t.p.ConsentFor(PurposeService).State {
	case Unasked, Asked, Expired:
	default:
		return false
	}
	switch t.p.Stage {
	case StageAsked:
		return t.readOptIn() == optInUnclear
	case "", StageClosed, StageOpen:
		_, shown := t.shownByChannel()
		return !shown || t.readOptIn() == optInUnclear
	}
	return false
}
