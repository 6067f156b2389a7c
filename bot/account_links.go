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

// People prove that two accounts are theirs by a code that one of them shows
// and that they type on the other. Each stays a record of its own, with its own
// key and consents; what is asked about data on one is asked on the other too.
// Nothing of one is ever shown on the other: a copy of what one holds is
// handed over there.

// LinkedAccount is another account of the same person.
type LinkedAccount struct {
	Person  PersonID  `json:"person"`
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
}

// AccountCodeTries counts codes that were wrong.
type AccountCodeTries struct {
	N  int       `json:"n"`
	At time.Time `json:"at"` // of the first
}

const (
	// linkCodeFor is how long a code counts.
	linkCodeFor = 600 * time.Second
	// After so many wrong codes none is looked at for a while.
	linkTries = 3
	linkPause = time.Hour
	// linkFile begins the name by which a code is removed when it was used.
	linkFile = "linkcode-"
)

// accountCode is what a code looks like: 50 random bits, in base32.
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

// accountLinkBody is an event: a link was made or undone.
type accountLinkBody struct {
	Person  PersonID `json:"person"`
	Channel string   `json:"channel"`
	State   string   `json:"state"` // linked, unlinked
}

// offerAccountLink shows a code for the other account.
func (t *turn) offerAccountLink() {
	code := t.newID()[:10]
	t.out.downloads = append(t.out.downloads, DownloadLink{
		Hash: accountCodeHash(t.p.App, code), App: t.p.App, Person: t.p.ID, File: FileID(linkFile + t.newID()), Expires: t.now.Add(linkCodeFor),
	})
	t.say(policies.PhraseLinkCode, policies.Params{"code": "LINK-" + code[:5] + "-" + code[5:]})
}

// accountOffer looks for the code that a message may be. It is nil where the
// message is none; its Person is empty where the code is none that counts.
func (b *Bot) accountOffer(ctx context.Context, p Person, m Message) (*accountOffer, error) {
	code, ok := accountCodeIn(m.Text)
	if m.Kind != KindText || m.Choice != "" || !ok {
		return nil, nil
	}
	now := b.cfg.Now()
	if l := p.AccountCodeTries; l != nil && l.N >= linkTries && now.Before(l.At.Add(linkPause)) {
		return &accountOffer{}, nil
	}
	hash := accountCodeHash(m.User.App, code)
	link, err := b.store.DownloadLink(ctx, hash)
	if errors.Is(err, ErrNotFound) || err == nil && (!now.Before(link.Expires) || link.App != m.User.App || !strings.HasPrefix(string(link.File), linkFile)) {
		return &accountOffer{}, nil
	}
	if err != nil {
		return nil, err
	}
	other, err := b.store.PersonByID(ctx, link.Person)
	if errors.Is(err, ErrNotFound) || err == nil && (other.Stage == StageErasing || len(other.Users) == 0) {
		return &accountOffer{}, nil
	}
	return &accountOffer{Person: link.Person, Channel: channelOf(other), Hash: hash, platform: b.Platform(channelOf(other))}, err
}

// channelOf is where somebody is reached.
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

// linkAccount has the two accounts linked.
func (t *turn) linkAccount(p *Pending) {
	body := itemBody{User: t.m.User, Reference: p.Reference, Offer: p.Offer}
	t.out.items = append(t.out.items, Item{ID: t.newID(), Lane: LaneJob, Name: jobLink, Due: t.now, Body: mustJSON(body)})
}

// linkAccounts is the job. Each side is written under its own lock, and a
// repetition after a crash changes nothing twice.
func (b *Bot) linkAccounts(ctx context.Context, item Item) error {
	body, err := decodeBody[itemBody](item)
	if err != nil || body.Offer == nil {
		return errors.Join(err, errors.New("a link without an account"))
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
	case errors.Is(err, ErrNotFound) && !slices.ContainsFunc(here.LinkedAccounts, func(l LinkedAccount) bool { return l.Person == o.Person }):
		return b.returned(ctx, item, Message{Kind: KindResult, User: body.User, result: accountLinkFailed{}}) // used meanwhile, or they are erased
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	}
	for _, side := range []struct{ me, other PersonID }{{o.Person, item.Person}, {item.Person, o.Person}} {
		if err := b.linkAccountTo(ctx, side.me, side.other); err != nil {
			if errors.Is(err, ErrNotFound) {
				break // erased meanwhile: fanning out finds nobody
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

// linkAccountTo writes one side of a link and tells it.
func (b *Bot) linkAccountTo(ctx context.Context, me, other PersonID) error {
	o, err := b.store.PersonByID(ctx, other)
	if err != nil {
		return err
	}
	defer b.Wake()
	return b.Amend(ctx, me, func(c *Change, now time.Time) error {
		p := &c.Person
		if slices.ContainsFunc(p.LinkedAccounts, func(l LinkedAccount) bool { return l.Person == other }) {
			return nil
		}
		p.LinkedAccounts = append(slices.Clone(p.LinkedAccounts), LinkedAccount{Person: other, Channel: channelOf(o), At: now})
		c.Record(EventAccountLink, now, accountLinkBody{other, channelOf(o), "linked"})
		return b.tell(ctx, c, now, policies.PhraseLinkDone, policies.Params{"platform": b.Platform(channelOf(o))})
	})
}

// tell queues a phrase to the person of a change.
func (b *Bot) tell(ctx context.Context, c *Change, now time.Time, phrase policies.Phrase, params policies.Params) error {
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
		ID: r.ID, App: p.App, Person: p.ID, Lane: LaneReply, Name: "reply", Due: now, Body: mustJSON(replyItem{To: p.Users[0], Reply: r}),
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

// accountUnlinked is the other side of it.
func (t *turn) accountUnlinked(other PersonID) {
	at := slices.IndexFunc(t.p.LinkedAccounts, func(l LinkedAccount) bool { return l.Person == other })
	if at < 0 {
		return
	}
	l := t.p.LinkedAccounts[at]
	t.p.LinkedAccounts = slices.Delete(slices.Clone(t.p.LinkedAccounts), at, at+1)
	t.record(EventAccountLink, accountLinkBody{l.Person, l.Channel, "unlinked"})
}

// What is carried over to linked accounts.
const (
	fanExport   = "export"
	fanErase    = "erase"
	fanObject   = "object"
	fanWithdraw = "withdraw"
	fanRestrict = "restrict"
	fanUnlink   = "unlink"
)

// fanBody is a job that carries a request over to a linked account.
type fanBody struct {
	To      PersonID `json:"to"`
	What    string   `json:"what"`
	From    PersonID `json:"from"`
	Channel string   `json:"channel"` // where it was asked
	Proved  bool     `json:"proved"`  // the channel shows who asked at least as well as the other
}

func fanItem(app string, from PersonID, body fanBody, now time.Time) Item {
	return Item{ID: rand.Text(), App: app, Person: from, Lane: LaneJob, Name: jobFan, Due: now, OwnKey: true, Body: mustJSON(body)}
}

// fan carries what was asked here over to the linked accounts.
func (t *turn) fan(what string) {
	if _, approved := t.m.result.(requestDecided); t.m.Kind != KindText && !approved {
		return // it was carried over to here, or an officer's
	}
	for _, l := range t.p.LinkedAccounts {
		t.out.fans = append(t.out.fans, fanBody{To: l.Person, What: what, From: t.p.ID, Channel: t.m.User.Channel, Proved: true})
	}
}

// fanErasure are the jobs by which an erasure goes on at linked accounts. The
// person of this one is gone by then, so they have keys of their own.
func (b *Bot) fanErasure(p Person, channel string) (items []Item) {
	for _, l := range p.LinkedAccounts {
		proved := !b.anonymous(channel) || b.anonymous(l.Channel)
		items = append(items, fanItem(p.App, p.ID, fanBody{To: l.Person, What: fanErase, From: p.ID, Channel: channel, Proved: proved}, b.cfg.Now()))
	}
	return items
}

func (b *Bot) anonymous(channel string) bool { return TraitsOf(b.channels[channel]).Anonymous }

// fanOut brings a request to the linked account, through the same door as
// everything else.
func (b *Bot) fanOut(ctx context.Context, item Item) error {
	body, err := decodeBody[fanBody](item)
	if err != nil {
		return err
	}
	p, err := b.store.PersonByID(ctx, body.To)
	if err == nil && len(p.Users) > 0 && p.Stage != StageErasing {
		_, err = b.handle(ctx, Message{Kind: KindResult, User: p.Users[0], person: p.ID, At: b.cfg.Now(), result: fanned{body}})
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return b.done(ctx, item)
}

// accountLinkFailed: the code was used meanwhile, or the other account is erased.
type accountLinkFailed struct{}

func (accountLinkFailed) take(t *turn) { t.say(policies.PhraseLinkWrong, nil) }

// fanned: something was asked on a linked account.
type fanned struct{ fan fanBody }

// take does the same here, if the account is linked still and not being erased.
func (r fanned) take(t *turn) {
	f := r.fan
	if t.p.Stage == StageErasing || !slices.ContainsFunc(t.p.LinkedAccounts, func(l LinkedAccount) bool { return l.Person == f.From }) {
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
		t.p.Requests = append(t.p.Requests, Request{Kind: RequestAccess, Reference: reference, Channel: t.m.User.Channel, At: t.now, AnswerBy: t.deadlines(t.now).Answer})
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

// covers says on which linked accounts a request is carried out too.
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
	last.Text += "\n\n" + t.text().Phrase(policies.PhraseLinkedCovers, policies.Params{"platforms": strings.Join(names, ", ")})
}

// askAccountLink answers what is asked about links.
func (t *turn) askAccountLink() {
	if t.asks == intents.AskUnlink {
		t.unlinkAccounts()
		return
	}
	t.offerAccountLink()
}

// ErrAccountLink refuses a link that makes no sense.
var ErrAccountLink = NewProblem(Invalid, "two records are linked, and not one with itself or with one that is linked to it already")

// OrderAccountLink links two records because an officer knows that they are of one person.
// Both are told, and can undo it as any link.
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
	if one == other || p.Account != nil || q.Account != nil || slices.ContainsFunc(p.LinkedAccounts, func(l LinkedAccount) bool { return l.Person == other }) {
		return ErrAccountLink
	}
	for _, side := range []struct{ me, other PersonID }{{one, other}, {other, one}} {
		if err := b.linkAccountTo(ctx, side.me, side.other); err != nil {
			return err
		}
	}
	return nil
}
