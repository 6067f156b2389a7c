package bot

import (
	"archive/zip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"assent/bot/ledger"
)

// ErrArchive is wrapped by ImportPerson if the archive is not an export of
// Assent, was changed, or cannot be imported here.
var ErrArchive = NewProblem(Invalid, "the archive cannot be imported")

const (
	importBatch = 200
	// maxImported is the most bytes that one event or the manifest may have.
	maxImported = 16 << 20
)

// importBody records where an import came from, and the notices that its records
// refer to: the editions here are different ones.
type importBody struct {
	By       string         `json:"by"`
	Reason   string         `json:"reason"`
	Exported time.Time      `json:"exported"`
	Editions []string       `json:"editions"`
	Notices  []exportNotice `json:"notices"`
}

// ImportPerson creates a person from an archive that WriteExport wrote, usually
// elsewhere (GDPR Art. 20(2)), with every event unchanged and with the files.
// Each file of the archive must match its manifest. The person gets a new random
// id, and nothing that was in progress there continues here. A consent stays
// valid only if the edition of the same number has the same notice here;
// otherwise the person is asked again. A person who is already on record here,
// or whose erasure was due there, is refused.
func (b *Bot) ImportPerson(ctx context.Context, archive *zip.Reader, o Order) (PersonID, error) {
	if o.By == "" || o.Reason == "" {
		return "", ErrUnnamed
	}
	if err := checkManifest(archive); err != nil {
		return "", err
	}
	head, _, err := openData(archive)
	if err != nil {
		return "", err
	}
	if err := b.mayImport(ctx, head.Person); err != nil {
		return "", err
	}
	im := &importing{
		b: b, ctx: ctx, archive: archive, head: head, order: o,
		id: PersonID(rand.Text()), counts: map[string]int{},
	}
	if err := im.run(); err != nil {
		// What has been stored so far has no account: nobody has seen it.
		undo := context.WithoutCancel(ctx)
		return "", errors.Join(err, b.store.Erase(undo, im.id, b.cfg.Now()), b.store.Purge(undo, im.id))
	}
	return im.id, nil
}

// mayImport refuses people who cannot be imported.
func (b *Bot) mayImport(ctx context.Context, p Person) error {
	if p.App == "" || len(p.Users) == 0 {
		return fmt.Errorf("%w: it names no account", ErrArchive)
	}
	_, erasing := p.request(RequestErasure)
	if erasing || p.Stage == StageGrace || p.Stage == StageErasing {
		return fmt.Errorf("%w: the erasure of this person was due where the archive was made", ErrArchive)
	}
	for _, u := range p.Users {
		if u.App != p.App || u.Channel == "" || u.ID == "" {
			return fmt.Errorf("%w: an account of the person is incomplete", ErrArchive)
		}
		known, err := b.store.Person(ctx, u)
		if err != nil {
			return err
		}
		if known.Known() {
			return fmt.Errorf("%w: somebody with the same account on %s is on record here (person %s)",
				ErrArchive, u.Channel, known.ID)
		}
	}
	return nil
}

// checkManifest checks every file against the manifest.
func checkManifest(archive *zip.Reader) error {
	f, err := archive.Open("manifest.json")
	if err != nil {
		return fmt.Errorf("%w: it has no manifest.json", ErrArchive)
	}
	defer f.Close()
	var manifest struct {
		Schema string          `json:"schema"`
		Files  []manifestEntry `json:"files"`
	}
	err = json.NewDecoder(io.LimitReader(f, maxImported)).Decode(&manifest)
	if err != nil || manifest.Schema != SchemaID {
		return fmt.Errorf("%w: manifest.json does not follow %s", ErrArchive, SchemaID)
	}
	listed := map[string]manifestEntry{}
	for _, e := range manifest.Files {
		listed[e.Name] = e
	}
	for _, f := range archive.File {
		if f.Name == "manifest.json" {
			continue
		}
		want, ok := listed[f.Name]
		delete(listed, f.Name) // so that a second file of the same name is refused
		if !ok {
			return fmt.Errorf("%w: %q is not in its manifest", ErrArchive, f.Name)
		}
		sum, err := sumOf(f, want.Bytes)
		if err != nil || sum != want.SHA256 {
			return fmt.Errorf("%w: %q was changed", ErrArchive, f.Name)
		}
	}
	if len(listed) > 0 {
		return fmt.Errorf("%w: %d files in its manifest are missing", ErrArchive, len(listed))
	}
	return nil
}

func sumOf(f *zip.File, size int64) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	h := sha256.New()
	if n, err := io.Copy(h, io.LimitReader(r, size+1)); err != nil || n != size {
		return "", errors.Join(err, io.ErrUnexpectedEOF)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// openData reads data.json up to its events, which the decoder reads next.
func openData(archive *zip.Reader) (head exportHead, events *json.Decoder, err error) {
	f, err := archive.Open("data.json")
	if err != nil {
		return head, nil, fmt.Errorf("%w: it has no data.json", ErrArchive)
	}
	bad := func(why string) (exportHead, *json.Decoder, error) {
		return head, nil, fmt.Errorf("%w: data.json %s", ErrArchive, why)
	}
	d := json.NewDecoder(f)
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return bad("is not an object")
	}
	fields := map[string]any{
		"schema": &head.Schema, "exported": &head.Exported, "person": &head.Person,
		"editions": &head.Editions, "notices": &head.Notices,
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return bad("cannot be read")
		}
		if key == "events" {
			t, err := d.Token()
			if err != nil || t != json.Delim('[') || head.Schema != SchemaID || head.Person.App == "" {
				return bad("does not follow " + SchemaID)
			}
			return head, d, nil
		}
		var to any = new(json.RawMessage)
		if field, ok := fields[fmt.Sprint(key)]; ok {
			to = field
		}
		if err := d.Decode(to); err != nil {
			return bad("cannot be read")
		}
	}
	return bad("has no events")
}

// importing is one import in progress.
type importing struct {
	b       *Bot
	ctx     context.Context
	archive *zip.Reader
	head    exportHead
	order   Order
	id      PersonID
	rev     int64
	counts  map[string]int
	bytes   int64
	files   []fileBody
}

func (im *importing) run() error {
	if err := im.save(nil, nil); err != nil {
		return err
	}
	_, events, err := openData(im.archive)
	if err != nil {
		return err
	}
	var batch []Event
	for events.More() {
		e, err := im.event(events)
		if err != nil {
			return err
		}
		if batch = append(batch, e); len(batch) == importBatch {
			if err := im.save(batch, nil); err != nil {
				return err
			}
			batch = nil
		}
	}
	for _, f := range im.files {
		if err := im.file(f); err != nil {
			return err
		}
	}
	came := importBody{
		By: im.order.By, Reason: im.order.Reason,
		Exported: im.head.Exported, Editions: im.head.Editions, Notices: im.head.Notices,
	}
	batch = append(batch, Event{ID: rand.Text(), Kind: EventImport, At: im.b.cfg.Now(), Body: mustJSON(came)})
	im.counts[EventImport]++
	return im.save(batch, im.head.Person.Users)
}

// event reads the next event.
func (im *importing) event(d *json.Decoder) (Event, error) {
	var e exportEvent
	err := d.Decode(&e)
	if err != nil || e.ID == "" || e.Kind == "" || e.At.IsZero() || len(e.Body) > maxImported {
		return Event{}, fmt.Errorf("%w: an event cannot be read", ErrArchive)
	}
	event := Event{ID: e.ID, Kind: e.Kind, At: e.At, Body: e.Body}
	im.counts[e.Kind]++
	if e.Kind == EventFile {
		f, err := DecodeEvent[fileBody](event)
		if err != nil {
			return Event{}, fmt.Errorf("%w: an event cannot be read", ErrArchive)
		}
		if f.State == fileKept {
			im.files = append(im.files, f)
		}
	}
	return event, nil
}

// file copies a file that the person sent. A file that is not in the archive was
// deleted before the export.
func (im *importing) file(f fileBody) error {
	at := slices.IndexFunc(im.archive.File, func(z *zip.File) bool {
		return strings.HasPrefix(z.Name, "files/"+string(f.ID)+"-")
	})
	if f.ID == "" || at < 0 {
		return nil
	}
	content, err := im.archive.File[at].Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrArchive, err)
	}
	defer content.Close()
	w, err := im.b.store.CreateFile(im.ctx, im.id, f.ID)
	if err != nil {
		return err
	}
	defer w.Abort()
	n, err := io.Copy(w, content)
	if err != nil {
		return err
	}
	im.bytes += n
	return w.Close()
}

// save stores events, and with the last ones the accounts: from then on the
// person is known.
func (im *importing) save(events []Event, users []UserID) error {
	from := im.head.Person
	p := Person{
		ID: im.id, App: from.App, Rev: im.rev, Lang: from.Lang, Stage: StageClosed,
		Counts: im.counts, FileBytes: im.bytes, Created: from.Created, Seen: from.Seen,
	}
	if users != nil {
		p.Users, p.Stage, p.Consents = users, from.Stage, map[Purpose]Consent{}
		p.Tags, p.Helped = from.Tags, from.Helped
		p.Restricted, p.Accesses, p.LegalHolds = from.Restricted, from.Accesses, from.LegalHolds
		// Requests that the team answers continue here; those that the bot was
		// carrying out there do not.
		p.Requests = slices.DeleteFunc(slices.Clone(from.Requests), func(r Request) bool {
			return r.Kind == RequestAccess || r.Kind == RequestErasure
		})
		for purpose, c := range from.Consents {
			if c.State == Granted && !im.inForce(c) {
				c.State = Superseded
				p.Tags = slices.DeleteFunc(slices.Clone(p.Tags), func(tag string) bool {
					return purpose == PurposeService && tag == TagPrivacy
				})
			}
			p.Consents[purpose] = c
		}
		if p.Stage == StageAsked || p.Stage == StageOpen && !p.Served() {
			p.Stage = StageClosed // the next message begins with the notice
		}
	}
	c := Change{Person: p, Events: events}
	for _, r := range p.Requests {
		line := newCase(&im.b.cfg, p.App, r.Kind, r.Reference, r.Channel, CaseOpen, r.At)
		line.Due = r.AnswerBy
		c.Cases = append(c.Cases, line)
	}
	if users != nil {
		c.Ledger = im.lines(&c.Person)
	}
	if err := im.b.store.Save(im.ctx, c); err != nil {
		return err
	}
	im.rev++
	return nil
}

// inForce reports whether what the person agreed to is word for word the notice
// of an edition here.
func (im *importing) inForce(c Consent) bool {
	e, err := im.b.cfg.Library.Edition(im.ctx, im.head.Person.App, c.Edition)
	return err == nil && c.SHA256 != "" && e.Hash(c.Lang, c.Form) == c.SHA256
}

// lines returns the ledger lines for what an imported person decided, so that a
// receipt can prove it here too.
func (im *importing) lines(p *Person) (lines []ledger.Record) {
	for purpose, c := range p.Consents {
		if c.State == Asked || c.State == Unasked {
			continue
		}
		if c.Salt == "" { // decided before there was a ledger
			c.Salt = rand.Text()
			p.Consents[purpose] = c
		}
		lines = append(lines, c.ledgerRecord(p.App))
	}
	return lines
}
