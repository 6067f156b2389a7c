package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	stdhash "hash"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Errors of a move from SQLite to PostgreSQL.
var (
	// ErrMoveUnfinished: a move into the database was interrupted.
	ErrMoveUnfinished = errors.New("a move into this database is not finished: run assent migrate move again, " +
		"with the same folders and databases")
	// ErrNotMoved: PostgreSQL is configured, but the folder still holds data.
	ErrNotMoved = errors.New("the folder still holds the data of SQLite, and nobody in it would be known: " +
		"move it with assent migrate move, or move the files away")
	// ErrOccupied: the database to move into holds something else.
	ErrOccupied = errors.New("the database holds data already: name an empty one")
	// ErrDiffers: the copy is not equal to the original.
	ErrDiffers = errors.New("the copy differs from the original; the files are still in use: " +
		"empty the database and move again")
)

// movedSuffix marks the files that were moved and are no longer in use.
const movedSuffix = ".moved"

// metaMoving is in the meta table of a database until a move into it is
// finished.
const metaMoving = "moving"

// A movable is a table to be moved. It is moved in the order of its primary key,
// so that the last row copied shows how far an interrupted move came.
type movable struct {
	table   string
	key     int // how many of the columns, from the first, form the primary key
	columns []string
}

// dataTables are the tables of the data. Leases and the list of processes
// belong to the processes of one database and are not moved; blobs come from
// their folder.
var dataTables = []movable{
	{"people", 2, []string{
		"id", "app", "rev", "stage", "consent", "requests", "seen_at",
		"handoff", "handoff_at", "staff", "due_at", "body",
	}},
	{"addresses", 2, []string{"hash", "app", "person"}},
	{"events", 4, []string{"person", "rev", "n", "app", "id", "kind", "at", "body"}},
	{"queue", 2, []string{
		"id", "app", "person", "lane", "name", "due_at", "attempt", "seq", "own_key", "body", "first_due",
	}},
	{"handled", 2, []string{"hash", "app", "at"}},
	{"suppressed", 2, []string{"hash", "app", "at"}},
	{"links", 2, []string{"hash", "app", "person", "file", "expires_at"}},
	{"files", 2, []string{"id", "app", "person", "blob"}},
	{"ledger", 1, []string{"n", "app", "kind", "at", "commitment"}},
	{"ledger_hashes", 1, []string{"i", "hash"}},
	{"ledger_head", 1, []string{"id", "size", "head"}},
	{"cases", 2, []string{
		"app", "reference", "kind", "state", "regime", "channel",
		"opened", "acknowledged", "due", "extended", "closed", "reason", "reviewed",
	}},
	{"certificates", 2, []string{"id", "app", "rev", "at", "document", "reference"}},
	{"tallies", 7, []string{"app", "day", "channel", "lang", "edition", "wording", "step", "n"}},
	{"settings", 2, []string{"app", "rev", "at", "body"}},
	{"drafts", 1, []string{"app", "rev", "saved_at", "kind", "body", "proposal"}},
	{"noise", 1, []string{"person"}},
	{"editions", 2, []string{"app", "number", "kind", "material", "published_at", "body"}},
}

// keyTables are the tables of the key database.
var keyTables = []movable{
	{"keys", 1, []string{"n", "id", "wrapped"}},
	{"erasures", 1, []string{"seq", "id", "at"}},
}

// Moved is what Move moved.
type Moved struct {
	Rows  map[string]int64 // by table
	Blobs int
	// Left lists the files that are no longer in use, under their new names.
	Left []string
}

// Move copies everything from the folders opt.Data and opt.Keys, which no
// process may use meanwhile, to opt.Database, and to opt.KeysDatabase where that
// is set. It compares everything, and then renames the files so that they are no
// longer in use. The next move continues one that was interrupted; until then
// Open refuses the database. Destroy the files that are left: they hold
// everything, including copies of keys, so even people who are erased from now
// on can be read from them.
func Move(ctx context.Context, opt Options) (m *Moved, err error) {
	s := &Store{opt: opt, log: cmp.Or(opt.Log, slog.New(slog.DiscardHandler))}
	if opt.Database == "" {
		return nil, errors.New("set database to the postgres:// address to move to")
	}
	if err := s.folders(); err != nil {
		return nil, err
	}
	for _, dir := range []string{s.opt.Data, s.opt.Keys} {
		l, err := lockFolder(dir)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, l.Close()) }()
	}
	m = &Moved{Rows: map[string]int64{}}
	parts := []*move{{
		folder: s.opt.Data, file: dataFile, key: "database", address: s.opt.Database,
		schema: "data", made: "people", tables: dataTables, journal: wal,
	}}
	if s.opt.KeysDatabase != "" {
		// First, so that the data never relies on keys that are not there.
		parts = append([]*move{{
			folder: s.opt.Keys, file: keysFile, key: "keys_database", address: s.opt.KeysDatabase,
			schema: "keys", made: "keys", tables: keyTables, journal: truncated,
		}}, parts...)
	}
	for _, p := range parts {
		p.log, p.moved = s.log, m
		defer func() { err = errors.Join(err, p.close()) }()
		if err := p.open(ctx); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		if err := p.copy(ctx); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		if err := p.finish(ctx); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		if p.from == nil {
			continue
		}
		if err := p.retire(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// A move copies one database file to PostgreSQL.
type move struct {
	folder, file, key, address, schema, made string
	tables                                   []movable
	journal                                  journal
	log                                      *slog.Logger
	moved                                    *Moved

	from, to *sql.DB
	done     bool // everything is copied
}

func (m *move) close() (err error) {
	for _, db := range []*sql.DB{m.from, m.to} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	m.from, m.to = nil, nil
	return err
}

// open opens both sides, brings both to the schema of this version, and marks
// the database as the target of a move.
func (m *move) open(ctx context.Context) error {
	path := filepath.Join(m.folder, m.file)
	there, err := exists(path)
	if err != nil {
		return err
	}
	var made bool
	if m.to, made, err = connect(ctx, m.key, m.address, m.made); err != nil {
		return err
	}
	if !there {
		return m.movedBefore(ctx, made)
	}
	if m.from, err = openSQLite(ctx, path, m.journal, m.schema); err != nil {
		return err
	}
	if err := migratePostgres(ctx, m.to, m.schema); err != nil {
		return fmt.Errorf("%s: %w", m.key, explain(err))
	}
	return m.claim(ctx)
}

// movedBefore accepts a missing file if an earlier run moved it.
func (m *move) movedBefore(ctx context.Context, made bool) error {
	if !made {
		return fmt.Errorf("there is no %s in %s to move: name the folder with --data and --keys", m.file, m.folder)
	}
	m.done = true
	return unfinished(ctx, m.to, m.key)
}

// claim marks an empty database, or finds the mark of an earlier run.
func (m *move) claim(ctx context.Context) error {
	store, err := meta(ctx, m.from, metaStore)
	if err != nil {
		return err
	}
	if store == 0 {
		return fmt.Errorf("%s was never used, there is nothing to move", filepath.Join(m.folder, m.file))
	}
	there, err := meta(ctx, m.to, metaStore)
	if err != nil {
		return err
	}
	moving, err := meta(ctx, m.to, metaMoving)
	switch {
	case err != nil:
		return err
	case there == store && moving == 0:
		m.done = true // an earlier run was interrupted before it renamed the files
		return nil
	case there == store:
		m.log.Info("continuing an interrupted move", "from", m.file, "to", m.key)
		return nil
	case there != 0:
		return fmt.Errorf("%s: %w", m.key, ErrOccupied)
	}
	for _, t := range m.tables {
		var rows int64
		if err := m.to.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+t.table).Scan(&rows); err != nil {
			return explain(err)
		}
		if rows > 0 {
			return fmt.Errorf("%s: %w", m.key, ErrOccupied)
		}
	}
	_, err = m.to.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2), ($3, 1)`,
		metaStore, store, metaMoving)
	return explain(err)
}

// meta reads a number from a meta table; 0 where there is none.
func meta(ctx context.Context, db *sql.DB, name string) (n int64, err error) {
	err = db.QueryRowContext(ctx, getMeta, name).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, explain(err)
}

// unfinished returns an error where a move into the database is not finished.
func unfinished(ctx context.Context, db *sql.DB, key string) error {
	moving, err := meta(ctx, db, metaMoving)
	if err == nil && moving != 0 {
		err = fmt.Errorf("%s: %w", key, ErrMoveUnfinished)
	}
	return err
}

// connectMoved connects to a database for use by a Store. It refuses one with an
// unfinished move, and one beside an SQLite file that is still in use: nobody in
// that file would be known.
func connectMoved(ctx context.Context, key, address, table, file string) (db *sql.DB, made bool, err error) {
	if left, err := exists(file); err != nil || left {
		return nil, false, cmp.Or(err, fmt.Errorf("%s and %s: %w", key, file, ErrNotMoved))
	}
	db, made, err = connect(ctx, key, address, table)
	if err == nil && made {
		if err = unfinished(ctx, db, key); err != nil {
			return nil, false, errors.Join(err, db.Close())
		}
	}
	return db, made, err
}

// moveRows is how many rows one statement copies at most.
const moveRows = 5000

// copy copies what is not there yet.
func (m *move) copy(ctx context.Context) error {
	if m.done {
		return nil
	}
	for _, t := range m.tables {
		if err := m.copyTable(ctx, t); err != nil {
			return fmt.Errorf("%s: move %s: %w", m.key, t.table, explain(err))
		}
	}
	if m.file == dataFile {
		return m.copyBlobs(ctx)
	}
	return nil
}

func (m *move) copyTable(ctx context.Context, t movable) error {
	last, err := t.last(ctx, m.to)
	if err != nil {
		return err
	}
	for begun := time.Now(); ; {
		page, err := t.page(ctx, m.from, last, moveRows)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := copyRows(ctx, m.to, t, page); err != nil {
			return err
		}
		last = page[len(page)-1][:t.key]
		if time.Since(begun) > 5*time.Second {
			begun = time.Now()
			m.log.Info("moving", "table", t.table)
		}
	}
}

// last returns the primary key of the last row, or nil.
func (t movable) last(ctx context.Context, db *sql.DB) ([]any, error) {
	key := t.columns[:t.key]
	rows, err := t.query(ctx, db, `SELECT `+strings.Join(key, ", ")+` FROM `+t.table+
		` ORDER BY `+strings.Join(key, " DESC, ")+` DESC LIMIT 1`, t.key)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// page returns up to n rows after a primary key, in its order.
func (t movable) page(ctx context.Context, db *sql.DB, after []any, n int) ([][]any, error) {
	key := strings.Join(t.columns[:t.key], ", ")
	where := ""
	if after != nil {
		where = ` WHERE (` + key + `) > ` + values(1, t.key)
	}
	return t.query(ctx, db, `SELECT `+strings.Join(t.columns, ", ")+` FROM `+t.table+where+
		fmt.Sprintf(` ORDER BY %s LIMIT %d`, key, n), len(t.columns), after...)
}

func (t movable) query(ctx context.Context, db *sql.DB, query string, columns int, args ...any) ([][]any, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][]any
	for rows.Next() {
		row, to := make([]any, columns), make([]any, columns)
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// copyRows adds rows, all or none, by PostgreSQL's COPY.
func copyRows(ctx context.Context, db *sql.DB, t movable, rows [][]any) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.table}, t.columns, pgx.CopyFromRows(rows))
		return err
	})
}

// copyBlobs copies the sealed files that the data names. It skips those that no
// longer exist: a download link to one already leads nowhere.
func (m *move) copyBlobs(ctx context.Context) error {
	to := tableBlobs{m.to}
	names, err := blobNames(ctx, m.from)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := to.remove(ctx, name); err != nil { // what an earlier run began
			return err
		}
		if err := m.copyBlob(ctx, to, name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("move a file: %w", explain(err))
		}
	}
	return nil
}

func (m *move) copyBlob(ctx context.Context, to tableBlobs, name string) error {
	src, err := os.Open(filepath.Join(m.folder, blobFolder, name))
	if err != nil {
		return err
	}
	defer src.Close()
	b, err := to.create(ctx, name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(b, src); err != nil {
		return err
	}
	m.moved.Blobs++
	return b.commit()
}

// finish compares both sides completely and removes the mark.
func (m *move) finish(ctx context.Context) error {
	if m.done {
		return nil
	}
	for _, t := range m.tables {
		n, here, err := t.digest(ctx, m.from)
		if err != nil {
			return err
		}
		there, copied, err := t.digest(ctx, m.to)
		if err != nil {
			return err
		}
		if n != there || !bytes.Equal(here, copied) {
			return fmt.Errorf("%s: %s has %d rows, the copy %d: %w", m.key, t.table, n, there, ErrDiffers)
		}
		m.moved.Rows[t.table] = n
	}
	if m.file == dataFile {
		if err := m.compareBlobs(ctx); err != nil {
			return err
		}
	}
	return m.settle(ctx)
}

// settle copies the numbers of the meta table and removes the mark, in one
// transaction.
func (m *move) settle(ctx context.Context) error {
	rows, err := movable{}.query(ctx, m.from, `SELECT name, value FROM meta`, 2)
	if err != nil {
		return explain(err)
	}
	t, err := m.to.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer t.Rollback() // after Commit it does nothing
	for _, r := range rows {
		if _, err := t.ExecContext(ctx, setMeta, r...); err != nil {
			return explain(err)
		}
	}
	if m.file == keysFile { // the next key gets the number after the last
		_, err := t.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence('keys', 'n'),
			GREATEST((SELECT MAX(n) FROM keys), 1))`)
		if err != nil {
			return explain(err)
		}
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM meta WHERE name = $1`, metaMoving); err != nil {
		return explain(err)
	}
	return explain(t.Commit())
}

// digest hashes every row of a table in the order of its primary key.
func (t movable) digest(ctx context.Context, db *sql.DB) (n int64, sum []byte, err error) {
	h := sha256.New()
	var last []any
	for {
		page, err := t.page(ctx, db, last, moveRows)
		if err != nil {
			return 0, nil, fmt.Errorf("compare %s: %w", t.table, explain(err))
		}
		if len(page) == 0 {
			return n, h.Sum(nil), nil
		}
		for _, row := range page {
			for _, v := range row {
				hashValue(h, v)
			}
		}
		n += int64(len(page))
		last = page[len(page)-1][:t.key]
	}
}

// hashValue hashes a column, with its length, so that no two rows look alike.
func hashValue(h stdhash.Hash, v any) {
	var b []byte
	switch v := v.(type) {
	case []byte:
		b = v
	case string:
		b = []byte(v)
	case int64:
		b = binary.BigEndian.AppendUint64(nil, uint64(v))
	default:
		panic(fmt.Sprintf("a column of type %T", v)) // a table that Move does not know
	}
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(b)))
	h.Write(size[:])
	h.Write(b)
}

func (m *move) compareBlobs(ctx context.Context) error {
	names, err := blobNames(ctx, m.from)
	if err != nil {
		return err
	}
	for _, name := range names {
		src, err := os.Open(filepath.Join(m.folder, blobFolder, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		err = sameBlob(ctx, src, tableBlobs{m.to}, name)
		if err := errors.Join(err, src.Close()); err != nil {
			return err
		}
	}
	return nil
}

func sameBlob(ctx context.Context, src io.Reader, to tableBlobs, name string) error {
	copied, err := to.open(ctx, name)
	if err != nil {
		return fmt.Errorf("compare a file: %w", err)
	}
	a, b := sha256.New(), sha256.New()
	if _, err := io.Copy(a, src); err != nil {
		return err
	}
	if _, err := io.Copy(b, copied); err != nil {
		return err
	}
	if !bytes.Equal(a.Sum(nil), b.Sum(nil)) {
		return fmt.Errorf("a sealed file: %w", ErrDiffers)
	}
	return nil
}

// retire renames the files that were moved, the database last, so that the run
// after an interruption finds it and goes on.
func (m *move) retire() error {
	if err := m.close(); err != nil { // empties the write-ahead log into the file
		return err
	}
	names := []string{m.file}
	if m.file == dataFile {
		names = []string{blobFolder, m.file}
	}
	for _, name := range names {
		path := filepath.Join(m.folder, name)
		err := os.Rename(path, path+movedSuffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return explain(err)
		}
		m.moved.Left = append(m.moved.Left, path+movedSuffix)
	}
	return explain(syncDir(m.folder))
}
