package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// maxBody is the longest request that is read, in bytes. What is too long for
// the bot but fits in here gets the bot's own answer.
const maxBody = 256 << 10

// maxID is how long the ids may be that a browser gives its messages.
const maxID = 100

// input is what the page's script sends; each route reads its own part.
type input struct {
	ID     string      `json:"id"` // of the message, chosen by the browser: a repeated one counts once
	Lang   string      `json:"language"`
	Text   string      `json:"text"`
	Choice string      `json:"choice"`
	For    string      `json:"for"`
	Right  string      `json:"right"`
	Notice *bot.Notice `json:"notice"` // the notice that was read
	// Identity is a token by which the site that links here names the person.
	Identity string `json:"identity"`
}

// read reads a request, or answers what is wrong with it.
func (c *Channel) read(w http.ResponseWriter, r *http.Request) (in input, ok bool) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		c.refuse(w, http.StatusUnsupportedMediaType, "not_json", "send application/json")
		return in, false
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	err := d.Decode(&in)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		c.refuse(w, http.StatusRequestEntityTooLarge, "too_long", "the request is longer than 256 KiB")
	case err != nil || d.More():
		c.refuse(w, http.StatusBadRequest, "not_json", "the body is not one JSON object as expected")
	case len(in.ID) > maxID || len(in.Choice) > maxID || len(in.For) > maxID || len(in.Lang) > maxID ||
		len(in.Right) > maxID:
		c.refuse(w, http.StatusBadRequest, "too_long", "id, choice, for, right and language have at most 100 bytes")
	default:
		return in, true
	}
	return in, false
}

// state is what the page needs to know of the record.
type state struct {
	Known bool   `json:"known"`          // there is a record
	Mode  string `json:"mode"`           // pending: the opt-in is open; open; declined
	Team  bool   `json:"team,omitempty"` // the team has the conversation, and answers when it can
}

func stateOf(p bot.Person) state {
	s := state{Known: p.Known(), Mode: "pending", Team: p.Handoff != nil}
	switch p.ConsentFor(bot.PurposeService).State {
	case bot.Granted:
		s.Mode = "open"
	case bot.Unasked:
		if p.Admission != nil {
			s.Mode = "open"
		}
	case bot.Declined, bot.Withdrawn:
		s.Mode = "declined"
	}
	return s
}

// receive passes a message to the bot and answers with the new state.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request, s session, in input, m bot.Message) {
	m.User, m.Lang, m.Source = s.user, in.Lang, c.source(r)
	if in.ID != "" {
		m.ID = s.user.ID + "/" + in.ID // a browser cannot name somebody else's messages
	}
	if err := c.bot.Receive(r.Context(), m); err != nil {
		c.failed(w, err)
		return
	}
	p, err := c.bot.Find(r.Context(), s.user)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		c.failed(w, err)
		return
	}
	c.setCookie(w, s)
	c.answer(w, http.StatusOK, stateOf(p))
}

// current checks that the notice that was read is in force, or answers with the
// one that is.
func (c *Channel) current(w http.ResponseWriter, r *http.Request, in input) bool {
	if in.Notice == nil {
		c.refuse(w, http.StatusBadRequest, "no_notice",
			"name the notice that was read: edition, language, form, notice_sha256")
		return false
	}
	e, ok := c.edition(w, r)
	if !ok {
		return false
	}
	if n := in.Notice; n.Edition == e.Number && n.SHA256 != "" && n.SHA256 == e.Hash(n.Lang, n.Form) {
		return true
	}
	n := noticeOf(e, e.Text(in.Lang, r.Header.Get("Accept-Language")).Lang, policies.FormFull)
	c.answer(w, http.StatusConflict, map[string]failure{"error": {
		Code: "notice_changed", Message: "this is not the notice in force, show the new one and ask again", Notice: &n,
	}})
	return false
}

// agree takes the opt-in. Only here, and for a right, a session begins.
func (c *Channel) agree(w http.ResponseWriter, r *http.Request) {
	in, ok := c.read(w, r)
	if !ok || !c.current(w, r, in) {
		return
	}
	s, err := c.knownOrNew(r, in)
	if err != nil {
		c.failed(w, err)
		return
	}
	c.receive(w, r, s, in, bot.Message{Choice: "agree", Notice: in.Notice})
}

// identify checks whether somebody whom the site has named is on record already,
// so that they are not asked twice. A stranger gets no cookie.
func (c *Channel) identify(w http.ResponseWriter, r *http.Request) {
	in, ok := c.read(w, r)
	if !ok {
		return
	}
	s, err := c.identity(in.Identity)
	if err != nil {
		c.failed(w, err)
		return
	}
	p, err := c.bot.Find(r.Context(), s.user)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		c.failed(w, err)
		return
	}
	if p.Known() {
		c.setCookie(w, s)
	} else {
		c.dropCookie(w) // the previous person's
	}
	c.answer(w, http.StatusOK, stateOf(p))
}

// rights are those that can be used without agreeing first.
var rights = []intents.Intent{
	intents.Access, intents.Erasure, intents.Rectification, intents.Objection, intents.Restriction,
	intents.WithdrawConsent, intents.ConsentStatus,
}

// right takes a data subject request from somebody who has not agreed.
func (c *Channel) right(w http.ResponseWriter, r *http.Request) {
	in, ok := c.read(w, r)
	if !ok {
		return
	}
	if !slices.Contains(rights, intents.Intent(in.Right)) {
		c.refuse(w, http.StatusBadRequest, "no_right", "right must be one of "+
			"access, erasure, rectification, objection, restriction, withdraw_consent, consent_status")
		return
	}
	if !c.current(w, r, in) {
		return
	}
	s, err := c.knownOrNew(r, in)
	if err != nil {
		c.failed(w, err)
		return
	}
	c.receive(w, r, s, in, bot.Message{Choice: in.Right, Notice: in.Notice})
}

// send takes a message from somebody with a session.
func (c *Channel) send(w http.ResponseWriter, r *http.Request) {
	in, ok := c.read(w, r)
	if !ok {
		return
	}
	m := bot.Message{Text: in.Text, Choice: in.Choice, For: in.For}
	s, _, err := c.known(r)
	if errors.Is(err, bot.ErrNotFound) {
		mode, modeErr := c.bot.OptInMode(r.Context(), bot.DefaultApp, c.Name())
		if modeErr == nil && mode == bot.OptInRequired {
			c.refuse(w, http.StatusUnauthorized, "no_session", "agree first: without a session no message is accepted")
			return
		}
		m.Notice = in.Notice
		if err = modeErr; err == nil {
			s, err = c.knownOrNew(r, in)
		}
	}
	if err != nil {
		c.failed(w, err)
		return
	}
	c.receive(w, r, s, in, m)
}

// ask answers a privacy question from anybody. It stores nothing and sets no
// cookie.
func (c *Channel) ask(w http.ResponseWriter, r *http.Request) {
	in, ok := c.read(w, r)
	if !ok {
		return
	}
	a, err := c.bot.AskPolicy(r.Context(), bot.DefaultApp, in.Text, in.Lang, c.source(r))
	if err != nil {
		c.failed(w, err)
		return
	}
	c.answer(w, http.StatusOK, map[string]any{"html": policies.HTML(a.Text), "language": a.Lang, "privacy": a.Privacy})
}

// clear forgets the chat on both sides: the record is erased and the cookie is
// removed. The page has asked for confirmation.
func (c *Channel) clear(w http.ResponseWriter, r *http.Request) {
	if _, ok := c.read(w, r); !ok {
		return
	}
	answer := map[string]string{}
	if s, ok := c.session(r); ok {
		reference, err := c.bot.Forget(r.Context(), s.user)
		if err != nil && !errors.Is(err, bot.ErrNotFound) {
			c.failed(w, err)
			return
		}
		answer["reference"] = reference
	}
	c.dropCookie(w)
	c.answer(w, http.StatusOK, answer)
}

// file downloads a file attached to a reply.
func (c *Channel) file(w http.ResponseWriter, r *http.Request) {
	s, ok := c.session(r)
	if !ok {
		c.refuse(w, http.StatusUnauthorized, "no_session", "there is no session")
		return
	}
	content, err := c.bot.Download(r.Context(), s.user, bot.FileID(r.PathValue("id")))
	if err != nil {
		c.failed(w, err)
		return
	}
	defer content.Close()
	kind, name := bot.DownloadKind(bot.FileID(r.PathValue("id")))
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if _, err := io.Copy(w, content); err != nil {
		c.log.Warn("a download broke off", "error", err)
		panic(http.ErrAbortHandler) // so that nobody mistakes half for the whole
	}
}
