package console

import (
	"errors"
	"net/http"
	"slices"

	"assent/bot"
	"assent/bot/office"
)

// Route is one page or form, with the roles that may open it.
type Route struct {
	Method, Path string
	// Roles are those that may open it; none: anyone who is signed in.
	Roles []bot.Role
	// Open routes need no session.
	Open   bool
	handle func(*visit) error
}

// Routes lists every route, for tests that check them all.
func (c *Console) Routes() []Route { return slices.Clone(c.routes) }

// access is who may open a route.
type access struct {
	open  bool
	roles []bot.Role
}

var (
	anyone   = access{open: true}
	signedIn = access{}
)

// only lets in whoever has one of the roles. An admin has them all.
func only(roles ...bot.Role) access { return access{roles: roles} }

// routes lists every route except the assets.
func routes() (list []Route) {
	const (
		get, post = http.MethodGet, http.MethodPost

		admin, officer, agent = bot.RoleAdmin, bot.RoleOfficer, bot.RoleAgent
		editor, auditor       = bot.RoleEditor, bot.RoleAuditor
	)
	for _, r := range []struct {
		method, path string
		access       access
		handle       func(*visit) error
	}{
		{get, "join/{token}", anyone, joinPage},
		{post, "join/{token}", anyone, join},
		{get, "sign-in", anyone, signInPage},
		{post, "sign-in", anyone, signIn},
		{get, "oidc/start", anyone, startOIDC},
		{get, "oidc/back", anyone, finishOIDC},
		{post, "sign-out", signedIn, signOut},
		{get, "account", signedIn, accountPage},
		{post, "account/sessions", signedIn, signOutEverywhere},

		{get, "{$}", signedIn, overviewPage},

		{get, "inbox", only(agent, officer), inboxPage},
		{get, "inbox/events", only(agent, officer), inboxEvents},
		{get, "inbox/{id}", only(agent), conversationPage},
		{post, "inbox/{id}", only(agent), actOn},

		{get, "requests", only(officer, auditor), requestsPage},
		{get, "requests/closed", only(officer, auditor), casesPage},
		{get, "requests/{reference}", only(officer, auditor), requestPage},
		{get, "requests/{reference}/certificate", only(officer, auditor), downloadCertificate},
		{post, "requests/{reference}", only(officer), decideRequest},

		{get, "people", only(officer), peoplePage},
		{post, "people", only(officer), findPerson},
		{get, "people/{id}", only(officer), personPage},
		{post, "people/{id}/read", only(officer), readConversation},
		{post, "people/{id}/export", only(officer), downloadExport},
		{post, "people/{id}/proofs", only(officer), downloadProofs},
		{post, "people/{id}/message", only(officer), deleteMessage},
		{post, "people/{id}/erase", only(officer), erasePerson},
		{post, "people/{id}/link", only(officer), linkPerson},
		{post, "people/{id}/hold", only(officer), placeHold},
		{post, "people/{id}/release", only(officer), liftHold},

		{get, "policy", only(editor, officer, auditor), policyPage},
		{get, "policy/{number}", only(editor, officer, auditor), editionPage},
		{get, "policy/{number}/files", only(editor, officer, auditor), downloadEdition},
		{post, "policy/{number}/reuse", only(editor, officer), reuseEdition},

		{get, "draft", only(editor, officer), draftPage},
		{post, "draft", only(editor, officer), beginDraft},
		{get, "draft/diff", only(editor, officer), diffPage},
		{get, "draft/files", only(editor, officer), downloadDraft},
		{post, "draft/import", only(editor, officer), importDraft},
		{get, "draft/try", only(editor, officer), rehearsalPage},
		{post, "draft/try", only(editor, officer), rehearse},
		{get, "draft/{lang}", only(editor, officer), textPage},
		{post, "draft/{lang}", only(editor, officer), saveText},
		{post, "draft/{lang}/comment", only(editor, officer), addComment},
		{post, "draft/{lang}/resolve", only(editor, officer), resolveComment},
		{post, "draft/discard", only(editor, officer), discardDraft},
		{post, "draft/publish", only(officer), proposeDraft},
		{post, "draft/approve", only(officer), approveDraft},
		{post, "preview", only(editor, officer), previewText},

		{get, "evidence", only(officer, auditor), evidencePage},
		{post, "evidence/verify", only(officer, auditor), verifyLedger},
		{post, "evidence/reports", only(officer, auditor), orderReport},
		{get, "evidence/reports/{file}", only(officer, auditor), downloadReport},

		{get, "team", only(admin), teamPage},
		{post, "team", only(admin), inviteColleague},
		{post, "team/{id}", only(admin), changeAccount},

		{get, "settings", only(admin), settingsPage},
		{post, "settings/check", only(admin), checkChannels},
		{post, "settings/gate", only(admin), setOptInMode},
		{post, "settings/keep", only(admin), setRetention},
		{post, "settings/answers", only(admin), setPreparedReplies},
	} {
		list = append(list, Route{
			Method: r.method, Path: Path + r.path, Roles: r.access.roles, Open: r.access.open, handle: r.handle,
		})
	}
	return list
}

// liveHeader marks requests that a page makes by itself, perhaps with nobody there.
const liveHeader = "Assent-Live"

// guarded lets in whoever may open the route.
func (c *Console) guarded(route Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Console: c, w: w, r: r, ctx: r.Context()}
		if !route.Open && !v.enter(route.Roles) {
			return
		}
		if err := route.handle(v); err != nil {
			v.failed(err)
		}
	}
}

// enter identifies the visitor, and reports whether they have one of the roles.
// If not, the request has been answered.
func (v *visit) enter(roles []bot.Role) bool {
	session, err := v.r.Cookie(sessionCookie)
	if err == nil {
		active := v.r.Header.Get(liveHeader) == "" && v.r.Header.Get("Accept") != "text/event-stream"
		v.who, err = v.office.SignedIn(v.ctx, session.Value, active)
	}
	switch {
	case errors.Is(err, http.ErrNoCookie), errors.Is(err, office.ErrSession):
		v.toSignIn()
	case err != nil:
		v.failed(err)
	case len(roles) > 0 && !v.who.Is(roles...):
		v.problem(http.StatusForbidden, "Your role does not allow that.", "Ask an admin of your team for it.")
	default:
		return true
	}
	return false
}
