package bot

import "assent/policies"

// Timers.
const (
	timerConsent = "consent_timeout"
	timerConfirm = "confirm_timeout"
	timerErasure = "erasure_due"
	timerFile    = "file_expiry"
	timerIdle    = "desk_idle"
	timerHeld    = "hold_end" // an erasure waits for the end of a legal hold
)

// stepBackground handles what no person did: timers, deliveries, ended jobs.
func stepBackground(t *turn) bool {
	switch t.m.Kind {
	case KindTimer:
		t.onTimer()
	case KindResult:
		t.onResult()
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
	case timerHeld:
		t.legalHoldEnded(reference)
	}
}

// consentTimeout closes a conversation whose notice was not answered. The
// time runs from the delivery of the notice: while a platform is down nobody
// is late.
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

func (t *turn) onResult() {
	r := t.m.result
	switch r.kind {
	case resultDelivered:
		if r.platformRef != "" {
			t.record(EventPlatformCopy, platformCopyBody{Reply: r.reply.ID, Channel: t.m.User.Channel, Ref: r.platformRef})
		}
		if r.reply.Notice {
			t.noticeDelivered()
		}
	case resultUndeliverable:
		t.record(EventFailed, platformCopyBody{Reply: r.reply.ID, Channel: t.m.User.Channel})
		if r.reply.Agent != "" && t.p.Handoff != nil {
			t.toDesk(deskBody{Kind: deskLine, Line: t.deskPost(FromBot, "Not delivered: "+t.platforms(t.m.User.Channel)+" does not take it for this person.")})
		}
	case resultOptedOut:
		t.record(EventFailed, platformCopyBody{Reply: r.reply.ID, Channel: t.m.User.Channel})
		t.stopped("carrier:opted out")
	case resultExported:
		then := t.thenAfter(r.reference)
		t.exportReady()
		t.next(then)
	case resultExportFailed:
		then := t.thenAfter(r.reference)
		t.closeRequest(RequestAccess, r.reference, "failed")
		t.say(policies.PhraseExportFailed, policies.Params{"reference": r.reference})
		t.next(then)
	case resultInterpreted:
		t.interpreted()
	case resultAssisted, resultAssistantGone:
		t.assisted()
	case resultAssistedLater:
		t.assistedLater()
	case resultAct:
		t.act()
	case resultOpened:
		t.opened()
	case resultPosted:
		t.posted()
	case resultThreadLost:
		t.threadLost()
	case resultRetracted:
		t.retracted()
	case resultPassedOn:
		t.passedOn()
	case resultFanned:
		t.fanned()
	case resultLinkFailed:
		t.say(policies.PhraseLinkWrong, nil)
	case resultConsentReceipt:
		t.consentReceiptReady()
	case resultDecided:
		t.requestDecided()
	case resultFound:
		t.found()
	case resultScrubbed:
		t.scrubbed()
	case resultPhrased:
		t.phrased()
	case resultOrderedMessage:
		t.orderedMessage()
	case resultOrderedErasure:
		t.orderedErasure()
	}
}

// noticeDelivered starts the time for the answer. An answer that was typed
// after the notice left, but arrived here before its delivery was on record,
// counts. Where the notice may have arrived by an earlier attempt already,
// nobody can tell whether an answer from before this one was meant for it; and
// an answer that waits in another process, or was lost with one, cannot be
// read: then the bot asks again.
func (t *turn) noticeDelivered() {
	a := t.p.Asking
	if a == nil || !a.Delivered.IsZero() {
		return
	}
	a.Delivered = t.m.result.sent
	switch t.answerSince(a) {
	case answerAccept:
		t.accept(a.Notice)
	case answerDecline:
		t.decline(a.Notice)
	default:
		if a.Early && (t.m.item.Attempt > 1 || a.InMemory > len(t.inMemory)) {
			t.say(policies.PhraseAskAgain, t.agreeParams(), t.agreeChoices()...)
		}
	}
}

// answerSince reads the last message that waits as an answer to a notice, if
// it came after the notice left.
func (t *turn) answerSince(a *Asking) optInAnswer {
	if len(t.inMemory) == 0 {
		return answerUnclear
	}
	last := t.inMemory[len(t.inMemory)-1]
	if last.received.Before(a.Delivered) || !last.received.After(a.At) {
		return answerUnclear
	}
	t.m.Text, t.m.ID, t.m.At = last.Text, last.ID, last.At
	return t.consentAnswer()
}
