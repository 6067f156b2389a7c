package bot

import (
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
