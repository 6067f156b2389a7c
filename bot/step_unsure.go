package bot

import (
	"strings"

	"assent/intents"
	"assent/policies"
)

// stepUnsure asks back where a message may exercise a right or ask a question, or
// may be something else: a wrong guess would do what nobody asked for, or ignore
// what somebody did ask for.
func stepUnsure(t *turn) bool {
	if t.m.Kind != KindText || !t.typed() || t.p.Stage != StageOpen {
		return false
	}
	choices := t.readings()
	if len(choices) == 0 {
		return false
	}
	if t.cfg.Interpreter == nil {
		t.askReading(choices)
		return true
	}
	switch t.assistantConsent() {
	case Granted:
		body := interpretBody{
			User: t.m.User, Thread: t.m.Thread, Text: t.m.Text, Lang: t.text().Lang, Guess: t.guess,
		}
		t.out.items = append(t.out.items, Item{
			ID: t.newID(), Lane: LaneJob, Name: jobInterpret, Due: t.now, Body: mustJSON(body),
		})
	case Unasked:
		t.askReading(choices)
		t.askFor(optional[0])
	default:
		t.askReading(choices)
	}
	return true
}

// assistantConsent is the state of the consent to PurposeAssistant. It counts as
// withdrawn while the person restricts the use of their data.
func (t *turn) assistantConsent() ConsentState {
	if t.p.Restricted {
		return Withdrawn
	}
	return t.purposeState(optional[0]) // the assistant
}

// readings offers what the message may mean, the likeliest first, three at most.
func (t *turn) readings() (choices []Choice) {
	likeliest := intents.Reading{Intent: t.guess.Intent, Confidence: t.guess.Confidence}
	for _, r := range append([]intents.Reading{likeliest}, t.guess.Rivals...) {
		if label, ok := readingWords[r.Intent]; ok && r.Confidence >= maybe && len(choices) < 3 {
			choices = append(choices, t.choice(string(r.Intent), label, ""))
		}
	}
	return choices
}

func (t *turn) askReading(choices []Choice) {
	if t.unsure = true; t.cfg.desk && t.p.Unsure+1 >= maxUnsure {
		t.unsure, t.p.Unsure = false, 0
		t.handOff(whyUnsure)
		return
	}
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.Label
	}
	t.say(policies.PhraseUnsure, policies.Params{"readings": strings.Join(names, " / ")}, choices...)
}

// readingWords are the labels for what a message may mean.
var readingWords = map[intents.Intent]policies.Phrase{
	intents.PolicyQuestion:  policies.PhraseChoicePrivacy,
	intents.Access:          policies.PhraseChoiceExport,
	intents.Erasure:         policies.PhraseChoiceDelete,
	intents.Rectification:   policies.PhraseChoiceCorrect,
	intents.Objection:       policies.PhraseChoiceObject,
	intents.Restriction:     policies.PhraseChoiceRestrict,
	intents.WithdrawConsent: policies.PhraseChoiceWithdraw,
	intents.ConsentStatus:   policies.PhraseChoiceStatus,
	intents.Handoff:         policies.PhraseChoiceHuman,
	intents.Help:            policies.PhraseChoiceHelp,
}
