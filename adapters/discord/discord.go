package discord

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"assent/bot"
	"assent/bot/office"
	"assent/policies"
)

// Channel is the Discord channel.
type Channel struct {
	cfg    Config
	log    *slog.Logger
	api    *discordgo.Session // for REST, and for the gateway while Run works
	self   string             // the bot's own id
	mux    *http.ServeMux
	bot    core
	office operations

	mu      sync.Mutex
	dms     map[string]string // channel of the direct messages, by user
	users   map[string]string // and back
	threads map[string]bool   // channels of servers: whether they are threads of the desk
	authors map[string]wrote  // messages of the team
	names   map[string]string // of team members, by user
	tokens  map[string]grant  // by user: where they can be answered without a direct message
	lanes   []chan func()
}

// grant is the right to answer an interaction, until it expires.
type grant struct {
	application, token string
	until              time.Time
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

// elsewhere sends requests to another host than the library's, whose addresses
// are variables of the whole process.
type elsewhere struct {
	base *url.URL
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = e.base.Scheme, e.base.Host, e.base.Host
	if base := strings.TrimRight(e.base.Path, "/"); base != "" {
		r.URL.Path, r.URL.RawPath = below(base, r.URL.Path), ""
	}
	return e.next.RoundTrip(r)
}

// below returns where a path of the library's API is at a base address, which
// may or may not name the API and its version.
func below(base, path string) string {
	rest := strings.TrimPrefix(path, "/api/v"+discordgo.APIVersion)
	switch {
	case versioned.MatchString(base):
		return base + rest
	case strings.HasSuffix(base, "/api"):
		return base + "/v" + discordgo.APIVersion + rest
	}
	return base + path
}

var versioned = regexp.MustCompile(`/api/v[0-9]+$`)

// New returns a channel, yet to be connected to a bot.
func New(cfg Config, log *slog.Logger) *Channel {
	c := &Channel{
		cfg: cfg, log: log, mux: http.NewServeMux(),
		dms: map[string]string{}, users: map[string]string{}, tokens: map[string]grant{},
		threads: map[string]bool{}, authors: map[string]wrote{}, names: map[string]string{},
	}
	c.self, _ = cfg.application() // Check reports the error
	c.api = c.session()
	c.mux.HandleFunc("POST "+path+"events", c.webhook)
	return c
}

// session returns a session with Discord, not yet connected.
func (c *Channel) session() *discordgo.Session {
	s, err := discordgo.New("Bot " + string(c.cfg.BotToken))
	if err != nil {
		panic(fmt.Sprintf("discord: %v", err)) // it only makes a struct
	}
	transport := http.DefaultTransport
	if base, err := url.Parse(c.cfg.APIURL); err == nil {
		transport = elsewhere{base, transport}
	}
	s.Client = &http.Client{Timeout: 30 * time.Second, Transport: transport}
	s.LogLevel = -1 // it would log what people say
	s.StateEnabled, s.SyncEvents, s.MaxRestRetries = false, true, 0
	s.Identify.Intents = discordgo.IntentsDirectMessages | discordgo.IntentsGuildMessages
	if c.cfg.DeskChannel != "" {
		// The first is privileged: what the team writes in threads.
		s.Identify.Intents |= discordgo.IntentMessageContent |
			discordgo.IntentGuildMessageTyping | discordgo.IntentDirectMessageTyping
	}
	return s
}

const path = "/discord/"

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
	AgentTypes(ctx context.Context, app, place string) error
	EachUser(ctx context.Context, channel string, since time.Time, f func(u bot.UserID, seen time.Time) error) error
	EraseAll(ctx context.Context, channel string, match func(bot.UserID) bool, o bot.Order) (n int, err error)
	Find(ctx context.Context, u bot.UserID) (bot.Person, error)
	Library() policies.Library
	PersonTypes(ctx context.Context, u bot.UserID) error
	Revise(ctx context.Context, u bot.UserID, id, text string) error
}

// operations is what the channel needs from the office.
type operations interface {
	Operate(ctx context.Context, who bot.Colleague, command string) (string, error)
}

// Traits tells the bot about Discord.
func (c *Channel) Traits() bot.Traits { return bot.Traits{Platform: "Discord", Path: path} }

// ServeHTTP implements http.Handler.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.mux.ServeHTTP(w, r) }

var snowflake = regexp.MustCompile(`^[0-9]{1,20}$`)

func userID(user string) bot.UserID {
	return bot.UserID{App: bot.DefaultApp, Channel: Name, ID: user}
}

// copies is a bot.PlatformRef: the messages of one reply.
type copies struct {
	Channel  string   `json:"c"`
	Messages []string `json:"m"`
}

// Codes of Discord's errors.
const (
	unknownChannel = 10003
	unknownMessage = 10008
	unknownUser    = 10013
	missingAccess  = 50001
	cannotDM       = 50007
	noCommonServer = 50278
)

func code(err error) int {
	var e *discordgo.RESTError
	if errors.As(err, &e) && e.Message != nil {
		return e.Message.Code
	}
	return 0
}

// explain marks which of Discord's errors are final, and leaves out what could
// name somebody: the library's error holds the whole answer.
func explain(err error) error {
	if err == nil {
		return nil
	}
	var e *discordgo.RESTError
	if errors.As(err, &e) {
		status := 0
		if e.Response != nil {
			status = e.Response.StatusCode
		}
		said := fmt.Errorf("discord answered %d, code %d", status, code(err))
		switch code(err) {
		case unknownChannel, unknownUser, missingAccess, cannotDM, noCommonServer:
			return fmt.Errorf("%w: %w", bot.ErrUndeliverable, said)
		}
		return said
	}
	var u *url.Error // names the address
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Errorf("discord: %w", err)
}

// post is a message to send: the library's own type has no nonce.
type post struct {
	Content    string                            `json:"content,omitempty"`
	Components []discordgo.MessageComponent      `json:"components,omitempty"`
	Mentions   *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Reference  *discordgo.MessageReference       `json:"message_reference,omitempty"`
	Nonce      string                            `json:"nonce,omitempty"`
	Enforce    bool                              `json:"enforce_nonce,omitempty"`
	Flags      discordgo.MessageFlags            `json:"flags,omitempty"`
	files      []*discordgo.File
}

// nonce names a part of a reply, in at most 25 characters, so that Discord
// recognises a repetition (FACTS.md, 5.4).
func nonce(reply string, part int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", reply, part))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:25]
}

// Limits of Discord (FACTS.md, 5.4).
const (
	maxContent = 2000
	maxFile    = 10<<20 - 64<<10 // a request holds more than the file
	maxRow     = 5
	maxRows    = 5
	maxLabel   = 80
)

// Send implements bot.Channel: as a direct message or, where the person accepts
// none, as an answer to their last interaction in a server, which only they see.
func (c *Channel) Send(ctx context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	posts, err := c.posts(ctx, r)
	if err != nil {
		return "", err
	}
	dm, err := c.dm(ctx, to.ID)
	sent := copies{Channel: dm}
	for i, p := range posts {
		if err != nil {
			break
		}
		p.Nonce, p.Enforce = nonce(r.ID, i), r.ID != ""
		var id string
		if id, err = c.create(ctx, dm, p); err == nil {
			sent.Messages = append(sent.Messages, id)
		}
	}
	if k := code(err); k == cannotDM || k == noCommonServer {
		if g, ok := c.granted(to.ID); ok {
			return "", c.whisper(ctx, g, posts)
		}
	}
	if err != nil {
		return "", explain(err)
	}
	b, err := json.Marshal(sent)
	return bot.PlatformRef(b), err
}

// posts renders a reply. The last post has the buttons and the files.
func (c *Channel) posts(ctx context.Context, r bot.Reply) (list []post, err error) {
	text := policies.DiscordMarkdown(r.Text)
	var files []*discordgo.File
	for _, f := range r.Files {
		if f.Size > maxFile {
			if f.DownloadURL == "" {
				return nil, errors.New("a file is too large for Discord, and public_url, which a link to it needs, " +
					"is not set")
			}
			text += "\n<" + f.DownloadURL + ">"
			continue
		}
		content, err := f.Open(ctx)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		_, err = b.ReadFrom(content)
		if err = errors.Join(err, content.Close()); err != nil {
			return nil, err
		}
		files = append(files, &discordgo.File{Name: f.Name, ContentType: f.Type, Reader: &b})
	}
	none := &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
	for _, part := range split(text, maxContent) {
		list = append(list, post{Content: part, Mentions: none})
	}
	last := &list[len(list)-1]
	last.Components, last.files = buttons(r.Choices), files
	return list, nil
}

func buttons(choices []bot.Choice) (rows []discordgo.MessageComponent) {
	for at := 0; at < len(choices) && len(rows) < maxRows; at += maxRow {
		var row discordgo.ActionsRow
		for _, choice := range choices[at:min(at+maxRow, len(choices))] {
			style := discordgo.SecondaryButton
			switch choice.ID {
			case "agree", "export":
				style = discordgo.PrimaryButton
			case "delete":
				style = discordgo.DangerButton
			}
			label := []rune(choice.Label)
			row.Components = append(row.Components, discordgo.Button{
				Style: style, CustomID: customID(choice), Label: string(label[:min(len(label), maxLabel)]),
			})
		}
		rows = append(rows, row)
	}
	return rows
}

// customID encodes a choice and its question, in at most 100 characters.
func customID(c bot.Choice) string { return c.ID + "/" + c.For }

func (c *Channel) create(ctx context.Context, channel string, p post) (id string, err error) {
	endpoint := discordgo.EndpointChannelMessages(channel)
	var answer []byte
	if len(p.files) == 0 {
		answer, err = c.api.RequestWithBucketID(http.MethodPost, endpoint, p, endpoint, discordgo.WithContext(ctx))
	} else {
		kind, body, berr := discordgo.MultipartBodyWithJSON(p, p.files)
		if berr != nil {
			return "", berr
		}
		answer, err = c.api.RequestWithLockedBucket(http.MethodPost, endpoint, kind, body,
			c.api.Ratelimiter.LockBucket(endpoint), 0, discordgo.WithContext(ctx))
	}
	if err != nil {
		return "", err
	}
	var m struct{ ID string }
	if err := json.Unmarshal(answer, &m); err != nil {
		return "", fmt.Errorf("discord: an answer cannot be read: %w", err)
	}
	return m.ID, nil
}

// whisper answers an interaction, for its person alone. Discord keeps no copy
// that a bot could delete.
func (c *Channel) whisper(ctx context.Context, g grant, posts []post) error {
	for _, p := range posts {
		_, err := c.api.WebhookExecute(g.application, g.token, true, &discordgo.WebhookParams{
			Content: p.Content, Components: p.Components, Files: p.files, AllowedMentions: p.Mentions,
			Flags: discordgo.MessageFlagsEphemeral,
		}, discordgo.WithContext(ctx))
		if err != nil {
			return explain(err)
		}
	}
	return nil
}

func (c *Channel) granted(user string) (grant, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g, ok := c.tokens[user]
	return g, ok && time.Now().Before(g.until)
}

// remember keeps the right to answer an interaction until it expires, after 15
// minutes (FACTS.md, 5.4).
func (c *Channel) remember(user, application, token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if len(c.tokens) >= maxRemembered {
		for u, g := range c.tokens {
			if now.After(g.until) {
				delete(c.tokens, u)
			}
		}
		if len(c.tokens) >= maxRemembered {
			clear(c.tokens)
		}
	}
	c.tokens[user] = grant{application, token, now.Add(14 * time.Minute)}
}

const maxRemembered = 100_000

// dm returns the channel of somebody's direct messages.
func (c *Channel) dm(ctx context.Context, user string) (string, error) {
	c.mu.Lock()
	dm := c.dms[user]
	c.mu.Unlock()
	if dm != "" {
		return dm, nil
	}
	ch, err := c.api.UserChannelCreate(user, discordgo.WithContext(ctx))
	if err != nil {
		return "", err
	}
	c.noteDM(user, ch.ID)
	return ch.ID, nil
}

// ofDM returns the person whose direct messages a channel holds; empty: nobody.
func (c *Channel) ofDM(channel string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.users[channel]
}

func (c *Channel) noteDM(user, dm string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.dms) >= maxRemembered { // it is only a cache
		clear(c.dms)
		clear(c.users)
	}
	c.dms[user], c.users[dm] = dm, user
}

// Erase implements bot.Eraser: a bot can delete its own messages, one by one in
// direct messages.
func (c *Channel) Erase(
	ctx context.Context, _ bot.UserID, refs []bot.PlatformRef,
) (deleted []bot.PlatformRef, err error) {
	var kept error // other people's messages: the bot lacks a permission
refs:
	for _, r := range refs {
		var held copies
		if json.Unmarshal([]byte(r), &held) == nil {
			for _, id := range held.Messages {
				err := c.api.ChannelMessageDelete(held.Channel, id, discordgo.WithContext(ctx))
				switch k := code(err); {
				case err == nil || k == unknownMessage || k == unknownChannel:
				case k == missingPermissions || k == notTheAuthor:
					kept = explain(err)
					continue refs
				default:
					return deleted, explain(err)
				}
			}
		}
		deleted = append(deleted, r)
	}
	return deleted, kept
}

// Leaves implements bot.Eraser: what people write in direct messages, a bot
// cannot delete.
func (c *Channel) Leaves() bool { return true }

// split cuts a text into parts of at most limit characters, as Discord counts
// them: between paragraphs if possible, else between lines, words or letters.
// Emphasis is not cut unless a paragraph is longer than a part.
func split(text string, limit int) (parts []string) {
	runes := []rune(text)
	for len(runes) > limit {
		head := string(runes[:limit])
		at := -1
		for _, end := range []string{"\n\n", "\n", " "} {
			i := strings.LastIndex(head, end)
			if i > limit/3 && strings.Count(head[:i], "**")%2 == 0 &&
				strings.Count(head[:i], "<") == strings.Count(head[:i], ">") {
				at = len([]rune(head[:i]))
				break
			}
		}
		if at < 0 {
			at = limit
			for at > limit/2 && runes[at-1] == '\\' {
				at--
			}
		}
		if part := strings.TrimSpace(string(runes[:at])); part != "" {
			parts = append(parts, part)
		}
		runes = []rune(strings.TrimSpace(string(runes[at:])))
	}
	if len(runes) > 0 || len(parts) == 0 {
		parts = append(parts, string(runes))
	}
	return parts
}
