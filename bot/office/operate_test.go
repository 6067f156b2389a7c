package office_test

import (
	"strings"
	"testing"

	"assent/bot"
	"assent/policies"
)

var olga = bot.Colleague{User: bot.UserID{App: bot.DefaultApp, Channel: "test", ID: "olga"}, Name: "Olga"}

// operates gives a command, and the confirmation if one is asked for.
func (w *world) operates(command string, confirm bool) (said string) {
	w.Helper()
	said, err := w.office.Operate(w.Context(), olga, command)
	if err != nil {
		w.Fatalf("%s: %v", command, err)
	}
	if _, code, asked := strings.Cut(said, "confirm "); asked && confirm && len(code) == 6 {
		if said, err = w.office.Operate(w.Context(), olga, "confirm "+strings.ToLower(code)); err != nil {
			w.Fatalf("%s: %v", command, err)
		}
		w.drained = append(w.drained, w.drain("ana")...)
	}
	return said
}

func TestOperate(t *testing.T) {
	w := newWorld(t, func(c *bot.Config) { c.Rights.Review = []bot.RequestKind{bot.RequestAccess} })
	w.agree("ana")
	w.write("ana", "export my data")
	w.write("ana", "EXPORT")
	p := w.person("ana")
	if len(p.Requests) != 1 {
		t.Fatalf("%d requests", len(p.Requests))
	}
	reference := p.Requests[0].Reference
	for _, c := range []struct{ command, want string }{
		{"help", "What you can do"},
		{"nonsense", "What you can do"},
		{"requests", reference + "  access, asked "},
		{"requests approve R-NOSUCH because", "No open request has this reference."},
		{"requests approve " + reference, "What you can do"}, // without a reason
		{"person test:ana", "service: granted since "},
		{"person test:nobody", "Nobody is on record there."},
		{"person", "What you can do"},
		{"policy", "Edition sample"},
		{"policy diff", "There is no draft"},
		{"policy publish material", "There is no draft"},
		{"status", "Open requests: 1"},
		{"funnel", "Fewer than 5 people were asked."},
		{"hold test:ana until tomorrow because", "A date is written as"},
		{"confirm ABCDEF", "Nothing waits for that code"},
		{strings.Repeat("x", 2000), "bytes at most"},
	} {
		if said := w.operates(c.command, false); !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", c.command, said, c.want)
		}
	}
	// A change requires a confirmation, and only the newest code counts.
	first := w.operates("requests refuse "+reference+" I mistyped", false)
	said := w.operates("requests approve "+reference+" identity checked", true)
	if said != "Done: "+reference+", approve." {
		t.Error(said)
	}
	_, code, _ := strings.Cut(first, "confirm ")
	if said := w.operates("confirm "+code, false); !strings.Contains(said, "Nothing waits") {
		t.Error(said)
	}
	heard := w.drained
	if len(heard) == 0 || !strings.Contains(string(heard[len(heard)-1].Text), "Here is your data") {
		t.Errorf("ana heard %v", heard)
	}
	if said := w.operates("requests approve "+reference+" again", true); !strings.Contains(said, "No open request") {
		t.Error(said)
	}

	// A hold is placed and lifted.
	said = w.operates("hold test:ana until 2031-01-01 court case", true)
	hold, ok := strings.CutPrefix(strings.TrimSuffix(said, "."), "The hold is ")
	if !ok || !strings.Contains(w.operates("person test:ana", false), "legal hold "+hold) {
		t.Error(said)
	}
	if said := w.operates("hold lift test:ana "+hold+" it is over", true); !strings.Contains(said, "is lifted") {
		t.Error(said)
	}

	// If the platform does not name somebody, their account is on record.
	olga.Name = ""
	if said := w.operates("hold test:ana another case", true); !strings.Contains(said, "The hold is") {
		t.Error(said)
	}
	if h := w.person("ana").LegalHolds; len(h) == 0 || h[len(h)-1].By != "Olga" && h[len(h)-1].By != "test olga" {
		t.Errorf("%+v", h)
	}

	// An imported edition.
	draft := policies.Defaults()
	draft.App = bot.DefaultApp
	draft.Controller = policies.Controller{Name: "Olga Ltd", Contact: "olga@olga.test", URL: "https://olga.test/p"}
	_, err := w.config.Library.SaveDraft(t.Context(), policies.Draft{App: bot.DefaultApp, Edition: draft})
	if err != nil {
		t.Fatal(err)
	}
	if said := w.operates("policy check", false); strings.Contains(said, "error") {
		t.Error(said)
	}
	if said := w.operates("policy diff", false); !strings.Contains(said, "texts differ from edition sample") {
		t.Error(said)
	}
	if said := w.operates("policy publish", true); !strings.Contains(said, "What you can do") {
		t.Error(said)
	}
	if said := w.operates("policy publish material", false); !strings.Contains(said, "1 people are asked again") {
		t.Error(said)
	}
	said = w.operates("policy publish material", true)
	if !strings.Contains(said, "Edition 1 is published and in force (material).") {
		t.Error(said)
	}

	// Every command is on the operator's record.
	officer := w.person("olga")
	if officer.Counts[bot.EventActed] < 20 || officer.Agent == nil || officer.Agent.Name != "Olga" {
		t.Errorf("%d commands on record, %+v", officer.Counts[bot.EventActed], officer.Agent)
	}
}
