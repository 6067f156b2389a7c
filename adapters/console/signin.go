package console

import (
	"errors"
	"net"
	"net/http"

	"assent/bot"
)

func (v *visit) setSession(session string) {
	age := 0
	if session == "" {
		age = -1
	}
	http.SetCookie(v.w, &http.Cookie{Name: cookie, Value: session, Path: Path, MaxAge: age, HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteLaxMode})
}

// source is what tries are counted by.
func (v *visit) source() string {
	host, _, err := net.SplitHostPort(v.r.RemoteAddr)
	if err != nil {
		return v.r.RemoteAddr
	}
	return host
}

type signingIn struct {
	Login, To, Wrong string
	Company          bool // has a sign-in of its own
}

func signInPage(v *visit) error {
	return v.ok("sign-in", "Sign in", signingIn{To: local(v.r.FormValue("to")), Company: v.company != nil})
}

func signIn(v *visit) error {
	form := signingIn{Login: v.form("login"), To: local(v.form("to")), Company: v.company != nil}
	session, err := v.bot.SignIn(v.ctx, v.app, form.Login, v.r.PostFormValue("password"), v.form("code"), v.source())
	switch {
	case errors.Is(err, bot.ErrLocked), errors.Is(err, bot.ErrSignIn):
		status := http.StatusUnauthorized
		if errors.Is(err, bot.ErrLocked) {
			status = http.StatusTooManyRequests
		}
		form.Wrong = err.Error()
		v.show(status, "sign-in", "Sign in", form)
		return nil
	case err != nil:
		return err
	}
	v.setSession(session)
	http.Redirect(v.w, v.r, form.To, http.StatusSeeOther)
	return nil
}

func signOut(v *visit) error {
	if session, err := v.r.Cookie(cookie); err == nil {
		if err := v.bot.SignOut(v.ctx, session.Value, false); err != nil {
			return err
		}
	}
	v.setSession("")
	return v.to("sign-in")
}

type joining struct {
	Token, Login, Name, TOTP, Wrong string
	Address                         string
	Roles                           []bot.Role
}

func joinPage(v *visit) error {
	j := joining{Token: v.r.PathValue("token"), TOTP: bot.NewTOTP()}
	return v.join(http.StatusOK, j)
}

func (v *visit) join(status int, j joining) error {
	p, err := v.bot.InvitedBy(v.ctx, j.Token)
	if errors.Is(err, bot.ErrInvite) {
		return wrong{http.StatusNotFound, "This link was used, or its time is over."}
	}
	if err != nil {
		return err
	}
	j.Roles = p.Account.Roles
	label := j.Login
	if label == "" {
		label = "console"
	}
	j.Address = bot.TOTPAddress(j.TOTP, label)
	v.show(status, "join", "Make your account", j)
	return nil
}

func join(v *visit) error {
	j := joining{Token: v.r.PathValue("token"), Login: v.form("login"), Name: v.form("name"), TOTP: v.form("totp")}
	session, err := v.bot.Join(v.ctx, j.Token, bot.Joining{Login: j.Login, Name: j.Name, Password: v.r.PostFormValue("password"), TOTP: j.TOTP, Code: v.form("code")})
	switch {
	case errors.Is(err, bot.ErrLogin), errors.Is(err, bot.ErrPassword), errors.Is(err, bot.ErrCode):
		j.Wrong = err.Error()
		return v.join(http.StatusUnprocessableEntity, j)
	case errors.Is(err, bot.ErrInvite):
		return wrong{http.StatusNotFound, "This link was used, or its time is over."}
	case err != nil:
		return err
	}
	v.setSession(session)
	return v.to("")
}

func accountPage(v *visit) error {
	p, err := v.bot.PersonBy(v.ctx, v.app, v.who.Person)
	if err != nil {
		return err
	}
	return v.ok("account", "My account", p.Account)
}

func endSessions(v *visit) error {
	session, err := v.r.Cookie(cookie)
	if err != nil {
		return err
	}
	if err := v.bot.SignOut(v.ctx, session.Value, true); err != nil {
		return err
	}
	v.setSession("")
	return v.to("sign-in")
}

func teamPage(v *visit) error {
	team, err := v.bot.Team(v.ctx, v.app)
	if err != nil {
		return err
	}
	return v.ok("team", "Team", map[string]any{"Team": team, "Roles": bot.Roles()})
}

func (v *visit) roles() (list []bot.Role) {
	for _, r := range v.r.PostForm["role"] {
		list = append(list, bot.Role(r))
	}
	return list
}

func invite(v *visit) error {
	o, err := v.order()
	if err != nil {
		return err
	}
	if err := v.acts("invite: " + o.Reason); err != nil {
		return err
	}
	token, err := v.bot.Invite(v.ctx, v.app, v.roles(), o)
	if err != nil {
		return err
	}
	return v.ok("invited", "Invited", map[string]string{"Path": Path + "join/" + token})
}

func changeAccount(v *visit) error {
	o, err := v.order()
	if err != nil {
		return err
	}
	id := bot.PersonID(v.r.PathValue("id"))
	change := bot.AccountChange{}
	switch v.form("do") {
	case "roles":
		change.Roles = append([]bot.Role{}, v.roles()...)
	case "disable", "enable":
		off := v.form("do") == "disable"
		change.Disabled = &off
	default:
		return badRequest("That is nothing that can be done to an account.")
	}
	if err := v.acts("account " + string(id) + ": " + v.form("do") + ": " + o.Reason); err != nil {
		return err
	}
	if err := v.bot.ChangeAccount(v.ctx, v.app, id, change, o); err != nil {
		return err
	}
	return v.to("team")
}
