package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"
)

// Fetcher is implemented by channels whose messages carry files.
type Fetcher interface {
	// Fetch opens the file that File.Ref names; it may block until ctx is done. An
	// error that wraps ErrNotFound is final; after any other Fetch is called again later.
	Fetch(ctx context.Context, ref string) (io.ReadCloser, error)
}

const (
	// maxFetchAttempts is how often the bot tries to fetch a file.
	maxFetchAttempts = 8
	// fetchPatience is how long one try may take.
	fetchPatience = 5 * time.Minute
	// maxFiles is how many files of a message are kept.
	maxFiles = 10
	// maxFileName is how many bytes of a file's name are kept.
	maxFileName = 200
	// maxRef is how many bytes File.Ref may have: it is a URL at most.
	maxRef = 2048
)

// What became of a file that a person sent.
const (
	fileKept    = "kept"
	fileLarge   = "too large" // for limits.file_bytes, or with the person's other files for limits.person_bytes
	fileExpired = "expired"   // retention removed it
	fileGone    = "gone"      // the platform does not have it any more, or never handed it over
)

type fileBody struct {
	File
	Channel string   `json:"channel"`
	State   string   `json:"state"`
	Agent   PersonID `json:"agent,omitempty"` // the team member who sent it; empty: the person did
}

// fetchBody is what a job needs to fetch a file.
type fetchBody struct {
	User UserID `json:"user"`
	File File   `json:"file"`
	Ref  string `json:"ref"`
}

// fetches queues the jobs that fetch the files of a message that was just
// recorded, and gives each file its ID.
func (t *turn) fetches(m Message) []File {
	files := make([]File, len(m.Files))
	for i, f := range m.Files {
		if f.Ref != "" {
			f.ID = FileID(t.newID())
			t.out.items = append(t.out.items, Item{
				ID: fetchItem(f.ID), Lane: LaneJob, Name: jobFetch, Due: t.now,
				Body: mustJSON(fetchBody{User: m.User, File: f, Ref: f.Ref}),
			})
		}
		files[i] = f
	}
	return files
}

// fetchItem names the queue item that fetches a file.
func fetchItem(file FileID) string { return "fetch-" + string(file) }

// fetch copies a file from its platform into the store, sealed, and records
// whether it was kept.
func (b *Bot) fetch(ctx context.Context, item Item) error {
	body, err := decodeBody[fetchBody](item)
	if err != nil {
		return err
	}
	p, err := b.store.PersonByID(ctx, item.Person)
	if errors.Is(err, ErrNotFound) || err == nil && !p.Served() {
		return b.done(ctx, item) // erased or withdrawn: nothing is fetched any more
	}
	if err != nil {
		return err
	}
	said := fileBody{File: body.File, Channel: body.User.Channel, State: fileKept}
	said.Size, err = b.bringIn(ctx, p, body)
	switch {
	case err == nil:
	case errors.Is(err, errTooLarge):
		said.State = fileLarge
	case errors.Is(err, ErrNotFound):
		said.State = fileGone
	case item.Attempt < maxFetchAttempts:
		return fmt.Errorf("fetch a file via %s: %w", body.User.Channel, err)
	default:
		b.cfg.Log.Error("gave up fetching a file that a person sent", "channel", body.User.Channel, "error", err)
		said.State = fileGone
	}
	err = b.Amend(ctx, item.Person, func(c *Change, now time.Time) error {
		c.Done = []string{item.ID}
		c.Person.Counts[EventFile]++
		if said.State == fileKept {
			c.Person.FileBytes += said.Size
		}
		c.Events = []Event{{ID: "file-" + string(body.File.ID), Kind: EventFile, At: now, Body: mustJSON(said)}}
		b.showFile(c, now, said)
		return nil
	})
	if err != nil && said.State == fileKept { // deleted, withdrawn or erased meanwhile
		err = errors.Join(err, b.store.RemoveFile(ctx, item.Person, body.File.ID))
	}
	switch {
	case errors.Is(err, ErrHandled):
		return nil
	case errors.Is(err, ErrNotFound):
		return b.done(ctx, item)
	}
	return err
}

// showFile posts a file to the desk while the team has the conversation.
func (b *Bot) showFile(c *Change, now time.Time, f fileBody) {
	h := c.Person.Handoff
	if h == nil {
		return
	}
	line := DeskPost{ID: rand.Text(), From: FromPerson, Files: []File{f.File}}
	if f.State != fileKept {
		line = DeskPost{ID: rand.Text(), From: FromBot, Text: "The file " + f.Name + " is " + f.State + "."}
	}
	c.Queue = append(c.Queue, Item{
		ID: rand.Text(), App: c.Person.App, Person: c.Person.ID, Lane: LaneDesk, Name: "desk", Due: now,
		Body: mustJSON(deskBody{Kind: deskLine, Handoff: h.Reference, Line: line, Event: "file-" + string(f.ID)}),
	})
}

// errTooLarge: a file exceeds the limit of a file, or of all files of the person.
var errTooLarge = errors.New("the file is too large")

// bringIn copies a file from its platform into the store and returns its size.
func (b *Bot) bringIn(ctx context.Context, p Person, body fetchBody) (int64, error) {
	channel, ok := b.channels[body.User.Channel].(Fetcher)
	if !ok {
		return 0, fmt.Errorf("channel %s is not configured", body.User.Channel)
	}
	most := min(b.cfg.Limits.FileBytes, b.cfg.Limits.PersonFileBytes-p.FileBytes)
	if body.File.Size > most {
		return body.File.Size, errTooLarge
	}
	ctx, cancel := context.WithTimeout(ctx, fetchPatience)
	defer cancel()
	content, err := channel.Fetch(ctx, body.Ref)
	if err != nil {
		return body.File.Size, err
	}
	defer content.Close()
	w, err := b.store.CreateFile(ctx, p.ID, body.File.ID)
	if err != nil {
		return 0, err
	}
	defer w.Abort()
	n, err := io.Copy(w, io.LimitReader(content, most+1))
	if err != nil {
		return 0, err
	}
	if n > most {
		return n, errTooLarge
	}
	return n, w.Close()
}

// forget removes files whose message is gone, whether they were fetched already
// or are still queued.
func (b *Bot) forget(ctx context.Context, id PersonID, files []File) error {
	for _, f := range files {
		if f.ID == "" {
			continue
		}
		err := b.store.Save(ctx, Change{Done: []string{fetchItem(f.ID)}})
		if err != nil && !errors.Is(err, ErrHandled) {
			return err
		}
		if err := b.store.RemoveFile(ctx, id, f.ID); err != nil {
			return err
		}
	}
	return nil
}
