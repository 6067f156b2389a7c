package bot

import (
	"errors"
	"html/template"
	"io"
	"net/http"
	"strconv"

	"assent/bot/ledger"
	"assent/policies"
)

// VerifyPath is the page where anybody can check a receipt or a certificate.
const VerifyPath = "/verify"

// maxDocument bounds what is uploaded there. A receipt for four purposes from a
// ledger of a billion lines has about 20 KB.
const maxDocument = 256 << 10

const verifyCSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'"

var verifyPage = template.Must(template.New("verify").Parse(`<!doctype html>
<html lang="{{.Lang}}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body{font:18px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}
textarea{box-sizing:border-box;width:100%;font:14px/1.4 monospace}
button{font:inherit;padding:.7rem 1.4rem;border:0;border-radius:.5rem;background:#1f3fae;color:#fff}
[role=status]{padding:.8rem 1rem;border-left:.4rem solid #1f3fae;background:#eef1fb}
.bad{border-color:#a11;background:#fbeeee}
code{overflow-wrap:anywhere;font-size:14px}
</style>
<h1>{{.Title}}</h1><p>{{.Text}}</p>
{{with .Result}}<p role="status"{{if $.Bad}} class="bad"{{end}}>{{.}}</p>{{end}}
<form method="post" enctype="multipart/form-data">
<p><label>{{.File}} <input type="file" name="file" accept="application/json,.json"></label></p>
<p><label>{{.Paste}}<br><textarea name="text" rows="8" spellcheck="false"></textarea></label></p>
<p><button>{{.Button}}</button></p></form>
<p><code>{{.Key}}</code></p></html>
`))

// Verification serves the page at [VerifyPath]. Uploads are checked in memory and
// not stored.
func (b *Bot) Verification() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		edition, _, err := b.edition(r.Context(), DefaultApp)
		if err != nil {
			b.downloadFailed(w, err)
			return
		}
		text := edition.Text(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
		say := func(p policies.Phrase, params policies.Params) string { return policies.Plain(text.Phrase(p, params)) }
		status, result, bad := http.StatusOK, "", false
		switch r.Method {
		case http.MethodGet, http.MethodHead:
		case http.MethodPost:
			r.Body = http.MaxBytesReader(w, r.Body, 2*maxDocument)
			document, err := uploaded(r)
			var checked CheckedDocument
			if err == nil {
				checked, err = b.CheckDocument(r.Context(), document)
			}
			if err != nil {
				b.cfg.Log.Debug("a document did not verify", "error", err)
				status, result, bad = http.StatusUnprocessableEntity, say(policies.PhraseVerifyBad, nil), true
				break
			}
			result = say(policies.PhraseVerifyGood, checked.params(say))
		default:
			w.Header().Set("Allow", "GET, HEAD, POST")
			status = http.StatusMethodNotAllowed
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", verifyCSP)
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(status)
		err = verifyPage.Execute(w, map[string]any{
			"Lang":  text.Lang,
			"Title": say(policies.PhraseVerifyTitle, nil), "Text": say(policies.PhraseVerifyText, nil),
			"File": say(policies.PhraseVerifyFile, nil), "Paste": say(policies.PhraseVerifyPaste, nil),
			"Button": say(policies.PhraseVerifyButton, nil),
			"Result": result, "Bad": bad, "Key": b.store.Ledger().Key().Public().String(),
		})
		if err != nil {
			b.cfg.Log.Debug("a page broke off", "error", err)
		}
	})
}

// params are what the page says about a genuine document.
func (c CheckedDocument) params(say func(policies.Phrase, policies.Params) string) policies.Params {
	what := policies.PhraseVerifyReceipt
	switch {
	case c.Schema == CertificateSchema && c.State == erasureComplete:
		what = policies.PhraseVerifyComplete
	case c.Schema == CertificateSchema:
		what = policies.PhraseVerifyPartial
	}
	p := policies.Params{"what": say(what, nil), "at": "-", "lines": "-"}
	if len(c.Heads) > 0 {
		h := c.Heads[0]
		p["at"], p["lines"] = h.At.UTC().Format("2006-01-02 15:04 UTC"), strconv.FormatInt(h.Size, 10)
	}
	return p
}

// uploaded returns the file or the text from the form.
func uploaded(r *http.Request) ([]byte, error) {
	if err := r.ParseMultipartForm(2 * maxDocument); err != nil {
		return nil, err
	}
	document := []byte(r.PostFormValue("text"))
	f, _, err := r.FormFile("file")
	switch {
	case err == nil:
		defer f.Close()
		if document, err = io.ReadAll(io.LimitReader(f, maxDocument+1)); err != nil {
			return nil, err
		}
	case !errors.Is(err, http.ErrMissingFile):
		return nil, err
	}
	if len(document) > maxDocument || len(document) == 0 {
		return nil, ledger.ErrDocument
	}
	return document, nil
}
