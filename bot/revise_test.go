package bot_test

import (
	"strings"
	"testing"

	"assent/bot"
)

// TestRevise: messages that people edit or delete at the platform are on record
// as they left them, before the opt-in and after.
func TestRevise(t *testing.T) {
	w := newWorld(t)
	say := func(id, text string) { w.say("ana", bot.Message{ID: id, Text: text, Mutable: true}) }
	revise := func(account, id, text string) {
		t.Helper()
		if err := w.bot.Revise(t.Context(), user(account), id, text); err != nil {
			t.Error(err)
		}
	}
	record := func() string {
		var b strings.Builder
		p, err := w.store.Person(t.Context(), user("ana"))
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range w.store.Events(t.Context(), p.ID) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Kind == bot.EventMessage {
				b.Write(e.Body)
			}
		}
		return b.String()
	}
	say("1", "my number is ZZOLD1")
	revise("ana", "1", "my number is ZZNEW1")
	say("2", "AGREE")
	say("3", "and my address is ZZOLD3")
	expect := func(has []string, hasNot ...string) {
		t.Helper()
		got := record()
		for _, words := range has {
			if !strings.Contains(got, words) {
				t.Errorf("%s is not on record: %s", words, got)
			}
		}
		for _, words := range hasNot {
			if strings.Contains(got, words) {
				t.Errorf("%s is on record: %s", words, got)
			}
		}
	}
	expect([]string{"ZZNEW1", "ZZOLD3"}, "ZZOLD1")
	revise("ben", "3", "somebody else's")
	revise("ana", "never was", "x")
	revise("ana", "3", "")
	expect([]string{`"revised":"deleted"`}, "ZZOLD3", "somebody")
	revise("ana", "1", "ZZEDIT")
	expect([]string{"ZZEDIT", `"revised":"edited"`}, "ZZNEW1")
}
