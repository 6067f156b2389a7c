package bot_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// An AGREE that arrives after the notice left, but before its delivery is on
// record, counts; one typed before the notice left does not.
func TestAgreeBeforeTheDeliveryIsOnRecord(t *testing.T) {
	for name, after := range map[string]bool{"after the notice left": true, "before it left": false} {
		t.Run(name, func(t *testing.T) {
			ctx, clock, store := context.Background(), bottest.NewClock(), bottest.NewMemory()
			channel := &racing{Recorder: bottest.NewRecorder("test", false)}
			b, err := bot.New(bot.Config{
				Store: store, Library: bottest.NewShelf(), Channels: []bot.Channel{channel}, Now: clock.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			user := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: "ana"}
			send := func(id, text string) {
				clock.Set(clock.Now().Add(time.Second))
				if err := b.Receive(ctx, bot.Message{ID: id, User: user, Text: text}); err != nil {
					t.Fatal(err)
				}
			}
			send("1", "hello there")
			if after {
				channel.before = func() { send("2", "AGREE") }
			} else {
				send("2", "AGREE")
				clock.Set(clock.Now().Add(time.Second))
			}
			if err := b.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			p, err := store.Person(ctx, user)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.ConsentFor(bot.PurposeService).State == bot.Granted; got != after {
				t.Errorf("granted: %v", got)
			}
		})
	}
}

// The process ends after the notice left but before that is on record; an answer
// that came in between was acknowledged, and is lost with the memory. The next
// process sends the notice again, and asks for the answer again.
func TestAgreeLostWithTheProcess(t *testing.T) {
	for name, c := range map[string]struct {
		again []string // what is typed to the next process before the notice leaves once more
		want  []policies.Phrase
	}{
		"nothing else is said": {nil, []policies.Phrase{policies.PhraseAskAgain}},
		"they say it again":    {[]string{"AGREE"}, []policies.Phrase{policies.PhraseAskAgain}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, clock, store := context.Background(), bottest.NewClock(), bottest.NewMemory()
			channel := &racing{Recorder: bottest.NewRecorder("test", false)}
			user := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: "ana"}
			var b *bot.Bot
			start := func() {
				var err error
				b, err = bot.New(bot.Config{
					Store: store, Library: bottest.NewShelf(), Channels: []bot.Channel{channel}, Now: clock.Now,
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			said := 0
			send := func(text string) {
				clock.Set(clock.Now().Add(time.Second))
				said++
				if err := b.Receive(ctx, bot.Message{ID: strconv.Itoa(said), User: user, Text: text}); err != nil {
					t.Fatal(err)
				}
			}
			hear := func(want ...policies.Phrase) {
				t.Helper()
				clock.Set(clock.Now().Add(2 * time.Second))
				if err := b.Drain(ctx); err != nil {
					t.Fatal(err)
				}
				wantPhrases(t, channel.Take("ana"), want)
			}
			start()
			send("hello there")
			channel.before = func() { send("AGREE") }
			channel.broken = true
			hear()
			start()
			for _, text := range c.again {
				send(text)
			}
			hear(c.want...)
			send("AGREE")
			hear(policies.PhraseAccepted, policies.PhraseSendAgain)
		})
	}
}

// The answer reaches a process other than the one that sends the notice, which
// cannot know about it before the delivery is on record: it asks again.
func TestAgreeToAnotherProcess(t *testing.T) {
	ctx, clock, store := context.Background(), bottest.NewClock(), bottest.NewMemory()
	channel := &racing{Recorder: bottest.NewRecorder("test", false)}
	user := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: "ana"}
	var processes []*bot.Bot
	for range 2 {
		b, err := bot.New(bot.Config{
			Store: store, Library: bottest.NewShelf(), Channels: []bot.Channel{channel}, Now: clock.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		processes = append(processes, b)
	}
	said := 0
	send := func(to *bot.Bot, text string) {
		clock.Set(clock.Now().Add(time.Second))
		said++
		if err := to.Receive(ctx, bot.Message{ID: strconv.Itoa(said), User: user, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(want ...policies.Phrase) {
		t.Helper()
		clock.Set(clock.Now().Add(2 * time.Second))
		if err := processes[0].Drain(ctx); err != nil {
			t.Fatal(err)
		}
		wantPhrases(t, channel.Take("ana"), want)
	}
	send(processes[0], "hello there")
	channel.before = func() { send(processes[1], "AGREE") }
	hear(policies.PhraseAskAgain)
	send(processes[1], "AGREE")
	hear(policies.PhraseAccepted, policies.PhraseSendAgain)
}

// wantPhrases compares the replies other than the notice, by their beginnings.
func wantPhrases(t *testing.T, replies []bot.Reply, phrases []policies.Phrase) {
	t.Helper()
	start := func(text policies.Markdown) string {
		head, _, _ := strings.Cut(string(text), "**")
		return head
	}
	var want, got []string
	for _, p := range phrases {
		want = append(want, start(bottest.Sample().Text("en").Phrases[p]))
	}
	for _, r := range replies {
		if !r.Notice {
			got = append(got, start(r.Text))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the bot said (-want +got)\n%s", diff)
	}
}

// racing runs a function while it sends; broken, it delivers one reply and
// reports an error.
type racing struct {
	*bottest.Recorder
	before func()
	broken bool
}

func (r *racing) Send(ctx context.Context, to bot.UserID, reply bot.Reply) (bot.PlatformRef, error) {
	if before := r.before; before != nil {
		r.before = nil
		before()
	}
	if r.broken {
		r.broken = false
		_, err := r.Recorder.Send(ctx, to, reply)
		return "", errors.Join(err, errors.New("the connection broke"))
	}
	return r.Recorder.Send(ctx, to, reply)
}
