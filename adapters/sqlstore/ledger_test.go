package sqlstore_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/ledger"
)

// grow adds n lines to a ledger, some at a time.
func grow(t testing.TB, s *sqlstore.Store, n int) {
	t.Helper()
	const atOnce = 50
	for done := 0; done < n; done += atOnce {
		var c bot.Change
		for range min(atOnce, n-done) {
			r, err := ledger.NewRecord("default", ledger.KindConsent, time.Now(), rand.Text(), "a fact")
			if err != nil {
				t.Fatal(err)
			}
			c.Ledger = append(c.Ledger, r)
		}
		if err := s.Save(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

func headOf(t testing.TB, s *sqlstore.Store) ledger.Head {
	t.Helper()
	h, err := s.Ledger().Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// rehash makes the stored hashes fit the lines, as anyone could who can write to
// the database and knows how it works.
func rehash(t *testing.T, db *sql.DB) {
	t.Helper()
	rows, err := db.Query(`SELECT app, kind, at, commitment FROM ledger ORDER BY n`)
	if err != nil {
		t.Fatal(err)
	}
	var tree ledger.Tree
	var hashes []tlog.Hash
	for rows.Next() {
		var r ledger.Record
		var at int64
		if err := rows.Scan(&r.App, &r.Kind, &at, &r.Commitment); err != nil {
			t.Fatal(err)
		}
		r.At = time.UnixMilli(at).UTC()
		hashes = append(hashes, tree.Append(r.Hash())...)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	do(t, db, `DELETE FROM ledger_hashes`)
	for i, h := range hashes {
		do(t, db, `INSERT INTO ledger_hashes (i, hash) VALUES ($1, $2)`, i, h[:])
	}
}

func do(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// TestLedgerAttacks does to a database file what anyone could who can write to
// it, with and without making the hashes fit. Verify finds each attack and where
// it was, given the newest head, or one that was signed earlier.
func TestLedgerAttacks(t *testing.T) {
	const before, after = 120, 160
	move := func(t *testing.T, db *sql.DB, from, by int) { // lines from there on, by one up or down
		t.Helper()
		do(t, db, `UPDATE ledger SET n = -n - $1 WHERE n >= $2`, by+1000000, from)
		do(t, db, `UPDATE ledger SET n = -n - 1000000 WHERE n < 0`)
	}
	attacks := map[string]struct {
		attack func(t *testing.T, db *sql.DB, old string)
		plain  string // the fault where the hashes were left alone
		fitted string // the fault where they were made to fit
	}{
		"a line edited": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `UPDATE ledger SET commitment = $1 WHERE n = 70`, strings.Repeat("ab", 32))
		}, "line 70 was changed", "are not the ones that were signed"},
		"its kind": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `UPDATE ledger SET kind = 'order' WHERE n = 3`)
		}, "line 3 was changed", "are not the ones that were signed"},
		"its hour": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `UPDATE ledger SET at = at - 3600000 WHERE n = 119`)
		}, "line 119 was changed", "are not the ones that were signed"},
		"a line inserted": {func(t *testing.T, db *sql.DB, _ string) {
			move(t, db, 40, 1)
			do(t, db, `INSERT INTO ledger (n, app, kind, at, commitment) VALUES (40, 'default', 'consent', 0, 'x')`)
		}, "line 40 was inserted", "are not the ones that were signed"},
		"a line removed": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `DELETE FROM ledger WHERE n = 50`)
		}, "line 50 is missing", ""},
		"a line removed and the rest moved up": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `DELETE FROM ledger WHERE n = 50`)
			move(t, db, 51, -1)
		}, "line 50 was removed", "are not the ones that were signed"},
		"two lines swapped": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `UPDATE ledger SET n = -1 WHERE n = 20`)
			do(t, db, `UPDATE ledger SET n = 20 WHERE n = 90`)
			do(t, db, `UPDATE ledger SET n = 90 WHERE n = -1`)
		}, "the lines 20 and 90 changed places", "are not the ones that were signed"},
		"the end cut off": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `DELETE FROM ledger WHERE n >= 150`)
		}, "it was cut off", "it was cut off"},
		"the end cut off, an old head put back": {func(t *testing.T, db *sql.DB, old string) {
			do(t, db, `DELETE FROM ledger WHERE n >= 60`)
			do(t, db, `UPDATE ledger_head SET size = 60, head = $1`, old)
		}, "it was cut off", "it was cut off"},
		"lines added behind the head": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `INSERT INTO ledger (n, app, kind, at, commitment) VALUES (160, 'default', 'consent', 0, 'x')`)
		}, "added behind the newest head", "added behind the newest head"},
		"the head forged": {func(t *testing.T, db *sql.DB, old string) {
			do(t, db, `UPDATE ledger_head SET head = $1`, strings.Replace(old, "\n60\n", "\n160\n", 1))
		}, "the newest head cannot be trusted", "the newest head cannot be trusted"},
		"everything gone": {func(t *testing.T, db *sql.DB, _ string) {
			do(t, db, `DELETE FROM ledger`)
			do(t, db, `DELETE FROM ledger_hashes`)
			do(t, db, `UPDATE ledger_head SET size = 0, head = ''`)
		}, "it was cut off", "it was cut off"},
	}
	for name, a := range attacks {
		for _, fit := range []bool{false, true} {
			want := a.plain
			if fit {
				want = a.fitted
			}
			if want == "" {
				continue
			}
			t.Run(fmt.Sprintf("%s, hashes made to fit %v", name, fit), func(t *testing.T) {
				dir := t.TempDir()
				s := open(t, dir)
				grow(t, s, 60)
				old := headOf(t, s)
				grow(t, s, before-60)
				signed := headOf(t, s)
				grow(t, s, after-before)
				r, err := ledger.Verify(t.Context(), s.Ledger(), signed, old)
				if err != nil || len(r.Faults) > 0 || r.Size != after {
					t.Fatalf("control: %+v, %v", r, err)
				}
				closeStore(t, s)
				db, err := sql.Open("sqlite", filepath.Join(dir, "data", "data.db"))
				if err != nil {
					t.Fatal(err)
				}
				a.attack(t, db, old.Text)
				if fit {
					rehash(t, db)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				s = open(t, dir)
				defer s.Close()
				r, err = ledger.Verify(t.Context(), s.Ledger(), signed)
				if err != nil || len(r.Faults) == 0 {
					t.Fatalf("not found: %+v, %v", r, err)
				}
				said := ""
				for _, f := range r.Faults {
					said += f.Text + "\n"
				}
				if !strings.Contains(said, want) {
					t.Errorf("said:\n%swant: %s", said, want)
				}
			})
		}
	}
}

// TestLedgerRefuses: where the newest lines are not what was signed, nothing that
// belongs on the ledger is written any more; everything else is.
func TestLedgerRefuses(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	grow(t, s, 9)
	closeStore(t, s)
	db, err := sql.Open("sqlite", filepath.Join(dir, "data", "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, `UPDATE ledger_hashes SET hash = zeroblob(32) WHERE i = (SELECT MAX(i) FROM ledger_hashes)`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	defer s.Close()
	r, err := ledger.NewRecord("default", ledger.KindConsent, time.Now(), "salt", "a fact")
	if err != nil {
		t.Fatal(err)
	}
	p := bot.Person{ID: "p", App: "default"}
	err = s.Save(t.Context(), bot.Change{Person: p, Ledger: []ledger.Record{r}})
	if !errors.Is(err, sqlstore.ErrLedger) {
		t.Errorf("%v", err)
	}
	if _, err := s.PersonByID(t.Context(), "p"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("the person was written without the line: %v", err)
	}
	if err := s.Save(t.Context(), bot.Change{Person: p}); err != nil {
		t.Error(err)
	}
}

// BenchmarkLedger: a million lines on SQLite. go test -run xxx -bench Ledger
// -benchtime 1x ./adapters/sqlstore
func BenchmarkLedger(b *testing.B) {
	const lines = 1_000_000
	s, err := sqlstore.Open(b.Context(), sqlstore.Options{Data: b.TempDir() + "/data", Keys: b.TempDir() + "/keys"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		begun := time.Now()
		var change bot.Change
		for i := range lines {
			r, err := ledger.NewRecord("default", ledger.KindConsent, begun, "salt", i)
			if err != nil {
				b.Fatal(err)
			}
			if change.Ledger = append(change.Ledger, r); len(change.Ledger) == 200 {
				if err := s.Save(context.Background(), change); err != nil {
					b.Fatal(err)
				}
				change.Ledger = nil
			}
		}
		b.ReportMetric(float64(time.Since(begun).Microseconds())/lines, "µs/append")
		begun = time.Now()
		const proofs = 2000
		for i := range proofs {
			p, err := ledger.Prove(context.Background(), s.Ledger(), "salt", i*lines/proofs)
			if err == nil {
				_, err = s.Ledger().Key().Public().CheckProof(p)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(time.Since(begun).Microseconds())/proofs, "µs/proof")
		begun = time.Now()
		r, err := ledger.Verify(context.Background(), s.Ledger())
		if err != nil || r.Size != lines || len(r.Faults) > 0 {
			b.Fatal(r, err)
		}
		b.ReportMetric(time.Since(begun).Seconds(), "s/verify")
	}
}
