package bot

import (
	"time"

	"assent/policies"
)

// The timers.
const (
	timerConsent   = "consent_timeout"
	timerConfirm   = "confirm_timeout"
	timerErasure   = "erasure_due"
	timerFile      = "file_expiry"
	timerIdle      = "desk_idle"
	timerLegalHold = "hold_end" // an erasure waits for the end of a legal hold
)

// stepBackground handles what no person did: timers, deliveries, finished jobs.
func stepBackground(t *turn) bool {
	switch t.m.Kind {
	case KindTimer:
		t.onTimer()
	case KindResult:
		t.m.result.take(t)
	default:
		return false
	}
	return true
}

func (t *turn) onTimer() {
	reference := t.m.For
	switch t.m.Choice {
	case timerConsent:
		t.consentTimeout(reference)
	case timerConfirm:
		if p := t.p.Pending; p != nil && p.Reference == reference && !t.now.Before(p.Until) {
			t.dropPending("expired", confirmations[p.Kind].expired)
		}
	case timerErasure:
		if r, ok := t.p.request(RequestErasure); ok && r.Reference == reference && t.p.Stage == StageGrace {
			t.beginErasure(reference)
		}
	case timerIdle:
		t.idle(reference)
	case timerLegalHold:
		t.legalHoldEnded(reference)
	}
}

// consentTimeout closes a conversation whose notice was not answered. The time
// runs from the delivery of the notice: nobody is late because a platform was
// down.
func (t *turn) consentTimeout(reference string) {
	a := t.p.Asking
	if t.p.Stage != StageAsked || a == nil || a.Reference != reference {
		return
	}
	from := a.Delivered
	if from.IsZero() {
		from = t.now
	}
	if due := from.Add(t.cfg.Consent.Timeout); t.now.Before(due) {
		t.timer(timerConsent, due, reference)
		return
	}
	t.closeUndecided("timeout", Expired)
	t.say(policies.PhraseTimeout, nil)
}

// A result reaches the gate from outside the conversation: how a delivery or a job
// ended, what a team member did or ordered. take is the gate's part of handling
// it. Like a step it reads the turn and fills it, and touches nothing else: its
// decision may be thrown away.
type result interface{ take(t *turn) }

// delivered: a channel took a reply.
type delivered struct {
	reply Reply
	ref   PlatformRef
	sent  time.Time // when the delivery began
}

func (r delivered) take(t *turn) {
	if r.ref != "" {
		t.record(EventPlatformCopy, platformCopyBody{Reply: r.reply.ID, Channel: t.m.User.Channel, Ref: r.ref})
	}
	if r.reply.Notice {
		t.noticeDelivered(r.sent)
	}
}

// undeliverable: a channel cannot deliver a reply to this person.
type undeliverable struct{ reply Reply }

func (r undeliverable) take(t *turn) {
	t.record(EventFailed, platformCopyBody{Reply: r.reply.ID, Channel: t.m.User.Channel})
	if r.reply.Agent != "" && t.p.Handoff != nil {
		text := "Not delivered: " + t.platforms(t.m.User.Channel) + " does not take it for this person."
		t.toDesk(deskBody{Kind: deskLine, Line: t.deskPost(FromBot, text)})
	}
}

// optedOut: a carrier reports that the person sent STOP.
type optedOut struct{ reply Reply }

func (r optedOut) take(t *turn) {
	t.record(EventFailed, platformCopyBody{Reply: r.reply.ID, Channel: t.m.User.Channel})
	t.stopped("carrier:opted out")
}

// noticeDelivered starts the time for the answer. An answer that was typed after
// the notice left counts, even if it arrived here before the delivery was on
// record. The bot asks again in two cases: an earlier attempt may have delivered
// the notice, so nobody can tell whether an answer from before this attempt was
// meant for it; or the answer waits in another process, or was lost with one, and
// cannot be read.
func (t *turn) noticeDelivered(sent time.Time) {
	a := t.p.Asking
	if a == nil || !a.Delivered.IsZero() {
		return
	}
	a.Delivered = sent
	switch t.readOptInSince(a) {
	case optInAccept:
		t.accept(a.Notice)
	case optInDecline:
		t.decline(a.Notice)
	default:
		if a.Early && (t.m.item.Attempt > 1 || a.InMemory > len(t.inMemory)) {
			t.say(policies.PhraseAskAgain, t.agreeParams(), t.agreeChoices()...)
		}
	}
}

// readOptInSince reads the last waiting message as an answer to a notice, if it came
// after the notice left.
func (t *turn) readOptInSince(a *Asking) optInAnswer {
	if len(t.inMemory) == 0 {
		return optInUnclear
	}
	last := t.inMemory[len(t.inMemory)-1]
	if last.received.Before(a.Delivered) || !last.received.After(a.At) {
		return optInUnclear
	}
	t.m.Text, t.m.ID, t.m.At = last.Text, last.ID, last.At
	return t.readOptIn()
}
