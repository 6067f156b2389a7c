package bot_test

import (
	"context"
	"strings"
	"testing"

	"assent/bot"
	"assent/bot/bottest"
	"assent/intents"
	"assent/policies"
)

// reads is a classifier with a prepared guess for each text.
type reads map[string]intents.Guess

func (r reads) Classify(text, _ string) intents.Guess {
	if g, ok := r[text]; ok {
		return g
	}
	return intents.Guess{Intent: intents.Other, Confidence: 0.9, Lang: "en"}
}

func newReader(t *testing.T, r reads) *world {
	w := newWorld(t, func(c *bot.Config) { c.Intents = r })
	w.agree("ana")
	return w
}

func reading(i intents.Intent, confidence float64) intents.Reading {
	return intents.Reading{Intent: i, Confidence: confidence}
}

// The bot asks what an unclear message means, with the likeliest readings, and a
// button or its words decide.
func TestUnsure(t *testing.T) {
	w := newReader(t, reads{
		"get it out": {Intent: intents.Erasure, Confidence: 0.4, Rivals: []intents.Reading{
			reading(intents.Other, 0.3), reading(intents.Access, 0.25), reading(intents.Help, 0.05),
		}},
		"hm": {Intent: intents.Other, Confidence: 0.6, Rivals: []intents.Reading{reading(intents.Erasure, 0.1)}},
		"well": {Intent: intents.Other, Confidence: 0.45, Rivals: []intents.Reading{
			reading(intents.Handoff, 0.3), reading(intents.Help, 0.21), reading(intents.Objection, 0.2),
		}},
	})
	said := w.write("ana", "get it out")
	if len(said) != 1 || len(said[0].Choices) != 2 ||
		said[0].Choices[0].ID != "erasure" || said[0].Choices[1].ID != "access" ||
		!strings.Contains(string(said[0].Text), "Delete my data / Export my data") {
		t.Fatalf("%+v", said)
	}
	if w.person("ana").Pending != nil {
		t.Error("a guess asks for a confirmation")
	}
	w.press("ana", "access")
	if p := w.person("ana").Pending; p == nil || p.Kind != bot.RequestAccess {
		t.Errorf("the press began %+v", p)
	}
	w.press("ana", "later")
	if said := w.write("ana", "hm"); !says(said, policies.PhraseNoAssistant) && len(said[0].Choices) == 2 {
		t.Errorf("ordinary talk is asked about: %v", said)
	}
	if said := w.write("ana", "well"); len(said) != 1 || len(said[0].Choices) != 3 {
		t.Errorf("%+v", said)
	}
}

// Before the opt-in nobody is asked what they mean: their message waits.
func TestUnsureBeforeTheOptIn(t *testing.T) {
	w := newWorld(t, func(c *bot.Config) {
		c.Intents = reads{"get it out": {
			Intent: intents.Erasure, Confidence: 0.4, Rivals: []intents.Reading{reading(intents.Access, 0.3)},
		}}
	})
	w.write("ana", "get it out")
	if p := w.person("ana"); p.Stage != bot.StageAsked {
		t.Errorf("stage %s", p.Stage)
	}
}

func both(first, second intents.Intent) intents.Guess {
	return intents.Guess{Intent: first, Confidence: 0.9, Lang: "en", Then: []intents.Reading{reading(second, 0.9)}}
}

func (w *world) pending(account string) bot.RequestKind {
	if p := w.person(account).Pending; p != nil {
		return p.Kind
	}
	return ""
}

// An export comes before an erasure, in whatever order people ask for them, and
// each is confirmed separately.
func TestExportThenDelete(t *testing.T) {
	for name, g := range map[string]intents.Guess{
		"in order":            both(intents.Access, intents.Erasure),
		"the other way round": both(intents.Erasure, intents.Access),
	} {
		t.Run(name, func(t *testing.T) {
			w := newReader(t, reads{"both": g})
			w.write("ana", "both")
			if got := w.pending("ana"); got != bot.RequestAccess {
				t.Fatalf("%q is asked first", got)
			}
			said := w.press("ana", "export")
			if got := w.pending("ana"); got != bot.RequestErasure {
				t.Fatalf("then %q is asked: %v", got, said)
			}
			files := 0
			for _, r := range said {
				files += len(r.Files)
			}
			if files != 1 || len(said[len(said)-1].Files) > 0 {
				t.Errorf("the file comes before the question: %v", said)
			}
			w.press("ana", "delete")
			if w.person("ana").Known() {
				t.Error("they are still on record")
			}
		})
	}
}

func TestExportDroppedThenDelete(t *testing.T) {
	w := newReader(t, reads{"both": both(intents.Access, intents.Erasure)})
	w.write("ana", "both")
	w.press("ana", "later")
	if got := w.pending("ana"); got != bot.RequestErasure {
		t.Errorf("%q is asked next", got)
	}
	w.press("ana", "keep")
	if got := w.pending("ana"); got != "" || !w.person("ana").Known() {
		t.Errorf("%q", got)
	}
}

// What needs no confirmation is done at once.
func TestQuestionAndRequest(t *testing.T) {
	g := both(intents.PolicyQuestion, intents.Objection)
	g.Topic = intents.Sharing
	w := newReader(t, reads{"both": g})
	said := w.write("ana", "both")
	if len(said) != 2 || !strings.Contains(string(said[0].Text), "Who receives it") ||
		!says(said, policies.PhraseObjectionDone) {
		t.Errorf("%v", said)
	}
}

// model is an interpreter with a prepared guess.
type model struct {
	guess intents.Guess
	fail  error
	asked []string
}

func (m *model) Interpret(_ context.Context, text, _ string) (intents.Guess, error) {
	m.asked = append(m.asked, text)
	return m.guess, m.fail
}

var unsure = intents.Guess{Intent: intents.Other, Confidence: 0.4, Lang: "en", Rivals: []intents.Reading{
	reading(intents.Erasure, 0.3), reading(intents.Access, 0.25),
}}

func newInterpreted(t *testing.T, m *model) *world {
	w := newWorld(t, func(c *bot.Config) {
		c.Intents, c.Interpreter = reads{
			"get it out": unsure, "again": unsure, "export my data": {Intent: intents.Access, Confidence: 0.9},
		}, m
	})
	w.agree("ana")
	return w
}

// Consent to the language model is asked for when it is first needed, by a separate
// question; without a yes the model sees nothing.
func TestAssistantIsAskedFor(t *testing.T) {
	m := &model{guess: intents.Guess{Intent: intents.Access, Confidence: 0.9}}
	w := newInterpreted(t, m)
	w.write("ana", "good morning")
	if state := w.person("ana").ConsentFor(bot.PurposeAssistant).State; state != bot.Unasked {
		t.Fatalf("it is asked for before it is needed: %s", state)
	}
	said := w.write("ana", "get it out")
	if len(said) != 2 || len(said[0].Choices) != 2 ||
		said[1].Text != phrase(policies.PhraseAssistantAsk) || len(m.asked) > 0 {
		t.Fatalf("%v, asked %q", said, m.asked)
	}
	if said := w.write("ana", "again"); len(said) != 1 || len(m.asked) > 0 {
		t.Errorf("asked once more: %v, %q", said, m.asked)
	}
	w.write("ana", "yes") // to what?
	if state := w.person("ana").ConsentFor(bot.PurposeAssistant).State; state != bot.Asked {
		t.Errorf("a yes made it %s", state)
	}
	w.press("ana", "assistant_yes")
	c := w.person("ana").ConsentFor(bot.PurposeAssistant)
	asked := bottest.Sample().Hash("en", policies.FormAssistant)
	if c.State != bot.Granted || c.SHA256 != asked || c.Source != "person" {
		t.Fatalf("%+v", c)
	}
	w.write("ana", "get it out")
	if len(m.asked) != 1 || m.asked[0] != "get it out" || w.pending("ana") != bot.RequestAccess {
		t.Errorf("asked %q, %q", m.asked, w.pending("ana"))
	}
	w.press("ana", "later")
	w.write("ana", "No, do not use it")
	if state := w.person("ana").ConsentFor(bot.PurposeAssistant).State; state != bot.Withdrawn {
		t.Errorf("taken back, it is %s", state)
	}
	if w.write("ana", "again"); len(m.asked) != 1 {
		t.Errorf("after that it is asked %q", m.asked)
	}
	if state := w.person("ana").ConsentFor(bot.PurposeService).State; state != bot.Granted {
		t.Errorf("the service is %s", state)
	}
	if archive, _ := w.export("ana"); !strings.Contains(string(archive["data.json"]), `"form": "assistant"`) {
		t.Error("the export lacks the question")
	}
}

func TestAssistantDeclined(t *testing.T) {
	m := &model{}
	w := newInterpreted(t, m)
	w.write("ana", "get it out")
	w.press("ana", "assistant_no")
	if said := w.write("ana", "get it out"); len(said) != 1 || len(said[0].Choices) != 2 || len(m.asked) > 0 {
		t.Errorf("%v, asked %q", said, m.asked)
	}
	if state := w.person("ana").ConsentFor(bot.PurposeAssistant).State; state != bot.Declined {
		t.Errorf("it is %s", state)
	}
}

// Whatever the model does, the message is answered, and nothing is destroyed or
// disclosed.
func TestAssistantFails(t *testing.T) {
	for name, m := range map[string]*model{
		"an error": {fail: errDown}, "it is unsure too": {guess: unsure}, "it names nothing": {guess: intents.Guess{}},
		"an erasure": {guess: intents.Guess{Intent: intents.Erasure, Confidence: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newInterpreted(t, m)
			w.write("ana", "get it out")
			w.press("ana", "assistant_yes")
			if said := w.write("ana", "get it out"); len(said) != 1 {
				t.Errorf("%v", said)
			}
			if !w.person("ana").Known() || len(w.person("ana").Requests) > 0 {
				t.Error("something was done without a confirmation")
			}
		})
	}
}

// After a withdrawal the model does not see a message that was waiting.
func TestAssistantWithdrawnMeanwhile(t *testing.T) {
	m := &model{}
	w := newInterpreted(t, m)
	w.write("ana", "get it out")
	w.press("ana", "assistant_yes")
	if err := w.receive("ana", bot.Message{Text: "get it out"}); err != nil {
		t.Fatal(err)
	}
	if err := w.receive("ana", bot.Message{Choice: "assistant_no"}); err != nil {
		t.Fatal(err)
	}
	if w.drain("ana"); len(m.asked) > 0 {
		t.Errorf("it saw %q", m.asked)
	}
}

func TestAssistantStaleChoice(t *testing.T) {
	w := newInterpreted(t, &model{})
	said, state := w.press("ana", "assistant_yes"), w.person("ana").ConsentFor(bot.PurposeAssistant).State
	if !says(said, policies.PhraseStaleChoice) || state != bot.Unasked {
		t.Errorf("%v, %s", said, state)
	}
}

// A confirmation's word in a longer message confirms nothing.
func TestWordInPassing(t *testing.T) {
	w := newReader(t, reads{"delete my data": {Intent: intents.Erasure, Confidence: 0.9}})
	w.write("ana", "delete my data")
	if said := w.write("ana", "DELETE now or later?"); len(said) == 0 {
		t.Errorf("%v", said)
	}
	if w.pending("ana") != bot.RequestErasure || !w.person("ana").Known() {
		t.Error("it was taken for the confirmation")
	}
}
