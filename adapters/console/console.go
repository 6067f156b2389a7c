package console

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"assent/bot"
	"assent/policies"
)

// Path is where the console is served.
const Path = "/console/"

//go:embed assets templates
var embedded embed.FS

// Console serves the console of an app.
type Console struct {
	bot       *bot.Bot
	app       string
	log       *slog.Logger
	secure    bool // cookies go over TLS alone
	pages     *template.Template
	files     map[string]file // by their name with a hash
	names     map[string]string
	routes    []Route
	mux       http.Handler
	settings  []Setting
	channels  []bot.Channel
	assistant bot.Examined // nil: there is none to ask
	health    health
	inbox     *watchers
	company   *company    // nil: there is none
	tries     *rehearsals // nil: there are none
}

// file is a file of assets.
type file struct {
	kind string
	data []byte
}

// New returns the console of a bot. public is the address under which it is
// reached.
func New(b *bot.Bot, public string, log *slog.Logger) *Console {
	c := &Console{bot: b, app: bot.DefaultApp, log: log, secure: strings.HasPrefix(public, "https://"), files: map[string]file{}, names: map[string]string{}, inbox: newWatchers()}
	for name, kind := range map[string]string{"style.css": "text/css; charset=utf-8", "console.js": "text/javascript; charset=utf-8"} {
		data, err := embedded.ReadFile("assets/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		sum := sha256.Sum256(data)
		c.names[name] = hex.EncodeToString(sum[:6]) + "-" + name
		c.files[c.names[name]] = file{kind, data}
	}
	c.pages = template.Must(template.New("").Funcs(template.FuncMap{
		"asset": func(name string) string { return Path + "assets/" + c.names[name] },
		"date":  func(t time.Time) string { return stamp(t, "2006-01-02 15:04") },
		"day":   func(t time.Time) string { return stamp(t, time.DateOnly) },
		"md":    func(m policies.Markdown) template.HTML { return template.HTML(policies.HTML(m)) }, // sanitised there
		"plain": policies.Plain,
		"count": func(n int) string {
			if bot.Hidden(n) {
				return "< 5"
			}
			return number(n)
		},
		"join": func(list []bot.Role) string {
			var names []string
			for _, r := range list {
				names = append(names, string(r))
			}
			return strings.Join(names, ", ")
		},
	}).ParseFS(embedded, "templates/*.html"))
	c.routes = routes()
	mux := http.NewServeMux()
	for _, r := range c.routes {
		mux.HandleFunc(r.Method+" "+r.Path, c.guarded(r))
	}
	mux.HandleFunc("GET "+Path+"assets/{name}", c.asset)
	c.mux = http.NewCrossOriginProtection().Handler(mux)
	return c
}

// ServeHTTP implements http.Handler.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	c.mux.ServeHTTP(w, r)
}

// maxForm is how many bytes a form has: the texts of a language at most.
const maxForm = 2 << 20

func (c *Console) asset(w http.ResponseWriter, r *http.Request) {
	f, ok := c.files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(f.data) // who is gone needs none
}
