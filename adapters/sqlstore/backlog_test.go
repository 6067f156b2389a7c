package sqlstore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/adapters/sqlstore"
	"assent/bot"
)

func TestBacklogs(t *testing.T) { testBacklogs(t, open(t, t.TempDir())) }

func TestBacklogsOnPostgres(t *testing.T) { testBacklogs(t, openOnPostgres(t, t.TempDir())) }

func testBacklogs(t *testing.T, s *sqlstore.Store) {
	defer s.Close()
	ctx, now := t.Context(), time.Now().UTC().Truncate(time.Second)
	same := func(when string, want ...sqlstore.Backlog) {
		t.Helper()
		got, err := s.Backlogs(ctx, now)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", when, diff)
		}
	}
	same("an empty queue")

	p := somebody()
	p.Stage = bot.StageErasing
	item := func(id string, lane bot.Lane, name string, due time.Time) bot.Item {
		return bot.Item{ID: id, App: p.App, Person: p.ID, Lane: lane, Name: name, Due: due, Body: []byte("{}")}
	}
	at := func(d time.Duration) time.Time { return now.Add(d) }
	err := s.Save(ctx, bot.Change{Person: p, Queue: []bot.Item{
		item("1", bot.LaneReply, "reply", at(-time.Minute)),
		item("2", bot.LaneReply, "reply", at(-time.Second)),
		item("3", bot.LaneTimer, "erasure_due", at(time.Hour)),
		item("4", bot.LaneJob, "erase", at(-2*time.Hour)),
	}})
	if err != nil {
		t.Fatal(err)
	}
	replies := sqlstore.Backlog{Lane: bot.LaneReply, Name: "reply", Due: 2, OldestDue: at(-time.Minute)}
	timers := sqlstore.Backlog{Lane: bot.LaneTimer, Name: "erasure_due", Later: 1}
	erase := sqlstore.Backlog{Lane: bot.LaneJob, Name: "erase", Due: 1, OldestDue: at(-2 * time.Hour)}
	same("a queue", erase, replies, timers)

	// An item that is retried again and again keeps its first due date.
	for _, due := range []time.Time{at(-time.Hour), at(time.Minute)} {
		if err := s.Retry(ctx, "4", due); err != nil {
			t.Fatal(err)
		}
	}
	erase = sqlstore.Backlog{Lane: bot.LaneJob, Name: "erase", Later: 1, PutOff: 1, OldestPutOff: at(-2 * time.Hour)}
	same("after a retry", erase, replies, timers)
	if err := s.Save(ctx, bot.Change{Done: []string{"4"}}); err != nil {
		t.Fatal(err)
	}
	same("after it is done", replies, timers)

	leaving, err := s.Leaving(ctx)
	if diff := cmp.Diff(map[bot.Stage]int{bot.StageErasing: 1}, leaving); err != nil || diff != "" {
		t.Errorf("people who leave: %v %s", err, diff)
	}

	// The counts have a limit.
	if err := s.Exec(ctx, fillQueue, sqlstore.BacklogLimit+5, now.UnixMilli()); err != nil {
		t.Fatal(err)
	}
	list, err := s.Backlogs(ctx, now)
	if err != nil || len(list) != 2 || list[0].Due != sqlstore.BacklogLimit {
		t.Errorf("a long queue: %v %+v", err, list)
	}
}

// fillQueue queues $1 replies that are due at $2 and the milliseconds before.
const fillQueue = `INSERT INTO queue (id, app, person, lane, name, due_at, seq, own_key, body)
	WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i - 1 FROM n WHERE i > 1)
	SELECT 'many ' || i, 'default', 'person ' || (i % 1000), 'reply', 'reply',
		CAST($2 AS BIGINT) - i, i, 0, CAST('body' AS BYTEA) FROM n`

// TestBacklogPlans: the queries read no table, and no index from end to end.
func TestBacklogPlans(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	steps, err := s.BacklogPlans(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	indexed := 0
	for _, step := range steps {
		uses := strings.Contains(step, "USING COVERING INDEX")
		// Those two indexes hold just what is counted.
		scans := strings.HasPrefix(step, "SCAN ") &&
			!strings.Contains(step, "people_leaving") && !strings.Contains(step, "queue_put_off")
		switch {
		case uses && !scans:
			indexed++
		case strings.Contains(step, " queue") || strings.Contains(step, " people"):
			t.Errorf("reads more than an index: %s", step)
		}
	}
	if indexed != 4 {
		t.Errorf("%d steps use an index: %q", indexed, steps)
	}
}

// BenchmarkBacklogs measures the queries of a scrape, with a million replies queued.
func BenchmarkBacklogs(b *testing.B) { benchmarkBacklogs(b, open(b, b.TempDir())) }

func BenchmarkBacklogsOnPostgres(b *testing.B) { benchmarkBacklogs(b, openOnPostgres(b, b.TempDir())) }

func benchmarkBacklogs(b *testing.B, s *sqlstore.Store) {
	defer s.Close()
	if err := s.Exec(b.Context(), fillQueue, 1_000_000, time.Now().UnixMilli()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Backlogs(b.Context(), time.Now()); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Leaving(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
