package bot_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"assent/bot"
)

// archive is an export, by file name.
type archive map[string][]byte

// export requests the person's data in chat and returns what they get.
func (w *world) export(account string) (archive, bot.Reply) {
	w.Helper()
	w.write(account, "export my data")
	for _, r := range w.press(account, "export") {
		if len(r.Files) == 0 {
			continue
		}
		content, err := r.Files[0].Open(context.Background())
		if err != nil {
			w.Fatal(err)
		}
		data, err := io.ReadAll(content)
		if err != nil || int64(len(data)) != r.Files[0].Size {
			w.Fatalf("%d bytes of %d, error %v", len(data), r.Files[0].Size, err)
		}
		return unzip(w, data), r
	}
	w.Fatal("no reply carries the export")
	return nil, bot.Reply{}
}

func unzip(t testing.TB, data []byte) archive {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	a := archive{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if a[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// hostile is what people type to attack whoever opens the export.
var hostile = []string{
	`=HYPERLINK("https://evil.example","press")`, "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\n=1+1", "＝1+1",
	`<script>alert("x")</script>`, `"><img src=x onerror=alert(1)>`, `</div><style>*{display:none}</style>`,
	`a "quoted", line`, "two\nlines",
}

func TestExportIsWholeAndSafe(t *testing.T) {
	w := newWorld(t)
	w.write("ana", "where is my lamp")
	w.press("ana", "agree")
	w.agree("ben")
	w.write("ben", "BENSECRET")
	for _, text := range hostile {
		w.write("ana", text)
	}
	w.write("ana", "I object to marketing")
	a, _ := w.export("ana")

	t.Run("schema", func(t *testing.T) { validate(t, a) })
	t.Run("everything", func(t *testing.T) { holdsAll(t, w, a) })
	t.Run("manifest", func(t *testing.T) { matchesManifest(t, a) })
	t.Run("spreadsheet", func(t *testing.T) { runsNoFormula(t, a) })
	t.Run("page", func(t *testing.T) {
		for _, live := range []string{"<script", "<img", "</div><style"} {
			if strings.Contains(string(a["index.html"]), live) {
				t.Errorf("index.html holds %s as markup", live)
			}
		}
		if !strings.Contains(string(a["index.html"]), "&lt;script&gt;") {
			t.Error("index.html leaves out what was typed")
		}
	})
	t.Run("nobody else", func(t *testing.T) {
		ben := w.person("ben")
		for name, content := range a {
			for _, secret := range []string{"BENSECRET", string(ben.ID), `"ben"`} {
				if bytes.Contains(content, []byte(secret)) {
					t.Errorf("%s holds %s of another person", name, secret)
				}
			}
		}
	})
}

// An export marks presses and whatever was deleted or has expired; the
// conversation leaves out what has expired and marks nothing.
func TestExportMarksWhatIsGone(t *testing.T) {
	w := newKept(t, bot.RetentionConfig{Messages: 10 * day})
	w.passes(11)
	w.say("ana", bot.Message{ID: "m1", Text: "ZZGONE", Mutable: true})
	if err := w.bot.Revise(t.Context(), user("ana"), "m1", ""); err != nil {
		t.Fatal(err)
	}
	w.press("ana", "agree")

	rows, err := csv.NewReader(bytes.NewReader(unzip(t, w.written("ana"))["messages.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	marks, exported := map[string]int{}, len(rows)-1
	for _, row := range rows[1:] {
		if from, text := row[1], row[3]; strings.HasPrefix(text, "[") {
			marks[from+" "+text]++
		}
	}
	for _, mark := range []string{"person [expired]", "bot [expired]", "person [deleted]", "person [agree]"} {
		if marks[mark] == 0 {
			t.Errorf("no line %s among %q", mark, rows)
		}
	}

	shown, empty := 0, 0
	for l, err := range w.bot.Conversation(t.Context(), user("ana")) {
		if err != nil {
			t.Fatal(err)
		}
		if shown++; l.Text == "" {
			empty++
		}
		if strings.HasPrefix(string(l.Text), "[") {
			t.Errorf("the conversation shows %q", l.Text)
		}
	}
	expired := marks["person [expired]"] + marks["bot [expired]"]
	if shown != exported-expired || empty != marks["person [deleted]"]+marks["person [agree]"] {
		t.Errorf("%d lines shown, %d of them empty; %d exported, marked %v", shown, empty, exported, marks)
	}
}

func validate(t *testing.T, a archive) {
	if !bytes.Equal(a["schema.json"], bot.ExportSchema) {
		t.Error("the export carries another schema than is published")
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(bot.ExportSchema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("export.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("export.json")
	if err != nil {
		t.Fatal(err)
	}
	data, err := jsonschema.UnmarshalJSON(bytes.NewReader(a["data.json"]))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(data); err != nil {
		t.Error(err)
	}
}

// exported is what these tests read from data.json.
type exported struct {
	Person struct {
		ID       string
		Users    []bot.UserID
		Consents map[string]bot.Consent
		Counts   map[string]int
	}
	Notices []struct {
		SHA256 string `json:"notice_sha256"`
		Text   string
	}
	Events []struct {
		ID, Kind string
		Body     json.RawMessage
	}
}

func holdsAll(t *testing.T, w *world, a archive) {
	var data exported
	if err := json.Unmarshal(a["data.json"], &data); err != nil {
		t.Fatal(err)
	}
	if len(data.Person.Users) != 1 || data.Person.Users[0] != user("ana") {
		t.Errorf("users %+v", data.Person.Users)
	}
	if data.Person.Consents["service"].State != bot.Granted ||
		data.Person.Consents["marketing"].State != bot.Withdrawn {
		t.Errorf("consents %+v", data.Person.Consents)
	}
	// The export holds what was on record when it was made, in order: only the
	// events about the export itself came later.
	record := w.events("ana")
	counts := map[string]int{}
	for i, e := range data.Events {
		counts[e.Kind]++
		if e.ID != record[i].ID || e.Kind != record[i].Kind {
			t.Fatalf("event %d is %s %s, on record is %s %s", i, e.Kind, e.ID, record[i].Kind, record[i].ID)
		}
	}
	for _, e := range record[len(data.Events):] {
		if e.Kind != bot.EventRequest && e.Kind != bot.EventReply {
			t.Errorf("a %s event is missing", e.Kind)
		}
	}
	for kind, n := range data.Person.Counts {
		if counts[kind] != n {
			t.Errorf("%d %s events, counted %d", counts[kind], kind, n)
		}
	}
	for _, text := range append([]string{"where is my lamp"}, hostile...) {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(a["data.json"], quoted) {
			t.Errorf("data.json lacks %s", quoted)
		}
	}
	if len(data.Notices) == 0 {
		t.Error("the notice that was agreed to is missing")
	}
	for _, n := range data.Notices {
		if sum := sha256.Sum256([]byte(n.Text)); hex.EncodeToString(sum[:]) != n.SHA256 {
			t.Error("a notice's text and its SHA-256 differ")
		}
	}
}

func matchesManifest(t *testing.T, a archive) {
	var manifest struct {
		Files []struct {
			Name   string
			Bytes  int
			SHA256 string
		}
	}
	if err := json.Unmarshal(a["manifest.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	for _, f := range manifest.Files {
		content, ok := a[f.Name]
		if sum := sha256.Sum256(content); !ok || len(content) != f.Bytes || hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s is not what the manifest says", f.Name)
		}
	}
	if len(manifest.Files) != len(a)-1 {
		t.Errorf("the manifest names %d files, the archive has %d besides it", len(manifest.Files), len(a)-1)
	}
	for _, name := range []string{"index.html", "data.json", "messages.csv", "schema.json"} {
		if len(a[name]) == 0 {
			t.Errorf("%s is missing", name)
		}
	}
}

func runsNoFormula(t *testing.T, a archive) {
	rows, err := csv.NewReader(bytes.NewReader(a["messages.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, row := range rows {
		for _, cell := range row {
			if first := []rune(strings.TrimSpace(cell) + " ")[0]; strings.ContainsRune("=+-@＝＋－＠", first) {
				t.Errorf("a spreadsheet would run %q as a formula", cell)
			}
			for _, text := range hostile {
				if strings.TrimPrefix(cell, "'") == text {
					found++
				}
			}
		}
	}
	if found != len(hostile) {
		t.Errorf("%d of %d messages are in the table", found, len(hostile))
	}
}
