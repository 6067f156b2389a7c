package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"assent/bot"
	"assent/policies"
)

// desk is the team's text channel in a server, with a thread for each
// conversation, started from its card. Discord gives the thread the card's id.
type desk struct{ *Channel }

var (
	_ bot.Desk     = desk{}
	_ bot.DeskHost = (*Channel)(nil)
	_ bot.Typist   = desk{}
	_ bot.Typist   = (*Channel)(nil)
)

// Desk implements bot.DeskHost.
func (c *Channel) Desk() bot.Desk {
	if c.cfg.DeskChannel == "" {
		return nil
	}
	return desk{c}
}

// Codes of Discord's errors about threads and permissions.
const (
	missingPermissions = 50013
	notTheAuthor       = 50003
	threadExists       = 160004
)

// archiveAfter is how many minutes of silence hide a thread: a week, the maximum.
const archiveAfter = 10080

var noMentions = &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}

// Open implements bot.Desk. The nonce finds a card that was posted before.
func (d desk) Open(ctx context.Context, card bot.Card, _ bool) (string, error) {
	p := render(card)
	p.Nonce, p.Enforce = nonce("card "+card.Reference, 0), true
	id, err := d.create(ctx, d.cfg.DeskChannel, p)
	if err != nil {
		return "", explain(err)
	}
	_, err = d.api.MessageThreadStart(d.cfg.DeskChannel, id, card.Reference, archiveAfter, discordgo.WithContext(ctx))
	if err != nil && code(err) != threadExists {
		return "", explain(err)
	}
	d.noteThread(id, true)
	return d.cfg.DeskChannel + ":" + id, nil
}

// Show implements bot.Desk.
func (d desk) Show(ctx context.Context, place string, card bot.Card) error {
	channel, id, _ := strings.Cut(place, ":")
	p := render(card)
	if p.Components == nil {
		p.Components = []discordgo.MessageComponent{}
	}
	endpoint := discordgo.EndpointChannelMessage(channel, id)
	_, err := d.api.RequestWithBucketID(http.MethodPatch, endpoint, map[string]any{
		"content": p.Content, "components": p.Components, "allowed_mentions": p.Mentions,
	}, discordgo.EndpointChannelMessage(channel, ""), discordgo.WithContext(ctx))
	if k := code(err); k == unknownMessage || k == unknownChannel {
		return bot.ErrNoThread
	}
	if err == nil && card.Gone() {
		err = d.empty(ctx, id)
	}
	return explain(err)
}

// empty deletes the messages in a thread, as far as the bot may.
func (d desk) empty(ctx context.Context, thread string) error {
	for before := ""; ; {
		page, err := d.api.ChannelMessages(thread, 100, before, "", "", discordgo.WithContext(ctx))
		if k := code(err); k == unknownChannel {
			return nil
		}
		if err != nil || len(page) == 0 {
			return err
		}
		for _, m := range page {
			err := d.api.ChannelMessageDelete(thread, m.ID, discordgo.WithContext(ctx))
			final := []int{unknownMessage, missingPermissions, notTheAuthor, systemMessage}
			if k := code(err); err != nil && !slices.Contains(final, k) {
				return err
			}
		}
		before = page[len(page)-1].ID
	}
}

// systemMessage is the error for Discord's own messages, such as that the thread
// was started.
const systemMessage = 50021

// Post implements bot.Desk.
func (d desk) Post(ctx context.Context, place string, l bot.DeskPost) (bot.PlatformRef, error) {
	_, thread, _ := strings.Cut(place, ":")
	text := policies.Verbatim(l.Text)
	switch l.From {
	case bot.FromPast:
		text = "**What was said before**\n\n" + text
	case bot.FromBot:
		text = "ⓘ " + text
	}
	r := bot.Reply{Text: text}
	for _, f := range l.Files {
		content, err := f.Open(ctx)
		if errors.Is(err, bot.ErrNotFound) {
			continue // deleted by the person meanwhile
		}
		if err == nil {
			err = content.Close()
		}
		if err != nil {
			return "", err
		}
		r.Files = append(r.Files, f)
	}
	posts, err := d.posts(ctx, r)
	if err != nil {
		return "", err
	}
	sent := copies{Channel: thread}
	for i, p := range posts {
		if p.Content == "" && len(p.files) == 0 {
			continue
		}
		p.Nonce, p.Enforce = nonce(l.ID, i), true
		id, err := d.create(ctx, thread, p)
		if code(err) == unknownChannel {
			return "", bot.ErrNoThread
		}
		if err != nil {
			return "", explain(err)
		}
		sent.Messages = append(sent.Messages, id)
	}
	return sent.ref(), nil
}

func (c copies) ref() bot.PlatformRef {
	b, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("discord: a platform ref: %v", err)) // it holds strings
	}
	return bot.PlatformRef(b)
}

// Typing implements bot.Typist.
func (d desk) Typing(ctx context.Context, place bot.UserID) error {
	_, thread, _ := strings.Cut(place.ID, ":")
	return explain(d.api.ChannelTyping(thread, discordgo.WithContext(ctx)))
}

// Typing implements bot.Typist.
func (c *Channel) Typing(ctx context.Context, to bot.UserID) error {
	dm, err := c.dm(ctx, to.ID)
	if err == nil {
		err = c.api.ChannelTyping(dm, discordgo.WithContext(ctx))
	}
	return explain(err)
}

// Announce implements bot.Desk.
func (d desk) Announce(ctx context.Context, text string) error {
	for _, part := range split(policies.DiscordMarkdown(policies.Verbatim(text)), maxContent) {
		if _, err := d.create(ctx, d.cfg.DeskChannel, post{Content: part, Mentions: noMentions}); err != nil {
			return explain(err)
		}
	}
	return nil
}

var states = map[bot.HandoffState]string{
	bot.HandoffWaiting: "⏳ **Waits for an answer**",
	bot.HandoffTaken:   "💬 **In conversation**",
	bot.HandoffEnded:   "✅ **Closed**",
}

const (
	// deskAction begins the ids of what can be pressed on a card.
	deskAction = "desk/"
	maxOptions = 25
)

// render renders a card, with no more about the person than the team needs.
func render(c bot.Card) post {
	if c.Gone() {
		return post{Content: "🗑️ **Erased** · " + c.Reference, Mentions: noMentions}
	}
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "\n**%s:** %s", name, policies.DiscordMarkdown(policies.Verbatim(value)))
		}
	}
	b.WriteString(states[c.State] + " · " + c.Reference)
	line("Consent", c.Agreed())
	line("Policy edition", c.Edition+" ("+c.Consent.Lang+")")
	line("Over", c.Channel)
	line("Language", c.Lang)
	for _, p := range c.Purposes {
		line("Purpose "+string(p.Purpose), string(p.State))
	}
	for _, r := range c.Requests[:min(len(c.Requests), 5)] {
		line("Open request", string(r.Kind)+" "+r.Reference+", until "+r.AnswerBy.UTC().Format(time.DateOnly))
	}
	line("With", c.Agent)
	if n := len(c.Tickets); n > 0 {
		line("Ticket", c.Tickets[n-1].ID)
	}
	if c.Silenced != "" {
		line("⛔ Nothing can be written to them", c.Silenced)
	}
	if c.LegalHold {
		b.WriteString("\n⚖️ A legal hold keeps what they said.")
	}
	if c.Blocked {
		b.WriteString("\n🚫 Blocked")
	}
	content := []rune(b.String())
	return post{Content: string(content[:min(len(content), maxContent)]), Components: actions(c), Mentions: noMentions}
}

// actions are what can be pressed on a card.
func actions(c bot.Card) []discordgo.MessageComponent {
	button := func(kind bot.ActKind, label string, style discordgo.ButtonStyle) discordgo.MessageComponent {
		return discordgo.Button{CustomID: deskAction + string(kind), Label: label, Style: style}
	}
	row := func(list ...discordgo.MessageComponent) discordgo.MessageComponent {
		return discordgo.ActionsRow{Components: list}
	}
	if c.State == bot.HandoffEnded {
		switch {
		case c.Blocked:
			return []discordgo.MessageComponent{row(button(bot.ActUnblock, "Unblock", discordgo.SecondaryButton))}
		case c.Silenced != "":
			return nil
		}
		return []discordgo.MessageComponent{row(button(bot.ActTake, "Open again", discordgo.SecondaryButton))}
	}
	first := []discordgo.MessageComponent{
		button(bot.ActTake, "Take", discordgo.PrimaryButton),
		button(bot.ActResolve, "Resolve", discordgo.SecondaryButton),
	}
	if c.Silenced == "" {
		first = append(first, button(bot.ActExport, "Offer a copy of their data", discordgo.SecondaryButton),
			button(bot.ActErasure, "Offer deletion", discordgo.DangerButton))
	} else {
		first = append(first, button(bot.ActAsk, "Ask for consent again", discordgo.SecondaryButton))
	}
	rows := []discordgo.MessageComponent{
		row(append(first, button(bot.ActBlock, "Block", discordgo.DangerButton))...),
		row(discordgo.SelectMenu{
			MenuType: discordgo.UserSelectMenu, CustomID: deskAction + string(bot.ActAssign),
			Placeholder: "Give to …",
		}),
	}
	if len(c.Topics) > 0 && c.Silenced == "" {
		menu := discordgo.SelectMenu{
			MenuType: discordgo.StringSelectMenu, CustomID: deskAction + string(bot.ActSection),
			Placeholder: "Send policy section …",
		}
		for _, topic := range c.Topics[:min(len(c.Topics), maxOptions)] {
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: string(topic), Value: string(topic)})
		}
		rows = append(rows, row(menu))
	}
	return rows
}
