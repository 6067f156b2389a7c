package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/vault"
	"assent/policies"
)

// movePeople is how many people are moved, unless ASSENT_MOVE_PEOPLE sets another
// number:
//
//	ASSENT_MOVE_PEOPLE=100000 go test -run TestMove$ -v ./adapters/sqlstore
const movePeople = 500

// TestMove moves an installation from SQLite to PostgreSQL, and interrupts the
// move again and again. What people export is the same before and after, and
// erased people stay erased.
func TestMove(t *testing.T) {
	n := movePeople
	if text := os.Getenv("ASSENT_MOVE_PEOPLE"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	to := onPostgres(t, dir)
	to.Controller = bottest.SampleController
	s := openSample(t, dir)
	people := fillStore(t, s, n)
	erased, halfway := people[0], people[1]
	people = people[2:]
	err := errors.Join(s.Erase(t.Context(), erased.ID, time.Now()), s.Purge(t.Context(), erased.ID),
		s.Erase(t.Context(), halfway.ID, time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	sample := people[:min(100, len(people))]
	before := exports(t, s, sample)
	due := countQueue(t, s)
	closeStore(t, s)

	if _, err := sqlstore.Open(t.Context(), to); !errors.Is(err, sqlstore.ErrNotMoved) {
		t.Errorf("before the move: %v, want %v", err, sqlstore.ErrNotMoved)
	}
	begun, interrupted, midway := time.Now(), 0, 0
	var moved *sqlstore.Moved
	for limit := 20 * time.Millisecond; moved == nil; limit += limit / 2 {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		m, err := sqlstore.Move(ctx, to)
		cancel()
		if err == nil {
			moved = m
			break
		}
		interrupted++
		if time.Since(begun) > time.Hour {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(to.Data, "data.db")); err != nil {
			t.Fatalf("an interrupted move took the data out of use: %v", err)
		}
		if underWay(t, to.KeysDatabase) {
			midway++
			if err := openElsewhere(t, to); !errors.Is(err, sqlstore.ErrMoveUnfinished) {
				t.Errorf("what is being moved is served: %v, want %v", err, sqlstore.ErrMoveUnfinished)
			}
		}
	}
	if interrupted < 2 || midway < 2 {
		t.Errorf("interrupted %d times, %d of them under way: the test proves little", interrupted, midway)
	}
	t.Logf("%d people, %v rows, %d files in %s, interrupted %d times, %d of them under way", n, moved.Rows, moved.Blobs,
		time.Since(begun).Round(time.Millisecond), interrupted, midway)

	s, err = sqlstore.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	for i, after := range exports(t, s, sample) {
		if !bytes.Equal(before[i], after) {
			t.Errorf("the export of %s is another after the move", sample[i].ID)
		}
	}
	for _, p := range []bot.Person{erased, halfway} {
		if _, err := s.PersonByID(t.Context(), p.ID); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("an erased person came back: %v", err)
		}
		if err := s.Save(t.Context(), bot.Change{Person: p}); !errors.Is(err, bot.ErrConflict) {
			t.Errorf("an erased person can be saved: %v", err)
		}
	}
	if got := moved.Rows["queue"]; int(got) != due {
		t.Errorf("%d items were moved, %d waited", got, due)
	}
	if e, err := s.Current(t.Context(), bot.DefaultApp); err != nil || e.Number != 1 {
		t.Errorf("the edition in force: %v, %v", e, err)
	}
	file, err := s.OpenFile(t.Context(), people[0].ID, "f"+bot.FileID(people[0].ID))
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(file); err != nil || len(content) != 600<<10 {
		t.Errorf("a file of %d bytes: %v", len(content), err)
	}
	_ = file.Close()
	// Life goes on: new keys get numbers after the old ones.
	p := somebody()
	if err := s.Save(t.Context(), bot.Change{Person: p}); err != nil {
		t.Error(err)
	}
	if err := s.Save(t.Context(), message(mustLoad(t, s, people[0].ID))); err != nil {
		t.Error(err)
	}

	closeStore(t, s)
	if _, err := sqlstore.Move(t.Context(), to); err != nil {
		t.Errorf("a move of what is moved: %v", err)
	}
}

// TestMoveRefusesOccupied: Move refuses a database that holds another
// installation.
func TestMoveRefusesOccupied(t *testing.T) {
	dir := t.TempDir()
	to := onPostgres(t, dir)
	s, err := sqlstore.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	if err := os.RemoveAll(to.Keys); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	fillStore(t, s, 3)
	closeStore(t, s)
	if _, err := sqlstore.Move(t.Context(), to); !errors.Is(err, sqlstore.ErrOccupied) {
		t.Errorf("%v, want %v", err, sqlstore.ErrOccupied)
	}
	if _, err := os.Stat(filepath.Join(to.Data, "data.db")); err != nil {
		t.Error(err)
	}
	if _, err := sqlstore.Move(t.Context(), folders(dir)); err == nil {
		t.Error("moved nowhere")
	}
}

// TestMoveKnowsEveryTable: Move knows every table and every column.
func TestMoveKnowsEveryTable(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, open(t, dir))
	opt := folders(dir)
	for file, moved := range map[string]map[string][]string{
		filepath.Join(opt.Data, "data.db"): sqlstore.MovedData(),
		filepath.Join(opt.Keys, "keys.db"): sqlstore.MovedKeys(),
	} {
		have := columnsOf(t, file)
		// These are not moved, or moved differently: see dataTables and Move.
		for _, table := range []string{"meta", "goose_db_version", "sqlite_sequence", "processes", "blobs"} {
			delete(have, table)
		}
		if queue := have["queue"]; queue != nil {
			have["queue"] = slices.DeleteFunc(queue, func(c string) bool {
				return c == "leased_until" || c == "leased_by"
			})
		}
		if diff := cmp.Diff(have, moved); diff != "" {
			t.Errorf("%s: tables there (-) and moved (+):\n%s", file, diff)
		}
	}
}

func mustLoad(t *testing.T, s *sqlstore.Store, id bot.PersonID) bot.Person {
	t.Helper()
	p, err := s.PersonByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// underWay reports whether a database bears the mark of a move.
func underWay(t *testing.T, address string) bool {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var made, n int
	err = db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM pg_tables WHERE tablename = 'meta'`).Scan(&made)
	if err != nil || made == 0 {
		return false
	}
	return db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM meta WHERE name = 'moving'`).Scan(&n) == nil && n > 0
}

// openElsewhere opens the databases from a machine that has no folders yet.
func openElsewhere(t *testing.T, opt sqlstore.Options) error {
	t.Helper()
	opt.Data, opt.Keys = filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "keys")
	opt.Master = vault.GenerateMaster()
	s, err := sqlstore.Open(t.Context(), opt)
	if err == nil {
		closeStore(t, s)
	}
	return err
}

// fillStore makes people, with everything that a store can hold.
func fillStore(t *testing.T, s *sqlstore.Store, n int) []bot.Person {
	t.Helper()
	people := make([]bot.Person, n)
	var work sync.WaitGroup
	next := make(chan int)
	for range 64 {
		work.Go(func() {
			for i := range next {
				p := somebody()
				if err := s.Save(t.Context(), bot.Change{Person: p}); err != nil {
					t.Error(err)
					return
				}
				p.Rev++
				for range i%3 + 1 {
					c := message(p)
					if i%5 == 0 {
						c.Queue = append(c.Queue, bot.Item{
							ID: rand.Text(), App: p.App, Person: p.ID, Lane: bot.LaneJob, Name: "job",
							Due: time.Now(), Body: []byte(`{}`), OwnKey: true,
						})
					}
					if err := s.Save(t.Context(), c); err != nil {
						t.Error(err)
						return
					}
					p.Rev++
				}
				people[i] = p
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	work.Wait()
	for _, p := range people[:min(5, n)] {
		w, err := s.CreateFile(t.Context(), p.ID, "f"+bot.FileID(p.ID))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte("x"), 600<<10)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		link := bot.DownloadLink{
			Hash: fmt.Sprintf("%064x", p.Rev) + string(p.ID), App: p.App, Person: p.ID,
			File: "f" + bot.FileID(p.ID), Expires: time.Now().Add(time.Hour),
		}
		if err := s.Save(t.Context(), bot.Change{DownloadLinks: []bot.DownloadLink{link}}); err != nil {
			t.Fatal(err)
		}
	}
	draft := policies.Defaults()
	draft.App, draft.Kind = bot.DefaultApp, policies.Material
	draft.Controller = policies.Controller{
		Name: "Acme", Contact: "privacy@acme.test", URL: "https://acme.test/privacy",
	}
	if _, err := s.Publish(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	if t.Failed() {
		t.FailNow()
	}
	return people
}

// exports returns the archives of people, made at one fixed moment.
func exports(t *testing.T, s *sqlstore.Store, people []bot.Person) [][]byte {
	t.Helper()
	at := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	b, err := bot.New(bot.Config{
		Store: s, Library: s, Channels: []bot.Channel{bottest.NewRecorder("test", false)},
		Now: func() time.Time { return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	all := make([][]byte, len(people))
	for i, p := range people {
		var archive bytes.Buffer
		if err := b.WriteExport(t.Context(), mustLoad(t, s, p.ID), &archive); err != nil {
			t.Fatal(err)
		}
		if archive.Len() == 0 {
			t.Fatal("an empty export")
		}
		all[i] = archive.Bytes()
	}
	return all
}

// columnsOf lists the columns of every table of a database file.
func columnsOf(t *testing.T, file string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT m.name, c.name
		FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		all[table] = append(all[table], column)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	return all
}
