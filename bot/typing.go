package bot

import (
	"context"
)

// Typist is implemented by channels and desks that can show that somebody is
// typing. It is shown for a few seconds and stored nowhere.
type Typist interface {
	// Typing shows it to a person, or in a desk thread if to is the thread's place.
	Typing(ctx context.Context, to UserID) error
}

// AgentTypes shows a person that a team member is typing in the desk thread about
// them, if their channel can and if the team may write to them.
func (b *Bot) AgentTypes(ctx context.Context, app, place string) error {
	p, err := b.store.Person(ctx, UserID{App: app, Channel: deskChannel(b.deskName), ID: place})
	if err != nil || p.Handoff == nil {
		return err
	}
	_, material, err := b.edition(ctx, p.App)
	if err != nil || p.whyTeamMayNotWrite(material) != "" {
		return err
	}
	if t, ok := b.channels[p.Handoff.User.Channel].(Typist); ok {
		return t.Typing(ctx, p.Handoff.User)
	}
	return nil
}

// PersonTypes shows the team that a person is typing, while it has the
// conversation.
func (b *Bot) PersonTypes(ctx context.Context, u UserID) error {
	t, ok := b.desk.(Typist)
	if !ok {
		return nil
	}
	p, err := b.store.Person(ctx, u)
	if err != nil || p.Handoff == nil {
		return err
	}
	_, material, err := b.edition(ctx, p.App)
	if err != nil || p.whyTeamMayNotWrite(material) != "" {
		return err
	}
	place, ok := p.place(p.Handoff.Reference)
	if !ok {
		return nil
	}
	return t.Typing(ctx, place)
}
