package sqlstore_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// BenchmarkSave measures the change that an ordinary message leads to: the
// message's key, the person, two events, one reply to queue.
func BenchmarkSave(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			s := open(b, b.TempDir())
			defer s.Close()
			inParallel(b, callers, func(ctx context.Context, caller int) func() error {
				p := somebody()
				if err := s.Save(ctx, bot.Change{Person: p}); err != nil {
					b.Fatal(err)
				}
				return func() error {
					p, err := s.Person(ctx, p.Users[0])
					if err != nil {
						return err
					}
					return s.Save(ctx, message(p))
				}
			})
		})
	}
}

// BenchmarkBareCommit is the baseline for BenchmarkSave and BenchmarkReceive: the
// same statements, prepared, with nothing sealed and nobody waiting, as many
// changes in a transaction as those have callers, and as many bytes as an
// ordinary message of BenchmarkReceive needs.
func BenchmarkBareCommit(b *testing.B) {
	bareCommit(b, func(b *testing.B) *sql.DB {
		dir := b.TempDir()
		if err := open(b, dir).Close(); err != nil {
			b.Fatal(err)
		}
		return openDB(b, "sqlite", "file:"+dir+"/data/data.db?_pragma=synchronous(FULL)"+
			"&_pragma=secure_delete(1)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate")
	})
}

// BenchmarkBareCommitOnPostgres goes with BenchmarkReceiveOnPostgres.
func BenchmarkBareCommitOnPostgres(b *testing.B) {
	bareCommit(b, func(b *testing.B) *sql.DB {
		opt := onPostgres(b, b.TempDir())
		s, err := sqlstore.Open(b.Context(), opt)
		if err == nil {
			err = s.Close()
		}
		if err != nil {
			b.Fatal(err)
		}
		return openDB(b, "pgx", opt.Database)
	})
}

func openDB(b *testing.B, driver, source string) *sql.DB {
	db, err := sql.Open(driver, source)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

func bareCommit(b *testing.B, open func(*testing.B) *sql.DB) {
	for _, batch := range []int{1, 8, 64, 256} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			db := open(b)
			defer db.Close()
			body := make([]byte, 625)
			people := make([]string, batch)
			for i := range people {
				people[i] = rand.Text()
				_, err := db.Exec(`INSERT INTO people (id, app, rev, stage, consent, requests, seen_at, body)
					VALUES ($1, 'default', 0, 'open', 'granted', 0, 0, $2)`, people[i], body)
				if err != nil {
					b.Fatal(err)
				}
			}
			prepare := func(query string) *sql.Stmt {
				s, err := db.Prepare(query)
				if err != nil {
					b.Fatal(err)
				}
				return s
			}
			handled := prepare(`INSERT INTO handled VALUES ($1, 'default', $2) ON CONFLICT (hash, app) DO NOTHING`)
			person := prepare(`UPDATE people SET rev = rev + 1, seen_at = $1, body = $2
				WHERE id = $3 AND app = 'default' AND rev = $4`)
			events := prepare(`INSERT INTO events VALUES
				($1, $2, 0, 'default', $3, 'message', 0, $4), ($1, $2, 1, 'default', $5, 'reply', 0, $6)`)
			queue := prepare(`INSERT INTO queue (id, app, person, lane, name, due_at, seq, own_key, body)
				VALUES ($1, 'default', $2, 'reply', 'reply', $3,
				(SELECT COALESCE(MAX(seq), 0) FROM queue WHERE person = $2) + 1, 0, $4)`)
			b.ResetTimer()
			for n := 0; n < b.N; {
				tx, err := db.Begin()
				for i := 0; i < batch && err == nil; i++ {
					rev, now := n/batch, time.Now().UnixMilli()
					_, e1 := tx.Stmt(handled).Exec(rand.Text(), now)
					_, e2 := tx.Stmt(person).Exec(now, body, people[i], rev)
					_, e3 := tx.Stmt(events).Exec(people[i], rev, rand.Text(), body[:131], rand.Text(), body[:545])
					_, e4 := tx.Stmt(queue).Exec(rand.Text(), people[i], now, body)
					err = errors.Join(e1, e2, e3, e4)
				}
				n += batch
				if err == nil {
					err = tx.Commit()
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
		})
	}
}

// BenchmarkRoundTrip adds what delivery does: lease and settle the reply.
func BenchmarkRoundTrip(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			s := open(b, b.TempDir())
			defer s.Close()
			inParallel(b, callers, func(ctx context.Context, caller int) func() error {
				p := somebody()
				if err := s.Save(ctx, bot.Change{Person: p}); err != nil {
					b.Fatal(err)
				}
				return func() error {
					p, err := s.Person(ctx, p.Users[0])
					if err != nil {
						return err
					}
					if err := s.Save(ctx, message(p)); err != nil {
						return err
					}
					items, err := s.Lease(ctx, time.Now(), 8, time.Minute)
					for _, i := range items {
						if err := s.Save(ctx, bot.Change{Done: []string{i.ID}}); err != nil {
							return err
						}
					}
					return err
				}
			})
		})
	}
}

// BenchmarkNewPerson measures a stranger: a key of their own is made first.
func BenchmarkNewPerson(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			s := open(b, b.TempDir())
			defer s.Close()
			inParallel(b, callers, func(ctx context.Context, _ int) func() error {
				return func() error { return s.Save(ctx, message(somebody())) }
			})
		})
	}
}

// inParallel shares b.N calls among callers and reports calls per second and the
// 50th and 99th percentile of their duration.
func inParallel(b *testing.B, callers int, prepare func(context.Context, int) func() error) {
	var calls []func() error
	for c := range callers {
		calls = append(calls, prepare(b.Context(), c))
	}
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for _, call := range calls {
		wg.Go(func() {
			for n := next.Add(1) - 1; n < int64(b.N); n = next.Add(1) - 1 {
				begun := time.Now()
				if err := call(); err != nil {
					b.Error(err)
					return
				}
				took[n] = time.Since(begun)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	slices.Sort(took)
	b.ReportMetric(float64(took[b.N/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[b.N*99/100].Microseconds()), "p99-µs")
}

func somebody() bot.Person {
	id := rand.Text()
	return bot.Person{
		ID: bot.PersonID(id), App: bot.DefaultApp, Lang: "en", Stage: bot.StageOpen,
		Users: []bot.UserID{{App: bot.DefaultApp, Channel: "test", ID: "account of " + id}},
		Consents: map[bot.Purpose]bot.Consent{bot.PurposeService: {
			Purpose: bot.PurposeService, State: bot.Granted, Edition: 1, Lang: "en", Reference: "C-1234",
			At: time.Now(),
		}},
		Tags: []string{bot.TagPrivacy}, Created: time.Now(), Seen: time.Now(),
	}
}

func message(p bot.Person) bot.Change {
	body := []byte(`{"channel":"test","text":"` + fmt.Sprintf("%0200d", 7) + `"}`)
	return bot.Change{
		MessageKey: bot.MessageKey{App: p.App, Channel: "test", ID: rand.Text()},
		Person:     p,
		Events: []bot.Event{
			{ID: rand.Text(), Kind: bot.EventMessage, At: time.Now(), Body: body},
			{ID: rand.Text(), Kind: bot.EventReply, At: time.Now(), Body: body},
		},
		Queue: []bot.Item{{
			ID: rand.Text(), App: p.App, Person: p.ID, Lane: bot.LaneReply, Name: "reply", Due: time.Now(), Body: body,
		}},
	}
}
