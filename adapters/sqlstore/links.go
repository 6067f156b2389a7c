package sqlstore

import (
	"context"
	"database/sql"

	"assent/bot"
)

func writeLinks(t *tx, links []bot.DownloadLink) error {
	for _, l := range links {
		_, err := t.exec(`INSERT INTO links (hash, app, person, file, expires_at) VALUES ($1, $2, $3, $4, $5)`,
			l.Hash, l.App, string(l.Person), string(l.File), millis(l.Expires))
		if err != nil {
			return err
		}
	}
	return nil
}

// DownloadLink implements bot.Store.
func (s *Store) DownloadLink(ctx context.Context, hash string) (bot.DownloadLink, error) {
	l, found := bot.DownloadLink{Hash: hash}, false
	const query = `SELECT app, person, file, expires_at FROM links WHERE hash = $1`
	err := s.read(ctx, query, []any{hash}, func(rows *sql.Rows) error {
		var expires int64
		err := rows.Scan(&l.App, &l.Person, &l.File, &expires)
		l.Expires, found = moment(expires), true
		return err
	})
	if err == nil && !found {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.DownloadLink{}, err
	}
	return l, nil
}
