package sqlstore

import (
	"context"
	"database/sql"

	"assent/bot"
)

// writeTallies adds one to each tally.
func writeTallies(t *tx, list []bot.Tally) error {
	for _, c := range list {
		_, err := t.exec(`INSERT INTO tallies (app, day, channel, lang, edition, wording, step, n)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
			ON CONFLICT (app, day, channel, lang, edition, wording, step) DO UPDATE SET n = tallies.n + 1`,
			c.App, c.Day, c.Channel, c.Lang, c.Edition, c.Wording, c.Step)
		if err != nil {
			return err
		}
	}
	return nil
}

// Tallies implements bot.Store.
func (s *Store) Tallies(ctx context.Context, app, from, to string) (list []bot.Tallied, err error) {
	const query = `SELECT channel, lang, edition, wording, step, SUM(n) FROM tallies
		WHERE app = $1 AND day >= $2 AND day <= $3 GROUP BY channel, lang, edition, wording, step`
	err = s.read(ctx, query, []any{app, from, to}, func(rows *sql.Rows) error {
		c := bot.Tallied{Tally: bot.Tally{App: app}}
		err := rows.Scan(&c.Channel, &c.Lang, &c.Edition, &c.Wording, &c.Step, &c.N)
		list = append(list, c)
		return err
	})
	return list, err
}
