package llm

import (
	"strings"
	"testing"
	"testing/fstest"

	"assent/bot"
)

var shop = fstest.MapFS{
	"returns.md": {
		Data: []byte("# Returning things\n\nYou can return anything within 30 days. It has to be unused.\n\n## Who " +
			"pays\n\nWe pay for the return label.\n"),
	},
	"hours.md":  {Data: []byte("Our shop is open from Monday to Friday.")},
	"notes.txt": {Data: []byte("secret")},
}

func TestAssistant(t *testing.T) {
	for name, c := range map[string]struct {
		said    string
		status  int
		budget  int
		text    string
		handoff bool
	}{
		"an answer": {
			said: `{"answer":"Yes, within 30 days.","passage":0,"quote":"return anything within 30 days",` +
				`"handoff":false}`,
			budget: 1, text: "Yes, within 30 days.",
		},
		"no such quote": {
			said: `{"answer":"Yes, within 30 days.","passage":0,"quote":"return everything within 30 days",` +
				`"handoff":false}`,
			budget: 1, handoff: true,
		},
		"a figure of its own": {
			said: `{"answer":"Yes, within 90 days.","passage":0,"quote":"return anything within 30 days",` +
				`"handoff":false}`,
			budget: 1, handoff: true,
		},
		"an address of its own": {
			said:   `{"answer":"See evil.test/x","passage":0,"quote":"return anything within 30 days","handoff":false}`,
			budget: 1, handoff: true,
		},
		"another passage": {
			said: `{"answer":"Yes","passage":7,"quote":"return anything within 30 days","handoff":false}`, budget: 1,
			handoff: true,
		},
		"people should": {
			said: `{"answer":"","passage":0,"quote":"","handoff":true}`, budget: 1, handoff: true,
		},
		"a server that is away":  {status: 500, budget: 1, handoff: true},
		"a budget that is spent": {said: `{}`, handoff: true},
		"garbage":                {said: `thirty`, budget: 1, handoff: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := stand(t)
			s.said, r.cfg.DailyRequests = c.said, c.budget
			if c.status != 0 {
				s.status = c.status
			}
			a, err := NewAssistant(r, shop)
			if err != nil || len(a.material) != 3 {
				t.Fatal(err, a)
			}
			got, err := a.Ask(t.Context(), bot.Question{Text: "can I return my shoes, says Zzcanary?", Lang: "en"})
			if err != nil || got.Handoff != c.handoff ||
				c.text != "" && (len(got.Texts) != 1 || string(got.Texts[0]) != c.text) {
				t.Errorf("%+v, %v", got, err)
			}
			for _, asked := range s.asked() {
				if strings.Contains(strings.ToLower(asked), "zzcanary") || strings.Contains(asked, "secret") ||
					!strings.Contains(asked, "return anything") {
					t.Errorf("the model is asked %s", asked)
				}
			}
		})
	}
	_, r := stand(t)
	if _, err := NewAssistant(r, fstest.MapFS{"a.txt": {Data: []byte("x")}}); err == nil {
		t.Error("a folder without a text is taken")
	}
}
