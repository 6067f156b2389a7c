package bot

import (
	"context"
	"time"

	"assent/intents"
)

// Interpreter reads messages that the embedded classifier is unsure about. It may
// be slow and may send text off this machine: it is called in a job, and only for
// people who agreed to PurposeAssistant.
type Interpreter interface {
	// Interpret reads a person's text. It may block until ctx ends. After an
	// error the person is asked what they meant.
	Interpret(ctx context.Context, text, lang string) (intents.Guess, error)
}

// interpretBody is what the job needs.
type interpretBody struct {
	User   UserID        `json:"user"`
	Thread string        `json:"thread,omitempty"`
	Text   string        `json:"text"`
	Lang   string        `json:"language"`
	Guess  intents.Guess `json:"guess"` // the embedded classifier's
}

// interpretPatience is how long Interpret may take.
const interpretPatience = 15 * time.Second

// interpret calls the interpreter once and does not retry: the person is waiting.
func (b *Bot) interpret(ctx context.Context, item Item) error {
	body, err := decodeBody[interpretBody](item)
	if err != nil {
		return err
	}
	p, err := b.store.PersonByID(ctx, item.Person)
	if err != nil {
		return b.returned(ctx, item, Message{Kind: KindResult, User: body.User, result: interpreted{body.Guess}})
	}
	guess := body.Guess
	if b.cfg.Interpreter != nil && p.ConsentFor(PurposeAssistant).State == Granted && p.Served() {
		asking, cancel := context.WithTimeout(ctx, interpretPatience)
		read, err := b.cfg.Interpreter.Interpret(asking, body.Text, body.Lang)
		cancel()
		if err != nil {
			b.cfg.Log.Warn("a message was not interpreted, the person is asked", "error", err)
		} else {
			guess = read
		}
	}
	return b.returned(ctx, item, Message{
		Kind: KindResult, User: body.User, Thread: body.Thread, result: interpreted{guess},
	})
}

// interpreted: the interpreter has read a message, or could not.
type interpreted struct{ guess intents.Guess }

// take acts on what the interpreter read, or asks what the person meant.
func (r interpreted) take(t *turn) {
	if t.p.Stage != StageOpen || t.p.Handoff != nil {
		return
	}
	t.guess = r.guess
	if t.guess.Intent != intents.Other && t.guess.Confidence >= sure {
		t.do([]intents.Reading{{Intent: t.guess.Intent, Topic: t.guess.Topic}})
		return
	}
	if choices := t.readings(); len(choices) > 0 {
		t.askReading(choices)
		return
	}
	t.ordinary()
}
