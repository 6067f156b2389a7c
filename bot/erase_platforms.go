package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"assent/policies"
)

const (
	// platformPatience is how long an erasure waits for a platform before it
	// answers. What is not deleted by then is deleted later.
	platformPatience = 20 * time.Second
	// platformGivesUp is how long we try to delete: Twilio may keep a message
	// undeletable for up to 14 days (FACTS.md, 5.1: error 20009).
	platformGivesUp = 15 * 24 * time.Hour
	// The pause between two tries grows from the first to the last.
	platformFirstPause = time.Minute
	platformLastPause  = 6 * time.Hour
)

// platformBody is what the job that deletes copies at a platform needs.
type platformBody struct {
	Who    UserID        `json:"who"`
	Copies []PlatformRef `json:"copies"`
	Until  time.Time     `json:"until"`
	Tries  int           `json:"tries,omitempty"`
	// Of an erasure: its certificate, and whom to tell when it is complete.
	Certificate string `json:"certificate,omitempty"`
	Reference   string `json:"reference,omitempty"`
	To          UserID `json:"to,omitzero"`
	Lang        string `json:"language,omitempty"`
}

// atPlatforms returns what platforms keep about an erased person, one entry per
// channel, also without copies: the platform may keep more than those.
func (r shredBody) atPlatforms(until time.Time) []platformBody {
	var all []platformBody
	of := func(channel string) *platformBody {
		for i := range all {
			if all[i].Who.Channel == channel {
				return &all[i]
			}
		}
		who := UserID{App: r.To.App, Channel: channel}
		for _, u := range append([]UserID{r.To}, r.Users...) {
			if u.Channel == channel {
				who = u
				break
			}
		}
		all = append(all, platformBody{Who: who, Until: until})
		return &all[len(all)-1]
	}
	for _, u := range append([]UserID{r.To}, r.Users...) {
		of(u.Channel)
	}
	for _, c := range r.Copies {
		p := of(c.Channel)
		p.Copies = append(p.Copies, c.Ref)
	}
	return all
}

// eraseCopies deletes what the platform lets it delete, and leaves the rest in
// body.
func (b *Bot) eraseCopies(ctx context.Context, body *platformBody) {
	eraser, ok := b.channels[body.Who.Channel].(Eraser)
	if !ok || len(body.Copies) == 0 {
		return
	}
	deleted, err := eraser.Erase(ctx, body.Who, body.Copies)
	gone := func(r PlatformRef) bool { return slices.Contains(deleted, r) }
	body.Copies = slices.DeleteFunc(slices.Clone(body.Copies), gone)
	if err != nil {
		b.cfg.Log.Warn("copies at a platform are not deleted yet",
			"channel", body.Who.Channel, "copies", len(body.Copies), "error", err)
	}
}

// platformJob deletes what an erasure could not delete at once.
func (b *Bot) platformJob(ctx context.Context, item Item) error {
	body, err := decodeBody[platformBody](item)
	if err != nil {
		return err
	}
	if _, ok := b.channels[body.Who.Channel].(Eraser); !ok {
		return fmt.Errorf("channel %s is not configured, so its copies cannot be deleted yet", body.Who.Channel)
	}
	b.eraseCopies(ctx, &body)
	if len(body.Copies) == 0 {
		return b.platformSettled(ctx, item, body, false)
	}
	if b.cfg.Now().After(body.Until) {
		b.cfg.Log.Error("copies at a platform could not be deleted, giving up",
			"channel", body.Who.Channel, "copies", len(body.Copies))
		return b.platformSettled(ctx, item, body, true)
	}
	pause := min(platformFirstPause<<min(body.Tries, 10), platformLastPause)
	body.Tries++
	return b.done(ctx, item, body.item(item.App, item.Person, b.cfg.Now().Add(pause)))
}

// platformSettled ends the deletion at a platform. The certificate records how
// it ended; the bot tells the person if this platform was the last, or failed.
func (b *Bot) platformSettled(ctx context.Context, item Item, body platformBody, over bool) error {
	if body.Certificate == "" {
		return b.done(ctx, item)
	}
	signed, complete, err := b.progress(ctx, body, over)
	if err != nil {
		return err
	}
	reason := ""
	if over {
		reason = reasonPlatform
	}
	if body.To == (UserID{}) || !complete && !over {
		return b.settled(ctx, item, signed, body.Reference, reason)
	}
	edition, _, err := b.edition(ctx, item.App)
	if err != nil {
		return err
	}
	text := edition.Text(body.Lang)
	said := text.Phrase(policies.PhraseErasureComplete, policies.Params{"reference": body.Reference})
	if over {
		said = text.Phrase(policies.PhraseErasureStuck, policies.Params{
			"reference": body.Reference, "platform": b.Platform(body.Who.Channel), "n": strconv.Itoa(len(body.Copies)),
		})
	}
	return b.settled(ctx, item, signed, body.Reference, reason, b.aboutErasure(item, body.To, text, said, signed))
}

// settled takes an item off the queue and saves with that the certificate of an
// erasure, the state of its case, and the items that follow.
func (b *Bot) settled(ctx context.Context, item Item, c *Certificate, reference, reason string, add ...Item) error {
	line := newCase(&b.cfg, item.App, RequestErasure, reference, "", CaseDone, b.cfg.Now())
	if c.partial {
		line.State, line.Closed = CasePartial, time.Time{}
	}
	line.Reason = reason
	err := b.store.Save(ctx, Change{Done: []string{item.ID}, Queue: add, Certificate: c, Cases: []Case{line}})
	if err == nil {
		b.Wake()
	}
	return err
}

func (p platformBody) item(app string, person PersonID, due time.Time) Item {
	return Item{
		ID: rand.Text(), App: app, Person: person, Lane: LaneJob, Name: jobPlatform,
		Due: due, OwnKey: true, Body: mustJSON(p),
	}
}

// afterErasure settles a reply that reached its platform after the person was
// erased: its copy is deleted too. The answer to the erasure itself stays where
// the person reads it; with a carrier that is their phone, not the platform.
func (b *Bot) afterErasure(ctx context.Context, item Item, to UserID, ref PlatformRef) error {
	_, erases := b.channels[to.Channel].(Eraser)
	if ref == "" || !erases || item.OwnKey && !b.ByPhone(to.Channel) {
		return b.done(ctx, item)
	}
	err := b.done(ctx, item, b.eraseLater(item, to, ref))
	if errors.Is(err, ErrHandled) { // the erasure took it off the queue
		return b.droppedMeanwhile(ctx, item, to, ref)
	}
	return err
}

func (b *Bot) eraseLater(item Item, to UserID, ref PlatformRef) Item {
	now := b.cfg.Now()
	body := platformBody{Who: to, Copies: []PlatformRef{ref}, Until: now.Add(platformGivesUp)}
	return body.item(item.App, item.Person, now.Add(platformFirstPause))
}

// droppedMeanwhile settles a reply that was taken off the queue while it was on
// its way. If an erasure did that, the copy is on record nowhere else.
func (b *Bot) droppedMeanwhile(ctx context.Context, item Item, to UserID, ref PlatformRef) error {
	if _, erases := b.channels[to.Channel].(Eraser); ref == "" || !erases {
		return nil
	}
	p, err := b.store.PersonByID(ctx, item.Person)
	if err == nil && p.Stage != StageErasing {
		return nil // it was sent twice, and the other copy is on record
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return b.store.Save(ctx, Change{Queue: []Item{b.eraseLater(item, to, ref)}})
}

// leftover tells the person what is still kept and where (DESIGN.md, invariant
// 4): copies on platforms, and the day from which on backups are unreadable.
func (b *Bot) leftover(text *policies.Text, kept []platformBody, desk bool) string {
	var said []string
	say := func(phrase policies.Phrase, params policies.Params) {
		said = append(said, policies.Plain(text.Phrase(phrase, params)))
	}
	for _, k := range kept {
		platform := b.Platform(k.Who.Channel)
		eraser, ok := b.channels[k.Who.Channel].(Eraser)
		switch {
		case len(k.Copies) > 0 && ok:
			say(policies.PhraseLeftoverPending, policies.Params{"platform": platform, "n": fmt.Sprint(len(k.Copies))})
		case len(k.Copies) > 0:
			say(policies.PhraseLeftoverPlatform, policies.Params{"platform": platform})
		}
		if ok && eraser.Leaves() && k.Who.ID != "" {
			say(policies.PhraseLeftoverOwn, policies.Params{"platform": platform})
		}
	}
	if desk {
		say(policies.PhraseLeftoverDesk, policies.Params{"platform": b.Platform(b.deskName)})
	}
	if len(said) == 0 {
		say(policies.PhraseLeftoverNone, nil)
	}
	if b.cfg.Rights.KeyCopies <= 0 {
		say(policies.PhraseLeftoverBackup, nil)
	} else {
		until := b.cfg.Now().Add(b.cfg.Rights.KeyCopies).UTC()
		say(policies.PhraseLeftoverKeys, policies.Params{"until": until.Format("2006-01-02")})
	}
	return strings.Join(said, " ")
}
