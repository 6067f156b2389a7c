package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// engine is what differs between the two databases.
type engine struct {
	dialect goose.Dialect
	begin   string // begins a transaction of the writer
	shared  bool   // other processes may write the same database
}

var (
	sqliteEngine   = engine{dialect: goose.DialectSQLite3, begin: `BEGIN IMMEDIATE`}
	postgresEngine = engine{dialect: goose.DialectPostgres, begin: `BEGIN`, shared: true}
)

// connectTimeout is how long a connection to PostgreSQL may take.
const connectTimeout = 5 * time.Second

// connect opens a PostgreSQL database without changing it, and reports whether
// it has the schema: the one that makes this table.
func connect(ctx context.Context, key, address, table string) (db *sql.DB, made bool, err error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		// pgx leaves the password out of its error.
		return nil, false, fmt.Errorf("%s: %w: write postgres://user:password@host:5432/name", key, err)
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	db = stdlib.OpenDB(*c)
	db.SetMaxOpenConns(10)
	db.SetMaxIdleConns(10)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.QueryRowContext(ctx, `SELECT to_regclass($1) IS NOT NULL`, table).Scan(&made); err != nil {
		return nil, false, errors.Join(fmt.Errorf("%s: %w", key, explain(err)), db.Close())
	}
	return db, made, nil
}

// migratePostgres brings a database to the schema of this version. Several
// processes may do so at once.
func migratePostgres(ctx context.Context, db *sql.DB, schema string) error {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	return migrate(ctx, db, postgresEngine, schema, goose.WithSessionLocker(locker))
}

// steps returns the migrations of a schema for an engine. They are written for
// SQLite; for PostgreSQL types get the names they have there, and text is
// compared byte by byte, as SQLite does, whatever the server's locale.
func (e engine) steps(schema string) (fs.FS, error) {
	steps, err := fs.Sub(migrations, "migrations/"+schema)
	if err != nil || !e.shared {
		return steps, err
	}
	return translated{steps}, nil
}

// translated translates SQL files for PostgreSQL as they are read.
type translated struct{ fs.FS }

var (
	columnText   = regexp.MustCompile(`(?m)^(\s+\w+\s+)TEXT\b`)
	columnBlob   = regexp.MustCompile(`\bBLOB\b`)
	columnSerial = regexp.MustCompile(`\bINTEGER PRIMARY KEY\b`)
)

// Open implements fs.FS.
func (t translated) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	content, err := fs.ReadFile(t.FS, name)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	content = columnText.ReplaceAll(content, []byte(`${1}TEXT COLLATE "C"`))
	content = columnBlob.ReplaceAll(content, []byte("BYTEA"))
	content = columnSerial.ReplaceAll(content, []byte("BIGSERIAL PRIMARY KEY"))
	return &sqlFile{File: f, Reader: strings.NewReader(string(content))}, nil
}

type sqlFile struct {
	fs.File
	*strings.Reader
}

// Read reads the translated text.
func (f *sqlFile) Read(p []byte) (int, error) { return f.Reader.Read(p) }

// postgresError returns the server's error; nil for an error of the connection
// or any other.
func postgresError(err error) *pgconn.PgError {
	e, _ := errors.AsType[*pgconn.PgError](err)
	return e
}

// postgresFatal reports whether the server's error ends the whole transaction
// and not just one statement (PostgreSQL, appendix A: classes 08 connection, 25
// transaction state, 40 rollback, 53 resources, 57 operator intervention, 58
// system, XX internal).
func postgresFatal(e *pgconn.PgError) bool {
	switch e.Code[:min(2, len(e.Code))] {
	case "08", "25", "40", "53", "57", "58", "XX":
		return true
	}
	return false
}

// again reports whether a transaction collided with another process's and may
// succeed when it is run again.
func again(err error) bool {
	e := postgresError(err)
	return e != nil && (e.Code == "40001" || e.Code == "40P01")
}
