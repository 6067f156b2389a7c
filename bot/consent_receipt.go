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

// ConsentReceiptSchema names the version of a receipt.
const ConsentReceiptSchema = "assent/consent-receipt/1"

// consentReceipt has the field names of Kantara's Consent Receipt 1.1 and ISO/IEC
// TS 27560:2023. No jurisdiction is claimed: the law that governs is the policy's
// to say.
type consentReceipt struct {
	Schema      string                  `json:"schema"`
	Version     string                  `json:"version"` // of the field names
	ID          string                  `json:"consentReceiptID"`
	Issued      time.Time               `json:"issued"`
	Principal   PersonID                `json:"piiPrincipalId"` // random; no name and no account
	Controllers []consentReceiptParty   `json:"piiControllers"`
	PolicyURL   string                  `json:"policyUrl"`
	Services    []consentReceiptService `json:"services"`
	Key         string                  `json:"public_key"` // to be compared with the one that the controller publishes
	Texts       map[string]string       `json:"notices"`    // by their SHA-256, exactly as they were shown
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
	Proof       *ledger.Proof `json:"proof,omitempty"` // none: the ledger lacks it
}

// decided reports whether there is something that a receipt could be about.
func (p Person) decided() bool {
	for _, c := range p.Consents {
		if c.State != Asked && c.State != Unasked {
			return true
		}
	}
	return false
}

// orderConsentReceipt answers somebody who wants a receipt of what they decided.
func (t *turn) orderConsentReceipt() {
	if !t.p.decided() {
		t.say(policies.PhraseReceiptNone, nil)
		return
	}
	for purpose, c := range t.p.Consents {
		if c.Salt == "" && c.State != Asked && c.State != Unasked {
			// Decided before there was a ledger: it is on it from now on.
			c.Salt = t.newID()
			t.p.Consents[purpose] = c
			t.out.ledger = append(t.out.ledger, mustRecord(t.p.App, ledger.KindConsent, t.now, c.Salt, c.fact()))
		}
	}
	t.job(jobConsentReceipt, "")
}

// consentReceiptPrefix begins the name of a receipt's file.
const consentReceiptPrefix = "receipt-"

// writeConsentReceipt is the job: it proves each decision and seals the signed
// document as a file of the person.
func (b *Bot) writeConsentReceipt(ctx context.Context, item Item) error {
	body, p, err := jobOf[itemBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	document, err := b.ConsentReceipt(ctx, p)
	if err != nil {
		return err
	}
	file := File{ID: FileID(consentReceiptPrefix + rand.Text()), Name: "receipt.json", Type: "application/json", Size: int64(len(document))}
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

// ConsentReceipt writes the signed receipt of what a person decided, with the proof
// of each decision.
func (b *Bot) ConsentReceipt(ctx context.Context, p Person) ([]byte, error) {
	edition, _, err := b.edition(ctx, p.App)
	if err != nil {
		return nil, err
	}
	log := b.store.Ledger()
	r := consentReceipt{
		Schema: ConsentReceiptSchema, Version: "KI-CR-v1.1.0", ID: rand.Text(), Issued: b.cfg.Now().UTC(), Principal: p.ID,
		Controllers: []consentReceiptParty{{edition.Controller.Name, edition.Controller.Contact, edition.Controller.URL}},
		PolicyURL:   edition.Controller.URL, Key: log.Key().Public().String(), Texts: map[string]string{},
	}
	service := consentReceiptService{Service: edition.Controller.Name}
	for _, purpose := range []Purpose{PurposeService, PurposeMarketing, PurposeAssistant, PurposeRecording} {
		c, ok := p.Consents[purpose]
		if !ok || c.State == Asked || c.State == Unasked {
			continue
		}
		entry := consentReceiptPurpose{
			Purpose: purpose, State: c.State, ConsentType: "EXPLICIT", Timestamp: c.At, Method: "chat: " + c.Channel + ", by " + c.Source,
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
		case errors.Is(err, policies.ErrNoEdition): // of another installation
		case err != nil:
			return nil, err
		case shown.Hash(c.Lang, c.Form) == c.SHA256 && c.SHA256 != "":
			r.Texts[c.SHA256] = string(shown.Text(c.Lang).NoticeIn(c.Form))
		}
	}
	r.Services = []consentReceiptService{service}
	return log.Key().SignDocument(r)
}

// consentReceiptWritten: a consent receipt is finished, and is handed over.
type consentReceiptWritten struct{ file File }

func (r consentReceiptWritten) take(t *turn) {
	until := t.handOver(r.file)
	t.replyWithFile(t.text().Phrase(policies.PhraseReceiptReady, policies.Params{"until": t.date(until)}), r.file, until)
}

// handOver has a file removed when its time is over, and returns when that is.
func (t *turn) handOver(file File) time.Time {
	until := t.now.Add(t.cfg.Rights.LinkTTL)
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneTimer, Name: timerFile, Due: until,
		Body: mustJSON(itemBody{User: t.m.User, Reference: string(file.ID)}),
	})
	return until
}

// replyWithFile says something with a file, and a one-time link to it where
// there is an address for that.
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

// CheckedDocument says what a signed document is.
type CheckedDocument struct {
	Schema   string          `json:"schema"`
	State    string          `json:"state,omitempty"` // of a certificate
	Document json.RawMessage `json:"document"`
	Heads    []ledger.Head   `json:"-"` // of the ledger, that its proofs lead to
}

// CheckDocument checks a receipt or a certificate against the public key of an
// installation, without asking it: the signature, and every proof in it. Each
// error wraps ledger.ErrDocument.
func CheckDocument(key ledger.Public, text []byte) (CheckedDocument, error) {
	document, err := key.OpenDocument(text)
	if err != nil {
		return CheckedDocument{}, err
	}
	var any struct {
		Schema   string                  `json:"schema"`
		State    string                  `json:"state"`
		Proof    *ledger.Proof           `json:"proof"`
		Services []consentReceiptService `json:"services"`
	}
	if err := json.Unmarshal(document, &any); err != nil || !slices.Contains([]string{ConsentReceiptSchema, CertificateSchema}, any.Schema) {
		return CheckedDocument{}, fmt.Errorf("%w: it is neither a receipt nor a certificate", ledger.ErrDocument)
	}
	c := CheckedDocument{Schema: any.Schema, State: any.State, Document: document}
	proofs := []*ledger.Proof{any.Proof}
	for _, s := range any.Services {
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

// agrees compares what a receipt says with what the ledger commits to.
func (r consentReceiptPurpose) agrees() error {
	if r.Proof == nil {
		return nil
	}
	var fact Consent
	if err := json.Unmarshal(r.Proof.Fact, &fact); err != nil {
		return fmt.Errorf("%w: %w", ledger.ErrDocument, err)
	}
	if fact.Purpose != r.Purpose || fact.State != r.State || !fact.At.Equal(r.Timestamp) || fact.SHA256 != r.Notice || fact.Edition != r.Edition || !strings.EqualFold(fact.Lang, r.Language) {
		return fmt.Errorf("%w: it says something else than its proof", ledger.ErrDocument)
	}
	return nil
}

// CheckDocument checks a receipt or a certificate of this installation, and that the
// ledger of today is the one that its proofs were taken from.
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
