package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"assent/bot"
	"assent/bot/vault"
)

func filePlace(app string, id bot.FileID, blob string) []byte {
	return vault.Bind("files", app, string(id), blob)
}

// fileWriter writes a sealed stream under a name of its own and gives it a row
// in the database when it is complete.
type fileWriter struct {
	s      *Store
	ctx    context.Context
	person bot.PersonID
	app    string
	id     bot.FileID
	name   string // of the blob
	f      blob
	seal   io.WriteCloser
	err    error // why nothing more can be written
}

// CreateFile implements bot.Store. The content never touches the disk unsealed.
// An existing file is replaced when the new one is complete.
func (s *Store) CreateFile(ctx context.Context, id bot.PersonID, file bot.FileID) (bot.FileWriter, error) {
	p, err := s.PersonByID(ctx, id)
	if err != nil {
		return nil, err
	}
	w := &fileWriter{s: s, ctx: context.WithoutCancel(ctx), person: id, app: p.App, id: file, name: rand.Text()}
	w.f, err = s.blobs.create(w.ctx, w.name)
	if err != nil {
		return nil, fmt.Errorf("create a file: %w", explain(err))
	}
	w.seal, err = s.vault.SealStream(ctx, personKey(id), w.f, filePlace(p.App, file, w.name))
	if err != nil {
		w.Abort()
		return nil, erasedMeanwhile(err, bot.ErrNotFound)
	}
	return w, nil
}

func (w *fileWriter) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.seal.Write(p)
	if err != nil {
		w.err = fmt.Errorf("write a file: %w", explain(err))
	}
	return n, w.err
}

// Close makes the file exist, or throws it away and returns why.
func (w *fileWriter) Close() error {
	if w.f == nil {
		return w.err
	}
	err := w.err
	if err == nil {
		err = w.finish()
	}
	if err != nil {
		w.Abort()
		w.err = err
		return err
	}
	w.f, w.err = nil, fs.ErrClosed
	return nil
}

func (w *fileWriter) finish() error {
	err := w.seal.Close()
	if err == nil {
		err = w.f.commit()
	}
	if err != nil {
		return fmt.Errorf("complete a file: %w", explain(err))
	}
	return w.enter()
}

// enter gives the complete blob its row, unless the person was erased
// meanwhile.
func (w *fileWriter) enter() error {
	var old string
	err := w.s.w.do(w.ctx, func(t *tx) error {
		known, err := t.number(`SELECT COUNT(*) FROM people WHERE id = $1 AND app = $2`, string(w.person), w.app)
		if err != nil {
			return err
		}
		if known == 0 {
			return bot.ErrNotFound
		}
		old = ""
		err = t.query(`DELETE FROM files WHERE id = $1 AND app = $2 AND person = $3 RETURNING blob`,
			[]any{string(w.id), w.app, string(w.person)}, func(rows *sql.Rows) error { return rows.Scan(&old) })
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO files (id, app, person, blob) VALUES ($1, $2, $3, $4)`,
			string(w.id), w.app, string(w.person), w.name)
		return err
	})
	if err != nil {
		return err
	}
	if old != "" {
		return w.s.blobs.remove(w.ctx, old)
	}
	return nil
}

// Abort throws the file away.
func (w *fileWriter) Abort() {
	if w.f == nil {
		return
	}
	if err := w.f.abort(); err != nil {
		w.s.log.Warn("an unfinished file cannot be removed now; the next start will remove it", "error", err)
	}
	w.f, w.err = nil, fs.ErrClosed
}

// OpenFile implements bot.Store.
func (s *Store) OpenFile(ctx context.Context, id bot.PersonID, file bot.FileID) (io.ReadCloser, error) {
	var app, blob string
	err := s.read(ctx, `SELECT app, blob FROM files WHERE id = $1 AND person = $2`, []any{string(file), string(id)},
		func(rows *sql.Rows) error { return rows.Scan(&app, &blob) })
	if err != nil {
		return nil, err
	}
	if blob == "" {
		return nil, bot.ErrNotFound
	}
	f, err := s.blobs.open(ctx, blob)
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	plain, err := s.vault.OpenStream(ctx, personKey(id), f, filePlace(app, file, blob))
	if err != nil {
		return nil, errors.Join(erasedMeanwhile(err, bot.ErrNotFound), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, f}, nil
}

// RemoveFile implements bot.Store.
func (s *Store) RemoveFile(ctx context.Context, id bot.PersonID, file bot.FileID) error {
	err := s.w.do(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM links WHERE file = $1 AND person = $2`, string(file), string(id))
		return err
	})
	if err != nil {
		return err
	}
	return s.removeBlobs(ctx, `DELETE FROM files WHERE id = $1 AND person = $2 RETURNING blob`,
		string(file), string(id))
}

// removeBlobs deletes rows of files first, then the blobs they named: a process
// that is killed in between leaves blobs for the next start to sweep.
func (s *Store) removeBlobs(ctx context.Context, query string, args ...any) error {
	var blobs []string
	err := s.w.do(ctx, func(t *tx) error {
		blobs = nil
		return t.query(query, args, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			blobs = append(blobs, name)
			return err
		})
	})
	for _, name := range blobs {
		err = errors.Join(err, s.blobs.remove(ctx, name))
	}
	return err
}

// sweepBlobs removes blobs that no row names: unfinished ones, and those whose
// row was deleted before the process ended.
func (s *Store) sweepBlobs(ctx context.Context) error {
	named := map[string]bool{}
	err := s.read(ctx, `SELECT blob FROM files`, nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		named[name] = true
		return err
	})
	if err != nil {
		return err
	}
	return s.blobs.sweep(ctx, named)
}
