package sqlstore_test

import (
	"archive/zip"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// BenchmarkArchive exports a person with 100,000 messages and 1 GB of files,
// imports the archive elsewhere, and erases them: answer-ms is how long until
// they are told, when their key is already gone. peak-MB is how much the heap
// grew at most. Run it with -benchtime 1x.
func BenchmarkArchive(b *testing.B) { benchmarkArchive(b, sqliteStore) }

// BenchmarkArchiveOnPostgres does the same on PostgreSQL.
func BenchmarkArchiveOnPostgres(b *testing.B) { benchmarkArchive(b, postgresStore) }

func benchmarkArchive(b *testing.B, open opener) {
	s := open(b)
	defer s.Close()
	chat := newLiveChat(b, s)
	chat.says(bot.Message{Text: "hello"}, "AGREE")
	chat.says(bot.Message{Choice: "agree"}, "Thank")
	writeMuch(b, s, 100_000, 41, 25<<20)
	file := filepath.Join(b.TempDir(), "export.zip")
	b.Run("export", func(b *testing.B) {
		for b.Loop() {
			b.ReportMetric(grown(b, func() error { return exportTo(b, s, file) }), "peak-MB")
		}
	})
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			other := open(b)
			b.ReportMetric(grown(b, func() error { return takeIn(b, other, file) }), "peak-MB")
			if err := other.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("erase", func(b *testing.B) {
		for b.Loop() {
			chat.says(bot.Message{Text: "delete my data"}, "DELETE")
			begun := time.Now()
			chat.says(bot.Message{Choice: "delete"}, "deleted")
			b.ReportMetric(float64(time.Since(begun).Milliseconds()), "answer-ms")
			if p, err := s.Person(b.Context(), userOf("ana")); err != nil || p.Known() {
				b.Fatalf("the answer came, and the person is still on record: %v", err)
			}
		}
	})
}

// liveChat is a bot that works while people talk to it.
type liveChat struct {
	b       *testing.B
	bot     *bot.Bot
	replies chan bot.Reply
	said    int
}

func (*liveChat) Name() string { return "test" }

// Send implements bot.Channel.
func (c *liveChat) Send(_ context.Context, _ bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	c.replies <- r
	return "", nil
}

func newLiveChat(b *testing.B, s *sqlstore.Store) *liveChat {
	c := &liveChat{b: b, replies: make(chan bot.Reply, 100)}
	var err error
	c.bot, err = bot.New(bot.Config{
		Store: s, Library: s, Channels: []bot.Channel{c}, PublicURL: "https://chat.example",
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.bot.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	return c
}

// says sends a message and waits for a reply that contains some words.
func (c *liveChat) says(m bot.Message, until string) {
	c.b.Helper()
	c.said++
	m.ID, m.User = fmt.Sprint(c.said), userOf("ana")
	if err := c.bot.Receive(c.b.Context(), m); err != nil {
		c.b.Fatal(err)
	}
	for {
		select {
		case r := <-c.replies:
			if strings.Contains(string(r.Text), until) {
				return
			}
		case <-time.After(time.Minute):
			c.b.Fatal("no answer")
		}
	}
}

// writeMuch adds messages and files to the record of the only person.
func writeMuch(b *testing.B, s *sqlstore.Store, messages, files int, size int64) {
	b.Helper()
	const batch = 500
	save := func(events []bot.Event) {
		p, err := s.Person(b.Context(), userOf("ana"))
		if err == nil {
			for _, e := range events {
				p.Counts[e.Kind]++
			}
			err = s.Save(b.Context(), bot.Change{Person: p, Events: events})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	for n := 0; n < messages; n += batch {
		var events []bot.Event
		for i := range batch {
			text := fmt.Sprint("where is my parcel, I asked ", n+i, " times: ", rand.Text(), rand.Text(), rand.Text())
			body, err := json.Marshal(map[string]string{"channel": "test", "text": text})
			if err != nil {
				b.Fatal(err)
			}
			events = append(events, bot.Event{ID: rand.Text(), Kind: bot.EventMessage, At: time.Now(), Body: body})
		}
		save(events)
	}
	p, err := s.Person(b.Context(), userOf("ana"))
	if err != nil {
		b.Fatal(err)
	}
	for range files {
		id := bot.FileID(rand.Text())
		w, err := s.CreateFile(b.Context(), p.ID, id)
		if err == nil {
			_, err = io.CopyN(w, rand.Reader, size)
			err = errors.Join(err, w.Close())
		}
		if err != nil {
			b.Fatal(err)
		}
		body, err := json.Marshal(map[string]any{
			"id": id, "name": "photo.jpg", "type": "image/jpeg", "size": size, "channel": "test", "state": "kept",
		})
		if err != nil {
			b.Fatal(err)
		}
		save([]bot.Event{{ID: "file-" + string(id), Kind: bot.EventFile, At: time.Now(), Body: body}})
	}
}

func exportTo(b *testing.B, s *sqlstore.Store, file string) error {
	p, err := s.Person(b.Context(), userOf("ana"))
	if err != nil {
		return err
	}
	inbox, err := bot.New(bot.Config{Store: s, Library: s})
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(inbox.WriteExport(b.Context(), p, f), f.Close())
}

func takeIn(b *testing.B, s *sqlstore.Store, file string) error {
	inbox, err := bot.New(bot.Config{Store: s, Library: s})
	if err != nil {
		return err
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	_, err = inbox.ImportPerson(b.Context(), &z.Reader, bot.Order{By: "Kim", Reason: "moved"})
	return errors.Join(err, z.Close())
}

// grown returns by how many megabytes the heap grew at most while f ran.
func grown(b *testing.B, f func() error) float64 {
	b.Helper()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	ended := make(chan error, 1)
	go func() { ended <- f() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				b.Fatal(err)
			}
			return float64(most-before) / (1 << 20)
		case <-time.After(20 * time.Millisecond):
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
}
