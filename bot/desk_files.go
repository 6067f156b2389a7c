package bot

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"assent/policies"
)

// passBody is what a job needs to send an agent's file to the person.
type passBody struct {
	File    File     `json:"file"`
	Ref     string   `json:"ref"`
	Agent   PersonID `json:"agent"`
	Of      string   `json:"of"`
	Handoff string   `json:"handoff"`
	User    UserID   `json:"user"`
	Thread  string   `json:"thread,omitempty"`

	State string `json:"state,omitempty"`
}

// agentFile begins the ids of files that agents sent.
const agentFile = "agent-"

var plainEnding = regexp.MustCompile(`^\.[A-Za-z0-9]{1,5}$`)

// fromAgent queues the job that sends an agent's file to the person.
func (t *turn) fromAgent(r agentAct, f File) {
	ending := path.Ext(f.Name)
	if !plainEnding.MatchString(ending) {
		ending = ""
	}
	f.ID = FileID(agentFile + t.newID() + ending)
	f.Name, f.Type = shortened(CleanText(f.Name)), shortened(CleanText(f.Type))
	body := mustJSON(passBody{
		File: f, Ref: f.Ref, Agent: r.agent, Of: r.act.ID,
		Handoff: t.p.Handoff.Reference, User: t.m.User, Thread: t.m.Thread,
	})
	t.out.items = append(t.out.items, Item{
		ID: fetchItem(f.ID), Lane: LaneJob, Name: jobPassOn, Due: t.now, Body: body,
	})
}

// passOn is the job that fetches an agent's file, sealed with the person's key.
func (b *Bot) passOn(ctx context.Context, item Item) error {
	body, p, err := jobOf[passBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	body.State = fileKept
	body.File.Size, err = b.bringIn(ctx, p, fetchBody{
		User: UserID{App: p.App, Channel: b.deskName}, File: body.File, Ref: body.Ref,
	})
	switch {
	case err == nil:
	case errors.Is(err, errTooLarge):
		body.State = fileLarge
	case errors.Is(err, ErrNotFound):
		body.State = fileGone
	case item.Attempt < maxFetchAttempts:
		return fmt.Errorf("fetch a file of an agent: %w", err)
	default:
		body.State = fileGone
	}
	err = b.returned(ctx, item, Message{
		Kind: KindResult, User: body.User, Thread: body.Thread, result: passedOn{body},
	})
	if err != nil && body.State == fileKept && !errors.Is(err, ErrHandled) {
		err = errors.Join(err, b.store.RemoveFile(ctx, item.Person, body.File.ID))
	}
	return err
}

// passedOn: an agent's file was fetched, or could not be.
type passedOn struct{ pass passBody }

// take sends the file to the person, if the team may still write to them.
func (r passedOn) take(t *turn) {
	body := r.pass
	said := ""
	switch why := t.p.whyTeamMayNotWrite(t.material); {
	case why != "":
		said = why
	case body.State != fileKept:
		said = "The file is " + body.State + "."
	}
	if said != "" {
		t.out.items = append(t.out.items, t.deskItem(deskBody{Kind: deskLine, Handoff: body.Handoff,
			Line: t.deskPost(FromBot, "The file "+body.File.Name+" was not sent. "+said)}))
		if body.State == fileKept { // remove it unread
			t.out.items = append(t.out.items, Item{ID: t.newID(), Lane: LaneTimer, Name: timerFile, Due: t.now,
				Body: mustJSON(itemBody{User: t.m.User, Reference: string(body.File.ID)})})
		}
		return
	}
	t.p.FileBytes += body.File.Size
	t.record(EventFile, fileBody{File: body.File, Channel: t.m.User.Channel, State: fileKept, Agent: body.Agent})
	until := t.now.Add(t.cfg.Rights.LinkTTL)
	text := t.text().Phrase(policies.PhraseAgentFile, policies.Params{"name": body.File.Name})
	t.replyWithFile(text, body.File, until)
	last := &t.out.replies[len(t.out.replies)-1]
	last.Agent, last.Of = body.Agent, body.Of
}

// retractBody is what a job needs to take back what an agent wrote.
type retractBody struct {
	Of     string   `json:"of"`             // the desk's id of their message
	Text   string   `json:"text,omitempty"` // the new text; empty: they took it back
	Agent  PersonID `json:"agent"`
	User   UserID   `json:"user"`
	Thread string   `json:"thread,omitempty"`
	Said   bool     `json:"said,omitempty"` // the old text was sent to the person
}

// retractAttempts is how often the job waits for the reply to be delivered, since
// only then the platform's copy is known.
const retractAttempts = 5

// retract takes back what an agent wrote: it leaves the record, and the platform if bots can delete messages there.
func (b *Bot) retract(ctx context.Context, item Item) error {
	body, err := decodeBody[retractBody](item)
	if err != nil {
		return err
	}
	r := retraction{
		asked: body, replies: map[string]bool{},
		copies: platformBody{Who: body.User, Until: b.cfg.Now().Add(platformGivesUp)},
	}
	for e, err := range b.store.Events(ctx, item.Person) {
		if err == nil {
			err = r.take(e)
		}
		if err != nil {
			return fmt.Errorf("take back what an agent wrote: %w", err)
		}
	}
	_, erases := b.channels[body.User.Channel].(Eraser)
	if erases && len(r.replies) > len(r.copies.Copies) && item.Attempt < retractAttempts {
		return errors.New("the reply that an agent takes back is still being delivered")
	}
	if err := b.forget(ctx, item.Person, r.files); err != nil {
		return err
	}
	body.Said = len(r.replies) > 0
	err = b.Amend(ctx, item.Person, func(c *Change, now time.Time) error {
		c.Rewrite = r.rewrite
		if erases && len(r.copies.Copies) > 0 {
			c.Queue = []Item{r.copies.item(item.App, item.Person, now)}
		}
		return nil
	})
	if errors.Is(err, ErrNotFound) {
		return b.done(ctx, item)
	}
	if err != nil {
		return err
	}
	return b.returned(ctx, item, Message{
		Kind: KindResult, User: body.User, Thread: body.Thread, result: retracted{body},
	})
}

// retraction collects what has to change on record, in files and at the platform when an agent takes words back.
type retraction struct {
	asked   retractBody
	replies map[string]bool // ids of the replies to take back
	rewrite []Event
	files   []File
	copies  platformBody
}

// take notes an event if it holds what the agent wrote.
func (r *retraction) take(e Event) error {
	switch e.Kind {
	case EventReply:
		return r.takeReply(e)
	case EventNote:
		return r.takeNote(e)
	case EventPlatformCopy:
		return r.takeCopy(e)
	}
	return nil
}

func (r *retraction) takeReply(e Event) error {
	body, err := DecodeEvent[replyBody](e)
	if err != nil {
		return err
	}
	if body.Of != r.asked.Of || body.Agent != r.asked.Agent || body.Revised != "" {
		return nil
	}
	r.replies[body.ID], r.files = true, append(r.files, body.Files...)
	e.Body = mustJSON(replyBody{ID: body.ID, Agent: body.Agent, Of: body.Of, Revised: revisedDeleted})
	r.rewrite = append(r.rewrite, e)
	return nil
}

// takeNote gives a note its new text. It never reached the person, so no copy of it has to be deleted.
func (r *retraction) takeNote(e Event) error {
	body, err := DecodeEvent[noteBody](e)
	if err != nil {
		return err
	}
	if body.Message != r.asked.Of || body.Agent != r.asked.Agent {
		return nil
	}
	body.Text = r.asked.Text
	e.Body = mustJSON(body)
	r.rewrite = append(r.rewrite, e)
	return nil
}

// takeCopy notes the platform's copy of a reply. Events come oldest first, so the reply was taken before its copy.
func (r *retraction) takeCopy(e Event) error {
	body, err := DecodeEvent[platformCopyBody](e)
	if err != nil {
		return err
	}
	if r.replies[body.Reply] && body.Channel == r.asked.User.Channel {
		r.copies.Copies = append(r.copies.Copies, body.Ref)
	}
	return nil
}

// pseudonymised returns an agent's text without their name.
func pseudonymised(text policies.Markdown, name string) policies.Markdown {
	s := string(text)
	for _, part := range append([]string{name}, strings.Fields(name)...) {
		if len(part) < 2 {
			continue
		}
		s = regexp.MustCompile(`(?i)(^|\PL)`+regexp.QuoteMeta(part)+`(\PL|$)`).ReplaceAllString(s, "${1}…${2}")
	}
	return policies.Markdown(s)
}

// forgetAgent removes a team member's name from what they wrote to others, before
// their record is erased. Only the random id of that record remains there, which
// then leads nowhere.
func (b *Bot) forgetAgent(ctx context.Context, agent Person) error {
	if agent.Agent == nil {
		return nil
	}
	helped, err := b.helpedBy(ctx, agent)
	if err != nil {
		return err
	}
	for _, id := range helped {
		if err := b.forgetAgentAt(ctx, agent, id); err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("remove the name of an agent from a transcript: %w", err)
		}
	}
	return nil
}

// helpedBy returns the people whom a team member helped.
func (b *Bot) helpedBy(ctx context.Context, agent Person) (helped []PersonID, err error) {
	for e, err := range b.store.Events(ctx, agent.ID) {
		if err != nil {
			return nil, err
		}
		if e.Kind != EventActed {
			continue
		}
		did, err := DecodeEvent[TeamAct](e)
		if err != nil {
			return nil, err
		}
		if did.Person != "" && !slices.Contains(helped, did.Person) {
			helped = append(helped, did.Person)
		}
	}
	return helped, nil
}

// forgetAgentAt removes an agent's name from the record of one person.
func (b *Bot) forgetAgentAt(ctx context.Context, agent Person, id PersonID) error {
	var over []Event
	for e, err := range b.store.Events(ctx, id) {
		if err != nil {
			return err
		}
		fresh := e
		switch e.Kind {
		case EventReply:
			r, err := DecodeEvent[replyBody](e)
			if err != nil {
				return err
			}
			if r.Agent != agent.ID {
				continue
			}
			r.Text = pseudonymised(r.Text, agent.Agent.Name)
			fresh.Body = mustJSON(r)
		case EventNote:
			n, err := DecodeEvent[noteBody](e)
			if err != nil {
				return err
			}
			if n.Agent != agent.ID {
				continue
			}
			n.Text = string(pseudonymised(policies.Markdown(n.Text), agent.Agent.Name))
			fresh.Body = mustJSON(n)
		default:
			continue
		}
		if string(fresh.Body) != string(e.Body) {
			over = append(over, fresh)
		}
	}
	for batch := range slices.Chunk(over, retainBatch) {
		if err := b.Amend(ctx, id, func(c *Change, _ time.Time) error { c.Rewrite = batch; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// saidAs calls yield for everything that a team member wrote to or about others,
// for their export: their own words, and nobody else's.
func (b *Bot) saidAs(ctx context.Context, agent Person, yield func(exportSaid) error) error {
	helped, err := b.helpedBy(ctx, agent)
	if err != nil {
		return err
	}
	for _, id := range helped {
		for e, err := range b.store.Events(ctx, id) {
			if err != nil {
				return err
			}
			said := exportSaid{At: e.At.UTC(), Kind: e.Kind}
			switch e.Kind {
			case EventReply:
				r, err := DecodeEvent[replyBody](e)
				if err != nil {
					return err
				}
				if r.Agent != agent.ID || r.Revised != "" {
					continue
				}
				said.Text = policies.Plain(r.Text)
			case EventNote:
				n, err := DecodeEvent[noteBody](e)
				if err != nil {
					return err
				}
				if n.Agent != agent.ID || n.Text == "" {
					continue
				}
				said.Text = n.Text
			default:
				continue
			}
			if err := yield(said); err != nil {
				return err
			}
		}
	}
	return nil
}

// exportSaid is something that a team member wrote to, or about, somebody else.
type exportSaid struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"` // reply, note
	Text string    `json:"text"`
}
