package sqlstore_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/vault"
)

// filled makes a store with one person and closes it.
func filled(t *testing.T, dir string) bot.Person {
	t.Helper()
	s := open(t, dir)
	p := somebody()
	if err := s.Save(t.Context(), message(p)); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	return p
}

func closeStore(t *testing.T, s *sqlstore.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
}

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func execSQL(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func overwrite(t *testing.T, path string, at int64, n int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(strings.Repeat("\x5a", n)), at); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestRefuses opens folders in which something is wrong: the error explains what
// to do, and nothing is changed or made.
func TestRefuses(t *testing.T) {
	for _, tc := range []struct {
		name   string
		damage func(t *testing.T, dir string)
		want   error
		says   string
	}{
		{"the keys folder is gone", func(t *testing.T, dir string) {
			move(t, dir+"/keys", dir+"/elsewhere")
		}, sqlstore.ErrKeysMissing, "put the keys folder back"},
		{"the master key is gone", func(t *testing.T, dir string) {
			move(t, dir+"/keys/master.key", dir+"/elsewhere")
		}, sqlstore.ErrKeysMissing, "master.key"},
		{"another master key", func(t *testing.T, dir string) {
			if err := os.WriteFile(dir+"/keys/master.key", []byte(vault.GenerateMaster()), 0o600); err != nil {
				t.Fatal(err)
			}
		}, vault.ErrWrongMaster, "put the original"},
		{"others may read the master key", func(t *testing.T, dir string) {
			if err := os.Chmod(dir+"/keys/master.key", 0o644); err != nil {
				t.Fatal(err)
			}
		}, vault.ErrMasterFile, "chmod 600"},
		{"half a master key", func(t *testing.T, dir string) {
			if err := os.Truncate(dir+"/keys/master.key", 30); err != nil {
				t.Fatal(err)
			}
		}, vault.ErrMasterFile, "put a copy of the original back"},
		{"keys of other data", func(t *testing.T, dir string) {
			filled(t, dir+"/b")
			move(t, dir+"/b/keys", dir+"/keys")
		}, sqlstore.ErrKeysForeign, "set keys to the folder"},
		{"a newer schema of the data", func(t *testing.T, dir string) {
			execSQL(t, dir+"/data/data.db", `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
		}, sqlstore.ErrNewerSchema, "newer version"},
		{"a newer schema of the keys", func(t *testing.T, dir string) {
			execSQL(t, dir+"/keys/keys.db", `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
		}, sqlstore.ErrNewerSchema, "newer version"},
		{"data that is no database", func(t *testing.T, dir string) {
			overwrite(t, dir+"/data/data.db", 0, 4096)
		}, sqlstore.ErrCorrupt, "assent restore"},
		{"keys that are no database", func(t *testing.T, dir string) {
			overwrite(t, dir+"/keys/keys.db", 0, 4096)
		}, sqlstore.ErrCorrupt, "restore"},
		{"a schema that is damaged", func(t *testing.T, dir string) {
			overwrite(t, dir+"/data/data.db", 100, 3000)
		}, sqlstore.ErrCorrupt, "restore"},
		{"another process", func(t *testing.T, dir string) {
			s := open(t, dir)
			t.Cleanup(func() { closeStore(t, s) })
		}, sqlstore.ErrLocked, "stop that one first"},
		{"another process on the keys", func(t *testing.T, dir string) {
			s := open(t, dir)
			t.Cleanup(func() { closeStore(t, s) })
			if err := os.Mkdir(dir+"/other", 0o700); err != nil {
				t.Fatal(err)
			}
			move(t, dir+"/data", dir+"/moved")
		}, sqlstore.ErrLocked, "stop that one first"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			filled(t, dir)
			tc.damage(t, dir)
			s, err := sqlstore.Open(t.Context(), folders(dir))
			if err == nil {
				closeStore(t, s)
			}
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("Open: %v\nwant %v, saying %q", err, tc.want, tc.says)
			}
			if tc.name == "the keys folder is gone" || tc.name == "the master key is gone" {
				if _, err := os.Stat(dir + "/keys/master.key"); err == nil {
					t.Error("a new master key was made over data that has lost its own")
				}
			}
		})
	}
}

// TestDamagedPage: a damaged page fails when it is read, and Check finds it
// before that.
func TestDamagedPage(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	p := somebody()
	for range 200 {
		if err := s.Save(t.Context(), message(p)); err != nil {
			t.Fatal(err)
		}
		p.Rev++
	}
	closeStore(t, s)
	info, err := os.Stat(dir + "/data/data.db")
	if err != nil {
		t.Fatal(err)
	}
	for at := info.Size() / 2; at < info.Size(); at += 4096 {
		overwrite(t, dir+"/data/data.db", at/4096*4096, 64)
	}
	s, err = sqlstore.Open(t.Context(), folders(dir))
	if err != nil {
		if !errors.Is(err, sqlstore.ErrCorrupt) {
			t.Errorf("Open: %v, want ErrCorrupt", err)
		}
		return
	}
	defer s.Close()
	if err := s.Check(t.Context()); !errors.Is(err, sqlstore.ErrCorrupt) {
		t.Errorf("Check: %v, want ErrCorrupt", err)
	}
	for _, err = range s.Events(t.Context(), p.ID) {
	}
	if !errors.Is(err, sqlstore.ErrCorrupt) {
		t.Errorf("Events: %v, want ErrCorrupt", err)
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	for _, opt := range []sqlstore.Options{
		{Data: dir + "/a", Keys: dir + "/a"},
		{Data: dir + "/a", Keys: dir + "/a/keys"},
		{Data: dir + "/a/data", Keys: dir + "/a"},
	} {
		if s, err := sqlstore.Open(t.Context(), opt); err == nil {
			closeStore(t, s)
			t.Errorf("keys %s and data %s were taken", opt.Keys, opt.Data)
		}
	}
	odd := filepath.Join(dir, "möglich & 100% #1? (copy)")
	p := filled(t, odd)
	s := open(t, odd)
	defer s.Close()
	if _, err := s.PersonByID(t.Context(), p.ID); err != nil {
		t.Error(err)
	}
	for path, want := range map[string]os.FileMode{
		"keys": 0o700 | os.ModeDir, "keys/master.key": 0o600, "keys/keys.db": 0o600,
		"data/data.db": 0o600, "data/data.db-wal": 0o600,
	} {
		info, err := os.Stat(filepath.Join(odd, path))
		if err != nil || info.Mode() != want {
			t.Errorf("%s: mode %v, %v; want %v", path, info.Mode(), err, want)
		}
	}
}

func TestMasterFromEnvironment(t *testing.T) {
	dir := t.TempDir()
	opt := folders(dir)
	opt.Master = vault.GenerateMaster()
	s, err := sqlstore.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	if _, err := os.Stat(dir + "/keys/master.key"); err == nil {
		t.Error("a master key was written to the disk")
	}
	opt.Master = vault.GenerateMaster()
	if _, err := sqlstore.Open(t.Context(), opt); !errors.Is(err, vault.ErrWrongMaster) {
		t.Errorf("another one: %v, want ErrWrongMaster", err)
	}
}

func TestClosed(t *testing.T) {
	s := open(t, t.TempDir())
	closeStore(t, s)
	if err := s.Save(t.Context(), bot.Change{Person: somebody()}); !errors.Is(err, sqlstore.ErrClosed) {
		t.Errorf("Save: %v, want ErrClosed", err)
	}
}
