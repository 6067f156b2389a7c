package sqlstore_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// addWhole saves a person with events, a reply and a file.
func addWhole(t *testing.T, s *sqlstore.Store) bot.Person {
	t.Helper()
	p := somebody()
	if err := s.Save(t.Context(), message(p)); err != nil {
		t.Fatal(err)
	}
	w, err := s.CreateFile(t.Context(), p.ID, bot.FileID("export of "+p.ID))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "everything about "+string(p.ID)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return p
}

func wantWhole(t *testing.T, s *sqlstore.Store, p bot.Person) {
	t.Helper()
	if got, err := s.Person(t.Context(), p.Users[0]); err != nil || got.ID != p.ID {
		t.Errorf("Person = %q, %v", got.ID, err)
	}
	if n := countEvents(t, s, p.ID); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
	r, err := s.OpenFile(t.Context(), p.ID, bot.FileID("export of "+p.ID))
	if err != nil {
		t.Errorf("OpenFile: %v", err)
		return
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "everything about "+string(p.ID) {
		t.Errorf("file %q, %v", got, err)
	}
}

// wantErased checks that the person is gone, and how many rows are left.
func wantErased(t *testing.T, s *sqlstore.Store, p bot.Person, left map[string]int) {
	t.Helper()
	if got, err := s.Person(t.Context(), p.Users[0]); err != nil || got.Known() {
		t.Errorf("Person = %q, %v; want a stranger", got.ID, err)
	}
	for table, want := range left {
		if n, err := s.CountRows(t.Context(), table); err != nil || n != want {
			t.Errorf("%d rows in %s, %v; want %d", n, table, err, want)
		}
	}
	blobs, err := filepath.Glob(filepath.Join(s.DataFolder(), "blobs", "*"))
	if err != nil || len(blobs) != left["files"] {
		t.Errorf("blobs %v, %v; want %d", blobs, err, left["files"])
	}
}

// TestPurgeSparesTheLiving: only people on the erasure record are purged.
func TestPurgeSparesTheLiving(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	p := addWhole(t, s)
	if err := s.Purge(t.Context(), p.ID); err == nil {
		t.Error("a person who is not erased was purged")
	}
	wantWhole(t, s, p)
	for _, err := range s.Events(t.Context(), "nobody") {
		if !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("Events of nobody: %v, want ErrNotFound", err)
		}
	}
}

// oneLeft is what the tables hold when one person of addWhole is left.
var oneLeft = map[string]int{"people": 1, "addresses": 1, "events": 2, "queue": 1, "files": 1, "noise": 0}

// TestRestoreBringsNobodyBack restores a backup that was made before an
// erasure: the erasure record is replayed before anything is served.
func TestRestoreBringsNobodyBack(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := open(t, dir)
	anna, ben := addWhole(t, s), addWhole(t, s)
	if err := s.Backup(ctx, dir+"/backup"); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(ctx, anna.ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	move(t, dir+"/data", dir+"/old")
	if err := sqlstore.Restore(ctx, dir+"/backup", dir+"/data"); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	defer s.Close()
	wantErased(t, s, anna, oneLeft)
	wantWhole(t, s, ben)
}

// TestKilledInTheMiddleOfAnErasure ends the process between the key and the
// rows.
func TestKilledInTheMiddleOfAnErasure(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := open(t, dir)
	anna, ben := addWhole(t, s), addWhole(t, s)
	if err := s.EraseKeyOnly(ctx, anna.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Person(ctx, anna.Users[0]); err != nil || got.Known() {
		t.Errorf("before the restart: %q, %v; want a stranger", got.ID, err)
	}
	s.Kill()
	s = open(t, dir)
	defer s.Close()
	wantErased(t, s, anna, oneLeft)
	wantWhole(t, s, ben)
}

// TestKeysOlderThanTheData: an older copy of the keys lacks the key of a new
// person, or an erasure; Open refuses both.
func TestKeysOlderThanTheData(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *sqlstore.Store, bot.Person){
		"somebody new": func(t *testing.T, s *sqlstore.Store, _ bot.Person) { addWhole(t, s) },
		"an erasure": func(t *testing.T, s *sqlstore.Store, p bot.Person) {
			if err := s.Erase(t.Context(), p.ID, time.Now()); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, dir := t.Context(), t.TempDir()
			s := open(t, dir)
			p := addWhole(t, s)
			if err := s.BackupKeys(ctx, dir+"/keybackup"); err != nil {
				t.Fatal(err)
			}
			if err := s.Backup(ctx, dir+"/backup"); err != nil {
				t.Fatal(err)
			}
			change(t, s, p)
			closeStore(t, s)
			move(t, dir+"/keys", dir+"/newkeys")
			if err := sqlstore.RestoreKeys(ctx, dir+"/keybackup", dir+"/keys"); err != nil {
				t.Fatal(err)
			}
			if s, err := sqlstore.Open(ctx, folders(dir)); !errors.Is(err, sqlstore.ErrKeysOlder) {
				t.Errorf("Open: %v, want ErrKeysOlder", err)
				if err == nil {
					closeStore(t, s)
				}
			}
			// Data as old as the keys opens.
			move(t, dir+"/data", dir+"/newdata")
			if err := sqlstore.Restore(ctx, dir+"/backup", dir+"/data"); err != nil {
				t.Fatal(err)
			}
			s = open(t, dir)
			defer s.Close()
			wantWhole(t, s, p)
		})
	}
}

// TestBackupWhileServing copies the data under load; every copy opens, is intact
// and holds everything that was acknowledged before it began.
func TestBackupWhileServing(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := open(t, dir)
	defer s.Close()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := s.Save(ctx, message(somebody())); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 3 {
		before := addWhole(t, s)
		copied := filepath.Join(dir, "copy", string(rune('a'+i)))
		if err := s.Backup(ctx, copied+"/backup"); err != nil {
			t.Fatal(err)
		}
		if err := s.BackupKeys(ctx, copied+"/keybackup"); err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{"keys.db", "master.key"} {
			if _, err := os.Stat(filepath.Join(copied, "backup", f)); err == nil {
				t.Errorf("the backup of the data holds %s", f)
			}
		}
		if err := sqlstore.Restore(ctx, copied+"/backup", copied+"/data"); err != nil {
			t.Fatal(err)
		}
		if err := sqlstore.RestoreKeys(ctx, copied+"/keybackup", copied+"/keys"); err != nil {
			t.Fatal(err)
		}
		restored := open(t, copied)
		wantWhole(t, restored, before)
		if err := restored.Check(ctx); err != nil {
			t.Error(err)
		}
		for p, err := range restored.People(ctx, bot.Query{}) {
			if err != nil {
				t.Fatalf("person %s: %v", p.ID, err)
			}
		}
		closeStore(t, restored)
	}
	close(stop)
	wg.Wait()
}

func TestBackupOverwritesNothing(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := open(t, dir)
	defer s.Close()
	if err := s.Backup(ctx, dir+"/backup"); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a second backup":      s.Backup(ctx, dir+"/backup"),
		"keys into the backup": s.BackupKeys(ctx, dir+"/backup"),
		"restore":              sqlstore.Restore(ctx, dir+"/backup", dir+"/backup"),
	} {
		if !errors.Is(err, sqlstore.ErrNotEmpty) {
			t.Errorf("%s: %v, want ErrNotEmpty", name, err)
		}
	}
	if err := sqlstore.Restore(ctx, dir+"/backup", dir+"/data"); !errors.Is(err, sqlstore.ErrLocked) {
		t.Errorf("restore beside a serving process: %v, want ErrLocked", err)
	}
	if err := s.Backup(ctx, dir+"/keys/backup"); err == nil {
		t.Error("a backup was made inside the keys folder")
	}
	if err := os.Remove(dir + "/backup/data.db"); err != nil {
		t.Fatal(err)
	}
	if err := sqlstore.Restore(ctx, dir+"/backup", dir+"/new"); !errors.Is(err, sqlstore.ErrNoBackup) {
		t.Errorf("an incomplete backup: %v, want ErrNoBackup", err)
	}
}
