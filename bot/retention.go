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

// RetentionConfig is how long data is kept, from the moment it was said or sent.
// Zero: until the person is erased.
type RetentionConfig struct {
	// Messages are what was said, by the person and to them.
	Messages time.Duration `yaml:"messages"`
	// Files are the files that the person sent.
	Files time.Duration `yaml:"files"`
	// Recordings are audio and video files; zero: as Files.
	Recordings time.Duration `yaml:"recordings"`
	// Inactive is how long somebody may be silent before they are erased.
	Inactive time.Duration `yaml:"inactive,whole"`
	// Channels overrides this for some channels, by name; a zero there means the
	// value above. Inactive has no meaning there.
	Channels map[string]RetentionConfig `yaml:",inline"`
}

// on reports whether anything is deleted after some time.
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

// messages is how long messages of a channel are kept.
func (c RetentionConfig) messages(channel string) time.Duration {
	if d := c.Channels[channel].Messages; d > 0 {
		return d
	}
	return c.Messages
}

// file is how long a file that came through a channel is kept.
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
	// retainEvery and retainWithin are the shortest and the longest time between
	// two visits to a person: what has expired is deleted within retainEvery, and
	// a shorter setting takes effect for everybody within retainWithin.
	retainEvery  = time.Hour
	retainWithin = 24 * time.Hour
	retainBatch  = 200
)

// revisedExpired marks what was deleted because it had expired.
const revisedExpired = "expired"

// retained makes sure that what this person says is deleted in time.
func (t *turn) retained() {
	if !t.retention.on() || t.p.Retaining {
		return
	}
	t.p.Retaining = true
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneJob, Name: jobRetain, Due: t.now.Add(retainWithin),
		Body: mustJSON(itemBody{User: t.m.User}),
	})
}

// retain deletes what has expired of a person's record, and schedules itself for when
// the next part expires. An open request keeps everything until it is answered, a legal
// hold keeps what it names.
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

// retentionBody counts what was deleted because it had expired.
type retentionBody struct {
	Records int `json:"records"`
	Files   int `json:"files"`
}

// retaining goes through a person's events, oldest first.
type retaining struct {
	cfg     RetentionConfig
	p       Person
	now     time.Time
	channel string // of the last message: replies went there
	kept    map[FileID]bool

	over  []Event // expired events, as they are to be rewritten
	files []File  // to be removed
	bytes int64
	next  time.Time // when the next part expires
	left  bool      // something has not expired yet
}

// isOver reports whether what is kept for a time from a moment on has expired; if
// not, it notes when it will.
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
		if err != nil || held || body.State != fileKept || r.kept[body.ID] ||
			!r.isOver(e.At, r.cfg.file(body.Channel, body.Type)) {
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

// daily does what is due once a day: retention, and reminders of open requests.
func (b *Bot) daily(ctx context.Context) {
	for {
		if err := b.Retain(ctx); err != nil && ctx.Err() == nil {
			b.cfg.Log.Error("retention did not reach everybody, trying again tomorrow", "error", err)
		}
		if err := b.Remind(ctx); err != nil && ctx.Err() == nil {
			b.cfg.Log.Error("open requests could not be read, trying again tomorrow", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(retainWithin):
		}
	}
}

// Retain visits everybody once: it schedules the retention job of people who have
// none yet, and erases inactive people. Run calls it every day.
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
		err := b.sweepOne(ctx, keeps, id)
		if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrLegalHold) {
			return err
		}
	}
	return nil
}

// isGone reports whether the person has been inactive for so long that they are
// erased. Team members are not: an admin ends their accounts.
func (b *Bot) isGone(c RetentionConfig, p Person) bool {
	now := b.cfg.Now()
	if p.Account != nil || c.Inactive <= 0 || p.Seen.Add(c.Inactive).After(now) {
		return false
	}
	return len(p.ActiveLegalHolds(now)) == 0 && len(p.Requests) == 0
}

func (b *Bot) sweepOne(ctx context.Context, keeps RetentionConfig, id PersonID) error {
	p, err := b.store.PersonByID(ctx, id)
	if err != nil {
		return err
	}
	if b.isGone(keeps, p) {
		reason := "not heard of since " + p.Seen.Format(time.DateOnly)
		_, err := b.OrderErasure(ctx, id, Order{By: "retention", Reason: reason})
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
		c.Queue = []Item{{
			ID: rand.Text(), App: p.App, Person: id, Lane: LaneJob, Name: jobRetain, Due: now,
			Body: mustJSON(itemBody{User: p.Users[0]}),
		}}
		return nil
	})
}
