package bot

import (
	"strings"

	"assent/intents"
	"assent/policies"
)

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
