package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"assent/bot"
	"assent/policies"
)

const (
	maxStreams        = 10_000 // open streams of all people
	maxStreamsOfOne   = 8      // open streams of one person
	heartbeat         = 20 * time.Second
	maxBacklog        = 200 // lines that a page shows when it opens
	patience          = 5 * time.Second
	unclaimed         = time.Hour // after that, a reply that is not on record is dropped
	streamBuffer      = 64
	writeTimeout      = 10 * time.Second
	reconnect         = 1000 // milliseconds until a page tries again
	retryAfterStreams = "10"
)

// errAway: no page of the person is open. The queue tries again.
var errAway = fmt.Errorf("no page of this person is open: %w", bot.ErrAway)

// stream is one open page.
type stream struct {
	lines chan pushed
	gone  chan struct{} // closed when the page is
}

type pushed struct {
	name    string // of the event
	data    []byte
	written chan<- struct{}
}

// line is something that was said, as the page's script reads it.
type line struct {
	ID      string       `json:"id"`
	From    string       `json:"from"` // person, bot, agent
	HTML    string       `json:"html,omitempty"`
	Text    string       `json:"text,omitempty"`
	Choices []bot.Choice `json:"choices,omitempty"`
	Files   []fileLine   `json:"files,omitempty"`
	State   *state       `json:"state,omitempty"`
}

type fileLine struct {
	ID   bot.FileID `json:"id"`
	Name string     `json:"name"`
	Size int64      `json:"size"`
	Link string     `json:"link,omitempty"`
}

func filesOf(files []bot.File) (lines []fileLine) {
	for _, f := range files {
		l := fileLine{f.ID, f.Name, f.Size, f.DownloadURL}
		if f.Content != nil {
			l.ID = "" // it is stored only behind the link
		}
		lines = append(lines, l)
	}
	return lines
}

// Send implements bot.Channel: it hands the reply to every open page of the
// person. A reply that is on record needs no open page: the next page shows it.
// Any other is tried again for an hour.
func (c *Channel) Send(ctx context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	l := line{ID: r.ID, From: "bot", HTML: policies.HTML(r.Text), Choices: r.Choices, Files: filesOf(r.Files)}
	if r.Agent != "" {
		l.From = "agent"
	}
	p, err := c.bot.Find(ctx, to)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return "", err
	}
	s := stateOf(p)
	l.State = &s
	data, err := json.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("%w: %w", bot.ErrUndeliverable, err)
	}
	switch {
	case c.push(ctx, to, data), r.Kept:
		return "", nil
	case time.Since(r.At) > unclaimed:
		return "", fmt.Errorf("%w: %w, for an hour", bot.ErrUndeliverable, errAway)
	}
	return "", errAway
}

// push reports whether the reply was written to an open page of the person.
func (c *Channel) push(ctx context.Context, to bot.UserID, data []byte) bool {
	c.mu.Lock()
	open := make([]*stream, 0, len(c.streams[to]))
	for s := range c.streams[to] {
		open = append(open, s)
	}
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	delivered := false
	for _, s := range open {
		written := make(chan struct{}, 1)
		select {
		case s.lines <- pushed{"line", data, written}:
		default:
			continue // it does not read; it gets everything when it reconnects
		}
		select {
		case <-written:
			delivered = true
		case <-s.gone:
		case <-ctx.Done():
		}
	}
	return delivered
}

// Typing implements bot.Typist.
func (c *Channel) Typing(_ context.Context, to bot.UserID) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for s := range c.streams[to] {
		select {
		case s.lines <- pushed{"typing", []byte("{}"), make(chan struct{}, 1)}:
		default: // it does not read
		}
	}
	return nil
}

// subscribe opens a stream; nil: there are too many.
func (c *Channel) subscribe(u bot.UserID) *stream {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open >= maxStreams || len(c.streams[u]) >= maxStreamsOfOne {
		return nil
	}
	if c.streams[u] == nil {
		c.streams[u] = map[*stream]struct{}{}
	}
	s := &stream{lines: make(chan pushed, streamBuffer), gone: make(chan struct{})}
	c.streams[u][s] = struct{}{}
	c.open++
	return s
}

func (c *Channel) unsubscribe(u bot.UserID, s *stream) {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(s.gone)
	c.open--
	delete(c.streams[u], s)
	if len(c.streams[u]) == 0 {
		delete(c.streams, u)
	}
}

// Streams returns how many streams of replies are open.
func (c *Channel) Streams() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}

// events streams the conversation: first what is on record, then every reply.
func (c *Channel) events(w http.ResponseWriter, r *http.Request) {
	who, ok := c.session(r)
	if !ok {
		c.refuse(w, http.StatusUnauthorized, "no_session", "there is no session")
		return
	}
	s := c.subscribe(who.user) // before the record is read, so that no reply is missed
	if s == nil {
		w.Header().Set("Retry-After", retryAfterStreams)
		c.refuse(w, http.StatusServiceUnavailable, "too_many_pages", "too many pages are open")
		return
	}
	defer c.unsubscribe(who.user, s)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // proxies must not hold replies back
	out := streamWriter{w: w, control: http.NewResponseController(w)}
	// The server's limit on reading a request would end the stream with it.
	if err := out.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		c.log.Debug("a stream may end early", "error", err)
	}
	if err := c.follow(r.Context(), who.user, s, &out); err != nil {
		c.log.Debug("a stream ended", "error", err)
	}
}

func (c *Channel) follow(ctx context.Context, u bot.UserID, s *stream, out *streamWriter) error {
	if err := c.backlog(ctx, u, out); err != nil {
		return err
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.end:
			return nil
		case p := <-s.lines:
			if err := out.event(p.name, p.data); err != nil {
				return err
			}
			p.written <- struct{}{}
		case <-beat.C:
			if err := out.raw(":\n\n"); err != nil {
				return err
			}
		}
	}
}

// backlog sends the last lines on record, then the state.
func (c *Channel) backlog(ctx context.Context, u bot.UserID, out *streamWriter) error {
	if err := out.raw(fmt.Sprintf("retry: %d\n\n", reconnect)); err != nil {
		return err
	}
	var last []bot.Line
	for l, err := range c.bot.Conversation(ctx, u) {
		if err != nil {
			c.log.Error("a conversation cannot be read", "error", err)
			return err
		}
		if last = append(last, l); len(last) > 2*maxBacklog {
			last = append(last[:0], last[maxBacklog:]...)
		}
	}
	for _, l := range last[max(0, len(last)-maxBacklog):] {
		if l.From == "person" && l.Text == "" {
			continue // a press; its answer follows
		}
		said := line{ID: l.ID, From: l.From, Choices: l.Choices, Files: filesOf(l.Files)}
		if l.From != "person" {
			said.HTML = policies.HTML(l.Text)
		} else {
			said.Text = string(l.Text)
		}
		if err := out.json("line", said); err != nil {
			return err
		}
	}
	p, err := c.bot.Find(ctx, u)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	return out.json("ready", stateOf(p))
}

// streamWriter writes server-sent events.
type streamWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (o *streamWriter) json(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return o.event(name, data)
}

func (o *streamWriter) event(name string, data []byte) error {
	return o.raw("event: " + name + "\ndata: " + string(data) + "\n\n")
}

func (o *streamWriter) raw(s string) error {
	if err := o.control.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil &&
		!errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := o.w.Write([]byte(s)); err != nil {
		return err
	}
	return o.control.Flush()
}
