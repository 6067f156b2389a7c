package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"assent/bot"
)

// writeSettings writes the next revision of an app's settings.
func writeSettings(t *tx, s *bot.Settings) error {
	if s == nil {
		return nil
	}
	body, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write the settings of %s: %w", s.App, err)
	}
	newest, err := t.number(`SELECT COALESCE(MAX(rev), 0) FROM settings WHERE app = $1`, s.App)
	if err != nil {
		return err
	}
	if newest != s.Rev {
		return bot.ErrConflict
	}
	n, err := t.exec(`INSERT INTO settings (app, rev, at, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (app, rev) DO NOTHING`, s.App, s.Rev+1, millis(s.At), string(body))
	if err == nil && n == 0 {
		err = bot.ErrConflict
	}
	return err
}

// Settings implements bot.Store. They are kept in memory: every message needs
// them.
func (s *Store) Settings(ctx context.Context, app string) (bot.Settings, error) {
	s.shelf.mu.Lock()
	set, ok := s.shelf.settings[app]
	s.shelf.mu.Unlock()
	if ok {
		return set, nil
	}
	return s.readSettings(ctx, app)
}

// readSettings reads the settings from the database.
func (s *Store) readSettings(ctx context.Context, app string) (set bot.Settings, err error) {
	set.App = app
	const query = `SELECT rev, at, body FROM settings WHERE app = $1 ORDER BY rev DESC LIMIT 1`
	err = s.read(ctx, query, []any{app}, func(rows *sql.Rows) error {
		var at int64
		var body string
		if err := rows.Scan(&set.Rev, &at, &body); err != nil {
			return err
		}
		set.At = moment(at)
		return json.Unmarshal([]byte(body), &set)
	})
	if err != nil {
		return set, fmt.Errorf("read the settings: %w", err)
	}
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	if now, ok := s.shelf.settings[app]; ok && now.Rev > set.Rev {
		return now, nil // changed meanwhile
	}
	s.shelf.settings[app] = set
	return set, nil
}
