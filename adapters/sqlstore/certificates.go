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
		n, err = t.exec(`INSERT INTO certificates (id, app, rev, at, document, reference)
			VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (id, app) DO NOTHING`,
			c.ID, c.App, millis(c.At), c.Document, c.Reference)
	} else {
		n, err = t.exec(`UPDATE certificates SET rev = rev + 1, at = $1, document = $2
			WHERE id = $3 AND app = $4 AND rev = $5`,
			millis(c.At), c.Document, c.ID, c.App, c.Rev)
	}
	if err == nil && n == 0 {
		err = bot.ErrConflict
	}
	return err
}

// Certificate implements bot.Store.
func (s *Store) Certificate(ctx context.Context, id string) (bot.Certificate, error) {
	return s.certificate(ctx, `id = $1`, id)
}

// CertificateFor implements bot.Store.
func (s *Store) CertificateFor(ctx context.Context, app, reference string) (bot.Certificate, error) {
	return s.certificate(ctx, `app = $1 AND reference = $2 AND reference <> ''`, app, reference)
}

func (s *Store) certificate(ctx context.Context, where string, args ...any) (c bot.Certificate, err error) {
	found := bot.ErrNotFound
	query := `SELECT id, app, rev, at, document, reference FROM certificates WHERE ` + where
	err = s.read(ctx, query, args, func(rows *sql.Rows) (err error) {
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
	err = rows.Scan(&c.ID, &c.App, &c.Rev, &at, &c.Document, &c.Reference)
	c.At = moment(at)
	return c, err
}

// Certificates implements bot.Store.
func (s *Store) Certificates(ctx context.Context) iter.Seq2[bot.Certificate, error] {
	return func(yield func(bot.Certificate, error) bool) {
		at, id := int64(-1), ""
		for {
			var page []bot.Certificate
			err := s.read(ctx, `SELECT id, app, rev, at, document, reference FROM certificates
				WHERE (at, id) > ($1, $2) ORDER BY at, id LIMIT $3`,
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
