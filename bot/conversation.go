package bot

import (
	"context"
	"iter"
	"slices"

	"assent/policies"
)

// Line is one line of a conversation as the person saw it.
type Line struct {
	ID      string // of the event, or of the reply
	From    string // "person", "bot" or "agent"
	Text    policies.Markdown
	Choices []Choice
	Files   []File

	agent PersonID
}

// Conversation yields what was said with u since they agreed, oldest first.
func (b *Bot) Conversation(ctx context.Context, u UserID) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		p, err := b.store.Person(ctx, u)
		if err != nil {
			yield(Line{}, err)
			return
		}
		if p.Known() {
			b.linesOf(ctx, b.store.Events(ctx, p.ID), yield)
		}
	}
}

// Latest returns so many of the newest lines of a conversation, oldest first.
func (b *Bot) Latest(ctx context.Context, id PersonID, n int) (lines []Line, err error) {
	b.linesOf(ctx, b.store.Newest(ctx, id), func(l Line, failed error) bool {
		if err = failed; err == nil {
			lines = append(lines, l)
		}
		return err == nil && len(lines) < n
	})
	slices.Reverse(lines)
	return lines, err
}

// linesOf yields what was said among events.
func (b *Bot) linesOf(ctx context.Context, events iter.Seq2[Event, error], yield func(Line, error) bool) {
	for e, err := range events {
		var l Line
		if err == nil {
			l, err = lineOf(e)
		}
		if err == nil && l.agent != "" {
			l.Text, err = b.signed(ctx, l.agent, l.Text)
		}
		if err != nil {
			yield(Line{}, err)
			return
		}
		if l.From != "" && !yield(l, nil) {
			return
		}
	}
}

func lineOf(e Event) (Line, error) {
	switch e.Kind {
	case EventMessage:
		m, err := DecodeEvent[messageBody](e)
		if m.Revised == revisedExpired {
			return Line{}, err
		}
		return Line{ID: e.ID, From: "person", Text: policies.Markdown(m.Text), Files: m.Files}, err
	case EventReply:
		r, err := DecodeEvent[replyBody](e)
		if r.Revised == revisedExpired {
			return Line{}, err
		}
		from := "bot"
		if r.Agent != "" {
			from = "agent"
		}
		return Line{ID: r.ID, From: from, Text: r.Text, Choices: r.Choices, Files: r.Files, agent: r.Agent}, err
	}
	return Line{}, nil
}
