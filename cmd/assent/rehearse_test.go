package main

import (
	"os"
	"strings"
	"testing"

	"assent/bot"
	"assent/policies"
)

// TestRehearse: an editor talks to unpublished texts, and nothing is kept.
func TestRehearse(t *testing.T) {
	e := policies.Defaults()
	e.Controller = policies.Controller{Name: "Draft Ltd", Contact: "draft@draft.test", URL: "https://draft.test/p"}
	for i, s := range e.Texts["en"].Sections {
		if s.Topic == policies.Sharing {
			e.Texts["en"].Sections[i].Body = "Nobody at all gets anything."
		}
	}
	e = e.Freeze(e.Controller)
	e.App, e.Number, e.Material, e.Kind = bot.DefaultApp, 1, 1, policies.Material
	before, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, err := defaults().rehearse(t.Context(), e, true)
	if err != nil {
		t.Fatal(err)
	}
	var heard []string
	for i, m := range []bot.Message{{Text: "hello"}, {Text: "AGREE"}, {Text: "who gets my data?"},
		{Text: "export my data"}} {
		m.ID = string(rune('a' + i))
		replies, err := r.Say(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, reply := range replies {
			heard = append(heard, string(reply.Text))
		}
	}
	all := strings.Join(heard, "\n")
	for _, want := range []string{"Draft Ltd: a bot (may use AI) answers here", "Nobody at all gets anything.",
		"EXPORT"} {
		if !strings.Contains(all, want) {
			t.Errorf("it never said %q: %s", want, all)
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	after, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range after {
		if strings.HasPrefix(f.Name(), "assent-draft-") && len(after) > len(before) {
			t.Errorf("%s stays", f.Name())
		}
	}
}
