package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/adapters/console"
	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
	"assent/policies"
)

// BenchmarkConsole opens each page of the console 100 times, on SQLite with
// ASSENT_CONSOLE_PEOPLE people (10,000; for the figures 100,000) who said ten
// things each, a thousand open requests and two hundred conversations: the 95th
// percentile of each page, in milliseconds.
func BenchmarkConsole(b *testing.B) {
	people := 10_000
	if n, err := strconv.Atoi(os.Getenv("ASSENT_CONSOLE_PEOPLE")); err == nil {
		people = n
	}
	log := slog.New(slog.DiscardHandler)
	store, err := sqlstore.Open(b.Context(), sqlstore.Options{
		Data: b.TempDir(), Keys: b.TempDir(), Controller: bottest.SampleController, Log: log,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	now := time.Now()
	var seeding sync.WaitGroup
	hands := make(chan struct{}, 64)
	for n := range people {
		hands <- struct{}{}
		seeding.Go(func() {
			defer func() { <-hands }()
			p := bot.Person{
				ID: bot.PersonID(fmt.Sprint("person-", n)), App: bot.DefaultApp, Stage: bot.StageOpen,
				Lang: "en", Created: now, Seen: now, Counts: map[string]int{bot.EventMessage: 10},
				Users: []bot.UserID{{App: bot.DefaultApp, Channel: "test", ID: fmt.Sprint("account ", n)}},
				Consents: map[bot.Purpose]bot.Consent{
					bot.PurposeService: {
						Purpose: bot.PurposeService, State: bot.Granted, At: now, Lang: "en", Edition: 1,
					},
				},
			}
			if n < 1000 {
				p.Requests = []bot.Request{{
					Kind: bot.RequestAccess, Reference: fmt.Sprintf("R-%08d", n), Channel: "test", At: now,
					AnswerBy: now.AddDate(0, 1, n%40-35), AwaitsApproval: true,
				}}
			} else if n < 1200 {
				p.Handoff = &bot.Handoff{
					Reference: fmt.Sprintf("T-%08d", n), State: bot.HandoffWaiting, Since: now, User: p.Users[0],
				}
			}
			c := bot.Change{Person: p}
			for i := range 10 {
				c.Events = append(c.Events, bot.Event{
					ID: fmt.Sprint("event-", n, "-", i), Kind: bot.EventMessage, At: now,
					Body: []byte(`{"channel":"test",` +
						`"text":"where is my parcel, it should have come on Monday already"}`),
				})
			}
			if err := store.Save(context.Background(), c); err != nil {
				b.Error(err)
			}
		})
	}
	seeding.Wait()
	bt, err := bot.New(bot.Config{
		Store: store, Library: store, Channels: []bot.Channel{bottest.NewRecorder("test", false)},
	})
	if err != nil {
		b.Fatal(err)
	}
	team := office.New(bt, office.Config{Store: store, Library: store, ReportTTL: 24 * time.Hour})
	server := httptest.NewServer(console.New(bt, team, console.Options{Log: log}))
	defer server.Close()
	token, err := team.Invite(b.Context(), bot.DefaultApp, []bot.Role{bot.RoleAdmin}, bot.Order{By: "a benchmark"})
	if err != nil {
		b.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	browser := http.Client{Jar: jar}
	secret := office.NewTOTP()
	joined, err := browser.PostForm(server.URL+"/console/join/"+token, url.Values{
		"login": {"ada"}, "password": {"correct horse battery"}, "totp": {secret},
		"code": {office.TOTPCode(secret, now)},
	})
	if err != nil || joined.StatusCode != http.StatusOK {
		b.Fatal(joined, err)
	}
	_ = joined.Body.Close()
	draft := policies.Defaults()
	draft.App, draft.Controller = bot.DefaultApp, bottest.SampleController
	if _, err := store.SaveDraft(b.Context(), policies.Draft{App: bot.DefaultApp, Edition: draft}); err != nil {
		b.Fatal(err)
	}
	for _, path := range []string{
		"", "inbox", "requests", "requests?kind=access", "requests/closed", "requests/R-00000007",
		"people", "people/person-7", "policy", "policy/0", "draft", "draft/en", "draft/diff",
		"evidence", "settings", "team", "account",
	} {
		b.Run("/"+strings.ReplaceAll(path, "/", " "), func(b *testing.B) {
			var took []time.Duration
			for range max(b.N, 100) {
				begun := time.Now()
				r, err := browser.Get(server.URL + "/console/" + path)
				if err != nil {
					b.Fatal(err)
				}
				n, err := io.Copy(io.Discard, r.Body)
				_ = r.Body.Close()
				if err != nil || r.StatusCode != http.StatusOK || n > 512<<10 {
					b.Fatalf("%s: %d, %d bytes, %v", path, r.StatusCode, n, err)
				}
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms_p95")
			b.ReportMetric(0, "ns/op")
		})
	}
}
