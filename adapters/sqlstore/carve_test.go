package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/adapters/sqlstore/pgtest"
	"assent/bot"
	"assent/bot/vault"
)

// TestCarving plays an attacker who has the master key, a copy of every data file
// there ever was, and the key folder as it is now: live files with their logs,
// free pages and journals, and a backup of the data from before the erasure.
// They try every wrapped key they can find at any byte of any file on every
// sealed value and stream. Before the erasure that reads everyone; after it,
// nobody who was erased.
func TestCarving(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := open(t, dir)
	var stay, leave []bot.Person
	for i := range 50 {
		p := addWhole(t, s)
		for range 5 { // some history, so that rows are moved and overwritten
			p.Rev++
			if err := s.Save(ctx, message(p)); err != nil {
				t.Fatal(err)
			}
		}
		if i%5 != 0 {
			stay = append(stay, p)
		} else {
			leave = append(leave, p)
		}
	}
	if err := s.Backup(ctx, dir+"/old backup"); err != nil {
		t.Fatal(err)
	}

	// What each person left: a row, 12 events, 6 queue items, a file; in the
	// data and in the backup.
	const each = 2 * (1 + 12 + 6 + 1)
	before := carve(t, dir)
	for _, p := range append(stay, leave...) {
		if n := len(before.read[p.ID]); n != each {
			t.Fatalf("control: before the erasure %d pieces of %s can be read, want %d", n, p.ID, each)
		}
	}
	for _, p := range leave {
		if err := s.Erase(ctx, p.ID, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string, each int) {
		t.Helper()
		after := carve(t, dir)
		for _, p := range leave {
			if n := len(after.read[p.ID]); n != 0 {
				t.Errorf("%s: %d pieces of %s, who is erased, can be read", when, n, p.ID)
			}
		}
		for _, p := range stay {
			if n := len(after.read[p.ID]); n != each {
				t.Errorf("%s: %d pieces of %s, who stayed, can be read, want %d", when, n, p.ID, each)
			}
		}
	}
	check("after the erasure", each)
	for _, p := range leave {
		if err := s.Purge(ctx, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	check("after the purge", each)
	closeStore(t, s)
	s = open(t, dir)
	defer s.Close()
	check("after a restart", each)
}

// TestCarvingOnPostgres does the same with data and keys in databases on a
// server. Whoever has a dump of the data from before the erasure, the data as it
// is now, the master key and the present keys reads those who stayed and nobody
// who was erased. What the server of the keys still holds in its write-ahead log
// and in rows that are not overwritten yet is looked at separately: that is what
// rights.key_copies and the certificate are about.
func TestCarvingOnPostgres(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	opt := onPostgres(t, dir)
	s := openOnPostgres(t, dir)
	defer s.Close()
	var stay, leave []bot.Person
	for i := range 50 {
		if p := addWhole(t, s); i%5 != 0 {
			stay = append(stay, p)
		} else {
			leave = append(leave, p)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "keys", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	master, err := vault.ParseMaster(string(text))
	if err != nil {
		t.Fatal(err)
	}
	dump := postgresPieces(t, opt.Database)
	read := func(keys foundKeys) (n map[bot.PersonID]int) {
		v, err := vault.New(ctx, master, keys)
		if err != nil {
			t.Fatal(err)
		}
		n = map[bot.PersonID]int{}
		for _, p := range append(dump, postgresPieces(t, opt.Database)...) {
			for id := range keys {
				if _, err := p.open(ctx, v, id); err == nil {
					n[p.person]++
					break
				}
			}
		}
		return n
	}
	before := read(postgresKeys(t, opt.KeysDatabase))
	for _, p := range leave {
		if err := s.Erase(ctx, p.ID, time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := s.Purge(ctx, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	after := read(postgresKeys(t, opt.KeysDatabase))
	for _, p := range leave {
		if before[p.ID] == 0 || after[p.ID] != 0 {
			t.Errorf("%s, who is erased: %d pieces could be read before, %d after", p.ID, before[p.ID], after[p.ID])
		}
	}
	for _, p := range stay {
		if after[p.ID] != before[p.ID] || after[p.ID] == 0 {
			t.Errorf("%s, who stayed: %d pieces could be read before, %d after", p.ID, before[p.ID], after[p.ID])
		}
	}
	// A control of what the certificate states: the log of the key server still
	// has the keys.
	candidates, there := maybeKeys(readFiles(t, filepath.Join(pgtest.Server(t).Data(), "pg_wal"))), 0
	for _, p := range leave[:1] {
		if findKey(master, vault.KeyID("person/"+string(p.ID)), candidates) != nil {
			there++
		}
	}
	t.Logf("the write-ahead log of the key database holds %d of %d keys looked for: "+
		"until they are gone, a certificate says so", there, 1)
}

// postgresPieces reads everything sealed in a database, except the files.
func postgresPieces(t *testing.T, address string) (all []piece) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for table, query := range map[string]string{
		"people": `SELECT app, id, id, body FROM people`,
		"events": `SELECT app, person, id, body FROM events`,
		"queue":  `SELECT app, person, id, body FROM queue WHERE own_key = 0`,
	} {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var p piece
			var app, person, id string
			if err := rows.Scan(&app, &person, &id, &p.sealed); err != nil {
				t.Fatal(err)
			}
			p.person = bot.PersonID(person)
			switch table {
			case "people":
				p.place = vault.Bind("people", app, id, "body")
			case "events":
				p.place = vault.Bind("events", app, person, id, "body")
			default:
				p.place = vault.Bind("queue", app, id, "body")
			}
			all = append(all, p)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// postgresKeys reads the wrapped keys as a dump of the database would.
func postgresKeys(t *testing.T, address string) foundKeys {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT id, wrapped FROM keys`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	keys := foundKeys{}
	for rows.Next() {
		var id string
		var wrapped []byte
		if err := rows.Scan(&id, &wrapped); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(wrapped, make([]byte, len(wrapped))) {
			keys[vault.KeyID(id)] = wrapped
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return keys
}

// carved is what an attacker gets from a copy of everything.
type carved struct {
	all  map[bot.PersonID]int      // how many sealed values and streams there are
	read map[bot.PersonID][][]byte // plain text of those that a key opened
	keys foundKeys
}

// carve copies dir, which has the key folder and any number of copies of the
// data, and opens what can be opened.
func carve(t *testing.T, dir string) carved {
	t.Helper()
	return carveWith(t, dir, pieces)
}

// carveWith does so with from as the reader of each copy of the data.
func carveWith(t *testing.T, dir string, from func(t *testing.T, data string) []piece) carved {
	t.Helper()
	loot := filepath.Join(t.TempDir(), "loot")
	if err := os.CopyFS(loot, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(loot, "keys", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	master, err := vault.ParseMaster(string(text))
	if err != nil {
		t.Fatal(err)
	}
	files := readFiles(t, loot) // before SQLite opens and changes any of them
	var all []piece
	for path := range files {
		if filepath.Base(path) == "data.db" {
			all = append(all, from(t, filepath.Dir(path))...)
		}
	}
	c := carved{all: map[bot.PersonID]int{}, read: map[bot.PersonID][][]byte{}, keys: foundKeys{}}
	candidates := maybeKeys(files)
	for id := range owners(all) {
		if w := findKey(master, id, candidates); w != nil {
			c.keys[id] = w
		}
	}
	v, err := vault.New(t.Context(), master, c.keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		c.all[p.person]++
		for id := range c.keys { // every key on every piece, whoever it belongs to
			if id == "lookup" {
				continue
			}
			if plain, err := p.open(t.Context(), v, id); err == nil {
				c.read[p.person] = append(c.read[p.person], plain)
				break
			}
		}
	}
	return c
}

func readFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files[path], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// maybeKeys takes every byte of every file as the beginning of a wrapped key.
// All wrapped keys begin with the same version byte, and what follows is as good
// as random: it does not contain eight zeros in a row.
func maybeKeys(files map[string][]byte) [][]byte {
	seen := map[string]bool{}
	var all [][]byte
	for _, content := range files {
		for at := 0; at+vault.WrappedSize <= len(content); at++ {
			next := bytes.IndexByte(content[at:], 1)
			if next < 0 || at+next+vault.WrappedSize > len(content) {
				break
			}
			at += next
			w := content[at : at+vault.WrappedSize]
			if !bytes.Contains(w, make([]byte, 8)) && !seen[string(w)] {
				seen[string(w)] = true
				all = append(all, w)
			}
		}
	}
	return all
}

// findKey returns the candidate that is somebody's wrapped key.
func findKey(m vault.Master, id vault.KeyID, candidates [][]byte) []byte {
	for _, wrapped := range candidates {
		if _, err := m.Unwrap(id, wrapped); err == nil {
			return wrapped
		}
	}
	return nil
}

// piece is a sealed value or stream with the place it is bound to.
type piece struct {
	person bot.PersonID
	key    vault.KeyID // its own key, where it has one
	sealed []byte
	stream bool
	place  []byte
}

func (p piece) open(ctx context.Context, v *vault.Vault, id vault.KeyID) ([]byte, error) {
	if !p.stream {
		return v.Open(ctx, id, p.sealed, p.place)
	}
	r, err := v.OpenStream(ctx, id, bytes.NewReader(p.sealed), p.place)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// pieces reads everything sealed from a copy of the data.
func pieces(t *testing.T, dir string) (all []piece) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tables int
	count := `SELECT COUNT(*) FROM sqlite_master WHERE name IN ('people', 'events', 'queue', 'files')`
	if err := db.QueryRow(count).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables == 0 {
		return nil // a state from before the first migration
	}
	each := func(query string, place func(app, person, id string) []byte, table string) {
		stream := table == "files"
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var app, person, id string
			p := piece{stream: stream}
			if err := rows.Scan(&app, &person, &id, &p.sealed); err != nil {
				t.Fatal(err)
			}
			p.person, p.place = bot.PersonID(person), place(app, person, id)
			if table == "queue" {
				p.key = vault.KeyID("item/" + id)
			}
			if stream {
				blob := string(p.sealed)
				p.place = vault.Bind("files", app, id, blob)
				p.sealed, err = os.ReadFile(filepath.Join(dir, "blobs", blob))
				if os.IsNotExist(err) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			all = append(all, p)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	each(`SELECT app, id, id, body FROM people`, func(app, person, _ string) []byte {
		return vault.Bind("people", app, person, "body")
	}, "people")
	each(`SELECT app, person, id, body FROM events`, func(app, person, id string) []byte {
		return vault.Bind("events", app, person, id, "body")
	}, "events")
	each(`SELECT app, person, id, body FROM queue`, func(app, _, id string) []byte {
		return vault.Bind("queue", app, id, "body")
	}, "queue")
	each(`SELECT app, person, id, blob FROM files`, func(string, string, string) []byte { return nil }, "files")
	return all
}

func owners(all []piece) map[vault.KeyID]bool {
	ids := map[vault.KeyID]bool{}
	for _, p := range all {
		ids[vault.KeyID("person/"+p.person)] = true
		if p.key != "" {
			ids[p.key] = true
		}
	}
	return ids
}

// foundKeys is a key store of the keys that were found.
type foundKeys map[vault.KeyID][]byte

var _ vault.KeyStore = foundKeys{}

func (f foundKeys) Load(_ context.Context, id vault.KeyID) ([]byte, error) {
	if w, ok := f[id]; ok {
		return w, nil
	}
	return nil, vault.ErrNoKey
}

func (f foundKeys) Add(_ context.Context, id vault.KeyID, w []byte) error {
	f[id] = w
	return nil
}

func (foundKeys) Remove(context.Context, ...vault.KeyID) error { return nil }

func (foundKeys) Rewrap(context.Context, func(vault.KeyID, []byte) ([]byte, error)) error { return nil }

func (foundKeys) Erase(context.Context, vault.KeyID, time.Time) (int64, error) { return 0, nil }

// TestDestroyedKeysLeaveNoCopy makes and destroys keys in random order, many
// at a time, and looks for each destroyed one at every byte of the key folder.
func TestDestroyedKeysLeaveNoCopy(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := open(t, dir)
	defer s.Close()
	p := addWhole(t, s)
	seen := map[string]bool{} // wrapped keys that were in the folder at some time
	keysOf := func() map[string]bool {
		now := map[string]bool{}
		for _, w := range wrappedKeys(t, s) {
			now[string(w)] = true
		}
		return now
	}
	queued := map[string]bool{}
	for range 12 {
		c := bot.Change{}
		for range 150 {
			i := message(p).Queue[0]
			i.OwnKey, i.Lane = true, bot.LaneJob
			c.Queue = append(c.Queue, i)
			queued[i.ID] = true
		}
		if err := s.Save(ctx, c); err != nil {
			t.Fatal(err)
		}
		for k := range keysOf() {
			seen[k] = true
		}
		done := bot.Change{}
		for id := range queued { // in random order
			if len(done.Done) == 120 {
				break
			}
			done.Done = append(done.Done, id)
			delete(queued, id)
		}
		if err := s.Save(ctx, done); err != nil {
			t.Fatal(err)
		}
	}
	live := keysOf()
	if want := len(queued) + 3; len(live) != want { // 3: the person's, the ledger's and the look-up secret
		t.Errorf("%d keys are left, want %d", len(live), want)
	}
	files := readFiles(t, filepath.Join(dir, "keys"))
	gone := 0
	for k := range seen {
		for path, content := range files {
			if has := bytes.Contains(content, []byte(k)); has && !live[k] {
				t.Errorf("%s holds a key that was destroyed", path)
			} else if !has && live[k] && filepath.Base(path) == "keys.db" {
				t.Errorf("%s lacks a key that was not destroyed", path)
			}
		}
		if !live[k] {
			gone++
		}
	}
	if gone != 12*120 {
		t.Errorf("%d keys were destroyed, want %d", gone, 12*120)
	}
}

func wrappedKeys(t *testing.T, s *sqlstore.Store) [][]byte {
	t.Helper()
	list, err := s.WrappedKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}
