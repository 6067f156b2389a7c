package web

import (
	"bytes"
	"errors"
	"html/template"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"

	"assent/bot"
	"assent/policies"
)

// pages are the templates, and the assets that they use.
type pages struct {
	chat, policy  *template.Template
	script, style asset
}

func newPages() pages {
	return pages{
		chat:   template.Must(template.ParseFS(embedded, "assets/chat.html")),
		policy: template.Must(template.ParseFS(embedded, "assets/policy.html")),
		script: loadAsset("chat.js", "text/javascript; charset=utf-8"),
		style:  loadAsset("style.css", "text/css; charset=utf-8"),
	}
}

// frame is what every page has in common.
type frame struct {
	Lang, Title   string
	Script, Style string // file names
	Languages     []link
	Back          string // label of the link to the chat
	text          *policies.Text
}

type link struct {
	Label, To string
	Here      bool
}

// Say returns a phrase as plain text.
func (f frame) Say(p policies.Phrase) string { return policies.Plain(f.text.Phrase(p, nil)) }

// Show returns a phrase as HTML.
func (f frame) Show(p policies.Phrase) template.HTML { return rendered(f.text.Phrase(p, nil)) }

// rendered is safe: policies.HTML removes every element that is not on its list of
// allowed ones.
func rendered(m policies.Markdown) template.HTML { return template.HTML(policies.HTML(m)) }

// frame chooses the language: from the address, else from the browser.
func (c *Channel) frame(r *http.Request, e *policies.Edition) frame {
	text := e.Text(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
	f := frame{Lang: text.Lang, Script: c.pages.script.name, Style: c.pages.style.name, text: text}
	f.Back = f.Say(policies.PhrasePageBack)
	for _, l := range e.Languages() {
		f.Languages = append(f.Languages, link{l, r.URL.Path + "?lang=" + url.QueryEscape(l), l == text.Lang})
	}
	return f
}

// show renders the whole page before the first byte is sent.
func (c *Channel) show(w http.ResponseWriter, status int, t *template.Template, page any) {
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		c.log.Error("a page cannot be shown", "error", err)
		http.Error(w, "This page cannot be shown. Please try again in a moment.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	c.wrote(w.Write(b.Bytes()))
}

// edition returns the one in force; false: the request was answered.
func (c *Channel) edition(w http.ResponseWriter, r *http.Request) (*policies.Edition, bool) {
	e, err := c.bot.Library().Current(r.Context(), bot.DefaultApp)
	if err != nil {
		c.failed(w, err)
		return nil, false
	}
	return e, true
}

// chatPage is the page with everything that its script needs before the opt-in,
// so that nothing has to be fetched.
type chatPage struct {
	frame
	Notice template.HTML
	Header bool // the privacy line is on top
	Told   bool // the notice informs, and asks nothing
	Hidden bool // no notice is shown
	Config chatConfig
}

type chatConfig struct {
	Language string            `json:"language"`
	Notice   notice            `json:"notice"`
	Session  bool              `json:"session"`
	Mode     string            `json:"mode"`
	Ungated  bot.OptInMode     `json:"ungated"` // empty: people are asked to agree
	Timeout  int64             `json:"timeout"` // for the answer to the notice, in milliseconds
	Say      map[string]string `json:"say"`     // plain text
	Show     map[string]string `json:"show"`    // HTML
}

// saying are the phrases that the script shows as text, showing those with
// Markdown.
var (
	saying = []policies.Phrase{
		policies.PhraseWebPending, policies.PhraseWebOpen, policies.PhraseWebOffline, policies.PhraseWebDeclined,
		policies.PhraseWebYou, policies.PhraseWebBot, policies.PhraseWebTeam, policies.PhraseWebTyping,
		policies.PhraseWebRetry, policies.PhraseWebWaits, policies.PhraseWebCleared, policies.PhraseWebClearAsk,
		policies.PhraseWebFailed, policies.PhraseWebNoticeChanged, policies.PhraseWebGoOn, policies.PhraseTooFast,
		policies.PhraseTooLong, policies.PhraseChoiceAgree, policies.PhraseChoiceDecline,
		policies.PhraseChoicePrivacy, policies.PhraseChoiceLater, policies.PhraseWordAgree,
		policies.PhraseWordDecline, policies.PhraseLinkButton,
	}
	showing = []policies.Phrase{
		policies.PhraseDeclined, policies.PhraseDeclinedHelp, policies.PhraseTimeout, policies.PhraseWebSessionNote,
	}
)

func (c *Channel) chatPage(w http.ResponseWriter, r *http.Request) {
	e, ok := c.edition(w, r)
	if !ok {
		return
	}
	s, p, err := c.known(r)
	switch {
	case err == nil:
		c.setCookie(w, s) // each visit extends it
	case !errors.Is(err, bot.ErrNotFound):
		c.failed(w, err)
		return
	case s.token != "":
		c.dropCookie(w) // its person was erased
	}
	mode, err := c.bot.OptInMode(r.Context(), bot.DefaultApp, c.Name())
	if err != nil {
		c.failed(w, err)
		return
	}
	f := c.frame(r, e)
	f.Title = f.Say(policies.PhraseWebTitle)
	n := noticeOf(e, f.Lang, f.text.Opt(false, rand.IntN(2) == 1))
	now := stateOf(p)
	open := !now.Known || now.Mode == "open"
	ungated, gateless := mode != bot.OptInRequired && open, bot.OptInMode("")
	if ungated {
		gateless = mode
		n, now.Mode = noticeOf(e, f.Lang, policies.FormInformed), "open"
	}
	page := chatPage{
		frame: f, Notice: template.HTML(n.HTML), Header: c.cfg.PrivacyLine == "header", Told: ungated,
		Hidden: p.Known() && now.Mode != "pending" || mode == bot.OptInExternal && ungated,
	}
	n.HTML = "" // it is in the page
	page.Config = chatConfig{
		Language: f.Lang, Notice: n, Session: p.Known(), Mode: now.Mode, Ungated: gateless,
		Timeout: c.bot.ConsentTimeout().Milliseconds(), Say: map[string]string{}, Show: map[string]string{},
	}
	words := policies.Params{"agree": f.Say(policies.PhraseWordAgree), "decline": f.Say(policies.PhraseWordDecline)}
	for _, phrase := range saying {
		page.Config.Say[string(phrase)] = policies.Plain(f.text.Phrase(phrase, words))
	}
	for _, phrase := range showing {
		page.Config.Show[string(phrase)] = policies.HTML(f.text.Phrase(phrase, words))
	}
	c.show(w, http.StatusOK, c.pages.chat, page)
}

// policyPage is an edition as everybody can read it, permanently.
type policyPage struct {
	frame
	Edition  string
	Earlier  template.HTML
	Notice   template.HTML
	Hash     string
	Sections []section
	Editions []link
	Text     template.HTML // for a page without an edition
}

type section struct {
	ID, Title string
	Body      template.HTML
}

func (c *Channel) policyPage(w http.ResponseWriter, r *http.Request) {
	current, ok := c.edition(w, r)
	if !ok {
		return
	}
	e := current
	if label := r.PathValue("edition"); label != "" {
		number, err := strconv.Atoi(label)
		if label == "sample" {
			number, err = 0, nil
		}
		if err != nil || number < 0 {
			c.missing(w, r)
			return
		}
		e, err = c.bot.Library().Edition(r.Context(), bot.DefaultApp, number)
		if errors.Is(err, policies.ErrNoEdition) {
			c.missing(w, r)
			return
		}
		if err != nil {
			c.failed(w, err)
			return
		}
	}
	all, err := c.bot.Library().Editions(r.Context(), bot.DefaultApp)
	if err != nil {
		c.failed(w, err)
		return
	}
	f := c.frame(r, e)
	f.Title = f.Say(policies.PhraseWebPolicyLink)
	page := policyPage{frame: f, Notice: rendered(f.text.Notice)}
	page.Hash = policies.Plain(f.text.Phrase(policies.PhrasePageHash,
		policies.Params{"hash": e.Hash(f.Lang, policies.FormFull)}))
	page.Edition = f.Say(policies.PhrasePageSample)
	if !e.Sample() {
		page.Edition = f.inForceSince(e)
	}
	if e.Number != current.Number {
		page.Earlier = rendered(f.text.Phrase(policies.PhrasePageEarlier,
			policies.Params{"link": c.public + "/privacy"}))
	}
	for _, s := range f.text.Sections {
		page.Sections = append(page.Sections, section{string(s.Topic), s.Title, rendered(s.Body)})
	}
	for _, old := range all {
		page.Editions = append(page.Editions, link{
			f.inForceSince(old), "/privacy/" + old.Label() + "?lang=" + url.QueryEscape(f.Lang), old.Number == e.Number,
		})
	}
	c.show(w, http.StatusOK, c.pages.policy, page)
}

func (f frame) inForceSince(e *policies.Edition) string {
	return policies.Plain(f.text.Phrase(policies.PhrasePageEdition, policies.Params{
		"edition": e.Label(), "date": e.Published.UTC().Format("2006-01-02"),
	}))
}

// storagePage lists what the page can store in a browser.
func (c *Channel) storagePage(w http.ResponseWriter, r *http.Request) {
	e, ok := c.edition(w, r)
	if !ok {
		return
	}
	f := c.frame(r, e)
	f.Title = f.Say(policies.PhrasePageStorage)
	text := f.text.Phrase(policies.PhrasePageStorageText, policies.Params{
		"cookie": c.cookieName(), "days": strconv.Itoa(int(c.cfg.Session.Hours()) / 24),
	})
	if c.cfg.IdentitySecret != "" {
		text += "\n\n" + f.text.Phrase(policies.PhrasePageStorageNamed, nil)
	}
	c.show(w, http.StatusOK, c.pages.policy, policyPage{frame: f, Text: rendered(text)})
}

func (c *Channel) missing(w http.ResponseWriter, r *http.Request) {
	e, ok := c.edition(w, r)
	if !ok {
		return
	}
	f := c.frame(r, e)
	f.Languages = nil
	f.Title = f.Say(policies.PhrasePageMissing)
	c.show(w, http.StatusNotFound, c.pages.policy, policyPage{frame: f})
}
