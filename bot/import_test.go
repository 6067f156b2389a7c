package bot_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

var letter = bot.Order{By: "Kim", Reason: "moved with the shop"}

// written returns an account's archive as an officer gets it.
func (w *world) written(account string) []byte {
	w.Helper()
	var b bytes.Buffer
	if err := w.bot.WriteExport(w.Context(), w.person(account), &b); err != nil {
		w.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) importing(data []byte) (bot.PersonID, error) {
	w.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		w.Fatal(err)
	}
	return w.bot.ImportPerson(w.Context(), z, letter)
}

// data is what these tests read from an archive's data.json.
type data struct {
	Person  map[string]any
	Notices []map[string]any
	Events  []struct {
		ID, Kind, At string
		Body         map[string]any
	}
}

func records(t *testing.T, a archive) (d data) {
	t.Helper()
	if err := json.Unmarshal(a["data.json"], &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// An archive that is imported elsewhere and exported again holds the same records.
func TestImportRoundTrip(t *testing.T) {
	from, _ := newShelf(t)
	from.agree("ana")
	for range 130 { // more than one batch of events
		from.write("ana", "where is my lamp? ZZCANARY")
	}
	from.say("ana", sends("f1", "shot.txt", "a"))
	from.write("ana", "I object to marketing")
	from.write("ana", "my street is wrong, please correct it")
	from.write("ana", "Elm Road -> Oak Road") // for the team to answer
	from.press("ana", "restriction")
	tomorrow := from.clock.Now().Add(day)
	if _, err := from.bot.PlaceLegalHold(t.Context(), from.person("ana").ID, letter, tomorrow, nil); err != nil {
		t.Fatal(err)
	}
	old := from.written("ana")

	to, _ := newShelf(t)
	id, err := to.importing(old)
	if err != nil {
		t.Fatal(err)
	}
	p := to.person("ana")
	if p.ID != id || id == from.person("ana").ID || p.Stage != bot.StageOpen ||
		p.ConsentFor(bot.PurposeService).State != bot.Granted || p.FileBytes != int64(len("a picture")) {
		t.Errorf("%+v", p)
	}
	a, b := unzip(t, old), unzip(t, to.written("ana"))
	validate(t, b)
	matchesManifest(t, b)
	before, after := records(t, a), records(t, b)
	last := len(after.Events) - 1
	if after.Events[last].Kind != bot.EventImport || after.Events[last].Body["by"] != "Kim" {
		t.Errorf("the last event is %v", after.Events[last])
	}
	if diff := cmp.Diff(before.Events, after.Events[:last]); diff != "" {
		t.Errorf("events (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(before.Notices, after.Notices); diff != "" {
		t.Errorf("notices (-before +after):\n%s", diff)
	}
	for _, changed := range []string{"id", "counts"} {
		delete(before.Person, changed)
		delete(after.Person, changed)
	}
	if diff := cmp.Diff(before.Person, after.Person); diff != "" {
		t.Errorf("person (-before +after):\n%s", diff)
	}
	for name, content := range a {
		if strings.HasPrefix(name, "files/") && !bytes.Equal(content, b[name]) {
			t.Errorf("%s is %q", name, b[name])
		}
	}
	to.clock.Set(from.clock.Now().Add(2 * day))
	to.write("ana", "delete my data")
	if to.press("ana", "delete"); to.person("ana").Known() {
		t.Error("they cannot be erased")
	}
}

// A person who agreed to a text that is not in force here is asked again.
func TestImportAsksAgain(t *testing.T) {
	from := newWorld(t)
	from.publish(policies.Material)
	from.agree("ana")
	to := newWorld(t)
	if _, err := to.importing(from.written("ana")); err != nil {
		t.Fatal(err)
	}
	p := to.person("ana")
	if p.ConsentFor(bot.PurposeService).State != bot.Superseded || slices.Contains(p.Tags, bot.TagPrivacy) {
		t.Errorf("%+v", p)
	}
	if said := to.write("ana", "hello again"); len(said) != 1 || !said[0].Notice {
		t.Errorf("%v", said)
	}
	if again := records(t, unzip(t, to.written("ana"))); len(again.Notices) < 2 {
		t.Errorf("%d notices", len(again.Notices))
	}
}

// rezip writes an archive again, changed.
func rezip(t *testing.T, a archive) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(a)) {
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write(a[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestImportRefuses(t *testing.T) {
	from := newWorld(t)
	from.agree("ana")
	from.write("ana", "where is my lamp?")
	whole := from.written("ana")
	for name, change := range map[string]func(archive){
		"a changed message": func(a archive) {
			a["data.json"] = bytes.Replace(a["data.json"], []byte("lamp"), []byte("lump"), 1)
		},
		"an extra file":      func(a archive) { a["files/X-evil.txt"] = []byte("hello") },
		"a missing file":     func(a archive) { delete(a, "messages.csv") },
		"no manifest":        func(a archive) { delete(a, "manifest.json") },
		"another manifest":   func(a archive) { a["manifest.json"] = []byte(`{"schema":"other/1"}`) },
		"no JSON":            func(a archive) { a["manifest.json"] = []byte(`hello`) },
		"something else":     func(a archive) { clear(a); a["holiday.txt"] = []byte("sun") },
		"cut off at the end": func(a archive) { a["data.json"] = a["data.json"][:len(a["data.json"])-20] },
	} {
		t.Run(name, func(t *testing.T) {
			a := unzip(t, whole)
			change(a)
			to := newWorld(t)
			id, err := to.importing(rezip(t, a))
			if !errors.Is(err, bot.ErrArchive) || strings.Contains(err.Error(), "lamp") {
				t.Errorf("%q, %v", id, err)
			}
			if to.person("ana").Known() {
				t.Error("somebody is on record")
			}
		})
	}
	t.Run("already on record", func(t *testing.T) {
		if _, err := from.importing(whole); !errors.Is(err, bot.ErrArchive) {
			t.Error(err)
		}
	})
	t.Run("no reason", func(t *testing.T) {
		z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
		if err != nil {
			t.Fatal(err)
		}
		order := bot.Order{By: "Kim"} // without a reason
		if _, err := newWorld(t).bot.ImportPerson(t.Context(), z, order); !errors.Is(err, bot.ErrUnnamed) {
			t.Error(err)
		}
	})
	t.Run("breaks off", func(t *testing.T) {
		// The manifest matches but an event is invalid: what was begun is undone.
		a := unzip(t, whole)
		a["data.json"] = bytes.Replace(a["data.json"], []byte(`"kind":"reply"`), []byte(`"kind":""`), 1)
		var m struct {
			Schema string           `json:"schema"`
			Files  []map[string]any `json:"files"`
		}
		if err := json.Unmarshal(a["manifest.json"], &m); err != nil {
			t.Fatal(err)
		}
		for _, f := range m.Files {
			if f["name"] == "data.json" {
				f["bytes"], f["sha256"] = len(a["data.json"]), sum(a["data.json"])
			}
		}
		a["manifest.json"], _ = json.Marshal(m)
		to := newWorld(t)
		if _, err := to.importing(rezip(t, a)); !errors.Is(err, bot.ErrArchive) {
			t.Error(err)
		}
		for p, err := range to.store.People(t.Context(), bot.Query{}) {
			t.Errorf("%v is left, %v", p, err)
		}
	})
}

func sum(content []byte) string {
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}

// publish puts another notice in force.
func (w *world) publish(kind policies.Kind) {
	w.Helper()
	next, err := policies.Parse(bottest.Folder(bottest.Sample().Files()))
	if err != nil {
		w.Fatal(err)
	}
	next.App, next.Kind, next.Controller = bot.DefaultApp, kind, bottest.Sample().Controller
	next.Texts["en"].Notice += "\n\nAnd more."
	if _, err := w.config.Library.Publish(w.Context(), next); err != nil {
		w.Fatal(err)
	}
}
