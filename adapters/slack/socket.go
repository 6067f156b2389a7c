package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"assent/bot"
)

// atOnce is how many events are handled at a time.
const atOnce = 32

// Run implements bot.Runner: it keeps a connection in Socket Mode if there is
// an app-level token. What was not acknowledged Slack sends again over the next
// connection.
func (c *Channel) Run(ctx context.Context) error {
	if c.cfg.AppToken == "" {
		return nil
	}
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		begun := time.Now()
		err := c.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if time.Since(begun) > time.Minute {
			pause = time.Second
		}
		c.log.Error("the connection to Slack ended, connecting again", "error", c.explain(err), "in", pause)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// ackPatience is how long an acknowledgement waits for a connection. Slack
// would send the event again by then (FACTS.md, 5.3).
const ackPatience = 3 * time.Second

// connect serves one connection after the other, as Slack asks for them, until
// one cannot be made.
func (c *Channel) connect(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := socketmode.New(c.api, socketmode.OptionLog(log.New(io.Discard, "", 0))) // it would log what people say
	done := make(chan error, 1)
	go func() { done <- client.RunContext(ctx) }()
	hands := make(chan struct{}, atOnce)
	var working sync.WaitGroup
	defer working.Wait()
	for {
		select {
		case err := <-done:
			return err
		case e := <-client.Events:
			if failed, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
				c.log.Warn("no connection to Slack, trying again", "attempt", failed.Attempt, "error",
					c.explain(failed.ErrorObj))
			}
			if e.Request == nil || e.Request.EnvelopeID == "" {
				continue
			}
			request := *e.Request
			// The lane is taken here, to keep one person's events in order.
			release := c.inOrder(request)
			hands <- struct{}{}
			working.Go(func() {
				defer func() { release(); <-hands }()
				c.serve(context.WithoutCancel(ctx), client, request)
			})
		}
	}
}

// inOrder keeps a person's events on one connection in order. The lanes of
// receive run them one at a time, but do not decide which comes first.
func (c *Channel) inOrder(r socketmode.Request) (release func()) {
	var who struct {
		Event struct{ User string } `json:"event"`
		User  struct{ ID string }   `json:"user"`
	}
	if json.Unmarshal(r.Payload, &who) != nil {
		return func() {}
	}
	lane := c.arrivals.of(who.Event.User + who.User.ID)
	lane.Lock()
	return lane.Unlock
}

// serve handles one request and acknowledges it once it is on record.
func (c *Channel) serve(ctx context.Context, client *socketmode.Client, r socketmode.Request) {
	var err error
	var payload any
	switch r.Type {
	case "events_api":
		var e envelope
		if err = json.Unmarshal(r.Payload, &e); err == nil {
			err = c.event(ctx, e)
		}
	case "interactive":
		var in interaction
		if err = json.Unmarshal(r.Payload, &in); err == nil {
			err = c.interaction(ctx, in)
		}
	case "slash_commands":
		var f struct {
			TeamID    string `json:"team_id"`
			UserID    string `json:"user_id"`
			Text      string `json:"text"`
			TriggerID string `json:"trigger_id"`
			Command   string `json:"command"`
		}
		if err = json.Unmarshal(r.Payload, &f); err == nil {
			var said ephemeral
			said, err = c.command(ctx, command{f.TeamID, f.UserID, f.Text, f.TriggerID, f.Command})
			payload = said
		}
	}
	if err != nil && !errors.Is(err, bot.ErrTooFast) {
		c.log.Error("an event was not recorded and not acknowledged; Slack sends it again", "error", err)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, ackPatience)
	defer cancel()
	if err := client.AckCtx(ctx, r.EnvelopeID, payload); err != nil {
		c.log.Warn("an event could not be acknowledged; Slack sends it again", "error", err)
	}
}
