package bot

import (
	"strings"

	"assent/intents"
	"assent/policies"
)

// The choices in confirmations.
const (
	choiceDelete        = "delete"
	choiceKeep          = "keep"
	choiceExport        = "export"
	choiceLater         = "later"
	choiceCorrect       = "correct"
	choiceDeleteMessage = "delete_message"
	choiceDeleteFiles   = "delete_files"
	choiceLink          = "link_yes"
)

// confirmation is how a kind of request is confirmed.
type confirmation struct {
	yes, no                string          // choices
	yesLabel, noLabel      policies.Phrase // their labels
	yesWord, noWord        policies.Phrase // what people can type instead
	yesParam, noParam      string          // the parameters of these words in phrases
	back, expired, dropped policies.Phrase
}

var confirmations = map[RequestKind]confirmation{
	RequestAccess: {
		choiceExport, choiceLater, policies.PhraseChoiceExport, policies.PhraseChoiceLater,
		policies.PhraseWordExport, policies.PhraseWordLater, "export", "later",
		policies.PhraseBackToExport, policies.PhraseExportExpired, policies.PhraseExportDropped,
	},
	RequestErasure: {
		choiceDelete, choiceKeep, policies.PhraseChoiceDelete, policies.PhraseChoiceKeep,
		policies.PhraseWordDelete, policies.PhraseWordKeep, "delete", "keep",
		policies.PhraseBackToDelete, policies.PhraseErasureExpired, policies.PhraseErasureKept,
	},
	RequestMessage: {
		choiceDeleteMessage, choiceKeep, policies.PhraseChoiceDeleteThis, policies.PhraseChoiceLeave,
		policies.PhraseWordDelete, policies.PhraseWordKeep, "delete", "keep",
		policies.PhraseBackToRequest, policies.PhraseRequestExpired, policies.PhraseRequestKept,
	},
	RequestFiles: {
		choiceDeleteFiles, choiceKeep, policies.PhraseChoiceDeleteThis, policies.PhraseChoiceLeave,
		policies.PhraseWordDelete, policies.PhraseWordKeep, "delete", "keep",
		policies.PhraseBackToRequest, policies.PhraseRequestExpired, policies.PhraseRequestKept,
	},
	RequestAccountLink: {
		choiceLink, choiceKeep, policies.PhraseChoiceLinkYes, policies.PhraseChoiceLeave,
		policies.PhraseWordLink, policies.PhraseWordKeep, "link", "keep",
		policies.PhraseBackToRequest, policies.PhraseRequestExpired, policies.PhraseRequestKept,
	},
	RequestRectification: {
		choiceCorrect, choiceKeep, policies.PhraseChoiceCorrectYes, policies.PhraseChoiceLeave,
		policies.PhraseWordCorrect, policies.PhraseWordKeep, "correct", "keep",
		policies.PhraseBackToRequest, policies.PhraseRequestExpired, policies.PhraseRequestKept,
	},
}

// confirms reports whether a choice belongs to a confirmation.
func confirms(choice string) bool {
	for _, c := range confirmations {
		if choice == c.yes || choice == c.no {
			return true
		}
	}
	return false
}

// stepConfirmation takes the answer to "shall I?". Only the person who made the
// request can give it, on the same channel, to the newest question, and only while
// that is open (DESIGN.md, invariant 9).
func stepConfirmation(t *turn) bool {
	p := t.p.Pending
	pressed := confirms(t.m.Choice)
	if p == nil || p.Channel != t.m.User.Channel || p.User != t.m.User.ID {
		if pressed {
			t.say(policies.PhraseStaleChoice, nil)
		}
		return pressed
	}
	answer := t.confirmAnswer(p)
	stale := pressed && t.m.For != "" && t.m.For != p.Reference
	switch {
	case stale || pressed && answer == confirmNot:
		t.say(policies.PhraseStaleChoice, nil)
	case answer == confirmNot:
		return false
	case !t.now.Before(p.Until):
		t.dropPending("expired", confirmations[p.Kind].expired)
	case answer == confirmNo, answer == confirmSoft && p.Soft > 0:
		t.dropPending("dropped", confirmations[p.Kind].dropped)
	case answer == confirmSoft:
		p.Soft++
		t.remind(p)
	default:
		t.confirmed(p)
	}
	return true
}

// confirmAnswer is what a message says to an open confirmation.
type confirmAnswer int

const (
	confirmNot  confirmAnswer = iota // something else
	confirmYes                       // it performs the act
	confirmNo                        // it closes the question
	confirmSoft                      // it is asked once more, and then closes the question
)

// irreversible reports whether a confirmed request of this kind cannot be undone.
func irreversible(kind RequestKind) bool {
	return kind == RequestErasure || kind == RequestMessage || kind == RequestFiles
}

// confirmAnswer reads the message as an answer to p. The button and the word by
// itself count as long as p is open, and so does a refusal. A yes in other words
// counts only right after the question, because later it answers something else; and
// what cannot be undone, only if it names the act (DESIGN.md, invariant 9).
func (t *turn) confirmAnswer(p *Pending) confirmAnswer {
	c := confirmations[p.Kind]
	question := strings.ContainsAny(t.m.Text, "?？؟")
	switch {
	case t.m.Choice == c.yes && p.To != unsaid:
		return confirmYes
	case t.m.Choice == c.no:
		return confirmNo
	case t.m.Choice != "":
		return confirmNot
	case t.saysAny(c.yesWord) && !question && p.To != unsaid:
		return confirmYes
	case t.saysAny(c.noWord):
		return confirmNo
	case t.asksForAnother(p.Kind):
		return confirmNot
	}
	said := intents.ReadConfirmation(t.m.Text)
	switch {
	case said == intents.Refuses:
		return confirmNo
	case !p.Fresh || p.To == unsaid || said == intents.Unanswered:
		return confirmNot
	case said == intents.Wavers, said == intents.Agrees && irreversible(p.Kind):
		return confirmSoft
	}
	return confirmYes
}

// asksForAnother reports whether the message clearly exercises another right than
// the one that waits: that is taken first, and "no more offers" is no refusal.
func (t *turn) asksForAnother(waits RequestKind) bool {
	if t.guess.Confidence < surelyAnother {
		return false
	}
	switch t.guess.Intent {
	case intents.Objection, intents.Restriction, intents.Rectification:
		return true
	case intents.Access:
		return waits != RequestAccess
	}
	return false
}

// surelyAnother is how sure the classifier has to be that a message which may be an
// answer exercises another right.
const surelyAnother = 0.9

// remind asks an open confirmation once more.
func (t *turn) remind(p *Pending) {
	c := confirmations[p.Kind]
	params := t.confirmParams(p.Kind, p.Reference)
	params["yes"], params["no"] = t.word(c.yesWord), t.word(c.noWord)
	t.say(c.back, params, t.confirmChoices(p.Kind, p.Reference)...)
	t.reminded = true
}

// confirmed starts what the person confirmed.
func (t *turn) confirmed(p *Pending) {
	t.p.Pending = nil
	request := Request{
		Kind: p.Kind, Reference: p.Reference, Channel: p.Channel, At: t.now, AnswerBy: t.deadlines(p.At).Answer,
	}
	if p.Kind == RequestAccess {
		request.Then = p.Then
	}
	if t.reviewed(p.Kind) {
		t.awaitApproval(request)
		return
	}
	t.requestStep(requestBody{Kind: p.Kind, Reference: p.Reference, State: "confirmed", Channel: p.Channel})
	if p.Kind == RequestAccountLink {
		t.linkAccount(p)
		return
	}
	if p.Kind != RequestAccess && p.Kind != RequestErasure {
		t.scrub(p)
		return
	}
	t.carryOut(request)
}

// carryOut starts an export or an erasure; a grace period postpones the latter.
func (t *turn) carryOut(request Request) {
	if request.Kind == RequestAccess {
		t.fan(fanExport)
		t.p.Requests = append(t.p.Requests, request)
		t.job(jobExport, request.Reference)
		t.say(policies.PhraseExportStarted, policies.Params{"reference": request.Reference})
		return
	}
	grace := t.cfg.Rights.ErasureGrace
	request.Due = t.now.Add(grace)
	t.p.Requests = append(t.p.Requests, request)
	if grace <= 0 {
		t.beginErasure(request.Reference)
		return
	}
	t.p.Resume, t.p.Stage = t.p.Stage, StageGrace
	t.timer(timerErasure, request.Due, request.Reference)
	t.say(policies.PhraseErasureGrace, policies.Params{
		"reference": request.Reference, "until": t.date(request.Due), "keep": t.word(policies.PhraseWordKeep),
	}, t.choice(choiceKeep, policies.PhraseChoiceKeep, request.Reference))
}

// beginErasure fences the person and starts the job. What they said before an
// opt-in is dropped from memory too.
func (t *turn) beginErasure(reference string) {
	if t.legalHoldPrevents(reference) {
		return
	}
	t.dropOthers(reference)
	t.p.Stage = StageErasing
	t.p.Asking, t.p.Pending = nil, nil
	t.out.memory = memoryRelease
	t.job(jobErase, reference)
}

// dropPending ends a request that was not confirmed.
func (t *turn) dropPending(state string, phrase policies.Phrase) {
	p := t.p.Pending
	t.p.Pending = nil
	t.requestStep(requestBody{Kind: p.Kind, Reference: p.Reference, State: state, Channel: p.Channel})
	t.say(phrase, nil)
	if state == "dropped" {
		t.next(p.Then)
	}
}
