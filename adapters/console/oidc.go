package console

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"assent/bot"
	"assent/bot/office"
)

// OIDC is the company's own sign-in (OpenID Connect).
type OIDC struct {
	// Issuer is the address that its tokens name.
	Issuer   string     `yaml:"issuer"`
	ClientID string     `yaml:"client_id"`
	Secret   bot.Secret `yaml:"client_secret"`
	// Claim names the claim of a token that lists the groups.
	Claim string `yaml:"claim"`
	// Roles maps groups to roles: "support=agent privacy=officer".
	Roles string `yaml:"roles"`
}

// On reports whether the company's own sign-in is configured.
func (c OIDC) On() bool { return c.Issuer != "" }

// Check returns a message for each key that is missing or invalid.
func (c OIDC) Check() map[string]string {
	bad := map[string]string{}
	if !c.On() {
		return bad
	}
	u, err := url.Parse(c.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
		bad["issuer"] = "must be an https address, such as https://accounts.example.org"
	}
	if c.ClientID == "" || c.Secret == "" {
		bad["client_id"] = "and client_secret must be set, as the issuer gave them for this application; " +
			"client_secret best in ASSENT_CONSOLE_OIDC_CLIENT_SECRET"
	}
	if len(c.roles()) == 0 {
		bad["roles"] = "must map groups to roles, such as: support=agent privacy=officer; " +
			"the roles are admin, officer, agent, editor, auditor"
	}
	return bad
}

// roles returns the role of each group; nil if Roles cannot be read.
func (c OIDC) roles() map[string]bot.Role {
	by := map[string]bot.Role{}
	for _, f := range strings.Fields(c.Roles) {
		group, role, ok := strings.Cut(f, "=")
		if !ok || group == "" || !slices.Contains(bot.Roles(), bot.Role(role)) {
			return nil
		}
		by[group] = bot.Role(role)
	}
	return by
}

// oidcClient signs people in at the company's own sign-in.
type oidcClient struct {
	cfg    OIDC
	public string // address where people are sent back to

	mu       sync.Mutex
	provider *oidc.Provider // found when first needed, so that Assent starts without it
}

// client returns the issuer's configuration and verifier.
func (c *oidcClient) client(ctx context.Context) (*oauth2.Config, *oidc.IDTokenVerifier, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.provider == nil {
		patient := oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: 10 * time.Second})
		found, err := oidc.NewProvider(patient, c.cfg.Issuer)
		if err != nil {
			return nil, nil, err
		}
		c.provider = found
	}
	return &oauth2.Config{
		ClientID: c.cfg.ClientID, ClientSecret: string(c.cfg.Secret), Endpoint: c.provider.Endpoint(),
		RedirectURL: c.public + Path + "oidc/back", Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}, c.provider.Verifier(&oidc.Config{ClientID: c.cfg.ClientID}), nil
}

// pendingSignIn is what a cookie remembers while somebody is at the issuer.
type pendingSignIn struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
	To       string `json:"t"`
}

const (
	pendingCookie = "assent_leaving"
	pendingFor    = 10 * time.Minute
)

func (v *visit) setPendingSignIn(value string, age int) {
	v.setCookie(pendingCookie, value, Path+"oidc/", age)
}

var errNoOIDC = pageError{http.StatusNotFound, "There is no sign-in of the company's own here."}

// startOIDC sends somebody to the company's own sign-in.
func startOIDC(v *visit) error {
	if v.oidc == nil {
		return errNoOIDC
	}
	client, _, err := v.oidc.client(v.ctx)
	if err != nil {
		v.log.Error("the company's own sign-in cannot be reached", "error", err)
		return pageError{http.StatusBadGateway, "The company's sign-in cannot be reached now."}
	}
	p := pendingSignIn{
		State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		To: local(v.r.URL.Query().Get("to")),
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	v.setPendingSignIn(url.QueryEscape(string(b)), int(pendingFor.Seconds()))
	to := client.AuthCodeURL(p.State, oidc.Nonce(p.Nonce), oauth2.S256ChallengeOption(p.Verifier))
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

var errNotOurs = pageError{http.StatusForbidden, "That did not come from your sign-in: begin it again."}

// finishOIDC signs in somebody whom the company's own sign-in sends back.
func finishOIDC(v *visit) error {
	if v.oidc == nil {
		return errNoOIDC
	}
	p, err := v.takePendingSignIn()
	if err != nil {
		return err
	}
	id, err := v.exchange(p)
	if err != nil {
		return err
	}
	name, roles, err := v.oidc.read(id)
	if err != nil {
		return err
	}
	session, err := v.office.SignInTrusted(v.ctx, v.app, id.Issuer+" "+id.Subject, name, roles)
	if errors.Is(err, office.ErrSignIn) {
		return pageError{http.StatusForbidden, "This account is disabled."}
	}
	if err != nil {
		return err
	}
	v.setSession(session)
	http.Redirect(v.w, v.r, local(p.To), http.StatusSeeOther)
	return nil
}

// takePendingSignIn returns what was remembered of somebody who is back, once.
func (v *visit) takePendingSignIn() (p pendingSignIn, err error) {
	kept, err := v.r.Cookie(pendingCookie)
	if err != nil {
		return p, errNotOurs
	}
	v.setPendingSignIn("", -1)
	text, err := url.QueryUnescape(kept.Value)
	if err != nil || json.Unmarshal([]byte(text), &p) != nil {
		return p, errNotOurs
	}
	if p.State == "" || p.State != v.r.URL.Query().Get("state") {
		return p, errNotOurs
	}
	return p, nil
}

// exchange asks the issuer who came back.
func (v *visit) exchange(p pendingSignIn) (*oidc.IDToken, error) {
	client, verifier, err := v.oidc.client(v.ctx)
	if err != nil {
		return nil, err
	}
	token, err := client.Exchange(v.ctx, v.r.URL.Query().Get("code"), oauth2.VerifierOption(p.Verifier))
	if err != nil {
		v.log.Warn("the company's sign-in refused the code", "error", exchangeFailure(err))
		return nil, errNotOurs
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := verifier.Verify(v.ctx, raw)
	if err != nil || id.Nonce != p.Nonce {
		v.log.Warn("a token of the company's sign-in is invalid")
		return nil, errNotOurs
	}
	return id, nil
}

// read returns a person's name, and the roles that their groups have now.
func (c *oidcClient) read(id *oidc.IDToken) (name string, roles []bot.Role, err error) {
	var who struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	}
	claims := map[string]any{}
	if err := errors.Join(id.Claims(&who), id.Claims(&claims)); err != nil {
		return "", nil, errNotOurs
	}
	byGroup := c.cfg.roles()
	for _, group := range groupsOf(claims[c.cfg.Claim]) {
		if role, ok := byGroup[group]; ok && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	if len(roles) == 0 {
		return "", nil, pageError{http.StatusForbidden,
			"Your groups at the company's sign-in have no role here. Ask an admin of your team."}
	}
	if who.Name == "" {
		who.Name = who.Email
	}
	return who.Name, roles, nil
}

// exchangeFailure leaves out the server's message: it may repeat the code.
func exchangeFailure(err error) string {
	var r *oauth2.RetrieveError
	if errors.As(err, &r) {
		return "it answered " + r.Response.Status
	}
	return "it cannot be reached"
}

// groupsOf reads a claim: one text, or a list.
func groupsOf(claim any) (list []string) {
	switch c := claim.(type) {
	case string:
		list = strings.Fields(c)
	case []any:
		for _, g := range c {
			if s, ok := g.(string); ok {
				list = append(list, s)
			}
		}
	}
	return list
}
