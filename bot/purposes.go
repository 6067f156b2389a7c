package bot

import (
	"assent/policies"
)

// purposeWords are the texts that ask for a purpose other than the service.
type purposeWords struct {
	purpose  Purpose
	form     policies.Form
	ask      policies.Phrase // the question; its exact text is what people agree to
	yes, no  policies.Phrase // its buttons
	granted  policies.Phrase
	declined policies.Phrase
}

// optional are the purposes other than the service, the assistant first.
var optional = []purposeWords{
	{
		PurposeAssistant, policies.FormAssistant, policies.PhraseAssistantAsk,
		policies.PhraseChoiceAssistantYes, policies.PhraseChoiceAssistantNo,
		policies.PhraseAssistantGranted, policies.PhraseAssistantDeclined,
	},
	{
		PurposeMarketing, policies.FormMarketing, policies.PhraseMarketingAsk,
		policies.PhraseChoiceMarketingYes, policies.PhraseChoiceMarketingNo,
		policies.PhrasePurposeGranted, policies.PhrasePurposeDeclined,
	},
	{
		PurposeRecording, policies.FormRecording, policies.PhraseRecordingAsk,
		policies.PhraseChoiceRecordingYes, policies.PhraseChoiceRecordingNo,
		policies.PhrasePurposeGranted, policies.PhrasePurposeDeclined,
	},
}

// Suffixes that make a purpose's choices of its name.
const (
	suffixYes = "_yes"
	suffixNo  = "_no"
	suffixAsk = "_ask"
)

func (w purposeWords) yesChoice() string { return string(w.purpose) + suffixYes }
func (w purposeWords) noChoice() string  { return string(w.purpose) + suffixNo }
func (w purposeWords) askChoice() string { return string(w.purpose) + suffixAsk }

// offered are the purposes that this person can decide on: marketing always, the
// others only if they are in use here or were decided on before.
func (t *turn) offered() (list []purposeWords) {
	model := t.cfg.Interpreter != nil || t.cfg.artificial
	for _, w := range optional {
		_, decided := t.p.Consents[w.purpose]
		if decided || w.purpose == PurposeMarketing || w.purpose == PurposeAssistant && model {
			list = append(list, w)
		}
	}
	return list
}

// noticeFor identifies the text that the question for a purpose shows.
func (t *turn) noticeFor(w purposeWords) Notice {
	lang := t.text().Lang
	return Notice{Edition: t.edition.Number, Lang: lang, Form: w.form, SHA256: t.edition.Hash(lang, w.form)}
}

// askFor asks for a purpose. A consent that is in force stays so until the
// answer.
func (t *turn) askFor(w purposeWords) {
	if t.purposeState(w) != Granted {
		t.decideConsent(w.purpose, Asked, t.noticeFor(w), "bot")
	}
	t.say(w.ask, nil, t.choice(w.yesChoice(), w.yes, ""), t.choice(w.noChoice(), w.no, ""))
}

// purposeState is the state of the consent; a consent to an outdated text counts
// as Unasked.
func (t *turn) purposeState(w purposeWords) ConsentState {
	c := t.p.ConsentFor(w.purpose)
	if c.State == Granted && c.SHA256 != t.edition.Hash(c.Lang, w.form) {
		return Unasked
	}
	return c.State
}
