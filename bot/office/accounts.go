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
	ErrSignIn   = bot.NewProblem(bot.Forbidden, "the name, the password or the code is wrong")
	ErrLocked   = bot.NewProblem(bot.Busy, "too many tries: wait, and try again")
	ErrSession  = bot.NewProblem(bot.Forbidden, "nobody is signed in")
	ErrInvite   = bot.NewProblem(bot.Forbidden, "this link was used, or its time is over")
	ErrPassword = bot.NewProblem(bot.Invalid, "a password has %d to %d characters", minPassword, maxPassword)
	ErrLogin    = bot.NewProblem(bot.Invalid, "a name has 2 to 100 characters, without spaces, and belongs to nobody yet")
	ErrTOTP     = bot.NewProblem(bot.Invalid, "the code is wrong: is the clock of the phone right?")
	ErrRoles    = bot.NewProblem(bot.Invalid, "an account has one of these roles at least: admin, officer, agent, editor, auditor")
	ErrLastOne  = bot.NewProblem(bot.Invalid, "somebody has to be an admin")
)

const (
	inviteFor      = 72 * time.Hour
	sessionFor     = 12 * time.Hour // from signing in
	sessionIdle    = time.Hour
	sessionSeen    = time.Minute // a session's time is noted so often at most
	maxSessions    = 10
	lockAfter      = 5   // failures in a row
	signInRate     = 0.2 // tries a second of one source
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

// argonSlots bounds how many passwords are hashed at once: each takes 64 MiB.
var argonSlots = make(chan struct{}, 2)

func hashPassword(password, salt string) string {
	argonSlots <- struct{}{}
	defer func() { <-argonSlots }()
	sum := argon2.IDKey([]byte(password), []byte(salt), argonTime, argonMemory, argonLanes, argonLength)
	return "argon2id$" + salt + "$" + hex.EncodeToString(sum)
}

// passwordIs reports whether a hash is that of a password. An empty hash takes as
// long.
func passwordIs(hash, password string) bool {
	_, rest, _ := strings.Cut(hash, "$")
	salt, _, _ := strings.Cut(rest, "$")
	if len(password) > 4*maxPassword {
		password = ""
	}
	return same(hashPassword(password, salt), hash)
}

// Invite begins an account, and returns the token of the link by which its owner
// finishes it.
func (o *Office) Invite(ctx context.Context, app string, roles []bot.Role, order bot.Order) (token string, err error) {
	if err := checkRoles(roles); err != nil {
		return "", err
	}
	secret := rand.Text()
	now := o.cfg.Now()
	p := bot.Person{
		ID: bot.PersonID(rand.Text()), App: app, Created: now, Seen: now, Counts: map[string]int{}, Consents: map[bot.Purpose]bot.Consent{},
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
	if len(roles) == 0 || slices.ContainsFunc(roles, func(r bot.Role) bool { return !slices.Contains(bot.Roles(), r) }) {
		return ErrRoles
	}
	return nil
}

// InvitedBy returns the invitation behind a token, or ErrInvite.
func (o *Office) InvitedBy(ctx context.Context, token string) (bot.Person, error) {
	id, secret, _ := strings.Cut(token, ".")
	p, err := o.cfg.Store.PersonByID(ctx, bot.PersonID(id))
	if errors.Is(err, bot.ErrNotFound) {
		return p, ErrInvite
	}
	if err != nil {
		return p, err
	}
	if a := p.Account; a == nil || a.Invited == nil || !same(a.Invited.Hash, tokenHash(secret)) || !o.cfg.Now().Before(a.Invited.Until) {
		return bot.Person{}, ErrInvite
	}
	return p, nil
}

// Joining is what somebody who was invited chooses.
type Joining struct {
	Login, Name, Password string
	TOTP, Code            string // the secret of a second factor, and what it says now
}

// Join finishes an account and signs its owner in.
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
	n := utf8.RuneCountInString(j.Login)
	step, ok := totpStep(j.TOTP, j.Code, o.cfg.Now())
	switch {
	case n < minLoginLength || n > maxLogin || len(j.Name) > 4*maxLogin || strings.ContainsAny(j.Login, " \t\n/") || j.Login != bot.CleanText(j.Login) || taken.Known():
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

func passwordFits(password string) bool {
	n := utf8.RuneCountInString(password)
	return n >= minPassword && n <= maxPassword
}

// accountOf returns the account of a clone, to be changed.
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

// SignIn begins a session. What is wrong is not said: who tries learns nothing.
func (o *Office) SignIn(ctx context.Context, app, login, password, code, source string) (session string, err error) {
	if source != "" {
		if allowed, _ := o.signIns.Allow(source, o.cfg.Now()); !allowed {
			return "", ErrLocked
		}
	}
	p, err := o.cfg.Store.Person(ctx, bot.UserID{App: app, Channel: bot.ConsoleChannel, ID: strings.ToLower(strings.TrimSpace(login))})
	if err != nil {
		return "", err
	}
	hash := ""
	if p.Account != nil {
		hash = p.Account.Password
	}
	right := passwordIs(hash, password) && hash != "" // always hashed, so that it takes as long for nobody
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

// errNothing ends an amend without a change.
var errNothing = errors.New("nothing changes")

// SignedIn returns who a session belongs to, or ErrSession. Where nobody acts, as
// where a page looks by itself what is new, the session's end comes no later.
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
	if p.Account == nil || p.Account.Disabled || p.Account.Invited != nil || p.Stage == bot.StageErasing || p.Agent == nil {
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
	return bot.Operator{Person: p.ID, Colleague: bot.Colleague{User: p.Users[0], Name: p.Agent.Name}, Roles: p.Account.Roles}, nil
}

// SignOut ends a session; all ends every one of theirs.
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

// Team returns everybody who has an account, or is invited.
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

// presentFor is how long after what they did last somebody counts as present.
const presentFor = 10 * time.Minute

// TeamOnline names the agents who are at the console now.
func (o *Office) TeamOnline(ctx context.Context, app string) (names []string, err error) {
	team, err := o.Team(ctx, app)
	now := o.cfg.Now()
	for _, p := range team {
		answers := p.Agent != nil && !p.Account.Disabled && bot.Operator{Roles: p.Account.Roles}.Is(bot.RoleAgent)
		if answers && slices.ContainsFunc(p.Account.Sessions, func(s bot.Session) bool { return !sessionOver(s, now) && now.Sub(s.Seen) < presentFor }) {
			names = append(names, p.Agent.Name)
		}
	}
	return names, err
}

// Change of an account: nil leaves it as it is.
type AccountChange struct {
	Roles    []bot.Role
	Disabled *bool
}

// ChangeAccount gives an account other roles, or ends or restores it. Its
// sessions end.
func (o *Office) ChangeAccount(ctx context.Context, app string, id bot.PersonID, change AccountChange, order bot.Order) error {
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
		return p.ID != id && !p.Account.Disabled && p.Account.Invited == nil && slices.Contains(p.Account.Roles, bot.RoleAdmin)
	})
	leaves := change.Disabled != nil && *change.Disabled || change.Roles != nil && !slices.Contains(change.Roles, bot.RoleAdmin)
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

// RecordTeamAct puts on the record of an operator, and on the ledger, what they are
// about to do. What cannot be put on record is not done.
func (o *Office) RecordTeamAct(ctx context.Context, who bot.Operator, what string) error {
	return o.bot.Amend(ctx, who.Person, func(c *bot.Change, now time.Time) error {
		c.RecordTeamAct(now, "console", what)
		return nil
	})
}

// signInAttempts bounds how often it is tried again because the record changed
// meanwhile.
const signInAttempts = 16

// SignInTrusted begins a session of somebody for whom the company's own sign-in
// vouches, with the roles that it gives them now.
func (o *Office) SignInTrusted(ctx context.Context, app, subject, name string, roles []bot.Role) (session string, err error) {
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
			c.Person = bot.Person{ID: bot.PersonID(rand.Text()), App: app, Users: []bot.UserID{u}, Created: now, Counts: map[string]int{}, Consents: map[bot.Purpose]bot.Consent{}, Account: &bot.Account{}}
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
