package terminal

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"assent/bot"
	"assent/policies"
)

// Name is the channel's name.
const Name = "terminal"

// Channel writes replies to a terminal.
type Channel struct {
	json  bool
	files string // folder for the files of replies; made on first use

	mu      sync.Mutex
	out     *bufio.Writer
	choices []bot.Choice // of the last reply
}

var _ bot.Channel = (*Channel)(nil)

// New returns a channel that writes to out, as lines of JSON if asJSON is set.
// Files of replies are saved in the folder files, for their owner alone.
func New(out io.Writer, asJSON bool, files string) *Channel {
	return &Channel{json: asJSON, files: files, out: bufio.NewWriter(out)}
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return Name }

// line is a reply as JSON.
type line struct {
	From    string   `json:"from"`
	Text    string   `json:"text"`
	Choices []choice `json:"choices"`
	Files   []file   `json:"files"`
}

type choice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

type file struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// Send implements bot.Channel: it writes the reply and its files.
func (c *Channel) Send(ctx context.Context, _ bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := line{From: "bot", Text: policies.Plain(r.Text), Choices: []choice{}, Files: []file{}}
	for _, ch := range r.Choices {
		l.Choices = append(l.Choices, choice{ch.ID, ch.Label})
	}
	for _, f := range r.Files {
		path, err := c.save(ctx, f)
		if err != nil {
			return "", fmt.Errorf("save %s in %s: %w", f.Name, c.files, err)
		}
		l.Files = append(l.Files, file{f.Name, path})
	}
	c.choices = r.Choices
	return "", errors.Join(c.write(l), c.out.Flush())
}

func (c *Channel) write(l line) error {
	if c.json {
		e := json.NewEncoder(c.out)
		e.SetEscapeHTML(false)
		return e.Encode(l)
	}
	fmt.Fprintf(c.out, "\n%s\n", printable(l.Text))
	for i, ch := range l.Choices {
		fmt.Fprintf(c.out, "  [%d] %s", i+1, printable(ch.Label))
	}
	if len(l.Choices) > 0 {
		fmt.Fprintln(c.out)
	}
	for _, f := range l.Files {
		fmt.Fprintf(c.out, "  -> %s\n", f.Path)
	}
	return nil // a failed write is reported by Flush
}

// printable removes the control characters from a text: a terminal would obey
// them.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}

// save writes the decrypted content of a file for the person who asked for it.
func (c *Channel) save(ctx context.Context, f bot.File) (path string, err error) {
	if err := os.MkdirAll(c.files, 0o700); err != nil {
		return "", err
	}
	in, err := f.Open(ctx)
	if err != nil {
		return "", err
	}
	defer in.Close()
	name := filepath.Base(f.Name)
	target := filepath.Join(c.files, string(f.ID[max(0, len(f.ID)-8):])+"-"+name)
	out, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, in)
	return out.Name(), errors.Join(err, out.Close())
}

// Choice returns the choice of the last reply that a typed number or id
// refers to.
func (c *Channel) Choice(typed string) (bot.Choice, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, ch := range c.choices {
		if typed == fmt.Sprint(i+1) || typed == ch.ID {
			return ch, true
		}
	}
	return bot.Choice{}, false
}
