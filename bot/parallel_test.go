package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
	"assent/bot/bottest"
)

// Fifty people write twenty messages each at once, on one running bot: each
// person's messages and answers stay in order, and none is lost.
func TestManyPeopleAtOnce(t *testing.T) {
	const people, messages = 50, 20
	w := newWorld(t, func(c *bot.Config) { c.Limits.PersonBurst = 100 })
	for i := range people {
		w.agree(fmt.Sprint("person ", i))
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := w.bot.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	var writers sync.WaitGroup
	for i := range people {
		writers.Go(func() {
			for n := range messages {
				m := bot.Message{
					ID: fmt.Sprint(i, "/", n), User: user(fmt.Sprint("person ", i)), Text: fmt.Sprint("number ", n),
				}
				if err := w.bot.Receive(ctx, m); err != nil {
					t.Errorf("person %d, message %d: %v", i, n, err)
				}
				if err := w.bot.Receive(ctx, m); err != nil { // a redelivery
					t.Errorf("person %d, message %d again: %v", i, n, err)
				}
			}
		})
	}
	writers.Wait()
	sent := map[string][]bot.Reply{}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		total := 0
		for i := range people {
			account := fmt.Sprint("person ", i)
			sent[account] = append(sent[account], w.channel.Take(account)...)
			total += len(sent[account])
		}
		if total >= people*messages {
			break
		}
	}
	stop()
	running.Wait()
	for i := range people {
		account := fmt.Sprint("person ", i)
		inOrder(t, w.events(account), sent[account], messages)
	}
}

// inOrder checks one person's messages and the replies to them.
func inOrder(t *testing.T, events []bot.Event, sent []bot.Reply, messages int) {
	t.Helper()
	var said, want, recorded, delivered []string
	for _, e := range events {
		var body struct{ Text, Reply string }
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Fatal(err)
		}
		switch {
		case e.Kind == bot.EventMessage && strings.HasPrefix(body.Text, "number "):
			said = append(said, body.Text)
		case e.Kind == bot.EventReply && len(said) > 0:
			recorded = append(recorded, body.Reply)
		}
	}
	for n := range messages {
		want = append(want, fmt.Sprint("number ", n))
	}
	for _, r := range sent {
		delivered = append(delivered, r.ID)
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("what was said (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(recorded, delivered); diff != "" {
		t.Errorf("replies (-recorded +sent):\n%s", diff)
	}
}

// AskPolicy, which nobody is named to, leaves no trace.
func TestAskPolicyKeepsNothing(t *testing.T) {
	memory := bottest.NewMemory()
	w := newWorld(t, func(c *bot.Config) { c.Store = memory })
	w.agree("ana")
	before := contents(memory)
	ctx := context.Background()
	for _, text := range []string{
		"what do you do with my phone number, which is 555 0100?", "delete my data", "AGREE", "where is my parcel?", "",
		strings.Repeat("x", 1<<20), "\xff\x00",
	} {
		answer, err := w.bot.AskPolicy(ctx, bot.DefaultApp, text, "en", "")
		if err != nil || answer.Text == "" || strings.Contains(string(answer.Text), "555 0100") {
			t.Errorf("%.40q: %v, error %v", text, answer, err)
		}
		if privacy := strings.HasPrefix(text, "what"); answer.Privacy != privacy {
			t.Errorf("%.40q: privacy %v", text, answer.Privacy)
		}
	}
	if after := contents(memory); after != before {
		t.Errorf("the store changed:\n%s\n%s", before, after)
	}
	if strings.Contains(w.log.String(), "555 0100") {
		t.Error("the question is in the log")
	}
	if got := w.drain("ana"); len(got) > 0 {
		t.Errorf("the bot said %v", got)
	}
}

// contents prints every field of the store except its lock.
func contents(m *bottest.Memory) string {
	v, all := reflect.ValueOf(m).Elem(), ""
	for i := range v.NumField() {
		if v.Type().Field(i).Name != "mu" {
			all += fmt.Sprintf("%v\n", v.Field(i))
		}
	}
	return all
}

// Messages of one person that arrive at once are handled one after another.
func TestOnePersonIsHandledOneAtATime(t *testing.T) {
	s := &counting{Memory: bottest.NewMemory()}
	w := newWorld(t, func(c *bot.Config) { c.Store = s })
	w.agree("ana")
	s.now.Store(0) // this test loads people too
	s.most.Store(0)
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			m := bot.Message{ID: fmt.Sprint(n), User: user("ana"), Text: "hi"}
			if err := w.bot.Receive(context.Background(), m); err != nil {
				t.Errorf("message %d: %v", n, err)
			}
		})
	}
	wg.Wait()
	if most := s.most.Load(); most != 1 {
		t.Errorf("%d messages of one person were handled at once", most)
	}
}

// counting is a store that notes how many decisions are under way at once: each
// begins by loading a person and ends by saving them.
type counting struct {
	*bottest.Memory
	now, most atomic.Int64
}

func (s *counting) Person(ctx context.Context, u bot.UserID) (bot.Person, error) {
	n := s.now.Add(1)
	if n > s.most.Load() {
		s.most.Store(n)
	}
	time.Sleep(time.Millisecond)
	return s.Memory.Person(ctx, u)
}

func (s *counting) Save(ctx context.Context, c bot.Change) error {
	if c.MessageKey != (bot.MessageKey{}) {
		defer s.now.Add(-1)
	}
	return s.Memory.Save(ctx, c)
}
