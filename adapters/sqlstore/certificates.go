package sqlstore

import (
	"context"
	"database/sql"
	"iter"

	"assent/bot"
)

// writeCertificate writes a new certificate, or another revision of one.
func writeCertificate(t *tx, c *bot.Certificate) error {
	if c == nil {
		return nil
	}
	var n int64
	var err error
	if c.Rev == 0 {
		n, err = t.exec(`INSERT INTO certificates (id, app, rev, at, document) VALUES ($1, $2, 1, $3, $4) ON CONFLICT (id, app) DO NOTHING`,
			c.ID, c.App, millis(c.At), c.Document)
	} else {
		n, err = t.exec(`UPDATE certificates SET rev = rev + 1, at = $1, document = $2 WHERE id = $3 AND app = $4 AND rev = $5`,
			millis(c.At), c.Document, c.ID, c.App, c.Rev)
	}
	if err == nil && n == 0 {
		err = bot.ErrConflict
	}
	return err
}

// Certificate implements bot.Store.
func (s *Store) Certificate(ctx context.Context, id string) (c bot.Certificate, err error) {
	found := bot.ErrNotFound
	err = s.read(ctx, `SELECT id, app, rev, at, document FROM certificates WHERE id = $1`, []any{id}, func(rows *sql.Rows) (err error) {
		c, err = scanCertificate(rows)
		found = nil
		return err
	})
	if err == nil {
		err = found
	}
	return c, err
}

func scanCertificate(rows *sql.Rows) (c bot.Certificate, err error) {
	var at int64
	err = rows.Scan(&c.ID, &c.App, &c.Rev, &at, &c.Document)
	c.At = moment(at)
	return c, err
}

// Certificates implements bot.Store.
func (s *Store) Certificates(ctx context.Context) iter.Seq2[bot.Certificate, error] {
	return func(yield func(bot.Certificate, error) bool) {
		at, id := int64(-1), ""
		for {
			var page []bot.Certificate
			err := s.read(ctx, `SELECT id, app, rev, at, document FROM certificates WHERE (at, id) > ($1, $2) ORDER BY at, id LIMIT $3`,
				[]any{at, id, int64(pageSize)}, func(rows *sql.Rows) error {
					c, err := scanCertificate(rows)
					page = append(page, c)
					return err
				})
			if err != nil {
				yield(bot.Certificate{}, err)
				return
			}
			for _, c := range page {
				if !yield(c, nil) {
					return
				}
				at, id = millis(c.At), c.ID
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}
