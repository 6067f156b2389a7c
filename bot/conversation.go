package bot

import (
	"context"
	"iter"
	"slices"
	"time"

	"assent/policies"
)

// Line is one line of a conversation as the person saw it.
type Line struct {
	ID      string // of the event, or of the reply
	From    string // "person", "bot" or "agent"
	Text    policies.Markdown
	Choices []Choice
	Files   []File
	At      time.Time
	Channel string // empty for replies

	agent   PersonID // of the team, whose words they are
	choice  string   // what the person pressed instead of typing
	revised string   // as in messageBody and replyBody; what is deleted or expired has no text
}

// Conversation yields what was said with u since they agreed, oldest first. It
// leaves out what has expired.
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

// Latest returns the n newest lines of a conversation, oldest first.
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

// linesOf yields the lines of events, but for those that have expired.
func (b *Bot) linesOf(ctx context.Context, events iter.Seq2[Event, error], yield func(Line, error) bool) {
	for e, err := range events {
		var l Line
		if err == nil {
			l, err = lineOf(e)
		}
		if err == nil && (l.From == "" || l.revised == revisedExpired) {
			continue
		}
		if err == nil && l.agent != "" {
			l.Text, err = b.signed(ctx, l.agent, l.Text)
		}
		if err != nil {
			yield(Line{}, err)
			return
		}
		if !yield(l, nil) {
			return
		}
	}
}

// lineOf reads a line from an event; From is empty if nothing was said in it.
func lineOf(e Event) (Line, error) {
	l := Line{ID: e.ID, At: e.At.UTC()}
	switch e.Kind {
	case EventMessage:
		m, err := DecodeEvent[messageBody](e)
		if err != nil {
			return Line{}, err
		}
		l.From, l.Channel, l.Text, l.Files = "person", m.Channel, policies.Markdown(m.Text), m.Files
		l.choice, l.revised = m.Choice, m.Revised
	case EventReply:
		r, err := DecodeEvent[replyBody](e)
		if err != nil {
			return Line{}, err
		}
		l.From = "bot"
		if r.Agent != "" {
			l.From = "agent"
		}
		l.ID, l.Text, l.Choices, l.Files = r.ID, r.Text, r.Choices, r.Files
		l.agent, l.revised = r.Agent, r.Revised
	}
	return l, nil
}
