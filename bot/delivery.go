package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// deliver sends one reply and settles it. A reply is settled after the channel
// took it: after a crash in between it is sent again, under the same ID.
func (b *Bot) deliver(ctx context.Context, item Item) error {
	var r replyItem
	if err := json.Unmarshal(item.Body, &r); err != nil {
		return fmt.Errorf("a queued reply: %w", err)
	}
	channel := b.channels[r.To.Channel]
	if channel == nil {
		return fmt.Errorf("channel %s is not configured: its replies stay in the queue", r.To.Channel)
	}
	if r.Broadcast != nil {
		if may, err := b.permit(ctx, item, r); err != nil || !may {
			return err
		}
	}
	b.attach(item.Person, &r.Reply)
	if r.Reply.Agent != "" {
		text, err := b.signed(ctx, r.Reply.Agent, r.Reply.Text)
		if err != nil {
			return err
		}
		r.Reply.Text = text
	}
	sent, begun := b.cfg.Now(), time.Now()
	ref, err := b.send(ctx, channel, r)
	b.cfg.Watcher.Sent(r.To.Channel, sendOutcome(err), time.Since(begun), b.cfg.Now().Sub(r.Reply.At))
	var ended result
	switch {
	case errors.Is(err, ErrOptedOut):
		ended = optedOut{r.Reply}
	case errors.Is(err, ErrUndeliverable):
		ended = undeliverable{r.Reply}
	case err != nil:
		b.cfg.Count("reply_delayed", r.To.Channel)
		return fmt.Errorf("send via %s: %w", r.To.Channel, err)
	default:
		b.cfg.Count("reply_sent", r.To.Channel)
		if ref == "" && !r.Reply.Notice {
			return b.done(ctx, item)
		}
		ended = delivered{r.Reply, ref, sent}
	}
	m := Message{Kind: KindResult, User: r.To, person: item.Person, item: &item, At: b.cfg.Now(), result: ended}
	_, err = b.handle(ctx, m)
	switch {
	case errors.Is(err, ErrNotFound):
		return b.afterErasure(ctx, item, r.To, ref)
	case errors.Is(err, ErrHandled):
		return b.droppedMeanwhile(ctx, item, r.To, ref)
	}
	return err
}

// send checks the suppression list before it sends anything via a carrier. Consent
// and restriction were checked when the reply was decided on, and are not checked
// here again (DESIGN.md, invariant 13).
func (b *Bot) send(ctx context.Context, channel Channel, r replyItem) (PlatformRef, error) {
	if b.ByPhone(r.To.Channel) && !r.Reply.Last {
		stopped, err := b.store.Suppressed(ctx, r.To)
		if err != nil {
			return "", fmt.Errorf("check the suppression list: %w", err)
		}
		if stopped {
			return "", fmt.Errorf("%w: they said STOP", ErrUndeliverable)
		}
	}
	return channel.Send(ctx, r.To, r.Reply)
}

func sendOutcome(err error) Outcome {
	switch {
	case err == nil:
		return OutcomeSent
	case errors.Is(err, ErrUndeliverable):
		return OutcomeUndeliverable
	case errors.Is(err, ErrAway):
		return OutcomeAway
	}
	return OutcomeRetried
}

// attach gives the files of a reply their content and their one-time link.
func (b *Bot) attach(id PersonID, r *Reply) {
	for i := range r.Files {
		file := &r.Files[i]
		if file.Content != nil {
			file.Open = func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader(file.Content)), nil
			}
			if b.cfg.PublicURL != "" {
				file.DownloadURL = b.cfg.PublicURL + CertificatePath + string(file.ID)
			}
			continue
		}
		file.Open = func(ctx context.Context) (io.ReadCloser, error) { return b.store.OpenFile(ctx, id, file.ID) }
		if b.cfg.PublicURL != "" && r.Token != "" {
			file.DownloadURL = b.cfg.PublicURL + DownloadPath + r.Token
		}
	}
}
