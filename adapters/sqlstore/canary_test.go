package sqlstore_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
)

// TestNothingBeforeTheOptIn looks for what people said before they agreed
// (DESIGN.md, invariant 1) in every byte of the two folders and in every sealed
// value of every state that the data was ever in: it must not have touched the
// disk, neither plain nor sealed.
func TestNothingBeforeTheOptIn(t *testing.T) {
	const canary = "ZZCANARY4711"
	for name, c := range map[string]struct {
		play func(*talk)
		end  bot.Stage
	}{
		"first message": {func(k *talk) {}, bot.StageAsked},
		"more in a row": {func(k *talk) { k.says("ana", "and "+canary+" too") }, bot.StageAsked},
		"privacy question": {func(k *talk) {
			k.says("ana", "what do you do with my phone number "+canary+"?")
		}, bot.StageAsked},
		"export before any opt-in": {func(k *talk) {
			k.says("ana", "export my data "+canary)
			k.says("ana", "EXPORT")
		}, bot.StageAsked},
		"decline": {func(k *talk) {
			k.says("ana", "DECLINE")
			k.says("ana", "but my parcel "+canary)
		}, bot.StageDeclined},
		"decline in words": {func(k *talk) {
			k.says("ana", "no thanks")
			k.does("ana", bot.Message{Choice: "stale", Text: canary})
		}, bot.StageDeclined},
		"timeout": {func(k *talk) { k.waits("ana", 5*time.Minute) }, bot.StageClosed},
		"once more after a timeout": {func(k *talk) {
			k.waits("ana", 6*time.Minute)
			k.says("ana", "hello again "+canary)
		}, bot.StageAsked},
		"three invalid answers": {func(k *talk) {
			k.says("ana", "the parcel "+canary)
			k.says("ana", "my parcel "+canary)
			k.says("ana", "that parcel "+canary)
		}, bot.StageClosed},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openSample(t, dir)
			k := newTalk(t, s)
			k.says("ana", "hi, where is my parcel "+canary+"?")
			c.play(k)
			p, err := s.Person(t.Context(), userOf("ana"))
			if err != nil || p.Stage != c.end {
				t.Fatalf("stage %q, %v; want %q", p.Stage, err, c.end)
			}
			check := func(when string) {
				t.Helper()
				l := loot(t, dir)
				if len(l.read[p.ID]) == 0 {
					t.Errorf("%s: nothing sealed can be read, the test proves nothing", when)
				}
				if where := l.holding(canary); len(where) > 0 {
					t.Errorf("%s: what was said before the opt-in is stored in %q", when, where)
				}
			}
			check("while it runs")
			closeStore(t, s)
			check("after a stop")
			closeStore(t, openSample(t, dir))
			check("after a restart")
		})
	}
	t.Run("control", func(t *testing.T) { // after AGREE it is on record, sealed
		dir := t.TempDir()
		s := openSample(t, dir)
		defer s.Close()
		k := newTalk(t, s)
		k.says("ana", "hi, where is my parcel "+canary+"?")
		k.says("ana", "AGREE")
		p, err := s.Person(t.Context(), userOf("ana"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"sealed for " + string(p.ID)}, loot(t, dir).holding(canary)); diff != "" {
			t.Errorf("the canary is stored in (-want +got)\n%s", diff)
		}
	})
}

// TestErasedPersonCannotBeRead has the whole conversation with several people,
// and one is erased in chat. An attacker has the master key, the folders as they
// are, a backup, and a plain copy of the data folder with its log, both made
// before the erasure. Before it they read everyone from each of the three; after
// it they read nothing about the erased person, and the others as before.
func TestErasedPersonCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	s := openSample(t, dir)
	k := newTalk(t, s)
	people := map[string]bot.PersonID{}
	for _, name := range []string{"ana", "ben", "eva"} {
		account := accountOf(name)
		for _, text := range []string{
			"hi, where is my parcel? " + canaryOf(name), "AGREE", "what do you do with my phone number?",
			"it is about " + canaryOf(name), "export my data", "EXPORT",
		} {
			if len(k.says(account, text)) == 0 {
				t.Fatalf("no answer to %q", text)
			}
		}
		p, err := s.Person(t.Context(), userOf(account))
		if err != nil {
			t.Fatal(err)
		}
		people[name] = p.ID
	}
	if err := s.Backup(t.Context(), filepath.Join(dir, "backup")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "copy"), os.DirFS(filepath.Join(dir, "data"))); err != nil {
		t.Fatal(err)
	}

	readable := func(folder string) map[string]int {
		t.Helper()
		l := loot(t, only(t, dir, "keys", folder))
		pieces := map[string]int{}
		for name, id := range people {
			pieces[name] = len(l.read[id])
			if n := len(l.holding(canaryOf(name))) + len(l.holding(accountOf(name))); (n > 0) != (pieces[name] > 0) {
				t.Errorf("%s: %d pieces of %s can be read, but the canaries are in %d places",
					folder, pieces[name], name, n)
			}
		}
		for _, secret := range []string{"ZZCANARY", "account-of"} {
			for path := range l.files {
				if bytes.Contains(l.files[path], []byte(secret)) {
					t.Errorf("%s holds %s in plain", path, secret)
				}
			}
		}
		return pieces
	}
	folders := []string{"data", "backup", "copy"}
	before := map[string]map[string]int{}
	for _, folder := range folders {
		before[folder] = readable(folder)
		for name := range people {
			if before[folder][name] < 20 {
				t.Fatalf("control: %d pieces of %s can be read from %s", before[folder][name], name, folder)
			}
		}
	}

	k.says(accountOf("eva"), "delete my data")
	said := k.says(accountOf("eva"), "DELETE")
	if len(said) != 1 || !strings.Contains(string(said[0].Text), "is deleted") {
		t.Fatalf("the erasure was answered by %v", said)
	}
	check := func(when string) {
		t.Helper()
		for _, folder := range folders {
			want := maps.Clone(before[folder])
			want["eva"] = 0
			if diff := cmp.Diff(want, readable(folder)); diff != "" {
				t.Errorf("%s: pieces readable from %s (-want +got)\n%s", when, folder, diff)
			}
		}
	}
	check("after the erasure")
	closeStore(t, s)
	before["data"] = readable("data") // the log with all earlier states is gone
	check("after a stop")
	s = openSample(t, dir)
	defer closeStore(t, s)
	check("after a restart")
	for name := range people {
		p, err := s.Person(t.Context(), userOf(accountOf(name)))
		if err != nil || p.Known() == (name == "eva") {
			t.Errorf("%s is known: %v, %v", name, p.Known(), err)
		}
	}
}

func canaryOf(name string) string  { return "ZZCANARY" + name }
func accountOf(name string) string { return "account-of-" + name }

// looted is everything that can be read from a folder with the keys in it.
type looted struct {
	carved
	files map[string][]byte
}

// loot extracts every state of the data that its files still hold.
func loot(t *testing.T, dir string) looted {
	t.Helper()
	return looted{carveWith(t, dir, everyState), readFiles(t, dir)}
}

// holding returns the places where a text can be read.
func (l looted) holding(text string) (where []string) {
	for path, content := range l.files {
		if bytes.Contains(content, []byte(text)) {
			where = append(where, path)
		}
	}
	for id, pieces := range l.read {
		for _, plain := range pieces {
			if bytes.Contains(unpacked(plain), []byte(text)) {
				where = append(where, "sealed for "+string(id))
				break
			}
		}
	}
	slices.Sort(where)
	return where
}

// unpacked returns what an archive contains; anything else as it is.
func unpacked(content []byte) []byte {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return content
	}
	var all []byte
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			return content
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			return content
		}
		all = append(all, plain...)
	}
	return all
}

// only copies some folders to an empty place.
func only(t *testing.T, dir string, folders ...string) string {
	t.Helper()
	apart := t.TempDir()
	for _, folder := range folders {
		if err := os.CopyFS(filepath.Join(apart, folder), os.DirFS(filepath.Join(dir, folder))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(apart, "keys", "master.key"), 0o600); err != nil && !os.IsNotExist(err) {
		t.Fatal(err) // CopyFS lets others read
	}
	return apart
}

// everyState reads everything sealed from the data as it is and from every state
// it had since its log began: one of them has a value that was written and later
// deleted.
func everyState(t *testing.T, dir string) []piece {
	t.Helper()
	database, err := os.ReadFile(filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "data.db-wal"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var all []piece
	for i, end := range commits(log) {
		state := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if err := os.Mkdir(state, 0o700); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{"data.db": database, "data.db-wal": log[:end]} {
			if err := os.WriteFile(filepath.Join(state, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(filepath.Join(dir, "blobs"), filepath.Join(state, "blobs")); err != nil {
			t.Fatal(err)
		}
		for _, p := range pieces(t, state) {
			if key := fmt.Sprintf("%s %s", p.place, p.sealed); !seen[key] {
				seen[key] = true
				all = append(all, p)
			}
		}
		if err := os.RemoveAll(state); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// commits returns where each transaction of a write-ahead log ends, the empty
// log included (sqlite.org/fileformat2.html, section 4: a header of 32 bytes,
// then frames of 24 bytes and a page; the second number of a frame is not zero
// where a transaction ends).
func commits(log []byte) []int {
	ends := []int{0}
	const header, frame = 32, 24
	if len(log) < header {
		return ends
	}
	number := func(at int) int { return int(log[at])<<24 | int(log[at+1])<<16 | int(log[at+2])<<8 | int(log[at+3]) }
	size := number(8)
	for at := header; at+frame+size <= len(log); at += frame + size {
		if number(at+4) != 0 {
			ends = append(ends, at+frame+size)
		}
	}
	return ends
}
