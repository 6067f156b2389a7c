package bot

import (
	"assent/intents"
	"assent/policies"
)

// The choices of confirmations.
const (
	choiceDelete = "delete"
	choiceKeep   = "keep"
	choiceExport = "export"
	choiceLater  = "later"
)

// stepConfirmation takes the answer to "shall I?". Only the person who asked
// can give it, on the channel they asked on, to the newest question, and as
// long as it stands (design, invariant 9).
func stepConfirmation(t *turn) bool {
	p := t.p.Pending
	pressed := t.m.Choice == choiceDelete || t.m.Choice == choiceKeep || t.m.Choice == choiceExport || t.m.Choice == choiceLater
	if p == nil || p.Channel != t.m.User.Channel || p.User != t.m.User.ID {
		if pressed {
			t.say(policies.PhraseStaleChoice, nil)
		}
		return pressed
	}
	answer := t.confirmAnswer(p)
	stale := pressed && t.m.For != "" && t.m.For != p.Reference
	switch {
	case stale || pressed && answer == intents.Unclear:
		t.say(policies.PhraseStaleChoice, nil)
	case answer == intents.Unclear:
		return false
	case !t.now.Before(p.Until):
		t.dropPending("expired", expiredPhrase(p.Kind))
	case answer == intents.No:
		t.dropPending("dropped", droppedPhrase(p.Kind))
	default:
		t.confirmed(p)
	}
	return true
}

// confirmAnswer reads the message as an answer to p. The exact word and the
// button count as long as p stands, other wording only right after the
// question, because later a "yes" answers something else.
func (t *turn) confirmAnswer(p *Pending) intents.Answer {
	yes, no := choiceDelete, choiceKeep
	yesWord, noWord := policies.PhraseWordDelete, policies.PhraseWordKeep
	if p.Kind == RequestAccess {
		yes, no = choiceExport, choiceLater
		yesWord, noWord = policies.PhraseWordExport, policies.PhraseWordLater
	}
	switch {
	case t.m.Choice == yes:
		return intents.Yes
	case t.m.Choice == no:
		return intents.No
	case t.m.Choice != "":
		return intents.Unclear
	case t.saysAny(yesWord):
		return intents.Yes
	case t.saysAny(noWord):
		return intents.No
	case p.Fresh:
		return intents.Confirm(t.m.Text)
	}
	return intents.Unclear
}

// confirmed starts what the person confirmed.
func (t *turn) confirmed(p *Pending) {
	t.p.Pending = nil
	t.record(EventRequest, requestBody{Kind: p.Kind, Reference: p.Reference, State: "confirmed", Channel: p.Channel})
	request := Request{Kind: p.Kind, Reference: p.Reference, Channel: p.Channel, At: t.now}
	if p.Kind == RequestAccess {
		request.Then = p.Then
	}
	if p.Kind == RequestAccess {
		t.p.Requests = append(t.p.Requests, request)
		t.job(jobExport, p.Reference)
		t.say(policies.PhraseExportStarted, policies.Params{"reference": p.Reference})
		return
	}
	grace := t.cfg.Rights.ErasureGrace
	request.Due = t.now.Add(grace)
	t.p.Requests = append(t.p.Requests, request)
	if grace <= 0 {
		t.beginErasure(p.Reference)
		return
	}
	t.p.Resume, t.p.Stage = t.p.Stage, StageGrace
	t.timer(timerErasure, request.Due, p.Reference)
	t.say(policies.PhraseErasureGrace, policies.Params{
		"reference": p.Reference, "until": t.date(request.Due), "keep": t.word(policies.PhraseWordKeep),
	}, t.choice(choiceKeep, policies.PhraseChoiceKeep, p.Reference))
}

// beginErasure fences the person and hands over to the job. What they said
// before and never agreed to is dropped from memory too.
func (t *turn) beginErasure(reference string) {
	if t.heldBack(reference) {
		return
	}
	t.p.Stage = StageErasing
	t.p.Asking, t.p.Pending = nil, nil
	t.out.hold = holdRelease
	t.job(jobErase, reference)
}

// dropPending ends a request that was not confirmed.
func (t *turn) dropPending(state string, phrase policies.Phrase) {
	p := t.p.Pending
	t.p.Pending = nil
	t.record(EventRequest, requestBody{Kind: p.Kind, Reference: p.Reference, State: state, Channel: p.Channel})
	t.say(phrase, nil)
	if state == "dropped" {
		t.next(p.Then)
	}
}

func expiredPhrase(k RequestKind) policies.Phrase {
	if k == RequestAccess {
		return policies.PhraseExportExpired
	}
	return policies.PhraseErasureExpired
}

func droppedPhrase(k RequestKind) policies.Phrase {
	if k == RequestAccess {
		return policies.PhraseExportDropped
	}
	return policies.PhraseErasureKept
}
