package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"assent/bot"
	"assent/bot/office"
	"assent/policies"
)

// Channel is the Slack channel.
type Channel struct {
	cfg      Config
	public   string
	log      *slog.Logger
	api      *slack.Client
	mux      *http.ServeMux
	bot      core
	office   operations
	order    order // one message of a person at a time
	arrivals order // of one connection's events

	mu          sync.Mutex
	dms         map[string]string // channel of the direct messages, by UserID.ID
	names       map[string]string // of team members, by user
	operators   []string          // members of their user group
	operatorsAt time.Time         // when they were read
}

var (
	_ bot.Channel   = (*Channel)(nil)
	_ bot.HasTraits = (*Channel)(nil)
	_ bot.Connector = (*Channel)(nil)
	_ bot.Eraser    = (*Channel)(nil)
	_ bot.Fetcher   = (*Channel)(nil)
	_ bot.Runner    = (*Channel)(nil)
	_ bot.Examiner  = (*Channel)(nil)
	_ http.Handler  = (*Channel)(nil)
)

// New returns a channel, yet to be connected to a bot. publicURL is the address
// that Slack calls if there is a signing secret.
func New(cfg Config, publicURL string, log *slog.Logger) *Channel {
	c := &Channel{
		cfg: cfg, public: publicURL, log: log, mux: http.NewServeMux(), dms: map[string]string{},
		names: map[string]string{},
	}
	options := []slack.Option{
		slack.OptionAPIURL(strings.TrimRight(cfg.APIURL, "/") + "/"),
		slack.OptionHTTPClient(&http.Client{Timeout: 30 * time.Second}),
	}
	if cfg.AppToken != "" {
		options = append(options, slack.OptionAppLevelToken(string(cfg.AppToken)))
	}
	c.api = slack.New(string(cfg.BotToken), options...)
	c.mux.HandleFunc("POST "+path+"events", c.signed(c.eventRequest))
	c.mux.HandleFunc("POST "+path+"interactive", c.signed(c.interactiveRequest))
	c.mux.HandleFunc("POST "+path+"command", c.signed(c.commandRequest))
	return c
}

const path = "/slack/"

// Name implements bot.Channel.
func (c *Channel) Name() string { return Name }

// Connect implements bot.Connector.
func (c *Channel) Connect(b *bot.Bot) { c.bot = b }

// ConnectOffice gives the channel the office, before it runs.
func (c *Channel) ConnectOffice(o *office.Office) { c.office = o }

// core is what the channel needs from the bot.
type core interface {
	bot.Inbox
	Act(ctx context.Context, a bot.Act) (told string, err error)
	EraseAll(ctx context.Context, channel string, match func(bot.UserID) bool, o bot.Order) (n int, err error)
	Find(ctx context.Context, u bot.UserID) (bot.Person, error)
	Library() policies.Library
	Revise(ctx context.Context, u bot.UserID, id, text string) error
}

// operations is what the channel needs from the office.
type operations interface {
	Operate(ctx context.Context, who bot.Colleague, command string) (string, error)
}

// Traits tells the bot about Slack.
func (c *Channel) Traits() bot.Traits { return bot.Traits{Platform: "Slack", Path: path} }

// ServeHTTP implements http.Handler.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.mux.ServeHTTP(w, r) }

// userID identifies somebody in a workspace.
func userID(team, user string) bot.UserID {
	return bot.UserID{App: bot.DefaultApp, Channel: Name, ID: team + ":" + user}
}

// copies is a bot.PlatformRef: the posts and files of one reply.
type copies struct {
	Channel string   `json:"c"`
	Posts   []string `json:"t,omitempty"`
	Files   []string `json:"f,omitempty"`
}

func (c copies) ref() bot.PlatformRef {
	b, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("slack: a platform ref: %v", err)) // it holds strings
	}
	return bot.PlatformRef(b)
}

// Send implements bot.Channel. Slack has no idempotency key, so a post is made
// twice if its answer is lost.
func (c *Channel) Send(ctx context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	dm, err := c.dm(ctx, to)
	if err != nil {
		return "", c.explain(err)
	}
	sent := copies{Channel: dm}
	for _, m := range messages(r) {
		options := []slack.MsgOption{
			slack.MsgOptionText(m.text, false), slack.MsgOptionBlocks(m.blocks...),
			slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
		}
		if r.Thread != "" {
			options = append(options, slack.MsgOptionTS(r.Thread))
		}
		var at string
		err := c.patiently(ctx, func() (err error) {
			_, at, err = c.api.PostMessageContext(ctx, dm, options...)
			return err
		})
		if err != nil {
			return "", c.explain(err)
		}
		sent.Posts = append(sent.Posts, at)
	}
	for _, f := range r.Files {
		id, err := c.upload(ctx, dm, r.Thread, f)
		if err != nil {
			return "", c.explain(err)
		}
		sent.Files = append(sent.Files, id)
	}
	return sent.ref(), nil
}

// dm returns the channel of somebody's direct messages.
func (c *Channel) dm(ctx context.Context, to bot.UserID) (string, error) {
	c.mu.Lock()
	dm := c.dms[to.ID]
	c.mu.Unlock()
	if dm != "" {
		return dm, nil
	}
	_, user, ok := strings.Cut(to.ID, ":")
	if !ok {
		return "", fmt.Errorf("%w: not an account at Slack", bot.ErrUndeliverable)
	}
	err := c.patiently(ctx, func() error {
		ch, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		if err == nil {
			dm = ch.ID
		}
		return err
	})
	if err == nil {
		c.noteDM(to, dm)
	}
	return dm, err
}

func (c *Channel) noteDM(u bot.UserID, dm string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.dms) >= maxDMs { // it is only a cache
		clear(c.dms)
	}
	c.dms[u.ID] = dm
}

const maxDMs = 100_000

// upload posts a file in the conversation, in the three steps of Slack's API.
func (c *Channel) upload(ctx context.Context, dm, thread string, f bot.File) (id string, err error) {
	err = c.patiently(ctx, func() error {
		content, err := f.Open(ctx)
		if err != nil {
			return err
		}
		defer content.Close()
		uploaded, err := c.api.UploadFileContext(ctx, slack.UploadFileParameters{
			Reader: content, FileSize: int(f.Size), Filename: f.Name, Title: f.Name, Channel: dm,
			ThreadTimestamp: thread,
		})
		if err == nil {
			id = uploaded.ID
		}
		return err
	})
	return id, err
}

// Erase implements bot.Eraser: a bot can delete its own posts and files
// (FACTS.md, 5.3).
func (c *Channel) Erase(
	ctx context.Context, _ bot.UserID, refs []bot.PlatformRef,
) (deleted []bot.PlatformRef, err error) {
	for _, r := range refs {
		var held copies
		if json.Unmarshal([]byte(r), &held) != nil {
			deleted = append(deleted, r) // not a copy at Slack
			continue
		}
		for _, at := range held.Posts {
			err := c.patiently(ctx, func() error {
				_, _, err := c.api.DeleteMessageContext(ctx, held.Channel, at)
				return err
			})
			if err != nil && !says(err, "message_not_found", "channel_not_found") {
				return deleted, c.explain(err)
			}
		}
		for _, id := range held.Files {
			err := c.patiently(ctx, func() error { return c.api.DeleteFileContext(ctx, id) })
			if err != nil && !says(err, "file_not_found", "file_deleted") {
				return deleted, c.explain(err)
			}
		}
		deleted = append(deleted, r)
	}
	return deleted, nil
}

// Leaves implements bot.Eraser: what people post themselves, a bot cannot
// delete.
func (c *Channel) Leaves() bool { return true }

// maxWait is how long a call waits for a rate limit. The queue waits longer.
const maxWait = 30 * time.Second

// patiently repeats a rate-limited call when Slack allows it.
func (c *Channel) patiently(ctx context.Context, call func() error) error {
	for begun := time.Now(); ; {
		err := call()
		var limited *slack.RateLimitedError
		if !errors.As(err, &limited) || time.Since(begun)+limited.RetryAfter > maxWait {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(limited.RetryAfter):
		}
	}
}

// final are Slack's error codes for what trying again cannot change.
var final = []string{
	"user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible", "channel_not_found",
	"is_archived",
	"restricted_action", "not_in_channel", "invalid_user_id", "account_inactive",
}

// explain marks which of Slack's errors are final. They name nobody.
func (c *Channel) explain(err error) error {
	if err == nil {
		return nil
	}
	if says(err, final...) {
		return fmt.Errorf("%w: Slack answered %s", bot.ErrUndeliverable, err)
	}
	return fmt.Errorf("slack: %w", err)
}

func says(err error, words ...string) bool {
	var e slack.SlackErrorResponse
	if !errors.As(err, &e) {
		return false
	}
	for _, w := range words {
		if e.Err == w {
			return true
		}
	}
	return false
}

// message is one post.
type message struct {
	text   string // for notifications and screen readers
	blocks []slack.Block
}

// Limits of Block Kit (FACTS.md, 5.3), with room to spare.
const (
	maxSection = 2900
	maxPost    = 12000 // characters of all blocks of a post
	maxButtons = 25
	maxLabel   = 75
)

const choicesBlock = "choices"

// messages renders a reply. The buttons go under the last post.
func messages(r bot.Reply) []message {
	var posts []message
	current := message{}
	size := 0
	for _, part := range split(policies.Mrkdwn(r.Text), maxSection) {
		if size+len(part) > maxPost {
			posts, current, size = append(posts, current), message{}, 0
		}
		size += len(part)
		current.text = strings.TrimSpace(current.text + "\n" + part)
		current.blocks = append(current.blocks,
			slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, part, false, false), nil, nil))
	}
	if b := buttons(r.Choices); b != nil {
		current.blocks = append(current.blocks, b)
	}
	return append(posts, current)
}

func buttons(choices []bot.Choice) slack.Block {
	if len(choices) == 0 {
		return nil
	}
	var elements []slack.BlockElement
	for i, choice := range choices[:min(len(choices), maxButtons)] {
		label := []rune(choice.Label)
		b := slack.NewButtonBlockElement(choice.ID, choice.For,
			slack.NewTextBlockObject(slack.PlainTextType, string(label[:min(len(label), maxLabel)]), false, false))
		if i == 0 && (choice.ID == "agree" || choice.ID == "export") {
			b.Style = slack.StylePrimary
		}
		if choice.ID == "delete" {
			b.Style = slack.StyleDanger
		}
		elements = append(elements, b)
	}
	return slack.NewActionBlock(choicesBlock, elements...)
}

// split cuts a text into parts of at most limit bytes: between paragraphs if
// possible, else between lines, words or letters. An entity or a link is not cut
// unless it is longer than a part.
func split(text string, limit int) (parts []string) {
	for len(text) > limit {
		head := text[:limit]
		at := -1
		for _, end := range []string{"\n\n", "\n", " "} {
			if i := strings.LastIndex(head, end); i > limit/3 &&
				strings.Count(head[:i], "<") == strings.Count(head[:i], ">") {
				at = i
				break
			}
		}
		if at < 0 {
			for at = limit; at > 0 && text[at]&0xC0 == 0x80; at-- { // not within a letter
			}
			if i := strings.LastIndexAny(head[:at], "&<"); i > 0 && !strings.ContainsAny(head[i:at], ";>") {
				at = i
			}
		}
		parts = append(parts, strings.TrimSpace(text[:at]))
		text = strings.TrimSpace(text[at:])
	}
	if text != "" || len(parts) == 0 {
		parts = append(parts, text)
	}
	return parts
}
