package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"time"

	"assent/bot"
)

// writeCases adds cases to the case log, or updates them.
func writeCases(t *tx, cases []bot.Case) error {
	for _, c := range cases {
		reviewed := int64(0)
		if c.Reviewed {
			reviewed = 1
		}
		_, err := t.exec(`INSERT INTO cases (`+caseColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (app, reference) DO UPDATE
			SET state = excluded.state, closed = excluded.closed, reason = excluded.reason,
			extended = CASE WHEN excluded.extended > 0 THEN excluded.extended ELSE cases.extended END,
			reviewed = CASE WHEN excluded.reviewed > 0 THEN excluded.reviewed ELSE cases.reviewed END`,
			c.App, c.Reference, string(c.Kind), string(c.State), string(c.Regime), c.Channel,
			millis(c.Opened), millis(c.Acknowledged), millis(c.Due), millis(c.Extended), millis(c.Closed),
			c.Reason, reviewed)
		if err != nil {
			return err
		}
	}
	return nil
}

const caseColumns = `app, reference, kind, state, regime, channel, ` +
	`opened, acknowledged, due, extended, closed, reason, reviewed`

func scanCase(rows *sql.Rows) (c bot.Case, err error) {
	var at [5]int64
	var reviewed int64
	err = rows.Scan(&c.App, &c.Reference, &c.Kind, &c.State, &c.Regime, &c.Channel,
		&at[0], &at[1], &at[2], &at[3], &at[4], &c.Reason, &reviewed)
	c.Opened, c.Acknowledged, c.Due = moment(at[0]), moment(at[1]), moment(at[2])
	c.Extended, c.Closed = moment(at[3]), moment(at[4])
	c.Reviewed = reviewed > 0
	return c, err
}

// selectCases returns the query for a page of cases; its first two arguments are
// the case after which the page begins.
func selectCases(q bot.CaseQuery) (query string, args []any, size int) {
	where := []string{"(opened, reference) > ($1, $2)"}
	args = []any{int64(-1), ""}
	if !q.From.IsZero() {
		args[0] = millis(q.From) // no reference is empty, so cases opened at this very moment are included
	}
	and := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s $%d", condition, len(args)))
	}
	if q.App != "" {
		and("app =", q.App)
	}
	if q.Reference != "" {
		and("reference =", q.Reference)
	}
	if !q.To.IsZero() {
		and("opened <", millis(q.To))
	}
	order, size := "opened, reference", pageSize
	if q.Newest > 0 { // all of them in one page
		order, size = "opened DESC, reference DESC", q.Newest
	}
	query = fmt.Sprintf(`SELECT %s FROM cases WHERE %s ORDER BY %s LIMIT %d`,
		caseColumns, strings.Join(where, " AND "), order, size)
	return query, args, size
}

// Cases implements bot.Store.
func (s *Store) Cases(ctx context.Context, q bot.CaseQuery) iter.Seq2[bot.Case, error] {
	query, args, size := selectCases(q)
	return func(yield func(bot.Case, error) bool) {
		for {
			var page []bot.Case
			err := s.read(ctx, query, args, func(rows *sql.Rows) error {
				c, err := scanCase(rows)
				page = append(page, c)
				return err
			})
			if err != nil {
				yield(bot.Case{}, err)
				return
			}
			for _, c := range page {
				if !yield(c, nil) {
					return
				}
				args[0], args[1] = millis(c.Opened), c.Reference
			}
			if len(page) < size || q.Newest > 0 {
				return
			}
		}
	}
}

// OpenCases counts the cases that are not closed, and those among them that are
// past their due date.
func (s *Store) OpenCases(ctx context.Context, now time.Time) (open, overdue int, err error) {
	err = s.read(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE
			WHEN due > 0 AND CASE WHEN extended > due THEN extended ELSE due END <= $1 THEN 1 ELSE 0 END), 0)
		FROM cases WHERE closed = 0`, []any{now.UnixMilli()},
		func(rows *sql.Rows) error { return rows.Scan(&open, &overdue) })
	return open, overdue, err
}
