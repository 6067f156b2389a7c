package office

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"assent/bot"
	"assent/policies"
)

// Config is what an office works with.
type Config struct {
	Store    bot.Store
	Library  policies.Library
	Channels []bot.Channel    // those that are a Connector get the office
	Desk     bot.DeskConfig   // when the team is told what is open
	Log      *slog.Logger     // nil: discard
	Now      func() time.Time // nil: time.Now

	// Approver has a second person approve each edition before it is published.
	Approver bool
	// ReportTTL is how long a report can be fetched.
	ReportTTL time.Duration
}

// Office is what the team does beside conversations. Make it with [New]; call
// [Office.Run] to have its daily work done.
type Office struct {
	bot     *bot.Bot
	cfg     Config
	signIns *bot.Limiter[string] // to the console, per source
}

// Connector is implemented by channels on which the team operates Assent.
type Connector interface{ ConnectOffice(o *Office) }

// New returns the office of a bot, which does its jobs. It starts nothing.
func New(b *bot.Bot, cfg Config) *Office {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	o := &Office{bot: b, cfg: cfg, signIns: bot.NewLimiter[string](signInRate, signInBurst)}
	b.RegisterJob(jobReport, o.writeReport)
	for _, c := range cfg.Channels {
		if c, ok := c.(Connector); ok {
			c.ConnectOffice(o)
		}
	}
	return o
}

// Run tells the team each day what is open and publishes editions at their time,
// until ctx ends.
func (o *Office) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { o.announceDaily(ctx) })
	wg.Go(func() { o.publishAll(ctx) })
	wg.Wait()
	return nil
}
