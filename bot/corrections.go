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

// unsaid stands for what is right while the person has not said it yet.
const unsaid = "\x00"

// findBody is what a request about single events is about, and what was found.
type findBody struct {
	User    UserID      `json:"user"`
	Thread  string      `json:"thread,omitempty"`
	Kind    RequestKind `json:"kind"`
	Message string      `json:"message,omitempty"` // the platform's id of one message
	Upto    int         `json:"upto,omitempty"`    // only so many messages, the oldest: not the request itself
	From    string      `json:"from,omitempty"`
	To      string      `json:"to,omitempty"`

	Reference string   `json:"reference,omitempty"`
	Events    []string `json:"events,omitempty"`
	Excerpt   string   `json:"excerpt,omitempty"`
	Done      int      `json:"done,omitempty"`
}

const (
	maxExcerpt = 120 // characters
	maxDetail  = 120 // bytes of what is wrong or right
	minDetail  = 2
)

// look begins to look for what a request is about: that reads the whole record.
func (t *turn) look(f findBody) {
	f.User, f.Thread = t.m.User, t.m.Thread
	t.out.items = append(t.out.items, Item{ID: t.newID(), Lane: LaneJob, Name: jobFind, Due: t.now, Body: mustJSON(f)})
}

// find looks for what a request is about.
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
			return fmt.Errorf("look for what a request is about: %w", err)
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
		if f.Message != "" && body.Message == f.Message || f.Message == "" && n <= f.Upto && !aboutRecord(body.Text, edition) {
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

// aboutRecord reports whether a message is a word for the bot, or asks for
// something of the record: that is not the one that is meant.
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
	policies.PhraseWordAgree, policies.PhraseWordDecline, policies.PhraseWordDelete, policies.PhraseWordKeep, policies.PhraseWordExport, policies.PhraseWordLater,
	policies.PhraseWordCorrect, policies.PhraseWordLift, policies.PhraseChoiceMarketingYes, policies.PhraseChoiceMarketingNo, policies.PhraseChoiceAssistantYes,
	policies.PhraseChoiceAssistantNo, policies.PhraseChoiceRecordingYes, policies.PhraseChoiceRecordingNo,
}

// found: what a request may be about was looked up.
type found struct{ find findBody }

// take asks whether what was found is meant.
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
			t.say(policies.PhraseRectificationNoted, policies.Params{"reference": t.openRequest(RequestRectification, f.Reference)})
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

// awaitConfirmation opens a question of this kind, of a request that may have its reference
// already.
func (t *turn) awaitConfirmation(kind RequestKind, reference string) *Pending {
	if reference == "" {
		reference = t.reference("R")
	}
	t.supersede(reference)
	until := t.now.Add(t.cfg.Rights.ConfirmTimeout)
	t.p.Pending = &Pending{
		Kind: kind, Reference: reference, Channel: t.m.User.Channel, User: t.m.User.ID, At: t.now, Until: until, Fresh: true,
	}
	t.previewed = true
	t.noteRequest(kind, "asked", t.p.Pending.Reference)
	t.timer(timerConfirm, until, t.p.Pending.Reference)
	return t.p.Pending
}

// correct begins a rectification: with what is wrong and right where the
// message says both, else by asking.
func (t *turn) correct() {
	if from, to, ok := details(t.m.Text); ok && t.m.Choice == "" {
		t.look(findBody{Kind: RequestRectification, From: from, To: to})
		return
	}
	if t.p.Stage != StageOpen { // nothing of theirs is on record that could be wrong
		t.say(policies.PhraseRectificationNoted, policies.Params{"reference": t.openRequest(RequestRectification, "")})
		return
	}
	p := t.awaitConfirmation(RequestRectification, "")
	p.To = unsaid
	t.say(policies.PhraseCorrectAsk, policies.Params{"keep": t.word(policies.PhraseWordKeep)}, t.choice(choiceKeep, policies.PhraseChoiceLeave, p.Reference))
}

// scrub starts what the person confirmed about single events.
func (t *turn) scrub(p *Pending) {
	f := findBody{User: t.m.User, Thread: t.m.Thread, Kind: p.Kind, From: p.From, To: p.To, Reference: p.Reference, Events: p.Events}
	t.out.items = append(t.out.items, Item{ID: t.newID(), Lane: LaneJob, Name: jobScrub, Due: t.now, Body: mustJSON(f)})
}

// scrub deletes or corrects single events of a person. What a legal hold keeps
// stays.
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

// quotes empties a reply that repeats a message which is deleted: the question
// whether it is meant.
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

// rewrite makes of an event what it is to be, and returns the files that go
// and their size.
func (f *findBody) rewrite(e *Event) (files []File, size int64, err error) {
	if e.Kind == EventFile {
		body, err := DecodeEvent[fileBody](*e)
		if err != nil {
			return nil, 0, err
		}
		files, size = []File{{ID: body.ID}}, body.Size
		e.Body = mustJSON(fileBody{File: File{Type: body.Type, Size: body.Size}, Channel: body.Channel, State: revisedDeleted})
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

// revisedCorrected: at the person's wish.
const revisedCorrected = "corrected"

// scrubbed: single events were corrected or deleted.
type scrubbed struct {
	find  findBody
	freed int64 // bytes of files
}

// take says that it is done.
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
