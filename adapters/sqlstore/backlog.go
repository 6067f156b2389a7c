package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"assent/bot"
)

// BacklogLimit is how far the counts of a Backlog go.
const BacklogLimit = 10_000

// Backlog is what is in the queue under one name. The counts end at
// BacklogLimit, so that they cost the same however long the queue is.
type Backlog struct {
	Lane   bot.Lane
	Name   string
	Due    int // items that are due
	Later  int // items that are due later
	PutOff int // of both, those that failed and are tried again

	OldestDue    time.Time // since when the first item is due; zero: none is
	OldestPutOff time.Time // when the first of those that were put off was due; zero: none was
}

// Backlogs returns what is in the queue, by lane and name.
func (s *Store) Backlogs(ctx context.Context, now time.Time) ([]Backlog, error) {
	var list []Backlog
	for lane, name := "", ""; ; {
		found := false
		err := s.read(ctx, nextName, []any{lane, name}, func(rows *sql.Rows) error {
			found = true
			return rows.Scan(&lane, &name)
		})
		if err != nil || !found {
			return list, err
		}
		b := Backlog{Lane: bot.Lane(lane), Name: name}
		err = s.read(ctx, backlog, []any{lane, name, now.UnixMilli(), BacklogLimit}, func(rows *sql.Rows) error {
			var due, putOff int64
			err := rows.Scan(&b.Due, &b.Later, &b.PutOff, &due, &putOff)
			b.OldestDue, b.OldestPutOff = moment(due), moment(putOff)
			return err
		})
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
}

// nextName skips from one lane and name to the next in the index, whatever
// lies between. (SQLite would walk it for a comparison of both as a pair.)
const nextName = `SELECT lane, name FROM (
		SELECT * FROM (SELECT lane, name FROM queue WHERE lane = $1 AND name > $2 ORDER BY lane, name LIMIT 1) AS a
		UNION ALL
		SELECT * FROM (SELECT lane, name FROM queue WHERE lane > $1 ORDER BY lane, name LIMIT 1) AS b) AS next
	ORDER BY lane, name LIMIT 1`

// backlog reads nothing but indexes. The order within a count is of no use but
// to say which.
const backlog = `SELECT
	(SELECT COUNT(*) FROM (SELECT 1 FROM queue WHERE lane = $1 AND name = $2 AND due_at <= $3 ORDER BY due_at LIMIT $4) AS a),
	(SELECT COUNT(*) FROM (SELECT 1 FROM queue WHERE lane = $1 AND name = $2 AND due_at > $3 ORDER BY due_at LIMIT $4) AS b),
	(SELECT COUNT(*) FROM (SELECT 1 FROM queue WHERE lane = $1 AND name = $2 AND first_due > 0 ORDER BY first_due LIMIT $4) AS c),
	COALESCE((SELECT due_at FROM queue WHERE lane = $1 AND name = $2 AND due_at <= $3 ORDER BY due_at LIMIT 1), 0),
	COALESCE((SELECT first_due FROM queue WHERE lane = $1 AND name = $2 AND first_due > 0 ORDER BY first_due LIMIT 1), 0)`

// leaving is answered by the small index of those it selects.
const leaving = `SELECT stage, COUNT(*) FROM people WHERE stage IN ('grace', 'erasing') GROUP BY stage`

// Leaving counts the people whose erasure is confirmed and not carried out, by
// stage: bot.StageGrace and bot.StageErasing.
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
