package console

import (
	"errors"
	"net/http"
	"slices"

	"assent/bot"
)

// Route is one page or form, and who may open it.
type Route struct {
	Method, Path string
	// Roles are those of whom one is needed; none: whoever is signed in.
	Roles []bot.Role
	// Open routes want no session.
	Open   bool
	handle func(*visit) error
}

// Routes lists every route, for those who check them.
func (c *Console) Routes() []Route { return slices.Clone(c.routes) }

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

// liveHeader marks what a page asks by itself, with nobody before it perhaps.
const liveHeader = "Assent-Live"

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
