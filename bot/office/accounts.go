package office

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"assent/bot"

	"golang.org/x/crypto/argon2"
)

// Errors of accounts.
var (
	// ErrSignIn refuses a sign-in, without saying which part was wrong.
	ErrSignIn = bot.NewProblem(bot.Forbidden, "the name, the password or the code is wrong")
	// ErrLocked refuses a sign-in after too many failures.
	ErrLocked = bot.NewProblem(bot.Busy, "too many attempts: wait, then try again")
	// ErrSession: the session is unknown or has ended.
	ErrSession = bot.NewProblem(bot.Forbidden, "you are not signed in")
	// ErrInvite: the invitation is unknown, used or expired.
	ErrInvite = bot.NewProblem(bot.Forbidden, "this link was used already, or has expired")
	// ErrPassword refuses a password by its length.
	ErrPassword = bot.NewProblem(bot.Invalid, "a password must have %d to %d characters", minPassword, maxPassword)
	// ErrLogin refuses a sign-in name that is invalid or taken.
	ErrLogin = bot.NewProblem(bot.Invalid,
		"a sign-in name must have 2 to 100 characters and no spaces, and must not be taken")
	// ErrTOTP refuses the code of a second factor that is being set up.
	ErrTOTP = bot.NewProblem(bot.Invalid, "the code is wrong: is the phone's clock right?")
	// ErrRoles: the roles are empty, or one is unknown.
	ErrRoles = bot.NewProblem(bot.Invalid,
		"an account needs at least one of these roles: admin, officer, agent, editor, auditor")
	// ErrLastOne refuses to disable or demote the last admin.
	ErrLastOne = bot.NewProblem(bot.Invalid, "there must be at least one admin")
)

const (
	inviteFor      = 72 * time.Hour
	sessionFor     = 12 * time.Hour // from signing in
	sessionIdle    = time.Hour
	sessionSeen    = time.Minute // Session.Seen is updated at most this often
	maxSessions    = 10
	lockAfter      = 5   // failures in a row
	signInRate     = 0.2 // attempts per second from one source
	signInBurst    = 20
	lockFor        = time.Minute
	maxLockFor     = time.Hour
	minPassword    = 12 // characters
	maxPassword    = 200
	maxLogin       = 100
	minLoginLength = 2
)

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// The parameters of Argon2id are the second choice of RFC 9106, section 4.
const (
	argonTime   = 3
	argonMemory = 64 << 10 // KiB
	argonLanes  = 4
	argonLength = 32
)

// argonSlots limits how many passwords are hashed at once: each takes 64 MiB.
var argonSlots = make(chan struct{}, 2)

func hashPassword(password, salt string) string {
	argonSlots <- struct{}{}
	defer func() { <-argonSlots }()
	sum := argon2.IDKey([]byte(password), []byte(salt), argonTime, argonMemory, argonLanes, argonLength)
	return "argon2id$" + salt + "$" + hex.EncodeToString(sum)
}

// passwordIs reports whether a hash belongs to a password. An empty hash takes as
// long as any other.
func passwordIs(hash, password string) bool {
	_, rest, _ := strings.Cut(hash, "$")
	salt, _, _ := strings.Cut(rest, "$")
	if len(password) > 4*maxPassword {
		password = ""
	}
	return same(hashPassword(password, salt), hash)
}

// Invite creates an account, and returns the token of the link with which its owner
// completes it.
func (o *Office) Invite(ctx context.Context, app string, roles []bot.Role, order bot.Order) (token string, err error) {
	if err := checkRoles(roles); err != nil {
		return "", err
	}
	secret := rand.Text()
	now := o.cfg.Now()
	p := bot.Person{
		ID: bot.PersonID(rand.Text()), App: app, Created: now, Seen: now,
		Counts: map[string]int{}, Consents: map[bot.Purpose]bot.Consent{},
		Account: &bot.Account{Roles: roles, Invited: &bot.Invited{Hash: tokenHash(secret), Until: now.Add(inviteFor)}},
	}
	p.Users = []bot.UserID{{App: app, Channel: bot.ConsoleChannel, ID: "invited/" + string(p.ID)}}
	c := bot.Change{Person: p}
	c.RecordTeamAct(now, "invited", order.By+": "+order.Reason)
	if err := o.cfg.Store.Save(ctx, c); err != nil {
		return "", fmt.Errorf("an invitation: %w", err)
	}
	return string(p.ID) + "." + secret, nil
}

func checkRoles(roles []bot.Role) error {
	unknown := func(r bot.Role) bool { return !slices.Contains(bot.Roles(), r) }
	if len(roles) == 0 || slices.ContainsFunc(roles, unknown) {
		return ErrRoles
	}
	return nil
}

// InvitedBy returns the invited person behind a token, or ErrInvite.
func (o *Office) InvitedBy(ctx context.Context, token string) (bot.Person, error) {
	id, secret, _ := strings.Cut(token, ".")
	p, err := o.cfg.Store.PersonByID(ctx, bot.PersonID(id))
	if errors.Is(err, bot.ErrNotFound) {
		return p, ErrInvite
	}
	if err != nil {
		return p, err
	}
	a := p.Account
	if a == nil || a.Invited == nil || !same(a.Invited.Hash, tokenHash(secret)) ||
		!o.cfg.Now().Before(a.Invited.Until) {
		return bot.Person{}, ErrInvite
	}
	return p, nil
}

// Joining is what an invited person enters.
type Joining struct {
	Login, Name, Password string
	TOTP, Code            string // the secret of the second factor, and its current code
}

// Join completes an account and signs its owner in.
func (o *Office) Join(ctx context.Context, token string, j Joining) (session string, err error) {
	invited, err := o.InvitedBy(ctx, token)
	if err != nil {
		return "", err
	}
	j.Login = strings.ToLower(strings.TrimSpace(j.Login))
	j.Name = strings.TrimSpace(bot.CleanText(j.Name))
	if j.Name == "" {
		j.Name = j.Login
	}
	u := bot.UserID{App: invited.App, Channel: bot.ConsoleChannel, ID: j.Login}
	taken, err := o.cfg.Store.Person(ctx, u)
	if err != nil {
		return "", err
	}
	step, ok := totpStep(j.TOTP, j.Code, o.cfg.Now())
	switch {
	case !loginFits(j.Login) || len(j.Name) > 4*maxLogin || taken.Known():
		return "", ErrLogin
	case !passwordFits(j.Password):
		return "", ErrPassword
	case !ok:
		return "", ErrTOTP
	}
	hash := hashPassword(j.Password, rand.Text())
	err = o.bot.Amend(ctx, invited.ID, func(c *bot.Change, now time.Time) error {
		a := accountOf(&c.Person)
		if a.Invited == nil || a.Invited.Hash != invited.Account.Invited.Hash {
			return ErrInvite
		}
		a.Login, a.Password, a.TOTP, a.Step, a.Invited = j.Login, hash, j.TOTP, step, nil
		c.Person.Users = []bot.UserID{u}
		c.Person.Agent = &bot.Agent{Name: j.Name, At: now}
		session = beginSession(&c.Person, now)
		c.RecordTeamAct(now, "joined", "")
		return nil
	})
	if errors.Is(err, bot.ErrConflict) {
		err = ErrLogin
	}
	return session, err
}

func loginFits(login string) bool {
	n := utf8.RuneCountInString(login)
	return n >= minLoginLength && n <= maxLogin &&
		!strings.ContainsAny(login, " \t\n/") && login == bot.CleanText(login)
}

func passwordFits(password string) bool {
	n := utf8.RuneCountInString(password)
	return n >= minPassword && n <= maxPassword
}

// accountOf gives p a copy of its account and returns that, so that it can be
// changed without touching other copies of the person.
func accountOf(p *bot.Person) *bot.Account {
	a := *p.Account
	a.Sessions = slices.Clone(a.Sessions)
	p.Account = &a
	return p.Account
}

// beginSession begins a session and returns its token.
func beginSession(p *bot.Person, now time.Time) string {
	a := accountOf(p)
	token := rand.Text() + rand.Text()
	a.Sessions = slices.DeleteFunc(a.Sessions, func(s bot.Session) bool { return sessionOver(s, now) })
	a.Sessions = append(a.Sessions, bot.Session{Hash: tokenHash(token), At: now, Seen: now})
	a.Sessions = a.Sessions[max(0, len(a.Sessions)-maxSessions):]
	return string(p.ID) + "." + token
}

func sessionOver(s bot.Session, now time.Time) bool {
	return !now.Before(s.At.Add(sessionFor)) || !now.Before(s.Seen.Add(sessionIdle))
}

// SignIn begins a session. The error does not say what was wrong, so that an
// attacker learns nothing.
func (o *Office) SignIn(ctx context.Context, app, login, password, code, source string) (session string, err error) {
	if source != "" {
		if allowed, _ := o.signIns.Allow(source, o.cfg.Now()); !allowed {
			return "", ErrLocked
		}
	}
	login = strings.ToLower(strings.TrimSpace(login))
	p, err := o.cfg.Store.Person(ctx, bot.UserID{App: app, Channel: bot.ConsoleChannel, ID: login})
	if err != nil {
		return "", err
	}
	hash := ""
	if p.Account != nil {
		hash = p.Account.Password
	}
	right := passwordIs(hash, password) && hash != "" // always hashed, so that an unknown name takes as long
	if p.Account == nil || p.Account.Disabled || p.Stage == bot.StageErasing {
		return "", ErrSignIn
	}
	failure := error(nil)
	err = o.bot.Amend(ctx, p.ID, func(c *bot.Change, now time.Time) error {
		a := accountOf(&c.Person)
		failure, session = nil, ""
		step, ok := totpStep(a.TOTP, code, now)
		switch {
		case now.Before(a.Locked):
			failure = ErrLocked
			return errNothing
		case !right || !ok || step <= a.Step || a.Disabled:
			failure = ErrSignIn
			if a.Failures++; a.Failures >= lockAfter {
				a.Locked = now.Add(min(lockFor<<min(a.Failures-lockAfter, 6), maxLockFor))
			}
			c.RecordTeamAct(now, "sign_in_failed", "")
			return nil
		}
		a.Failures, a.Locked, a.Step = 0, time.Time{}, step
		c.Person.Seen = now
		session = beginSession(&c.Person, now)
		c.RecordTeamAct(now, "signed_in", "")
		return nil
	})
	if err != nil && !errors.Is(err, errNothing) {
		return "", err
	}
	return session, failure
}

// errNothing ends Amend without a change.
var errNothing = errors.New("nothing changes")

// SignedIn returns the owner of a session, or ErrSession. acts is false if nobody
// did anything, as when a page polls for news: that does not prolong the session.
func (o *Office) SignedIn(ctx context.Context, session string, acts bool) (bot.Operator, error) {
	id, token, _ := strings.Cut(session, ".")
	if len(session) > 200 || id == "" {
		return bot.Operator{}, ErrSession
	}
	p, err := o.cfg.Store.PersonByID(ctx, bot.PersonID(id))
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Operator{}, ErrSession
	}
	if err != nil {
		return bot.Operator{}, err
	}
	now, hash := o.cfg.Now(), tokenHash(token)
	if p.Account == nil || p.Account.Disabled || p.Account.Invited != nil ||
		p.Stage == bot.StageErasing || p.Agent == nil {
		return bot.Operator{}, ErrSession
	}
	at := slices.IndexFunc(p.Account.Sessions, func(s bot.Session) bool { return same(s.Hash, hash) })
	if at < 0 || sessionOver(p.Account.Sessions[at], now) {
		return bot.Operator{}, ErrSession
	}
	if acts && now.Sub(p.Account.Sessions[at].Seen) > sessionSeen {
		err := o.bot.Amend(ctx, p.ID, func(c *bot.Change, now time.Time) error {
			a := accountOf(&c.Person)
			for i := range a.Sessions {
				if a.Sessions[i].Hash == hash {
					a.Sessions[i].Seen = now
				}
			}
			c.Person.Seen = now
			return nil
		})
		if err != nil && !errors.Is(err, bot.ErrNotFound) {
			return bot.Operator{}, err
		}
	}
	return bot.Operator{
		Person: p.ID, Colleague: bot.Colleague{User: p.Users[0], Name: p.Agent.Name}, Roles: p.Account.Roles,
	}, nil
}

// SignOut ends a session; with all, every session of its owner.
func (o *Office) SignOut(ctx context.Context, session string, all bool) error {
	id, token, _ := strings.Cut(session, ".")
	hash := tokenHash(token)
	err := o.bot.Amend(ctx, bot.PersonID(id), func(c *bot.Change, now time.Time) error {
		if c.Person.Account == nil {
			return errNothing
		}
		a := accountOf(&c.Person)
		n := len(a.Sessions)
		a.Sessions = slices.DeleteFunc(a.Sessions, func(s bot.Session) bool { return all || same(s.Hash, hash) })
		if len(a.Sessions) == n {
			return errNothing
		}
		c.RecordTeamAct(now, "signed_out", "")
		return nil
	})
	if errors.Is(err, errNothing) || errors.Is(err, bot.ErrNotFound) {
		return nil
	}
	return err
}

// Team returns everybody who has an account or is invited.
func (o *Office) Team(ctx context.Context, app string) (list []bot.Person, err error) {
	for p, err := range o.cfg.Store.People(ctx, bot.Query{App: app, Staff: true}) {
		if err != nil {
			return nil, err
		}
		if p.Account != nil {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b bot.Person) int { return strings.Compare(a.Account.Login, b.Account.Login) })
	return list, nil
}

// presentFor is how long somebody counts as online after they last did something.
const presentFor = 10 * time.Minute

// TeamOnline names the agents who are at the console now.
func (o *Office) TeamOnline(ctx context.Context, app string) (names []string, err error) {
	team, err := o.Team(ctx, app)
	now := o.cfg.Now()
	for _, p := range team {
		answers := p.Agent != nil && !p.Account.Disabled && bot.Operator{Roles: p.Account.Roles}.Is(bot.RoleAgent)
		online := func(s bot.Session) bool { return !sessionOver(s, now) && now.Sub(s.Seen) < presentFor }
		if answers && slices.ContainsFunc(p.Account.Sessions, online) {
			names = append(names, p.Agent.Name)
		}
	}
	return names, err
}

// AccountChange is a change of an account; nil fields stay as they are.
type AccountChange struct {
	Roles    []bot.Role
	Disabled *bool
}

// ChangeAccount changes the roles of an account, or disables or restores it. Its
// sessions end.
func (o *Office) ChangeAccount(
	ctx context.Context, app string, id bot.PersonID, change AccountChange, order bot.Order,
) error {
	if change.Roles != nil {
		if err := checkRoles(change.Roles); err != nil {
			return err
		}
	}
	team, err := o.Team(ctx, app)
	if err != nil {
		return err
	}
	others := slices.ContainsFunc(team, func(p bot.Person) bool {
		return p.ID != id && !p.Account.Disabled && p.Account.Invited == nil &&
			slices.Contains(p.Account.Roles, bot.RoleAdmin)
	})
	leaves := change.Disabled != nil && *change.Disabled ||
		change.Roles != nil && !slices.Contains(change.Roles, bot.RoleAdmin)
	if leaves && !others {
		return ErrLastOne
	}
	return o.bot.Amend(ctx, id, func(c *bot.Change, now time.Time) error {
		if c.Person.Account == nil || c.Person.App != app {
			return bot.ErrNotFound
		}
		a := accountOf(&c.Person)
		if change.Roles != nil {
			a.Roles = change.Roles
		}
		if change.Disabled != nil {
			a.Disabled = *change.Disabled
		}
		a.Sessions = nil
		c.RecordTeamAct(now, "account_changed", order.By+": "+order.Reason)
		return nil
	})
}

// RecordTeamAct records what an operator is about to do, on their own record and in
// the ledger. What cannot be recorded must not be done.
func (o *Office) RecordTeamAct(ctx context.Context, who bot.Operator, what string) error {
	return o.bot.Amend(ctx, who.Person, func(c *bot.Change, now time.Time) error {
		c.RecordTeamAct(now, "console", what)
		return nil
	})
}

// signInAttempts bounds how often a sign-in is retried because the record changed
// meanwhile.
const signInAttempts = 16

// SignInTrusted begins a session for somebody whom the company's own sign-in
// vouches for, with the roles that it gives them now.
func (o *Office) SignInTrusted(
	ctx context.Context, app, subject, name string, roles []bot.Role,
) (session string, err error) {
	if err := checkRoles(roles); err != nil {
		return "", err
	}
	name = bot.CleanName(name)
	u := bot.UserID{App: app, Channel: bot.ConsoleChannel, ID: "trusted/" + subject}
	for range signInAttempts {
		p, err := o.cfg.Store.Person(ctx, u)
		if err != nil {
			return "", err
		}
		now := o.cfg.Now()
		c := bot.Change{Person: p.Clone()}
		if !p.Known() {
			c.Person = bot.Person{
				ID: bot.PersonID(rand.Text()), App: app, Users: []bot.UserID{u}, Created: now,
				Counts: map[string]int{}, Consents: map[bot.Purpose]bot.Consent{}, Account: &bot.Account{},
			}
		}
		if p.Stage == bot.StageErasing || c.Person.Account == nil || c.Person.Account.Disabled {
			return "", ErrSignIn
		}
		a := accountOf(&c.Person)
		a.Login, a.Roles = name, roles
		if c.Person.Agent == nil || c.Person.Agent.Name != name {
			c.Person.Agent = &bot.Agent{Name: name, At: now}
		}
		c.Person.Seen = now
		session = beginSession(&c.Person, now)
		c.RecordTeamAct(now, "signed_in", "by the company's own sign-in")
		if err := o.cfg.Store.Save(ctx, c); !errors.Is(err, bot.ErrConflict) {
			return session, err
		}
	}
	return "", bot.ErrConflict
}
