package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/adapters/slack"
	"assent/adapters/slack/slacktest"
	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
)

// sink is a channel that reports when each reply was sent.
type sink struct{ sent func(account, text string) }

func (sink) Name() string { return "sink" }

func (s sink) Send(_ context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	s.sent(to.ID, string(r.Text))
	return "", nil
}

// marks remembers when something began, and how long it took until it ended.
type marks struct {
	mu    sync.Mutex
	begun map[string]time.Time
	took  []time.Duration
	ended chan struct{}
}

func newMarks() *marks {
	return &marks{begun: map[string]time.Time{}, ended: make(chan struct{}, 1<<16)}
}

func (m *marks) begin(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.begun[key] = time.Now()
}

func (m *marks) end(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at, ok := m.begun[key]; ok {
		delete(m.begun, key)
		m.took = append(m.took, time.Since(at))
		m.ended <- struct{}{}
	}
}

func (m *marks) report(b *testing.B, name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	slices.Sort(m.took)
	for _, p := range []struct {
		name string
		at   float64
	}{{"p50", 0.5}, {"p99", 0.99}} {
		b.ReportMetric(float64(m.took[int(p.at*float64(len(m.took)-1))].Microseconds())/1000, "ms_"+name+"_"+p.name)
	}
}

// BenchmarkDesk has 100 agents answer 1,000 people who are handed off, at so many
// messages a second each way: how long a message takes to the thread in Slack,
// and an answer from there to the person, and the memory that takes. The store
// is SQLite on this disk, Slack a stand-in with signed requests and no rate
// limit (the real one accepts about one message per second and channel).
func BenchmarkDesk(b *testing.B) {
	const people, agents = 1000, 100
	for _, rate := range []int{50, 200} {
		b.Run(fmt.Sprintf("%d a second", rate), func(b *testing.B) {
			there, back := newMarks(), newMarks()
			threads := make([]string, people)
			opened := make(chan struct{}, people)
			stand := slacktest.New()
			defer stand.Close()
			stand.Scopes += ",channels:history,users:read"
			stand.Names = map[string]string{}
			for a := range agents {
				stand.Names[fmt.Sprintf("U0AGENT%d", a)] = "Agent " + strconv.Itoa(a)
			}
			var mu sync.Mutex
			stand.Posted = func(p slacktest.Post) {
				if n, ok := strings.CutPrefix(p.Text, "message of "); ok {
					there.end(n)
				} else if at := strings.Index(string(p.Blocks), "hello from "); at >= 0 && p.Thread != "" {
					rest := strings.ReplaceAll(string(p.Blocks[at+len("hello from "):]), `\n`, " ")
					n, err := strconv.Atoi(strings.Fields(rest)[0])
					mu.Lock()
					if err == nil && threads[n] == "" {
						threads[n] = p.Thread
						opened <- struct{}{}
					}
					mu.Unlock()
				}
			}
			store, err := sqlstore.Open(b.Context(), sqlstore.Options{
				Data: b.TempDir(), Keys: b.TempDir(), Controller: bottest.SampleController,
				Log: slog.New(slog.DiscardHandler),
			})
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close()
			conf := slack.Defaults()
			conf.BotToken, conf.APIURL = slacktest.BotToken, stand.API()
			conf.SigningSecret, conf.DeskChannel = slacktest.SigningSecret, deskAt
			channel := slack.New(conf, "https://chat.test", slog.New(slog.DiscardHandler))
			server := httptest.NewServer(channel)
			defer server.Close()
			out := sink{sent: func(_, text string) {
				if _, n, ok := strings.Cut(text, "answer for "); ok {
					back.end(n)
				}
			}}
			bt, err := bot.New(bot.Config{
				Store: store, Library: store, Channels: []bot.Channel{channel, out},
				Limits: bot.LimitsConfig{PersonRate: -1, SourceRate: -1, Workers: 64},
			})
			if err != nil {
				b.Fatal(err)
			}
			ctx, cancel := context.WithCancel(b.Context())
			var working sync.WaitGroup
			working.Go(func() { _ = bt.Run(ctx) })
			defer func() { cancel(); working.Wait() }()
			write := func(n int, id, text, choice string) {
				user := bot.UserID{App: bot.DefaultApp, Channel: "sink", ID: strconv.Itoa(n)}
				err := bt.Receive(ctx, bot.Message{ID: id, User: user, Text: text, Choice: choice})
				if err != nil {
					b.Error(err)
				}
			}
			for n := range people {
				write(n, fmt.Sprint("hello ", n), fmt.Sprintf("hello from %d , please help", n), "")
			}
			time.Sleep(2 * time.Second) // until the notices are delivered
			for n := range people {
				write(n, fmt.Sprint("agree ", n), "", "agree")
			}
			for range people {
				select {
				case <-opened:
				case <-time.After(time.Minute):
					b.Fatal("a thread was not opened")
				}
			}
			answer := func(n int) {
				e := stand.Says(fmt.Sprintf("U0AGENT%d", n%agents), deskAt, threads[n], fmt.Sprintf("answer for %d", n))
				body, err := json.Marshal(slacktest.Event(fmt.Sprint(e["ts"]), e))
				if err == nil {
					back.begin(strconv.Itoa(n))
					var status int
					status, _, err = slacktest.Call(server.URL+"/slack/events", "application/json", body,
						time.Now(), slacktest.SigningSecret)
					if status != http.StatusOK {
						err = fmt.Errorf("status %d: %v", status, err)
					}
				}
				if err != nil {
					b.Error(err)
				}
			}
			b.ResetTimer()
			for range b.N {
				tick := time.NewTicker(time.Second / time.Duration(rate))
				var hands sync.WaitGroup
				for n := range people {
					<-tick.C
					hands.Go(func() {
						there.begin(strconv.Itoa(n))
						write(n, fmt.Sprint(b.N, " line ", n), fmt.Sprintf("message of %d", n), "")
					})
					hands.Go(func() { answer(n) })
				}
				hands.Wait()
				tick.Stop()
				for _, m := range []*marks{there, back} {
					for range people {
						select {
						case <-m.ended:
						case <-time.After(time.Minute):
							b.Fatal("a message did not arrive")
						}
					}
				}
			}
			b.StopTimer()
			there.report(b, "to_thread")
			back.report(b, "to_person")
			var mem runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&mem)
			b.ReportMetric(float64(mem.HeapInuse)/(1<<20), "MB_heap")
			b.ReportMetric(0, "ns/op")
		})
	}
}
