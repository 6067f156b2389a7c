package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"assent/bot/ledger"
	"assent/policies"
)

// Certificate is the signed certificate of an erasure. It holds no personal
// data and outlives the record: it is the person's proof, and the controller's.
type Certificate struct {
	ID       string // random; anyone who knows it may read it
	App      string
	Rev      int64 // the revision loaded; 0 before the first Save
	At       time.Time
	Document []byte // signed, see CheckDocument
	// Reference is the request's; empty in certificates older than this field.
	Reference string

	partial bool // set by sign alone: it is signed as partial
}

// CertificateSchema names the version of a certificate.
const CertificateSchema = "assent/erasure-certificate/1"

// CertificatePath is where certificates are served, below the public address.
const CertificatePath = "/certificate/"

// The states of an erasure.
const (
	erasurePartial  = "partial"  // a platform has not deleted everything yet, or refused to
	erasureComplete = "complete" // everything that can be deleted has been
)

// ErasureCertificate is the document that a Certificate signs.
type ErasureCertificate struct {
	Schema      string              `json:"schema"`
	Reference   string              `json:"reference"` // of the request
	State       string              `json:"state"`
	Issued      time.Time           `json:"issued"`
	Erased      time.Time           `json:"erased"` // when the key was destroyed
	Controller  consentReceiptParty `json:"controller"`
	Stores      []ErasedStore       `json:"stores"`
	Platforms   []KeptPlatform      `json:"platforms"`
	Backups     KeptBackup          `json:"backups"`
	Suppression Suppression         `json:"suppression_list"`
	Kept        []string            `json:"kept"` // what we keep, and why
	Proof       *ledger.Proof       `json:"proof,omitempty"`
	Key         string              `json:"public_key"`
}

// ErasedStore is what one of our own stores held, and how it was erased.
type ErasedStore struct {
	Store  string         `json:"store"`
	Erased map[string]int `json:"erased,omitempty"` // by kind
	Bytes  int64          `json:"bytes,omitempty"`
	How    string         `json:"how"`
}

// KeptPlatform is what became of the copies at one platform.
type KeptPlatform struct {
	Platform string    `json:"platform"`
	Channel  string    `json:"channel"`
	Found    int       `json:"copies_found"`
	Deleted  int       `json:"copies_deleted"`
	Left     int       `json:"copies_left"`
	Tried    time.Time `json:"tried_until,omitzero"` // until then we try to delete copies_left
	Kept     string    `json:"kept,omitempty"`       // what it keeps, and why
}

// KeptBackup is what backups made before the erasure still hold, and until when.
type KeptBackup struct {
	Data  string     `json:"data"`
	Until *time.Time `json:"readable_until,omitempty"`
	Keys  string     `json:"keys"`
}

// Suppression tells whether a keyed hash of an account is kept, so that nothing
// is sent to it again.
type Suppression struct {
	Listed bool   `json:"listed"`
	Why    string `json:"why"`
}

// erasureFact is what the ledger commits to.
type erasureFact struct {
	Person    PersonID  `json:"person"`
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
}

// certify writes the certificate of an erasure as it stands.
func (b *Bot) certify(
	ctx context.Context, app string, person PersonID, rest shredBody, erased time.Time, kept []platformBody,
) (ErasureCertificate, error) {
	edition, _, err := b.edition(ctx, app)
	if err != nil {
		return ErasureCertificate{}, err
	}
	c := ErasureCertificate{
		Schema: CertificateSchema, Reference: rest.Reference, Erased: erased.UTC(), Platforms: []KeptPlatform{},
		Controller: consentReceiptParty{edition.Controller.Name, edition.Controller.Contact, edition.Controller.URL},
		Stores:     rest.Stores, Key: b.store.Ledger().Key().Public().String(),
		Kept: []string{
			"A random number with the time of the erasure, beside the keys, so that a restored backup erases it again.",
			"The ledger's lines: salted hashes, whose salts were destroyed with the key.",
			"This certificate.",
		},
		Backups: KeptBackup{
			Data: "Backups of the data hold it encrypted; the key was destroyed, so they cannot be read.",
			Keys: "No copy of the key exists.",
		},
	}
	if b.cfg.Rights.KeyCopies > 0 {
		until := erased.Add(b.cfg.Rights.KeyCopies).UTC()
		c.Backups.Until = &until
		c.Backups.Keys = "Copies of the key may exist in the write-ahead log and the base backups " +
			"of the key database until that day; from then on nothing can read the data."
	}
	for i, k := range kept {
		c.Platforms = append(c.Platforms, b.keptAt(k, rest.found[i]))
	}
	if c.Suppression, err = b.suppressed(ctx, rest); err != nil {
		return c, err
	}
	proof, err := ledger.Prove(ctx, b.store.Ledger(), rest.Salt, rest.fact(person))
	switch {
	case err == nil:
		c.Proof = &proof
	case !errors.Is(err, ledger.ErrNoEntry): // begun by a version that had no ledger
		return c, err
	}
	return c, nil
}

// keptAt describes what a platform still keeps.
func (b *Bot) keptAt(k platformBody, found int) KeptPlatform {
	p := KeptPlatform{
		Platform: b.Platform(k.Who.Channel), Channel: k.Who.Channel,
		Found: found, Deleted: found - len(k.Copies), Left: len(k.Copies),
	}
	eraser, ok := b.channels[k.Who.Channel].(Eraser)
	switch {
	case ok && eraser.Leaves() && k.Who.ID == "":
		p.Kept = "What the team wrote there itself: the platform lets a bot delete its own messages only."
	case ok && eraser.Leaves():
		p.Kept = "What the person wrote: the platform lets a bot delete its own messages only. " +
			"The person can delete theirs."
	case !ok && found > 0:
		p.Kept = "Its own copy of the conversation: it lets a bot delete nothing."
	}
	if ok && p.Left > 0 {
		p.Tried = k.Until.UTC()
	}
	return p
}

func (b *Bot) suppressed(ctx context.Context, rest shredBody) (Suppression, error) {
	s := Suppression{Why: "The accounts are not on the list of those who get nothing any more."}
	for _, u := range append([]UserID{rest.To}, rest.Users...) {
		listed, err := b.store.Suppressed(ctx, u)
		if err != nil {
			return s, err
		}
		if listed {
			return Suppression{true, "They said STOP or objected: a keyed hash of the account stays, " +
				"so that nothing is sent to it again."}, nil
		}
	}
	return s, nil
}

// sign makes a document the certificate that is stored and handed out.
func (b *Bot) sign(id, app string, rev int64, c ErasureCertificate) (*Certificate, error) {
	c.Issued, c.State = b.cfg.Now().UTC(), erasureComplete
	if slices.ContainsFunc(c.Platforms, func(p KeptPlatform) bool { return p.Left > 0 && b.erases(p.Channel) }) {
		c.State = erasurePartial
	}
	document, err := b.store.Ledger().Key().SignDocument(c)
	if err != nil {
		return nil, err
	}
	return &Certificate{
		ID: id, App: app, Rev: rev, At: c.Issued, Document: document, Reference: c.Reference,
		partial: c.State == erasurePartial,
	}, nil
}

func (b *Bot) erases(channel string) bool {
	_, ok := b.channels[channel].(Eraser)
	return ok
}

// readCertificate checks our signature on a certificate and reads its document.
func (b *Bot) readCertificate(signed Certificate) (c ErasureCertificate, err error) {
	document, err := b.store.Ledger().Key().Public().OpenDocument(signed.Document)
	if err == nil {
		err = json.Unmarshal(document, &c)
	}
	return c, err
}

// CertificateFor returns the current certificate for the request with this
// reference, and its document; ErrNotFound if there is none.
func (b *Bot) CertificateFor(
	ctx context.Context, app, reference string,
) (signed Certificate, says ErasureCertificate, err error) {
	signed, err = b.store.CertificateFor(ctx, app, reference)
	if err == nil {
		says, err = b.readCertificate(signed)
	}
	if !errors.Is(err, ErrNotFound) {
		return signed, says, err
	}
	// It may be older than Certificate.Reference, and even than the case log. A case
	// that was never carried out has no certificate: there is no need to search.
	c, err := b.CaseBy(ctx, app, reference)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Certificate{}, ErasureCertificate{}, err
	}
	if err == nil && !c.certified() {
		return Certificate{}, ErasureCertificate{}, ErrNotFound
	}
	for old, err := range b.store.Certificates(ctx) {
		if err == nil && (old.App != app || old.Reference != "") {
			continue
		}
		if err == nil {
			says, err = b.readCertificate(old)
		}
		if err != nil || says.Reference == reference {
			return old, says, err
		}
	}
	return Certificate{}, ErasureCertificate{}, ErrNotFound
}

// progress notes in the certificate what a platform has deleted meanwhile. It
// returns the certificate to save, and whether it is complete now.
func (b *Bot) progress(ctx context.Context, body platformBody, over bool) (*Certificate, bool, error) {
	old, err := b.store.Certificate(ctx, body.Certificate)
	if err != nil {
		return nil, false, err
	}
	c, err := b.readCertificate(old)
	if err != nil {
		return nil, false, fmt.Errorf("certificate of %s: %w", body.Reference, err)
	}
	left := 0
	for i := range c.Platforms {
		p := &c.Platforms[i]
		if p.Channel == body.Who.Channel {
			p.Left, p.Deleted = len(body.Copies), p.Found-len(body.Copies)
			if p.Left == 0 {
				p.Tried = time.Time{}
			} else if over {
				p.Kept = "It did not let us delete these copies, and we have stopped trying."
			}
		}
		left += p.Left
	}
	signed, err := b.sign(old.ID, old.App, old.Rev, c)
	return signed, left == 0, err
}

// certificateFile attaches a certificate to a reply with its content: nothing
// can be sealed any more for a person who is erased.
func certificateFile(c *Certificate) File {
	return File{
		ID: FileID(c.ID), Name: "certificate.json", Type: "application/json",
		Size: int64(len(c.Document)), Content: c.Document,
	}
}

// aboutErasure is a reply to a person who is erased, under a key of its own.
func (b *Bot) aboutErasure(item Item, to UserID, text *policies.Text, said policies.Markdown, c *Certificate) Item {
	reply := Reply{ID: rand.Text(), Lang: text.Lang, At: b.cfg.Now(), Text: said, Files: []File{certificateFile(c)}}
	return Item{
		ID: reply.ID, App: item.App, Person: item.Person, Lane: LaneReply, Name: "reply",
		Due: b.cfg.Now(), OwnKey: true, Body: mustJSON(replyItem{To: to, Reply: reply}),
	}
}

// Certificates serves the certificates below [CertificatePath], each in its
// current state.
func (b *Bot) Certificates() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+CertificatePath+"{id}", func(w http.ResponseWriter, r *http.Request) {
		c, err := b.store.Certificate(r.Context(), r.PathValue("id"))
		switch {
		case errors.Is(err, ErrNotFound):
			b.downloadGone(w, r)
			return
		case err != nil:
			b.downloadFailed(w, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Content-Disposition", `attachment; filename="certificate.json"`)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("X-Content-Type-Options", "nosniff")
		if _, err := w.Write(c.Document); err != nil {
			b.cfg.Log.Debug("a certificate broke off", "error", err)
		}
	})
	return mux
}

// storesOf lists, store by store, what is kept about a person and how it is erased.
func storesOf(p Person) []ErasedStore {
	records := map[string]int{"person": 1}
	for kind, n := range p.Counts {
		if n > 0 {
			records[kind] = n
		}
	}
	counts := map[string]map[string]int{
		"keys": {"key": 1}, "records": records,
		"addresses": {"account": len(p.Users)}, "files": {"attachment": p.Counts[EventFile]},
	}
	var list []ErasedStore
	for _, h := range DataMap() {
		if h.Store == "" {
			continue
		}
		s := ErasedStore{Store: h.Store, Erased: counts[h.Store], How: h.Erased}
		if h.Store == "files" {
			s.Bytes = p.FileBytes
		}
		list = append(list, s)
	}
	return list
}

// certified signs the certificate of an erasure that has just been done. After
// a crash the job may do so once more.
func (b *Bot) certified(
	ctx context.Context, item Item, rest shredBody, erased time.Time, kept []platformBody,
) (*Certificate, error) {
	if rest.Certificate == "" { // begun by a version that wrote none
		rest.Certificate = item.ID
	}
	c, err := b.certify(ctx, item.App, item.Person, rest, erased, kept)
	if err != nil {
		return nil, err
	}
	return b.sign(rest.Certificate, item.App, 0, c)
}
