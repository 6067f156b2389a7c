package sqlstore

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"

	"assent/bot"
)

// LimitPages makes the writer of the data see a full disk once the database has n
// pages more than now; a negative n removes the limit.
func (s *Store) LimitPages(ctx context.Context, n int64) error {
	return s.w.do(ctx, func(t *tx) error {
		pages, err := t.number(`PRAGMA page_count`)
		if err != nil {
			return err
		}
		limit := pages + n
		if n < 0 {
			limit = 1 << 30
		}
		_, err = t.number(`PRAGMA max_page_count = ` + strconv.FormatInt(limit, 10))
		return err
	})
}

// FailCommits makes every commit of the data fail while it is on.
func (s *Store) FailCommits(on bool) error {
	return s.w.conn.Raw(func(c any) error {
		hook := sqlite.CommitHookFn(nil)
		if on {
			hook = func() int32 { return 1 }
		}
		c.(sqlite.HookRegisterer).RegisterCommitHook(hook)
		return nil
	})
}

// EraseKeyOnly does the first half of Erase, like a process that is killed in the
// middle.
func (s *Store) EraseKeyOnly(ctx context.Context, id bot.PersonID) error {
	_, err := s.vault.Erase(ctx, personKey(id), time.Now())
	return err
}

// Kill lets go of the folders without finishing anything, as a killed process
// does.
func (s *Store) Kill() {
	s.stop()
	s.idle.Wait()
	for _, l := range s.locks {
		_ = l.Close()
	}
}

// CountRows returns the number of rows of a table.
func (s *Store) CountRows(ctx context.Context, table string) (n int, err error) {
	err = s.data.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n)
	return n, err
}

// DataFolder returns the folder of the data.
func (s *Store) DataFolder() string { return s.opt.Data }

// WrappedKeys returns every key that is not destroyed, wrapped.
func (s *Store) WrappedKeys(ctx context.Context) (list [][]byte, err error) {
	err = s.keys.w.do(ctx, func(t *tx) error {
		return t.query(`SELECT wrapped FROM keys WHERE wrapped <> $1`, []any{destroyed}, func(rows *sql.Rows) error {
			var w []byte
			err := rows.Scan(&w)
			list = append(list, w)
			return err
		})
	})
	return list, err
}

// Die stops what the store does by itself, as if its process were killed: it
// gives no sign of life any more, and gives nothing back.
func (s *Store) Die() {
	s.stop()
	s.idle.Wait()
}

// MovedData returns the data columns that Move copies, by table.
func MovedData() map[string][]string { return moved(dataTables) }

// MovedKeys returns the key columns that Move copies, by table.
func MovedKeys() map[string][]string { return moved(keyTables) }

func moved(tables []movable) map[string][]string {
	all := map[string][]string{}
	for _, t := range tables {
		all[t.table] = slices.Sorted(slices.Values(t.columns))
	}
	return all
}

// Exec runs a statement on the data, beside the writer.
func (s *Store) Exec(ctx context.Context, statement string, args ...any) error {
	_, err := s.data.ExecContext(ctx, statement, args...)
	return err
}

// ExecOnKeys does the same on the keys.
func (s *Store) ExecOnKeys(ctx context.Context, statement string, args ...any) error {
	return s.keys.w.do(ctx, func(t *tx) error {
		_, err := t.exec(statement, args...)
		return err
	})
}

// Binary returns the engine's type for bytes.
func (s *Store) Binary() string {
	if s.w.engine.shared {
		return "BYTEA"
	}
	return "BLOB"
}

// Digest returns an expression that scatters the values of another.
func (s *Store) Digest(of string) string {
	if s.w.engine.shared {
		return "md5(" + of + ")"
	}
	// SQLite has no digest. Multiplying a number by an odd one modulo 2^32
	// scatters it without repeating any; the text before it is kept as it is.
	what, _, _ := strings.Cut(strings.TrimPrefix(of, "'"), " ")
	return "printf('%08x" + what + "', (i * 2654435761) % 4294967296)"
}

// CasePlan returns how SQLite carries out the query for a page of cases.
func (s *Store) CasePlan(ctx context.Context, q bot.CaseQuery) (steps []string, err error) {
	query, args, _ := selectCases(q)
	err = s.read(ctx, "EXPLAIN QUERY PLAN "+query, args, func(rows *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := rows.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	})
	return steps, err
}

// BacklogPlans returns how SQLite carries out the queries of Backlogs and Leaving.
func (s *Store) BacklogPlans(ctx context.Context) (steps []string, err error) {
	for query, args := range map[string][]any{
		backlogDue: {0, BacklogLimit}, backlogLater: {0, BacklogLimit}, backlogPutOff: {BacklogLimit}, leaving: nil,
	} {
		err := s.read(ctx, "EXPLAIN QUERY PLAN "+query, args, func(rows *sql.Rows) error {
			var id, parent, unused int
			var step string
			err := rows.Scan(&id, &parent, &unused, &step)
			steps = append(steps, step)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return steps, nil
}
