package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// maxBody bounds what Slack sends: an interaction carries the message that it
// belongs to.
const maxBody = 1 << 20

// signed verifies Slack's signature before the body is parsed.
func (c *Channel) signed(next func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if c.cfg.SigningSecret == "" {
			http.NotFound(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			http.Error(w, "the body is too large", http.StatusRequestEntityTooLarge)
			return
		case err != nil:
			http.Error(w, "the body is incomplete", http.StatusBadRequest)
			return
		}
		v, err := slack.NewSecretsVerifier(r.Header, string(c.cfg.SigningSecret))
		if err == nil {
			_, _ = v.Write(body) // a hash takes everything
			err = v.Ensure()
		}
		if err != nil {
			c.log.Warn("a request's signature is wrong or expired: check signing_secret and the clock",
				"path", r.URL.Path, "error", err)
			http.Error(w, "the signature is wrong or expired", http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	}
}

// answer tells Slack how receiving ended: anything but a 200 is sent again.
func (c *Channel) answer(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, bot.ErrTooFast):
		w.WriteHeader(http.StatusOK) // Slack would only send it again
	case err != nil:
		c.log.Error("an event was not recorded; Slack is asked to send it again", "error", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

// envelope wraps an event. Only fields that are used are declared; Slack may
// send others.
type envelope struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	TeamID    string `json:"team_id"`
	Event     event  `json:"event"`
}

type event struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	Tab         string `json:"tab"`
	DeletedTS   string `json:"deleted_ts"`
	Message     struct {
		User     string          `json:"user"`
		BotID    string          `json:"bot_id"`
		Text     string          `json:"text"`
		TS       string          `json:"ts"`
		ThreadTS string          `json:"thread_ts"`
		Edited   json.RawMessage `json:"edited"`
	} `json:"message"`
	Previous struct {
		User     string `json:"user"`
		BotID    string `json:"bot_id"`
		ThreadTS string `json:"thread_ts"`
	} `json:"previous_message"`
	Assistant struct {
		User    string `json:"user_id"`
		Channel string `json:"channel_id"`
		Thread  string `json:"thread_ts"`
	} `json:"assistant_thread"`
	Files []struct {
		Name     string `json:"name"`
		Mimetype string `json:"mimetype"`
		Size     int64  `json:"size"`
		URL      string `json:"url_private_download"`
	} `json:"files"`
}

func (c *Channel) eventRequest(w http.ResponseWriter, r *http.Request, body []byte) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		http.Error(w, "not an event", http.StatusBadRequest)
		return
	}
	if e.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, e.Challenge)
		return
	}
	c.answer(w, c.event(r.Context(), e))
}

// event handles an event. Unknown ones are acknowledged and ignored.
func (c *Channel) event(ctx context.Context, e envelope) error {
	if e.Type == "app_rate_limited" {
		c.log.Warn("Slack is dropping events: the app receives too many")
		return nil
	}
	ev := e.Event
	switch ev.Type {
	case "message":
		if c.atDesk(ev.Channel) {
			return c.deskMessage(ctx, e.TeamID, ev)
		}
		return c.message(ctx, e.TeamID, ev)
	case "app_mention":
		return c.mention(ctx, e.TeamID, ev)
	case "app_home_opened":
		if ev.Tab == "home" && identifier.MatchString(ev.User) {
			return c.home(ctx, userID(e.TeamID, ev.User))
		}
	case "assistant_thread_started":
		if a := ev.Assistant; identifier.MatchString(a.User) && identifier.MatchString(a.Channel) {
			return c.suggest(ctx, userID(e.TeamID, a.User), a.Channel, a.Thread)
		}
	case "app_uninstalled", "tokens_revoked":
		return c.departed(ctx, e.TeamID)
	}
	return nil
}

var identifier = regexp.MustCompile(`^[A-Z0-9]{2,32}$`)

// message handles a direct message. Messages in channels are ignored, and so
// are the bot's own.
func (c *Channel) message(ctx context.Context, team string, ev event) error {
	switch {
	case ev.ChannelType != "im" || !identifier.MatchString(team):
		return nil
	case ev.Subtype == "message_changed" && len(ev.Message.Edited) > 0: // else Slack only added a preview
		return c.revised(ctx, team, ev.Message.User, ev.Channel+":"+ev.Message.TS, unescape(ev.Message.Text))
	case ev.Subtype == "message_deleted":
		return c.revised(ctx, team, ev.Previous.User, ev.Channel+":"+ev.DeletedTS, "")
	}
	if ev.BotID != "" || ev.Subtype != "" && ev.Subtype != "file_share" || !valid(team, ev) {
		return nil
	}
	u := userID(team, ev.User)
	c.noteDM(u, ev.Channel)
	return c.receive(ctx, bot.Message{
		ID: ev.Channel + ":" + ev.TS, User: u, Thread: ev.ThreadTS, Text: unescape(ev.Text), Files: ev.files(),
		Mutable: true,
	})
}

// revised passes on that somebody edited or deleted what they wrote.
func (c *Channel) revised(ctx context.Context, team, user, id, text string) error {
	if !identifier.MatchString(user) {
		return nil
	}
	return c.bot.Revise(ctx, userID(team, user), id, text)
}

func valid(team string, ev event) bool {
	return identifier.MatchString(team) && identifier.MatchString(ev.User) && identifier.MatchString(ev.Channel) &&
		len(ev.TS) <= 32 && ev.TS != ""
}

func (ev event) files() (list []bot.File) {
	for _, f := range ev.Files {
		list = append(list, bot.File{Name: f.Name, Type: f.Mimetype, Size: f.Size, Ref: f.URL})
	}
	return list
}

// mention handles a mention in a channel: it is answered where nobody else
// reads it (DESIGN.md, invariant 10).
func (c *Channel) mention(ctx context.Context, team string, ev event) error {
	if ev.BotID != "" || !valid(team, ev) {
		return nil
	}
	if ev.ChannelType == "im" || c.atDesk(ev.Channel) {
		return nil // it arrives as a message too
	}
	u := userID(team, ev.User)
	err := c.receive(ctx, bot.Message{ID: ev.Channel + ":" + ev.TS, User: u, Text: unescape(withoutMention(ev.Text))})
	if err != nil {
		return err
	}
	thread := ev.ThreadTS
	if thread == "" {
		thread = ev.TS
	}
	_, perr := c.api.PostEphemeralContext(ctx, ev.Channel, ev.User,
		slack.MsgOptionText(c.phrase(ctx, u, policies.PhrasePointer), false), slack.MsgOptionTS(thread))
	if perr != nil {
		c.log.Warn("somebody could not be told that the answer is in their direct messages", "error", c.explain(perr))
	}
	return nil
}

var mentioned = regexp.MustCompile(`^\s*<@[A-Z0-9]+(\|[^>]*)?>[\s,:]*`)

func withoutMention(text string) string { return mentioned.ReplaceAllString(text, "") }

var link = regexp.MustCompile(`<((?:https?://|mailto:|tel:)[^|>]*)(?:\|([^>]*))?>`)

// unescape restores a text as it was typed: Slack escapes three characters and
// wraps what it takes for an address.
func unescape(text string) string {
	text = link.ReplaceAllStringFunc(text, func(s string) string {
		m := link.FindStringSubmatch(s)
		if m[2] != "" {
			return m[2]
		}
		return m[1]
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

// receive passes on a message, in the order in which its person wrote.
func (c *Channel) receive(ctx context.Context, m bot.Message) error {
	lane := c.order.of(m.User.ID)
	lane.Lock()
	defer lane.Unlock()
	return c.bot.Receive(ctx, m)
}

// phrase returns one of the bot's phrases in somebody's language.
func (c *Channel) phrase(ctx context.Context, u bot.UserID, p policies.Phrase) string {
	text, err := c.text(ctx, u)
	if err != nil {
		return ""
	}
	return policies.Mrkdwn(text.Phrase(p, nil))
}

func (c *Channel) text(ctx context.Context, u bot.UserID) (*policies.Text, error) {
	edition, err := c.bot.Library().Current(ctx, u.App)
	if err != nil {
		return nil, err
	}
	lang := ""
	if p, err := c.bot.Find(ctx, u); err == nil {
		lang = p.Lang
	}
	return edition.Text(lang), nil
}

func formRequest(w http.ResponseWriter, r *http.Request, body []byte) (url.Values, bool) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	form, err := url.ParseQuery(string(body))
	if kind != "application/x-www-form-urlencoded" || err != nil {
		http.Error(w, "a form is expected", http.StatusBadRequest)
		return nil, false
	}
	return form, true
}

// interaction is a pressed button or a message shortcut.
type interaction struct {
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	Trigger    string `json:"trigger_id"`
	Team       struct{ ID string }
	User       struct{ ID, TeamID string }
	Channel    struct{ ID string }
	Message    struct {
		TS       string       `json:"ts"`
		ThreadTS string       `json:"thread_ts"`
		Text     string       `json:"text"`
		Blocks   slack.Blocks `json:"blocks"`
	} `json:"message"`
	Actions []struct {
		ActionID       string `json:"action_id"`
		Value          string `json:"value"`
		ActionTS       string `json:"action_ts"`
		SelectedUser   string `json:"selected_user"`
		SelectedOption struct {
			Value string `json:"value"`
		} `json:"selected_option"`
		Text struct {
			Text string `json:"text"`
		} `json:"text"`
	} `json:"actions"`
}

func (c *Channel) interactiveRequest(w http.ResponseWriter, r *http.Request, body []byte) {
	form, ok := formRequest(w, r, body)
	if !ok {
		return
	}
	var in interaction
	if err := json.Unmarshal([]byte(form.Get("payload")), &in); err != nil {
		http.Error(w, "not an interaction", http.StatusBadRequest)
		return
	}
	c.answer(w, c.interaction(r.Context(), in))
}

// shortcut is the message shortcut "Delete this message".
const shortcut = "delete_message"

// interaction handles a message shortcut or a pressed button. It removes the
// buttons from the message, so that none is pressed again.
func (c *Channel) interaction(ctx context.Context, in interaction) error {
	if !identifier.MatchString(in.User.ID) || !identifier.MatchString(in.Team.ID) {
		return nil
	}
	if in.Type == "message_action" && in.CallbackID == shortcut && in.Trigger != "" && len(in.Trigger) <= 200 {
		return c.receive(ctx, bot.Message{
			ID: "shortcut:" + in.Trigger, User: userID(in.Team.ID, in.User.ID), Choice: string(intents.AskLastMessage),
			For: in.Channel.ID + ":" + in.Message.TS,
		})
	}
	if in.Type != "block_actions" || len(in.Actions) == 0 {
		return nil
	}
	if c.atDesk(in.Channel.ID) {
		return c.deskPress(ctx, in)
	}
	a, u := in.Actions[0], userID(in.Team.ID, in.User.ID)
	err := c.receive(ctx, bot.Message{
		ID: "press:" + in.Channel.ID + ":" + in.Message.TS + ":" + a.ActionTS, User: u, Thread: in.Message.ThreadTS,
		Choice: a.ActionID, For: a.Value,
	})
	if err != nil || in.Message.TS == "" {
		return err
	}
	var rest []slack.Block
	for _, b := range in.Message.Blocks.BlockSet {
		if action, ok := b.(*slack.ActionBlock); ok && action.BlockID == choicesBlock {
			rest = append(rest, slack.NewContextBlock("",
				slack.NewTextBlockObject(slack.PlainTextType, "✓ "+a.Text.Text, false, false)))
			continue
		}
		rest = append(rest, b)
	}
	err = c.patiently(ctx, func() error {
		_, _, _, err := c.api.UpdateMessageContext(ctx, in.Channel.ID, in.Message.TS,
			slack.MsgOptionText(in.Message.Text, false), slack.MsgOptionBlocks(rest...))
		return err
	})
	if err != nil {
		// The press counts all the same; the bot recognises stale buttons.
		c.log.Warn("the buttons of an answered message could not be removed", "error", c.explain(err))
	}
	return nil
}

// command is the slash command.
type command struct{ Team, User, Text, Trigger, Name string }

func (c *Channel) commandRequest(w http.ResponseWriter, r *http.Request, body []byte) {
	form, ok := formRequest(w, r, body)
	if !ok {
		return
	}
	said, err := c.command(r.Context(), command{
		form.Get("team_id"), form.Get("user_id"), form.Get("text"), form.Get("trigger_id"), form.Get("command"),
	})
	if err != nil && !errors.Is(err, bot.ErrTooFast) {
		c.answer(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(said); err != nil {
		c.log.Debug("the answer to a command could not be sent", "error", err)
	}
}

// words are the arguments of the slash command, with the choice of each.
var words = map[string]string{
	"": "help", "help": "help", "policy": "policy_question", "status": "consent_status", "export": "access",
	"delete":   "erasure",
	"withdraw": "withdraw_consent", "agent": "handoff",
	"choices": "choices", "correct": "rectification", "restrict": "restriction", "lift": "lift", "object": "objection",
	"readers": "readers", "receipt": "receipt", "link": "link", "unlink": "unlink", "changes": "changes",
}

// ephemeral is an answer that only the sender of the command sees.
type ephemeral struct {
	Type string `json:"response_type"`
	Text string `json:"text"`
}

// command handles a slash command, which is answered in the direct messages.
func (c *Channel) command(ctx context.Context, cmd command) (ephemeral, error) {
	if !identifier.MatchString(cmd.Team) || !identifier.MatchString(cmd.User) || cmd.Trigger == "" ||
		len(cmd.Trigger) > 200 {
		return ephemeral{"ephemeral", ""}, nil
	}
	if cmd.Name == operating {
		said, err := c.operate(ctx, cmd)
		return ephemeral{"ephemeral", said}, err
	}
	u := userID(cmd.Team, cmd.User)
	m := bot.Message{ID: "command:" + cmd.Trigger, User: u, Text: unescape(cmd.Text)}
	if choice, ok := words[strings.ToLower(strings.TrimSpace(cmd.Text))]; ok {
		m.Text, m.Choice = "", choice
	}
	err := c.receive(ctx, m)
	if errors.Is(err, bot.ErrTooFast) {
		return ephemeral{"ephemeral", c.phrase(ctx, u, policies.PhraseTooFast)}, err
	}
	return ephemeral{"ephemeral", c.phrase(ctx, u, policies.PhrasePointer)}, err
}

// departed erases everybody in a workspace that removed the app.
func (c *Channel) departed(ctx context.Context, team string) error {
	if !identifier.MatchString(team) {
		return nil
	}
	n, err := c.bot.EraseAll(ctx, Name, func(u bot.UserID) bool { return strings.HasPrefix(u.ID, team+":") }, bot.Order{
		By: "Slack", Reason: "the app was taken away from the workspace",
	})
	c.log.Info("a workspace removed the app; its people are erased", "people", n)
	return err
}
