package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RetentionConfig is how long what is on record is kept, from the moment it
// was said or sent. Zero: until the person is erased.
type RetentionConfig struct {
	// Messages are what was said, by the person and to them.
	Messages time.Duration `yaml:"messages"`
	// Files are those that the person sent.
	Files time.Duration `yaml:"files"`
	// Recordings are files of sound and pictures that move; zero: as Files.
	Recordings time.Duration `yaml:"recordings"`
	// Inactive: people who are not heard of for so long are erased.
	Inactive time.Duration `yaml:"inactive,whole"`
	// Channels says otherwise for some channels, by name: a zero there is what
	// is said above. Inactive means nothing there.
	Channels map[string]RetentionConfig `yaml:",inline"`
}

// on reports whether there is anything to do.
func (c RetentionConfig) on() bool {
	if c.Messages > 0 || c.Files > 0 || c.Recordings > 0 || c.Inactive > 0 {
		return true
	}
	for _, ch := range c.Channels {
		if ch.on() {
			return true
		}
	}
	return false
}

// messages is how long what is said over a channel is kept.
func (c RetentionConfig) messages(channel string) time.Duration {
	if d := c.Channels[channel].Messages; d > 0 {
		return d
	}
	return c.Messages
}

// file is how long a file that came over a channel is kept.
func (c RetentionConfig) file(channel, mime string) time.Duration {
	own := c.Channels[channel]
	keep := []time.Duration{own.Files, c.Files}
	if strings.HasPrefix(mime, "audio/") || strings.HasPrefix(mime, "video/") {
		keep = []time.Duration{own.Recordings, own.Files, c.Recordings, c.Files}
	}
	for _, d := range keep {
		if d > 0 {
			return d
		}
	}
	return 0
}

const (
	// retainEvery and retainWithin are the least and the most time between two
	// looks at a person: what is over is deleted within retainEvery, and a
	// time that is made shorter holds for everybody within retainWithin.
	retainEvery  = time.Hour
	retainWithin = 24 * time.Hour
	retainBatch  = 200
)

// revisedExpired: the time it is kept for is over.
const revisedExpired = "expired"

// retained sees to it that what this person says is deleted in time.
func (t *turn) retained() {
	if !t.retention.on() || t.p.Retaining {
		return
	}
	t.p.Retaining = true
	t.out.items = append(t.out.items, Item{ID: t.newID(), Lane: LaneJob, Name: jobRetain, Due: t.now.Add(retainWithin), Body: mustJSON(itemBody{User: t.m.User})})
}

// retain deletes what of a person is over its time, and looks again when the
// next is. An open request keeps everything until it is answered, a legal hold
// what it names.
func (b *Bot) retain(ctx context.Context, item Item) error {
	p, err := b.store.PersonByID(ctx, item.Person)
	if errors.Is(err, ErrNotFound) {
		return b.done(ctx, item)
	}
	if err != nil {
		return err
	}
	keeps, err := b.Retention(ctx, p.App)
	if err != nil {
		return err
	}
	now := b.cfg.Now()
	r := retaining{cfg: keeps, p: p, now: now, next: now.Add(retainWithin), kept: map[FileID]bool{}}
	if len(p.Requests) > 0 || p.Pending != nil {
		r.left = true
	} else {
		for e, err := range b.store.Events(ctx, p.ID) {
			if err == nil {
				err = r.look(e)
			}
			if err != nil {
				return fmt.Errorf("retention: %w", err)
			}
		}
	}
	if err := b.forget(ctx, p.ID, r.files); err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	for batch := range slices.Chunk(r.over, retainBatch) {
		err := b.Amend(ctx, p.ID, func(c *Change, _ time.Time) error { c.Rewrite = batch; return nil })
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("retention: %w", err)
		}
	}
	err = b.Amend(ctx, p.ID, func(c *Change, now time.Time) error {
		c.Done = []string{item.ID}
		if n := len(r.over) + len(r.files); n > 0 {
			c.Record(EventRetention, now, retentionBody{Records: len(r.over), Files: len(r.files)})
			c.Person.FileBytes = max(0, c.Person.FileBytes-r.bytes)
		}
		if c.Person.Retaining = r.left; r.left {
			c.Queue = []Item{{
				ID: rand.Text(), App: item.App, Person: item.Person, Lane: LaneJob, Name: jobRetain,
				Due: later(r.next, now.Add(retainEvery)), Body: item.Body,
			}}
		}
		return nil
	})
	switch {
	case errors.Is(err, ErrHandled):
		return nil
	case errors.Is(err, ErrNotFound):
		return b.done(ctx, item)
	}
	return err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// retentionBody says what was deleted because its time was over.
type retentionBody struct {
	Records int `json:"records"`
	Files   int `json:"files"`
}

// retaining looks at the events of a person, oldest first.
type retaining struct {
	cfg     RetentionConfig
	p       Person
	now     time.Time
	channel string // of the last message, which is where replies went
	kept    map[FileID]bool

	over  []Event // as they are to be
	files []File  // to be removed
	bytes int64
	next  time.Time // when the next is over
	left  bool      // something is there whose time is not over
}

// isOver reports whether what is kept for so long from a moment on is over its
// time, and notes when it is.
func (r *retaining) isOver(from time.Time, keep time.Duration) bool {
	if keep <= 0 {
		return false
	}
	end := from.Add(keep)
	if !end.After(r.now) {
		return true
	}
	r.left = true
	if end.Before(r.next) {
		r.next = end
	}
	return false
}

func (r *retaining) look(e Event) error {
	held := r.p.onLegalHold(e.ID, r.now)
	if held {
		r.left = true // until the hold ends
	}
	switch e.Kind {
	case EventMessage:
		return r.message(e, held)
	case EventReply:
		body, err := DecodeEvent[replyBody](e)
		if err != nil || held || body.Revised != "" || !r.isOver(e.At, r.cfg.messages(r.channel)) {
			return err
		}
		r.rewrite(e, replyBody{ID: body.ID, Revised: revisedExpired})
	case EventNote:
		body, err := DecodeEvent[noteBody](e)
		if err != nil || held || body.Text == "" || !r.isOver(e.At, r.cfg.messages(r.channel)) {
			return err
		}
		body.Text = ""
		r.rewrite(e, body)
	case EventFile:
		body, err := DecodeEvent[fileBody](e)
		if err != nil || held || body.State != fileKept || r.kept[body.ID] || !r.isOver(e.At, r.cfg.file(body.Channel, body.Type)) {
			return err
		}
		r.files, r.bytes = append(r.files, File{ID: body.ID}), r.bytes+body.Size
		r.rewrite(e, fileBody{File: File{Type: body.Type, Size: body.Size}, Channel: body.Channel, State: fileExpired})
	}
	return nil
}

func (r *retaining) message(e Event, held bool) error {
	body, err := DecodeEvent[messageBody](e)
	if err != nil {
		return err
	}
	r.channel = body.Channel
	if held {
		for _, f := range body.Files {
			r.kept[f.ID] = true
		}
		return nil
	}
	changed := false
	files := slices.Clone(body.Files)
	for i, f := range files {
		if f.ID != "" && r.isOver(e.At, r.cfg.file(body.Channel, f.Type)) {
			r.files = append(r.files, File{ID: f.ID})
			files[i], changed = File{Type: f.Type, Size: f.Size}, true
		}
	}
	body.Files = files
	if body.Revised != revisedExpired && body.Text+body.Choice != "" && r.isOver(e.At, r.cfg.messages(body.Channel)) {
		body.Text, body.Choice, body.Revised, changed = "", "", revisedExpired, true
	}
	if changed {
		r.rewrite(e, body)
	}
	return nil
}

func (r *retaining) rewrite(e Event, body any) {
	e.Body = mustJSON(body)
	r.over = append(r.over, e)
}

// daily does what is done once a day: looking after what is kept, and reminding
// of requests.
func (b *Bot) daily(ctx context.Context) {
	for {
		if err := b.Retain(ctx); err != nil && ctx.Err() == nil {
			b.cfg.Log.Error("retention could not look at everybody, trying again tomorrow", "error", err)
		}
		if err := b.Remind(ctx); err != nil && ctx.Err() == nil {
			b.cfg.Log.Error("the open requests could not be read, trying again tomorrow", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(retainWithin):
		}
	}
}

// Retain looks at everybody once: people whom retention does not look after yet
// are, and people who were not heard of for long are erased. Run does it every
// day.
func (b *Bot) Retain(ctx context.Context) error {
	keeps, err := b.Retention(ctx, DefaultApp)
	if err != nil || !keeps.on() {
		return err
	}
	var unseen []PersonID
	for p, err := range b.store.People(ctx, Query{}) {
		if err != nil {
			return err
		}
		if len(p.Users) > 0 && p.Stage != StageErasing && (!p.Retaining || b.isGone(keeps, p)) {
			unseen = append(unseen, p.ID)
		}
	}
	for _, id := range unseen {
		if err := b.sweepOne(ctx, keeps, id); err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrLegalHold) {
			return err
		}
	}
	return nil
}

// isGone reports whether the person was not heard of for so long that they are
// erased. Accounts of the team are ended by an admin.
func (b *Bot) isGone(c RetentionConfig, p Person) bool {
	now := b.cfg.Now()
	return p.Account == nil && c.Inactive > 0 && !p.Seen.Add(c.Inactive).After(now) && len(p.ActiveLegalHolds(now)) == 0 && len(p.Requests) == 0
}

func (b *Bot) sweepOne(ctx context.Context, keeps RetentionConfig, id PersonID) error {
	p, err := b.store.PersonByID(ctx, id)
	if err != nil {
		return err
	}
	if b.isGone(keeps, p) {
		_, err := b.OrderErasure(ctx, id, Order{By: "retention", Reason: "not heard of since " + p.Seen.Format(time.DateOnly)})
		return err
	}
	if p.Retaining || p.Counts[EventMessage] == 0 {
		return nil
	}
	return b.Amend(ctx, id, func(c *Change, now time.Time) error {
		if c.Person.Retaining {
			return nil
		}
		c.Person.Retaining = true
		c.Queue = []Item{{ID: rand.Text(), App: p.App, Person: id, Lane: LaneJob, Name: jobRetain, Due: now, Body: mustJSON(itemBody{User: p.Users[0]})}}
		return nil
	})
}
