package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"assent/bot"
	"assent/policies"
)

// Name is the channel's name.
const Name = "web"

// Config configures the chat page.
type Config struct {
	// Session is how long a browser is recognised after its last visit.
	Session time.Duration `yaml:"session"`
	// PrivacyLine is where the privacy line is shown: footer or header.
	PrivacyLine string `yaml:"privacy_line"`
	// TrustedProxies is how many proxies are in front, each of which adds an
	// address to X-Forwarded-For. 0: visitors connect directly.
	TrustedProxies int `yaml:"trusted_proxies"`
	// IdentitySecret is the key with which the site that links to the page signs
	// its tokens, 32 bytes or more. Empty: no site names anybody.
	IdentitySecret bot.Secret `yaml:"identity_secret"`
}

// Defaults returns the configuration where nothing is set.
func Defaults() Config { return Config{Session: 30 * 24 * time.Hour, PrivacyLine: "footer"} }

// On implements adapters.Section: there is always a page.
func (c Config) On() bool { return true }

// Channel returns the page, yet to be connected to a bot.
func (c Config) Channel(publicURL string, log *slog.Logger) bot.Channel {
	return New(c, publicURL, log)
}

// Check returns a message for each key that is invalid.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	// Browsers keep no cookie longer (RFC 6265bis, 5.6.1).
	if c.Session < time.Second || c.Session > 400*24*time.Hour {
		bad["session"] = fmt.Sprintf("must be between 1s and 9600h (400 days); got %s", c.Session)
	}
	if c.PrivacyLine != "footer" && c.PrivacyLine != "header" {
		bad["privacy_line"] = fmt.Sprintf("must be footer or header; got %q", c.PrivacyLine)
	}
	if c.IdentitySecret != "" && len(c.IdentitySecret) < minSecret {
		bad["identity_secret"] = "must have at least 32 bytes, such as those of: openssl rand -hex 32"
	}
	if c.TrustedProxies < 0 {
		bad["trusted_proxies"] = fmt.Sprintf("cannot be negative; got %d", c.TrustedProxies)
	}
	return bad
}

// Channel is the chat page. It is an http.Handler for the whole site.
type Channel struct {
	cfg    Config
	public string // address where people reach the page
	log    *slog.Logger
	bot    core
	site   http.Handler
	pages  pages

	mu      sync.Mutex
	streams map[bot.UserID]map[*stream]struct{}
	open    int           // open streams of all people
	end     chan struct{} // closed when the streams have to end
	ended   sync.Once
}

var (
	_ bot.Typist    = (*Channel)(nil)
	_ bot.Channel   = (*Channel)(nil)
	_ bot.HasTraits = (*Channel)(nil)
	_ bot.Connector = (*Channel)(nil)
	_ http.Handler  = (*Channel)(nil)
)

// New returns a channel, yet to be connected to a bot. publicURL is the address
// where people reach it, without a slash at the end; with https the session
// cookie goes nowhere else.
func New(cfg Config, publicURL string, log *slog.Logger) *Channel {
	c := &Channel{
		cfg: cfg, public: publicURL, log: log, pages: newPages(),
		streams: map[bot.UserID]map[*stream]struct{}{}, end: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.chatPage)
	mux.HandleFunc("GET /chat/{asset}", c.asset)
	mux.HandleFunc("POST /chat/identify", c.identify)
	mux.HandleFunc("POST /chat/agree", c.agree)
	mux.HandleFunc("POST /chat/send", c.send)
	mux.HandleFunc("GET /chat/events", c.events)
	mux.HandleFunc("POST /chat/ask", c.ask)
	mux.HandleFunc("POST /chat/right", c.right)
	mux.HandleFunc("POST /chat/clear", c.clear)
	mux.HandleFunc("POST /chat/file/{id}", c.file)
	mux.HandleFunc("GET /privacy", c.policyPage)
	mux.HandleFunc("GET /privacy/{edition}", c.policyPage)
	mux.HandleFunc("GET /privacy/storage", c.storagePage)
	mux.HandleFunc("GET /privacy/export.schema.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/schema+json")
		c.wrote(w.Write(bot.ExportSchema))
	})
	mux.HandleFunc("GET /", c.missing)
	origin := http.NewCrossOriginProtection()
	if publicURL != "" {
		if err := origin.AddTrustedOrigin(publicURL); err != nil {
			log.Warn("public_url is not an origin; a proxy has to keep the Host header", "error", err)
		}
	}
	c.site = origin.Handler(mux)
	return c
}

// Traits implements bot.HasTraits: only a cookie identifies people here.
func (c *Channel) Traits() bot.Traits { return bot.Traits{Anonymous: true} }

// Name implements bot.Channel.
func (c *Channel) Name() string { return Name }

// Connect implements bot.Connector.
func (c *Channel) Connect(b *bot.Bot) { c.bot = b }

// core is what the page needs from the bot.
type core interface {
	bot.Inbox
	AskPolicy(ctx context.Context, app, text, lang, source string) (bot.PolicyAnswer, error)
	ConsentTimeout() time.Duration
	Conversation(ctx context.Context, u bot.UserID) iter.Seq2[bot.Line, error]
	Download(ctx context.Context, u bot.UserID, file bot.FileID) (io.ReadCloser, error)
	Find(ctx context.Context, u bot.UserID) (bot.Person, error)
	Forget(ctx context.Context, u bot.UserID) (reference string, err error)
	Library() policies.Library
	OptInMode(ctx context.Context, app, channel string) (bot.OptInMode, error)
}

// ServeHTTP implements http.Handler.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; "+
		"script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	c.site.ServeHTTP(w, r)
}

// CloseStreams ends every stream of replies, so that the server can shut down.
// Pages connect again by themselves.
func (c *Channel) CloseStreams() { c.ended.Do(func() { close(c.end) }) }

//go:embed assets
var embedded embed.FS

// asset is a file of the page, under a name that changes with its content.
type asset struct {
	name, kind string
	content    []byte
}

func loadAsset(name, kind string) asset {
	content, err := fs.ReadFile(embedded, "assets/"+name)
	if err != nil {
		panic("web: " + err.Error()) // embedded with the program
	}
	sum := sha256.Sum256(content)
	base, ext, _ := strings.Cut(name, ".")
	return asset{name: base + "-" + hex.EncodeToString(sum[:6]) + "." + ext, kind: kind, content: content}
}

func (c *Channel) asset(w http.ResponseWriter, r *http.Request) {
	for _, a := range []asset{c.pages.script, c.pages.style} {
		if a.name == r.PathValue("asset") {
			w.Header().Set("Content-Type", a.kind)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			c.wrote(w.Write(a.content))
			return
		}
	}
	c.missing(w, r)
}

// wrote notes a response that was cut short: the browser is gone, nobody is left
// to be answered.
func (c *Channel) wrote(_ int, err error) {
	if err != nil {
		c.log.Debug("a response was cut short", "error", err)
	}
}

// failure is an error as the page's script reads it.
type failure struct {
	Code    string  `json:"code"`
	Message string  `json:"message"`
	Notice  *notice `json:"notice,omitempty"` // code notice_changed: the one in force
}

// refuse answers with an error. The message is for developers; the script has its
// own texts for people.
func (c *Channel) refuse(w http.ResponseWriter, status int, code, message string) {
	c.answer(w, status, map[string]failure{"error": {Code: code, Message: message}})
}

func (c *Channel) answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		c.log.Debug("a response was cut short", "error", err)
	}
}

// failed answers an error of the bot with the matching status.
func (c *Channel) failed(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, bot.ErrTooFast):
		w.Header().Set("Retry-After", "5")
		c.refuse(w, http.StatusTooManyRequests, "too_fast", err.Error())
	case errors.Is(err, errIdentity):
		c.refuse(w, http.StatusUnauthorized, "bad_identity",
			"the site's token is invalid or has expired: come from the site again")
	case errors.Is(err, bot.ErrNotFound):
		c.refuse(w, http.StatusNotFound, "not_found", "there is no such thing, or no longer")
	default:
		c.log.Error("a request of the chat page failed", "error", err)
		w.Header().Set("Retry-After", "2")
		c.refuse(w, http.StatusServiceUnavailable, "unavailable",
			"this did not work and nothing was stored, try again in a moment")
	}
}

// notice is the opt-in question as the page shows it, with what AGREE sends back
// to name the notice that was read.
type notice struct {
	bot.Notice
	HTML string `json:"html,omitempty"`
}

func noticeOf(e *policies.Edition, lang string, form policies.Form) notice {
	return notice{
		Notice: bot.Notice{Edition: e.Number, Lang: lang, Form: form, SHA256: e.Hash(lang, form)},
		HTML:   policies.HTML(e.Texts[lang].NoticeIn(form)),
	}
}
