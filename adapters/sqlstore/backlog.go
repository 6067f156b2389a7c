package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"assent/bot"
)

// BacklogLimit is where each count of the Backlogs ends, all names together.
const BacklogLimit = 10_000

// Backlog is what is in the queue under one name. The counts end at
// BacklogLimit, so that they cost the same however long the queue is: what is
// due first is counted first.
type Backlog struct {
	Lane   bot.Lane
	Name   string
	Due    int // items that are due
	Later  int // items that are due later
	PutOff int // items among both that failed and are retried

	OldestDue    time.Time // when the oldest due item became due; zero: nothing is due
	OldestPutOff time.Time // when the oldest item that is retried was first due; zero: nothing is retried
}

// Backlogs returns what is in the queue, by lane and name.
func (s *Store) Backlogs(ctx context.Context, now time.Time) ([]Backlog, error) {
	all := map[[2]string]*Backlog{}
	count := func(query string, args []any, note func(b *Backlog, n int, first time.Time)) error {
		return s.read(ctx, query, args, func(rows *sql.Rows) error {
			var lane, name string
			var n int
			var first int64
			err := rows.Scan(&lane, &name, &n, &first)
			b := all[[2]string{lane, name}]
			if b == nil {
				b = &Backlog{Lane: bot.Lane(lane), Name: name}
				all[[2]string{lane, name}] = b
			}
			note(b, n, moment(first))
			return err
		})
	}
	at := now.UnixMilli()
	err := cmp.Or(
		count(backlogDue, []any{at, BacklogLimit}, func(b *Backlog, n int, first time.Time) {
			b.Due, b.OldestDue = n, first
		}),
		count(backlogLater, []any{at, BacklogLimit}, func(b *Backlog, n int, _ time.Time) { b.Later = n }),
		count(backlogPutOff, []any{BacklogLimit}, func(b *Backlog, n int, first time.Time) {
			b.PutOff, b.OldestPutOff = n, first
		}),
	)
	if err != nil {
		return nil, err
	}
	var list []Backlog
	for _, b := range all {
		list = append(list, *b)
	}
	slices.SortFunc(list, func(a, b Backlog) int {
		return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Name, b.Name))
	})
	return list, nil
}

// These queries read only indexes.
const (
	backlogDue = `SELECT lane, name, COUNT(*), MIN(due_at) FROM (
		SELECT lane, name, due_at FROM queue WHERE due_at <= $1 ORDER BY due_at LIMIT $2) AS first GROUP BY lane, name`
	backlogLater = `SELECT lane, name, COUNT(*), MIN(due_at) FROM (
		SELECT lane, name, due_at FROM queue WHERE due_at > $1 ORDER BY due_at LIMIT $2) AS first GROUP BY lane, name`
	backlogPutOff = `SELECT lane, name, COUNT(*), MIN(first_due) FROM (
		SELECT lane, name, first_due FROM queue WHERE first_due > 0 ORDER BY first_due LIMIT $1) AS first
		GROUP BY lane, name`
)

// leaving reads only a small index, which holds just the rows it selects.
const leaving = `SELECT stage, COUNT(*) FROM people WHERE stage IN ('grace', 'erasing') GROUP BY stage`

// Leaving counts the people whose erasure is confirmed but not yet carried out,
// by stage: bot.StageGrace and bot.StageErasing.
func (s *Store) Leaving(ctx context.Context) (map[bot.Stage]int, error) {
	count := map[bot.Stage]int{}
	err := s.read(ctx, leaving, nil, func(rows *sql.Rows) error {
		var stage bot.Stage
		var n int
		err := rows.Scan(&stage, &n)
		count[stage] = n
		return err
	})
	return count, err
}
