package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Errors of a store, each with what to do next.
var (
	// ErrLocked: another process uses the folder.
	ErrLocked = errors.New("the folder is in use by another assent process")
	// ErrDiskFull: nothing of the change was written.
	ErrDiskFull = errors.New("the disk is full, nothing was written: make room and try again")
	// ErrCorrupt: a database file is damaged.
	ErrCorrupt = errors.New("the database is damaged: stop assent and restore the last backup with: assent restore DIR")
	// ErrReadOnly: a folder or file may not be written.
	ErrReadOnly = errors.New("the database cannot be written: check the owner and the mode of its folder and files")
	// ErrNewerSchema: a later version of Assent wrote the database.
	ErrNewerSchema = errors.New("the database was written by a newer version of assent: run that version, " +
		"or restore a backup made before the upgrade")
	// ErrKeysMissing: there is data, but not the keys that open it.
	ErrKeysMissing = errors.New("the keys of this data are missing: put the keys folder back from its own backup")
	// ErrKeysForeign: keys and data do not belong together.
	ErrKeysForeign = errors.New("the keys belong to other data: " +
		"set keys to the folder that was used with this data folder")
	// ErrKeysOlder: the key database lacks keys or erasures that the data
	// relies on. Serving would lose people, or bring erased ones back.
	ErrKeysOlder = errors.New("the keys are older than the data, so erasures may be missing from the record: " +
		"restore a backup of the keys that is at least as new as the data, or data that is as old as the keys")
	// ErrUnreachable: PostgreSQL cannot be reached, or is stopping.
	ErrUnreachable = errors.New("the PostgreSQL server does not answer, nothing was written: " +
		"check that it runs and that database and keys_database are its addresses")
	// ErrOtherTool: PostgreSQL has its own tools for that.
	ErrOtherTool = errors.New("the data is in PostgreSQL: copy it with pg_dump or a base backup; " +
		"keep copies of keys_database separately and only for a short time")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrNotEmpty: a backup or restored data would overwrite something.
	ErrNotEmpty = errors.New("the folder is not empty: name a new one, or move its content away first")
	// ErrNoBackup: a folder holds no complete backup.
	ErrNoBackup = errors.New("the folder holds no complete backup")
)

// code returns the primary result code of SQLite, or 0.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// fatal reports whether an error comes from the storage, so that the whole
// transaction is lost and not just one change.
func fatal(err error) bool {
	if e := postgresError(err); e != nil {
		return postgresFatal(e)
	}
	switch code(err) {
	case 0, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH,
		sqlite3.SQLITE_RANGE, sqlite3.SQLITE_TOOBIG:
		return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	}
	return true
}

// explain wraps an error of the database or the file system with what to do
// about it.
func explain(err error) error {
	if err == nil {
		return nil
	}
	remedy := error(nil)
	said := ""
	if e := postgresError(err); e != nil {
		said = e.Code
	}
	_, refused := errors.AsType[*pgconn.ConnectError](err)
	switch c := code(err); {
	case refused, errors.Is(err, driver.ErrBadConn), strings.HasPrefix(said, "57P"), strings.HasPrefix(said, "08"):
		remedy = ErrUnreachable
	case said == "53100":
		remedy = ErrDiskFull
	case c == sqlite3.SQLITE_FULL, errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		remedy = ErrDiskFull
	case c == sqlite3.SQLITE_CORRUPT, c == sqlite3.SQLITE_NOTADB:
		remedy = ErrCorrupt
	case c == sqlite3.SQLITE_READONLY, c == sqlite3.SQLITE_CANTOPEN, c == sqlite3.SQLITE_PERM,
		errors.Is(err, fs.ErrPermission):
		remedy = ErrReadOnly
	default:
		return err
	}
	if errors.Is(err, remedy) {
		return err
	}
	return fmt.Errorf("%w (%w)", remedy, err)
}
