package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// keeper is a channel whose platform keeps copies and deletes at most deletes of
// them per call.
type keeper struct {
	*bottest.Recorder
	leaves bool
	during func(bot.Reply) // what happens while a reply is on its way; may be nil

	mu      sync.Mutex
	copies  []bot.PlatformRef
	sent    int
	deletes int // how many it deletes per call; negative: all
}

func (k *keeper) Leaves() bool { return k.leaves }

func (k *keeper) Traits() bot.Traits {
	t := k.Recorder.Traits()
	t.Platform = "Courier"
	return t
}

func (k *keeper) Send(ctx context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	if _, err := k.Recorder.Send(ctx, to, r); err != nil {
		return "", err
	}
	if k.during != nil {
		k.during(r)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sent++
	ref := bot.PlatformRef(fmt.Sprint("reply ", k.sent))
	k.copies = append(k.copies, ref)
	return ref, nil
}

func (k *keeper) Erase(
	_ context.Context, who bot.UserID, copies []bot.PlatformRef,
) (deleted []bot.PlatformRef, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if who != user("ana") {
		return nil, fmt.Errorf("copies of %v", who)
	}
	for _, c := range copies {
		if k.deletes >= 0 && len(deleted) == k.deletes {
			return deleted, errors.New("not before it is complete")
		}
		k.copies = slices.DeleteFunc(k.copies, func(x bot.PlatformRef) bool { return x == c })
		deleted = append(deleted, c)
	}
	return deleted, nil
}

func (k *keeper) keeps() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var list []string
	for _, c := range k.copies {
		list = append(list, string(c))
	}
	return strings.Join(list, ", ")
}

// eraseAna has a conversation and ends it with an erasure; it returns the
// answer.
func eraseAna(t *testing.T, k *keeper) (*world, string) {
	w := newWorld(t, func(c *bot.Config) { c.Channels = []bot.Channel{k} })
	w.channel = k.Recorder
	say := func(text string) []bot.Reply {
		id := bot.PlatformRef(fmt.Sprint("message ", w.said+1))
		k.copies = append(k.copies, id)
		return w.say("ana", bot.Message{Text: text, PlatformRef: id})
	}
	say("where is my parcel?")
	say("AGREE")
	say("what do you do with my data?")
	say("delete my data")
	replies := say("DELETE")
	return w, policies.Plain(replies[len(replies)-1].Text)
}

func TestPlatformsDeleteTheirCopies(t *testing.T) {
	k := &keeper{Recorder: bottest.NewRecorder("test", false), deletes: -1, leaves: true}
	_, said := eraseAna(t, k)
	if !strings.Contains(said, "What you wrote yourself in Courier stays there") ||
		strings.Contains(said, "still keeps") {
		t.Error(said)
	}
	if got := k.keeps(); got != "reply 6" { // the answer itself
		t.Errorf("the platform keeps %s", got)
	}
}

func TestPlatformsThatTakeTheirTime(t *testing.T) {
	k := &keeper{Recorder: bottest.NewRecorder("test", false), deletes: 2}
	w, said := eraseAna(t, k)
	if !strings.Contains(said, "Courier still keeps 8 of the messages") || strings.Contains(said, "No other system") {
		t.Error(said)
	}
	for range 4 {
		w.clock.Set(w.clock.Now().Add(7 * time.Hour))
		w.drain("ana")
	}
	if got := k.keeps(); got != "reply 6, reply 7" { // the answer, and that it is complete
		t.Errorf("the platform keeps %s", got)
	}
	if strings.Contains(w.log.String(), "message 2") {
		t.Error("the log names a message")
	}
}

// TestRepliesOnTheirWay: a reply that the platform takes while the person is
// erased is deleted too.
func TestRepliesOnTheirWay(t *testing.T) {
	k := &keeper{Recorder: bottest.NewRecorder("test", false), deletes: -1}
	w := newWorld(t, func(c *bot.Config) { c.Channels = []bot.Channel{k} })
	w.channel = k.Recorder
	w.write("ana", "where is my parcel?")
	w.write("ana", "AGREE")
	k.during = func(r bot.Reply) {
		if !strings.Contains(string(r.Text), "This is what we have about you") {
			return
		}
		if err := w.receive("ana", bot.Message{Text: "DELETE"}); err != nil {
			t.Error(err)
		}
		if err := w.bot.Drain(t.Context()); err != nil {
			t.Error(err)
		}
	}
	w.write("ana", "delete my data")
	if got := k.keeps(); got != "reply 4, reply 5" {
		t.Errorf("the platform keeps %s", got)
	}
	w.clock.Set(w.clock.Now().Add(time.Hour))
	w.drain("ana")
	if got := k.keeps(); got != "reply 4" { // the answer
		t.Errorf("an hour later the platform keeps %s", got)
	}
}

// TestCarriersKeepNotEvenTheAnswer: people read the answer on their phone, so the
// platform's copy of it is deleted too.
func TestCarriersKeepNotEvenTheAnswer(t *testing.T) {
	k := &keeper{Recorder: bottest.NewRecorder("test", true), deletes: -1}
	w, said := eraseAna(t, k)
	if !strings.Contains(said, "No other system that we use here keeps a copy") {
		t.Error(said)
	}
	w.clock.Set(w.clock.Now().Add(time.Hour))
	w.drain("ana")
	if got := k.keeps(); got != "" {
		t.Errorf("the platform keeps %s", got)
	}
}
