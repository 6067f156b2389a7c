package bot

import (
	"slices"
	"strconv"
	"strings"

	"assent/intents"
	"assent/policies"
)

// Confidences of a reading of a message. Nothing is destroyed or disclosed by
// one: those rights ask first.
const (
	sure = 0.5 // from here it is acted upon
	// While people of the team have the conversation, less is a right or a
	// question for the bot (DESIGN.md, invariant 12).
	sureHeld = 0.8
	maybe    = 0.2 // from here it is offered where nothing is sure
)

// wantsRight reports whether the message is a right or a privacy question.
func (t *turn) wantsRight() bool {
	if t.m.Kind != KindText || t.m.Carrier != intents.KeywordNone {
		return false
	}
	if t.p.Handoff != nil && t.p.Stage == StageOpen && t.m.Choice == "" {
		// Help and humans they have.
		return t.asks != intents.AskNone || t.guess.Confidence >= sureHeld && t.guess.Intent != intents.Other && t.guess.Intent != intents.Help &&
			t.guess.Intent != "" && (t.guess.Intent != intents.Handoff || t.p.Handoff.State == HandoffWaiting)
	}
	return t.asks != intents.AskNone || t.guess.Intent != intents.Other && t.guess.Intent != "" && t.guess.Confidence >= sure
}

// stepRights answers privacy questions and takes rights, in every state. A
// person who has not seen the notice gets it first, and the answer right
// behind it (DESIGN.md, invariant 5).
func stepRights(t *turn) bool {
	if !t.wantsRight() {
		return false
	}
	if t.p.Stage == StageAsked && t.consentAnswer() != answerUnclear {
		return false // "I agree to your privacy policy" is an answer first
	}
	before := t.p.Stage
	if before == "" || before == StageClosed {
		if n, shown := t.shownByChannel(); shown {
			t.asked(n)
		} else {
			t.ask("")
		}
	}
	if t.asks != intents.AskNone && len(t.guess.Then) == 0 {
		t.answerAsk()
		t.backTo(before)
		return true
	}
	t.do(append([]intents.Reading{{Intent: t.guess.Intent, Topic: t.guess.Topic}}, t.guess.Then...))
	t.backTo(before)
	return true
}

// do does what a message asks for, in order, but a copy of what is on record
// before it is deleted. Behind something that has to be confirmed the rest
// waits.
func (t *turn) do(wants []intents.Reading) {
	slices.SortStableFunc(wants, func(a, b intents.Reading) int {
		if a.Intent == intents.Access && b.Intent == intents.Erasure {
			return -1
		}
		return 0
	})
	for i, want := range wants {
		confirmed := want.Intent == intents.Access || want.Intent == intents.Erasure
		if t.p.Pending != nil && t.previewed && confirmed {
			for _, later := range wants[i:] {
				t.p.Pending.Then = append(t.p.Pending.Then, later.Intent)
			}
			return
		}
		t.right(want.Intent, want.Topic)
	}
}

// thenAfter is what waits for an export.
func (t *turn) thenAfter(reference string) []intents.Intent {
	if r, ok := t.p.request(RequestAccess); ok && r.Reference == reference {
		return r.Then
	}
	return nil
}

// next goes on with what waited.
func (t *turn) next(waiting []intents.Intent) {
	wants := make([]intents.Reading, len(waiting))
	for i, w := range waiting {
		wants[i].Intent = w
	}
	t.do(wants)
}

// right does what a message asks for.
func (t *turn) right(intent intents.Intent, about intents.Topic) {
	switch intent {
	case intents.PolicyQuestion:
		t.policyAnswer(policies.Topic(about))
	case intents.Access:
		t.previewExport()
	case intents.Erasure:
		t.previewErasure()
	case intents.WithdrawConsent:
		t.withdraw()
	case intents.ConsentStatus:
		t.status()
	case intents.Objection:
		t.decideConsent(PurposeMarketing, Withdrawn, t.p.lastNotice(), "person")
		t.noteRequest(RequestObjection, "done")
		t.fan(fanObject)
		t.say(policies.PhraseObjectionDone, nil)
	case intents.Rectification:
		t.correct()
	case intents.Restriction:
		t.restrict()
	case intents.Handoff:
		t.wantsHuman()
	case intents.Help:
		t.say(policies.PhraseHelp, nil, t.rightChoices()...)
	}
}

// backTo returns to the question that a right interrupted.
func (t *turn) backTo(before Stage) {
	if p := t.p.Pending; p != nil && !t.previewed {
		params := t.confirmParams(p.Kind, p.Reference)
		params["yes"], params["no"] = t.word(confirmations[p.Kind].yesWord), t.word(confirmations[p.Kind].noWord)
		t.say(confirmations[p.Kind].back, params, t.confirmChoices(p.Kind, p.Reference)...)
		return
	}
	if before == StageAsked && t.p.Stage == StageAsked && !t.previewed {
		t.say(policies.PhraseBackToNotice, t.agreeParams(), t.agreeChoices()...)
	}
}

// policyAnswer answers from the section in force. Where the question names no
// topic the policy is shown as a whole; where the policy is silent the bot
// says so.
func (t *turn) policyAnswer(topic policies.Topic) {
	params := policies.Params{"edition": t.edition.Label(), "link": t.policyURL(topic)}
	if topic == "" {
		var titles []string
		for _, s := range t.text().Sections {
			titles = append(titles, s.Title)
		}
		params["topics"] = strings.Join(titles, " · ")
		t.say(policies.PhrasePolicyOverview, params, t.choice(string(intents.Access), policies.PhraseChoiceExport, ""),
			t.choice(string(intents.Erasure), policies.PhraseChoiceDelete, ""))
		return
	}
	section, ok := t.text().Section(topic)
	if !ok {
		var human []Choice
		if t.cfg.desk {
			human = append(human, t.choice(string(intents.Handoff), policies.PhraseChoiceHuman, ""))
		}
		t.say(policies.PhrasePolicySilent, params, human...)
		return
	}
	if t.toPhrase(topic) {
		return
	}
	params["title"] = section.Title
	t.reply(Reply{Text: t.text().Answer(section, params)})
}

// policyURL is the hosted page of the edition in force, at the topic.
func (t *turn) policyURL(topic policies.Topic) string {
	base := t.cfg.PublicURL
	if base == "" {
		return t.edition.Controller.URL
	}
	link := base + "/privacy/" + t.edition.Label() + "?lang=" + t.text().Lang
	if topic != "" {
		link += "#" + string(topic)
	}
	return link
}

func (t *turn) previewExport() {
	if r, ok := t.p.request(RequestAccess); ok && r.AwaitsApproval {
		t.sayAwaitsApproval(r)
		return
	} else if ok {
		t.say(policies.PhraseExportBusy, policies.Params{"reference": r.Reference})
		return
	}
	t.preview(RequestAccess, policies.PhraseExportPreview)
}

func (t *turn) previewErasure() {
	if r, ok := t.p.request(RequestErasure); ok && r.AwaitsApproval {
		t.sayAwaitsApproval(r)
		return
	} else if ok {
		t.say(policies.PhraseErasurePending, policies.Params{"until": t.date(r.Due), "keep": t.word(policies.PhraseWordKeep)},
			t.choice(choiceKeep, policies.PhraseChoiceKeep, r.Reference))
		return
	}
	t.preview(RequestErasure, policies.PhraseErasurePreview)
}

// preview shows what is on record and asks for the person's confirmation.
func (t *turn) preview(kind RequestKind, phrase policies.Phrase) {
	reference := t.reference("R")
	t.supersede(reference)
	until := t.now.Add(t.cfg.Rights.ConfirmTimeout)
	t.p.Pending = &Pending{
		Kind: kind, Reference: reference, Channel: t.m.User.Channel, User: t.m.User.ID,
		At: t.now, Until: until,
	}
	t.previewed = true
	t.noteRequest(kind, "asked", reference)
	t.timer(timerConfirm, until, reference)
	params := t.confirmParams(kind, reference)
	params["counts"] = t.counts()
	t.say(phrase, params, t.confirmChoices(kind, reference)...)
	t.covers()
}

// supersede drops the question that is open when another takes its place.
func (t *turn) supersede(reference string) {
	if p := t.p.Pending; p != nil && p.Reference != reference {
		t.requestStep(requestBody{Kind: p.Kind, Reference: p.Reference, State: "dropped", Channel: p.Channel})
	}
}

func (t *turn) confirmParams(kind RequestKind, reference string) policies.Params {
	c := confirmations[kind]
	return policies.Params{"reference": reference, c.yesParam: t.word(c.yesWord), c.noParam: t.word(c.noWord)}
}

func (t *turn) confirmChoices(kind RequestKind, reference string) []Choice {
	c := confirmations[kind]
	return []Choice{t.choice(c.yes, c.yesLabel, reference), t.choice(c.no, c.noLabel, reference)}
}

// counts says what is on record of the person, in their language.
func (t *turn) counts() string { return describeCounts(t.text(), t.p) }

// withdraw ends every consent at once: as easy as giving it (GDPR Art. 7(3)).
// Somebody who is being asked at that moment declines.
func (t *turn) withdraw() {
	asked := t.p.Asking
	withdrew := false
	for purpose, c := range t.p.Consents {
		if c.State == Granted || c.State == Superseded {
			t.decideConsent(purpose, Withdrawn, Notice{c.Edition, c.Lang, c.Form, c.SHA256}, "person")
			withdrew = true
		}
	}
	if a := t.p.Admission; a != nil {
		t.decideConsent(PurposeService, Withdrawn, a.Notice, "person")
		withdrew = true
	}
	switch {
	case withdrew:
		t.fan(fanWithdraw)
		t.out.cases = append(t.out.cases, newCase(t.cfg, t.p.App, RequestWithdrawal, t.reference("R"), t.m.User.Channel, CaseDone, t.now))
		t.p.Asking = nil
		t.out.memory = memoryRelease
		t.close(StageDeclined)
		t.say(policies.PhraseWithdrawDone, t.agreeParams(), t.choice(string(intents.Erasure), policies.PhraseChoiceDelete, ""))
	case t.p.Stage == StageAsked && asked != nil && asked.At.Before(t.now):
		t.decline(asked.Notice)
	default:
		t.say(policies.PhraseWithdrawNothing, nil)
	}
}

// close ends the conversation in a stage. An erasure that waits out its grace
// goes on waiting, and the stage comes after it if it is dropped.
func (t *turn) close(stage Stage) {
	switch t.p.Stage {
	case StageErasing: // nothing leads back from there
	case StageGrace:
		t.p.Resume = stage
	default:
		t.p.Stage = stage
	}
}

// status answers "what did I agree to?" from the record.
func (t *turn) status() {
	said := false
	if a := t.p.Admission; a != nil {
		said = true
		phrase := policies.PhraseStatusInformed
		if a.Mode == OptInExternal {
			phrase = policies.PhraseStatusExternal
		}
		t.say(phrase, policies.Params{"date": t.date(a.At)})
	}
	for _, purpose := range []Purpose{PurposeService, PurposeMarketing, PurposeAssistant, PurposeRecording} {
		c, ok := t.p.Consents[purpose]
		phrase, known := statusPhrases[c.State]
		if !ok || !known {
			continue
		}
		said = true
		edition := strconv.Itoa(c.Edition)
		if c.Edition == 0 {
			edition = (&policies.Edition{}).Label()
		}
		t.say(phrase, policies.Params{
			"purpose": policies.Plain(t.text().Phrase(purposePhrases[purpose], nil)), "date": t.date(c.At),
			"edition": edition, "language": c.Lang, "channel": c.Channel, "reference": c.Reference,
		})
	}
	if !said {
		t.say(policies.PhraseStatusNone, nil)
		return
	}
	last := &t.out.replies[len(t.out.replies)-1]
	last.Choices = append(last.Choices, t.choice(string(intents.AskReceipt), policies.PhraseChoiceReceipt, ""))
}

var statusPhrases = map[ConsentState]policies.Phrase{
	Granted: policies.PhraseStatusGranted, Declined: policies.PhraseStatusDeclined, Withdrawn: policies.PhraseStatusWithdrawn,
	Superseded: policies.PhraseStatusSuperseded, Expired: policies.PhraseStatusExpired,
}

var purposePhrases = map[Purpose]policies.Phrase{
	PurposeService: policies.PhrasePurposeService, PurposeMarketing: policies.PhrasePurposeMarketing,
	PurposeAssistant: policies.PhrasePurposeAssistant, PurposeRecording: policies.PhrasePurposeRecording,
}

// openRequest puts a request on record that people carry out, once per kind. It
// may have its reference already.
func (t *turn) openRequest(kind RequestKind, reference string) string {
	if r, ok := t.p.request(kind); ok {
		if reference != "" {
			t.noteRequest(kind, "dropped", reference)
		}
		return r.Reference
	}
	if reference == "" {
		reference = t.reference("R")
	}
	t.noteRequest(kind, "noted", reference)
	t.p.Requests = append(t.p.Requests, Request{Kind: kind, Reference: reference, Channel: t.m.User.Channel, At: t.now, AnswerBy: t.deadlines(t.now).Answer})
	return reference
}

// noteRequest records a step of a request and returns its reference, made here
// unless given.
func (t *turn) noteRequest(kind RequestKind, state string, reference ...string) string {
	r := ""
	if len(reference) > 0 {
		r = reference[0]
	} else {
		r = t.reference("R")
	}
	t.requestStep(requestBody{Kind: kind, Reference: r, State: state, Channel: t.m.User.Channel})
	return r
}

// closeRequest takes a request off the list of open ones.
func (t *turn) closeRequest(kind RequestKind, reference, state string) {
	t.p.Requests = slices.DeleteFunc(t.p.Requests, func(r Request) bool { return r.Kind == kind && r.Reference == reference })
	t.noteRequest(kind, state, reference)
}

// exported: an export is finished, and is handed over.
type exported struct {
	reference string
	file      File
}

func (r exported) take(t *turn) {
	then := t.thenAfter(r.reference)
	t.closeRequest(RequestAccess, r.reference, "done")
	until := t.handOver(r.file)
	t.replyWithFile(t.text().Phrase(policies.PhraseExportReady, policies.Params{"reference": r.reference, "until": t.date(until)}), r.file, until)
	t.next(then)
}

// exportFailed: an export could not be written, and is given up.
type exportFailed struct{ reference string }

func (r exportFailed) take(t *turn) {
	then := t.thenAfter(r.reference)
	t.closeRequest(RequestAccess, r.reference, "failed")
	t.say(policies.PhraseExportFailed, policies.Params{"reference": r.reference})
	t.next(then)
}
