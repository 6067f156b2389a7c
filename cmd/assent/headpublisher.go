package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"assent/bot/ledger"
)

// ledgerConfig says where signed heads are published, so that somebody who cannot
// write to the database keeps them.
type ledgerConfig struct {
	HeadFile string        `yaml:"head_file"`
	HeadURL  string        `yaml:"head_url"`
	Every    time.Duration `yaml:"every"`
}

// Check calls bad for each key that makes no sense.
func (c ledgerConfig) Check(bad func(key, format string, args ...any)) {
	if why := c.badURL(); why != "" {
		bad("head_url", "%s", why)
	}
	if c.Every < time.Second {
		bad("every", "must be at least 1s; got %s", c.Every)
	}
}

// badURL returns what is wrong with the address, or "".
func (c ledgerConfig) badURL() string {
	u, err := url.Parse(c.HeadURL)
	switch {
	case c.HeadURL == "":
		return ""
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "must be an address such as https://…"
	case u.Scheme == "http" && u.Hostname() != "localhost" && !net.ParseIP(u.Hostname()).IsLoopback():
		return "must begin with https:// unless it is on this machine"
	}
	return ""
}

// headPublisher publishes heads while assent serves.
type headPublisher struct {
	conf ledgerConfig
	head func(context.Context) (ledger.Head, error)
	log  *slog.Logger
	http *http.Client
	last int64 // number of lines under the last published head; -1: none
}

// headTimeout is how long the receiving side may take.
const headTimeout = 20 * time.Second

// run publishes now and, whenever the ledger has grown, at intervals, until ctx
// ends.
func (p *headPublisher) run(ctx context.Context) {
	if p.conf.HeadFile == "" && p.conf.HeadURL == "" {
		return
	}
	for {
		if err := p.publish(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("the head of the ledger could not be published, trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(p.conf.Every):
		}
	}
}

func (p *headPublisher) publish(ctx context.Context) error {
	h, err := p.head(ctx)
	if err != nil || h.Size == p.last {
		return err
	}
	if p.conf.HeadFile != "" {
		if err := appendTo(p.conf.HeadFile, h.Text); err != nil {
			return fmt.Errorf("ledger.head_file: %w", err)
		}
	}
	if p.conf.HeadURL != "" {
		if err := p.post(ctx, h.Text); err != nil {
			return fmt.Errorf("ledger.head_url: %w", err)
		}
	}
	p.last = h.Size
	return nil
}

func appendTo(path, text string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// post sends the head as JSON: as "head", and as what incoming webhooks of
// Slack ("text") and Discord ("content") show in a channel.
func (p *headPublisher) post(ctx context.Context, head string) error {
	body, err := json.Marshal(map[string]string{"head": head, "text": head, "content": head})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, headTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.conf.HeadURL, bytes.NewReader(body))
	if err != nil {
		return errors.New("it is not an address")
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := p.http.Do(r)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // the address of a webhook is a secret
		}
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection can be used again
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %s", answer.Status)
	}
	return nil
}
