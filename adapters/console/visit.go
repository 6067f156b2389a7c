package console

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"assent/bot"
)

// visit is one request to the console.
type visit struct {
	*Console
	w   http.ResponseWriter
	r   *http.Request
	ctx context.Context
	who bot.Operator // zero on an open route
}

// toSignIn sends the visitor to the sign-in, and from there back to the page.
func (v *visit) toSignIn() {
	to := Path + "sign-in"
	if v.r.Method == http.MethodGet {
		to += "?" + url.Values{"to": {v.r.URL.RequestURI()}}.Encode()
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

// local returns a path of the console, and the start page for anything else.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || strings.ContainsAny(to, "\\\n\r") {
		return Path
	}
	if !strings.HasPrefix(u.Path, Path) || strings.Contains(u.Path, "..") {
		return Path
	}
	return u.RequestURI()
}

// form returns a field of the form.
func (v *visit) form(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// order returns who does something, and why.
func (v *visit) order() (bot.Order, error) {
	o := bot.Order{By: v.who.Name + " (" + v.who.User.ID + ")", Reason: v.form("reason")}
	if o.Reason == "" {
		return o, badRequest("Say why: the reason goes on record.")
	}
	return o, nil
}

// recordAct records what is about to be done.
func (v *visit) recordAct(what string) error { return v.office.RecordTeamAct(v.ctx, v.who, what) }

// setCookie sets a cookie that scripts cannot read. Lax: the company's sign-in
// sends people back from another site.
func (v *visit) setCookie(name, value, path string, age int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: name, Value: value, Path: path, MaxAge: age,
		HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteLaxMode,
	})
}

func (v *visit) setSession(session string) {
	age := 0
	if session == "" {
		age = -1
	}
	v.setCookie(sessionCookie, session, Path, age)
}

// source is the address by which failed sign-ins are counted.
func (v *visit) source() string {
	host, _, err := net.SplitHostPort(v.r.RemoteAddr)
	if err != nil {
		return v.r.RemoteAddr
	}
	return host
}

// sessionCookie is the name of the session's cookie.
const sessionCookie = "assent_console"
