package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup copies the data, without any key, into a new or empty folder while the
// store is in use. A folder without data.db is not a complete backup. A file
// that is removed while the copy is made is left out.
func (s *Store) Backup(ctx context.Context, dir string) error {
	if s.opt.Database != "" {
		return ErrOtherTool
	}
	if err := s.backupFolder(dir); err != nil {
		return fmt.Errorf("backup to %s: %w", dir, err)
	}
	part := filepath.Join(dir, dataFile+partSuffix)
	if err := vacuumInto(ctx, s.data, part); err != nil {
		return fmt.Errorf("backup to %s: %w", dir, err)
	}
	blobs := filepath.Join(dir, blobFolder)
	if err := os.Mkdir(blobs, 0o700); err != nil {
		return explain(err)
	}
	names, err := blobsIn(ctx, part)
	if err != nil {
		return fmt.Errorf("backup to %s: %w", dir, err)
	}
	for _, name := range names {
		err := copyFile(ctx, folderBlobs(filepath.Join(s.opt.Data, blobFolder)).path(name), filepath.Join(blobs, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("backup to %s: %w", dir, err)
		}
	}
	if err := syncDir(blobs); err != nil {
		return err
	}
	return complete(part)
}

// BackupKeys copies the keys, the erasure record and, where it is in the keys
// folder, the master key into a new or empty folder. Keep this copy separately
// from the data, and only for a short time: together with an old copy of the
// data it reads everyone who was erased since.
func (s *Store) BackupKeys(ctx context.Context, dir string) error {
	if s.opt.KeysDatabase != "" {
		return ErrOtherTool
	}
	s.rotating.RLock() // the keys and the master key have to match
	defer s.rotating.RUnlock()
	if err := s.backupFolder(dir); err != nil {
		return fmt.Errorf("backup of keys to %s: %w", dir, err)
	}
	if s.opt.Master == "" {
		if err := copyFile(ctx, filepath.Join(s.opt.Keys, masterFile), filepath.Join(dir, masterFile)); err != nil {
			return fmt.Errorf("backup of keys to %s: %w", dir, err)
		}
	}
	part := filepath.Join(dir, keysFile+partSuffix)
	if err := vacuumInto(ctx, s.keys.db, part); err != nil {
		return fmt.Errorf("backup of keys to %s: %w", dir, err)
	}
	return complete(part)
}

// backupFolder makes the folder of a backup, outside of what is backed up.
func (s *Store) backupFolder(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for _, own := range []string{s.opt.Data, s.opt.Keys} {
		if inside(abs, own) {
			return fmt.Errorf("it is inside %s: name a folder elsewhere", own)
		}
	}
	return emptyFolder(dir)
}

func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return explain(err)
	}
	found, err := os.ReadDir(dir)
	if err != nil {
		return explain(err)
	}
	for _, f := range found {
		if f.Name() != "lock" {
			return fmt.Errorf("%s: %w", dir, ErrNotEmpty)
		}
	}
	return nil
}

// vacuumInto writes a compact copy of a database, a consistent snapshot even
// while it is written to.
func vacuumInto(ctx context.Context, db *sql.DB, path string) error {
	// SQLite accepts an existing empty file, and keeps its mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return explain(err)
	}
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return errors.Join(explain(err), f.Close())
	}
	return explain(errors.Join(f.Sync(), f.Close()))
}

// complete gives the last file of a backup its final name.
func complete(part string) error {
	final := part[:len(part)-len(partSuffix)]
	if err := os.Rename(part, final); err != nil {
		return explain(err)
	}
	return explain(syncDir(filepath.Dir(final)))
}

// blobsIn lists the blobs that a copy of the data names.
func blobsIn(ctx context.Context, path string) (names []string, err error) {
	db, err := sql.Open("sqlite", dsn(path, truncated)+"&mode=ro")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return blobNames(ctx, db)
}

// blobNames lists the blobs that a database names.
func blobNames(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT blob FROM files`)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, explain(rows.Err())
}

func copyFile(ctx context.Context, from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return explain(err)
	}
	_, err = io.Copy(dst, src)
	if err == nil {
		err = ctx.Err()
	}
	return explain(errors.Join(err, dst.Sync(), dst.Close()))
}

// Restore copies a backup of the data into a folder that holds no data. Nobody
// who was erased since comes back: Open replays the erasure record, and refuses
// keys that are older than the data.
func Restore(ctx context.Context, backup, data string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("restore %s: %w", backup, err)
		}
	}()
	src := filepath.Join(backup, dataFile)
	if ok, err := exists(src); err != nil || !ok {
		return errors.Join(err, fmt.Errorf("no %s: %w", dataFile, ErrNoBackup))
	}
	names, err := blobsIn(ctx, src)
	if err != nil {
		return err
	}
	lock, err := lockFolder(data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := emptyFolder(data); err != nil {
		return err
	}
	blobs := filepath.Join(data, blobFolder)
	if err := os.Mkdir(blobs, 0o700); err != nil {
		return explain(err)
	}
	for _, name := range names {
		err := copyFile(ctx, filepath.Join(backup, blobFolder, name), filepath.Join(blobs, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := syncDir(blobs); err != nil {
		return err
	}
	part := filepath.Join(data, dataFile+partSuffix)
	if err := copyFile(ctx, src, part); err != nil {
		return err
	}
	return complete(part)
}

// RestoreKeys copies a backup of the keys into a folder that holds no keys.
func RestoreKeys(ctx context.Context, backup, keys string) (err error) {
	src := filepath.Join(backup, keysFile)
	if ok, err := exists(src); err != nil || !ok {
		return errors.Join(err, fmt.Errorf("restore keys from %s: no %s: %w", backup, keysFile, ErrNoBackup))
	}
	lock, err := lockFolder(keys)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := emptyFolder(keys); err != nil {
		return err
	}
	err = copyFile(ctx, filepath.Join(backup, masterFile), filepath.Join(keys, masterFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // the master key may come from the environment
		return err
	}
	part := filepath.Join(keys, keysFile+partSuffix)
	if err := copyFile(ctx, src, part); err != nil {
		return err
	}
	return complete(part)
}

// Check reads all of both databases and returns ErrCorrupt with what is wrong.
// It takes as long as reading them takes.
func (s *Store) Check(ctx context.Context) error {
	for name, db := range map[string]*sql.DB{dataFile: s.data, keysFile: s.keys.db} {
		if name == dataFile && s.opt.Database != "" || name == keysFile && s.opt.KeysDatabase != "" {
			if err := db.PingContext(ctx); err != nil { // PostgreSQL looks after its own files
				return fmt.Errorf("check: %w", explain(err))
			}
			continue
		}
		var said string
		if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&said); err != nil {
			return fmt.Errorf("check %s: %w", name, explain(err))
		}
		if said != "ok" {
			return fmt.Errorf("check %s: %w (%s)", name, ErrCorrupt, said)
		}
	}
	return nil
}
