package console

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assent/bot"
	"assent/bot/office"
	"assent/policies"
)

// Path is where the console is served.
const Path = "/console/"

//go:embed assets templates
var embedded embed.FS

// Console serves the console of an app.
type Console struct {
	bot        core
	office     *office.Office
	app        string
	log        *slog.Logger
	secure     bool // cookies go over TLS only
	pages      *template.Template
	assets     map[string]asset  // by the name under which they are served
	assetNames map[string]string // that name, with a hash, by the name of the file
	routes     []Route
	mux        http.Handler

	configuration []ConfigEntry
	channels      []bot.Channel
	assistant     bot.Examiner // nil: no assistant
	health        health
	deskUpdates   *updates
	oidc          *oidcClient // nil: there is no company sign-in
	rehearsals    *rehearsals // nil: drafts cannot be tried
}

// Options configures a console, besides its bot and office.
type Options struct {
	// PublicURL is the address where the console is reached, without a path.
	PublicURL string
	Log       *slog.Logger
	// Desk is where the team answers from the console; nil: it answers elsewhere.
	Desk *Desk
	// Channels are the channels that the settings show and check.
	Channels []bot.Channel
	// Assistant is the company's own assistant, which the settings check; nil:
	// there is none.
	Assistant bot.Examiner
	// Configuration lists the keys that the settings show.
	Configuration []ConfigEntry
	// StartRehearsal lets editors talk to their drafts; nil: they cannot.
	StartRehearsal StartRehearsal
	// OIDC lets people sign in with the company's own accounts, if configured.
	OIDC OIDC
}

// ConfigEntry is one key of the configuration in force. Its value is not a secret.
type ConfigEntry struct {
	Key, Value, Origin string
}

// asset is a file that pages refer to.
type asset struct {
	contentType string
	data        []byte
}

// New returns the console of a bot and its office.
func New(b core, team *office.Office, o Options) *Console {
	c := &Console{
		bot: b, office: team, app: bot.DefaultApp, log: o.Log,
		secure: strings.HasPrefix(o.PublicURL, "https://"), routes: routes(),
		configuration: o.Configuration, channels: o.Channels, assistant: o.Assistant,
	}
	if o.Desk == nil {
		o.Desk = NewDesk() // nobody answers there
	}
	c.deskUpdates = o.Desk.updates
	if o.StartRehearsal != nil {
		c.rehearsals = &rehearsals{start: o.StartRehearsal, open: map[bot.PersonID]*rehearsal{}}
	}
	if o.OIDC.On() {
		c.oidc = &oidcClient{cfg: o.OIDC, public: o.PublicURL}
	}
	c.loadAssets()
	c.pages = template.Must(template.New("").Funcs(c.templateFuncs()).ParseFS(embedded, "templates/*.html"))
	mux := http.NewServeMux()
	for _, r := range c.routes {
		mux.HandleFunc(r.Method+" "+r.Path, c.guarded(r))
	}
	mux.HandleFunc("GET "+Path+"assets/{name}", c.serveAsset)
	c.mux = http.NewCrossOriginProtection().Handler(mux)
	return c
}

func (c *Console) loadAssets() {
	c.assets, c.assetNames = map[string]asset{}, map[string]string{}
	for name, contentType := range map[string]string{
		"style.css":  "text/css; charset=utf-8",
		"console.js": "text/javascript; charset=utf-8",
	} {
		data, err := embedded.ReadFile("assets/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		sum := sha256.Sum256(data)
		c.assetNames[name] = hex.EncodeToString(sum[:6]) + "-" + name
		c.assets[c.assetNames[name]] = asset{contentType, data}
	}
}

func (c *Console) templateFuncs() template.FuncMap {
	return template.FuncMap{
		"asset": func(name string) string { return Path + "assets/" + c.assetNames[name] },
		"date":  func(t time.Time) string { return stamp(t, "2006-01-02 15:04") },
		"day":   func(t time.Time) string { return stamp(t, time.DateOnly) },
		"md":    func(m policies.Markdown) template.HTML { return template.HTML(policies.HTML(m)) }, // sanitised there
		"count": func(n int) string {
			if office.TooFewToShow(n) {
				return "< 5"
			}
			return strconv.Itoa(n)
		},
		"join": func(list []bot.Role) string {
			var names []string
			for _, r := range list {
				names = append(names, string(r))
			}
			return strings.Join(names, ", ")
		},
	}
}

// contentPolicy lets pages load only what the console serves itself.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	c.mux.ServeHTTP(w, r)
}

// maxForm is how many bytes a form may have: the texts of one language fit.
const maxForm = 2 << 20

func (c *Console) serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := c.assets[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.contentType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.data) // a browser that is gone needs no answer
}
