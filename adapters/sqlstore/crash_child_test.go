package sqlstore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"testing"

	"assent/adapters/sqlstore"
	"assent/adapters/sqlstore/pgtest"
	"assent/bot"
	"assent/bot/bottest"
)

// crashFolder names the folder that this program serves when it is started as
// the process that TestCrash kills.
const crashFolder = "ASSENT_CRASH_FOLDER"

// crashStore holds the store's options as JSON, where they are more than the
// folders.
const crashStore = "ASSENT_CRASH_STORE"

func TestMain(m *testing.M) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		os.Exit(pgtest.Run(m))
	}
	if err := serveLines(dir, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// said is a line to the process: a message with the number under which to
// acknowledge it, or the number of a reply that was received.
type said struct {
	Number  int    `json:"number,omitempty"`
	Taken   int    `json:"taken,omitempty"`
	ID      string `json:"id"`
	Account string `json:"account"`
	Text    string `json:"text,omitempty"`
	Choice  string `json:"choice,omitempty"`
	For     string `json:"for,omitempty"`
}

// heard is a line from the process: that it serves, an acknowledgement, or a
// reply.
type heard struct {
	Ready bool       `json:"ready,omitempty"`
	Ack   int        `json:"ack,omitempty"`
	Error string     `json:"error,omitempty"`
	To    string     `json:"to,omitempty"`
	Reply *bot.Reply `json:"reply,omitempty"`
	Sent  int        `json:"sent,omitempty"` // the number of the reply
}

// serveLines serves a bot on the folders in dir until the input ends.
func serveLines(dir string, in io.Reader, out io.Writer) (err error) {
	opt := folders(dir)
	if text := os.Getenv(crashStore); text != "" {
		if err := json.Unmarshal([]byte(text), &opt); err != nil {
			return err
		}
	}
	opt.Controller, opt.Log = bottest.SampleController, slog.New(slog.NewTextHandler(os.Stderr, nil))
	s, err := sqlstore.Open(context.Background(), opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	lines := &lineChannel{out: json.NewEncoder(out), taken: map[int]chan struct{}{}, over: make(chan struct{})}
	b, err := bot.New(bot.Config{
		Store: s, Library: s, Channels: []bot.Channel{lines}, Limits: bot.LimitsConfig{PersonRate: -1}, Log: opt.Log,
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	work.Go(func() { _ = b.Run(ctx) }) // returns nil, see Run
	if err := lines.write(heard{Ready: true}); err != nil {
		return err
	}
	var messages sync.WaitGroup
	defer messages.Wait()
	defer close(lines.over)
	for decoder := json.NewDecoder(in); ; {
		var m said
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if m.Taken > 0 {
			lines.take(m.Taken)
			continue
		}
		messages.Go(func() {
			answer := heard{Ack: m.Number}
			err := b.Receive(ctx, bot.Message{
				ID: m.ID, User: userOf(m.Account), Text: m.Text, Choice: m.Choice, For: m.For,
			})
			if err != nil {
				answer.Error = err.Error()
			}
			_ = lines.write(answer) // if nobody listens any more, the message will be delivered again
		})
	}
}

// lineChannel is a channel that sends replies as lines. A reply is sent when the
// other end confirms it, as a platform does with its response.
type lineChannel struct {
	over chan struct{} // closed when nobody is at the other end any more

	mu    sync.Mutex
	out   *json.Encoder
	sent  int
	taken map[int]chan struct{}
}

var _ bot.Channel = (*lineChannel)(nil)

func (c *lineChannel) Name() string { return "test" }

func (c *lineChannel) Send(ctx context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	taken := make(chan struct{})
	c.mu.Lock()
	c.sent++
	c.taken[c.sent] = taken
	err := c.out.Encode(heard{To: to.ID, Reply: &r, Sent: c.sent})
	c.mu.Unlock()
	if err != nil {
		return "", err
	}
	select {
	case <-taken:
		return "", nil
	case <-c.over:
		return "", errors.New("the other end is gone")
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (c *lineChannel) take(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if taken := c.taken[n]; taken != nil {
		delete(c.taken, n)
		close(taken)
	}
}

func (c *lineChannel) write(h heard) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.Encode(h)
}
