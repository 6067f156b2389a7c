package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/intents"
)

// timedStore measures how long commits take.
type timedStore struct {
	bot.Store
	m *metrics
}

// Save implements bot.Store.
func (s timedStore) Save(ctx context.Context, c bot.Change) error {
	begun := time.Now()
	err := s.Store.Save(ctx, c)
	s.m.saved(err, time.Since(begun))
	return err
}

// timedClassifier measures how long it takes to read a message.
type timedClassifier struct {
	intents.Classifier
	m *metrics
}

// Classify implements intents.Classifier.
func (c timedClassifier) Classify(text, lang string) intents.Guess {
	begun := time.Now()
	defer func() { c.m.classify.Observe(time.Since(begun).Seconds()) }()
	return c.Classifier.Classify(text, lang)
}

// gauge adds what is measured on each scrape: the bot's work in progress, the
// streams of the channels, and the store's queue.
func (m *metrics) gauge(ctx context.Context, b *bot.Bot, store *sqlstore.Store, channels []bot.Channel) {
	gauge := func(name, help string, labels prometheus.Labels, value func() int) {
		o := prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}
		m.registry.MustRegister(prometheus.NewGaugeFunc(o, func() float64 { return float64(value()) }))
	}
	gauge("assent_messages_in_progress", "Messages that the bot has not yet acknowledged or refused.", nil,
		func() int { return b.Load().Receiving })
	gauge("assent_held_messages", "Messages that wait in memory for an opt-in.", nil,
		func() int { return b.Load().MemoryMessages })
	gauge("assent_held_bytes", "Memory used by messages that wait for an opt-in, as it is counted.", nil,
		func() int { return b.Load().MemoryBytes })
	gauge("assent_held_limit_bytes", "Memory that they may use: limits.held_total_bytes.", nil,
		func() int { return b.Load().MemoryLimit })
	for _, c := range channels {
		labels := prometheus.Labels{"channel": c.Name()}
		ungated := func() int {
			if mode, err := b.OptInMode(ctx, bot.DefaultApp, c.Name()); err == nil && mode == bot.OptInRequired {
				return 0
			}
			return 1
		}
		gauge("assent_channel_ungated", "1 if a channel answers people who did not agree here, by channel.",
			labels, ungated)
		if s, ok := c.(interface{ Streams() int }); ok {
			gauge("assent_streams_open", "Open streams of replies, by channel.", labels, s.Streams)
		}
	}
	m.registry.MustRegister(&storeGauges{ctx: ctx, store: store, patience: storePatience})
}

// storePatience is how long a scrape waits for the store.
const storePatience = time.Second

// storeGauges queries the store on each scrape, one query at a time: a store that
// hangs delays a scrape no longer than its patience, and is not queried again
// until it has answered.
type storeGauges struct {
	ctx      context.Context
	store    backlogs
	patience time.Duration

	mu  sync.Mutex
	now *inquiry // under way, or nil
}

// backlogs is what the gauges need from a store.
type backlogs interface {
	Backlogs(ctx context.Context, now time.Time) ([]sqlstore.Backlog, error)
	Leaving(ctx context.Context) (map[bot.Stage]int, error)
	OpenCases(ctx context.Context, now time.Time) (open, overdue int, err error)
	Count(ctx context.Context, q bot.Query) (int, error)
}

// inquiry is one query to the store and, once done is closed, its answer.
type inquiry struct {
	done    chan struct{}
	at      time.Time
	queue   []sqlstore.Backlog
	leaving map[bot.Stage]int
	open    int // cases that are open
	late    int // cases that are overdue
	waiting int // conversations that wait for the desk
	held    int // conversations that an agent has
	err     error
}

// desc describes a metric of the store.
func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	storeUp = desc("assent_store_up",
		"Whether the store answered this scrape; if not, the metrics of its queue are missing.")
	entries = desc("assent_queue_entries",
		"Entries of the queue by kind and state: due, later. Counted up to 10000, earliest due first.", "kind", "state")
	retried = desc("assent_queue_retrying_entries",
		"Entries of the queue that were put off, because they failed or nobody was there. "+
			"Counted up to 10000, earliest due first.", "kind")
	oldest = desc("assent_queue_oldest_due_seconds",
		"How long the oldest due entry of the queue has been waiting.", "kind")
	longest = desc("assent_queue_oldest_retrying_seconds",
		"How long ago the oldest entry that was put off was due.", "kind")
	pending = desc("assent_erasures_pending",
		"People whose erasure is confirmed and not done: in their grace period, or being erased.", "stage")
	openCases = desc("assent_requests_open", "Requests of the case log that are not closed.")
	lateCases = desc("assent_requests_overdue", "Open requests that are past their due date: assent requests list.")
	handoffs  = desc("assent_handoffs", "Conversations that were handed off, by state: waiting, held.", "state")
	overdue   = desc("assent_erasure_overdue_seconds", "How long the oldest overdue erasure has been overdue.")
)

// Describe implements prometheus.Collector.
func (g *storeGauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		storeUp, entries, retried, oldest, longest, pending, overdue, openCases, lateCases, handoffs,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (g *storeGauges) Collect(to chan<- prometheus.Metric) {
	value := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	q := g.ask()
	select {
	case <-q.done:
	case <-time.After(g.patience):
		value(storeUp, 0)
		return
	}
	if q.err != nil {
		value(storeUp, 0)
		return
	}
	value(storeUp, 1)
	since := func(t time.Time) float64 {
		if t.IsZero() {
			return 0
		}
		return max(0, q.at.Sub(t).Seconds())
	}
	late := 0.0
	for _, lane := range lanes {
		var due, later, putOff int
		var first, firstPutOff float64
		for _, b := range q.queue {
			if b.Lane != lane {
				continue
			}
			due, later, putOff = due+b.Due, later+b.Later, putOff+b.PutOff
			first, firstPutOff = max(first, since(b.OldestDue)), max(firstPutOff, since(b.OldestPutOff))
			if bot.IsErasureJob(b.Name) {
				late = max(late, since(b.OldestDue), since(b.OldestPutOff))
			}
		}
		kind := string(lane)
		value(entries, float64(due), kind, "due")
		value(entries, float64(later), kind, "later")
		value(retried, float64(putOff), kind)
		value(oldest, first, kind)
		value(longest, firstPutOff, kind)
	}
	for _, stage := range []bot.Stage{bot.StageGrace, bot.StageErasing} {
		value(pending, float64(q.leaving[stage]), string(stage))
	}
	value(overdue, late)
	value(openCases, float64(q.open))
	value(lateCases, float64(q.late))
	value(handoffs, float64(q.waiting), string(bot.HandoffWaiting))
	value(handoffs, float64(q.held), string(bot.HandoffTaken))
}

// ask returns the query that is under way, or begins one.
func (g *storeGauges) ask() *inquiry {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.now != nil {
		return g.now
	}
	q := &inquiry{done: make(chan struct{}), at: time.Now()}
	g.now = q
	go func() {
		ctx, cancel := context.WithTimeout(g.ctx, g.patience)
		defer cancel()
		if q.queue, q.err = g.store.Backlogs(ctx, q.at); q.err == nil {
			q.leaving, q.err = g.store.Leaving(ctx)
		}
		if q.err == nil {
			q.open, q.late, q.err = g.store.OpenCases(ctx, q.at)
		}
		if q.err == nil {
			q.waiting, q.err = g.store.Count(ctx, bot.Query{Handoff: bot.HandoffWaiting})
		}
		if q.err == nil {
			q.held, q.err = g.store.Count(ctx, bot.Query{Handoff: bot.HandoffTaken})
		}
		g.mu.Lock()
		g.now = nil
		g.mu.Unlock()
		close(q.done)
	}()
	return q
}
