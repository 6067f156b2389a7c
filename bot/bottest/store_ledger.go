package bottest

import (
	"errors"
	"sync"
	"time"

	"assent/bot"
	"assent/bot/ledger"
)

// fact makes a line of the ledger.
func (h *harness) fact(salt, what string) ledger.Record {
	r, err := ledger.NewRecord("default", ledger.KindConsent, time.Now(), salt, map[string]string{"what": what})
	if err != nil {
		h.Fatal(err)
	}
	return r
}

// proves checks that a fact is on the ledger and that its proof is valid.
func (h *harness) proves(salt, what string) ledger.Head {
	h.Helper()
	log := h.s.Ledger()
	proof, err := ledger.Prove(h.Context(), log, salt, map[string]string{"what": what})
	if err != nil {
		h.Fatalf("%s: %v", what, err)
	}
	head, err := log.Key().Public().CheckProof(proof)
	if err != nil {
		h.Fatalf("%s: %v", what, err)
	}
	return head
}

// sound checks the whole ledger.
func (h *harness) sound(size int64, earlier ...ledger.Head) {
	h.Helper()
	report, err := ledger.Verify(h.Context(), h.s.Ledger(), earlier...)
	if err != nil {
		h.Fatal(err)
	}
	if report.Size != size || len(report.Faults) > 0 {
		h.Errorf("the ledger has %d lines, want %d; faults %v", report.Size, size, report.Faults)
	}
}

func testLedger(h *harness) {
	ctx := h.Context()
	h.sound(0)
	anna := h.add(bot.Change{Ledger: []ledger.Record{h.fact("s1", "one"), h.fact("s2", "two")}})
	first := h.proves("s1", "one")
	h.proves("s2", "two")
	_, unproved := ledger.Prove(ctx, h.s.Ledger(), "s2", map[string]string{"what": "one"})
	h.refused("another salt", unproved, ledger.ErrNoEntry)
	stale := anna
	stale.Rev = 7
	err := h.s.Save(ctx, bot.Change{Person: stale, Ledger: []ledger.Record{h.fact("s3", "refused")}})
	h.refused("a stale change", err, bot.ErrConflict)
	if err := h.s.Save(ctx, bot.Change{Ledger: []ledger.Record{h.fact("s4", "nobody's")}}); err != nil {
		h.Fatal(err)
	}
	h.sound(3, first)
	if err := h.s.Erase(ctx, anna.ID, time.Now()); err != nil {
		h.Fatal(err)
	}
	key := h.s.Ledger().Key().Public().String()
	h.restart()
	if got := h.s.Ledger().Key().Public().String(); got != key {
		h.Errorf("after a restart another key signs: %s", got)
	}
	h.sound(3, first)
	h.proves("s1", "one")
	if err := ledger.Extends(ctx, h.s.Ledger(), first); err != nil {
		h.Error(err)
	}
}

// testLedgerAtOnce: many changes at once, some of them refused after they wrote.
func testLedgerAtOnce(h *harness) {
	ctx := h.Context()
	anna := h.add(bot.Change{})
	const n = 60
	var wg sync.WaitGroup
	var mu sync.Mutex
	written := int64(0)
	for i := range n {
		wg.Go(func() {
			c := bot.Change{Ledger: []ledger.Record{h.fact("salt", name("fact"))}}
			if i%3 == 0 { // one of them wins
				c.MessageKey = bot.MessageKey{App: "default", Channel: "x", ID: name("message")}
				c.Person = anna
			}
			if err := h.s.Save(ctx, c); err == nil {
				mu.Lock()
				written++
				mu.Unlock()
			} else if !errors.Is(err, bot.ErrConflict) {
				h.Error(err)
			}
		})
	}
	wg.Wait()
	if want := int64(n - n/3 + 1); written != want {
		h.Errorf("%d changes were written, want %d", written, want)
	}
	h.sound(written)
}

func testCertificates(h *harness) {
	ctx := h.Context()
	write := func(id string, rev int64, text string) error {
		return h.s.Save(ctx, bot.Change{Certificate: &bot.Certificate{
			ID: id, App: "default", Reference: "R-" + id, Rev: rev,
			At: time.UnixMilli(int64(len(text))), Document: []byte(text),
		}})
	}
	for _, c := range []struct {
		id   string
		rev  int64
		text string
		want error
	}{
		{"a", 0, "first", nil}, {"a", 0, "again", bot.ErrConflict}, {"b", 3, "none", bot.ErrConflict},
		{"a", 1, "second", nil}, {"a", 1, "stale", bot.ErrConflict}, {"b", 0, "other one", nil},
	} {
		if err := write(c.id, c.rev, c.text); !errors.Is(err, c.want) {
			h.Errorf("%s: %v, want %v", c.text, err, c.want)
		}
	}
	h.restart()
	got, err := h.s.Certificate(ctx, "a")
	if err != nil || string(got.Document) != "second" || got.Rev != 2 || got.App != "default" ||
		got.At.UnixMilli() != 6 {
		h.Errorf("%+v, %v", got, err)
	}
	got, err = h.s.CertificateFor(ctx, "default", "R-a")
	if err != nil || got.ID != "a" || got.Reference != "R-a" || got.Rev != 2 {
		h.Errorf("by its reference: %+v, %v", got, err)
	}
	for _, of := range [][2]string{{"default", "R-c"}, {"other", "R-a"}, {"default", ""}} {
		_, err := h.s.CertificateFor(ctx, of[0], of[1])
		h.refused("a certificate for nothing", err, bot.ErrNotFound)
	}
	_, err = h.s.Certificate(ctx, "c")
	h.refused("a certificate that is not there", err, bot.ErrNotFound)
	var all []string
	for c, err := range h.s.Certificates(ctx) {
		if err != nil {
			h.Fatal(err)
		}
		all = append(all, string(c.Document))
	}
	if len(all) != 2 || all[0] != "second" || all[1] != "other one" {
		h.Errorf("%v", all)
	}
}
