package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"assent/adapters/web"
	"assent/bot"
	"assent/bot/bottest"
)

// site is a served page with a bot behind it.
type site struct {
	*httptest.Server
	t     testing.TB
	store *bottest.Memory
	shelf *bottest.Shelf
	bot   *bot.Bot
}

// start serves the page until the test ends, through the test's own handler if it
// needs one.
func start(t testing.TB, wrap func(http.Handler) http.Handler, change ...func(*bot.Config)) *site {
	t.Helper()
	s := &site{t: t, store: bottest.NewMemory(), shelf: bottest.NewShelf()}
	log := slog.New(slog.DiscardHandler)
	mux := http.NewServeMux()
	s.Server = httptest.NewUnstartedServer(mux)
	public := "http://" + s.Listener.Addr().String()
	cfg := web.Defaults()
	cfg.IdentitySecret = identitySecret
	channel := web.New(cfg, public, log)
	conf := bot.Config{Store: s.store, Library: s.shelf, Channels: []bot.Channel{channel}, PublicURL: public, Log: log}
	for _, f := range change {
		f(&conf)
	}
	b, err := bot.New(conf)
	if err != nil {
		t.Fatal(err)
	}
	s.bot = b
	var handler http.Handler = channel
	if wrap != nil {
		handler = wrap(channel)
	}
	mux.Handle("/", handler)
	mux.Handle(bot.DownloadPath, b.Downloads())
	mux.Handle(bot.CertificatePath, b.Certificates())
	mux.Handle(bot.VerifyPath, b.Verification())
	s.Start()
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() {
		if err := b.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		channel.CloseStreams()
		s.CloseClientConnections()
		s.Close()
		stop()
		work.Wait()
	})
	return s
}

// people counts who is on record.
func (s *site) people() (n int) {
	s.t.Helper()
	for _, err := range s.store.People(s.t.Context(), bot.Query{}) {
		if err != nil {
			s.t.Fatal(err)
		}
		n++
	}
	return n
}

// said lists the texts on record, of all people.
func (s *site) said() (texts []string) {
	s.t.Helper()
	for p, err := range s.store.People(s.t.Context(), bot.Query{}) {
		if err != nil {
			s.t.Fatal(err)
		}
		for l, err := range s.bot.Conversation(s.t.Context(), p.Users[0]) {
			if err != nil {
				s.t.Fatal(err)
			}
			if l.From == "person" {
				texts = append(texts, string(l.Text))
			}
		}
	}
	return texts
}
