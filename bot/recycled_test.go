package bot_test

import (
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

func newNumber(t *testing.T) *world {
	phone := bottest.NewRecorder("test", true)
	w := newWorld(t, func(c *bot.Config) {
		c.Channels, c.Rights.RecycledAfter = []bot.Channel{phone}, 45*day
	})
	w.channel = phone
	w.write("ana", "hello there ZZOLD")
	w.write("ana", "AGREE")
	w.write("ana", "my parcel is green ZZOLD")
	return w
}

// Whoever writes from a number after a long silence may be somebody else: they
// are asked for the opt-in and see nothing from before.
func TestRecycledNumber(t *testing.T) {
	w := newNumber(t)
	before := w.person("ana").ID
	w.clock.Set(w.clock.Now().Add(45 * day))
	said := w.write("ana", "export my data")
	if len(said) == 0 || !said[0].Notice {
		t.Errorf("they are not asked: %v", said)
	}
	p := w.person("ana")
	if p.ID == before || p.ConsentFor(bot.PurposeService).State != bot.Asked && p.Stage != bot.StageAsked {
		t.Errorf("%+v", p)
	}
	if w.remembers("ZZOLD") {
		t.Error("the old history is on the new record")
	}
	if _, err := w.store.PersonByID(t.Context(), before); err == nil {
		t.Error("the record that nobody reaches is still there")
	}
	for _, r := range said {
		if strings.Contains(string(r.Text), "ZZOLD") || strings.Contains(string(r.Text), "deleted") {
			t.Errorf("it tells of before: %s", r.Text)
		}
	}
}

func TestNumberInUse(t *testing.T) {
	w := newNumber(t)
	before := w.person("ana").ID
	for range 5 {
		w.clock.Set(w.clock.Now().Add(44 * day))
		w.write("ana", "hello again")
	}
	if w.person("ana").ID != before {
		t.Error("somebody who writes is taken for another")
	}
}

// A legal hold keeps the record, out of reach of whoever has the number now.
func TestRecycledNumberUnderAHold(t *testing.T) {
	w := newNumber(t)
	before := w.person("ana").ID
	if _, err := w.bot.PlaceLegalHold(t.Context(), before, letter, time.Time{}, nil); err != nil {
		t.Fatal(err)
	}
	w.clock.Set(w.clock.Now().Add(50 * day))
	w.write("ana", "hello")
	if w.person("ana").ID == before {
		t.Error("they see the old record")
	}
	p, err := w.store.PersonByID(t.Context(), before)
	if err != nil || len(p.Users) > 0 {
		t.Errorf("%+v, %v", p, err)
	}
	if err := w.bot.LiftLegalHold(t.Context(), before, p.LegalHolds[0].Reference, letter); err != nil {
		t.Error(err)
	}
}
