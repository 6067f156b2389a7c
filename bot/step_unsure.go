package bot

import (
	"context"
	"strings"
	"time"

	"assent/intents"
	"assent/policies"
)

// Interpreter says what a message means that the embedded classifier is unsure
// of. It may be slow, and may leave this machine: it is asked in a job, and only
// for people who agreed to PurposeAssistant.
type Interpreter interface {
	// Interpret reads a text of a person. After an error the person is asked
	// instead: nothing waits for an interpreter.
	Interpret(ctx context.Context, text, lang string) (intents.Guess, error)
}

// stepUnsure asks what a message means that may be a right or a question, and
// may be something else: to guess would be to do what nobody asked for, or to
// leave out what somebody did.
func stepUnsure(t *turn) bool {
	if t.m.Kind != KindText || t.m.Choice != "" || t.m.Carrier != intents.KeywordNone || t.p.Stage != StageOpen {
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
		t.out.items = append(t.out.items, Item{
			ID: t.newID(), Lane: LaneJob, Name: jobInterpret, Due: t.now,
			Body: mustJSON(interpretBody{User: t.m.User, Thread: t.m.Thread, Text: t.m.Text, Lang: t.text().Lang, Guess: t.guess}),
		})
	case Unasked:
		t.askReading(choices)
		t.askFor(optional[0])
	default:
		t.askReading(choices)
	}
	return true
}

// assistantConsent is where the consent to PurposeAssistant stands. Nothing of
// somebody who restricted the use of their data is used.
func (t *turn) assistantConsent() ConsentState {
	if t.p.Restricted {
		return Withdrawn
	}
	return t.purposeState(optional[0]) // the assistant
}

// readings are what the message may mean, the likeliest first, three at most.
func (t *turn) readings() (choices []Choice) {
	for _, r := range append([]intents.Reading{{Intent: t.guess.Intent, Confidence: t.guess.Confidence}}, t.guess.Rivals...) {
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

// readingWords are the words for what a message may mean.
var readingWords = map[intents.Intent]policies.Phrase{
	intents.PolicyQuestion: policies.PhraseChoicePrivacy, intents.Access: policies.PhraseChoiceExport, intents.Erasure: policies.PhraseChoiceDelete,
	intents.Rectification: policies.PhraseChoiceCorrect, intents.Objection: policies.PhraseChoiceObject, intents.Restriction: policies.PhraseChoiceRestrict,
	intents.WithdrawConsent: policies.PhraseChoiceWithdraw, intents.ConsentStatus: policies.PhraseChoiceStatus, intents.Handoff: policies.PhraseChoiceHuman,
	intents.Help: policies.PhraseChoiceHelp,
}

// interpretBody is what the job needs.
type interpretBody struct {
	User   UserID        `json:"user"`
	Thread string        `json:"thread,omitempty"`
	Text   string        `json:"text"`
	Lang   string        `json:"language"`
	Guess  intents.Guess `json:"guess"` // the embedded classifier's
}

// interpretPatience is how long an interpreter has.
const interpretPatience = 15 * time.Second

// interpret asks the interpreter, once: who waits for an answer gets one.
func (b *Bot) interpret(ctx context.Context, item Item) error {
	body, err := decodeBody[interpretBody](item)
	if err != nil {
		return err
	}
	p, err := b.store.PersonByID(ctx, item.Person)
	if err != nil {
		return b.returned(ctx, item, Message{Kind: KindResult, User: body.User, result: result{kind: resultInterpreted, guess: body.Guess}})
	}
	guess := body.Guess
	if b.cfg.Interpreter != nil && p.ConsentFor(PurposeAssistant).State == Granted && p.Served() {
		asking, cancel := context.WithTimeout(ctx, interpretPatience)
		read, err := b.cfg.Interpreter.Interpret(asking, body.Text, body.Lang)
		cancel()
		if err != nil {
			b.cfg.Log.Warn("no interpretation of a message, the person is asked", "error", err)
		} else {
			guess = read
		}
	}
	return b.returned(ctx, item, Message{Kind: KindResult, User: body.User, Thread: body.Thread, result: result{kind: resultInterpreted, guess: guess}})
}

// interpreted goes on with what the interpreter said, or asks.
func (t *turn) interpreted() {
	if t.p.Stage != StageOpen || t.p.Handoff != nil {
		return
	}
	t.guess = t.m.result.guess
	if t.guess.Intent != intents.Other && t.guess.Confidence >= sure {
		t.do([]intents.Reading{{Intent: t.guess.Intent, Topic: t.guess.Topic}})
		return
	}
	if choices := t.readings(); len(choices) > 0 {
		t.askReading(choices)
		return
	}
	t.ordinary()
}
