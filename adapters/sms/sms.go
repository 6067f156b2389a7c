package sms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/twilio/twilio-go/client"

	"assent/bot"
	"assent/intents"
)

// Channel is the SMS channel.
type Channel struct {
	cfg     Config
	public  string // address where Twilio reaches the webhooks
	log     *slog.Logger
	account *account
	check   client.RequestValidator
	mux     *http.ServeMux
	inbox   bot.Inbox
}

var (
	_ bot.Channel   = (*Channel)(nil)
	_ bot.HasTraits = (*Channel)(nil)
	_ bot.Connector = (*Channel)(nil)
	_ bot.Eraser    = (*Channel)(nil)
	_ bot.Fetcher   = (*Channel)(nil)
	_ http.Handler  = (*Channel)(nil)
)

// Paths that Twilio calls.
const (
	path       = "/sms/"
	inbound    = path + "inbound"
	delivering = path + "status"
)

// New returns a channel, yet to be connected to a bot. publicURL is the address
// where Twilio reaches it, without a slash at the end: it is part of what Twilio
// signs, whatever a proxy makes of it.
func New(cfg Config, publicURL string, log *slog.Logger) *Channel {
	c := &Channel{
		cfg: cfg, public: publicURL, log: log, account: newAccount(cfg),
		check: client.NewRequestValidator(string(cfg.AuthToken)), mux: http.NewServeMux(),
	}
	c.mux.HandleFunc("POST "+inbound, c.signed(c.receive))
	c.mux.HandleFunc("POST "+delivering, c.signed(c.delivered))
	return c
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return Name }

// Connect implements bot.Connector.
func (c *Channel) Connect(b *bot.Bot) { c.inbox = b }

// Traits tells the bot about Twilio. The notice has to fit two segments.
func (c *Channel) Traits() bot.Traits {
	return bot.Traits{Platform: "Twilio", ShortForm: true, PhoneCarrier: true, Path: path}
}

// ServeHTTP implements http.Handler.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.mux.ServeHTTP(w, r) }

// Send implements bot.Channel. Twilio has no idempotency key, so a message is
// sent twice if its answer is lost.
func (c *Channel) Send(ctx context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	for _, f := range r.Files {
		if f.DownloadURL == "" {
			return "", errors.New("a file goes out by SMS as a link, which requires public_url")
		}
	}
	status := ""
	if strings.HasPrefix(c.public, "https://") {
		status = c.public + delivering
	}
	return c.account.send(ctx, to.ID, c.text(r), status)
}

// Erase implements bot.Eraser.
func (c *Channel) Erase(
	ctx context.Context, _ bot.UserID, copies []bot.PlatformRef,
) (deleted []bot.PlatformRef, err error) {
	var errs []error
	for _, sid := range copies {
		err := c.account.delete(ctx, sid)
		var e *apiError
		switch {
		case err == nil:
			deleted = append(deleted, sid)
		case errors.As(err, &e) && e.Code == codeUnfinished:
			errs = append(errs, err) // the others may be complete
		default:
			return deleted, err
		}
	}
	return deleted, errors.Join(errs...)
}

// Leaves implements bot.Eraser: what both sides wrote can be deleted.
func (c *Channel) Leaves() bool { return false }

// maxBody bounds what a webhook sends: a message of 1,600 characters, ten
// media and Twilio's own parameters fit a quarter of it.
const maxBody = 64 << 10

// signed verifies Twilio's signature before the body is parsed.
func (c *Channel) signed(next func(http.ResponseWriter, *http.Request, url.Values)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			http.Error(w, "the body is too large", http.StatusRequestEntityTooLarge)
			return
		case err != nil:
			http.Error(w, "the body is incomplete", http.StatusBadRequest)
			return
		}
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if kind != "application/x-www-form-urlencoded" {
			http.Error(w, "a form is expected", http.StatusUnsupportedMediaType)
			return
		}
		if !c.check.ValidateBody(c.public+r.URL.RequestURI(), body, r.Header.Get("X-Twilio-Signature")) {
			c.log.Warn("a webhook's signature is wrong: check that public_url is the address that Twilio calls, "+
				"and that auth_token is the account's", "path", r.URL.Path)
			http.Error(w, "the signature is wrong", http.StatusForbidden)
			return
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			http.Error(w, "the form cannot be read", http.StatusBadRequest)
			return
		}
		if form.Get("AccountSid") != c.cfg.AccountSID {
			http.Error(w, "another account's message", http.StatusForbidden)
			return
		}
		next(w, r, form)
	}
}

var messageSID = regexp.MustCompile(`^(SM|MM)[0-9a-f]{32}$`)

// maxMedia is how many media a message has at most (FACTS.md, 5.1).
const maxMedia = 10

// receive handles a message. Twilio's library signs and checks the first value of
// each parameter, and Get reads that one.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request, form url.Values) {
	sid, from := form.Get("MessageSid"), form.Get("From")
	if !messageSID.MatchString(sid) || from == "" || len(from) > 64 {
		http.Error(w, "not a message", http.StatusBadRequest)
		return
	}
	m := bot.Message{
		ID: sid, User: bot.UserID{App: bot.DefaultApp, Channel: Name, ID: from}, Text: form.Get("Body"),
		PlatformRef: bot.PlatformRef(sid),
	}
	m.Carrier, m.CarrierAnswered = c.keyword(form)
	if n, err := strconv.Atoi(form.Get("NumMedia")); err == nil {
		for i := range min(n, maxMedia) {
			m.Files = append(m.Files, bot.File{
				Name: fmt.Sprint("media ", i+1), Type: form.Get(fmt.Sprint("MediaContentType", i)),
				Ref: mediaRef(form.Get(fmt.Sprint("MediaUrl", i))),
			})
		}
	}
	switch err := c.inbox.Receive(r.Context(), m); {
	case errors.Is(err, bot.ErrTooFast):
		http.Error(w, "too many messages", http.StatusTooManyRequests)
	case err != nil:
		c.log.Error("a message was not recorded; Twilio is asked to send it again", "error", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
	default:
		c.taken(w)
	}
}

// keyword returns the carrier's keyword that a message is, and whether Twilio
// has answered it: with Advanced Opt-Out Twilio marks it, by default it answers
// the exact words (FACTS.md, 5.2).
func (c *Channel) keyword(form url.Values) (k intents.Keyword, answered bool) {
	switch form.Get("OptOutType") {
	case "STOP":
		return intents.KeywordStop, true
	case "START":
		return intents.KeywordStart, true
	case "HELP":
		return intents.KeywordHelp, true
	}
	text := form.Get("Body")
	k = intents.Carrier(text)
	return k, k != intents.KeywordNone && c.cfg.OptOut == "twilio" && intents.CarrierWord(text) == k
}

// taken answers with an empty response: replies go by REST, once they are on
// record.
func (c *Channel) taken(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><Response></Response>`); err != nil {
		c.log.Debug("the answer to Twilio could not be sent", "error", err)
	}
}

// delivered notes what became of a message that Twilio had accepted. It changes
// something only if the number sent STOP.
func (c *Channel) delivered(w http.ResponseWriter, r *http.Request, form url.Values) {
	sid, to := form.Get("MessageSid"), form.Get("To")
	if !messageSID.MatchString(sid) {
		http.Error(w, "not a message", http.StatusBadRequest)
		return
	}
	status := form.Get("MessageStatus")
	if status == "undelivered" || status == "failed" {
		c.log.Warn("a text message was not delivered", "code", digits(form.Get("ErrorCode")))
	}
	if form.Get("ErrorCode") == strconv.Itoa(codeOptedOut) && to != "" && len(to) <= 64 {
		err := c.inbox.Receive(r.Context(), bot.Message{
			ID: "status " + sid, User: bot.UserID{App: bot.DefaultApp, Channel: Name, ID: to},
			Text: "STOP", Carrier: intents.KeywordStop, CarrierAnswered: true,
		})
		if err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// digits returns a code of Twilio, or nothing if it is not a number.
func digits(s string) string {
	if n, err := strconv.Atoi(s); err == nil {
		return strconv.Itoa(n)
	}
	return ""
}
