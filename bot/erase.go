package bot

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"assent/bot/ledger"
	"assent/policies"
)

// An erasure runs in this order, and each part can be repeated after a crash:
//
//  1. The gate fences the person: nothing more is decided for them.
//  2. erase: in one transaction, what the rest needs moves into a job with a
//     key of its own, and everything else queued for the person is dropped.
//  3. shred: the erasure record is written, then the person's key and their
//     row are deleted. From here on nothing about them can be read, not even
//     in backups of the data.
//  4. Platforms are asked to delete their copies; jobs of their own retry what
//     platforms do not delete at once.
//     The answer is queued, under a key of its own, and the job ends.
//  5. purge: the rows, unreadable by now, are deleted.

// shredBody is what the rest of an erasure needs to know about a person.
type shredBody struct {
	To        UserID             `json:"to"`
	Lang      string             `json:"language"`
	Reference string             `json:"reference"`
	Counts    string             `json:"counts"`
	Silent    bool               `json:"silent,omitempty"`   // an officer ordered it: the person is not told
	Copies    []platformCopyBody `json:"receipts,omitempty"` // that platforms keep
	Users     []UserID           `json:"users,omitempty"`
	Desk      bool               `json:"desk,omitempty"` // the desk has threads about them
	// For the certificate.
	Certificate string        `json:"certificate,omitempty"` // its name
	Stores      []ErasedStore `json:"stores,omitempty"`
	Begun       time.Time     `json:"begun,omitzero"`
	Salt        string        `json:"salt,omitempty"` // of the line in the ledger

	found []int // copies at each platform; set by shred
}

// fact is what the ledger commits to for the erasure.
func (r shredBody) fact(id PersonID) erasureFact {
	return erasureFact{Person: id, Reference: r.Reference, At: r.Begun}
}

func (b *Bot) erase(ctx context.Context, item Item) error {
	body, p, err := jobOf[itemBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	if p.Stage != StageErasing {
		// Nothing leads back from erasing, so this person was read before the
		// order, or was kept after all. Save compares revisions: an outdated
		// read must not drop the job.
		return b.store.Save(ctx, Change{Person: p, Done: []string{item.ID}})
	}
	edition, _, err := b.edition(ctx, p.App)
	if err != nil {
		return err
	}
	if err := b.forgetAgent(ctx, p); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	rest := shredBody{
		To: body.User, Lang: p.Lang, Reference: body.Reference,
		Counts: describeCounts(edition.Text(p.Lang), p), Silent: body.Silent, Users: p.Users,
		Certificate: rand.Text(), Begun: b.cfg.Now().UTC(), Salt: rand.Text(),
	}
	for e, err := range b.store.Events(ctx, p.ID) {
		if err != nil {
			return fmt.Errorf("erase: %w", err)
		}
		if e.Kind != EventPlatformCopy {
			continue
		}
		c, err := DecodeEvent[platformCopyBody](e)
		if err != nil {
			return err
		}
		rest.Copies = append(rest.Copies, c)
	}
	rest.Stores, rest.Desk = storesOf(p), len(p.Threads) > 0
	var elsewhere []Item
	if !body.Silent {
		elsewhere = b.fanErasure(p, body.User.Channel)
	}
	// Together with the person, so that no platform copy is recorded in between.
	err = b.store.Save(ctx, Change{
		Person: p, Done: []string{item.ID}, DropQueue: p.ID,
		Ledger: []ledger.Record{mustRecord(p.App, ledger.KindErasure, rest.Begun, rest.Salt, rest.fact(p.ID))},
		Queue: append(append(elsewhere, p.deskItems(b.cfg.Now())...), Item{
			ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneJob, Name: jobShred,
			Due: b.cfg.Now(), OwnKey: true, Body: mustJSON(rest),
		}),
	})
	if err == nil {
		b.memory.drop(body.User)
		b.Wake()
	}
	return err
}

func (b *Bot) shred(ctx context.Context, item Item) error {
	rest, err := decodeBody[shredBody](item)
	if err != nil {
		return err
	}
	if err := b.store.Erase(ctx, item.Person, b.cfg.Now()); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	b.memory.drop(rest.To)
	next := []Item{{
		ID: rand.Text(), App: item.App, Person: item.Person, Lane: LaneJob, Name: jobPurge,
		Due: b.cfg.Now(), OwnKey: true, Body: mustJSON(itemBody{}),
	}}
	erased := b.cfg.Now()
	kept := rest.atPlatforms(erased.Add(platformGivesUp))
	rest.found = make([]int, len(kept))
	asking, cancel := context.WithTimeout(ctx, platformPatience)
	defer cancel()
	for i := range kept {
		rest.found[i] = len(kept[i].Copies)
		b.eraseCopies(asking, &kept[i])
		if _, ok := b.channels[kept[i].Who.Channel].(Eraser); ok && len(kept[i].Copies) > 0 {
			kept[i].Certificate, kept[i].Reference, kept[i].Lang = rest.Certificate, rest.Reference, rest.Lang
			if !rest.Silent {
				kept[i].To = rest.To
			}
			next = append(next, kept[i].item(item.App, item.Person, b.cfg.Now().Add(platformFirstPause)))
		}
	}
	signed, err := b.certified(ctx, item, rest, erased, kept)
	if err != nil {
		return err
	}
	if !rest.Silent {
		edition, _, err := b.edition(ctx, item.App)
		if err != nil {
			return err
		}
		text := edition.Text(rest.Lang)
		certificate := policies.Plain(text.Phrase(policies.PhraseErasureCertificate, nil))
		said := text.Phrase(policies.PhraseErasureDone, policies.Params{
			"reference": rest.Reference, "counts": rest.Counts,
			"leftover": b.leftover(text, kept, rest.Desk) + " " + certificate,
		})
		next = append(next, b.aboutErasure(item, rest.To, text, said, signed))
	}
	return b.settled(ctx, item, signed, rest.Reference, "", next...)
}
