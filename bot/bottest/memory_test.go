package bottest_test

import (
	"testing"

	"assent/bot/bottest"
)

// kept is a Memory that a test can close and open again: it stays the same one,
// as there is nothing on disk to load it from.
type kept struct{ *bottest.Memory }

func (kept) Close() error { return nil }

// TestMemory checks the fake against what the real stores promise, so that a
// test of the domain on it proves something.
func TestMemory(t *testing.T) {
	stores := map[string]kept{}
	bottest.TestStore(t, func(_ testing.TB, dir string) bottest.ClosableStore {
		if _, ok := stores[dir]; !ok {
			stores[dir] = kept{bottest.NewMemory()}
		}
		return stores[dir]
	})
}
