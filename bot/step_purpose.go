package bot

import (
	"strings"

	"assent/intents"
	"assent/policies"
)

// stepPurpose takes the answer to the question for a purpose. Only its buttons
// and their exact words count: a yes in other words may answer something else.
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

// answersFor takes what the message says about a purpose, and reports whether it says anything.
func (t *turn) answersFor(w purposeWords) bool {
	c := t.p.ConsentFor(w.purpose)
	yes, no, ask := t.saysYesTo(w, c), t.saysNoTo(w, c), t.asksAbout(w)
	if !yes && !no && !ask {
		return false
	}
	shown := Notice{c.Edition, c.Lang, c.Form, c.SHA256}
	switch {
	case t.p.Stage != StageOpen || !t.p.Served(),
		!ask && c.State == Unasked,
		yes && shown.SHA256 != t.edition.Hash(shown.Lang, w.form): // the text has changed since, or was never shown
		t.say(policies.PhraseStaleChoice, nil)
	case ask:
		t.askFor(w)
	case yes:
		t.decidePurpose(w, Granted, shown)
	case c.State == Granted:
		t.decidePurpose(w, Withdrawn, shown)
	default:
		t.decidePurpose(w, Declined, shown)
	}
	return true
}

// typed reports whether the message is text of the person's own: neither a pressed button nor a carrier's keyword.
func (t *turn) typed() bool { return t.m.Choice == "" && t.m.Carrier == intents.KeywordNone }

func (t *turn) saysYesTo(w purposeWords, c Consent) bool {
	return t.m.Choice == w.yesChoice() || t.typed() && c.State == Asked && t.saysAny(w.yes)
}

func (t *turn) saysNoTo(w purposeWords, c Consent) bool {
	return t.m.Choice == w.noChoice() || t.typed() && (c.State == Asked || c.State == Granted) && t.saysAny(w.no)
}

// asksAbout reports whether the person asks to see the question for a purpose.
func (t *turn) asksAbout(w purposeWords) bool {
	return t.m.Choice == w.askChoice() || t.typed() && t.p.Stage == StageOpen && t.saysAny(purposePhrases[w.purpose])
}

// decidePurpose records the person's decision on a purpose and confirms it.
func (t *turn) decidePurpose(w purposeWords, state ConsentState, shown Notice) {
	t.decideConsent(w.purpose, state, shown, "person")
	phrase := w.declined
	if state == Granted {
		phrase = w.granted
	}
	purpose := policies.Plain(t.text().Phrase(purposePhrases[w.purpose], nil))
	t.say(phrase, policies.Params{"purpose": purpose, "no": t.word(w.no)})
	if w.purpose == PurposeAssistant {
		t.assistantDecided(state == Granted)
	}
}

// choices shows which purposes the person agreed to.
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
