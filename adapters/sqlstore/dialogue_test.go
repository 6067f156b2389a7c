package sqlstore_test

import (
	"testing"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// TestDialogues plays every dialogue on the real store, with the editions it
// keeps.
func TestDialogues(t *testing.T) {
	bottest.TestDialogues(t, func(t *testing.T) (bot.Store, policies.Library) {
		s := openSample(t, t.TempDir())
		t.Cleanup(func() { closeStore(t, s) })
		return s, s
	})
}

// openSample opens a store whose sample edition names the tests' controller.
func openSample(t testing.TB, dir string) *sqlstore.Store {
	t.Helper()
	opt := folders(dir)
	opt.Controller = bottest.SampleController
	s, err := sqlstore.Open(t.Context(), opt)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return s
}
