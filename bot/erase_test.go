package bot_test

import (
	"errors"
	"sync"
	"testing"

	"assent/bot"
	"assent/bot/ledger"
)

// whole checks that nothing is left unfinished: the ledger verifies, every case
// is closed, every certificate is genuine.
func whole(t *testing.T, w *world, erasures int) {
	t.Helper()
	r, err := ledger.Verify(t.Context(), w.store.Ledger())
	if err != nil || len(r.Faults) > 0 {
		t.Errorf("the ledger: %+v, %v", r, err)
	}
	for c, err := range w.bot.Cases(t.Context(), bot.CaseQuery{}) {
		if err != nil || c.Closed.IsZero() {
			t.Errorf("a case is left open: %+v, %v", c, err)
		}
	}
	if list, _ := certificates(t, w); len(list) != erasures {
		t.Errorf("%d certificates, want %d", len(list), erasures)
	}
}

// TestErasureDuringAnExport: an export that is confirmed but not built yet, and
// one that was already delivered, are erased with the person.
func TestErasureDuringAnExport(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.write("ana", "export my data")
	said := w.write("ana", "EXPORT")
	first, id := said[len(said)-1].Files[0].ID, w.person("ana").ID
	w.write("ana", "export my data")
	for _, text := range []string{"EXPORT", "delete my data", "DELETE"} { // all three before the worker runs
		if err := w.receive("ana", bot.Message{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range w.drain("ana") {
		for _, f := range r.Files {
			if f.Name == "my-data.zip" {
				t.Error("the export is delivered despite the erasure")
			}
		}
	}
	if w.person("ana").Known() {
		t.Error("they are still known")
	}
	if _, err := w.store.OpenFile(t.Context(), id, first); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("the first export: %v", err)
	}
	whole(t, w, 1)
}

// TestErasureDuringAnErasure: the person, an officer and the channel order it at
// the same time, and it is done once.
func TestErasureDuringAnErasure(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.write("ana", "delete my data")
	id := w.person("ana").ID
	if err := w.receive("ana", bot.Message{Text: "DELETE"}); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if _, err := w.bot.OrderErasure(t.Context(), id, letter); err != nil && !errors.Is(err, bot.ErrNotFound) {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := w.bot.Forget(t.Context(), user("ana")); err != nil && !errors.Is(err, bot.ErrNotFound) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := w.drain("ana"); len(got) != 1 || len(got[0].Files) != 1 {
		t.Errorf("told: %+v", got)
	}
	whole(t, w, 1)
}

// TestLinkedErasuresAtOnce: both accounts of one person request it at the same time.
func TestLinkedErasuresAtOnce(t *testing.T) {
	w := linked(t)
	for _, account := range []string{"ana", "bob"} {
		w.write(account, "delete my data")
	}
	for _, account := range []string{"ana", "bob"} {
		if err := w.receive(account, bot.Message{Text: "DELETE"}); err != nil {
			t.Fatal(err)
		}
	}
	w.drain("ana")
	if w.person("ana").Known() || w.person("bob").Known() {
		t.Error("an account is still known")
	}
	whole(t, w, 2)
}
