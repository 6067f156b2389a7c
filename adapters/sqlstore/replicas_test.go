package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/adapters/sqlstore/pgtest"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/vault"
	"assent/policies"
)

// replicas opens several stores on the same two databases, as processes on
// several machines would: folders of their own, one master key.
func replicas(t *testing.T, n int) []*sqlstore.Store {
	t.Helper()
	base := onPostgres(t, t.TempDir())
	base.Master, base.Controller = vault.GenerateMaster(), bottest.SampleController
	var stores []*sqlstore.Store
	for range n {
		opt := folders(t.TempDir())
		opt.Database, opt.KeysDatabase = base.Database, base.KeysDatabase
		opt.Master, opt.Controller = base.Master, base.Controller
		s, err := sqlstore.Open(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closeStore(t, s) })
		stores = append(stores, s)
	}
	return stores
}

// TestReplicasAnswerOnce: three processes receive the messages of the same
// people, each message by any of them and some by two at once. Everything is
// handled once, answered once, and in order.
func TestReplicasAnswerOnce(t *testing.T) {
	const people, messages = 20, 12
	stores := replicas(t, 3)
	channel := bottest.NewRecorder("test", false)
	var bots []*bot.Bot
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	defer func() { stop(); work.Wait() }()
	for _, s := range stores {
		b, err := bot.New(bot.Config{
			Store: s, Library: s, Channels: []bot.Channel{channel},
			Consent: bot.ConsentConfig{Burst: -1}, Limits: bot.LimitsConfig{PersonRate: -1, SourceRate: -1},
		})
		if err != nil {
			t.Fatal(err)
		}
		bots = append(bots, b)
		work.Go(func() {
			if err := b.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	var all sync.WaitGroup
	for p := range people {
		u := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: fmt.Sprint("person ", p)}
		all.Go(func() {
			for n, text := range append([]string{"hello", "AGREE"}, numbered(messages)...) {
				m := bot.Message{ID: fmt.Sprint(p, "/", n), User: u, Text: text}
				var twice sync.WaitGroup
				for r := range 1 + n%2 { // a platform that delivers to two processes at once
					twice.Go(func() {
						if err := bots[(p+n+r)%len(bots)].Receive(ctx, m); err != nil {
							t.Errorf("%s: %v", text, err)
						}
					})
				}
				twice.Wait()
				// Nobody answers a notice before they see it.
				for end := time.Now().Add(20 * time.Second); n == 0 && time.Now().Before(end); {
					p, err := stores[0].Person(ctx, u)
					if err == nil && p.Asking != nil && !p.Asking.Delivered.IsZero() {
						break
					}
					time.Sleep(10 * time.Millisecond)
				}
			}
		})
	}
	all.Wait()
	waitUntil(t, "the queue is empty but for timers", func() bool {
		next, err := stores[0].NextDue(ctx)
		return err == nil && next.After(time.Now().Add(time.Second))
	})
	for p := range people {
		account := fmt.Sprint("person ", p)
		var said []string
		for l, err := range bots[0].Conversation(ctx, bot.UserID{App: bot.DefaultApp, Channel: "test", ID: account}) {
			if err != nil {
				t.Fatal(err)
			}
			if l.From == "person" {
				said = append(said, string(l.Text))
			}
		}
		// The hello waited in the memory of another process; the bot asks for it again.
		want := append([]string{"AGREE"}, numbered(messages)...)
		if said = slices.DeleteFunc(said, func(s string) bool { return s == "hello" }); !slices.Equal(said, want) {
			t.Errorf("%s: on record %q", account, said)
		}
		replies := channel.Take(account)
		var ids []string
		for _, r := range replies {
			ids = append(ids, r.ID)
		}
		slices.Sort(ids)
		if once := slices.Compact(slices.Clone(ids)); len(once) != len(ids) {
			t.Errorf("%s: %d of %d replies came twice", account, len(ids)-len(once), len(ids))
		}
		if want := 1 + 2 + messages; len(ids) != want {
			t.Errorf("%s: %d replies, want %d", account, len(ids), want)
		}
	}
}

func numbered(n int) (texts []string) {
	for i := range n {
		texts = append(texts, fmt.Sprintf("parcel number %d", i))
	}
	return texts
}

func waitUntil(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestReplicasSeeEachOther: the others see whom one process erases, what it
// publishes and what it leaves behind when it dies.
func TestReplicasSeeEachOther(t *testing.T) {
	ctx := t.Context()
	stores := replicas(t, 2)
	a, b := stores[0], stores[1]
	p := somebody()
	if err := a.Save(ctx, message(p)); err != nil {
		t.Fatal(err)
	}
	onB, err := b.Person(ctx, p.Users[0])
	if err != nil || onB.ID != p.ID {
		t.Fatalf("b knows %v, %v", onB, err)
	}
	p.Rev = 1
	if err := a.Save(ctx, message(p)); err != nil {
		t.Fatal(err)
	}
	if err := b.Save(ctx, message(onB)); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("b decided on a person who had changed: %v", err)
	}
	if err := a.Erase(ctx, p.ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "b forgets whom a erased", func() bool {
		_, err := b.PersonByID(ctx, p.ID)
		return errors.Is(err, bot.ErrNotFound)
	})

	draft := policies.Defaults()
	draft.App, draft.Kind, draft.Controller = bot.DefaultApp, policies.Material, bottest.SampleController
	if _, err := b.Current(ctx, bot.DefaultApp); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Publish(ctx, draft); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "b speaks from what a published", func() bool {
		e, err := b.Current(ctx, bot.DefaultApp)
		return err == nil && e.Number == 1
	})

	q := somebody()
	if err := a.Save(ctx, message(q)); err != nil {
		t.Fatal(err)
	}
	leased, err := a.Lease(ctx, time.Now(), 8, time.Hour)
	if err != nil || len(leased) != 1 {
		t.Fatalf("a leases %v, %v", leased, err)
	}
	if again, err := b.Lease(ctx, time.Now(), 8, time.Hour); err != nil || len(again) != 0 {
		t.Fatalf("b leases it too: %v, %v", again, err)
	}
	a.Die()
	begun := time.Now()
	waitUntil(t, "b takes over what a had leased", func() bool {
		again, err := b.Lease(ctx, time.Now(), 8, time.Hour)
		return err == nil && len(again) == 1 && again[0].ID == leased[0].ID
	})
	t.Logf("taken over after %s", time.Since(begun).Round(time.Second))
}

// TestPostgresGoesAway: the server is stopped and started under load. Everything
// acknowledged is there, nothing is there by half, and the store recovers by
// itself.
func TestPostgresGoesAway(t *testing.T) {
	c := pgtest.New(t)
	opt := folders(t.TempDir())
	opt.Database, opt.KeysDatabase = c.Database(t, "data"), c.Database(t, "keys")
	s, err := sqlstore.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, s)
	ctx, stop := context.WithCancel(t.Context())
	var saved, failed atomic.Int64
	people := make([]bot.Person, 8)
	var work sync.WaitGroup
	for i := range people {
		people[i] = somebody()
		if err := s.Save(ctx, bot.Change{Person: people[i]}); err != nil {
			t.Fatal(err)
		}
		work.Go(func() {
			for acknowledged := int64(1); ctx.Err() == nil; {
				p, err := s.Person(context.WithoutCancel(ctx), people[i].Users[0])
				if err == nil {
					if p.Rev < acknowledged {
						t.Errorf("revision %d was acknowledged, %d is there", acknowledged, p.Rev)
						return
					}
					// A commit whose answer was lost may be there although it failed.
					if err = s.Save(context.WithoutCancel(ctx), message(p)); err == nil {
						acknowledged = p.Rev + 1
						saved.Add(1)
					}
				}
				if err != nil && !errors.Is(err, bot.ErrConflict) {
					failed.Add(1)
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	for range 5 {
		time.Sleep(300 * time.Millisecond)
		if err := c.Stop(syscall.SIGINT); err != nil { // fast shutdown
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
	}
	before := saved.Load()
	waitUntil(t, "saving goes on", func() bool { return saved.Load() > before+100 })
	stop()
	work.Wait()
	if failed.Load() == 0 {
		t.Error("the server was never away, the test proves nothing")
	}
	for _, p := range people {
		now, err := s.PersonByID(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n := countEvents(t, s, p.ID); int64(n) != 2*(now.Rev-1) {
			t.Errorf("%d events at revision %d", n, now.Rev)
		}
	}
	t.Logf("%d changes acknowledged, %d refused while the server was away", saved.Load(), failed.Load())
}
