package sqlstore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/vault"
)

// TestRotateWhileServing changes the master key while people come and write.
// Afterwards the new one opens everything, also after a restart, and the old one
// unwraps no key in any file.
func TestRotateWhileServing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	stay := addWhole(t, s)
	old, err := vault.LoadMaster(filepath.Join(dir, "keys", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	all := []bot.Person{stay}
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for ctx.Err() == nil {
				p := somebody()
				if err := s.Save(context.WithoutCancel(ctx), message(p)); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				all = append(all, p)
				mu.Unlock()
			}
		})
	}
	waitUntil(t, "there are many keys", func() bool { mu.Lock(); defer mu.Unlock(); return len(all) > 600 })
	for range 2 {
		if err := s.RotateMaster(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	work.Wait()
	ids := []vault.KeyID{"lookup"}
	for i := 0; i < len(all); i += len(all) / 12 {
		ids = append(ids, vault.KeyID("person/"+all[i].ID))
	}
	check := func(when string) {
		t.Helper()
		for _, p := range all {
			if now, err := s.Person(t.Context(), p.Users[0]); err != nil || now.ID != p.ID {
				t.Fatalf("%s: %v, %v", when, now, err)
			}
		}
		now, err := vault.LoadMaster(filepath.Join(dir, "keys", "master.key"))
		if err != nil {
			t.Fatal(err)
		}
		candidates := maybeKeys(readFiles(t, filepath.Join(dir, "keys")))
		for _, id := range ids {
			if findKey(old, id, candidates) != nil {
				t.Errorf("%s: the old master key unwraps %s", when, id)
			}
			if findKey(now, id, candidates) == nil {
				t.Errorf("%s: control: the new master key unwraps no %s", when, id)
			}
		}
	}
	check("while it serves")
	closeStore(t, s)
	if _, err := os.Stat(filepath.Join(dir, "keys", "master.key.new")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the file of the new master key was not renamed")
	}
	s = open(t, dir)
	check("after a restart")
	closeStore(t, s)
}

// TestRotationIsFinished: after a process was killed when the new master key was
// made, or when some keys were wrapped with it, the next start finishes the
// rotation.
func TestRotationIsFinished(t *testing.T) {
	for name, done := range map[string]bool{"before any key": false, "before the name": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			p := addWhole(t, s)
			key := filepath.Join(dir, "keys", "master.key")
			before, err := os.ReadFile(key)
			if err != nil {
				t.Fatal(err)
			}
			if done {
				if err := s.RotateMaster(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			closeStore(t, s)
			if done { // as if the last step, the renaming, had not happened
				err = errors.Join(os.Rename(key, key+".new"), os.WriteFile(key, before, 0o600))
			} else {
				_, err = vault.CreateMaster(key + ".new")
			}
			if err != nil {
				t.Fatal(err)
			}
			s = open(t, dir)
			defer closeStore(t, s)
			if now, err := s.Person(t.Context(), p.Users[0]); err != nil || now.ID != p.ID {
				t.Errorf("%v, %v", now, err)
			}
			if _, err := os.Stat(key + ".new"); !errors.Is(err, os.ErrNotExist) {
				t.Error("the rotation is not finished")
			}
			if now, err := os.ReadFile(key); err != nil || string(now) == string(before) {
				t.Errorf("the master key is the old one: %v", err)
			}
		})
	}
}

// TestRotateFromTheEnvironment: where the master key comes from the environment,
// both the new and the current one have to be given.
func TestRotateFromTheEnvironment(t *testing.T) {
	opt := folders(t.TempDir())
	opt.Master = vault.GenerateMaster()
	first := opt.Master
	run := func(opt sqlstore.Options, do func(*sqlstore.Store) error) error {
		s, err := sqlstore.Open(t.Context(), opt)
		if err != nil {
			return err
		}
		return errors.Join(do(s), s.Close())
	}
	nothing := func(*sqlstore.Store) error { return nil }
	rotate := func(s *sqlstore.Store) error { return s.RotateMaster(t.Context()) }
	if err := run(opt, rotate); !errors.Is(err, sqlstore.ErrMasterElsewhere) {
		t.Errorf("with one key: %v", err)
	}
	opt.Master = vault.GenerateMaster()
	if err := run(opt, nothing); !errors.Is(err, vault.ErrWrongMaster) {
		t.Errorf("with another key: %v", err)
	}
	opt.PreviousMaster = first
	if err := run(opt, rotate); err != nil {
		t.Fatal(err)
	}
	opt.PreviousMaster = ""
	if err := run(opt, nothing); err != nil {
		t.Errorf("with the new key alone: %v", err)
	}
	opt.Master = first
	if err := run(opt, nothing); !errors.Is(err, vault.ErrWrongMaster) {
		t.Errorf("with the old key: %v", err)
	}
}
