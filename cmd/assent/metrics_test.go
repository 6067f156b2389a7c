package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// scrape is what /metrics returned, by series: name{label="value",…}.
type scrape map[string]float64

var sample = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})?) (\S+)$`)

func parseScrape(t *testing.T, text string) scrape {
	t.Helper()
	s := scrape{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") {
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no sample: %q", line)
		}
		v, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		s[m[1]] = v
	}
	return s
}

// TestMetrics scrapes the real program after a conversation.
func TestMetrics(t *testing.T) {
	p := startServing(t, t.TempDir(), "ASSENT_RIGHTS_ERASURE_GRACE=1h")
	c := p.chatter()
	c.agree()
	c.hear("your agreement is on record")
	for _, in := range []map[string]string{
		{"id": "a", "text": "hello, I am Zoë ZZCANARY7, where is my parcel?"},
		{"id": "a", "text": "hello, I am Zoë ZZCANARY7, where is my parcel?"}, // delivered again
		{"id": "b", "text": strings.Repeat("ZZCANARY7 ", 3000)},
		{"id": "c", "text": "delete my data"},
		{"id": "d", "choice": "delete"},
	} {
		if status := c.post("send", in); status != http.StatusOK {
			t.Fatalf("send %s: %d", in["id"], status)
		}
	}
	stream, err := c.http.Get(p.URL + "/chat/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if _, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	var text string
	var got scrape
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, text = p.get("/metrics")
		got = parseScrape(t, text)
		if got[`assent_queue_entries{kind="reply",state="due"}`] == 0 || time.Now().After(until) {
			break
		}
	}
	for series, want := range map[string]float64{
		`assent_events_total{channel="web",kind="notice"}`:           1,
		`assent_events_total{channel="web",kind="consent_granted"}`:  1,
		`assent_events_total{channel="web",kind="consent_declined"}`: 0,
		`assent_messages_total{channel="web",outcome="recorded"}`:    4, // with the opt-in
		`assent_messages_total{channel="web",outcome="duplicate"}`:   1,
		`assent_messages_total{channel="web",outcome="refused"}`:     1,
		`assent_messages_total{channel="web",outcome="failed"}`:      0,
		`assent_messages_acknowledged_total{channel="web"}`:          6,
		`assent_messages_in_progress`:                                0,
		`assent_receive_duration_seconds_count{channel="web"}`:       6,
		`assent_classify_duration_seconds_count`:                     3,
		`assent_commit_duration_seconds_count{outcome="refused"}`:    1, // the duplicate
		`assent_commit_duration_seconds_count{outcome="failed"}`:     0,
		`assent_sends_total{channel="web",outcome="retried"}`:        0,
		`assent_queue_failures_total{kind="job"}`:                    0,
		`assent_queue_entries{kind="timer",state="due"}`:             0,
		`assent_queue_oldest_due_seconds{kind="reply"}`:              0,
		`assent_erasures_pending{stage="grace"}`:                     1,
		`assent_erasures_pending{stage="erasing"}`:                   0,
		`assent_erasure_overdue_seconds`:                             0,
		`assent_held_messages`:                                       0,
		`assent_held_limit_bytes`:                                    64 << 20,
		`assent_held_bytes`:                                          0,
		`assent_store_up`:                                            1,
		`assent_streams_open{channel="web"}`:                         1,
		`assent_http_requests_total{method="POST",status="200"}`:     6,
	} {
		if have, ok := got[series]; !ok || have != want {
			t.Errorf("%s: %v, want %v", series, have, want)
		}
	}
	for _, series := range []string{
		`assent_sends_total{channel="web",outcome="sent"}`, `assent_send_duration_seconds_count{channel="web"}`,
		`assent_reply_delay_seconds_count{channel="web"}`, `assent_commit_duration_seconds_count{outcome="committed"}`,
		`assent_queue_entries{kind="timer",state="later"}`, `go_goroutines`, `process_start_time_seconds`,
	} {
		if got[series] <= 0 && (series != `process_start_time_seconds` || strings.HasPrefix(platform, "linux/")) {
			t.Errorf("%s: %v", series, got[series])
		}
	}
	build := `(?m)^assent_build_info\{go="go1\.[^"]+",platform="[a-z]+/[a-z0-9]+",version="[^"]+"\} 1$`
	if !regexp.MustCompile(build).MatchString(text) {
		t.Error("no build info")
	}

	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("%s: %s", problem.Metric, problem.Text)
	}
	namesNobody(t, c, got, text)
	stream.Body.Close()
	p.stop()
}

// namesNobody checks that no text, name, session, account or random id is in the
// metrics, and every label has one of the values that the program itself knows.
func namesNobody(t *testing.T, c *chatter, got scrape, text string) {
	t.Helper()
	site, err := url.Parse(c.p.URL)
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"ZZCANARY7", "Zoë", "parcel", "delete my data", "127.0.0.1"}
	for _, cookie := range c.http.Jar.Cookies(site) {
		sum := sha256.Sum256([]byte(cookie.Value))
		secrets = append(secrets, cookie.Value, base64.RawURLEncoding.EncodeToString(sum[:]))
	}
	if len(secrets) < 7 {
		t.Fatal("there is no session")
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the metrics hold %q", secret)
		}
	}
	known := map[string][]string{
		"kind": slices.Concat(kinds, []string{"reply", "timer", "job", "desk"}), "channel": {"web", "other"},
		"outcome": {"recorded", "duplicate", "refused", "failed", "sent", "away", "retried", "undeliverable",
			"committed"},
		"state": {"due", "later", "waiting", "held"}, "stage": {"grace", "erasing"},
		"method": {"GET", "HEAD", "POST", "other"},
	}
	label := regexp.MustCompile(`([a-z]+)="([^"]*)"`)
	for _, series := range slices.Sorted(maps.Keys(got)) {
		if !strings.HasPrefix(series, "assent_") || strings.HasPrefix(series, "assent_build_info") {
			continue
		}
		for _, l := range label.FindAllStringSubmatch(series, -1) {
			_, err := strconv.ParseFloat(l[2], 64)
			if number := l[1] == "le" || l[1] == "status"; !number && !slices.Contains(known[l[1]], l[2]) ||
				number && err != nil {
				t.Errorf("%s: the label %s may hold anything", series, l[1])
			}
		}
	}
}

// stubStore answers the gauges as it is told.
type stubStore struct {
	queue []sqlstore.Backlog
	err   error
	hang  chan struct{} // nil: it does not
	asked chan struct{}
}

func (s *stubStore) Backlogs(context.Context, time.Time) ([]sqlstore.Backlog, error) {
	s.asked <- struct{}{}
	if s.hang != nil {
		<-s.hang
	}
	return s.queue, s.err
}

func (s *stubStore) Count(context.Context, bot.Query) (int, error) { return 0, nil }

func (s *stubStore) OpenCases(context.Context, time.Time) (int, int, error) { return 0, 0, nil }
func (s *stubStore) Leaving(context.Context) (map[bot.Stage]int, error)     { return nil, nil }

// gaugesOf scrapes metrics whose store is s.
func gaugesOf(t *testing.T, s *stubStore) func() scrape {
	m := newMetrics(nil, slog.New(slog.DiscardHandler))
	m.registry.MustRegister(&storeGauges{ctx: t.Context(), store: s, patience: 50 * time.Millisecond})
	return func() scrape {
		w := httptest.NewRecorder()
		m.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		if w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
		return parseScrape(t, w.Body.String())
	}
}

func TestQueueGauges(t *testing.T) {
	ago := func(d time.Duration) time.Time { return time.Now().Add(-d) }
	s := &stubStore{asked: make(chan struct{}, 9), queue: []sqlstore.Backlog{
		{Lane: bot.LaneJob, Name: "erase", Later: 1, PutOff: 1, OldestPutOff: ago(2 * time.Hour)},
		{Lane: bot.LaneJob, Name: "export", Due: 2, OldestDue: ago(3 * time.Hour)},
		{Lane: bot.LaneTimer, Name: "erasure_due", Due: 1, Later: 4, OldestDue: ago(time.Hour)},
	}}
	got := gaugesOf(t, s)()
	for series, want := range map[string]float64{
		`assent_store_up`: 1,
		`assent_queue_entries{kind="job",state="due"}`:     2,
		`assent_queue_entries{kind="job",state="later"}`:   1,
		`assent_queue_entries{kind="reply",state="due"}`:   0,
		`assent_queue_retrying_entries{kind="job"}`:        1,
		`assent_queue_oldest_due_seconds{kind="job"}`:      3 * 3600,
		`assent_queue_oldest_due_seconds{kind="timer"}`:    3600,
		`assent_queue_oldest_due_seconds{kind="reply"}`:    0,
		`assent_queue_oldest_retrying_seconds{kind="job"}`: 2 * 3600,
		`assent_erasure_overdue_seconds`:                   2 * 3600, // of the job that fails, not of the export
	} {
		if have, ok := got[series]; !ok || have < want || have > want+60 {
			t.Errorf("%s: %v, want %v", series, have, want)
		}
	}
}

// TestStoreHangs: a scrape neither waits for a store nor queries it twice.
func TestStoreHangs(t *testing.T) {
	s := &stubStore{asked: make(chan struct{}, 9), hang: make(chan struct{})}
	ask := gaugesOf(t, s)
	begun := time.Now()
	for range 3 {
		got := ask()
		if _, ok := got["assent_erasure_overdue_seconds"]; ok || got["assent_store_up"] != 0 ||
			got["go_goroutines"] == 0 {
			t.Error("a store that hangs is not told")
		}
	}
	if took := time.Since(begun); took > 5*time.Second || len(s.asked) != 1 {
		t.Errorf("three scrapes took %s and asked %d times", took, len(s.asked))
	}
	close(s.hang)
	for until := time.Now().Add(10 * time.Second); ask()["assent_store_up"] != 1; {
		if time.Now().After(until) {
			t.Fatal("it stays down")
		}
	}
	s.err = errors.New("disk gone")
	if got := ask(); got["assent_store_up"] != 0 || len(got) < 20 {
		t.Error("a store that fails is not told")
	}
}

// TestChannelLabel: only configured channels are labels.
func TestChannelLabel(t *testing.T) {
	m := newMetrics(nil, slog.New(slog.DiscardHandler))
	for i := range 100 {
		channel := fmt.Sprint("made up ", i)
		m.count("message", channel)
		m.Received(channel, bot.OutcomeRecorded, true, time.Second)
		m.Sent(channel, bot.OutcomeSent, time.Second, -time.Second)
	}
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, series := range f.Metric {
			for _, l := range series.Label {
				if strings.HasPrefix(l.GetValue(), "made up") {
					t.Fatalf("%s: %s", f.GetName(), l.GetValue())
				}
			}
		}
	}
}
