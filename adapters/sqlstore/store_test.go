package sqlstore_test

import (
	"path/filepath"
	"testing"

	"assent/adapters/sqlstore"
	"assent/bot/bottest"
)

// openAt opens the store with its folders in dir.
func openAt(t testing.TB, dir string) bottest.ClosableStore {
	t.Helper()
	return open(t, dir)
}

func open(t testing.TB, dir string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), folders(dir))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return s
}

func folders(dir string) sqlstore.Options {
	return sqlstore.Options{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
}

func TestStore(t *testing.T) { bottest.TestStore(t, openAt) }

func TestLibrary(t *testing.T) {
	bottest.TestLibrary(t, func(t testing.TB, dir string) bottest.ClosableLibrary { return open(t, dir) })
}
