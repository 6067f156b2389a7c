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

// LinkTries counts codes that were wrong.
type LinkTries struct {
	N  int       `json:"n"`
	At time.Time `json:"at"` // of the first
}

const (
	// linkCodeFor is how long a code counts (features, F-19).
	linkCodeFor = 600 * time.Second
	// After so many wrong codes none is looked at for a while.
	linkTries = 3
	linkPause = time.Hour
	// linkFile begins the name by which a code is removed when it was used.
	linkFile = "linkcode-"
)

// linkCode is what a code looks like: 50 random bits, in base32.
var linkCode = regexp.MustCompile(`(?i)^\W*link[- ]?([a-z2-7]{5})[- ]?([a-z2-7]{5})\W*$`)

// codeIn returns the code that a message consists of.
func codeIn(text string) (string, bool) {
	if len(text) > 40 {
		return "", false
	}
	m := linkCode.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return strings.ToUpper(m[1] + m[2]), true
}

func linkCodeHash(app, code string) string { return linkHash("account code/" + app + "/" + code) }

// linkBody is an event: a link was made or undone.
type linkBody struct {
	Person  PersonID `json:"person"`
	Channel string   `json:"channel"`
	State   string   `json:"state"` // linked, unlinked
}

// offerLink shows a code for the other account.
func (t *turn) offerLink() {
	code := t.newID()[:10]
	t.out.links = append(t.out.links, Link{
		Hash: linkCodeHash(t.p.App, code), App: t.p.App, Person: t.p.ID, File: FileID(linkFile + t.newID()), Expires: t.now.Add(linkCodeFor),
	})
	t.say(policies.PhraseLinkCode, policies.Params{"code": "LINK-" + code[:5] + "-" + code[5:]})
}

// linkOffer looks for the code that a message may be. It is nil where the
// message is none; its Person is empty where the code is none that counts.
func (b *Bot) linkOffer(ctx context.Context, p Person, m Message) (*linkOffer, error) {
	code, ok := codeIn(m.Text)
	if m.Kind != KindText || m.Choice != "" || !ok {
		return nil, nil
	}
	now := b.cfg.Now()
	if l := p.LinkTries; l != nil && l.N >= linkTries && now.Before(l.At.Add(linkPause)) {
		return &linkOffer{}, nil
	}
	hash := linkCodeHash(m.User.App, code)
	link, err := b.store.Link(ctx, hash)
	if errors.Is(err, ErrNotFound) || err == nil && (!now.Before(link.Expires) || link.App != m.User.App || !strings.HasPrefix(string(link.File), linkFile)) {
		return &linkOffer{}, nil
	}
	if err != nil {
		return nil, err
	}
	other, err := b.store.Load(ctx, link.Person)
	if errors.Is(err, ErrNotFound) || err == nil && (other.Stage == StageErasing || len(other.Users) == 0) {
		return &linkOffer{}, nil
	}
	return &linkOffer{Person: link.Person, Channel: channelOf(other), Hash: hash, platform: b.platform(channelOf(other))}, err
}

// channelOf is where somebody is reached.
func channelOf(p Person) string {
	if len(p.Users) == 0 {
		return ""
	}
	return p.Users[0].Channel
}

// linkOffer is the account that a code leads to.
type linkOffer struct {
	Person  PersonID `json:"person"`
	Channel string   `json:"channel"`
	Hash    string   `json:"hash"`

	platform string
}

// stepLink takes a code from another account.
func stepLink(t *turn) bool {
	o := t.offer
	if o == nil {
		return false
	}
	if t.p.Stage == "" || t.p.Stage == StageClosed {
		t.ask("") // a stranger's notice comes first
	}
	switch {
	case o.Person == t.p.ID && o.Person != "":
		t.say(policies.PhraseLinkHere, nil)
		return true
	case o.Person == "":
		if l := t.p.LinkTries; l == nil || !t.now.Before(l.At.Add(linkPause)) {
			t.p.LinkTries = &LinkTries{At: t.now}
		}
		tries := *t.p.LinkTries
		tries.N++
		t.p.LinkTries = &tries
		t.say(policies.PhraseLinkWrong, nil)
		return true
	}
	t.p.LinkTries = nil
	p := t.await(RequestLink, "")
	p.Offer = o
	params := t.confirmParams(RequestLink, p.Reference)
	params["platform"] = o.platform
	t.say(policies.PhraseLinkPreview, params, t.confirmChoices(RequestLink, p.Reference)...)
	return true
}

// link has the two accounts linked.
func (t *turn) link(p *Pending) {
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
	here, err := b.store.Load(ctx, item.Person)
	if errors.Is(err, ErrNotFound) {
		return b.done(ctx, item)
	}
	if err != nil {
		return err
	}
	link, err := b.store.Link(ctx, o.Hash)
	switch {
	case errors.Is(err, ErrNotFound) && !slices.ContainsFunc(here.Links, func(l LinkedAccount) bool { return l.Person == o.Person }):
		return b.returned(ctx, item, Message{Kind: KindResult, User: body.User, result: result{kind: resultLinkFailed}}) // used meanwhile, or they are erased
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	}
	for _, side := range []struct{ me, other PersonID }{{o.Person, item.Person}, {item.Person, o.Person}} {
		if err := b.linkTo(ctx, side.me, side.other); err != nil {
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

// linkTo writes one side of a link and tells it.
func (b *Bot) linkTo(ctx context.Context, me, other PersonID) error {
	o, err := b.store.Load(ctx, other)
	if err != nil {
		return err
	}
	defer b.Wake()
	return b.amend(ctx, me, func(c *Change, now time.Time) error {
		p := &c.Person
		if slices.ContainsFunc(p.Links, func(l LinkedAccount) bool { return l.Person == other }) {
			return nil
		}
		p.Links = append(slices.Clone(p.Links), LinkedAccount{Person: other, Channel: channelOf(o), At: now})
		c.add(EventLink, now, linkBody{other, channelOf(o), "linked"})
		return b.tell(ctx, c, now, policies.PhraseLinkDone, policies.Params{"platform": b.platform(channelOf(o))})
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
		c.add(EventReply, now, replyBody{ID: r.ID, Text: r.Text})
	}
	return nil
}

// unlink undoes every link of this account.
func (t *turn) unlink() {
	if len(t.p.Links) == 0 {
		t.say(policies.PhraseUnlinkNone, nil)
		return
	}
	for _, l := range t.p.Links {
		t.record(EventLink, linkBody{l.Person, l.Channel, "unlinked"})
	}
	t.fan(fanUnlink)
	t.p.Links = nil
	t.say(policies.PhraseUnlinkDone, nil)
}

// unlinked is the other side of it.
func (t *turn) unlinked(other PersonID) {
	at := slices.IndexFunc(t.p.Links, func(l LinkedAccount) bool { return l.Person == other })
	if at < 0 {
		return
	}
	l := t.p.Links[at]
	t.p.Links = slices.Delete(slices.Clone(t.p.Links), at, at+1)
	t.record(EventLink, linkBody{l.Person, l.Channel, "unlinked"})
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
	if t.m.Kind != KindText && t.m.result.kind != resultAnswered {
		return // it was carried over to here, or an officer's
	}
	for _, l := range t.p.Links {
		t.out.fans = append(t.out.fans, fanBody{To: l.Person, What: what, From: t.p.ID, Channel: t.m.User.Channel, Proved: true})
	}
}

// fanErasure are the jobs by which an erasure goes on at linked accounts. The
// person of this one is gone by then, so they have keys of their own.
func (b *Bot) fanErasure(p Person, channel string) (items []Item) {
	for _, l := range p.Links {
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
	p, err := b.store.Load(ctx, body.To)
	if err == nil && len(p.Users) > 0 && p.Stage != StageErasing {
		reference := ""
		err = b.handle(ctx, Message{
			Kind: KindResult, User: p.Users[0], person: p.ID, At: b.cfg.Now(),
			result: result{kind: resultFanned, fan: body, platform: b.platform(body.Channel), ordered: &reference},
		})
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return b.done(ctx, item)
}

// fanned takes over what was asked on a linked account, if it is linked still.
func (t *turn) fanned() {
	f := t.m.result.fan
	if !slices.ContainsFunc(t.p.Links, func(l LinkedAccount) bool { return l.Person == f.From }) {
		return
	}
	switch f.What {
	case fanUnlink:
		t.unlinked(f.From)
	case fanExport:
		if _, open := t.p.request(RequestAccess); open {
			return
		}
		reference := t.note(RequestAccess, "asked")
		t.note(RequestAccess, "confirmed", reference)
		t.p.Requests = append(t.p.Requests, Request{Kind: RequestAccess, Reference: reference, Channel: t.m.User.Channel, At: t.now, AnswerBy: t.deadlines(t.now).Answer})
		t.job(jobExport, reference)
	case fanObject:
		t.decideConsent(PurposeMarketing, Withdrawn, t.lastNotice(), "linked account")
		t.note(RequestObjection, "done")
	case fanWithdraw:
		t.withdraw()
	case fanRestrict:
		t.p.Restricted = true
		t.note(RequestRestriction, "done")
	case fanErase:
		t.unlinked(f.From)
		if f.Proved {
			t.orderedErasure()
			return
		}
		if _, open := t.p.request(RequestErasure); !open {
			t.say(policies.PhraseLinkedAsked, policies.Params{"platform": t.m.result.platform})
			t.previewErasure()
		}
	}
}

// covers says on which linked accounts a request is carried out too.
func (t *turn) covers() {
	if len(t.p.Links) == 0 {
		return
	}
	var names []string
	for _, l := range t.p.Links {
		if name := t.platforms(l.Channel); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	last := &t.out.replies[len(t.out.replies)-1]
	last.Text += "\n\n" + t.text().Phrase(policies.PhraseLinkedCovers, policies.Params{"platforms": strings.Join(names, ", ")})
}

// askLinks answers what is asked about links.
func (t *turn) askLinks() {
	if t.asks == intents.AskUnlink {
		t.unlink()
		return
	}
	t.offerLink()
}

// ErrLinked refuses a link that makes no sense.
var ErrLinked = errors.New("two records are linked, and not one with itself or with one that is linked to it already")

// OrderLink links two records because an officer knows that they are of one person.
// Both are told, and can undo it as any link.
func (b *Bot) OrderLink(ctx context.Context, app string, one, other PersonID, o Order) error {
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
	if one == other || p.Account != nil || q.Account != nil || slices.ContainsFunc(p.Links, func(l LinkedAccount) bool { return l.Person == other }) {
		return ErrLinked
	}
	for _, side := range []struct{ me, other PersonID }{{one, other}, {other, one}} {
		if err := b.linkTo(ctx, side.me, side.other); err != nil {
			return err
		}
	}
	return nil
}
