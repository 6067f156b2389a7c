package bot_test

import (
	"strings"
	"testing"

	"assent/bot"
)

// TestRevise: what people edit or delete at the platform is on record as they
// left it, before the opt-in and after.
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
	if got := record(); !strings.Contains(got, "ZZNEW1") || strings.Contains(got, "ZZOLD1") || !strings.Contains(got, "ZZOLD3") {
		t.Error(got)
	}
	revise("ben", "3", "somebody else's")
	revise("ana", "never was", "x")
	revise("ana", "3", "")
	if got := record(); strings.Contains(got, "ZZOLD3") || !strings.Contains(got, `"revised":"deleted"`) || strings.Contains(got, "somebody") {
		t.Error(got)
	}
	revise("ana", "1", "ZZEDIT")
	if got := record(); !strings.Contains(got, "ZZEDIT") || strings.Contains(got, "ZZNEW1") || !strings.Contains(got, `"revised":"edited"`) {
		t.Error(got)
	}
}
