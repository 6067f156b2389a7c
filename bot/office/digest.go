package office

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"assent/bot"
)

// digestRequests lists the open requests, without the people who made them.
func (o *Office) digestRequests(ctx context.Context, app string) (string, error) {
	open, err := o.bot.OpenRequests(ctx)
	if err != nil {
		return "", err
	}
	var said []string
	n := 0
	for _, r := range open {
		if r.App != app {
			continue
		}
		if n++; n > maxListed {
			continue
		}
		due := "until " + r.AnswerBy.UTC().Format(time.DateOnly)
		if r.Overdue {
			due = "OVERDUE since " + r.AnswerBy.UTC().Format(time.DateOnly)
		}
		if r.AwaitsApproval {
			due += ", waits for an approval"
		}
		said = append(said, fmt.Sprintf("%s  %s, asked %s over %s, %s",
			r.Reference, r.Kind, r.At.UTC().Format(time.DateOnly), o.bot.Platform(r.Channel), due))
	}
	switch {
	case n == 0:
		return "No request is open.", nil
	case n > maxListed:
		said = append(said, fmt.Sprintf("and %d more: assent requests list", n-maxListed))
	}
	return fmt.Sprintf("Open requests: %d\n%s", n, strings.Join(said, "\n")), nil
}

// Digest summarizes what is open: waiting conversations, requests and due dates.
func (o *Office) Digest(ctx context.Context, app string) (string, error) {
	waiting, held, err := o.bot.HandoffCounts(ctx, app)
	if err != nil {
		return "", err
	}
	requests, err := o.digestRequests(ctx, app)
	if err != nil {
		return "", err
	}
	e, err := o.cfg.Library.Current(ctx, app)
	if err != nil {
		return "", err
	}
	said := fmt.Sprintf("Conversations: %d wait for an answer, the team has %d.\n%s\nPolicy: edition %s is in force.",
		waiting, held, requests, e.Label())
	ungated, err := o.bot.UnaskedChannels(ctx, app)
	if err != nil {
		return "", err
	}
	for _, u := range ungated {
		said += "\n" + u.String()
	}
	if points, err := o.OptInDrop(ctx, app); err != nil {
		return "", err
	} else if points > 0 {
		said += fmt.Sprintf("\nYesterday %d of a hundred fewer people agreed than in the four weeks before: "+
			"was something published, or did a channel change?", points)
	}
	if next, err := o.cfg.Store.NextDue(ctx); err != nil {
		return "", err
	} else if late := o.cfg.Now().Sub(next); !next.IsZero() && late > time.Minute {
		said += fmt.Sprintf("\nThe queue is %s behind: see the log.", late.Round(time.Second))
	}
	return said, nil
}

// announceDaily posts the digest to the desk each day; only one of several processes
// does.
func (o *Office) announceDaily(ctx context.Context) {
	if !o.bot.HasDesk() || o.cfg.Desk.Digest == "" {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(o.untilDigest()):
		}
		if err := o.AnnounceDigest(ctx); err != nil && ctx.Err() == nil {
			o.cfg.Log.Error("the daily digest could not be posted", "error", err)
		}
	}
}

// untilDigest is the time until the next digest.
func (o *Office) untilDigest() time.Duration {
	at, err := time.Parse("15:04", o.cfg.Desk.Digest)
	if err != nil {
		return 24 * time.Hour // the configuration was checked
	}
	now := o.cfg.Now().In(o.cfg.Desk.Zone.Location())
	next := time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, now.Location())
	if !next.After(now) {
		next = time.Date(now.Year(), now.Month(), now.Day()+1, at.Hour(), at.Minute(), 0, 0, now.Location())
	}
	return next.Sub(now)
}

// AnnounceDigest posts the digest to the desk, once a day however often it is
// called. Run calls it at the configured time.
func (o *Office) AnnounceDigest(ctx context.Context) error {
	if !o.bot.HasDesk() {
		return nil
	}
	day := o.cfg.Now().In(o.cfg.Desk.Zone.Location()).Format(time.DateOnly)
	key := bot.MessageKey{App: bot.DefaultApp, Channel: "digest", ID: day}
	err := o.cfg.Store.Save(ctx, bot.Change{MessageKey: key})
	if errors.Is(err, bot.ErrHandled) {
		return nil
	}
	if err != nil {
		return err
	}
	said, err := o.Digest(ctx, bot.DefaultApp)
	if err != nil {
		return err
	}
	return o.bot.Announce(ctx, "Today, "+day+"\n"+said)
}
