package bot

import (
	"context"
	"errors"
	"fmt"
)

// The ways in which a person changed a message.
const (
	revisedEdited  = "edited"
	revisedDeleted = "deleted"
)

// Revise follows a person who edited their message at the platform, or deleted it
// (text is empty): the earlier words are removed from the record, only the fact
// that there were some stays. id is the Message.ID of a message that was Mutable.
// It is not answered again.
func (b *Bot) Revise(ctx context.Context, u UserID, id, text string) error {
	if u.App == "" {
		u.App = DefaultApp
	}
	m := Message{ID: id, User: u, Text: text}
	m.tidy(b.cfg.Limits.TextBytes, b.cfg.Masking)
	unlock := b.locks.lock(u)
	defer unlock()
	b.memory.revise(u, id, m.Text)
	for range attempts {
		err := b.revise(ctx, u, id, m.Text)
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

func (b *Bot) revise(ctx context.Context, u UserID, id, text string) error {
	p, err := b.store.Person(ctx, u)
	if err != nil || !p.Known() || p.Stage == StageErasing {
		return err
	}
	for e, err := range b.store.Events(ctx, p.ID) {
		if err != nil {
			return fmt.Errorf("revise: %w", err)
		}
		if e.Kind != EventMessage {
			continue
		}
		body, err := DecodeEvent[messageBody](e)
		if err != nil {
			return err
		}
		if body.Message != id || body.Channel != u.Channel {
			continue
		}
		body.Text, body.Revised = text, revisedEdited
		if text == "" {
			if err := b.forget(ctx, p.ID, body.Files); err != nil {
				return err
			}
			body.Files, body.Revised = nil, revisedDeleted
		}
		e.Body = mustJSON(body)
		return b.store.Save(ctx, Change{Person: p, Rewrite: []Event{e}})
	}
	return nil
}
