package console

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
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

// Route is one page or form, and who may open it.
type Route struct {
	Method, Path string
	// Roles are those of whom one is needed; none: whoever is signed in.
	Roles []bot.Role
	// Open routes want no session.
	Open   bool
	handle func(*visit) error
}

// visit is one request of somebody.
type visit struct {
	*Console
	w   http.ResponseWriter
	r   *http.Request
	ctx context.Context
	who bot.Operator // zero on an open route
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
	c.routes = c.table()
	mux := http.NewServeMux()
	for _, r := range c.routes {
		mux.HandleFunc(r.Method+" "+r.Path, c.guarded(r))
	}
	mux.HandleFunc("GET "+Path+"assets/{name}", c.asset)
	c.mux = http.NewCrossOriginProtection().Handler(mux)
	return c
}

func stamp(t time.Time, layout string) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(layout)
}

// Routes lists every route, for those who check them.
func (c *Console) Routes() []Route { return slices.Clone(c.routes) }

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

// liveHeader marks what a page asks by itself, with nobody before it perhaps.
const liveHeader = "Assent-Live"

// cookie is the name of the session's cookie.
const cookie = "assent_console"

// guarded lets in who may open the route.
func (c *Console) guarded(route Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Console: c, w: w, r: r, ctx: r.Context()}
		if !route.Open {
			session, err := r.Cookie(cookie)
			if err == nil {
				v.who, err = c.bot.SignedIn(v.ctx, session.Value, r.Header.Get(liveHeader) == "" && r.Header.Get("Accept") != "text/event-stream")
			}
			if errors.Is(err, http.ErrNoCookie) || errors.Is(err, bot.ErrSession) {
				v.toSignIn()
				return
			}
			if err != nil {
				v.failed(err)
				return
			}
			if len(route.Roles) > 0 && !v.who.Is(route.Roles...) {
				v.problem(http.StatusForbidden, "Your role does not allow that.", "Ask an admin of your team for it.")
				return
			}
		}
		if err := route.handle(v); err != nil {
			v.failed(err)
		}
	}
}

// toSignIn sends somebody to the sign-in, and back to the page they wanted.
func (v *visit) toSignIn() {
	to := Path + "sign-in"
	if v.r.Method == http.MethodGet {
		to += "?" + url.Values{"to": {v.r.URL.RequestURI()}}.Encode()
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

// local is a path of the console, and the start page for anything else.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, Path) || strings.Contains(u.Path, "..") || strings.ContainsAny(to, "\\\n\r") {
		return Path
	}
	return u.RequestURI()
}

// wrong is an error that who made it can mend: it is shown on a page.
type wrong struct {
	status int
	text   string
}

func (w wrong) Error() string { return w.text }

func badRequest(text string) error { return wrong{http.StatusBadRequest, text} }

// failed answers an error.
func (v *visit) failed(err error) {
	var w wrong
	var unfit bot.Unfit
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &w):
		v.problem(w.status, w.text, "")
	case errors.As(err, &large):
		v.problem(http.StatusRequestEntityTooLarge, "That is too long.", "")
	case errors.As(err, &unfit):
		v.problem(http.StatusUnprocessableEntity, "The texts cannot be published yet.", unfit.Error())
	case errors.Is(err, bot.ErrNotFound), errors.Is(err, policies.ErrNoEdition):
		v.problem(http.StatusNotFound, "There is nothing here.", "It was deleted, or never was.")
	case errors.Is(err, bot.ErrVerdict), errors.Is(err, bot.ErrUnnamed), errors.Is(err, bot.ErrHeld), errors.Is(err, bot.ErrSameEdition), errors.Is(err, bot.ErrFirstEdition),
		errors.Is(err, bot.ErrKind), errors.Is(err, bot.ErrLastOne), errors.Is(err, bot.ErrRoles), errors.Is(err, policies.ErrNoDraft),
		errors.Is(err, bot.ErrComment), errors.Is(err, bot.ErrLinked), errors.Is(err, policies.ErrFormat), errors.Is(err, bot.ErrReport), errors.Is(err, bot.ErrReports), errors.Is(err, bot.ErrGate), errors.Is(err, bot.ErrAnswers), errors.Is(err, bot.ErrRetention):
		v.problem(http.StatusUnprocessableEntity, "That cannot be done.", err.Error())
	default:
		v.log.Error("a page of the console failed", "path", v.r.Pattern, "error", err)
		v.problem(http.StatusInternalServerError, "That did not work.", "Nothing is promised: look again before you repeat it. The log says why.")
	}
}

func (v *visit) problem(status int, title, text string) {
	v.show(status, "problem", title, map[string]string{"Title": title, "Text": text})
}

// page is what every page is made from.
type page struct {
	Title string
	Who   bot.Operator
	Here  string // the part of the console
	Nav   []link
	// Ungated are the channels that answer people who did not agree here: each page
	// says so.
	Ungated []bot.Ungated
	Data    any
}

type link struct {
	To, Label string
	Here      bool
}

// parts are the parts of the console, and who sees them.
var parts = []struct {
	path, label string
	roles       []bot.Role
}{
	{"", "Overview", nil},
	{"inbox", "Inbox", []bot.Role{bot.RoleAgent, bot.RoleOfficer}},
	{"requests", "Requests", []bot.Role{bot.RoleOfficer, bot.RoleAuditor}},
	{"people", "People", []bot.Role{bot.RoleOfficer}},
	{"policy", "Policy", []bot.Role{bot.RoleEditor, bot.RoleOfficer, bot.RoleAuditor}},
	{"evidence", "Evidence", []bot.Role{bot.RoleOfficer, bot.RoleAuditor}},
	{"team", "Team", []bot.Role{bot.RoleAdmin}},
	{"settings", "Settings", []bot.Role{bot.RoleAdmin}},
	{"account", "My account", nil},
}

// show writes a page, whole or not at all.
func (v *visit) show(status int, name, title string, data any) {
	p := page{Title: title, Who: v.who, Data: data}
	if v.who.Person != "" {
		rest := strings.TrimPrefix(v.r.URL.Path, Path)
		p.Here, _, _ = strings.Cut(rest, "/")
		var err error
		if p.Ungated, err = v.bot.Ungated(v.ctx, v.app); err != nil {
			v.log.Error("how the channels stand to the opt-in cannot be read", "error", err)
		}
		for _, part := range parts {
			if len(part.roles) == 0 || v.who.Is(part.roles...) {
				p.Nav = append(p.Nav, link{Path + part.path, part.label, part.path == p.Here})
			}
		}
	}
	var b bytes.Buffer
	if err := v.pages.ExecuteTemplate(&b, name+".html", p); err != nil {
		v.log.Error("a page of the console cannot be written", "page", name, "error", err)
		http.Error(v.w, "That did not work; the log says why.", http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b.Bytes()) // who is gone needs none
}

func (v *visit) ok(name, title string, data any) error {
	v.show(http.StatusOK, name, title, data)
	return nil
}

// to sends the browser on after a form.
func (v *visit) to(path string) error {
	http.Redirect(v.w, v.r, Path+path, http.StatusSeeOther)
	return nil
}

// form is a field of the form.
func (v *visit) form(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// order is in whose name something is done, and why.
func (v *visit) order() (bot.Order, error) {
	o := bot.Order{By: v.who.Name + " (" + v.who.User.ID + ")", Reason: v.form("reason")}
	if o.Reason == "" {
		return o, badRequest("Say why: the reason goes on record.")
	}
	return o, nil
}

// acts puts on record what is about to be done.
func (v *visit) acts(what string) error { return v.bot.Acted(v.ctx, v.who, what) }

// table is every route.
func (c *Console) table() []Route {
	get := func(path string, handle func(*visit) error, roles ...bot.Role) Route {
		return Route{Method: http.MethodGet, Path: Path + path, Roles: roles, handle: handle}
	}
	post := func(path string, handle func(*visit) error, roles ...bot.Role) Route {
		return Route{Method: http.MethodPost, Path: Path + path, Roles: roles, handle: handle}
	}
	open := func(r Route) Route { r.Open = true; return r }
	officer, agent, editor, auditor, admin := bot.RoleOfficer, bot.RoleAgent, bot.RoleEditor, bot.RoleAuditor, bot.RoleAdmin
	return []Route{
		open(get("join/{token}", joinPage)), open(post("join/{token}", join)),
		open(get("sign-in", signInPage)), open(post("sign-in", signIn)), open(get("oidc/start", toCompany)), open(get("oidc/back", fromCompany)), post("sign-out", signOut),
		get("account", accountPage), post("account/sessions", endSessions),
		get("{$}", overviewPage),
		get("policy", policyPage, editor, officer, auditor), get("policy/{number}", editionPage, editor, officer, auditor),
		post("policy/{number}/reuse", reuse, editor, officer), get("policy/{number}/files", editionFiles, editor, officer, auditor), get("draft/files", draftFiles, editor, officer), post("draft/import", importDraft, editor, officer),
		post("draft/{lang}/comment", comment, editor, officer), post("draft/{lang}/resolve", resolveComment, editor, officer),
		get("draft", draftPage, editor, officer), get("draft/diff", diffPage, editor, officer), get("draft/try", tryPage, editor, officer), post("draft/try", try, editor, officer), get("draft/{lang}", textPage, editor, officer),
		post("draft", beginDraft, editor, officer), post("draft/discard", discard, editor, officer),
		post("draft/{lang}", saveText, editor, officer), post("preview", preview, editor, officer), post("draft/publish", publish, officer), post("draft/approve", approve, officer),
		get("requests", requestsPage, officer, auditor), get("requests/closed", casesPage, officer, auditor), get("requests/{reference}", requestPage, officer, auditor), get("requests/{reference}/certificate", certificate, officer, auditor), post("requests/{reference}", answerRequest, officer),
		get("people", peoplePage, officer), post("people", findPerson, officer), get("people/{id}", personPage, officer),
		post("people/{id}/read", transcript, officer), post("people/{id}/export", exportPerson, officer), post("people/{id}/proofs", proofs, officer), post("people/{id}/message", deleteMessage, officer), post("people/{id}/erase", erasePerson, officer),
		post("people/{id}/link", linkPerson, officer), post("people/{id}/hold", holdPerson, officer), post("people/{id}/release", releasePerson, officer),
		get("inbox", inboxPage, agent, officer), get("inbox/events", inboxEvents, agent, officer),
		get("inbox/{id}", conversationPage, agent), post("inbox/{id}", actOn, agent),
		get("evidence", evidencePage, officer, auditor), post("evidence/verify", verifyLedger, officer, auditor), post("evidence/reports", orderReport, officer, auditor), get("evidence/reports/{file}", reportFile, officer, auditor),
		get("settings", settingsPage, admin), post("settings/check", checkChannels, admin),
		post("settings/gate", setGate, admin), post("settings/keep", setKeeps, admin), post("settings/answers", setAnswers, admin),
		get("team", teamPage, admin), post("team", invite, admin), post("team/{id}", changeAccount, admin),
	}
}
