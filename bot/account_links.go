package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"assent/intents"
	"assent/policies"
)

// People prove that two accounts are theirs with a code: one account shows it,
// they type it on the other. Each account keeps its own record, key and
// consents. A data subject request on one applies to both, but neither account's
// content is ever shown on the other: each gets the copy of its own data.

// LinkedAccount is another account of the same person.
type LinkedAccount struct {
	Person  PersonID  `json:"person"`
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
}

// AccountCodeTries counts wrong codes.
type AccountCodeTries struct {
	N  int       `json:"n"`
	At time.Time `json:"at"` // when the first was entered
}

const (
	// accountCodeFor is how long a code is valid.
	accountCodeFor = 600 * time.Second
	// After accountCodeLimit wrong codes every code is refused for accountCodePause.
	accountCodeLimit = 3
	accountCodePause = time.Hour
	// accountCodeFile begins the file name under which a code is stored, and removed once used.
	accountCodeFile = "linkcode-"
)

// accountCode matches a code: 50 random bits in base32.
var accountCode = regexp.MustCompile(`(?i)^\W*link[- ]?([a-z2-7]{5})[- ]?([a-z2-7]{5})\W*$`)

// accountCodeIn returns the code that a message consists of.
func accountCodeIn(text string) (string, bool) {
	if len(text) > 40 {
		return "", false
	}
	m := accountCode.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return strings.ToUpper(m[1] + m[2]), true
}

func accountCodeHash(app, code string) string {
	return downloadHash("account code/" + app + "/" + code)
}

// accountLinkBody is the body of an event: accounts were linked or unlinked.
type accountLinkBody struct {
	Person  PersonID `json:"person"`
	Channel string   `json:"channel"`
	State   string   `json:"state"` // linked, unlinked
}

// offerAccountLink shows a code to type on the other account.
func (t *turn) offerAccountLink() {
	code := t.newID()[:10]
	t.out.downloads = append(t.out.downloads, DownloadLink{
		Hash: accountCodeHash(t.p.App, code), App: t.p.App, Person: t.p.ID,
		File: FileID(accountCodeFile + t.newID()), Expires: t.now.Add(accountCodeFor),
	})
	t.say(policies.PhraseLinkCode, policies.Params{"code": "LINK-" + code[:5] + "-" + code[5:]})
}

// accountOffer looks up the code that a message consists of. It returns nil if
// the message is not a code, and an offer without a Person if the code is not valid.
func (b *Bot) accountOffer(ctx context.Context, p Person, m Message) (*accountOffer, error) {
	code, ok := accountCodeIn(m.Text)
	if m.Kind != KindText || m.Choice != "" || !ok {
		return nil, nil
	}
	now := b.cfg.Now()
	if l := p.AccountCodeTries; l != nil && l.N >= accountCodeLimit && now.Before(l.At.Add(accountCodePause)) {
		return &accountOffer{}, nil
	}
	hash := accountCodeHash(m.User.App, code)
	link, err := b.store.DownloadLink(ctx, hash)
	if errors.Is(err, ErrNotFound) || err == nil && (!now.Before(link.Expires) || link.App != m.User.App ||
		!strings.HasPrefix(string(link.File), accountCodeFile)) {
		return &accountOffer{}, nil
	}
	if err != nil {
		return nil, err
	}
	other, err := b.store.PersonByID(ctx, link.Person)
	if errors.Is(err, ErrNotFound) || err == nil && (other.Stage == StageErasing || len(other.Users) == 0) {
		return &accountOffer{}, nil
	}
	channel := channelOf(other)
	return &accountOffer{Person: link.Person, Channel: channel, Hash: hash, platform: b.Platform(channel)}, err
}

// channelOf returns the channel on which a person can be reached.
func channelOf(p Person) string {
	if len(p.Users) == 0 {
		return ""
	}
	return p.Users[0].Channel
}

// accountOffer is the account that a code leads to.
type accountOffer struct {
	Person  PersonID `json:"person"`
	Channel string   `json:"channel"`
	Hash    string   `json:"hash"`

	platform string
}

// linkAccount queues the job that links the two accounts.
func (t *turn) linkAccount(p *Pending) {
	body := itemBody{User: t.m.User, Reference: p.Reference, Offer: p.Offer}
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneJob, Name: jobLinkAccounts, Due: t.now, Body: mustJSON(body),
	})
}

// linkAccounts is the job that links two accounts. Each side is written under
// its own lock, and repeating the job after a crash changes nothing.
func (b *Bot) linkAccounts(ctx context.Context, item Item) error {
	body, err := decodeBody[itemBody](item)
	if err != nil || body.Offer == nil {
		return errors.Join(err, errors.New("the job to link accounts names no account"))
	}
	o := body.Offer
	here, err := b.store.PersonByID(ctx, item.Person)
	if errors.Is(err, ErrNotFound) {
		return b.done(ctx, item)
	}
	if err != nil {
		return err
	}
	link, err := b.store.DownloadLink(ctx, o.Hash)
	switch {
	case errors.Is(err, ErrNotFound) && !here.linkedTo(o.Person): // used meanwhile, or the other person is erased
		return b.returned(ctx, item, Message{Kind: KindResult, User: body.User, result: accountLinkFailed{}})
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	}
	for _, side := range []struct{ me, other PersonID }{{o.Person, item.Person}, {item.Person, o.Person}} {
		if err := b.linkAccountTo(ctx, side.me, side.other); err != nil {
			if errors.Is(err, ErrNotFound) {
				break // erased meanwhile: the fan-out will find nobody
			}
			return err
		}
	}
	if link.File != "" {
		if err := b.store.RemoveFile(ctx, o.Person, link.File); err != nil {
			return err
		}
	}
	return b.done(ctx, item)
}

// linkedTo reports whether the accounts of two people are linked.
func (p Person) linkedTo(other PersonID) bool {
	return slices.ContainsFunc(p.LinkedAccounts, func(l LinkedAccount) bool { return l.Person == other })
}

// linkAccountTo records the link on one of the two accounts and tells the person there.
func (b *Bot) linkAccountTo(ctx context.Context, me, other PersonID) error {
	o, err := b.store.PersonByID(ctx, other)
	if err != nil {
		return err
	}
	defer b.Wake()
	return b.Amend(ctx, me, func(c *Change, now time.Time) error {
		p := &c.Person
		if p.linkedTo(other) {
			return nil
		}
		channel := channelOf(o)
		p.LinkedAccounts = append(slices.Clone(p.LinkedAccounts),
			LinkedAccount{Person: other, Channel: channel, At: now})
		c.Record(EventAccountLink, now, accountLinkBody{other, channel, "linked"})
		return b.tell(ctx, c, now, policies.PhraseLinkDone, policies.Params{"platform": b.Platform(channel)})
	})
}

// tell queues a phrase to the person of a change.
func (b *Bot) tell(
	ctx context.Context, c *Change, now time.Time, phrase policies.Phrase, params policies.Params,
) error {
	p := &c.Person
	if len(p.Users) == 0 {
		return nil
	}
	edition, _, err := b.edition(ctx, p.App)
	if err != nil {
		return err
	}
	text := edition.Text(p.Lang)
	r := Reply{ID: rand.Text(), Lang: text.Lang, At: now, Text: text.Phrase(phrase, params)}
	c.Queue = append(c.Queue, Item{
		ID: r.ID, App: p.App, Person: p.ID, Lane: LaneReply, Name: "reply", Due: now,
		Body: mustJSON(replyItem{To: p.Users[0], Reply: r}),
	})
	if p.Served() {
		c.Record(EventReply, now, replyBody{ID: r.ID, Text: r.Text})
	}
	return nil
}

// unlinkAccounts undoes every link of this account.
func (t *turn) unlinkAccounts() {
	if len(t.p.LinkedAccounts) == 0 {
		t.say(policies.PhraseUnlinkNone, nil)
		return
	}
	for _, l := range t.p.LinkedAccounts {
		t.record(EventAccountLink, accountLinkBody{l.Person, l.Channel, "unlinked"})
	}
	t.fan(fanUnlink)
	t.p.LinkedAccounts = nil
	t.say(policies.PhraseUnlinkDone, nil)
}

// accountUnlinked removes the link to another account, which was undone there.
func (t *turn) accountUnlinked(other PersonID) {
	at := slices.IndexFunc(t.p.LinkedAccounts, func(l LinkedAccount) bool { return l.Person == other })
	if at < 0 {
		return
	}
	l := t.p.LinkedAccounts[at]
	t.p.LinkedAccounts = slices.Delete(slices.Clone(t.p.LinkedAccounts), at, at+1)
	t.record(EventAccountLink, accountLinkBody{l.Person, l.Channel, "unlinked"})
}

// What linked accounts do too.
const (
	fanExport   = "export"
	fanErase    = "erase"
	fanObject   = "object"
	fanWithdraw = "withdraw"
	fanRestrict = "restrict"
	fanUnlink   = "unlink"
)

// fanBody is what a job needs to carry out a request on a linked account too.
type fanBody struct {
	To      PersonID `json:"to"`
	What    string   `json:"what"`
	From    PersonID `json:"from"`
	Channel string   `json:"channel"` // where it was requested
	Proved  bool     `json:"proved"`  // that channel identifies people at least as well as the linked one
}

func fanItem(app string, from PersonID, body fanBody, now time.Time) Item {
	return Item{
		ID: rand.Text(), App: app, Person: from, Lane: LaneJob, Name: jobFan, Due: now, OwnKey: true,
		Body: mustJSON(body),
	}
}

// fan passes a request on to the linked accounts.
func (t *turn) fan(what string) {
	if _, approved := t.m.result.(requestDecided); t.m.Kind != KindText && !approved {
		return // a linked account passed it on to this one, or an officer ordered it
	}
	for _, l := range t.p.LinkedAccounts {
		t.out.fans = append(t.out.fans, fanBody{
			To: l.Person, What: what, From: t.p.ID, Channel: t.m.User.Channel, Proved: true,
		})
	}
}

// fanErasure returns the jobs that continue an erasure on linked accounts. This
// account's key is destroyed by then, so each job has its own.
func (b *Bot) fanErasure(p Person, channel string) (items []Item) {
	for _, l := range p.LinkedAccounts {
		proved := !b.anonymous(channel) || b.anonymous(l.Channel)
		body := fanBody{To: l.Person, What: fanErase, From: p.ID, Channel: channel, Proved: proved}
		items = append(items, fanItem(p.App, p.ID, body, b.cfg.Now()))
	}
	return items
}

func (b *Bot) anonymous(channel string) bool { return TraitsOf(b.channels[channel]).Anonymous }

// fanOut is the job that hands a request to the gate of the linked account, as
// a message like any other.
func (b *Bot) fanOut(ctx context.Context, item Item) error {
	body, err := decodeBody[fanBody](item)
	if err != nil {
		return err
	}
	p, err := b.store.PersonByID(ctx, body.To)
	if err == nil && len(p.Users) > 0 && p.Stage != StageErasing {
		_, err = b.handle(ctx, Message{
			Kind: KindResult, User: p.Users[0], person: p.ID, At: b.cfg.Now(), result: fanned{body},
		})
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return b.done(ctx, item)
}

// accountLinkFailed: the code was used meanwhile, or the other account is erased.
type accountLinkFailed struct{}

func (accountLinkFailed) take(t *turn) { t.say(policies.PhraseLinkWrong, nil) }

// fanned: a linked account passed a request on.
type fanned struct{ fan fanBody }

// take does the same here, if the accounts are still linked and this one is not being erased.
func (r fanned) take(t *turn) {
	f := r.fan
	if t.p.Stage == StageErasing || !t.p.linkedTo(f.From) {
		return
	}
	switch f.What {
	case fanUnlink:
		t.accountUnlinked(f.From)
	case fanExport:
		if _, open := t.p.request(RequestAccess); open {
			return
		}
		reference := t.noteRequest(RequestAccess, "asked")
		t.noteRequest(RequestAccess, "confirmed", reference)
		t.p.Requests = append(t.p.Requests, Request{
			Kind: RequestAccess, Reference: reference, Channel: t.m.User.Channel,
			At: t.now, AnswerBy: t.deadlines(t.now).Answer,
		})
		t.job(jobExport, reference)
	case fanObject:
		t.decideConsent(PurposeMarketing, Withdrawn, t.p.lastNotice(), "linked account")
		t.noteRequest(RequestObjection, "done")
	case fanWithdraw:
		t.withdraw()
	case fanRestrict:
		t.p.Restricted = true
		t.noteRequest(RequestRestriction, "done")
	case fanErase:
		t.accountUnlinked(f.From)
		if f.Proved {
			t.orderedErasure(Order{})
			return
		}
		if _, open := t.p.request(RequestErasure); !open {
			t.say(policies.PhraseLinkedAsked, policies.Params{"platform": t.platforms(f.Channel)})
			t.previewErasure()
		}
	}
}

// covers adds to the last reply which linked accounts the request covers too.
func (t *turn) covers() {
	if len(t.p.LinkedAccounts) == 0 {
		return
	}
	var names []string
	for _, l := range t.p.LinkedAccounts {
		if name := t.platforms(l.Channel); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	last := &t.out.replies[len(t.out.replies)-1]
	params := policies.Params{"platforms": strings.Join(names, ", ")}
	last.Text += "\n\n" + t.text().Phrase(policies.PhraseLinkedCovers, params)
}

// askAccountLink links or unlinks accounts, as the person asked.
func (t *turn) askAccountLink() {
	if t.asks == intents.AskUnlink {
		t.unlinkAccounts()
		return
	}
	t.offerAccountLink()
}

// ErrAccountLink refuses to link a record to itself, to one it is already linked
// to, or to or from an account of the console.
var ErrAccountLink = NewProblem(Invalid, "cannot link a record to itself or to one it is already linked to")

// OrderAccountLink links two records because an officer knows that they belong to
// the same person, who is told on both accounts and can unlink them.
func (b *Bot) OrderAccountLink(ctx context.Context, app string, one, other PersonID, o Order) error {
	if o.By == "" || o.Reason == "" {
		return ErrUnnamed
	}
	p, err := b.PersonBy(ctx, app, one)
	if err != nil {
		return err
	}
	q, err := b.PersonBy(ctx, app, other)
	if err != nil {
		return err
	}
	if one == other || p.Account != nil || q.Account != nil || p.linkedTo(other) {
		return ErrAccountLink
	}
	for _, side := range []struct{ me, other PersonID }{{one, other}, {other, one}} {
		if err := b.linkAccountTo(ctx, side.me, side.other); err != nil {
			return err
		}
	}
	return nil
}
