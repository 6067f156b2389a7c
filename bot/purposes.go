package bot

import (
	"strings"

	"assent/intents"
	"assent/policies"
)

// purposeWords is how a purpose beside the service is asked for.
type purposeWords struct {
	purpose  Purpose
	form     policies.Form
	ask      policies.Phrase // the question, whose exact text is what is agreed to
	yes, no  policies.Phrase // its buttons
	granted  policies.Phrase
	declined policies.Phrase
}

var optional = []purposeWords{
	{PurposeAssistant, policies.FormAssistant, policies.PhraseAssistantAsk, policies.PhraseChoiceAssistantYes, policies.PhraseChoiceAssistantNo, policies.PhraseAssistantGranted, policies.PhraseAssistantDeclined},
	{PurposeMarketing, policies.FormMarketing, policies.PhraseMarketingAsk, policies.PhraseChoiceMarketingYes, policies.PhraseChoiceMarketingNo, policies.PhrasePurposeGranted, policies.PhrasePurposeDeclined},
	{PurposeRecording, policies.FormRecording, policies.PhraseRecordingAsk, policies.PhraseChoiceRecordingYes, policies.PhraseChoiceRecordingNo, policies.PhrasePurposeGranted, policies.PhrasePurposeDeclined},
}

// Choices of a purpose: its name and one of these.
const (
	suffixYes = "_yes"
	suffixNo  = "_no"
	suffixAsk = "_ask"
)

func (w purposeWords) yesChoice() string { return string(w.purpose) + suffixYes }
func (w purposeWords) noChoice() string  { return string(w.purpose) + suffixNo }
func (w purposeWords) askChoice() string { return string(w.purpose) + suffixAsk }

// offered are the purposes that this person can decide on: marketing always,
// the others where there is something behind them.
func (t *turn) offered() (list []purposeWords) {
	for _, w := range optional {
		_, decided := t.p.Consents[w.purpose]
		if decided || w.purpose == PurposeMarketing || w.purpose == PurposeAssistant && (t.cfg.Interpreter != nil || t.cfg.artificial) {
			list = append(list, w)
		}
	}
	return list
}

// noticeFor is what the question for a purpose shows.
func (t *turn) noticeFor(w purposeWords) Notice {
	lang := t.text().Lang
	return Notice{Edition: t.edition.Number, Lang: lang, Form: w.form, SHA256: t.edition.Hash(lang, w.form)}
}

// askFor puts the question for a purpose. Where it was granted already it
// stays so until the answer.
func (t *turn) askFor(w purposeWords) {
	if t.purposeState(w) != Granted {
		t.decideConsent(w.purpose, Asked, t.noticeFor(w), "bot")
	}
	t.say(w.ask, nil, t.choice(w.yesChoice(), w.yes, ""), t.choice(w.noChoice(), w.no, ""))
}

// purposeState is where the consent stands; to another text than the one in
// force it is none.
func (t *turn) purposeState(w purposeWords) ConsentState {
	c := t.p.ConsentFor(w.purpose)
	if c.State == Granted && c.SHA256 != t.edition.Hash(c.Lang, w.form) {
		return Unasked
	}
	return c.State
}

// stepPurpose takes the answer to the question for a purpose. Only a press on
// its buttons, or their words, is one: a yes in other words may be to something
// else.
func stepPurpose(t *turn) bool {
	if t.m.Kind != KindText {
		return false
	}
	for _, w := range optional {
		if t.answersFor(w) {
			return true
		}
	}
	return false
}

func (t *turn) answersFor(w purposeWords) bool {
	c := t.p.ConsentFor(w.purpose)
	typed := t.m.Choice == "" && t.m.Carrier == intents.KeywordNone
	yes := t.m.Choice == w.yesChoice() || typed && c.State == Asked && t.saysAny(w.yes)
	no := t.m.Choice == w.noChoice() || typed && (c.State == Asked || c.State == Granted) && t.saysAny(w.no)
	ask := t.m.Choice == w.askChoice() || typed && t.p.Stage == StageOpen && t.saysAny(purposePhrases[w.purpose])
	if !yes && !no && !ask {
		return false
	}
	shown := Notice{c.Edition, c.Lang, c.Form, c.SHA256}
	name := policies.Params{"purpose": policies.Plain(t.text().Phrase(purposePhrases[w.purpose], nil)), "no": t.word(w.no)}
	open := t.p.Stage == StageOpen && t.p.Served()
	switch {
	case !open, !ask && c.State == Unasked,
		yes && shown.SHA256 != t.edition.Hash(shown.Lang, w.form): // another text is in force by now, or this one was never shown
		t.say(policies.PhraseStaleChoice, nil)
	case ask:
		t.askFor(w)
	case yes:
		t.decideConsent(w.purpose, Granted, shown, "person")
		t.say(w.granted, name)
		if w.purpose == PurposeAssistant {
			t.assistantDecided(true)
		}
	default:
		state := Declined
		if c.State == Granted {
			state = Withdrawn
		}
		t.decideConsent(w.purpose, state, shown, "person")
		t.say(w.declined, name)
		if w.purpose == PurposeAssistant {
			t.assistantDecided(false)
		}
	}
	return true
}

// choices shows what the person allows, purpose by purpose.
func (t *turn) choices() {
	var said []string
	var buttons []Choice
	line := func(purpose Purpose, granted bool) {
		state := policies.PhraseStateOff
		if granted {
			state = policies.PhraseStateOn
		}
		said = append(said, t.word(purposePhrases[purpose])+": "+t.word(state))
	}
	line(PurposeService, t.p.Served())
	for _, w := range t.offered() {
		granted := t.purposeState(w) == Granted
		line(w.purpose, granted)
		if granted {
			buttons = append(buttons, t.choice(w.noChoice(), w.no, ""))
		} else {
			buttons = append(buttons, t.choice(w.askChoice(), purposePhrases[w.purpose], ""))
		}
	}
	buttons = append(buttons, t.choice(string(intents.WithdrawConsent), policies.PhraseChoiceWithdraw, ""))
	t.say(policies.PhraseChoices, policies.Params{"choices": strings.Join(said, " · ")}, buttons...)
}
