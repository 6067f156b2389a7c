package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/office"
)

func TestAccounts(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	token, err := w.office.Invite(ctx, bot.DefaultApp, []bot.Role{bot.RoleAdmin}, bot.Order{By: "the first start"})
	if err != nil {
		t.Fatal(err)
	}
	secret := office.NewTOTP()
	code := func() string { return office.TOTPCode(secret, w.clock.Now()) }
	const horse = "correct horse battery"
	for name, c := range map[string]struct {
		login, password, secret, code string
		want                          error
	}{
		"no password":    {"ada", "", secret, code(), office.ErrPassword},
		"a short one":    {"ada", "elevenchars", secret, code(), office.ErrPassword},
		"no name":        {"", horse, secret, code(), office.ErrLogin},
		"a path":         {"../x", horse, secret, code(), office.ErrLogin},
		"no code":        {"ada", horse, secret, "", office.ErrTOTP},
		"a wrong code":   {"ada", horse, secret, "000000", office.ErrTOTP},
		"a short secret": {"ada", horse, "AAAA", code(), office.ErrTOTP},
	} {
		j := office.Joining{Login: c.login, Password: c.password, TOTP: c.secret, Code: c.code}
		if _, err := w.office.Join(ctx, token, j); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := w.office.Join(ctx, token+"x", office.Joining{}); !errors.Is(err, office.ErrInvite) {
		t.Errorf("another token: %v", err)
	}
	ada := office.Joining{Login: " Ada@Acme.test ", Name: "Ada", Password: horse, TOTP: secret, Code: code()}
	session, err := w.office.Join(ctx, token, ada)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.Join(ctx, token, ada); !errors.Is(err, office.ErrInvite) {
		t.Errorf("the link again: %v", err)
	}
	who, err := w.office.SignedIn(ctx, session, true)
	if err != nil || who.Name != "Ada" || !who.Is(bot.RoleOfficer) || who.User.ID != "ada@acme.test" {
		t.Errorf("%+v, %v", who, err)
	}
	for _, s := range []string{
		"", ".", session + "x", strings.Replace(session, ".", "", 1), strings.Repeat("a", 1000),
	} {
		if _, err := w.office.SignedIn(ctx, s, true); !errors.Is(err, office.ErrSession) {
			t.Errorf("session %.20q: %v", s, err)
		}
	}

	// A code counts once, and the error does not say what was wrong.
	in := func(login, password, code string) error {
		_, err := w.office.SignIn(ctx, bot.DefaultApp, login, password, code, "")
		return err
	}
	if err := in("ada@acme.test", ada.Password, ada.Code); !errors.Is(err, office.ErrSignIn) {
		t.Errorf("the code again: %v", err)
	}
	w.clock.Set(w.clock.Now().Add(time.Minute))
	if err := in("ADA@acme.test", ada.Password, code()); err != nil {
		t.Error(err)
	}
	w.clock.Set(w.clock.Now().Add(time.Minute))
	for _, c := range [][3]string{
		{"nobody", ada.Password, code()}, {"ada@acme.test", "wrong password!", code()},
		{"ada@acme.test", ada.Password, "123456"}, {"ada@acme.test", "", ""},
	} {
		if err := in(c[0], c[1], c[2]); !errors.Is(err, office.ErrSignIn) {
			t.Errorf("%v: %v", c[0], err)
		}
	}
	for range 3 {
		_ = in("ada@acme.test", "wrong password!", code())
	}
	if err := in("ada@acme.test", ada.Password, code()); !errors.Is(err, office.ErrLocked) {
		t.Errorf("after many tries: %v", err)
	}
	w.clock.Set(w.clock.Now().Add(2 * time.Minute))
	if err := in("ada@acme.test", ada.Password, code()); err != nil {
		t.Errorf("when that is over: %v", err)
	}
	for range 100 {
		_, err = w.office.SignIn(ctx, bot.DefaultApp, "nobody", "x", "x", "192.0.2.1")
		if errors.Is(err, office.ErrLocked) {
			break
		}
	}
	if !errors.Is(err, office.ErrLocked) {
		t.Errorf("one source may try for ever: %v", err)
	}

	// Sessions end by themselves, and by hand.
	w.clock.Set(w.clock.Now().Add(2 * time.Hour))
	if _, err := w.office.SignedIn(ctx, session, true); !errors.Is(err, office.ErrSession) {
		t.Errorf("after two idle hours: %v", err)
	}
	if session, err = w.office.SignIn(ctx, bot.DefaultApp, "ada@acme.test", ada.Password, code(), ""); err != nil {
		t.Fatal(err)
	}
	for _, acts := range []bool{true, false} { // acting prolongs the session, leaving a page open does not
		var err error
		for range 4 {
			w.clock.Set(w.clock.Now().Add(25 * time.Minute))
			_, err = w.office.SignedIn(ctx, session, acts)
		}
		if acts != (err == nil) {
			t.Errorf("after a hundred minutes, acting: %v: %v", acts, err)
		}
	}
	session, err = w.office.SignIn(ctx, bot.DefaultApp, "ada@acme.test", ada.Password, code(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.office.SignOut(ctx, session, false); err != nil {
		t.Error(err)
	}
	if _, err := w.office.SignedIn(ctx, session, true); !errors.Is(err, office.ErrSession) {
		t.Errorf("signed out: %v", err)
	}

	// There is always an admin.
	change := func(c office.AccountChange) error {
		return w.office.ChangeAccount(ctx, bot.DefaultApp, who.Person, c, bot.Order{By: "Ada"})
	}
	off := true
	if err := change(office.AccountChange{Disabled: &off}); !errors.Is(err, office.ErrLastOne) {
		t.Errorf("the last admin: %v", err)
	}
	if err := change(office.AccountChange{Roles: []bot.Role{"king"}}); !errors.Is(err, office.ErrRoles) {
		t.Errorf("an unknown role: %v", err)
	}
	if _, err := w.office.Invite(ctx, bot.DefaultApp, nil, bot.Order{By: "Ada"}); !errors.Is(err, office.ErrRoles) {
		t.Errorf("no role: %v", err)
	}
	// Nothing of it is readable in their export.
	p, err := w.store.PersonByID(ctx, who.Person)
	if err != nil {
		t.Fatal(err)
	}
	var archive strings.Builder
	if err := w.bot.WriteExport(ctx, p, &archive); err != nil {
		t.Fatal(err)
	}
	team, err := w.office.Team(ctx, bot.DefaultApp)
	if err != nil || len(team) != 1 || team[0].Account.Login != "ada@acme.test" {
		t.Errorf("%d accounts, %v", len(team), err)
	}
}

// TestTOTP: RFC 6238, appendix B, with the last six of eight digits.
func TestTOTP(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // 12345678901234567890
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := office.TOTPCode(secret, time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}
