package bot

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

	"golang.org/x/crypto/argon2"
)

// Errors of accounts.
var (
	ErrSignIn   = errors.New("the name, the password or the code is wrong")
	ErrLocked   = errors.New("too many tries: wait, and try again")
	ErrSession  = errors.New("nobody is signed in")
	ErrInvite   = errors.New("this link was used, or its time is over")
	ErrPassword = fmt.Errorf("a password has %d to %d characters", minPassword, maxPassword)
	ErrLogin    = errors.New("a name has 2 to 100 characters, without spaces, and belongs to nobody yet")
	ErrTOTP     = errors.New("the code is wrong: is the clock of the phone right?")
	ErrRoles    = errors.New("an account has one of these roles at least: admin, officer, agent, editor, auditor")
	ErrLastOne  = errors.New("somebody has to be an admin")
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
func (b *Bot) Invite(ctx context.Context, app string, roles []Role, o Order) (token string, err error) {
	if err := checkRoles(roles); err != nil {
		return "", err
	}
	secret := rand.Text()
	now := b.cfg.Now()
	p := Person{
		ID: PersonID(rand.Text()), App: app, Created: now, Seen: now, Counts: map[string]int{}, Consents: map[Purpose]Consent{},
		Account: &Account{Roles: roles, Invited: &Invited{tokenHash(secret), now.Add(inviteFor)}},
	}
	p.Users = []UserID{{App: app, Channel: ConsoleChannel, ID: "invited/" + string(p.ID)}}
	c := Change{Person: p}
	b.operates(&c, now, "invited", o.By+": "+o.Reason)
	if err := b.store.Save(ctx, c); err != nil {
		return "", fmt.Errorf("an invitation: %w", err)
	}
	return string(p.ID) + "." + secret, nil
}

func checkRoles(roles []Role) error {
	if len(roles) == 0 || slices.ContainsFunc(roles, func(r Role) bool { return !slices.Contains(Roles(), r) }) {
		return ErrRoles
	}
	return nil
}

// InvitedBy returns the invitation behind a token, or ErrInvite.
func (b *Bot) InvitedBy(ctx context.Context, token string) (Person, error) {
	id, secret, _ := strings.Cut(token, ".")
	p, err := b.store.PersonByID(ctx, PersonID(id))
	if errors.Is(err, ErrNotFound) {
		return p, ErrInvite
	}
	if err != nil {
		return p, err
	}
	if a := p.Account; a == nil || a.Invited == nil || !same(a.Invited.Hash, tokenHash(secret)) || !b.cfg.Now().Before(a.Invited.Until) {
		return Person{}, ErrInvite
	}
	return p, nil
}

// Joining is what somebody who was invited chooses.
type Joining struct {
	Login, Name, Password string
	TOTP, Code            string // the secret of a second factor, and what it says now
}

// Join finishes an account and signs its owner in.
func (b *Bot) Join(ctx context.Context, token string, j Joining) (session string, err error) {
	invited, err := b.InvitedBy(ctx, token)
	if err != nil {
		return "", err
	}
	j.Login = strings.ToLower(strings.TrimSpace(j.Login))
	j.Name = strings.TrimSpace(readable(j.Name))
	if j.Name == "" {
		j.Name = j.Login
	}
	u := UserID{App: invited.App, Channel: ConsoleChannel, ID: j.Login}
	taken, err := b.store.Person(ctx, u)
	if err != nil {
		return "", err
	}
	n := utf8.RuneCountInString(j.Login)
	step, ok := totpStep(j.TOTP, j.Code, b.cfg.Now())
	switch {
	case n < minLoginLength || n > maxLogin || len(j.Name) > 4*maxLogin || strings.ContainsAny(j.Login, " \t\n/") || j.Login != readable(j.Login) || taken.Known():
		return "", ErrLogin
	case !fits(j.Password):
		return "", ErrPassword
	case !ok:
		return "", ErrTOTP
	}
	hash := hashPassword(j.Password, rand.Text())
	err = b.amend(ctx, invited.ID, func(c *Change, now time.Time) error {
		a := c.Person.account()
		if a.Invited == nil || a.Invited.Hash != invited.Account.Invited.Hash {
			return ErrInvite
		}
		a.Login, a.Password, a.TOTP, a.Step, a.Invited = j.Login, hash, j.TOTP, step, nil
		c.Person.Users = []UserID{u}
		c.Person.Agent = &Agent{Name: j.Name, At: now}
		session = c.Person.begin(now)
		b.operates(c, now, "joined", "")
		return nil
	})
	if errors.Is(err, ErrConflict) {
		err = ErrLogin
	}
	return session, err
}

func fits(password string) bool {
	n := utf8.RuneCountInString(password)
	return n >= minPassword && n <= maxPassword
}

// account returns the account of a clone, to be changed.
func (p *Person) account() *Account {
	a := *p.Account
	a.Sessions = slices.Clone(a.Sessions)
	p.Account = &a
	return p.Account
}

// begin begins a session and returns its token.
func (p *Person) begin(now time.Time) string {
	a := p.account()
	token := rand.Text() + rand.Text()
	a.Sessions = slices.DeleteFunc(a.Sessions, func(s Session) bool { return s.over(now) })
	a.Sessions = append(a.Sessions, Session{tokenHash(token), now, now})
	a.Sessions = a.Sessions[max(0, len(a.Sessions)-maxSessions):]
	return string(p.ID) + "." + token
}

func (s Session) over(now time.Time) bool {
	return !now.Before(s.At.Add(sessionFor)) || !now.Before(s.Seen.Add(sessionIdle))
}

// SignIn begins a session. What is wrong is not said: who tries learns nothing.
func (b *Bot) SignIn(ctx context.Context, app, login, password, code, source string) (session string, err error) {
	if source != "" && b.signIns.allow(source, b.cfg.Now()) != allowed {
		return "", ErrLocked
	}
	p, err := b.store.Person(ctx, UserID{App: app, Channel: ConsoleChannel, ID: strings.ToLower(strings.TrimSpace(login))})
	if err != nil {
		return "", err
	}
	hash := ""
	if p.Account != nil {
		hash = p.Account.Password
	}
	right := passwordIs(hash, password) && hash != "" // always hashed, so that it takes as long for nobody
	if p.Account == nil || p.Account.Disabled || p.Stage == StageErasing {
		return "", ErrSignIn
	}
	failure := error(nil)
	err = b.amend(ctx, p.ID, func(c *Change, now time.Time) error {
		a := c.Person.account()
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
			b.operates(c, now, "sign_in_failed", "")
			return nil
		}
		a.Failures, a.Locked, a.Step = 0, time.Time{}, step
		c.Person.Seen = now
		session = c.Person.begin(now)
		b.operates(c, now, "signed_in", "")
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
func (b *Bot) SignedIn(ctx context.Context, session string, acts bool) (Operator, error) {
	id, token, _ := strings.Cut(session, ".")
	if len(session) > 200 || id == "" {
		return Operator{}, ErrSession
	}
	p, err := b.store.PersonByID(ctx, PersonID(id))
	if errors.Is(err, ErrNotFound) {
		return Operator{}, ErrSession
	}
	if err != nil {
		return Operator{}, err
	}
	now, hash := b.cfg.Now(), tokenHash(token)
	if p.Account == nil || p.Account.Disabled || p.Account.Invited != nil || p.Stage == StageErasing || p.Agent == nil {
		return Operator{}, ErrSession
	}
	at := slices.IndexFunc(p.Account.Sessions, func(s Session) bool { return same(s.Hash, hash) })
	if at < 0 || p.Account.Sessions[at].over(now) {
		return Operator{}, ErrSession
	}
	if acts && now.Sub(p.Account.Sessions[at].Seen) > sessionSeen {
		err := b.amend(ctx, p.ID, func(c *Change, now time.Time) error {
			a := c.Person.account()
			for i := range a.Sessions {
				if a.Sessions[i].Hash == hash {
					a.Sessions[i].Seen = now
				}
			}
			c.Person.Seen = now
			return nil
		})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return Operator{}, err
		}
	}
	return Operator{Person: p.ID, Colleague: Colleague{User: p.Users[0], Name: p.Agent.Name}, Roles: p.Account.Roles}, nil
}

// SignOut ends a session; all ends every one of theirs.
func (b *Bot) SignOut(ctx context.Context, session string, all bool) error {
	id, token, _ := strings.Cut(session, ".")
	hash := tokenHash(token)
	err := b.amend(ctx, PersonID(id), func(c *Change, now time.Time) error {
		if c.Person.Account == nil {
			return errNothing
		}
		a := c.Person.account()
		n := len(a.Sessions)
		a.Sessions = slices.DeleteFunc(a.Sessions, func(s Session) bool { return all || same(s.Hash, hash) })
		if len(a.Sessions) == n {
			return errNothing
		}
		b.operates(c, now, "signed_out", "")
		return nil
	})
	if errors.Is(err, errNothing) || errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Team returns everybody who has an account, or is invited.
func (b *Bot) Team(ctx context.Context, app string) (list []Person, err error) {
	for p, err := range b.store.People(ctx, Query{App: app, Staff: true}) {
		if err != nil {
			return nil, err
		}
		if p.Account != nil {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b Person) int { return strings.Compare(a.Account.Login, b.Account.Login) })
	return list, nil
}

// presentFor is how long after what they did last somebody counts as present.
const presentFor = 10 * time.Minute

// TeamOnline names the agents who are at the console now.
func (b *Bot) TeamOnline(ctx context.Context, app string) (names []string, err error) {
	team, err := b.Team(ctx, app)
	now := b.cfg.Now()
	for _, p := range team {
		answers := p.Agent != nil && !p.Account.Disabled && Operator{Roles: p.Account.Roles}.Is(RoleAgent)
		if answers && slices.ContainsFunc(p.Account.Sessions, func(s Session) bool { return !s.over(now) && now.Sub(s.Seen) < presentFor }) {
			names = append(names, p.Agent.Name)
		}
	}
	return names, err
}

// Change of an account: nil leaves it as it is.
type AccountChange struct {
	Roles    []Role
	Disabled *bool
}

// ChangeAccount gives an account other roles, or ends or restores it. Its
// sessions end.
func (b *Bot) ChangeAccount(ctx context.Context, app string, id PersonID, change AccountChange, o Order) error {
	if change.Roles != nil {
		if err := checkRoles(change.Roles); err != nil {
			return err
		}
	}
	team, err := b.Team(ctx, app)
	if err != nil {
		return err
	}
	others := slices.ContainsFunc(team, func(p Person) bool {
		return p.ID != id && !p.Account.Disabled && p.Account.Invited == nil && slices.Contains(p.Account.Roles, RoleAdmin)
	})
	leaves := change.Disabled != nil && *change.Disabled || change.Roles != nil && !slices.Contains(change.Roles, RoleAdmin)
	if leaves && !others {
		return ErrLastOne
	}
	return b.amend(ctx, id, func(c *Change, now time.Time) error {
		if c.Person.Account == nil || c.Person.App != app {
			return ErrNotFound
		}
		a := c.Person.account()
		if change.Roles != nil {
			a.Roles = change.Roles
		}
		if change.Disabled != nil {
			a.Disabled = *change.Disabled
		}
		a.Sessions = nil
		b.operates(c, now, "account_changed", o.By+": "+o.Reason)
		return nil
	})
}

// RecordTeamAct puts on the record of an operator, and on the ledger, what they are
// about to do. What cannot be put on record is not done.
func (b *Bot) RecordTeamAct(ctx context.Context, o Operator, what string) error {
	return b.amend(ctx, o.Person, func(c *Change, now time.Time) error {
		b.operates(c, now, "console", what)
		return nil
	})
}

// SignInTrusted begins a session of somebody for whom the company's own sign-in
// vouches, with the roles that it gives them now.
func (b *Bot) SignInTrusted(ctx context.Context, app, subject, name string, roles []Role) (session string, err error) {
	if err := checkRoles(roles); err != nil {
		return "", err
	}
	name = shortened(strings.TrimSpace(readable(name)))
	u := UserID{App: app, Channel: ConsoleChannel, ID: "trusted/" + subject}
	for range attempts {
		p, err := b.store.Person(ctx, u)
		if err != nil {
			return "", err
		}
		now := b.cfg.Now()
		c := Change{Person: p.clone()}
		if !p.Known() {
			c.Person = Person{ID: PersonID(rand.Text()), App: app, Users: []UserID{u}, Created: now, Counts: map[string]int{}, Consents: map[Purpose]Consent{}, Account: &Account{}}
		}
		if p.Stage == StageErasing || c.Person.Account == nil || c.Person.Account.Disabled {
			return "", ErrSignIn
		}
		a := c.Person.account()
		a.Login, a.Roles = name, roles
		if c.Person.Agent == nil || c.Person.Agent.Name != name {
			c.Person.Agent = &Agent{Name: name, At: now}
		}
		c.Person.Seen = now
		session = c.Person.begin(now)
		b.operates(&c, now, "signed_in", "by the company's own sign-in")
		if err := b.store.Save(ctx, c); !errors.Is(err, ErrConflict) {
			return session, err
		}
	}
	return "", ErrConflict
}
