package sqlstore_test

import (
	"fmt"
	"sync"
	"testing"

	"assent/adapters/sqlstore"
	"assent/adapters/sqlstore/pgtest"
	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

var (
	nameMu sync.Mutex
	names  = map[string]string{}
)

// onPostgres returns the options of a store with data and keys in databases that
// belong to dir.
func onPostgres(t testing.TB, dir string) sqlstore.Options {
	t.Helper()
	c := pgtest.Server(t)
	nameMu.Lock()
	name, ok := names[dir]
	if !ok {
		name = fmt.Sprintf("t%d", len(names))
		names[dir] = name
	}
	nameMu.Unlock()
	opt := folders(dir)
	opt.Database, opt.KeysDatabase = c.Database(t, name), c.Database(t, name+"keys")
	return opt
}

func openOnPostgres(t testing.TB, dir string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), onPostgres(t, dir))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return s
}

func TestStoreOnPostgres(t *testing.T) {
	bottest.TestStore(t, func(t testing.TB, dir string) bottest.ClosableStore {
		return openOnPostgres(t, dir)
	}, pgtest.Server(t).Data())
}

func TestLibraryOnPostgres(t *testing.T) {
	bottest.TestLibrary(t, func(t testing.TB, dir string) bottest.ClosableLibrary { return openOnPostgres(t, dir) })
}

func TestDialoguesOnPostgres(t *testing.T) {
	bottest.TestDialogues(t, func(t *testing.T) (bot.Store, policies.Library) {
		opt := onPostgres(t, t.TempDir())
		opt.Controller = bottest.SampleController
		s, err := sqlstore.Open(t.Context(), opt)
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		t.Cleanup(func() { closeStore(t, s) })
		return s, s
	})
}
