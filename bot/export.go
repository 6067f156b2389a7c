package bot

import (
	"archive/zip"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"html/template"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"assent/policies"
)

// ExportSchema is the JSON Schema of data.json in an export.
//
//go:embed export.schema.json
var ExportSchema []byte

//go:embed export.html
var exportPage string

var exportTemplate = template.Must(template.New("export").Parse(exportPage))

// ErrUnreadable is wrapped by WriteExport when an event cannot be decoded: the
// export fails rather than leave it out.
var ErrUnreadable = errors.New("an event cannot be read")

// export builds the person's archive as a sealed file and brings it to the
// gate. The archive is streamed: it is never in memory as a whole, and never in
// plain text on a disk.
func (b *Bot) export(ctx context.Context, item Item) error {
	body, err := decodeBody[itemBody](item)
	if err != nil {
		return err
	}
	file, err := b.exportFile(ctx, item.Person)
	message := Message{Kind: KindResult, User: body.User, result: exported{body.Reference, file}}
	switch {
	case errors.Is(err, ErrNotFound):
		return b.done(ctx, item) // erased meanwhile
	case err != nil && item.Attempt < maxExportAttempts:
		return fmt.Errorf("export: %w", err)
	case err != nil:
		b.cfg.Log.Error("an export failed for good", "person", string(item.Person), "error", err)
		message.result = exportFailed{body.Reference}
	}
	err = b.returned(ctx, item, message)
	if err != nil && file.ID != "" {
		return errors.Join(err, b.store.RemoveFile(ctx, item.Person, file.ID))
	}
	return err
}

func (b *Bot) exportFile(ctx context.Context, id PersonID) (File, error) {
	p, err := b.store.PersonByID(ctx, id)
	if err != nil {
		return File{}, err
	}
	file := File{ID: FileID(rand.Text()), Name: "my-data.zip", Type: "application/zip"}
	w, err := b.store.CreateFile(ctx, id, file.ID)
	if err != nil {
		return File{}, err
	}
	defer w.Abort()
	size := &counter{w: w}
	if err := b.WriteExport(ctx, p, size); err != nil {
		return File{}, err
	}
	file.Size = size.n
	return file, w.Close()
}

// WriteExport writes everything on record about p as a zip: data.json (see
// [ExportSchema]), messages.csv, a readable index.html, the editions that the
// person was shown, and a manifest with the SHA-256 of each file.
func (b *Bot) WriteExport(ctx context.Context, p Person, w io.Writer) error {
	current, _, err := b.edition(ctx, p.App)
	if err != nil {
		return err
	}
	x := exporter{
		zip: zip.NewWriter(w), person: p, text: current.Text(p.Lang), edition: current, at: b.cfg.Now().UTC(),
		events: func() iter.Seq2[Event, error] { return b.store.Events(ctx, p.ID) },
	}
	if err := b.shownTo(ctx, p, &x); err != nil {
		return err
	}
	for _, part := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"index.html", x.writePage}, {"data.json", x.writeJSON}, {"messages.csv", x.writeCSV},
		{"schema.json", func(w io.Writer) error { _, err := w.Write(ExportSchema); return err }},
	} {
		if err := x.add(part.name, part.write); err != nil {
			return err
		}
	}
	for _, e := range x.editions {
		if err := x.addEdition(e); err != nil {
			return err
		}
	}
	if err := b.addSent(ctx, &x); err != nil {
		return err
	}
	if p.Agent != nil {
		if err := x.add("team.json", func(w io.Writer) error { return b.writeTeam(ctx, p, w) }); err != nil {
			return err
		}
	}
	if err := x.add("manifest.json", x.writeManifest); err != nil {
		return err
	}
	return x.zip.Close()
}

// shownTo collects every notice that the person was shown or decided on, and
// the editions they belong to.
func (b *Bot) shownTo(ctx context.Context, p Person, x *exporter) error {
	seen, numbers := map[Notice]bool{}, map[int]bool{}
	imported := map[Notice]policies.Markdown{}
	for e, err := range b.store.Events(ctx, p.ID) {
		if err != nil {
			return fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
		if e.Kind == EventImport {
			came, err := DecodeEvent[importBody](e)
			if err != nil {
				return err
			}
			for _, n := range came.Notices {
				imported[n.Notice] = n.Text
			}
		}
		if e.Kind != EventNotice && e.Kind != EventConsent {
			continue
		}
		n, err := DecodeEvent[Notice](e)
		if err != nil {
			return err
		}
		if n.SHA256 == "" || seen[n] {
			continue
		}
		seen[n] = true
		x.notices = append(x.notices, exportNotice{Notice: n})
	}
	for i, shown := range x.notices {
		n := shown.Notice
		if text, ok := imported[n]; ok {
			x.notices[i].Text = text
			continue
		}
		edition, err := b.cfg.Library.Edition(ctx, p.App, n.Edition)
		if err != nil {
			return fmt.Errorf("edition %d: %w", n.Edition, err)
		}
		x.notices[i].Text = edition.Text(n.Lang).NoticeIn(n.Form)
		if !numbers[n.Edition] {
			numbers[n.Edition] = true
			x.editions = append(x.editions, edition)
		}
	}
	slices.SortFunc(x.editions, func(a, b *policies.Edition) int { return a.Number - b.Number })
	return nil
}

// exportNotice is a notice with its exact text, next to the text's SHA-256.
type exportNotice struct {
	Notice
	Text policies.Markdown `json:"text"`
}

type exporter struct {
	zip      *zip.Writer
	person   Person
	edition  *policies.Edition
	text     *policies.Text
	editions []*policies.Edition
	notices  []exportNotice
	events   func() iter.Seq2[Event, error]
	at       time.Time
	manifest []manifestEntry
}

type manifestEntry struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// add writes one file of the archive and notes its hash for the manifest.
func (x *exporter) add(name string, write func(io.Writer) error) error {
	w, err := x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: x.at})
	if err != nil {
		return fmt.Errorf("export %s: %w", name, err)
	}
	h := &hashing{w: w, hash: sha256.New()}
	if err := write(h); err != nil {
		return fmt.Errorf("export %s: %w", name, err)
	}
	x.manifest = append(x.manifest, manifestEntry{name, h.n, hex.EncodeToString(h.hash.Sum(nil))})
	return nil
}

func (x *exporter) addEdition(e *policies.Edition) error {
	files := e.Files()
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		write := func(w io.Writer) error { _, err := w.Write(files[name]); return err }
		if err := x.add("editions/"+e.Label()+"/"+name, write); err != nil {
			return err
		}
	}
	return nil
}

// addSent adds the files that the person sent, as files/ID-NAME.
func (b *Bot) addSent(ctx context.Context, x *exporter) error {
	for e, err := range x.events() {
		if err != nil {
			return fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
		if e.Kind != EventFile {
			continue
		}
		body, err := DecodeEvent[fileBody](e)
		if err != nil {
			return err
		}
		if body.State != fileKept {
			continue
		}
		content, err := b.store.OpenFile(ctx, x.person.ID, body.ID)
		if errors.Is(err, ErrNotFound) {
			continue // deleted since, which is on record
		}
		if err != nil {
			return err
		}
		write := func(w io.Writer) error { _, err := io.Copy(w, content); return err }
		err = x.add("files/"+string(body.ID)+"-"+inArchive(body.Name), write)
		if err = errors.Join(err, content.Close()); err != nil {
			return err
		}
	}
	return nil
}

// writeTeam writes what a team member wrote to other people.
func (b *Bot) writeTeam(ctx context.Context, agent Person, w io.Writer) error {
	said := []exportSaid{}
	if err := b.saidAs(ctx, agent, func(s exportSaid) error { said = append(said, s); return nil }); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{"name": agent.Agent.Name, "since": agent.Agent.At.UTC(), "said": said})
}

// inArchive returns a name that every system accepts and that is never a path.
func inArchive(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, name), ". ")
}

// exportHead is data.json without its events, which follow as a stream.
type exportHead struct {
	Schema     string    `json:"schema"`
	Exported   time.Time `json:"exported"`
	Controller struct {
		Name    string `json:"name"`
		Contact string `json:"contact"`
		URL     string `json:"url"`
	} `json:"controller"`
	Person     Person         `json:"person"`
	Purposes   string         `json:"purposes"`
	Recipients string         `json:"recipients"`
	Retention  string         `json:"retention"`
	Editions   []string       `json:"editions"`
	Notices    []exportNotice `json:"notices"`
}

// SchemaID names the version of the export's schema.
const SchemaID = "assent/export/1"

func (x *exporter) head() exportHead {
	if a := x.person.Account; a != nil {
		// Credentials are not for reading, not even by their owner.
		x.person.Account = &Account{Login: a.Login, Roles: a.Roles, Disabled: a.Disabled}
	}
	h := exportHead{
		Schema: SchemaID, Exported: x.at, Person: x.person,
		Purposes: x.section(policies.Purposes), Recipients: x.section(policies.Sharing),
		Retention: x.section(policies.Retention),
		Editions:  []string{}, Notices: slices.Concat([]exportNotice{}, x.notices),
	}
	c := x.edition.Controller
	h.Controller.Name, h.Controller.Contact, h.Controller.URL = c.Name, c.Contact, c.URL
	for _, e := range x.editions {
		h.Editions = append(h.Editions, e.Label())
	}
	return h
}

func (x *exporter) section(topic policies.Topic) string {
	s, _ := x.text.Section(topic)
	return policies.Plain(s.Body)
}

// exportEvent is an event in data.json.
type exportEvent struct {
	ID   string          `json:"id"`
	Kind string          `json:"kind"`
	At   time.Time       `json:"at"`
	Body json.RawMessage `json:"body"`
}

func (x *exporter) writeJSON(w io.Writer) error {
	head, err := json.MarshalIndent(x.head(), "", "  ")
	if err != nil {
		return err
	}
	// The stream of events goes where the head's closing brace was.
	if _, err := fmt.Fprintf(w, "%s,\n  \"events\": [", strings.TrimSuffix(string(head), "\n}")); err != nil {
		return err
	}
	separator := "\n    "
	for e, err := range x.events() {
		if err != nil {
			return fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
		line, err := json.Marshal(exportEvent{e.ID, e.Kind, e.At.UTC(), e.Body})
		if err != nil {
			return fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
		if _, err := fmt.Fprintf(w, "%s%s", separator, line); err != nil {
			return err
		}
		separator = ",\n    "
	}
	_, err = io.WriteString(w, "\n  ]\n}\n")
	return err
}

// exportLine is a line with its text as the table and the page show it.
type exportLine struct {
	Line
	Text string
}

// lines yields what was said. Unlike [Bot.Conversation] it leaves nothing out: a
// mark in brackets stands for what was pressed, was deleted or has expired.
func (x *exporter) lines() iter.Seq2[exportLine, error] {
	return func(yield func(exportLine, error) bool) {
		for e, err := range x.events() {
			if err != nil {
				yield(exportLine{}, fmt.Errorf("%w: %w", ErrUnreadable, err))
				return
			}
			l, err := lineOf(e)
			if err != nil {
				yield(exportLine{}, err)
				return
			}
			if l.From == "" {
				continue
			}
			text := string(l.Text)
			if l.From != "person" {
				text = policies.Plain(l.Text)
			}
			if mark := cmp.Or(l.choice, l.revised); text == "" && mark != "" {
				text = "[" + mark + "]"
			}
			if !yield(exportLine{l, text}, nil) {
				return
			}
		}
	}
}

func (x *exporter) writeCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"at", "from", "channel", "text"}); err != nil {
		return err
	}
	for l, err := range x.lines() {
		if err != nil {
			return err
		}
		if err := c.Write([]string{l.At.Format(time.RFC3339), l.From, l.Channel, SafeCell(l.Text)}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// SafeCell keeps spreadsheets from running typed text as a formula. Some skip
// white space before the sign, some accept its full-width form.
func SafeCell(s string) string {
	if strings.IndexAny(strings.TrimSpace(s), "=+-@＝＋－＠") == 0 || strings.IndexAny(s, "\t\r\n") == 0 {
		return "'" + s
	}
	return s
}

func (x *exporter) writePage(w io.Writer) error {
	var failed error
	lines := func(yield func(exportLine) bool) {
		for l, err := range x.lines() {
			if err != nil {
				failed = err
				return
			}
			if !yield(l) {
				return
			}
		}
	}
	consents := make([]Consent, 0, len(x.person.Consents))
	for _, c := range x.person.Consents {
		consents = append(consents, c)
	}
	slices.SortFunc(consents, func(a, b Consent) int { return cmp.Compare(a.Purpose, b.Purpose) })
	err := exportTemplate.Execute(w, map[string]any{
		"Lang": x.text.Lang, "At": x.at.Format(time.RFC1123), "Head": x.head(),
		"Consents": consents, "Lines": iter.Seq[exportLine](lines),
		"T": func(key string) string { return policies.Plain(x.text.Phrase(policies.Phrase(key), nil)) },
		"EditionLabel": func(n int) string {
			for _, e := range x.editions {
				if e.Number == n {
					return e.Label()
				}
			}
			return strconv.Itoa(n)
		},
	})
	return errors.Join(err, failed)
}

// writeManifest writes the last file, which lists all others, and what an export
// never contains.
func (x *exporter) writeManifest(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Schema   string          `json:"schema"`
		Exported time.Time       `json:"exported"`
		Person   PersonID        `json:"person"`
		Counts   map[string]int  `json:"counts"`
		Files    []manifestEntry `json:"files"`
		Omitted  []string        `json:"omitted"`
	}{SchemaID, x.at, x.person.ID, x.person.Counts, x.manifest, []string{
		"What was said before the opt-in: it was held in memory " +
			"and is not kept unless it was answered after the opt-in.",
		"Data about other people.",
	}})
}

// hashing counts and hashes what passes through.
type hashing struct {
	w    io.Writer
	hash hash.Hash
	n    int64
}

func (h *hashing) Write(p []byte) (int, error) {
	n, err := h.w.Write(p)
	h.hash.Write(p[:n])
	h.n += int64(n)
	return n, err
}

// counter counts what passes through.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
