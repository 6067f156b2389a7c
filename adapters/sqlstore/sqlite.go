package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/data/*.sql migrations/keys/*.sql
var migrations embed.FS

// journal is the journal mode of a database.
type journal string

const (
	// wal is for the data: readers run beside the writer.
	wal journal = "WAL"
	// truncated is for the keys: nothing of an overwritten key is left behind.
	// The commit truncates the journal, and syncs that before it returns.
	truncated journal = "TRUNCATE"
)

// openSQLite opens a database file and applies the migrations of a schema. Only
// the owner may read a new file.
func openSQLite(ctx context.Context, path string, j journal, schema string) (*sql.DB, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, explain(err)
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(path, j))
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db, sqliteEngine, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, explain(err)), db.Close())
	}
	return db, nil
}

func dsn(path string, j journal) string {
	q := url.Values{
		"_pragma": {
			"busy_timeout(10000)", // first: the pragmas below may have to wait
			"journal_mode(" + string(j) + ")", "synchronous(FULL)", "foreign_keys(1)",
			"secure_delete(1)", "journal_size_limit(67108864)", "wal_autocheckpoint(4000)", "cache_size(-16000)",
			"temp_store(MEMORY)", // no copy of a page anywhere else
		},
		"_txlock": {"immediate"},
	}
	escaped := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	return (&url.URL{Scheme: "file", Opaque: escaped, RawQuery: q.Encode()}).String()
}

// migrate brings a database to the schema of this version, one transaction per
// step. It refuses a newer schema.
func migrate(ctx context.Context, db *sql.DB, e engine, schema string, options ...goose.ProviderOption) error {
	p, err := e.provider(db, schema, options...)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("schema %d, this version knows %d: %w", have, want, ErrNewerSchema)
	}
	_, err = p.Up(ctx)
	return err
}

// lockFolder makes a folder if it is missing and locks it until Unlock or the
// end of the process.
func lockFolder(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, explain(err)
	}
	l := flock.New(filepath.Join(dir, "lock"), flock.SetPermissions(0o600))
	got, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, explain(err))
	}
	if !got {
		return nil, fmt.Errorf("%s: %w: stop that one first, or name another folder with --data and --keys",
			dir, ErrLocked)
	}
	return l, nil
}

// syncDir makes the names in a folder durable. Windows refuses to sync a
// folder; its file system logs names by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
