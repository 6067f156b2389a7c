package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"assent/adapters/sqlstore"
	"assent/adapters/terminal"
	"assent/bot"
)

type chatFlags struct {
	configFlags
	as, downloads string
	json          bool
}

func chatCommand(sys system) *cobra.Command {
	var f chatFlags
	c := &cobra.Command{
		Use: "chat", Short: "Chat in the terminal", Args: noArgs,
		Long: `Chat in the terminal, in temporary folders unless --data names one. They are removed at the end;
exported files stay in a temporary folder of their own, or in the one that --downloads names.

With piped input, every line is one message, handled completely before the next is read.
  :press ID   press a choice
  :wait 5m    move the bot's clock forward (temporary folders only)
  ::text      send ":text"`,
		RunE: func(c *cobra.Command, _ []string) error { return chat(c.Context(), sys, f) },
	}
	f.flags(c)
	c.Flag("data").Usage = "data folder (default: a temporary one, whatever is configured)"
	c.Flag("keys").Usage = "keys folder (default: the data folder's name with -keys)"
	c.Flags().StringVar(&f.as, "as", "you", "your account name")
	c.Flags().StringVar(&f.downloads, "downloads", "", "folder for exported files (default: a temporary one)")
	c.Flags().BoolVar(&f.json, "json", false, "print each reply as a line of JSON")
	return c
}

// conversation is one run of assent chat.
type conversation struct {
	sys     system
	store   *sqlstore.Store
	bot     *bot.Bot
	channel *terminal.Channel
	clock   *clock
	user    bot.UserID
	kept    bool // the folders are not temporary
	line    int
}

func chat(ctx context.Context, sys system, f chatFlags) (err error) {
	if f.as == "" {
		return usagef("--as requires a name")
	}
	conf, err := f.load(sys)
	if err != nil {
		return err
	}
	kept := f.data != ""
	if !kept {
		temp, err := os.MkdirTemp("", "assent-chat-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
		conf.Database, conf.KeysDB = "", ""
		conf.Data, conf.Keys = filepath.Join(temp, "data"), filepath.Join(temp, "keys")
	}
	if f.downloads == "" {
		f.downloads = filepath.Join(os.TempDir(), "assent-downloads-"+strconv.Itoa(os.Getuid()))
	}
	c := &conversation{
		sys: sys, kept: kept, clock: &clock{},
		user: bot.UserID{App: bot.DefaultApp, Channel: terminal.Name, ID: f.as},
	}
	if !conf.isSet("log.level") {
		conf.Log.Level = "error" // the conversation is on the same screen
	}
	log := conf.logger(sys)
	if c.store, err = conf.openStore(ctx, log); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	c.channel = terminal.New(sys.out, f.json, f.downloads)
	cfg := conf.botConfig()
	cfg.Store, cfg.Library, cfg.Channels = c.store, c.store, []bot.Channel{c.channel}
	cfg.Now, cfg.Log = c.clock.Now, log
	// Whoever types here has read what came before, so nothing is a burst, and
	// they flood nobody but themselves.
	cfg.Consent.Burst, cfg.Limits.PersonRate = -1, -1
	if c.bot, err = bot.New(cfg); err != nil {
		return err
	}
	conf.newOffice(c.bot, cfg)
	return c.run(ctx)
}

// run reads lines to the end of the input.
func (c *conversation) run(ctx context.Context) error {
	if err := c.bot.Drain(ctx); err != nil { // what an earlier run left
		return err
	}
	in := bufio.NewReader(c.sys.in)
	interactive := c.sys.interactive()
	if interactive {
		fmt.Fprintln(c.sys.err, "Write a message. A number presses a choice; Ctrl-D ends the chat.")
	}
	for ctx.Err() == nil {
		if interactive {
			fmt.Fprint(c.sys.err, "> ")
		}
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if line == "" {
			return nil
		}
		c.line++
		err = c.handle(ctx, strings.TrimRight(line, "\r\n"), interactive)
		var usage usageError
		if interactive && errors.As(err, &usage) { // whoever types can try again; a script must stop
			fmt.Fprintln(c.sys.err, err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// handle takes one line and works until nothing is due.
func (c *conversation) handle(ctx context.Context, line string, interactive bool) error {
	command, argument, _ := strings.Cut(line, " ")
	argument = strings.TrimSpace(argument)
	switch {
	case command == ":press" && argument != "":
		return c.press(ctx, argument)
	case command == ":press":
		return usagef("line %d: :press requires the id of a choice, such as :press agree", c.line)
	case command == ":wait":
		return c.wait(ctx, argument)
	case strings.HasPrefix(line, "::"):
		line = line[1:]
	case strings.HasPrefix(command, ":") && len(command) > 1 && isWord(command[1:]):
		return usagef("line %d: %s is not a command; use :press ID or :wait DURATION, or ::text to send :text",
			c.line, command)
	}
	if interactive {
		if ch, ok := c.channel.Choice(strings.TrimSpace(line)); ok && len(line) <= 2 {
			return c.press(ctx, ch.ID)
		}
	}
	return c.receive(ctx, bot.Message{Text: line})
}

func isWord(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// press presses a choice of the last reply, or one of an earlier reply.
func (c *conversation) press(ctx context.Context, id string) error {
	m := bot.Message{Choice: id}
	if ch, ok := c.channel.Choice(id); ok {
		m.For = ch.For
	}
	return c.receive(ctx, m)
}

func (c *conversation) receive(ctx context.Context, m bot.Message) error {
	m.User, m.ID = c.user, rand.Text()
	if err := c.bot.Receive(ctx, m); err != nil {
		return err
	}
	return c.bot.Drain(ctx)
}

// wait moves the clock forward, stopping wherever something is due.
func (c *conversation) wait(ctx context.Context, argument string) error {
	d, err := time.ParseDuration(argument)
	if err != nil || d < 0 {
		return usagef("line %d: :wait requires a duration such as 90s, 5m or 24h, got %q", c.line, argument)
	}
	if c.kept {
		return usagef("line %d: :wait works in temporary folders only: leave out --data", c.line)
	}
	for end := c.clock.Now().Add(d); ; {
		next, err := c.store.NextDue(ctx)
		if err != nil {
			return err
		}
		now := c.clock.Now()
		if next.IsZero() || next.After(end) {
			next = end
		}
		c.clock.Forward(next.Sub(now))
		if err := c.bot.Drain(ctx); err != nil {
			return err
		}
		if !c.clock.Now().Before(end) {
			return nil
		}
	}
}

// clock is the real clock, set forward.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// Now is the time by this clock.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Forward sets the clock forward, never back.
func (c *clock) Forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += max(d, 0)
}
