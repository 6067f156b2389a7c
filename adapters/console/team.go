package console

import (
	"assent/bot"
	"assent/bot/office"
)

func accountPage(v *visit) error {
	p, err := v.bot.PersonBy(v.ctx, v.app, v.who.Person)
	if err != nil {
		return err
	}
	return v.ok("account", "My account", p.Account)
}

func signOutEverywhere(v *visit) error {
	session, err := v.r.Cookie(sessionCookie)
	if err != nil {
		return err
	}
	if err := v.office.SignOut(v.ctx, session.Value, true); err != nil {
		return err
	}
	v.setSession("")
	return v.to("sign-in")
}

func teamPage(v *visit) error {
	team, err := v.office.Team(v.ctx, v.app)
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

func inviteColleague(v *visit) error {
	o, err := v.order()
	if err != nil {
		return err
	}
	if err := v.recordAct("invite: " + o.Reason); err != nil {
		return err
	}
	token, err := v.office.Invite(v.ctx, v.app, v.roles(), o)
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
	change := office.AccountChange{}
	switch v.form("do") {
	case "roles":
		change.Roles = append([]bot.Role{}, v.roles()...)
	case "disable", "enable":
		off := v.form("do") == "disable"
		change.Disabled = &off
	default:
		return badRequest("That is nothing that can be done to an account.")
	}
	if err := v.recordAct("account " + string(id) + ": " + v.form("do") + ": " + o.Reason); err != nil {
		return err
	}
	if err := v.office.ChangeAccount(v.ctx, v.app, id, change, o); err != nil {
		return err
	}
	return v.to("team")
}
