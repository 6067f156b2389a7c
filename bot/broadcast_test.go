package bot_test

import (
	"errors"
	"strings"
	"testing"

	"assent/bot"
	"assent/policies"
)

func offer(reference string) bot.Broadcast {
	return bot.Broadcast{
		Reference: reference, Purpose: bot.PurposeMarketing, Order: letter,
		Texts: map[string]policies.Markdown{"en": "Lamps are **half price** today."}, Fallback: "en",
	}
}

// wantsOffers opts somebody in to offers.
func (w *world) wantsOffers(accounts ...string) {
	w.Helper()
	for _, a := range accounts {
		w.agree(a)
		w.press(a, "marketing_ask")
		w.press(a, "marketing_yes")
	}
}

func (w *world) sends(s bot.Broadcast) bot.Sent {
	w.Helper()
	sent, err := w.bot.Broadcast(w.Context(), s, false)
	if err != nil {
		w.Fatal(err)
	}
	return sent
}

// A sending reaches those who agreed to its purpose, once, with a way out.
func TestSending(t *testing.T) {
	w := newWorld(t)
	w.wantsOffers("ana", "ben")
	w.agree("cem")
	w.write("dan", "hello")
	w.channel.Take("dan")
	if dry, err := w.bot.Broadcast(t.Context(), offer("lamps"), true); err != nil || dry.Queued != 2 {
		t.Errorf("counted: %+v, %v", dry, err)
	}
	sent := w.sends(offer("lamps"))
	if sent.Queued != 2 || sent.Withheld["no consent"] != 1 || sent.Withheld["no conversation"] != 1 {
		t.Errorf("%+v", sent)
	}
	if again := w.sends(offer("lamps")); again.Queued != 0 || again.Before != 2 {
		t.Errorf("again: %+v", again)
	}
	said := w.drain("ana")
	if len(said) != 1 || !strings.Contains(text(said), "half price") || !strings.Contains(text(said), "No offers") {
		t.Errorf("ana: %v", said)
	}
	if n := w.count("ana", bot.EventBroadcast); n != 1 {
		t.Errorf("%d sendings on record", n)
	}
	if said := append(w.channel.Take("cem"), w.channel.Take("dan")...); len(said) > 0 {
		t.Errorf("people who did not agree got %v", said)
	}
	validate(t, unzip(t, w.written("ana")))
	w.press("ana", "marketing_no")
	if next := w.sends(offer("chairs")); next.Queued != 1 {
		t.Errorf("after a no: %+v", next)
	}
}

// What happens between queueing and sending is honoured, and on record.
func TestSendingWithheld(t *testing.T) {
	for name, tc := range map[string]struct {
		meanwhile func(*world)
		why       string
	}{
		"withdrawn": {func(w *world) { w.receiveAll("ana", bot.Message{Choice: "marketing_no"}) }, "no consent"},
		"objected":  {func(w *world) { w.receiveAll("ana", bot.Message{Choice: "objection"}) }, "no consent"},
		"everything": {
			func(w *world) { w.receiveAll("ana", bot.Message{Choice: "withdraw_consent"}) }, "no conversation",
		},
		"restricted": {func(w *world) { w.receiveAll("ana", bot.Message{Choice: "restriction"}) }, "restricted"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.wantsOffers("ana")
			if sent := w.sends(offer("lamps")); sent.Queued != 1 {
				t.Fatalf("%+v", sent)
			}
			tc.meanwhile(w)
			for _, r := range w.drain("ana") {
				if strings.Contains(string(r.Text), "half price") {
					t.Errorf("it was sent: %s", r.Text)
				}
			}
			withheld := false
			for _, e := range w.events("ana") {
				if body := string(e.Body); e.Kind == bot.EventBroadcast && strings.Contains(body, `"withheld"`) {
					withheld = withheld || strings.Contains(body, tc.why)
				}
			}
			if !withheld {
				t.Error("nothing on record says why")
			}
		})
	}
}

func (w *world) receiveAll(account string, m bot.Message) {
	w.Helper()
	if err := w.receive(account, m); err != nil {
		w.Fatal(err)
	}
}

func TestSendingToErased(t *testing.T) {
	w := newWorld(t)
	w.wantsOffers("ana")
	w.sends(offer("lamps"))
	w.receiveAll("ana", bot.Message{Text: "delete my data"})
	w.receiveAll("ana", bot.Message{Choice: "delete"})
	for _, r := range w.drain("ana") {
		if strings.Contains(string(r.Text), "half price") {
			t.Errorf("sent while the erasure runs: %s", r.Text)
		}
	}
	if w.person("ana").Known() {
		t.Error("they are on record")
	}
	if sent := w.sends(offer("chairs")); sent.Queued != 0 {
		t.Errorf("%+v", sent)
	}
}

// A delivery that failed is tried again and is on record once.
func TestSendingWhileThePlatformIsDown(t *testing.T) {
	w := newWorld(t)
	w.wantsOffers("ana")
	w.sends(offer("lamps"))
	w.channel.Fail(errDown)
	w.drain("ana")
	w.channel.Fail(nil)
	w.clock.Set(w.clock.Now().Add(day))
	said := w.drain("ana")
	if len(said) != 1 || w.count("ana", bot.EventBroadcast) != 1 {
		t.Errorf("%d sent, %d on record", len(said), w.count("ana", bot.EventBroadcast))
	}
	// Withdrawn while the platform is away: it does not leave when it is back.
	w.sends(offer("chairs"))
	w.channel.Fail(errDown)
	w.drain("ana")
	w.channel.Fail(nil)
	w.press("ana", "marketing_no")
	w.clock.Set(w.clock.Now().Add(day))
	for _, r := range w.drain("ana") {
		if strings.Contains(string(r.Text), "half price") {
			t.Error("it left after the withdrawal")
		}
	}
}

func TestSendingRefused(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(*bot.Broadcast){
		"no reference":    func(s *bot.Broadcast) { s.Reference = "" },
		"another purpose": func(s *bot.Broadcast) { s.Purpose = "spam" },
		"the service":     func(s *bot.Broadcast) { s.Purpose = bot.PurposeService },
		"no text":         func(s *bot.Broadcast) { s.Texts = nil },
		"a long text":     func(s *bot.Broadcast) { s.Texts["en"] = policies.Markdown(strings.Repeat("x", 5000)) },
	} {
		s := offer("lamps")
		change(&s)
		if _, err := w.bot.Broadcast(t.Context(), s, false); !errors.Is(err, bot.ErrBroadcast) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := offer("lamps")
	s.Order.Reason = ""
	if _, err := w.bot.Broadcast(t.Context(), s, false); !errors.Is(err, bot.ErrUnnamed) {
		t.Error(err)
	}
}
