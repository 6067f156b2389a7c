package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/pressly/goose/v3"
)

// A Schema tells how far a database is behind this version of Assent.
type Schema struct {
	Where   string   // the file, or the key of the setting that names the database
	Have    int64    // the version that is there; 0: none yet
	Want    int64    // the version that this version of Assent needs
	Pending []string // names of the steps between them, in order
}

// Schemas returns the schemas of the data and of the keys without changing
// anything.
func Schemas(ctx context.Context, opt Options) (data, keys Schema, err error) {
	s := &Store{opt: opt}
	if err := s.folders(); err != nil {
		return data, keys, err
	}
	data, err = schemaOf(ctx, "database", s.opt.Database, filepath.Join(s.opt.Data, dataFile), "data", "people", wal)
	if err != nil {
		return data, keys, err
	}
	keys, err = schemaOf(ctx, "keys_database", s.opt.KeysDatabase, filepath.Join(s.opt.Keys, keysFile),
		"keys", "keys", truncated)
	return data, keys, err
}

func schemaOf(ctx context.Context, key, address, file, schema, table string, j journal) (Schema, error) {
	e, db, made := sqliteEngine, (*sql.DB)(nil), false
	out := Schema{Where: file}
	var err error
	if address != "" {
		e, out.Where = postgresEngine, key
		db, made, err = connect(ctx, key, address, table)
	} else if made, err = exists(file); made && err == nil {
		db, err = sql.Open("sqlite", dsn(file, j))
	}
	if err != nil {
		return out, err
	}
	if db != nil {
		defer db.Close()
	}
	files, err := e.provider(orMemory(db), schema)
	if err != nil {
		return out, err
	}
	if made {
		if out.Have, err = files.GetDBVersion(ctx); err != nil {
			return out, fmt.Errorf("%s: %w", out.Where, explain(err))
		}
	}
	for _, step := range files.ListSources() {
		out.Want = max(out.Want, step.Version)
		if step.Version > out.Have {
			out.Pending = append(out.Pending, filepath.Base(step.Path))
		}
	}
	return out, nil
}

// orMemory returns db, or a database in memory where there is none yet.
func orMemory(db *sql.DB) *sql.DB {
	if db == nil {
		db, _ = sql.Open("sqlite", "file::memory:") // it opens on first use
	}
	return db
}

// Migrate brings the schemas of the data and of the keys to this version, as
// Open does, and closes them.
func Migrate(ctx context.Context, opt Options) error {
	s, err := Open(ctx, opt)
	if err != nil {
		return err
	}
	return errors.Join(s.Check(ctx), s.Close())
}

// provider applies the steps of a schema to a database.
func (e engine) provider(db *sql.DB, schema string, options ...goose.ProviderOption) (*goose.Provider, error) {
	steps, err := e.steps(schema)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(e.dialect, db, steps, append(options, goose.WithDisableGlobalRegistry(true))...)
}
