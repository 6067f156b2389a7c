package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/policies"
)

// talker is an assistant that is a language model.
type talker struct{ spy }

func (*talker) Traits() bot.Traits { return bot.Traits{LanguageModel: true} }

func (m *talker) Ask(ctx context.Context, q bot.Question) (bot.AssistantReply, error) {
	if _, err := m.spy.Ask(ctx, q); err != nil {
		return bot.AssistantReply{}, err
	}
	if strings.Contains(q.Text, "order") {
		return bot.AssistantReply{Handoff: true, Ticket: "DESK-7"}, nil
	}
	return bot.AssistantReply{Texts: []policies.Markdown{"from the model"}, Ticket: "DESK-7"}, nil
}

// TestArtificial: a language model gets only messages of people who agreed to it,
// is introduced once, and can hand off.
func TestArtificial(t *testing.T) {
	m := &talker{}
	w, desk := deskWorld(t, func(c *bot.Config) { c.Assistant = m })
	w.write("ana", "can I return shoes?")
	said := w.press("ana", "agree")
	if !says(said, policies.PhraseAssistantAsk) || len(m.asked) != 0 {
		t.Fatalf("%v, asked %q", said, m.asked)
	}
	said = w.press("ana", "assistant_yes")
	if len(said) != 3 || !says(said, policies.PhraseAssistantIntro) || said[2].Text != "from the model" {
		t.Fatalf("%v", said)
	}
	if said = w.write("ana", "and boots?"); len(said) != 1 || said[0].Text != "from the model" {
		t.Errorf("%v", said)
	}
	if said = w.write("ana", "where is my order"); len(said) != 1 || w.person("ana").Handoff == nil {
		t.Errorf("%v", said)
	}
	if c := desk.Card(w.thread("ana")); len(c.Tickets) != 1 || c.Tickets[0].ID != "DESK-7" {
		t.Errorf("the card says %+v", c)
	}
	if n := w.count("ana", bot.EventTicket); n != 1 {
		t.Errorf("%d tickets", n)
	}
	asked := len(m.asked)
	w.write("ana", "hello?")
	if len(m.asked) != asked {
		t.Error("the model is asked while people have the conversation")
	}

	// Whoever says no gets the team instead.
	w.write("ben", "can I return shoes?")
	w.press("ben", "agree")
	asked = len(m.asked)
	w.press("ben", "assistant_no")
	if w.person("ben").Handoff == nil || len(m.asked) != asked {
		t.Errorf("%+v", w.person("ben").Handoff)
	}
}

// absent is an assistant that is unavailable.
type absent struct{}

func (absent) Ask(context.Context, bot.Question) (bot.AssistantReply, error) {
	return bot.AssistantReply{}, errDown
}

// TestAbsent: the team takes over when the assistant is unavailable.
func TestAbsent(t *testing.T) {
	w, desk := deskWorld(t, func(c *bot.Config) { c.Assistant = absent{} })
	w.agree("ana")
	for range 5 {
		w.clock.Set(w.clock.Now().Add(time.Minute))
		w.drain("ana")
	}
	if h := w.person("ana").Handoff; h == nil || h.Why != "assistant" || len(w.person("ana").Unanswered) != 0 {
		t.Fatalf("%+v", h)
	}
	if lines := desk.Lines(w.thread("ana")); len(lines) != 1 || !strings.Contains(lines[0].Text, "hello there") {
		t.Errorf("%+v", lines)
	}
}
