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

// writer is a phraser with a prepared answer.
type writer struct {
	model
	says bot.Phrasing
	fail error
	saw  []string
}

func (p *writer) Phrase(_ context.Context, question, lang string, s policies.Section) (bot.Phrasing, error) {
	p.saw = append(p.saw, question+"|"+lang+"|"+string(s.Topic))
	return p.says, p.fail
}

func newPhrased(t *testing.T, p *writer) *world {
	w := newWorld(t, func(c *bot.Config) {
		c.Intents, c.Interpreter, c.Phraser = reads{
			"get it out":   unsure,
			"who gets it?": {Intent: intents.PolicyQuestion, Topic: intents.Sharing, Confidence: 0.9},
		}, &p.model, p
	})
	w.agree("ana")
	return w
}

func sharing(t *testing.T) policies.Section {
	s, ok := bottest.Sample().Text("en").Section(policies.Topic(intents.Sharing))
	if !ok {
		t.Fatal("the sample says nothing about sharing")
	}
	return s
}

// Without consent to the assistant no model sees the question; with it the
// answer quotes the policy that it rests on.
func TestPhrasedAnswer(t *testing.T) {
	section := sharing(t)
	quote, _, _ := strings.Cut(string(section.Body), "\n")
	p := &writer{says: bot.Phrasing{Text: "Only those who run this chat for us, *nobody* else.", Quote: quote}}
	w := newPhrased(t, p)
	said := w.write("ana", "who gets it?")
	if len(p.saw) > 0 || len(said) != 1 || !strings.Contains(string(said[0].Text), section.Title) {
		t.Fatalf("saw %q, %v", p.saw, said)
	}
	w.write("ana", "get it out")
	w.press("ana", "assistant_yes")
	said = w.write("ana", "who gets it?")
	if len(p.saw) != 1 || p.saw[0] != "who gets it?|en|sharing" || len(said) != 1 {
		t.Fatalf("saw %q, %v", p.saw, said)
	}
	text := policies.Plain(said[0].Text)
	for _, want := range []string{
		"Only those who run this chat for us, *nobody* else.", policies.Plain(policies.Markdown(quote)),
		section.Title, "Put into words",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q: %s", want, text)
		}
	}
	w.press("ana", "assistant_no")
	if w.write("ana", "who gets it?"); len(p.saw) != 1 {
		t.Errorf("taken back, and it saw %q", p.saw)
	}
}

// An answer that does not rest on the section is replaced by the section.
func TestPhrasedAnswerThatDoesNotHold(t *testing.T) {
	section := sharing(t)
	quote, _, _ := strings.Cut(string(section.Body), "\n")
	fine := "Only those who run this chat."
	for name, p := range map[string]*writer{
		"an error":             {fail: errDown},
		"nothing":              {},
		"no quote":             {says: bot.Phrasing{Text: fine}},
		"a quote of its own":   {says: bot.Phrasing{Text: fine, Quote: "We sell everything to everybody, gladly."}},
		"a changed quote":      {says: bot.Phrasing{Text: fine, Quote: strings.ToUpper(quote)}},
		"too short a quote":    {says: bot.Phrasing{Text: fine, Quote: quote[:5]}},
		"a figure of its own":  {says: bot.Phrasing{Text: "We keep it for 77 days.", Quote: quote}},
		"an address":           {says: bot.Phrasing{Text: "See evil.example for more.", Quote: quote}},
		"a link":               {says: bot.Phrasing{Text: "See https://evil/ for more.", Quote: quote}},
		"a sermon":             {says: bot.Phrasing{Text: strings.Repeat("word ", 200), Quote: quote}},
		"unprintable":          {says: bot.Phrasing{Text: "yes\u202eno", Quote: quote}},
		"several lines":        {says: bot.Phrasing{Text: "one\n# two", Quote: quote}},
		"nothing but the text": {says: bot.Phrasing{Quote: quote}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newPhrased(t, p)
			w.write("ana", "get it out")
			w.press("ana", "assistant_yes")
			said := w.write("ana", "who gets it?")
			if len(p.saw) != 1 || len(said) != 1 {
				t.Fatalf("saw %q, %v", p.saw, said)
			}
			got, whole := string(said[0].Text), strings.TrimSpace(string(section.Body))
			if !strings.Contains(got, whole) || strings.Contains(got, "Put into words") {
				t.Errorf("%v", said)
			}
		})
	}
}

// A question that is waiting when the consent is withdrawn is answered with the
// section, and no model sees it.
func TestPhrasedAnswerWithdrawnMeanwhile(t *testing.T) {
	p := &writer{}
	w := newPhrased(t, p)
	w.write("ana", "get it out")
	w.press("ana", "assistant_yes")
	for _, m := range []bot.Message{{Text: "who gets it?"}, {Choice: "assistant_no"}} {
		if err := w.receive("ana", m); err != nil {
			t.Fatal(err)
		}
	}
	if said := w.drain("ana"); len(p.saw) > 0 || !strings.Contains(string(said[len(said)-1].Text), sharing(t).Title) {
		t.Errorf("saw %q, %v", p.saw, said)
	}
}
