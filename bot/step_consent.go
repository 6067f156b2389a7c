package bot

import (
	"slices"
	"strings"

	"assent/intents"
	"assent/policies"
)

// The choices in the opt-in.
const (
	choiceAgree   = "agree"
	choiceDecline = "decline"
)

type optInAnswer int

const (
	optInUnclear optInAnswer = iota
	optInAccept
	optInDecline
)

// stepConsent is the opt-in: it stops everybody without a consent in force.
func stepConsent(t *turn) bool {
	switch t.p.Stage {
	case StageOpen:
		if t.p.Admission != nil && t.m.Kind == KindText &&
			(t.m.Choice == choiceDecline || t.saysAny(policies.PhraseWordDecline)) {
			t.decline(t.p.Admission.Notice)
			return true
		}
		return t.superseded()
	case StageAsked:
		t.answerNotice()
	case StageDeclined:
		t.afterDecline()
	default: // a stranger, or a conversation that was closed
		t.firstMessage()
	}
	return true
}

// firstMessage shows the notice before anything else happens; the message waits in
// memory. A channel that showed the notice itself (the web page) may deliver the
// answer along with it.
func (t *turn) firstMessage() {
	got := t.readOptIn()
	n, shown := t.shownByChannel()
	switch {
	case shown && got == optInAccept:
		t.asked(n)
		t.accept(n)
	case shown && got == optInDecline:
		t.asked(n)
		t.decline(n)
	case got == optInUnclear:
		t.keepInMemory()
		t.showNotice("")
	default: // an answer to a notice that was never shown
		t.showNotice("")
	}
}

// shownByChannel returns the notice that the channel itself showed to the person,
// if that is exactly the one in force.
func (t *turn) shownByChannel() (Notice, bool) {
	n := t.m.Notice
	if n == nil || !n.asks() || !t.inForce(*n) {
		return Notice{}, false
	}
	return *t.m.Notice, true
}

// asks reports whether the notice asks for the opt-in.
func (n Notice) asks() bool {
	return n.SHA256 != "" && n.Form.Asks()
}

// superseded asks again if a material edition replaced the one that the person
// agreed to, and says what changed; the current message waits.
func (t *turn) superseded() bool {
	c := t.p.ConsentFor(PurposeService)
	if c.State != Granted || c.Edition >= t.material {
		return false
	}
	t.decideConsent(PurposeService, Superseded, Notice{c.Edition, c.Lang, c.Form, c.SHA256}, "edition")
	t.keepInMemory()
	t.showNotice(policies.PhraseSuperseded)
	return true
}

// answerNotice handles messages while the opt-in is open.
func (t *turn) answerNotice() {
	a := t.p.Asking
	got := t.readOptIn()
	if n, shown := t.shownByChannel(); shown && a != nil {
		a.Notice = n
	}
	if a == nil || a.Edition < t.material {
		if got == optInUnclear {
			t.keepInMemory()
		}
		t.showNotice(policies.PhraseSuperseded)
		return
	}
	unseen := a.Delivered.IsZero() && t.m.Choice == "" // typed before the notice arrived
	switch {
	case t.staleChoice(a.Reference):
		t.say(policies.PhraseStaleChoice, nil)
	case unseen:
		a.Early = a.Early || got != optInUnclear
		t.keepInMemory()
	case got == optInAccept:
		t.accept(a.Notice)
	case got == optInDecline:
		t.decline(a.Notice)
	case t.now.Before(a.Delivered.Add(t.cfg.Consent.Burst)):
		t.keepInMemory()
	default:
		t.invalid()
	}
}

// invalid counts an answer that is neither yes nor no. It may be a question that
// deserves an answer later, so it is kept in memory as well.
func (t *turn) invalid() {
	a := t.p.Asking
	a.Invalid++
	if a.Invalid >= t.cfg.Consent.MaxInvalid {
		t.closeUndecided("invalid", Asked)
		t.say(policies.PhraseFailed, nil)
		return
	}
	t.keepInMemory()
	if a.Lang != t.text().Lang { // they write in another language than they were asked in
		invalid := a.Invalid
		t.showNotice("")
		t.p.Asking.Invalid = invalid
		return
	}
	t.say(policies.PhraseAskAgain, t.agreeParams(), t.agreeChoices()...)
}

// afterDecline answers somebody who declined or withdrew: nothing that they say is
// kept, not even in memory, and they can change their mind at any time.
func (t *turn) afterDecline() {
	n, shown := t.shownByChannel()
	if !shown {
		n = t.p.lastNotice()
	}
	explicit := t.m.Choice == choiceAgree || t.saysAny(policies.PhraseWordAgree) ||
		t.mentionsAny(policies.PhraseWordAgree) && intents.Consent(t.m.Text) == intents.Yes
	switch {
	case explicit && n.asks() && n.Edition >= t.material:
		t.accept(n)
	case explicit:
		t.showNotice(policies.PhraseSuperseded)
	default:
		t.say(policies.PhraseDeclinedHelp, t.agreeParams(),
			t.choice(choiceAgree, policies.PhraseChoiceAgree, ""),
			t.choice(string(intents.PolicyQuestion), policies.PhraseChoicePrivacy, ""))
	}
}

// readOptIn reads the message as an answer to the notice: a button, one of the
// words in any language of the edition, or free text.
func (t *turn) readOptIn() optInAnswer {
	switch {
	case t.m.Choice == choiceAgree:
		return optInAccept
	case t.m.Choice == choiceDecline:
		return optInDecline
	case t.m.Choice != "":
		return optInUnclear
	case t.saysAny(policies.PhraseWordAgree):
		return optInAccept
	case t.saysAny(policies.PhraseWordDecline):
		return optInDecline
	}
	switch intents.Consent(t.m.Text) {
	case intents.Yes:
		return optInAccept
	case intents.No:
		return optInDecline
	}
	return optInUnclear
}

// showNotice shows the notice in force, after an introduction if one is given, and starts
// the time for the answer.
func (t *turn) showNotice(intro policies.Phrase) {
	text := t.text()
	form := text.Opt(t.short, t.p.ID.second())
	t.asked(Notice{Edition: t.edition.Number, Lang: text.Lang, Form: form, SHA256: t.edition.Hash(text.Lang, form)})
	if intro != "" {
		t.say(intro, policies.Params{"changes": t.changes()})
	}
	t.reply(Reply{Text: text.NoticeIn(form), Choices: t.agreeChoices(), Notice: true})
}

// asked records that a notice is shown to the person.
func (t *turn) asked(n Notice) {
	waiting := 0
	if t.p.Asking != nil {
		waiting = t.p.Asking.InMemory
	} else if t.out.memory == memoryAdd {
		waiting = 1
	}
	t.p.Stage = StageAsked
	t.p.Asking = &Asking{Notice: n, Reference: t.reference("N"), At: t.now, InMemory: waiting}
	if t.m.Notice != nil {
		t.p.Asking.Delivered = t.now
	}
	if t.p.ConsentFor(PurposeService).State == Unasked {
		t.p.Consents[PurposeService] = Consent{
			Purpose: PurposeService, State: Asked, At: t.now, Channel: t.m.User.Channel,
			Edition: n.Edition, Lang: n.Lang, Form: n.Form, SHA256: n.SHA256, Reference: t.p.Asking.Reference,
		}
	}
	t.record(EventNotice, n)
	t.timer(timerConsent, t.now.Add(t.cfg.Consent.Timeout), t.p.Asking.Reference)
}

// accept records the opt-in, confirms it once, and answers what waited.
func (t *turn) accept(n Notice) {
	lost := t.p.Asking != nil && t.p.Asking.InMemory > len(t.inMemory)
	human := t.p.Asking != nil && t.p.Asking.Human
	t.p.Stage, t.p.Asking = StageOpen, nil
	t.decideConsent(PurposeService, Granted, n, "person")
	t.say(policies.PhraseAccepted, nil)
	t.out.memory = memoryRelease
	if lost {
		t.say(policies.PhraseSendAgain, nil)
		if human {
			t.handOff(whyAsked)
		}
		return
	}
	if human {
		t.handOff(whyAsked)
		return
	}
	waiting := t.inMemory
	if t.m.Kind == KindResult {
		waiting = waiting[:len(waiting)-1] // the last one is the AGREE itself
	}
	if len(waiting) > 0 {
		t.ordinary() // one answer for all that waited: each would get the same
	}
}

// decline records the fact and keeps nothing else.
func (t *turn) decline(n Notice) {
	t.p.Stage, t.p.Asking = StageDeclined, nil
	t.decideConsent(PurposeService, Declined, n, "person")
	t.out.memory = memoryRelease
	t.say(policies.PhraseDeclined, t.agreeParams(),
		t.choice(choiceAgree, policies.PhraseChoiceAgree, ""),
		t.choice(string(intents.PolicyQuestion), policies.PhraseChoicePrivacy, ""))
}

// closeUndecided ends a conversation without a decision; the next message
// starts afresh.
func (t *turn) closeUndecided(reason string, state ConsentState) {
	a := t.p.Asking
	t.p.Stage, t.p.Asking = StageClosed, nil
	t.out.memory = memoryRelease
	t.decideConsent(PurposeService, state, a.Notice, reason)
	t.record(EventRestart, restartBody{Reason: reason})
}

// decideConsent records a consent's new state with its evidence.
func (t *turn) decideConsent(purpose Purpose, state ConsentState, n Notice, source string) {
	c := Consent{
		Purpose: purpose, State: state, Edition: n.Edition, Lang: n.Lang, Form: n.Form, SHA256: n.SHA256,
		Channel: t.m.User.Channel, Source: source, Evidence: t.m.ID, Reference: t.reference("C"),
		At: t.now, Salt: t.newID(),
	}
	t.p.Consents[purpose] = c
	t.record(EventConsent, c)
	t.out.ledger = append(t.out.ledger, c.ledgerRecord(t.p.App))
	if purpose != PurposeService {
		return
	}
	t.p.Admission = nil // they decided for themselves
	t.p.Tags = slices.DeleteFunc(t.p.Tags, func(tag string) bool { return tag == TagPrivacy })
	if state == Granted {
		t.p.Tags = append(t.p.Tags, TagPrivacy)
	}
}

// keepInMemory keeps the message in memory until the opt-in; the record only says
// that something is waiting.
func (t *turn) keepInMemory() {
	if t.m.Kind != KindText || t.m.Text == "" && len(t.m.Files) == 0 {
		return
	}
	if t.full {
		t.say(policies.PhraseHoldFull, t.agreeParams())
		return
	}
	t.out.memory = memoryAdd
	if t.p.Asking != nil {
		t.p.Asking.InMemory++
	}
}

// lastNotice returns the notice that the person saw last.
func (p Person) lastNotice() Notice {
	if a := p.Asking; a != nil {
		return a.Notice
	}
	if a := p.Admission; a != nil {
		return a.Notice
	}
	c := p.ConsentFor(PurposeService)
	return Notice{Edition: c.Edition, Lang: c.Lang, Form: c.Form, SHA256: c.SHA256}
}

// inForce reports whether n is exactly what the edition in force shows.
func (t *turn) inForce(n Notice) bool {
	return n.Edition == t.edition.Number && has(t.edition, n.Lang) && n.SHA256 == t.edition.Hash(n.Lang, n.Form)
}

// changes names the sections that a material edition changed.
func (t *turn) changes() string {
	if t.shown == nil || t.shown.Number == t.edition.Number {
		return ""
	}
	if s := t.edition.Summary[t.text().Lang]; s != "" {
		return s
	}
	var titles []string
	for _, c := range policies.Diff(t.shown, t.edition) {
		if c.Lang == t.text().Lang && c.Title != "" && !slices.Contains(titles, c.Title) {
			titles = append(titles, c.Title)
		}
	}
	if len(titles) == 0 {
		return t.word(policies.PhraseChangesNotice)
	}
	return strings.Join(titles, ", ")
}

func (t *turn) agreeParams() policies.Params {
	return policies.Params{"agree": t.word(policies.PhraseWordAgree), "decline": t.word(policies.PhraseWordDecline)}
}

func (t *turn) agreeChoices() []Choice {
	reference := ""
	if t.p.Asking != nil {
		reference = t.p.Asking.Reference
	}
	return []Choice{
		t.choice(choiceAgree, policies.PhraseChoiceAgree, reference),
		t.choice(choiceDecline, policies.PhraseChoiceDecline, reference),
	}
}
