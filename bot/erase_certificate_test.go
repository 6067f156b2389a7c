package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/ledger"
)

// certificateOf is what these tests read from a certificate.
type certificateOf struct {
	State     string
	Reference string
	Platforms []struct {
		Platform string
		Found    int    `json:"copies_found"`
		Deleted  int    `json:"copies_deleted"`
		Left     int    `json:"copies_left"`
		Tried    string `json:"tried_until"`
		Kept     string
	}
	Stores []struct {
		Store  string
		Erased map[string]int
	}
	Backups struct {
		Until *time.Time `json:"readable_until"`
	}
	Suppression struct{ Listed bool } `json:"suppression_list"`
	Proof       *ledger.Proof
}

// certificates returns all certificates and checks each.
func certificates(t *testing.T, w *world) (list []certificateOf, files [][]byte) {
	t.Helper()
	for c, err := range w.store.Certificates(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		checked, err := w.bot.CheckDocument(t.Context(), c.Document)
		if err != nil || checked.Schema != bot.CertificateSchema {
			t.Fatalf("a certificate does not verify: %v", err)
		}
		var said certificateOf
		if err := json.Unmarshal(checked.Document, &said); err != nil {
			t.Fatal(err)
		}
		list, files = append(list, said), append(files, c.Document)
	}
	return list, files
}

// TestCertificate: what an erasure did is certified; while a platform still
// keeps copies the certificate is partial, and it turns to complete.
func TestCertificate(t *testing.T) {
	k := &keeper{Recorder: bottest.NewRecorder("test", false), deletes: 2}
	w := newWorld(t, func(c *bot.Config) {
		c.Channels, c.PublicURL, c.Rights.KeyCopies = []bot.Channel{k}, "https://chat.test", 7*24*time.Hour
	})
	w.channel = k.Recorder
	for _, text := range []string{"where is my parcel?", "AGREE", "ZZSECRET is my street", "delete my data"} {
		w.write("ana", text)
	}
	answer := w.write("ana", "DELETE")
	last := answer[len(answer)-1]
	if len(last.Files) != 1 || last.Files[0].Name != "certificate.json" ||
		!strings.Contains(string(last.Text), "certificate") {
		t.Fatalf("no certificate with the answer: %+v", last)
	}
	list, files := certificates(t, w)
	if len(list) != 1 || !bytes.Equal(files[0], last.Files[0].Content) {
		t.Fatalf("%d certificates, and another one was sent", len(list))
	}
	c := list[0]
	if p := c.Platforms; c.State != "partial" || len(p) != 1 || p[0].Platform != "Courier" ||
		p[0].Left == 0 || p[0].Deleted != 2 || p[0].Found != p[0].Left+2 || p[0].Tried == "" {
		t.Errorf("%+v", c)
	}
	if !strings.Contains(string(last.Text), c.Reference) || c.Proof == nil || c.Proof.Kind != ledger.KindErasure {
		t.Errorf("reference %q, proof %+v", c.Reference, c.Proof)
	}
	if u := c.Backups.Until; u == nil || u.Sub(w.clock.Now()) < 6*24*time.Hour {
		t.Errorf("copies of the key until %v", u)
	}
	kinds := map[string]int{}
	for _, s := range c.Stores {
		for kind, n := range s.Erased {
			kinds[kind] += n
		}
	}
	if kinds["message"] != 4 || kinds["key"] != 1 || kinds["account"] != 1 || kinds["consent"] != 1 {
		t.Errorf("erased: %v", kinds)
	}
	for _, word := range []string{"ZZSECRET", "ana"} {
		if bytes.Contains(files[0], []byte(`"`+word)) || bytes.Contains(files[0], []byte("ZZSECRET")) {
			t.Errorf("the certificate names %s", word)
		}
	}

	get := func(id string) *httptest.ResponseRecorder {
		served := httptest.NewRecorder()
		w.bot.Certificates().ServeHTTP(served, httptest.NewRequest(http.MethodGet, bot.CertificatePath+id, nil))
		return served
	}
	served := get(string(last.Files[0].ID))
	if served.Code != http.StatusOK || !bytes.Equal(served.Body.Bytes(), files[0]) {
		t.Errorf("served: %d", served.Code)
	}
	if none := get(c.Reference); none.Code != http.StatusNotFound {
		t.Errorf("by its reference: %d", none.Code)
	}

	var told []bot.Reply
	for range 6 {
		w.clock.Set(w.clock.Now().Add(7 * time.Hour))
		told = append(told, w.drain("ana")...)
	}
	if len(told) != 1 || len(told[0].Files) != 1 ||
		!strings.Contains(string(told[0].Text), "The certificate is complete") {
		t.Fatalf("told: %+v", told)
	}
	list, files = certificates(t, w)
	if p := list[0].Platforms[0]; len(list) != 1 || list[0].State != "complete" ||
		p.Left != 0 || p.Deleted != p.Found || p.Tried != "" {
		t.Errorf("%+v", list)
	}
	if !bytes.Equal(files[0], told[0].Files[0].Content) {
		t.Error("another certificate was sent")
	}
	everyByte(t, w, files[0])
}

// everyByte changes each byte of a document in turn and checks that none of the
// results verifies.
func everyByte(t *testing.T, w *world, document []byte) {
	t.Helper()
	key := w.store.Ledger().Key().Public()
	if _, err := bot.CheckDocument(key, document); err != nil {
		t.Fatalf("control: %v", err)
	}
	for i := range bytes.TrimRight(document, "\n") {
		changed := bytes.Clone(document)
		changed[i] ^= 1
		if _, err := bot.CheckDocument(key, changed); !errors.Is(err, ledger.ErrDocument) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
}

// TestCertificateThatStaysPartial: the certificate names a platform that never
// deletes its copies, and shows that we have stopped trying.
func TestCertificateThatStaysPartial(t *testing.T) {
	k := &keeper{Recorder: bottest.NewRecorder("test", false), deletes: 0}
	w, _ := eraseAna(t, k)
	var told []bot.Reply
	for range 80 {
		w.clock.Set(w.clock.Now().Add(7 * time.Hour))
		told = append(told, w.drain("ana")...)
	}
	if len(told) != 1 || !strings.Contains(string(told[0].Text), "Courier did not let us delete") {
		t.Fatalf("told: %+v", told)
	}
	list, _ := certificates(t, w)
	if p := list[0].Platforms[0]; list[0].State != "partial" || p.Left != p.Found ||
		!strings.Contains(p.Kept, "stopped trying") {
		t.Errorf("%+v", list[0])
	}
}

// TestCertificateOfAnOrder: a person whom an officer erases gets no message; the
// officer gets the certificate.
func TestCertificateOfAnOrder(t *testing.T) {
	w := newWorld(t)
	w.write("ana", "hello there, where is my parcel?")
	w.write("ana", "AGREE")
	reference, err := w.bot.OrderErasure(t.Context(), w.person("ana").ID, bot.Order{By: "Officer", Reason: "letter 7"})
	if err != nil {
		t.Fatal(err)
	}
	if told := w.drain("ana"); len(told) > 0 {
		t.Errorf("told: %+v", told)
	}
	list, files := certificates(t, w)
	if len(list) != 1 || list[0].Reference != reference || list[0].State != "complete" ||
		bytes.Contains(files[0], []byte("letter 7")) {
		t.Errorf("%+v", list)
	}
	report, err := ledger.Verify(t.Context(), w.store.Ledger())
	if err != nil || len(report.Faults) > 0 || report.Size != 3 { // the consent, the order, the erasure
		t.Errorf("%+v, %v", report, err)
	}
}

// receiptOf asks for a receipt and returns the file.
func receiptOf(t *testing.T, w *world) []byte {
	t.Helper()
	said := w.write("ana", "I want a receipt of what I agreed to")
	last := said[len(said)-1]
	if len(last.Files) != 1 || last.Files[0].Name != "receipt.json" {
		t.Fatalf("no receipt: %+v", said)
	}
	return []byte(w.content("ana", last.Files[0].ID))
}

// TestReceipt: a receipt holds a decision and its proof. It still verifies when
// the ledger has grown, and after the person's erasure.
func TestReceipt(t *testing.T) {
	w := newWorld(t)
	w.write("ana", "where is my parcel?")
	w.write("ana", "AGREE")
	first := receiptOf(t, w)
	w.write("ben", "hello there, where is it?")
	w.write("ben", "AGREE")
	checked, err := w.bot.CheckDocument(t.Context(), first)
	if err != nil || checked.Schema != bot.ConsentReceiptSchema || len(checked.Heads) != 1 {
		t.Fatalf("%+v, %v", checked, err)
	}
	var r struct {
		Texts    map[string]string `json:"notices"`
		Services []struct {
			Purposes []struct {
				Purpose, State string
				Notice         string `json:"notice_sha256"`
			}
		}
	}
	if err := json.Unmarshal(checked.Document, &r); err != nil {
		t.Fatal(err)
	}
	p := r.Services[0].Purposes[0]
	if p.Purpose != "service" || p.State != "granted" || !strings.Contains(r.Texts[p.Notice], "Before we chat") {
		t.Errorf("%s", checked.Document)
	}
	everyByte(t, w, first)

	w.write("ana", "I withdraw my consent")
	second := receiptOf(t, w)
	if !bytes.Contains(second, []byte(`"withdrawn"`)) {
		t.Errorf("%s", second)
	}
	w.write("ana", "delete my data")
	w.write("ana", "DELETE")
	for _, receipt := range [][]byte{first, second} {
		if _, err := w.bot.CheckDocument(t.Context(), receipt); err != nil {
			t.Errorf("after the erasure: %v", err)
		}
	}
}

// TestReceiptOfOld: a decision from before there was a ledger is added to it when
// a receipt is requested.
func TestReceiptOfOld(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	p := w.person("ana")
	c := p.ConsentFor(bot.PurposeService)
	c.Salt = ""
	p.Consents[bot.PurposeService] = c
	if err := w.store.Save(t.Context(), bot.Change{Person: p}); err != nil {
		t.Fatal(err)
	}
	checked, err := w.bot.CheckDocument(t.Context(), receiptOf(t, w))
	if err != nil || len(checked.Heads) != 1 {
		t.Errorf("%+v, %v", checked, err)
	}
}

// TestVerifyPage: anyone can check a document on the page, and only genuine ones
// pass.
func TestVerifyPage(t *testing.T) {
	w := newWorld(t)
	w.write("ana", "where is my parcel?")
	w.write("ana", "AGREE")
	receipt := receiptOf(t, w)
	other := newWorld(t)
	seed, err := ledger.NewKey(bytes.Repeat([]byte("x"), ledger.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	forged, err := seed.SignDocument(map[string]string{"schema": bot.ConsentReceiptSchema})
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := w.store.Ledger().Key().SignDocument(map[string]string{"schema": "something else"})
	if err != nil {
		t.Fatal(err)
	}
	send := func(w *world, field, content string) *httptest.ResponseRecorder {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		var err error
		part, err := form.CreateFormField("text")
		if field == "file" {
			part, err = form.CreateFormFile("file", "receipt.json")
		}
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err := errors.Join(err, form.Close()); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, bot.VerifyPath, &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		got := httptest.NewRecorder()
		w.bot.Verification().ServeHTTP(got, r)
		return got
	}
	const genuine, refused = "Genuine and unchanged", "not a document of ours"
	for name, tc := range map[string]struct {
		w              *world
		field, content string
		status         int
		says           string
	}{
		"a file":           {w, "file", string(receipt), 200, genuine + ": a receipt"},
		"pasted":           {w, "text", strings.ReplaceAll(string(receipt), "\n", "\r\n"), 200, genuine},
		"changed":          {w, "text", strings.Replace(string(receipt), "granted", "refused", 1), 422, refused},
		"another's":        {w, "file", string(forged), 422, refused},
		"another document": {w, "file", string(stranger), 422, refused},
		"nothing":          {w, "text", "", 422, refused},
		"no JSON":          {w, "text", "<script>alert(1)</script>", 422, refused},
		"too long":         {w, "file", strings.Repeat("x", 300<<10), 422, refused},
		"far too long":     {w, "file", strings.Repeat("x", 3<<20), 422, refused},
		"cut off":          {other, "file", string(receipt), 422, refused}, // the ledger lacks the line
	} {
		t.Run(name, func(t *testing.T) {
			got := send(tc.w, tc.field, tc.content)
			page := got.Body.String()
			if got.Code != tc.status || !strings.Contains(page, tc.says) || strings.Contains(page, "<script") {
				t.Errorf("%d\n%s", got.Code, page)
			}
		})
	}
	for method, status := range map[string]int{"GET": 200, "HEAD": 200, "PUT": 405, "DELETE": 405} {
		got := httptest.NewRecorder()
		w.bot.Verification().ServeHTTP(got, httptest.NewRequest(method, bot.VerifyPath+"?lang=de", nil))
		if got.Code != status || !strings.Contains(got.Body.String(), "Bescheinigung prüfen") {
			t.Errorf("%s: %d", method, got.Code)
		}
	}
}

func (w *world) content(account string, file bot.FileID) string {
	r, err := w.store.OpenFile(context.Background(), w.person(account).ID, file)
	if err != nil {
		w.Fatal(err)
	}
	defer r.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		w.Fatal(fmt.Errorf("a file: %w", err))
	}
	return b.String()
}

// counted counts how often the whole list of certificates is read.
type counted struct {
	*bottest.Memory
	walks int
}

func (s *counted) Certificates(ctx context.Context) iter.Seq2[bot.Certificate, error] {
	s.walks++
	return s.Memory.Certificates(ctx)
}

// TestNoCertificate: for a case that cannot have a certificate, the others are
// not searched.
func TestNoCertificate(t *testing.T) {
	store := &counted{Memory: bottest.NewMemory()}
	w := newWorld(t, func(c *bot.Config) { c.Store = store })
	for _, text := range []string{"hello", "AGREE", "export my data", "EXPORT", "restrict the use of my data"} {
		w.write("ana", text)
	}
	n := 0
	for c, err := range w.bot.Cases(t.Context(), bot.CaseQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if _, _, err := w.bot.CertificateFor(t.Context(), c.App, c.Reference); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s: %v", c.Kind, err)
		}
	}
	if n < 2 || store.walks > 0 {
		t.Errorf("%d cases, all certificates were read %d times", n, store.walks)
	}
}
