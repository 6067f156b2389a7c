package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// Jobs: slow work that never runs under a person's lock.
const (
	jobExport = "export"
	jobErase  = "erase" // collects what the rest needs into jobShred
	jobShred  = "shred" // destroys the person's key, answers
	jobPurge  = "purge" // deletes the rows, unreadable by then
	// jobPlatform deletes copies that a platform did not delete at once.
	jobPlatform       = "platform"
	jobInterpret      = "interpret" // asks the Interpreter what a message means
	jobRetain         = "retain"    // deletes what has expired
	jobFind           = "find"      // finds what a request is about
	jobScrub          = "scrub"     // deletes or corrects single events
	jobPhrase         = "phrase"    // phrases an answer
	jobFetch          = "fetch"     // fetches a file that a person sent
	jobLinkAccounts   = "link"      // links two accounts
	jobFan            = "fan"       // carries a request over to a linked account
	jobAssist         = "assist"    // passes a message to the assistant
	jobPassOn         = "pass_on"   // sends an agent's file to the person
	jobRetract        = "retract"   // retracts what an agent said
	jobConsentReceipt = "receipt"   // writes a receipt for a person's consents
)

// Job does the slow work of a queue item. It takes the item off the queue with
// Change.Done; after an error it is called again later.
type Job func(ctx context.Context, item Item) error

// RegisterJob makes run do the items of the job lane with this name. It is for
// packages above this one, and is called before Run.
func (b *Bot) RegisterJob(name string, run Job) { b.jobs[name] = run }

// ExpireFile returns the item that removes a person's file at due.
func ExpireFile(p Person, file FileID, due time.Time) Item {
	return Item{
		ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneTimer, Name: timerFile, Due: due,
		Body: mustJSON(itemBody{User: p.Users[0], Reference: string(file)}),
	}
}

// maxExportAttempts is the number of failures after which the person is told.
const maxExportAttempts = 5

func (b *Bot) job(ctx context.Context, item Item) error {
	switch item.Name {
	case jobExport:
		return b.export(ctx, item)
	case jobErase:
		return b.erase(ctx, item)
	case jobShred:
		return b.shred(ctx, item)
	case jobInterpret:
		return b.interpret(ctx, item)
	case jobRetain:
		return b.retain(ctx, item)
	case jobFind:
		return b.find(ctx, item)
	case jobScrub:
		return b.scrub(ctx, item)
	case jobAssist:
		return b.assist(ctx, item)
	case jobLinkAccounts:
		return b.linkAccounts(ctx, item)
	case jobFan:
		return b.fanOut(ctx, item)
	case jobPassOn:
		return b.passOn(ctx, item)
	case jobRetract:
		return b.retract(ctx, item)
	case jobConsentReceipt:
		return b.writeConsentReceipt(ctx, item)
	case jobPhrase:
		return b.phrase(ctx, item)
	case jobFetch:
		return b.fetch(ctx, item)
	case jobPlatform:
		return b.platformJob(ctx, item)
	case jobPurge:
		if err := b.store.Purge(ctx, item.Person); err != nil {
			return fmt.Errorf("purge an erased person: %w", err)
		}
		return b.done(ctx, item)
	}
	if run := b.jobs[item.Name]; run != nil {
		return run(ctx, item)
	}
	return fmt.Errorf("job %q is unknown to this version", item.Name)
}

// jobOf reads a job's body and its person. If the person has no ID there is
// nothing to do: they were erased and the job was ended, unless err is set.
func jobOf[T any](ctx context.Context, b *Bot, item Item) (body T, p Person, err error) {
	if body, err = decodeBody[T](item); err != nil {
		return body, p, err
	}
	p, err = b.store.PersonByID(ctx, item.Person)
	if errors.Is(err, ErrNotFound) {
		return body, Person{}, b.done(ctx, item)
	}
	if err != nil {
		return body, Person{}, fmt.Errorf("job %s: %w", item.Name, err)
	}
	return body, p, nil
}
