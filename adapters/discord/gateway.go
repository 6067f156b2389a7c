package discord

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// caughtUp bounds how long after somebody was last seen the messages are
// fetched that they sent while nobody was connected.
const caughtUp = 7 * 24 * time.Hour

// Run implements bot.Runner: it keeps the connection to the gateway. The
// library resumes it after a break; what was sent while no process was connected
// is fetched.
func (c *Channel) Run(ctx context.Context) error {
	var working sync.WaitGroup
	defer working.Wait()
	c.openLanes(ctx, &working)
	c.listen(ctx)
	if !c.connect(ctx) {
		return nil
	}
	if err := c.register(ctx); err != nil && ctx.Err() == nil {
		c.log.Error("the commands could not be registered; the previous ones stay", "error", explain(err))
	}
	working.Go(func() { c.catchUp(ctx) })
	<-ctx.Done()
	return c.api.Close()
}

// connect opens the connection to the gateway, as often as it takes. It returns
// false if ctx ended first.
func (c *Channel) connect(ctx context.Context) bool {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		err := c.api.Open()
		if err == nil {
			return true
		}
		c.log.Error("no connection to Discord, trying again", "error", explain(err), "in", pause)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pause):
		}
	}
}

// listen has the gateway's events handled in lanes until ctx ends. Those that
// are in a lane by then are handled to the end.
func (c *Channel) listen(ctx context.Context) {
	work := context.WithoutCancel(ctx)
	c.api.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { c.onMessage(ctx, work, m.Message) })
	c.api.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageUpdate) { c.onEdit(ctx, work, m.Message) })
	c.api.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageDelete) { c.onDelete(ctx, work, m.Message) })
	c.api.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		if u := userOf(i.Interaction); u != nil {
			c.inLane(ctx, u.ID, func() { c.interaction(work, i.Interaction, u) })
		}
	})
	c.api.AddHandler(func(_ *discordgo.Session, e *discordgo.TypingStart) {
		if c.cfg.DeskChannel != "" && e.UserID != c.self && snowflake.MatchString(e.UserID) {
			c.inLane(ctx, e.ChannelID, func() { c.typing(work, e) })
		}
	})
}

func (c *Channel) onMessage(ctx, work context.Context, m *discordgo.Message) {
	switch {
	case m.Author == nil || m.Author.Bot:
	case m.GuildID != "" && c.cfg.DeskChannel != "": // one thread's keep their order
		c.inLane(ctx, m.ChannelID, func() { c.inServer(work, m) })
	default:
		c.inLane(ctx, m.Author.ID, func() { c.message(work, m) })
	}
}

func (c *Channel) onEdit(ctx, work context.Context, m *discordgo.Message) {
	switch {
	case m.Author == nil || m.Author.Bot || m.EditedTimestamp == nil:
	case m.GuildID == "":
		c.inLane(ctx, m.Author.ID, func() { c.revised(work, m.Author.ID, m.ID, m.Content) })
	case m.Content != "":
		c.inLane(ctx, m.ChannelID, func() { c.deskRevised(work, m.ID, m.Content) })
	}
}

func (c *Channel) onDelete(ctx, work context.Context, m *discordgo.Message) {
	if m.GuildID != "" {
		c.inLane(ctx, m.ChannelID, func() { c.deskRevised(work, m.ID, "") })
		return
	}
	if user := c.ofDM(m.ChannelID); user != "" { // Discord does not say whose it was
		c.inLane(ctx, user, func() { c.revised(work, user, m.ID, "") })
	}
}

// patience is how often a message that was not recorded is tried again: the
// gateway sends nothing twice.
const patience = 10

// receive passes on a message, and tries again while the store is unavailable.
func (c *Channel) receive(ctx context.Context, m bot.Message) error {
	for n := 0; ; n++ {
		err := c.bot.Receive(ctx, m)
		if err == nil || errors.Is(err, bot.ErrTooFast) || n == patience {
			return err
		}
		c.log.Error("a message was not recorded, trying again", "error", err)
		time.Sleep(min(100*time.Millisecond<<n, 10*time.Second))
	}
}

// message handles a direct message, or a mention in a server, which is answered
// where nobody else reads it (DESIGN.md, invariant 10).
func (c *Channel) message(ctx context.Context, m *discordgo.Message) {
	if m.Author == nil || m.Author.Bot || !snowflake.MatchString(m.Author.ID) || !snowflake.MatchString(m.ID) ||
		m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
		return
	}
	u, text := userID(m.Author.ID), m.Content
	direct := m.GuildID == ""
	if direct {
		c.noteDM(m.Author.ID, m.ChannelID)
	} else {
		if !c.mentioned(m) {
			return
		}
		text = strings.TrimSpace(strings.NewReplacer("<@"+c.self+">", "", "<@!"+c.self+">", "").Replace(text))
	}
	in := bot.Message{ID: m.ID, User: u, Text: text, At: m.Timestamp, Mutable: true}
	for _, a := range m.Attachments {
		if a == nil {
			continue
		}
		in.Files = append(in.Files, bot.File{Name: a.Filename, Type: a.ContentType, Size: int64(a.Size), Ref: a.URL})
	}
	if err := c.receive(ctx, in); err != nil {
		c.log.Error("a message was not recorded and is lost", "error", err)
		return
	}
	if direct {
		return
	}
	_, err := c.create(ctx, m.ChannelID, post{
		Content: c.phrase(ctx, u, policies.PhrasePointer), Mentions: noMentions,
		Reference: m.Reference(), Nonce: nonce("pointer "+m.ID, 0), Enforce: true,
	})
	if err != nil {
		c.log.Warn("somebody could not be told that the answer is in their direct messages", "error", explain(err))
	}
}

// revised passes on that somebody edited or deleted what they wrote.
func (c *Channel) revised(ctx context.Context, user, id, text string) {
	if !snowflake.MatchString(user) || !snowflake.MatchString(id) {
		return
	}
	if err := c.bot.Revise(ctx, userID(user), id, text); err != nil {
		c.log.Error("an edit of a message was not recorded", "error", err)
	}
}

func (c *Channel) mentioned(m *discordgo.Message) bool {
	for _, u := range m.Mentions {
		if u != nil && u.ID == c.self {
			return true
		}
	}
	return false
}

func (c *Channel) phrase(ctx context.Context, u bot.UserID, p policies.Phrase) string {
	edition, err := c.bot.Library().Current(ctx, u.App)
	if err != nil {
		return "…"
	}
	lang := ""
	if p, err := c.bot.Find(ctx, u); err == nil {
		lang = p.Lang
	}
	return policies.DiscordMarkdown(edition.Text(lang).Phrase(p, nil))
}

func userOf(i *discordgo.Interaction) *discordgo.User {
	u := i.User
	if i.Member != nil {
		u = i.Member.User
	}
	if u == nil || u.Bot || !snowflake.MatchString(u.ID) {
		return nil
	}
	return u
}

// words are the subcommands, with the choice of each.
var words = []struct{ name, choice, says string }{
	{"help", "help", "What you can say"},
	{"policy", "policy_question", "Our privacy policy"},
	{"status", "consent_status", "What you agreed to"},
	{"export", "access", "Get a copy of your data"},
	{"delete", "erasure", "Have your data deleted"},
	{"withdraw", "withdraw_consent", "Take your consent back"},
	{"choices", "choices", "What you allow, purpose by purpose"},
	{"correct", "rectification", "Have something about you corrected"},
	{"restrict", "restriction", "Have your data kept and not used"},
	{"object", "objection", "No offers, and no sale of your data"},
	{"readers", "readers", "Who has read your messages"},
	{"link", "link", "Link another account of yours with this one"},
	{"unlink", "unlink", "Undo the link with your other accounts"},
	{"receipt", "receipt", "A signed receipt of what you agreed to"},
	{"changes", "changes", "What changed in our policy since you agreed"},
}

// commands are the slash commands, each with its subcommands.
func (c *Channel) commands() []*discordgo.ApplicationCommand {
	sub := func(names ...string) (list []*discordgo.ApplicationCommandOption) {
		for _, w := range words {
			for _, n := range names {
				if n == w.name {
					list = append(list, &discordgo.ApplicationCommandOption{
						Type: discordgo.ApplicationCommandOptionSubCommand, Name: w.name, Description: w.says,
					})
				}
			}
		}
		return list
	}
	list := []*discordgo.ApplicationCommand{
		{
			Name: "privacy", Description: "Privacy: your rights, answered for you alone",
			Options: sub("help", "policy", "status", "export", "delete", "withdraw", "choices", "correct", "restrict",
				"object", "readers", "changes", "receipt", "link", "unlink"),
		},
		{Name: "mydata", Description: "Your data: get a copy, or have it deleted", Options: sub("export", "delete")},
		{Name: "Delete this message", Type: discordgo.MessageApplicationCommand},
	}
	if c.cfg.Operators != "" {
		list = append(list, &discordgo.ApplicationCommand{
			Name: operating, Description: "Operate Assent: requests, people, policy, state",
			Options: []*discordgo.ApplicationCommandOption{{
				Type: discordgo.ApplicationCommandOptionString, Name: "command",
				Description: "help says what can be done",
			}},
		})
	}
	return list
}

// operating is the command that operates Assent.
const operating = "assent"

// register replaces the commands by those of this version; commands that exist
// already stay as they are.
func (c *Channel) register(ctx context.Context) error {
	_, err := c.api.ApplicationCommandBulkOverwrite(c.self, "", c.commands(), discordgo.WithContext(ctx))
	return err
}

// interaction handles a command or a pressed button, and answers within three
// seconds (FACTS.md, 5.4), once it is on record.
func (c *Channel) interaction(ctx context.Context, i *discordgo.Interaction, who *discordgo.User) {
	if said, ok := c.ofTeam(ctx, i, who); ok {
		if said = strings.TrimSpace(said); said == "" {
			said = "…"
		}
		err := c.api.InteractionRespond(i, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{
				Content: split(said, maxContent)[0], Flags: discordgo.MessageFlagsEphemeral,
				AllowedMentions: noMentions,
			},
		}, discordgo.WithContext(ctx))
		if err != nil {
			c.log.Warn("an interaction could not be answered", "error", explain(err))
		}
		return
	}
	m := bot.Message{ID: "interaction:" + i.ID, User: userID(who.ID), Lang: string(i.Locale)}
	pressed := false
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		m.Choice = "help"
		if data := i.ApplicationCommandData(); data.CommandType == discordgo.MessageApplicationCommand {
			m.Choice, m.For = string(intents.AskLastMessage), data.TargetID
		}
		for _, o := range i.ApplicationCommandData().Options {
			for _, w := range words {
				if o != nil && w.name == o.Name {
					m.Choice = w.choice
				}
			}
		}
	case discordgo.InteractionMessageComponent:
		m.Choice, m.For, _ = strings.Cut(i.MessageComponentData().CustomID, "/")
		pressed = true
	default:
		return
	}
	c.remember(who.ID, i.AppID, i.Token)
	ephemeral := func(p policies.Phrase) *discordgo.InteractionResponse {
		return &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{
				Content: c.phrase(ctx, m.User, p), Flags: discordgo.MessageFlagsEphemeral,
			},
		}
	}
	err := c.bot.Receive(ctx, m) // no second try: Discord tells the person, who presses again
	var answer *discordgo.InteractionResponse
	switch {
	case errors.Is(err, bot.ErrTooFast):
		answer = ephemeral(policies.PhraseTooFast)
	case err != nil:
		c.log.Error("an interaction was not recorded", "error", err)
		return // Discord shows that it failed
	case pressed && i.Message != nil:
		answer = &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseUpdateMessage,
			Data: &discordgo.InteractionResponseData{
				Content:    i.Message.Content + "\n✓ " + label(i.Message, i.MessageComponentData().CustomID),
				Components: []discordgo.MessageComponent{},
			},
		}
		if len([]rune(answer.Data.Content)) > maxContent {
			answer.Data.Content = i.Message.Content
		}
	default:
		answer = ephemeral(policies.PhrasePointer)
	}
	if err := c.api.InteractionRespond(i, answer, discordgo.WithContext(ctx)); err != nil {
		c.log.Warn("an interaction could not be answered", "error", explain(err))
	}
}

// ofTeam handles what a team member pressed on a card, or an operator's command.
func (c *Channel) ofTeam(
	ctx context.Context, i *discordgo.Interaction, who *discordgo.User,
) (said string, ok bool) {
	switch i.Type {
	case discordgo.InteractionMessageComponent:
		atDesk := c.cfg.DeskChannel != "" && i.ChannelID == c.cfg.DeskChannel
		if atDesk && strings.HasPrefix(i.MessageComponentData().CustomID, deskAction) {
			return c.deskPress(ctx, i, who), true
		}
	case discordgo.InteractionApplicationCommand:
		if i.ApplicationCommandData().Name == operating {
			return c.operate(ctx, i, who), true
		}
	}
	return "", false
}

// label returns the label of the pressed button.
func label(m *discordgo.Message, id string) string {
	for _, row := range m.Components {
		if row, ok := row.(*discordgo.ActionsRow); ok {
			for _, b := range row.Components {
				if b, ok := b.(*discordgo.Button); ok && b.CustomID == id {
					return b.Label
				}
			}
		}
	}
	return ""
}

// catchUp fetches what people wrote while nobody was connected, in order. The
// bot recognises what it already has.
func (c *Channel) catchUp(ctx context.Context) {
	if err := c.catchUpDesk(ctx); err != nil && ctx.Err() == nil {
		c.log.Error("what the team wrote while disconnected could not be fetched", "error", err)
	}
	err := c.bot.EachUser(ctx, Name, time.Now().Add(-caughtUp), func(u bot.UserID, seen time.Time) error {
		dm, err := c.dm(ctx, u.ID)
		if err != nil {
			return nil // they cannot be written to, and could not write either
		}
		for after := at(seen.Add(-time.Minute)); ; {
			page, err := c.api.ChannelMessages(dm, 100, "", after, "", discordgo.WithContext(ctx))
			if err != nil || len(page) == 0 {
				return ctx.Err()
			}
			for n := len(page) - 1; n >= 0; n-- { // the newest comes first
				if m := page[n]; m.Author != nil && !m.Author.Bot {
					c.inLane(ctx, u.ID, func() { c.message(context.WithoutCancel(ctx), m) })
				}
			}
			after = page[0].ID
			if len(page) < 100 {
				return nil
			}
		}
	})
	if err != nil && ctx.Err() == nil {
		c.log.Error("messages sent while disconnected could not be fetched", "error", err)
	}
}

// at returns the first snowflake of a moment (Discord, "Snowflakes").
func at(t time.Time) string {
	return strconv.FormatInt(max(0, t.UnixMilli()-1420070400000)<<22, 10)
}
