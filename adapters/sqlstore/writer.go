package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"

	"assent/bot/ledger"
)

// maxBatch is how many changes share a transaction at most, so that none waits
// long for the others.
const maxBatch = 256

// A writer is what writes a database; in this process nothing else does.
// Changes that wait while a transaction is written share the next one: with many
// callers, one sync to disk serves them all.
//
// A batch is tried without savepoints first, because nearly every change
// succeeds. When one is refused after it wrote something, the batch is rolled
// back and run again with a savepoint for each change.
type writer struct {
	engine engine
	db     *sql.DB
	conn   *sql.Conn // nil: to be renewed
	stmts  map[string]*sql.Stmt
	before func(*tx) error // runs before each commit; may be nil
	queue  chan *op
	quit   chan struct{}
	done   chan struct{}
	once   sync.Once
}

type op struct {
	fn   func(*tx) error
	err  error
	done chan struct{}
}

// newWriter starts a writer. before runs in every transaction before the commit.
func newWriter(ctx context.Context, db *sql.DB, e engine, before func(*tx) error) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		engine: e, db: db, conn: conn, stmts: map[string]*sql.Stmt{}, before: before,
		queue: make(chan *op), quit: make(chan struct{}), done: make(chan struct{}),
	}
	go w.run()
	return w, nil
}

// do runs fn in a transaction and returns when that is durable. fn may run more
// than once, so it must set its results, not add to them. ctx counts until the
// writer takes fn.
func (w *writer) do(ctx context.Context, fn func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o := &op{fn: fn, done: make(chan struct{})}
	select {
	case w.queue <- o:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return ErrClosed
	}
	<-o.done
	return o.err
}

// close stops the writer after the batch under way.
func (w *writer) close() error {
	w.once.Do(func() { close(w.quit) })
	<-w.done
	if w.conn == nil {
		return nil
	}
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	w.stmts = nil
	return errors.Join(append(errs, w.conn.Close())...)
}

// renew gets a new connection if the last one was given up.
func (w *writer) renew() (err error) {
	if w.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*connectTimeout)
	defer cancel()
	w.conn, err = w.db.Conn(ctx)
	return err
}

// giveUp drops the connection after an error. The server rolls back what it had
// begun.
func (w *writer) giveUp() {
	if !w.engine.shared || w.conn == nil {
		return
	}
	_ = w.conn.Raw(func(any) error { return driver.ErrBadConn }) // so that the pool drops it too
	_ = w.conn.Close()
	w.conn, w.stmts = nil, map[string]*sql.Stmt{}
}

func (w *writer) run() {
	defer close(w.done)
	batch := make([]*op, 0, maxBatch)
	for {
		select {
		case o := <-w.queue:
			batch = w.collect(append(batch[:0], o))
			w.commit(batch)
		case <-w.quit:
			return
		}
	}
}

// collect takes every waiting change.
func (w *writer) collect(batch []*op) []*op {
	for len(batch) < maxBatch {
		select {
		case o := <-w.queue:
			batch = append(batch, o)
		default:
			return batch
		}
	}
	return batch
}

// errAgain means that a change was refused after it wrote something: the batch
// needs savepoints.
var errAgain = errors.New("run the batch again with savepoints")

// commit runs a batch and answers its changes only after the commit: if that
// fails, what looked like a success, or a repetition of one, was not written.
func (w *writer) commit(batch []*op) {
	err := w.try(batch, false)
	if errors.Is(err, errAgain) {
		err = w.try(batch, true)
	}
	for n := 0; again(err) && n < 5; n++ {
		err = w.try(batch, true)
	}
	for _, o := range batch {
		if err != nil {
			o.err = explain(err)
		}
		close(o.done)
	}
}

func (w *writer) try(batch []*op, savepoints bool) (err error) {
	if err := w.renew(); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	t := &tx{w: w}
	if _, err := t.exec(w.engine.begin); err != nil {
		w.giveUp()
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err == nil {
			return
		}
		// Where the database has rolled back by itself, this fails.
		if _, failed := t.exec(`ROLLBACK`); failed != nil || !errors.Is(err, errAgain) && !again(err) {
			w.giveUp()
		}
	}()
	for _, o := range batch {
		if err := t.one(o, savepoints); err != nil {
			return err
		}
	}
	if w.before != nil {
		if err := w.before(t); err != nil {
			return err
		}
	}
	_, err = t.exec(`COMMIT`)
	return err
}

// one runs a change. It returns an error of the batch; the change's own error is
// in o.
func (t *tx) one(o *op, savepoints bool) error {
	if savepoints {
		if _, err := t.exec(`SAVEPOINT change`); err != nil {
			return err
		}
	}
	t.touched, t.failed = false, nil
	lines := len(t.lines)
	o.err = o.fn(t)
	refused := o.err != nil && (t.touched || t.failed != nil)
	if o.err != nil {
		t.lines = t.lines[:lines]
	}
	switch {
	case fatal(o.err), t.lost():
		return cmp.Or(t.failed, o.err)
	case refused && !savepoints:
		return errAgain
	case refused:
		if _, err := t.exec(`ROLLBACK TO change`); err != nil {
			return err
		}
	}
	if savepoints {
		if _, err := t.exec(`RELEASE change`); err != nil {
			return err
		}
	}
	return nil
}

// tx is the transaction under way, for the function passed to do.
type tx struct {
	w       *writer
	touched bool            // the change under way wrote something
	failed  error           // a statement of the change under way failed
	keySeq  int64           // see Store.remember
	lines   []ledger.Record // see logbook.enter
}

// lost reports whether the connection failed, rather than the server refusing a
// statement.
func (t *tx) lost() bool {
	return t.w.engine.shared && t.failed != nil && postgresError(t.failed) == nil
}

func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if s, ok := t.w.stmts[query]; ok {
		return s, nil
	}
	s, err := t.w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	t.w.stmts[query] = s
	return s, nil
}

// exec runs a statement and returns how many rows it wrote. It takes no context:
// a transaction of many callers does not end because one of them went away.
func (t *tx) exec(query string, args ...any) (_ int64, err error) {
	defer func() { t.note(err) }()
	s, err := t.stmt(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	t.touched = t.touched || n > 0
	return n, err
}

// query runs a statement that returns rows and scans each.
func (t *tx) query(query string, args []any, scan func(rows *sql.Rows) error) error {
	s, err := t.stmt(query)
	if err != nil {
		t.note(err)
		return err
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		t.note(err)
		return err
	}
	for rows.Next() {
		t.touched = true
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	err = errors.Join(rows.Err(), rows.Close())
	t.note(err)
	return err
}

// note records the first failure of a statement.
func (t *tx) note(err error) { t.failed = cmp.Or(t.failed, err) }

// number reads one number; 0 if there is no row.
func (t *tx) number(query string, args ...any) (n int64, err error) {
	touched := t.touched
	err = t.query(query, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	t.touched = touched
	return n, err
}

// values returns rows groups of cols placeholders: ($1,$2),($3,$4)
func values(rows, cols int) string {
	var b strings.Builder
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for c := range cols {
			if c > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "$%d", r*cols+c+1)
		}
		b.WriteByte(')')
	}
	return b.String()
}
