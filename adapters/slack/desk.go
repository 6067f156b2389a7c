package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"assent/bot"
)

// desk is the team's channel in the workspace, with a thread for each
// conversation.
type desk struct{ *Channel }

var (
	_ bot.Desk     = desk{}
	_ bot.DeskHost = (*Channel)(nil)
)

// Desk implements bot.DeskHost.
func (c *Channel) Desk() bot.Desk {
	if c.cfg.DeskChannel == "" {
		return nil
	}
	return desk{c}
}

// place identifies a thread by its channel and its first post.
func place(channel, ts string) string { return channel + ":" + ts }

// lineEvent is the metadata type by which a post is found again.
const lineEvent = "assent_line"

func named(id string) slack.MsgOption {
	return slack.MsgOptionMetadata(slack.SlackMetadata{EventType: lineEvent, EventPayload: map[string]any{"id": id}})
}

func (d desk) quiet(options ...slack.MsgOption) []slack.MsgOption {
	return append(options, slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
}

// Open implements bot.Desk.
func (d desk) Open(ctx context.Context, card bot.Card, again bool) (string, error) {
	if again {
		var page *slack.GetConversationHistoryResponse
		err := d.patiently(ctx, func() (err error) {
			page, err = d.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
				ChannelID: d.cfg.DeskChannel, Limit: 200, IncludeAllMetadata: true,
				Oldest: fmt.Sprintf("%d.000000", card.Since.Add(-time.Minute).Unix()),
			})
			return err
		})
		if err != nil {
			return "", d.explain(err)
		}
		if ts := find(page.Messages, card.Reference); ts != "" {
			return place(d.cfg.DeskChannel, ts), nil
		}
	}
	ts, err := d.post(ctx, "", append(d.card(card), named(card.Reference))...)
	return place(d.cfg.DeskChannel, ts), err
}

// find returns the timestamp of the post with that id in its metadata.
func find(posts []slack.Message, id string) string {
	for _, m := range posts {
		if m.Metadata.EventType == lineEvent && m.Metadata.EventPayload["id"] == id {
			return m.Timestamp
		}
	}
	return ""
}

func (d desk) post(ctx context.Context, thread string, options ...slack.MsgOption) (ts string, err error) {
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	err = d.patiently(ctx, func() (err error) {
		_, ts, err = d.api.PostMessageContext(ctx, d.cfg.DeskChannel, d.quiet(options...)...)
		return err
	})
	if says(err, "thread_not_found", "cannot_reply_to_message") {
		return "", bot.ErrNoThread
	}
	return ts, d.explain(err)
}

// Show implements bot.Desk.
func (d desk) Show(ctx context.Context, at string, card bot.Card) error {
	channel, ts, _ := strings.Cut(at, ":")
	err := d.patiently(ctx, func() error {
		_, _, _, err := d.api.UpdateMessageContext(ctx, channel, ts, d.card(card)...)
		return err
	})
	if says(err, "message_not_found", "channel_not_found") {
		return bot.ErrNoThread
	}
	return d.explain(err)
}

// Post implements bot.Desk.
func (d desk) Post(ctx context.Context, at string, l bot.DeskPost) (bot.PlatformRef, error) {
	channel, thread, _ := strings.Cut(at, ":")
	sent := copies{Channel: channel}
	var there []slack.Message
	if l.Again {
		err := d.patiently(ctx, func() (err error) {
			there, _, _, err = d.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
				ChannelID: channel, Timestamp: thread, Limit: 1000, IncludeAllMetadata: true,
			})
			return err
		})
		if says(err, "thread_not_found") {
			return "", bot.ErrNoThread
		}
		if err != nil {
			return "", d.explain(err)
		}
	}
	for i, text := range split(l.Text, maxSection) {
		if text == "" {
			continue
		}
		id := fmt.Sprint(l.ID, "/", i)
		ts := find(there, id)
		if ts == "" {
			var err error
			if ts, err = d.post(ctx, thread, append(line(l.From, text), named(id))...); err != nil {
				return "", err
			}
		}
		sent.Posts = append(sent.Posts, ts)
	}
	for _, f := range l.Files {
		id, err := d.upload(ctx, channel, thread, f)
		if errors.Is(err, bot.ErrNotFound) {
			continue // deleted by the person meanwhile
		}
		if err != nil {
			return "", d.explain(err)
		}
		sent.Files = append(sent.Files, id)
	}
	return sent.ref(), nil
}

// Announce implements bot.Desk.
func (d desk) Announce(ctx context.Context, text string) error {
	for _, part := range split(text, maxSection) {
		if _, err := d.post(ctx, "", slack.MsgOptionText(part, true)); err != nil {
			return err
		}
	}
	return nil
}

// line renders a post of a thread. What people wrote is shown as they wrote it.
func line(from bot.PostFrom, text string) []slack.MsgOption {
	plain := slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
	switch from {
	case bot.FromPerson:
		return []slack.MsgOption{
			slack.MsgOptionText(text, true), slack.MsgOptionBlocks(slack.NewSectionBlock(plain, nil, nil)),
		}
	case bot.FromPast:
		title := slack.NewTextBlockObject(slack.MarkdownType, "*What was said before*", false, false)
		return []slack.MsgOption{
			slack.MsgOptionText("What was said before", false),
			slack.MsgOptionBlocks(slack.NewContextBlock("", title), slack.NewSectionBlock(plain, nil, nil)),
		}
	}
	note := slack.NewTextBlockObject(slack.PlainTextType, "ⓘ "+text, false, false)
	return []slack.MsgOption{
		slack.MsgOptionText(text, true), slack.MsgOptionBlocks(slack.NewContextBlock("", note)),
	}
}

// deskAction begins the ids of the card's buttons; the kind of act follows.
const deskAction = "desk_"

// states are the headings of a card, by the state of the handoff.
var states = map[bot.HandoffState]string{
	bot.HandoffWaiting: ":hourglass_flowing_sand: *Waits for an answer*",
	bot.HandoffTaken:   ":speech_balloon: *In conversation*",
	bot.HandoffEnded:   ":white_check_mark: *Closed*",
}

// card renders a card, with no more about the person than the team needs.
func (d desk) card(c bot.Card) []slack.MsgOption {
	mrkdwn := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.MarkdownType, s, false, false)
	}
	head := states[c.State] + " · " + c.Reference
	if c.Gone() {
		return []slack.MsgOption{slack.MsgOptionText("Erased · "+c.Reference, false), slack.MsgOptionBlocks(
			slack.NewSectionBlock(mrkdwn(":wastebasket: *Erased* · "+c.Reference), nil, nil),
		)}
	}
	var fields []*slack.TextBlockObject
	field := func(name, value string) {
		if value != "" {
			fields = append(fields, mrkdwn("*"+name+"*\n"+escaped(value)))
		}
	}
	field("Consent", c.Agreed())
	field("Policy edition", c.Edition+" ("+c.Consent.Lang+")")
	field("Over", c.Channel)
	field("Language", c.Lang)
	var purposes []string
	for _, p := range c.Purposes {
		purposes = append(purposes, string(p.Purpose)+": "+string(p.State))
	}
	field("Purposes", strings.Join(purposes, "\n"))
	var requests []string
	for _, r := range c.Requests[:min(len(c.Requests), 5)] {
		due := ""
		if !r.AnswerBy.IsZero() {
			due = ", until " + r.AnswerBy.UTC().Format("2006-01-02")
		}
		requests = append(requests, string(r.Kind)+" "+r.Reference+due)
	}
	field("Open requests", strings.Join(requests, "\n"))
	field("With", c.Agent)
	if n := len(c.Tickets); n > 0 {
		field("Ticket", c.Tickets[n-1].ID)
	}
	blocks := []slack.Block{slack.NewSectionBlock(mrkdwn(head), nil, nil), slack.NewSectionBlock(nil, fields, nil)}
	for text, on := range map[string]bool{
		":no_entry: " + escaped(c.Silenced) + " Nothing can be written to them.": c.Silenced != "",
		":scales: A legal hold keeps what they said.":                            c.LegalHold,
		":no_entry_sign: Blocked":                                                c.Blocked,
	} {
		if on {
			blocks = append(blocks, slack.NewContextBlock("", mrkdwn(text)))
		}
	}
	blocks = append(blocks, d.actions(c)...)
	return []slack.MsgOption{
		slack.MsgOptionText(states[c.State]+" · "+c.Reference, false), slack.MsgOptionBlocks(blocks...),
	}
}

// actions are the buttons of a card.
func (d desk) actions(c bot.Card) []slack.Block {
	text := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	button := func(kind bot.ActKind, label string, style slack.Style, sure string) slack.BlockElement {
		b := slack.NewButtonBlockElement(deskAction+string(kind), c.Reference, text(label))
		b.Style = style
		if sure != "" {
			b.Confirm = slack.NewConfirmationBlockObject(text(label), text(sure), text("Yes"), text("No"))
		}
		return b
	}
	if c.State == bot.HandoffEnded {
		if c.Blocked {
			return []slack.Block{slack.NewActionBlock("desk", button(bot.ActUnblock, "Unblock", "", ""))}
		}
		if c.Silenced != "" {
			return nil
		}
		return []slack.Block{slack.NewActionBlock("desk", button(bot.ActTake, "Open again", "", ""))}
	}
	elements := []slack.BlockElement{
		button(bot.ActTake, "Take", slack.StylePrimary, ""), button(bot.ActResolve, "Resolve", "", ""),
	}
	assign := slack.NewOptionsSelectBlockElement(
		slack.OptTypeUser, text("Give to …"), deskAction+string(bot.ActAssign))
	blocks := []slack.Block{}
	if c.Silenced == "" {
		elements = append(elements, button(bot.ActExport, "Offer a copy of their data", "", ""),
			button(bot.ActErasure, "Offer deletion", slack.StyleDanger,
				"They are asked to confirm that all of their data is deleted."))
	} else {
		elements = append(elements, button(bot.ActAsk, "Ask for consent again", "", ""))
	}
	elements = append(elements, button(bot.ActBlock, "Block", slack.StyleDanger,
		"The bot keeps what they write away from this desk. Their privacy rights work as always."))
	selects := []slack.BlockElement{assign}
	if len(c.Topics) > 0 && c.Silenced == "" {
		var options []*slack.OptionBlockObject
		for _, topic := range c.Topics[:min(len(c.Topics), 100)] {
			options = append(options, slack.NewOptionBlockObject(string(topic), text(string(topic)), nil))
		}
		selects = append(selects, slack.NewOptionsSelectBlockElement(
			slack.OptTypeStatic, text("Send policy section …"), deskAction+string(bot.ActSection), options...))
	}
	return append(blocks, slack.NewActionBlock("desk", elements...), slack.NewActionBlock("desk_more", selects...))
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// atDesk reports whether a channel is the desk's.
func (c *Channel) atDesk(channel string) bool {
	return c.cfg.DeskChannel != "" && channel == c.cfg.DeskChannel
}

// deskMessage handles what a team member wrote, edited or deleted in a thread.
func (c *Channel) deskMessage(ctx context.Context, team string, ev event) error {
	if !identifier.MatchString(team) || ev.BotID != "" || len(ev.TS) > 32 {
		return nil
	}
	thread, user, a := ev.ThreadTS, ev.User, bot.Act{}
	switch {
	case ev.Subtype == "message_changed":
		m := ev.Message
		if len(m.Edited) == 0 || m.ThreadTS == "" || m.BotID != "" {
			return nil
		}
		thread, user = m.ThreadTS, m.User
		_, text := bot.ParseAct(unescape(m.Text))
		a = bot.Act{ID: "edit:" + m.TS + ":" + ev.TS, Kind: bot.ActEdit, Of: place(ev.Channel, m.TS), Text: text}
		if text == "" {
			return nil
		}
	case ev.Subtype == "message_deleted":
		if ev.Previous.ThreadTS == "" || ev.Previous.BotID != "" {
			return nil
		}
		thread, user = ev.Previous.ThreadTS, ev.Previous.User
		a = bot.Act{ID: "delete:" + ev.DeletedTS, Kind: bot.ActEdit, Of: place(ev.Channel, ev.DeletedTS)}
	case ev.Subtype != "" && ev.Subtype != "file_share" && ev.Subtype != "thread_broadcast":
		return nil
	default:
		a.ID, a.Files = place(ev.Channel, ev.TS), ev.files()
		a.Kind, a.Text = bot.ParseAct(unescape(ev.Text))
	}
	if thread == "" || len(thread) > 32 || thread == ev.TS || !identifier.MatchString(user) {
		return nil
	}
	a.Place, a.Agent = place(ev.Channel, thread), c.colleague(ctx, team, user)
	if a.Kind == bot.ActAssign {
		to := mention.FindStringSubmatch(a.Text)
		if to == nil {
			c.whisper(ctx, user, thread, "Say to whom: !assign @name")
			return nil
		}
		a.To = c.colleague(ctx, team, to[1])
	}
	return c.act(ctx, user, thread, a)
}

var mention = regexp.MustCompile(`^<@([A-Z0-9]{2,32})(?:\|[^>]*)?>$`)

// act hands what a team member did to the bot, one act per thread at a time,
// and shows them the result.
func (c *Channel) act(ctx context.Context, user, thread string, a bot.Act) error {
	lane := c.order.of("desk " + a.Place)
	lane.Lock()
	told, err := c.bot.Act(ctx, a)
	lane.Unlock()
	if errors.Is(err, bot.ErrNoHandoff) {
		told, err = "This thread is about nobody who is on record. Nothing was sent.", nil
	}
	if err == nil && told != "" {
		c.whisper(ctx, user, thread, told)
	}
	return err
}

// whisper shows a team member a post that only they see.
func (c *Channel) whisper(ctx context.Context, user, thread, text string) {
	err := c.patiently(ctx, func() error {
		_, err := c.api.PostEphemeralContext(ctx, c.cfg.DeskChannel, user, slack.MsgOptionText(text, true),
			slack.MsgOptionTS(thread))
		return err
	})
	if err != nil {
		c.log.Warn("a team member could not be shown the result of their action", "error", c.explain(err))
	}
}

// deskPress handles a pressed button of a card.
func (c *Channel) deskPress(ctx context.Context, in interaction) error {
	pressed := in.Actions[0]
	a := bot.Act{
		ID: "press:" + in.Message.TS + ":" + pressed.ActionTS, Place: place(in.Channel.ID, in.Message.TS),
		Agent: c.colleague(ctx, in.Team.ID, in.User.ID),
		Kind:  bot.ActKind(strings.TrimPrefix(pressed.ActionID, deskAction)), Of: pressed.SelectedOption.Value,
	}
	switch {
	case !slices.Contains(bot.ActKinds(), a.Kind),
		a.Kind == bot.ActSay, a.Kind == bot.ActEdit, a.Kind == bot.ActNote:
		return nil
	case a.Kind == bot.ActAssign:
		if !identifier.MatchString(pressed.SelectedUser) {
			return nil
		}
		a.To = c.colleague(ctx, in.Team.ID, pressed.SelectedUser)
	}
	return c.act(ctx, in.User.ID, in.Message.TS, a)
}

// colleague returns a team member, with the name that their workspace shows.
func (c *Channel) colleague(ctx context.Context, team, user string) bot.Colleague {
	c.mu.Lock()
	name := c.names[user]
	c.mu.Unlock()
	if name == "" {
		err := c.patiently(ctx, func() error {
			u, err := c.api.GetUserInfoContext(ctx, user)
			if err == nil {
				for _, n := range []string{u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name} {
					if name == "" {
						name = strings.TrimSpace(n)
					}
				}
			}
			return err
		})
		if err != nil {
			c.log.Warn("the name of a team member cannot be read: the app needs the scope users:read",
				"error", c.explain(err))
			return bot.Colleague{User: userID(team, user)}
		}
		c.mu.Lock()
		if len(c.names) >= maxDMs {
			clear(c.names)
		}
		c.names[user] = name
		c.mu.Unlock()
	}
	return bot.Colleague{User: userID(team, user), Name: name}
}

// examineDesk checks that the desk's channel can be used.
func (c *Channel) examineDesk(ctx context.Context) []bot.Finding {
	if c.cfg.DeskChannel == "" {
		return nil
	}
	info, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: c.cfg.DeskChannel})
	switch {
	case err != nil:
		return []bot.Finding{{Grade: bot.Bad, Text: "desk_channel cannot be read (" + fmt.Sprint(c.explain(err)) +
			"): use the channel's ID, and invite the app if the channel is private"}}
	case !info.IsMember:
		return []bot.Finding{
			{Grade: bot.Bad, Text: "the app is not in the desk's channel: write /invite @Assent there"},
		}
	case info.IsArchived:
		return []bot.Finding{{Grade: bot.Bad, Text: "the desk's channel is archived: choose another desk_channel"}}
	}
	return []bot.Finding{{Grade: bot.Good, Text: "the desk's channel is there, with the app in it"}}
}
