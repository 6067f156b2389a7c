package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"assent/bot/ledger"
	"assent/policies"
)

// ConsentReceiptSchema identifies the version of a receipt's format.
const ConsentReceiptSchema = "assent/consent-receipt/1"

// consentReceipt has the field names of Kantara's Consent Receipt 1.1 and ISO/IEC
// TS 27560:2023. It claims no jurisdiction: the policy says which law governs.
type consentReceipt struct {
	Schema      string                  `json:"schema"`
	Version     string                  `json:"version"` // of the field names
	ID          string                  `json:"consentReceiptID"`
	Issued      time.Time               `json:"issued"`
	Principal   PersonID                `json:"piiPrincipalId"` // random; no name and no account
	Controllers []consentReceiptParty   `json:"piiControllers"`
	PolicyURL   string                  `json:"policyUrl"`
	Services    []consentReceiptService `json:"services"`
	Key         string                  `json:"public_key"` // to compare with the key that the controller publishes
	Texts       map[string]string       `json:"notices"`    // by SHA-256, exactly as they were shown
}

type consentReceiptParty struct {
	Name    string `json:"piiController"`
	Contact string `json:"contact"`
	URL     string `json:"url"`
}

type consentReceiptService struct {
	Service  string                  `json:"service"`
	Purposes []consentReceiptPurpose `json:"purposes"`
}

type consentReceiptPurpose struct {
	Purpose     Purpose       `json:"purpose"`
	State       ConsentState  `json:"state"`
	ConsentType string        `json:"consentType"`
	Timestamp   time.Time     `json:"consentTimestamp"`
	Method      string        `json:"collectionMethod"`
	Language    string        `json:"language"`
	Edition     int           `json:"policyEdition"`
	Notice      string        `json:"notice_sha256"`
	Proof       *ledger.Proof `json:"proof,omitempty"` // nil: it is not in the ledger
}

// decided reports whether the person decided anything that a receipt could show.
func (p Person) decided() bool {
	for _, c := range p.Consents {
		if c.State != Asked && c.State != Unasked {
			return true
		}
	}
	return false
}

// orderConsentReceipt queues the job that writes a receipt of what the person decided.
func (t *turn) orderConsentReceipt() {
	if !t.p.decided() {
		t.say(policies.PhraseReceiptNone, nil)
		return
	}
	for purpose, c := range t.p.Consents {
		if c.Salt == "" && c.State != Asked && c.State != Unasked {
			// Decided before there was a ledger: add it now.
			c.Salt = t.newID()
			t.p.Consents[purpose] = c
			t.out.ledger = append(t.out.ledger,
				mustRecord(t.p.App, ledger.KindConsent, t.now, c.Salt, c.fact()))
		}
	}
	t.job(jobConsentReceipt, "")
}

// consentReceiptPrefix begins the name of a receipt's file.
const consentReceiptPrefix = "receipt-"

// writeConsentReceipt is the job that writes a receipt and seals it as a file of
// the person.
func (b *Bot) writeConsentReceipt(ctx context.Context, item Item) error {
	body, p, err := jobOf[itemBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	document, err := b.ConsentReceipt(ctx, p)
	if err != nil {
		return err
	}
	file := File{
		ID: FileID(consentReceiptPrefix + rand.Text()), Name: "receipt.json",
		Type: "application/json", Size: int64(len(document)),
	}
	w, err := b.store.CreateFile(ctx, p.ID, file.ID)
	if errors.Is(err, ErrNotFound) {
		return b.done(ctx, item)
	}
	if err != nil {
		return err
	}
	defer w.Abort()
	if _, err := w.Write(document); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	err = b.returned(ctx, item, Message{Kind: KindResult, User: body.User, result: consentReceiptWritten{file}})
	if err != nil {
		return errors.Join(err, b.store.RemoveFile(ctx, p.ID, file.ID))
	}
	return nil
}

// ConsentReceipt returns the signed receipt of what a person decided, with a proof
// of each decision.
func (b *Bot) ConsentReceipt(ctx context.Context, p Person) ([]byte, error) {
	edition, _, err := b.edition(ctx, p.App)
	if err != nil {
		return nil, err
	}
	log, controller := b.store.Ledger(), edition.Controller
	r := consentReceipt{
		Schema: ConsentReceiptSchema, Version: "KI-CR-v1.1.0", ID: rand.Text(),
		Issued: b.cfg.Now().UTC(), Principal: p.ID,
		Controllers: []consentReceiptParty{{controller.Name, controller.Contact, controller.URL}},
		PolicyURL:   controller.URL, Key: log.Key().Public().String(), Texts: map[string]string{},
	}
	service := consentReceiptService{Service: controller.Name}
	for _, purpose := range []Purpose{PurposeService, PurposeMarketing, PurposeAssistant, PurposeRecording} {
		c, ok := p.Consents[purpose]
		if !ok || c.State == Asked || c.State == Unasked {
			continue
		}
		entry := consentReceiptPurpose{
			Purpose: purpose, State: c.State, ConsentType: "EXPLICIT", Timestamp: c.At,
			Method:   "chat: " + c.Channel + ", by " + c.Source,
			Language: c.Lang, Edition: c.Edition, Notice: c.SHA256,
		}
		proof, err := ledger.Prove(ctx, log, c.Salt, c.fact())
		switch {
		case err == nil:
			entry.Proof = &proof
		case !errors.Is(err, ledger.ErrNoEntry):
			return nil, fmt.Errorf("prove a consent: %w", err)
		}
		service.Purposes = append(service.Purposes, entry)
		shown, err := b.cfg.Library.Edition(ctx, p.App, c.Edition)
		switch {
		case errors.Is(err, policies.ErrNoEdition): // it was shown by another installation
		case err != nil:
			return nil, err
		case shown.Hash(c.Lang, c.Form) == c.SHA256 && c.SHA256 != "":
			r.Texts[c.SHA256] = string(shown.Text(c.Lang).NoticeIn(c.Form))
		}
	}
	r.Services = []consentReceiptService{service}
	return log.Key().SignDocument(r)
}

// consentReceiptWritten: a consent receipt is ready for the person.
type consentReceiptWritten struct{ file File }

func (r consentReceiptWritten) take(t *turn) {
	until := t.handOver(r.file)
	text := t.text().Phrase(policies.PhraseReceiptReady, policies.Params{"until": t.date(until)})
	t.replyWithFile(text, r.file, until)
}

// handOver queues the removal of a file for when its link expires, and returns
// that time.
func (t *turn) handOver(file File) time.Time {
	until := t.now.Add(t.cfg.Rights.LinkTTL)
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneTimer, Name: timerFile, Due: until,
		Body: mustJSON(itemBody{User: t.m.User, Reference: string(file.ID)}),
	})
	return until
}

// replyWithFile replies with a file, and with a one-time link to it if the bot
// has a public address.
func (t *turn) replyWithFile(text policies.Markdown, file File, until time.Time) {
	reply := Reply{Text: text, Files: []File{file}}
	if t.cfg.PublicURL != "" {
		token, link := newDownloadLink(t.p, file.ID)
		link.Expires = until
		reply.Token = token
		t.out.downloads = append(t.out.downloads, link)
	}
	t.reply(reply)
}

// CheckedDocument is a signed document whose signature and proofs are valid.
type CheckedDocument struct {
	Schema   string          `json:"schema"`
	State    string          `json:"state,omitempty"` // of a certificate
	Document json.RawMessage `json:"document"`
	Heads    []ledger.Head   `json:"-"` // the heads of the ledger that its proofs lead to
}

// CheckDocument checks the signature of a receipt or a certificate, and every
// proof in it, against the public key of an installation, without contacting it.
// Each error wraps ledger.ErrDocument.
func CheckDocument(key ledger.Public, text []byte) (CheckedDocument, error) {
	document, err := key.OpenDocument(text)
	if err != nil {
		return CheckedDocument{}, err
	}
	var content struct {
		Schema   string                  `json:"schema"`
		State    string                  `json:"state"`
		Proof    *ledger.Proof           `json:"proof"`
		Services []consentReceiptService `json:"services"`
	}
	err = json.Unmarshal(document, &content)
	if err != nil || !slices.Contains([]string{ConsentReceiptSchema, CertificateSchema}, content.Schema) {
		return CheckedDocument{}, fmt.Errorf("%w: it is neither a receipt nor a certificate", ledger.ErrDocument)
	}
	c := CheckedDocument{Schema: content.Schema, State: content.State, Document: document}
	proofs := []*ledger.Proof{content.Proof}
	for _, s := range content.Services {
		for _, p := range s.Purposes {
			proofs = append(proofs, p.Proof)
			if err := p.agrees(); err != nil {
				return CheckedDocument{}, err
			}
		}
	}
	for _, p := range proofs {
		if p == nil {
			continue
		}
		head, err := key.CheckProof(*p)
		if err != nil {
			return CheckedDocument{}, fmt.Errorf("%w: %w", ledger.ErrDocument, err)
		}
		c.Heads = append(c.Heads, head)
	}
	return c, nil
}

// agrees checks that a receipt states what the ledger commits to.
func (r consentReceiptPurpose) agrees() error {
	if r.Proof == nil {
		return nil
	}
	var fact Consent
	if err := json.Unmarshal(r.Proof.Fact, &fact); err != nil {
		return fmt.Errorf("%w: %w", ledger.ErrDocument, err)
	}
	if fact.Purpose != r.Purpose || fact.State != r.State || !fact.At.Equal(r.Timestamp) ||
		fact.SHA256 != r.Notice || fact.Edition != r.Edition || !strings.EqualFold(fact.Lang, r.Language) {
		return fmt.Errorf("%w: it contradicts its proof", ledger.ErrDocument)
	}
	return nil
}

// CheckDocument checks a receipt or a certificate of this installation, and that
// today's ledger extends the one that its proofs were taken from.
func (b *Bot) CheckDocument(ctx context.Context, text []byte) (CheckedDocument, error) {
	log := b.store.Ledger()
	c, err := CheckDocument(log.Key().Public(), text)
	if err != nil {
		return c, err
	}
	for _, h := range c.Heads {
		if err := ledger.Extends(ctx, log, h); err != nil {
			return c, err
		}
	}
	return c, nil
}
