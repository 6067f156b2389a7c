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
	Channels []bot.Channel    // each Connector among them gets the office
	Desk     bot.DeskConfig   // time and time zone of the daily digest
	Log      *slog.Logger     // nil: discard
	Now      func() time.Time // nil: time.Now

	// Approver requires a second person to approve each edition before it is published.
	Approver bool
	// ReportTTL is how long a report can be downloaded.
	ReportTTL time.Duration
}

// Office is what the team does outside conversations. Make it with [New]; call
// [Office.Run] for its recurring work.
type Office struct {
	bot     *bot.Bot
	cfg     Config
	signIns *bot.Limiter[string] // per source
}

// Connector is implemented by channels where the team operates Assent. New calls
// ConnectOffice once.
type Connector interface{ ConnectOffice(o *Office) }

// New returns the office of a bot and registers its job there. It starts nothing.
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

// Run posts the daily digest and publishes scheduled editions, until ctx ends.
func (o *Office) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { o.announceDaily(ctx) })
	wg.Go(func() { o.publishAll(ctx) })
	wg.Wait()
	return nil
}
