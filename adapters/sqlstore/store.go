package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"assent/bot"
	"assent/bot/vault"
	"assent/policies"
)

// Names in the two folders.
const (
	dataFile   = "data.db"
	blobFolder = "blobs"
	keysFile   = "keys.db"
	masterFile = "master.key"
)

// Options tell a Store where to keep everything.
type Options struct {
	Data string // folder of the data; made when it is missing
	Keys string // folder of the keys; made when it is missing; neither inside Data nor around it

	// Database is the postgres:// address of the data; empty: SQLite in Data.
	// Several processes may share one database, each with a folder Data of its
	// own, if they share their keys too.
	Database string
	// KeysDatabase is the postgres:// address of the keys, which differs from
	// Database; empty: SQLite in Keys.
	KeysDatabase string

	// Master is the text of the master key where it comes from the
	// environment (see vault.GenerateMaster); empty: the file master.key in
	// Keys, made on first use.
	Master string
	// PreviousMaster is the master key before Master, while keys are rotated.
	PreviousMaster string

	// Controller fills the placeholders of the embedded sample edition, which
	// is in force until one is published.
	Controller policies.Controller

	Log *slog.Logger // nil: discard
}

// Store keeps people, events, the queue, files and editions in two folders, or
// in PostgreSQL. It is safe for concurrent use. Close it after use.
type Store struct {
	opt   Options
	log   *slog.Logger
	locks []*flock.Flock

	keys  *keyDB
	vault *vault.Vault
	data  *sql.DB // read from in parallel
	w     *writer // writes the data, nothing else in this process does
	blobs blobs
	book  *logbook
	id    string // of this process, random
	seen  int64  // people erased up to this sequence have left the memory; only besideOthers uses it
	reads sync.Map
	lost  lostLeases
	cache *cache
	shelf *shelf

	rotating sync.RWMutex // held while the master key changes
	erasing  sync.Mutex   // one replay of the erasure record at a time
	mu       sync.Mutex
	shred    []vault.KeyID // keys of finished items that could not be destroyed yet
	stop     context.CancelFunc
	idle     sync.WaitGroup
}

var _ bot.Store = (*Store)(nil)

// Open locks both folders, opens what is in them and replays the erasure record,
// so that nobody who was erased comes back with a restored backup. The errors of
// this package and of vault explain what is wrong and what to do.
func Open(ctx context.Context, opt Options) (s *Store, err error) {
	s = &Store{opt: opt, log: opt.Log, id: rand.Text(), cache: newCache(), shelf: newShelf(), stop: func() {}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.folders(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
			s = nil
		}
	}()
	for _, dir := range []string{s.opt.Data, s.opt.Keys} {
		l, err := lockFolder(dir)
		if err != nil {
			return s, err
		}
		s.locks = append(s.locks, l)
	}
	if err := s.openKeys(ctx); err != nil {
		return s, err
	}
	if err := s.openData(ctx); err != nil {
		return s, err
	}
	if err := s.recover(ctx); err != nil {
		return s, err
	}
	if err := s.openLedger(ctx); err != nil {
		return s, err
	}
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.idle.Go(func() { s.housekeeping(ctx) })
	if s.opt.Database != "" {
		s.idle.Go(func() { s.besideOthers(ctx) })
	}
	return s, nil
}

// folders makes the two names absolute and refuses one inside the other: a
// copy of the data must hold no key.
func (s *Store) folders() (err error) {
	if s.opt.Data, err = filepath.Abs(s.opt.Data); err != nil {
		return err
	}
	if s.opt.Keys, err = filepath.Abs(s.opt.Keys); err != nil {
		return err
	}
	if s.opt.Database != "" && s.opt.Database == s.opt.KeysDatabase {
		return errors.New("database and keys_database are the same: a copy of the data would hold the keys; " +
			"make another database for the keys")
	}
	if inside(s.opt.Keys, s.opt.Data) || inside(s.opt.Data, s.opt.Keys) {
		return fmt.Errorf("keys %s and data %s are inside one another: a copy of the data would hold the keys; "+
			"set keys to a folder beside data", s.opt.Keys, s.opt.Data)
	}
	return nil
}

func inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// openKeys opens the key database with its master key. It makes both when there
// is no data yet, and never replaces lost ones of existing data.
func (s *Store) openKeys(ctx context.Context) (err error) {
	path := filepath.Join(s.opt.Keys, keysFile)
	e, db, haveKeys := sqliteEngine, (*sql.DB)(nil), false
	if s.opt.KeysDatabase != "" {
		e = postgresEngine
		db, haveKeys, err = connectMoved(ctx, "keys_database", s.opt.KeysDatabase, "keys", path)
	} else {
		haveKeys, err = exists(path)
	}
	if err != nil {
		return err
	}
	defer func() {
		if s.keys == nil && db != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	haveData, err := s.haveData(ctx)
	if err != nil {
		return err
	}
	if haveData && !haveKeys {
		return fmt.Errorf("%s has no %s: %w", s.opt.Keys, keysFile, ErrKeysMissing)
	}
	master, err := s.master(haveKeys)
	if err != nil {
		return err
	}
	if db == nil {
		db, err = openSQLite(ctx, path, truncated, "keys")
	} else {
		err = migratePostgres(ctx, db, "keys")
	}
	if err != nil {
		return err
	}
	if s.keys, err = newKeyDB(ctx, db, e); err != nil {
		return err
	}
	previous, err := s.previousMasters()
	if err != nil {
		return err
	}
	if s.vault, err = vault.New(ctx, master, s.keys, previous...); err != nil {
		return fmt.Errorf("%s: %w", s.opt.Keys, err)
	}
	return s.finishRotation(ctx)
}

// haveData reports whether there is data already. It leaves a PostgreSQL
// database open.
func (s *Store) haveData(ctx context.Context) (made bool, err error) {
	if s.opt.Database == "" {
		return exists(filepath.Join(s.opt.Data, dataFile))
	}
	s.data, made, err = connectMoved(ctx, "database", s.opt.Database, "people", filepath.Join(s.opt.Data, dataFile))
	return made, err
}

func (s *Store) master(haveKeys bool) (vault.Master, error) {
	if s.opt.Master != "" {
		return vault.ParseMaster(s.opt.Master)
	}
	path := filepath.Join(s.opt.Keys, masterFile)
	m, err := vault.LoadMaster(path)
	if errors.Is(err, fs.ErrNotExist) {
		if haveKeys {
			return m, fmt.Errorf("%s: %w (%w)", path, ErrKeysMissing, err)
		}
		return vault.CreateMaster(path)
	}
	return m, explain(err)
}

func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, explain(err)
}

func (s *Store) openData(ctx context.Context) (err error) {
	if s.opt.Database != "" {
		if err := migratePostgres(ctx, s.data, "data"); err != nil {
			return fmt.Errorf("database: %w", explain(err))
		}
		s.blobs = tableBlobs{s.data}
		s.w, err = newWriter(ctx, s.data, postgresEngine, s.settle)
		return err
	}
	folder := filepath.Join(s.opt.Data, blobFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return explain(err)
	}
	if s.data, err = openSQLite(ctx, filepath.Join(s.opt.Data, dataFile), wal, "data"); err != nil {
		return err
	}
	s.data.SetMaxOpenConns(8)
	s.data.SetMaxIdleConns(8)
	s.blobs = folderBlobs(folder)
	s.w, err = newWriter(ctx, s.data, sqliteEngine, s.settle)
	return err
}

// recover finishes what a stopped or killed process left unfinished, and applies
// what a restored backup lacks.
func (s *Store) recover(ctx context.Context) error {
	if err := s.pair(ctx); err != nil {
		return err
	}
	if err := s.replay(ctx); err != nil {
		return fmt.Errorf("replay the erasure record: %w", err)
	}
	if s.opt.Database != "" {
		if err := s.beat(ctx); err != nil {
			return err
		}
		s.seen = s.keys.seq.Load()
	} else {
		// No other process uses this folder, so every lease belongs to a dead process.
		err := s.w.do(ctx, func(t *tx) error {
			_, err := t.exec(`UPDATE queue SET leased_until = 0 WHERE leased_until > 0`)
			return err
		})
		if err != nil {
			return fmt.Errorf("free the queue: %w", err)
		}
	}
	if s.opt.KeysDatabase == "" { // another process may be between making a key and queueing its item
		if err := s.sweepItemKeys(ctx); err != nil {
			return fmt.Errorf("destroy keys of finished jobs: %w", err)
		}
	}
	if err := s.sweepBlobs(ctx); err != nil {
		return fmt.Errorf("remove unfinished files: %w", err)
	}
	s.shredLeftover(ctx)
	return nil
}

// Close finishes what is under way and closes the store.
func (s *Store) Close() error {
	s.stop()
	s.idle.Wait()
	var errs []error
	if s.w != nil && s.opt.Database != "" {
		ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
		defer cancel()
		if err := s.leave(ctx); err != nil {
			s.log.Warn("leases could not be given back, they will expire", "error", err)
		}
	}
	if s.w != nil {
		errs = append(errs, s.shut(s.opt.Database, s.w.close()))
	}
	if s.data != nil {
		errs = append(errs, s.shut(s.opt.Database, s.data.Close()))
	}
	if s.keys != nil {
		errs = append(errs, s.shut(s.opt.KeysDatabase, s.keys.close()))
	}
	for _, l := range s.locks {
		errs = append(errs, l.Close())
	}
	return errors.Join(errs...)
}

// shut returns what went wrong in closing a database. If a PostgreSQL server is
// already gone, that is not a failure: everything acknowledged is durable there.
func (s *Store) shut(address string, err error) error {
	if address != "" && err != nil {
		s.log.Debug("a connection to PostgreSQL was not closed properly", "error", err)
		return nil
	}
	return err
}

// housekeepingEvery is how often leftovers are cleared away.
const housekeepingEvery = 10 * time.Minute

// keepHandled is how long a redelivery is recognised. The platforms give up
// within hours (FACTS.md, 5.1, 5.3, 5.4).
const keepHandled = 14 * 24 * time.Hour

func (s *Store) housekeeping(ctx context.Context) {
	tick := time.NewTicker(housekeepingEvery)
	defer tick.Stop()
	for now := time.Now(); ; {
		if err := s.tidy(ctx, now); err != nil && ctx.Err() == nil {
			s.log.Warn("housekeeping of the store failed, trying again later", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case now = <-tick.C:
		}
	}
}

// tidy deletes old message hashes and destroys leftover keys.
func (s *Store) tidy(ctx context.Context, now time.Time) error {
	s.shredLeftover(ctx)
	before := now.Add(-keepHandled).UnixMilli()
	return s.untilNone(ctx, func(t *tx) (int64, error) {
		return t.exec(`DELETE FROM handled WHERE hash IN (SELECT hash FROM handled WHERE at < $1 LIMIT 500)`, before)
	})
}

// untilNone repeats a small transaction until it changes nothing.
func (s *Store) untilNone(ctx context.Context, step func(*tx) (int64, error)) error {
	for {
		var n int64
		err := s.w.do(ctx, func(t *tx) (err error) {
			n, err = step(t)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// read runs a query beside the writer. Statements are prepared once.
func (s *Store) read(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	st, ok := s.reads.Load(query)
	if !ok {
		fresh, err := s.data.PrepareContext(ctx, query)
		if err != nil {
			return explain(err)
		}
		var lost bool
		if st, lost = s.reads.LoadOrStore(query, fresh); lost {
			if err := fresh.Close(); err != nil {
				return err
			}
		}
	}
	rows, err := st.(*sql.Stmt).QueryContext(ctx, args...)
	if err != nil {
		return explain(err)
	}
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return explain(errors.Join(rows.Err(), rows.Close()))
}

// millis and moment convert a time to a column and back; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
