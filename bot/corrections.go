package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"assent/intents"
	"assent/policies"
)

// unsaid stands for the correct text until the person has written it.
const unsaid = "\x00"

// findBody describes a request about single events, and the events that were found.
type findBody struct {
	User    UserID      `json:"user"`
	Thread  string      `json:"thread,omitempty"`
	Kind    RequestKind `json:"kind"`
	Message string      `json:"message,omitempty"` // the platform's id of one message
	Upto    int         `json:"upto,omitempty"`    // look at the first Upto messages only: not at the request itself
	From    string      `json:"from,omitempty"`
	To      string      `json:"to,omitempty"`

	Reference string   `json:"reference,omitempty"`
	Events    []string `json:"events,omitempty"`
	Excerpt   string   `json:"excerpt,omitempty"`
	Done      int      `json:"done,omitempty"`
}

const (
	maxExcerpt = 120 // characters
	maxDetail  = 120 // bytes of the wrong or the correct text
	minDetail  = 2
)

// look queues the search for the events that a request is about, since that reads
// the whole record.
func (t *turn) look(f findBody) {
	f.User, f.Thread = t.m.User, t.m.Thread
	t.out.items = append(t.out.items, Item{ID: t.newID(), Lane: LaneJob, Name: jobFind, Due: t.now, Body: mustJSON(f)})
}

// find is the job that looks for the events that a request is about.
func (b *Bot) find(ctx context.Context, item Item) error {
	f, p, err := jobOf[findBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	edition, _, err := b.edition(ctx, p.App)
	if err != nil {
		return err
	}
	n := 0
	for e, err := range b.store.Events(ctx, p.ID) {
		if err != nil {
			return fmt.Errorf("find the events of a request: %w", err)
		}
		if e.Kind == EventMessage {
			n++
		}
		if err := f.take(e, n, edition); err != nil {
			return err
		}
	}
	return b.returned(ctx, item, Message{Kind: KindResult, User: f.User, Thread: f.Thread, result: found{f}})
}

// take notes an event if the request is about it; it is the nth message.
func (f *findBody) take(e Event, n int, edition *policies.Edition) error {
	switch {
	case f.Kind == RequestFiles && e.Kind == EventFile:
		body, err := DecodeEvent[fileBody](e)
		if err == nil && body.State == fileKept {
			f.Events = append(f.Events, e.ID)
		}
		return err
	case f.Kind == RequestFiles || e.Kind != EventMessage:
		return nil
	}
	body, err := DecodeEvent[messageBody](e)
	if err != nil || body.Text == "" {
		return err
	}
	switch f.Kind {
	case RequestMessage:
		if f.Message != "" && body.Message == f.Message ||
			f.Message == "" && n <= f.Upto && !aboutRecord(body.Text, edition) {
			f.Events, f.Excerpt = []string{e.ID}, excerpt(body.Text)
		}
	case RequestRectification:
		if _, _, asks := details(body.Text); !asks && strings.Contains(body.Text, f.From) {
			f.Events = append(f.Events, e.ID)
			f.Excerpt = body.Text
		}
	}
	return nil
}

// aboutRecord reports whether a message is a word for the bot or a request about
// the record. People who say "my last message" do not mean such a message.
func aboutRecord(text string, edition *policies.Edition) bool {
	if intents.AskOf(text) != intents.AskNone {
		return true
	}
	for _, t := range edition.Texts {
		for _, word := range wordsForTheBot {
			if bare(text) == bare(policies.Plain(t.Phrase(word, nil))) {
				return true
			}
		}
	}
	return false
}

// wordsForTheBot are what people are asked to type.
var wordsForTheBot = []policies.Phrase{
	policies.PhraseWordAgree, policies.PhraseWordDecline, policies.PhraseWordDelete, policies.PhraseWordKeep,
	policies.PhraseWordExport, policies.PhraseWordLater, policies.PhraseWordCorrect, policies.PhraseWordLift,
	policies.PhraseChoiceMarketingYes, policies.PhraseChoiceMarketingNo,
	policies.PhraseChoiceAssistantYes, policies.PhraseChoiceAssistantNo,
	policies.PhraseChoiceRecordingYes, policies.PhraseChoiceRecordingNo,
}

// found: the search for the events of a request has ended.
type found struct{ find findBody }

// take asks the person to confirm that they mean these events.
func (r found) take(t *turn) {
	f := r.find
	if t.p.Stage == StageErasing || t.p.Stage == StageGrace {
		return
	}
	if len(f.Events) == 0 {
		switch f.Kind {
		case RequestMessage:
			t.say(policies.PhraseMessageNone, nil)
		case RequestFiles:
			t.say(policies.PhraseFilesNone, nil)
		default:
			reference := t.openRequest(RequestRectification, f.Reference)
			t.say(policies.PhraseRectificationNoted, policies.Params{"reference": reference})
		}
		return
	}
	p := t.awaitConfirmation(f.Kind, f.Reference)
	p.Events, p.From, p.To = f.Events, f.From, f.To
	params := t.confirmParams(f.Kind, p.Reference)
	params["n"], params["excerpt"] = strconv.Itoa(len(f.Events)), f.Excerpt
	phrase := policies.PhraseMessagePreview
	switch f.Kind {
	case RequestFiles:
		phrase = policies.PhraseFilesPreview
	case RequestRectification:
		phrase = policies.PhraseCorrectPreview
		params["before"], params["after"] = excerpt(f.Excerpt), excerpt(strings.ReplaceAll(f.Excerpt, f.From, f.To))
	}
	t.say(phrase, params, t.confirmChoices(f.Kind, p.Reference)...)
}

// awaitConfirmation makes a request wait for the person's confirmation. An empty
// reference begins a new request.
func (t *turn) awaitConfirmation(kind RequestKind, reference string) *Pending {
	if reference == "" {
		reference = t.reference("R")
	}
	t.supersede(reference)
	until := t.now.Add(t.cfg.Rights.ConfirmTimeout)
	t.p.Pending = &Pending{
		Kind: kind, Reference: reference, Channel: t.m.User.Channel, User: t.m.User.ID,
		At: t.now, Until: until, Fresh: true,
	}
	t.previewed = true
	t.noteRequest(kind, "asked", t.p.Pending.Reference)
	t.timer(timerConfirm, until, t.p.Pending.Reference)
	return t.p.Pending
}

// correct begins a rectification. If the message does not state both the wrong
// and the correct text, the bot asks for them.
func (t *turn) correct() {
	if from, to, ok := details(t.m.Text); ok && t.m.Choice == "" {
		t.look(findBody{Kind: RequestRectification, From: from, To: to})
		return
	}
	if t.p.Stage != StageOpen { // no message of theirs is on record that could be wrong
		t.say(policies.PhraseRectificationNoted, policies.Params{"reference": t.openRequest(RequestRectification, "")})
		return
	}
	p := t.awaitConfirmation(RequestRectification, "")
	p.To = unsaid
	t.say(policies.PhraseCorrectAsk, policies.Params{"keep": t.word(policies.PhraseWordKeep)},
		t.choice(choiceKeep, policies.PhraseChoiceLeave, p.Reference))
}

// scrub queues the deletion or correction of events that the person confirmed.
func (t *turn) scrub(p *Pending) {
	f := findBody{
		User: t.m.User, Thread: t.m.Thread, Kind: p.Kind, From: p.From, To: p.To,
		Reference: p.Reference, Events: p.Events,
	}
	t.out.items = append(t.out.items, Item{ID: t.newID(), Lane: LaneJob, Name: jobScrub, Due: t.now, Body: mustJSON(f)})
}

// scrub is the job that deletes or corrects single events of a person, except
// those that a legal hold covers.
func (b *Bot) scrub(ctx context.Context, item Item) error {
	f, p, err := jobOf[findBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	var over []Event
	var files []File
	var bytes int64
	for e, err := range b.store.Events(ctx, p.ID) {
		if err != nil {
			return fmt.Errorf("carry out %s: %w", f.Reference, err)
		}
		if p.onLegalHold(e.ID, b.cfg.Now()) {
			continue
		}
		if quotes, err := f.quotes(&e); err != nil {
			return err
		} else if quotes {
			over = append(over, e)
			continue
		}
		if !slices.Contains(f.Events, e.ID) {
			continue
		}
		gone, size, err := f.rewrite(&e)
		if err != nil {
			return err
		}
		files, bytes, over = append(files, gone...), bytes+size, append(over, e)
	}
	if err := b.forget(ctx, p.ID, files); err != nil {
		return err
	}
	for batch := range slices.Chunk(over, retainBatch) {
		err := b.Amend(ctx, p.ID, func(c *Change, _ time.Time) error { c.Rewrite = batch; return nil })
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	f.Done, f.Events = len(f.Events), nil
	return b.returned(ctx, item, Message{Kind: KindResult, User: f.User, Thread: f.Thread, result: scrubbed{f, bytes}})
}

// quotes empties a reply that quotes the deleted message: the one that asked
// whether to delete it.
func (f *findBody) quotes(e *Event) (bool, error) {
	if e.Kind != EventReply || f.Kind != RequestMessage || f.Excerpt == "" {
		return false, nil
	}
	body, err := DecodeEvent[replyBody](*e)
	asks := slices.ContainsFunc(body.Choices, func(c Choice) bool { return c.ID == choiceDeleteMessage })
	if err != nil || !asks || !strings.Contains(policies.Plain(body.Text), f.Excerpt) {
		return false, err
	}
	e.Body = mustJSON(replyBody{ID: body.ID, Revised: revisedDeleted})
	return true, nil
}

// rewrite corrects or empties an event, and returns the files that are to be
// removed and their size.
func (f *findBody) rewrite(e *Event) (files []File, size int64, err error) {
	if e.Kind == EventFile {
		body, err := DecodeEvent[fileBody](*e)
		if err != nil {
			return nil, 0, err
		}
		files, size = []File{{ID: body.ID}}, body.Size
		e.Body = mustJSON(fileBody{
			File: File{Type: body.Type, Size: body.Size}, Channel: body.Channel, State: revisedDeleted,
		})
		return files, size, nil
	}
	body, err := DecodeEvent[messageBody](*e)
	if err != nil {
		return nil, 0, err
	}
	if f.Kind == RequestRectification {
		body.Text, body.Revised = strings.ReplaceAll(body.Text, f.From, f.To), revisedCorrected
	} else {
		files, f.Excerpt = body.Files, excerpt(body.Text)
		body.Text, body.Choice, body.Files, body.Revised = "", "", nil, revisedDeleted
	}
	e.Body = mustJSON(body)
	return files, 0, nil
}

// revisedCorrected: the text was corrected at the person's request.
const revisedCorrected = "corrected"

// scrubbed: single events were corrected or deleted.
type scrubbed struct {
	find  findBody
	freed int64 // bytes of files
}

// take tells the person that it is done.
func (r scrubbed) take(t *turn) {
	f := r.find
	t.p.FileBytes = max(0, t.p.FileBytes-r.freed)
	t.noteRequest(f.Kind, "done", f.Reference)
	if f.Kind == RequestRectification {
		t.say(policies.PhraseCorrectDone, policies.Params{"n": strconv.Itoa(f.Done), "reference": f.Reference})
		return
	}
	t.say(policies.PhraseMessageDone, nil)
}
