package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"assent/bot"
)

// blobs keeps sealed streams under random names.
type blobs interface {
	// create begins a blob. It exists once commit has returned nil.
	create(ctx context.Context, name string) (blob, error)
	// open reads a blob, or returns bot.ErrNotFound.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	// remove deletes a blob; a missing one is not an error.
	remove(ctx context.Context, name string) error
	// sweep removes blobs that are not named: they are unfinished, or were left
	// behind by a process that ended.
	sweep(ctx context.Context, named map[string]bool) error
}

// blob is a blob that is being written.
type blob interface {
	io.Writer
	commit() error
	abort() error
}

// folderBlobs keeps each blob as a file in a folder.
type folderBlobs string

// partSuffix marks a file that is not complete.
const partSuffix = ".part"

func (f folderBlobs) path(name string) string { return filepath.Join(string(f), name) }

func (f folderBlobs) create(_ context.Context, name string) (blob, error) {
	file, err := os.OpenFile(f.path(name)+partSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &fileBlob{file, f, name}, nil
}

type fileBlob struct {
	*os.File
	folder folderBlobs
	name   string
}

func (b *fileBlob) commit() error {
	path := b.folder.path(b.name)
	err := errors.Join(b.Sync(), b.Close())
	if err == nil {
		err = os.Rename(path+partSuffix, path)
	}
	if err == nil {
		err = syncDir(string(b.folder))
	}
	return err
}

func (b *fileBlob) abort() error {
	_ = b.Close() // it is thrown away in any case
	return errors.Join(b.folder.delete(b.name), b.folder.delete(b.name+partSuffix))
}

func (f folderBlobs) open(_ context.Context, name string) (io.ReadCloser, error) {
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		err = bot.ErrNotFound
	}
	return file, err
}

func (f folderBlobs) remove(_ context.Context, name string) error { return f.delete(name) }

func (f folderBlobs) delete(name string) error {
	err := os.Remove(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return explain(err)
}

func (f folderBlobs) sweep(_ context.Context, named map[string]bool) error {
	found, err := os.ReadDir(string(f))
	if err != nil {
		return explain(err)
	}
	for _, entry := range found {
		if strings.HasSuffix(entry.Name(), partSuffix) || !named[entry.Name()] {
			if err := f.delete(entry.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// tableBlobs keeps blobs in parts in a table, where every process on the
// database can read them.
type tableBlobs struct{ db *sql.DB }

// partSize is how many bytes of a blob one row holds.
const partSize = 256 << 10

// unfinishedFor is how long another process may take to write a blob before the
// blob counts as left behind.
const unfinishedFor = 6 * time.Hour

func (t tableBlobs) create(ctx context.Context, name string) (blob, error) {
	return &tableBlob{ctx: ctx, table: t, name: name}, nil
}

type tableBlob struct {
	ctx   context.Context
	table tableBlobs
	name  string
	n     int64
	part  bytes.Buffer
}

func (b *tableBlob) Write(p []byte) (int, error) {
	b.part.Write(p)
	for b.part.Len() >= partSize {
		if err := b.flush(partSize); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (b *tableBlob) flush(size int) error {
	_, err := b.table.db.ExecContext(b.ctx, `INSERT INTO blobs (name, n, made_at, part) VALUES ($1, $2, $3, $4)`,
		b.name, b.n, time.Now().UnixMilli(), b.part.Next(size))
	b.n++
	return err
}

func (b *tableBlob) commit() error {
	if b.part.Len() == 0 && b.n > 0 {
		return nil
	}
	return b.flush(b.part.Len())
}

func (b *tableBlob) abort() error { return b.table.remove(b.ctx, b.name) }

func (t tableBlobs) open(ctx context.Context, name string) (io.ReadCloser, error) {
	r := &tableReader{ctx: ctx, table: t, name: name}
	if err := r.next(); errors.Is(err, io.EOF) {
		return nil, bot.ErrNotFound
	} else if err != nil {
		return nil, err
	}
	return io.NopCloser(r), nil
}

type tableReader struct {
	ctx   context.Context
	table tableBlobs
	name  string
	n     int64
	part  []byte
}

// next reads the next part, and returns io.EOF after the last.
func (r *tableReader) next() error {
	row := r.table.db.QueryRowContext(r.ctx, `SELECT part FROM blobs WHERE name = $1 AND n = $2`, r.name, r.n)
	err := row.Scan(&r.part)
	if errors.Is(err, sql.ErrNoRows) {
		return io.EOF // a missing part does not go unnoticed: a sealed stream that was cut short does not open
	}
	r.n++
	return explain(err)
}

func (r *tableReader) Read(p []byte) (int, error) {
	if len(r.part) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.part)
	r.part = r.part[n:]
	return n, nil
}

func (t tableBlobs) remove(ctx context.Context, name string) error {
	_, err := t.db.ExecContext(ctx, `DELETE FROM blobs WHERE name = $1`, name)
	return explain(err)
}

func (t tableBlobs) sweep(ctx context.Context, _ map[string]bool) error {
	_, err := t.db.ExecContext(ctx, `DELETE FROM blobs WHERE made_at < $1 AND name NOT IN (SELECT blob FROM files)`,
		time.Now().Add(-unfinishedFor).UnixMilli())
	return explain(err)
}
