package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"assent/policies"
)

// DownloadPath is the path of one-time links below the public address.
const DownloadPath = "/d/"

// newDownloadLink creates a one-time link. The token goes to the person and is
// stored nowhere in clear text; the link, with its hash, is what is stored.
func newDownloadLink(p Person, file FileID) (token string, link DownloadLink) {
	token = rand.Text() + rand.Text()
	return token, DownloadLink{Hash: downloadHash(token), App: p.App, Person: p.ID, File: file}
}

func downloadHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var downloadPage = template.Must(template.New("link").Parse(`<!doctype html>
<html lang="{{.Lang}}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>{{.Title}}</title>
<style>
body{font:18px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}
input{font:inherit;width:7em}
button{font:inherit;padding:.7rem 1.4rem;border:0;border-radius:.5rem;background:#1f3fae;color:#fff}
</style>
<h1>{{.Title}}</h1><p>{{.Text}}</p>
{{with .Button}}<form method="post">{{with $.Label}}<p><label>{{.}}
<input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required>
</label></p>{{end}}<button>{{.}}</button></form>{{end}}
{{with .Send}}<form method="post"><p><button name="send" value="1">{{.}}</button></p></form>{{end}}</html>
`))

// Downloads serves one-time links below [DownloadPath]. GET only shows a page, so
// that chat platforms can preview the link without using it. POST downloads, until
// the link expires or the person is erased; if the link was sent via a carrier, it
// requires a code that is sent to the same number. Each download is recorded as an
// event of the person.
func (b *Bot) Downloads() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+DownloadPath+"{token}", b.showDownload)
	mux.HandleFunc("POST "+DownloadPath+"{token}", b.download)
	return mux
}

func (b *Bot) showDownload(w http.ResponseWriter, r *http.Request) {
	link, p, file, ok := b.openDownload(w, r)
	if !ok {
		return
	}
	defer file.Close()
	text, err := b.downloadText(r, link.App, p.Lang)
	if err != nil {
		b.downloadFailed(w, err)
		return
	}
	if b.needsDownloadCode(p) {
		b.downloadCodePage(w, http.StatusOK, text, link, policies.PhraseCodeText)
		return
	}
	button := policies.Plain(text.Phrase(policies.PhraseLinkButton, nil))
	b.page(w, http.StatusOK, text, policies.PhraseLinkText, until(link), forms{Button: button})
}

func until(link DownloadLink) policies.Params {
	return policies.Params{"until": link.Expires.UTC().Format("2006-01-02 15:04 UTC")}
}

// forms are the labels of a page's buttons and its input; empty: it has none.
type forms struct{ Button, Label, Send string }

// downloadCodePage is a page that asks for the code, and offers to send one.
func (b *Bot) downloadCodePage(
	w http.ResponseWriter, status int, text *policies.Text, link DownloadLink, phrase policies.Phrase,
) {
	say := func(p policies.Phrase) string { return policies.Plain(text.Phrase(p, nil)) }
	b.page(w, status, text, phrase, until(link), forms{
		say(policies.PhraseLinkButton), say(policies.PhraseCodeLabel), say(policies.PhraseCodeSend),
	})
}

// mayDownload reports whether the file may be downloaded with this request.
// Otherwise it answers the request: a code was sent, or the given one is wrong.
func (b *Bot) mayDownload(w http.ResponseWriter, r *http.Request, link DownloadLink, p Person) bool {
	if !b.needsDownloadCode(p) {
		return true
	}
	text, err := b.downloadText(r, link.App, p.Lang)
	if err != nil {
		b.downloadFailed(w, err)
		return false
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
	phrase, status := policies.PhraseCodeText, http.StatusOK
	if r.PostFormValue("send") != "" {
		err = b.sendDownloadCode(r.Context(), link)
	} else if err = b.useDownloadCode(r.Context(), link, r.PostFormValue("code")); err == nil {
		return true
	}
	switch {
	case errors.Is(err, errDownloadCodeSent):
		status = http.StatusTooManyRequests
	case errors.Is(err, errDownloadCode):
		phrase, status = policies.PhraseCodeWrong, http.StatusForbidden
	case errors.Is(err, ErrNotFound):
		b.downloadGone(w, r)
		return false
	case errors.Is(err, errStopped):
		phrase, status = policies.PhraseCodeStopped, http.StatusConflict
	case err != nil:
		b.downloadFailed(w, err)
		return false
	}
	b.downloadCodePage(w, status, text, link, phrase)
	return false
}

func (b *Bot) download(w http.ResponseWriter, r *http.Request) {
	link, p, file, ok := b.openDownload(w, r)
	if !ok {
		return
	}
	defer file.Close()
	if !b.mayDownload(w, r, link, p) {
		return
	}
	switch err := b.noteDownload(r.Context(), p, link.File); {
	case errors.Is(err, ErrNotFound):
		b.downloadGone(w, r) // erased since it was opened
		return
	case err != nil:
		b.downloadFailed(w, err) // no download that is not on record
		return
	}
	kind, name := DownloadKind(link.File)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if _, err := io.Copy(w, file); err != nil {
		b.cfg.Log.Warn("a download was interrupted", "person", string(p.ID), "error", err)
		panic(http.ErrAbortHandler) // so that the browser does not save half a file as complete
	}
}

// DownloadKind returns the media type and the name under which a file is downloaded.
func DownloadKind(file FileID) (kind, name string) {
	if strings.HasPrefix(string(file), consentReceiptPrefix) {
		return "application/json", "receipt.json"
	}
	if strings.HasPrefix(string(file), agentFile) {
		return "application/octet-stream", "attachment" + path.Ext(string(file))
	}
	return "application/zip", "my-data.zip"
}

// Download opens a file that was attached to a reply to u, for a channel that has
// authenticated u, and records the download. ErrNotFound: the file has expired,
// or never was theirs.
func (b *Bot) Download(ctx context.Context, u UserID, file FileID) (io.ReadCloser, error) {
	p, err := b.Find(ctx, u)
	if err != nil {
		return nil, err
	}
	content, err := b.store.OpenFile(ctx, p.ID, file)
	if err != nil {
		return nil, err
	}
	if err := b.noteDownload(ctx, p, file); err != nil {
		return nil, errors.Join(err, content.Close())
	}
	return content, nil
}

// noteDownload records a download as an event of the person.
func (b *Bot) noteDownload(ctx context.Context, p Person, file FileID) error {
	return b.Amend(ctx, p.ID, func(c *Change, now time.Time) error {
		c.Person.Counts[EventDownload]++
		body := mustJSON(map[string]string{"file": string(file)})
		c.Events = []Event{{ID: rand.Text(), Kind: EventDownload, At: now, Body: body}}
		return nil
	})
}

// openDownload opens the file behind a link. Otherwise it answers the request,
// with the same page whether the link never existed, has expired, or its person is
// erased or about to be.
func (b *Bot) openDownload(w http.ResponseWriter, r *http.Request) (DownloadLink, Person, io.ReadCloser, bool) {
	link, err := b.store.DownloadLink(r.Context(), downloadHash(r.PathValue("token")))
	if err == nil && !b.cfg.Now().Before(link.Expires) {
		err = ErrNotFound
	}
	var p Person
	if err == nil {
		p, err = b.store.PersonByID(r.Context(), link.Person)
	}
	if err == nil && p.Stage == StageErasing {
		err = ErrNotFound
	}
	var file io.ReadCloser
	if err == nil {
		file, err = b.store.OpenFile(r.Context(), link.Person, link.File)
	}
	switch {
	case err == nil:
		return link, p, file, true
	case errors.Is(err, ErrNotFound):
		b.downloadGone(w, r)
	default:
		b.downloadFailed(w, err)
	}
	return DownloadLink{}, Person{}, nil, false
}

func (b *Bot) downloadGone(w http.ResponseWriter, r *http.Request) {
	text, err := b.downloadText(r, DefaultApp, "")
	if err != nil {
		b.downloadFailed(w, err)
		return
	}
	b.page(w, http.StatusNotFound, text, policies.PhraseLinkGone, nil, forms{})
}

func (b *Bot) downloadText(r *http.Request, app, lang string) (*policies.Text, error) {
	edition, _, err := b.edition(r.Context(), app)
	if err != nil {
		return nil, err
	}
	if lang != "" {
		return edition.Text(lang), nil
	}
	return edition.Text(r.Header.Get("Accept-Language")), nil
}

func (b *Bot) page(
	w http.ResponseWriter, status int, text *policies.Text, phrase policies.Phrase, params policies.Params, f forms,
) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
	w.WriteHeader(status)
	err := downloadPage.Execute(w, map[string]string{
		"Lang": text.Lang, "Title": policies.Plain(text.Phrase(policies.PhraseLinkTitle, nil)),
		"Text": policies.Plain(text.Phrase(phrase, params)), "Button": f.Button, "Label": f.Label, "Send": f.Send,
	})
	if err != nil {
		b.cfg.Log.Warn("a page could not be written", "error", err)
	}
}

func (b *Bot) downloadFailed(w http.ResponseWriter, err error) {
	b.cfg.Log.Error("a one-time link failed", "error", fmt.Sprint(err))
	http.Error(w, "This did not work. Please try again in a moment.", http.StatusInternalServerError)
}
