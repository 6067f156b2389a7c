package console

import (
	"errors"
	"net/http"

	"assent/bot"
	"assent/bot/office"
)

type signInForm struct {
	Login, To, Wrong string
	OIDC             bool // the company has its own sign-in
}

func signInPage(v *visit) error {
	return v.ok("sign-in", "Sign in", signInForm{To: local(v.r.FormValue("to")), OIDC: v.oidc != nil})
}

func signIn(v *visit) error {
	form := signInForm{Login: v.form("login"), To: local(v.form("to")), OIDC: v.oidc != nil}
	session, err := v.office.SignIn(v.ctx, v.app, form.Login, v.r.PostFormValue("password"), v.form("code"), v.source())
	switch {
	case errors.Is(err, office.ErrLocked), errors.Is(err, office.ErrSignIn):
		status := http.StatusUnauthorized
		if errors.Is(err, office.ErrLocked) {
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
	if session, err := v.r.Cookie(sessionCookie); err == nil {
		if err := v.office.SignOut(v.ctx, session.Value, false); err != nil {
			return err
		}
	}
	v.setSession("")
	return v.to("sign-in")
}

type joinForm struct {
	Token, Login, Name, TOTP, Wrong string
	Address                         string
	Roles                           []bot.Role
}

func joinPage(v *visit) error {
	j := joinForm{Token: v.r.PathValue("token"), TOTP: office.NewTOTP()}
	return v.showJoin(http.StatusOK, j)
}

func (v *visit) showJoin(status int, j joinForm) error {
	p, err := v.office.InvitedBy(v.ctx, j.Token)
	if errors.Is(err, office.ErrInvite) {
		return pageError{http.StatusNotFound, "This link was used, or its time is over."}
	}
	if err != nil {
		return err
	}
	j.Roles = p.Account.Roles
	label := j.Login
	if label == "" {
		label = "console"
	}
	j.Address = office.TOTPAddress(j.TOTP, label)
	v.show(status, "join", "Make your account", j)
	return nil
}

func join(v *visit) error {
	j := joinForm{Token: v.r.PathValue("token"), Login: v.form("login"), Name: v.form("name"), TOTP: v.form("totp")}
	session, err := v.office.Join(v.ctx, j.Token, office.Joining{
		Login: j.Login, Name: j.Name, Password: v.r.PostFormValue("password"), TOTP: j.TOTP, Code: v.form("code"),
	})
	switch {
	case errors.Is(err, office.ErrLogin), errors.Is(err, office.ErrPassword), errors.Is(err, office.ErrTOTP):
		j.Wrong = err.Error()
		return v.showJoin(http.StatusUnprocessableEntity, j)
	case errors.Is(err, office.ErrInvite):
		return pageError{http.StatusNotFound, "This link was used, or its time is over."}
	case err != nil:
		return err
	}
	v.setSession(session)
	return v.to("")
}
