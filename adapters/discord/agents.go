package discord

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"assent/bot"
)

// wrote is the author and thread of a team member's message: Discord does not
// send them when the message is deleted.
type wrote struct {
	thread string
	who    bot.Colleague
}

func (c *Channel) noteThread(id string, ours bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.threads) >= maxRemembered { // it is only a cache
		clear(c.threads)
	}
	c.threads[id] = ours
}

// isThread reports whether a channel of a server is a thread of the desk.
func (c *Channel) isThread(ctx context.Context, id string) (bool, error) {
	if c.cfg.DeskChannel == "" || id == c.cfg.DeskChannel {
		return false, nil
	}
	c.mu.Lock()
	ours, known := c.threads[id]
	c.mu.Unlock()
	if known {
		return ours, nil
	}
	ch, err := c.api.Channel(id, discordgo.WithContext(ctx))
	if err != nil {
		if k := code(err); k == unknownChannel || k == missingAccess {
			return false, nil
		}
		return false, explain(err)
	}
	ours = ch.ParentID == c.cfg.DeskChannel
	c.noteThread(id, ours)
	return ours, nil
}

// inServer handles what somebody wrote in a server: a team member in a thread of
// the desk, or anybody who mentions the bot.
func (c *Channel) inServer(ctx context.Context, m *discordgo.Message) {
	ours, err := c.isThread(ctx, m.ChannelID)
	if err != nil {
		c.log.Error("a message is ignored: whether it belongs to the desk could not be checked", "error", err)
		return
	}
	switch {
	case ours:
		c.deskMessage(ctx, m)
	case m.ChannelID != c.cfg.DeskChannel:
		c.message(ctx, m)
	}
}

// deskMessage handles what a team member wrote in a thread.
func (c *Channel) deskMessage(ctx context.Context, m *discordgo.Message) {
	if !fromSomebody(m) || m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
		return
	}
	who := c.colleague(m.Author, m.Member)
	c.mu.Lock()
	if len(c.authors) >= maxRemembered {
		clear(c.authors)
	}
	c.authors[m.ID] = wrote{m.ChannelID, who}
	c.mu.Unlock()
	a := bot.Act{
		ID: m.ChannelID + ":" + m.ID, Agent: who,
		PlatformRef: copies{Channel: m.ChannelID, Messages: []string{m.ID}}.ref(),
	}
	a.Kind, a.Text = bot.ParseAct(m.Content)
	for _, f := range m.Attachments {
		if f != nil {
			a.Files = append(a.Files, bot.File{Name: f.Filename, Type: f.ContentType, Size: int64(f.Size), Ref: f.URL})
		}
	}
	if a.Kind == bot.ActAssign {
		to := mentioned.FindStringSubmatch(a.Text)
		if to == nil {
			c.tellInThread(ctx, m, "Say to whom: !assign @name")
			return
		}
		a.To = c.colleague(&discordgo.User{ID: to[1]}, nil)
		for _, u := range m.Mentions {
			if u != nil && u.ID == to[1] {
				a.To = c.colleague(u, nil)
			}
		}
	}
	told, err := c.act(ctx, m.ChannelID, a)
	if err != nil {
		c.log.Error("a team member's message was not recorded", "error", err)
		told = "That is not on record, and was not sent: try it again."
	}
	if told != "" {
		c.tellInThread(ctx, m, told)
	}
}

var mentioned = regexp.MustCompile(`^<@!?([0-9]{1,20})>$`)

// fromSomebody reports whether a person wrote the message.
func fromSomebody(m *discordgo.Message) bool {
	return m.Author != nil && !m.Author.Bot && snowflake.MatchString(m.Author.ID) && snowflake.MatchString(m.ID)
}

// act hands what a team member did to the bot, and tries again while the store
// is unavailable: the gateway sends nothing twice.
func (c *Channel) act(ctx context.Context, thread string, a bot.Act) (told string, err error) {
	a.Place = c.cfg.DeskChannel + ":" + thread
	for n := 0; ; n++ {
		told, err = c.bot.Act(ctx, a)
		if errors.Is(err, bot.ErrNoHandoff) {
			return "This thread is about nobody who is on record. Nothing was sent.", nil
		}
		if err == nil || n == patience {
			return told, err
		}
		c.log.Error("a team member's action was not recorded, trying again", "error", err)
		time.Sleep(min(100*time.Millisecond<<n, 10*time.Second))
	}
}

// tellInThread answers a team member where they wrote: Discord shows a message
// to one person only as the answer to an interaction.
func (c *Channel) tellInThread(ctx context.Context, m *discordgo.Message, text string) {
	_, err := c.create(ctx, m.ChannelID, post{
		Content: "ⓘ " + text, Mentions: noMentions,
		Reference: &discordgo.MessageReference{MessageID: m.ID, ChannelID: m.ChannelID},
		Nonce:     nonce("told "+m.ID, 0), Enforce: true,
	})
	if err != nil {
		c.log.Warn("a team member could not be shown the result of their action", "error", explain(err))
	}
}

// deskRevised passes on that a team member edited or deleted what they wrote.
func (c *Channel) deskRevised(ctx context.Context, id, text string) {
	c.mu.Lock()
	was, known := c.authors[id]
	c.mu.Unlock()
	if !known {
		return
	}
	a := bot.Act{ID: "delete:" + id, Agent: was.who, Kind: bot.ActEdit, Of: was.thread + ":" + id}
	if text != "" {
		_, a.Text = bot.ParseAct(text)
		a.ID = nonce("edit "+id+" "+text, 0)
	}
	if _, err := c.act(ctx, was.thread, a); err != nil {
		c.log.Error("a team member's edit was not recorded", "error", err)
	}
}

// colleague returns a team member, with the name they go by in the server.
func (c *Channel) colleague(u *discordgo.User, m *discordgo.Member) bot.Colleague {
	name := u.GlobalName
	if m != nil && m.Nick != "" {
		name = m.Nick
	}
	if name == "" {
		name = u.Username
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.names) >= maxRemembered {
		clear(c.names)
	}
	// A message that is fetched later has less than the event did.
	if known := c.names[u.ID]; known != "" && (m == nil || name == "") {
		name = known
	}
	c.names[u.ID] = name
	return bot.Colleague{User: userID(u.ID), Name: name}
}

// deskPress handles what was pressed on a card.
func (c *Channel) deskPress(ctx context.Context, i *discordgo.Interaction, who *discordgo.User) string {
	data := i.MessageComponentData()
	a := bot.Act{
		ID: "press:" + i.ID, Agent: c.colleague(who, i.Member),
		Kind: bot.ActKind(strings.TrimPrefix(data.CustomID, deskAction)),
	}
	if !slices.Contains(bot.ActKinds(), a.Kind) || i.Message == nil ||
		a.Kind == bot.ActSay || a.Kind == bot.ActEdit || a.Kind == bot.ActNote {
		return ""
	}
	if len(data.Values) > 0 {
		a.Of = data.Values[0]
	}
	if a.Kind == bot.ActAssign {
		u := data.Resolved.Users[a.Of]
		if u == nil {
			return ""
		}
		a.To = c.colleague(u, nil)
	}
	told, err := c.act(ctx, i.Message.ID, a)
	switch {
	case err != nil:
		c.log.Error("a team member's press was not recorded", "error", err)
		return "That is not on record: try it again."
	case told == "":
		return "✓"
	}
	return told
}

// typing shows one side that the other is typing.
func (c *Channel) typing(ctx context.Context, e *discordgo.TypingStart) {
	var err error
	if e.GuildID == "" {
		err = c.bot.PersonTypes(ctx, userID(e.UserID))
	} else if ours, ierr := c.isThread(ctx, e.ChannelID); ierr == nil && ours {
		err = c.bot.AgentTypes(ctx, bot.DefaultApp, c.cfg.DeskChannel+":"+e.ChannelID)
	}
	if err != nil {
		c.log.Debug("a typing indicator could not be shown", "error", err)
	}
}

// operate runs a command that operates Assent, for members with the operators'
// role.
func (c *Channel) operate(ctx context.Context, i *discordgo.Interaction, who *discordgo.User) string {
	if c.cfg.Operators == "" {
		return "Nobody may operate Assent from here: set channels.discord.operators to a role."
	}
	if i.Member == nil || !slices.Contains(i.Member.Roles, c.cfg.Operators) {
		return "Only those who have the operators' role may do that."
	}
	command := ""
	for _, o := range i.ApplicationCommandData().Options {
		if o != nil && o.Name == "command" {
			command = o.StringValue()
		}
	}
	said, err := c.office.Operate(ctx, c.colleague(who, i.Member), mentions.ReplaceAllString(command, Name+":$1"))
	if err != nil {
		c.log.Error("a command of an operator failed", "error", err)
		return "That failed, and the log says why. Nothing is promised: look again before you repeat it."
	}
	return said
}

var mentions = regexp.MustCompile(`<@!?([0-9]{1,20})>`)

// catchUpDesk fetches what the team wrote while nobody was connected. The bot
// recognises what it already has.
func (c *Channel) catchUpDesk(ctx context.Context) error {
	if c.cfg.DeskChannel == "" {
		return nil
	}
	ch, err := c.api.Channel(c.cfg.DeskChannel, discordgo.WithContext(ctx))
	if err != nil {
		return explain(err)
	}
	active, err := c.api.GuildThreadsActive(ch.GuildID, discordgo.WithContext(ctx))
	if err != nil {
		return explain(err)
	}
	for _, thread := range active.Threads {
		if thread.ParentID != c.cfg.DeskChannel {
			continue
		}
		c.noteThread(thread.ID, true)
		for after := at(time.Now().Add(-caughtUp)); ; {
			page, err := c.api.ChannelMessages(thread.ID, 100, "", after, "", discordgo.WithContext(ctx))
			if err != nil {
				return explain(err)
			}
			for n := len(page) - 1; n >= 0; n-- { // the newest comes first
				if m := page[n]; fromSomebody(m) {
					m.ChannelID = thread.ID
					c.inLane(ctx, thread.ID, func() { c.deskMessage(context.WithoutCancel(ctx), m) })
				}
			}
			if len(page) < 100 {
				break
			}
			after = page[0].ID
		}
	}
	return nil
}
