package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/policies"
)

const day = 24 * time.Hour

func newKept(t *testing.T, c bot.RetentionConfig) *world {
	w, s := newShelf(t)
	w.config.Channels, w.config.Retention = []bot.Channel{s}, c
	b, err := bot.New(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.bot = b
	w.agree("ana")
	return w
}

// passes lets days go by while the worker runs.
func (w *world) passes(days int) {
	w.Helper()
	for range days * 4 {
		w.clock.Set(w.clock.Now().Add(day / 4))
		w.drain("ana")
	}
}

// remembers reports whether words are anywhere on record.
func (w *world) remembers(words string) bool {
	w.Helper()
	for _, e := range w.events("ana") {
		if strings.Contains(string(e.Body), words) {
			return true
		}
	}
	return false
}

// What has expired is deleted, on both sides of the conversation; the rest stays.
func TestRetention(t *testing.T) {
	w := newKept(t, bot.RetentionConfig{Messages: 10 * day})
	w.write("ana", "my parcel is green ZZOLD")
	w.write("ana", "what do you do with my phone number?")
	w.passes(6)
	w.write("ana", "my parcel is red ZZNEW")
	w.passes(3)
	if !w.remembers("ZZOLD") {
		t.Fatal("it is gone before its time")
	}
	w.passes(2)
	if w.remembers("ZZOLD") || w.remembers("Who receives it") || !w.remembers("ZZNEW") {
		t.Errorf("old %v, new %v", w.remembers("ZZOLD"), w.remembers("ZZNEW"))
	}
	if w.person("ana").ConsentFor(bot.PurposeService).State != bot.Granted || w.count("ana", bot.EventConsent) != 1 {
		t.Error("the proof of the consent is gone too")
	}
	if n := w.count("ana", bot.EventRetention); n != 1 {
		t.Errorf("%d events say so", n)
	}
	w.passes(10)
	if w.remembers("ZZNEW") || w.person("ana").Retaining {
		t.Errorf("new %v, still looked after: %v", w.remembers("ZZNEW"), w.person("ana").Retaining)
	}
	w.write("ana", "my parcel is blue ZZAGAIN")
	if w.passes(11); w.remembers("ZZAGAIN") {
		t.Error("what is said later is kept for good")
	}
	a := unzip(t, w.written("ana"))
	validate(t, a)
	if !strings.Contains(string(a["messages.csv"]), "[expired]") {
		t.Errorf("%s", a["messages.csv"])
	}
}

// Each channel and kind has its own time.
func TestRetentionPerChannelAndKind(t *testing.T) {
	w := newKept(t, bot.RetentionConfig{
		Messages: 90 * day, Files: 2 * day,
		Channels: map[string]bot.RetentionConfig{"test": {Messages: 10 * day, Recordings: 5 * day}},
	})
	m := sends("f1", "PICTURE.png", "a")
	m.Files[0].Type = "image/png"
	m.Files = append(m.Files, bot.File{Name: "VOICE.ogg", Type: "audio/ogg", Ref: "a"})
	m.Text = "look ZZOLD"
	w.say("ana", m)
	for _, after := range []struct {
		days                 int
		picture, voice, text bool
	}{{1, true, true, true}, {2, false, true, true}, {3, false, false, true}, {5, false, false, false}} {
		w.passes(after.days)
		picture, voice, text := w.remembers("PICTURE"), w.remembers("VOICE"), w.remembers("ZZOLD")
		if picture != after.picture || voice != after.voice || text != after.text {
			t.Errorf("after %d days more: picture %v, voice %v, text %v", after.days, picture, voice, text)
		}
	}
	if got := w.person("ana").FileBytes; got != 0 {
		t.Errorf("%d bytes of files are counted", got)
	}
	for name := range unzip(t, w.written("ana")) {
		if strings.HasPrefix(name, "files/") {
			t.Errorf("%s is there", name)
		}
	}
}

// An open request keeps what it is about until it is answered.
func TestRetentionWaitsForARequest(t *testing.T) {
	w := newKept(t, bot.RetentionConfig{Messages: 5 * day})
	w.write("ana", "my parcel is green ZZOLD")
	w.write("ana", "my address is wrong, correct it")
	w.write("ana", "Elm Road -> Oak Road")
	if len(w.person("ana").Requests) == 0 {
		t.Fatal("there is no open request")
	}
	if w.passes(8); !w.remembers("ZZOLD") {
		t.Error("it is gone while a request about it is open")
	}
}

// A legal hold keeps what it names, for as long as it stands.
func TestLegalHold(t *testing.T) {
	w := newKept(t, bot.RetentionConfig{Messages: 5 * day})
	w.write("ana", "my parcel is green ZZONE")
	w.write("ana", "my parcel is broken ZZTWO")
	id, broken := w.person("ana").ID, ""
	for _, e := range w.events("ana") {
		if strings.Contains(string(e.Body), "ZZTWO") {
			broken = e.ID
		}
	}
	_, err := w.bot.PlaceLegalHold(t.Context(), id, letter, time.Time{}, []string{"NOBODYS"})
	if !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an event of nobody: %v", err)
	}
	_, err = w.bot.PlaceLegalHold(t.Context(), id, bot.Order{By: "Kim"}, time.Time{}, nil)
	if !errors.Is(err, bot.ErrUnnamed) {
		t.Errorf("without a reason: %v", err)
	}
	if _, err = w.bot.PlaceLegalHold(t.Context(), id, letter, w.clock.Now().Add(-day), nil); err == nil {
		t.Error("it ended before it began")
	}
	ref, err := w.bot.PlaceLegalHold(t.Context(), id, letter, time.Time{}, []string{broken})
	if err != nil {
		t.Fatal(err)
	}
	if w.passes(8); w.remembers("ZZONE") || !w.remembers("ZZTWO") {
		t.Errorf("one %v, two %v", w.remembers("ZZONE"), w.remembers("ZZTWO"))
	}
	if err := w.bot.LiftLegalHold(t.Context(), id, "H-NOTHING", letter); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another hold: %v", err)
	}
	if err := w.bot.LiftLegalHold(t.Context(), id, ref, letter); err != nil {
		t.Fatal(err)
	}
	if w.passes(2); w.remembers("ZZTWO") {
		t.Error("it stays without a hold")
	}
	if n := w.count("ana", bot.EventLegalHold); n != 2 {
		t.Errorf("%d events of the hold", n)
	}
	validate(t, unzip(t, w.written("ana")))
}

// An erasure waits for the end of a hold, tells the person so, and then goes on by
// itself.
func TestErasureUnderAHold(t *testing.T) {
	for name, lift := range map[string]bool{"lifted": true, "ended": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.agree("ana")
			id, until := w.person("ana").ID, time.Time{}
			if !lift {
				until = w.clock.Now().Add(3 * day)
			}
			ref, err := w.bot.PlaceLegalHold(t.Context(), id, letter, until, nil)
			if err != nil {
				t.Fatal(err)
			}
			w.write("ana", "delete my data")
			said, stage := w.press("ana", "delete"), w.person("ana").Stage
			if len(said) != 1 || !strings.Contains(string(said[0].Text), "legal claim") || stage != bot.StageOpen {
				t.Fatalf("%v, %s", said, stage)
			}
			if said := w.write("ana", "where is my parcel?"); !says(said, policies.PhraseNoAssistant) {
				t.Errorf("the conversation is stuck: %v", said)
			}
			if _, err := w.bot.OrderErasure(t.Context(), id, letter); !errors.Is(err, bot.ErrLegalHold) {
				t.Errorf("an officer: %v", err)
			}
			if lift {
				if err := w.bot.LiftLegalHold(t.Context(), id, ref, letter); err != nil {
					t.Fatal(err)
				}
				w.drain("ana")
			} else {
				w.passes(2)
				if !w.person("ana").Known() {
					t.Fatal("erased under the hold")
				}
				w.passes(2)
			}
			if w.person("ana").Known() {
				t.Error("the erasure did not go on")
			}
		})
	}
}

// Inactive people are erased, but not under a hold.
func TestInactivePeople(t *testing.T) {
	w := newKept(t, bot.RetentionConfig{Inactive: 30 * day})
	w.agree("ben")
	w.agree("cem")
	if _, err := w.bot.PlaceLegalHold(t.Context(), w.person("ben").ID, letter, time.Time{}, nil); err != nil {
		t.Fatal(err)
	}
	w.clock.Set(w.clock.Now().Add(20 * day))
	w.write("cem", "hello again")
	w.clock.Set(w.clock.Now().Add(20 * day))
	w.swept()
	if w.person("ana").Known() || !w.person("ben").Known() || !w.person("cem").Known() {
		t.Errorf("ana %v, ben %v, cem %v", w.person("ana").Known(), w.person("ben").Known(), w.person("cem").Known())
	}
	if said := w.channel.Take("ana"); len(said) > 0 {
		t.Errorf("ana is told %v", said)
	}
}

// People who were on record before retention was switched on are covered too.
func TestRetentionSwitchedOn(t *testing.T) {
	w := newKept(t, bot.RetentionConfig{})
	w.write("ana", "my parcel is green ZZOLD")
	w.config.Retention.Messages = 5 * day
	b, err := bot.New(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.bot = b
	w.clock.Set(w.clock.Now().Add(8 * day))
	if w.swept(); w.remembers("ZZOLD") {
		t.Error("it is kept for good")
	}
}

// swept lets retention visit everybody.
func (w *world) swept() {
	w.Helper()
	if err := w.bot.Retain(w.Context()); err != nil {
		w.Fatal(err)
	}
	if err := w.bot.Drain(w.Context()); err != nil {
		w.Fatal(err)
	}
}
