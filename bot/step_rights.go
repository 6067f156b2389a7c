package bot

import (
	"slices"
	"strconv"
	"strings"

	"assent/intents"
	"assent/policies"
)

// Confidence thresholds for a guessed intent. A guess alone never destroys or
// discloses anything: those rights ask for confirmation first.
const (
	sure = 0.5 // enough to act on it
	// sureHeld applies while the team has the conversation, when fewer messages are
	// meant for the bot (DESIGN.md, invariant 12).
	sureHeld = 0.8
	maybe    = 0.2 // enough to offer it as a choice where nothing is sure
)

// wantsRight reports whether the message exercises a right or asks a privacy
// question.
func (t *turn) wantsRight() bool {
	if t.m.Kind != KindText || t.m.Carrier != intents.KeywordNone {
		return false
	}
	if t.asks != intents.AskNone {
		return true
	}
	g := t.guess
	if g.Intent == intents.Other || g.Intent == "" {
		return false
	}
	if t.p.Handoff == nil || t.p.Stage != StageOpen || t.m.Choice != "" {
		return g.Confidence >= sure
	}
	if g.Intent == intents.Help || g.Intent == intents.Handoff && t.p.Handoff.State != HandoffWaiting {
		return false // the team is there to help
	}
	return g.Confidence >= sureHeld
}

// stepRights answers privacy questions and takes data subject requests, in every
// state. A person who has not seen the notice gets it first, and the answer right
// after it (DESIGN.md, invariant 5).
func stepRights(t *turn) bool {
	if !t.wantsRight() {
		return false
	}
	if t.p.Stage == StageAsked && t.readOptIn() != optInUnclear {
		return false // "I agree to your privacy policy" is an answer, not a question
	}
	before := t.p.Stage
	if before == "" || before == StageClosed {
		if n, shown := t.shownByChannel(); shown {
			t.asked(n)
		} else {
			t.showNotice("")
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

// do does everything that a message asks for, in order, except that an export comes
// before an erasure. If something has to be confirmed, the rest waits for that.
func (t *turn) do(asked []intents.Reading) {
	slices.SortStableFunc(asked, func(a, b intents.Reading) int {
		if a.Intent == intents.Access && b.Intent == intents.Erasure {
			return -1
		}
		return 0
	})
	for i, r := range asked {
		confirmed := r.Intent == intents.Access || r.Intent == intents.Erasure
		if t.p.Pending != nil && t.previewed && confirmed {
			for _, later := range asked[i:] {
				t.p.Pending.Then = append(t.p.Pending.Then, later.Intent)
			}
			return
		}
		t.right(r.Intent, r.Topic)
	}
}

// thenAfter returns what waits for an export.
func (t *turn) thenAfter(reference string) []intents.Intent {
	if r, ok := t.p.request(RequestAccess); ok && r.Reference == reference {
		return r.Then
	}
	return nil
}

// next continues with what waited.
func (t *turn) next(waiting []intents.Intent) {
	asked := make([]intents.Reading, len(waiting))
	for i, w := range waiting {
		asked[i].Intent = w
	}
	t.do(asked)
}

// right does one thing that a message asks for.
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

// backTo returns to the question that the request interrupted.
func (t *turn) backTo(before Stage) {
	if p := t.p.Pending; p != nil && !t.previewed {
		t.remind(p)
		return
	}
	if before == StageAsked && t.p.Stage == StageAsked && !t.previewed {
		t.say(policies.PhraseBackToNotice, t.agreeParams(), t.agreeChoices()...)
	}
}

// policyAnswer answers from the section in force. A question without a topic gets
// an overview of the policy; if the policy is silent on the topic, the bot says so.
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
		params := policies.Params{"until": t.date(r.Due), "keep": t.word(policies.PhraseWordKeep)}
		t.say(policies.PhraseErasurePending, params,
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

// supersede drops the open question when another takes its place.
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

// counts describes what is on record about the person, in their language.
func (t *turn) counts() string { return describeCounts(t.text(), t.p) }

// withdraw ends every consent at once, as easily as it was given (GDPR Art. 7(3)).
// Somebody who is just being asked for one declines.
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
		t.out.cases = append(t.out.cases,
			newCase(t.cfg, t.p.App, RequestWithdrawal, t.reference("R"), t.m.User.Channel, CaseDone, t.now))
		t.p.Asking = nil
		t.out.memory = memoryRelease
		t.close(StageDeclined)
		t.say(policies.PhraseWithdrawDone, t.agreeParams(),
			t.choice(string(intents.Erasure), policies.PhraseChoiceDelete, ""))
	case t.p.Stage == StageAsked && asked != nil && asked.At.Before(t.now):
		t.decline(asked.Notice)
	default:
		t.say(policies.PhraseWithdrawNothing, nil)
	}
}

// close ends the conversation in a stage. An erasure in its grace period stays
// there, and the stage follows if the erasure is dropped.
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
	Granted: policies.PhraseStatusGranted, Declined: policies.PhraseStatusDeclined,
	Withdrawn: policies.PhraseStatusWithdrawn, Superseded: policies.PhraseStatusSuperseded,
	Expired: policies.PhraseStatusExpired,
}

var purposePhrases = map[Purpose]policies.Phrase{
	PurposeService: policies.PhrasePurposeService, PurposeMarketing: policies.PhrasePurposeMarketing,
	PurposeAssistant: policies.PhrasePurposeAssistant, PurposeRecording: policies.PhrasePurposeRecording,
}

// openRequest records a request that the team carries out, one per kind, and
// returns its reference. reference may be empty.
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
	t.p.Requests = append(t.p.Requests, Request{
		Kind: kind, Reference: reference, Channel: t.m.User.Channel, At: t.now, AnswerBy: t.deadlines(t.now).Answer,
	})
	return reference
}

// noteRequest records a step of a request and returns its reference, a new one
// unless it is given.
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
	t.p.Requests = slices.DeleteFunc(t.p.Requests, func(r Request) bool {
		return r.Kind == kind && r.Reference == reference
	})
	t.noteRequest(kind, state, reference)
}

// exported: an export is finished and is delivered.
type exported struct {
	reference string
	file      File
}

func (r exported) take(t *turn) {
	then := t.thenAfter(r.reference)
	t.closeRequest(RequestAccess, r.reference, "done")
	until := t.handOver(r.file)
	params := policies.Params{"reference": r.reference, "until": t.date(until)}
	t.replyWithFile(t.text().Phrase(policies.PhraseExportReady, params), r.file, until)
	t.next(then)
}

// exportFailed: an export could not be written and is abandoned.
type exportFailed struct{ reference string }

func (r exportFailed) take(t *turn) {
	then := t.thenAfter(r.reference)
	t.closeRequest(RequestAccess, r.reference, "failed")
	t.say(policies.PhraseExportFailed, policies.Params{"reference": r.reference})
	t.next(then)
}
