package main

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"assent/bot"
)

// metrics counts without personal data: kinds of events, channels, outcomes. They
// show the funnel of the opt-in: notice, then consent_granted or
// consent_declined, then reply. Every label has few values, all of them our own.
// Series that are known in advance start at 0, so that an alert on the first
// failure sees an increase.
type metrics struct {
	registry *prometheus.Registry
	log      *slog.Logger
	channels map[string]bool

	events       *prometheus.CounterVec
	requests     *prometheus.CounterVec
	messages     *prometheus.CounterVec
	acknowledged *prometheus.CounterVec
	sends        *prometheus.CounterVec
	failures     *prometheus.CounterVec
	receive      *prometheus.HistogramVec
	send         *prometheus.HistogramVec
	delay        *prometheus.HistogramVec
	commit       *prometheus.HistogramVec
	classify     prometheus.Histogram
}

var _ bot.Watcher = (*metrics)(nil)

// kinds are the events whose series exist from the start.
var kinds = []string{
	bot.EventNotice, bot.EventMessage, bot.EventReply, bot.EventRequest, bot.EventPlatformCopy, bot.EventFailed,
	bot.EventDownload, bot.EventRestart, "reply_sent", "reply_delayed",
	consentKind(bot.Asked), consentKind(bot.Granted), consentKind(bot.Declined), consentKind(bot.Withdrawn),
	consentKind(bot.Expired), consentKind(bot.Superseded),
}

func consentKind(s bot.ConsentState) string { return bot.EventConsent + "_" + string(s) }

// The outcomes of a commit.
const (
	committed     = "committed"
	commitRefused = "refused" // done before, or the person changed meanwhile: tried again
	commitFailed  = "failed"
)

var lanes = []bot.Lane{bot.LaneReply, bot.LaneTimer, bot.LaneJob, bot.LaneDesk}

// seconds are buckets from a fast disk to a stuck one.
var seconds = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newMetrics(channels []bot.Channel, log *slog.Logger) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), log: log, channels: map[string]bool{}}
	m.events = m.counter("assent_events_total",
		"Recorded events, by kind and channel, and replies sent or delayed.", "kind", "channel")
	m.requests = m.counter("assent_http_requests_total", "HTTP requests by method and status.", "method", "status")
	m.messages = m.counter("assent_messages_total",
		"Incoming messages, by channel and outcome: "+
			"recorded, duplicate, refused (over a limit, or unreadable), failed.",
		"channel", "outcome")
	m.acknowledged = m.counter("assent_messages_acknowledged_total",
		"Messages whose outcome is durable, so that the channel acknowledges them.", "channel")
	m.sends = m.counter("assent_sends_total",
		"Attempts to send a reply, by channel and outcome: "+
			"sent, away (nobody is there), retried (the platform failed), undeliverable (given up).",
		"channel", "outcome")
	m.failures = m.counter("assent_queue_failures_total",
		"Replies, timers and jobs of the queue that failed and were put off.", "kind")
	m.receive = m.histogram("assent_receive_duration_seconds",
		"Time from the arrival of a message until it is acknowledged or refused.", seconds, "channel")
	m.send = m.histogram("assent_send_duration_seconds",
		"Time that a platform took to accept a reply.", append(seconds, 30, 60), "channel")
	m.delay = m.histogram("assent_reply_delay_seconds",
		"Time from the decision on a reply until its platform had it.",
		[]float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600}, "channel")
	m.commit = m.histogram("assent_commit_duration_seconds",
		"Time until a change was durable, by outcome: committed, refused (done before, or outdated), failed.",
		seconds, "outcome")
	m.classify = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "assent_classify_duration_seconds", Help: "Time that it took to classify a message.",
		Buckets: []float64{5e-6, 10e-6, 25e-6, 50e-6, 100e-6, 250e-6, 500e-6, .001, .0025, .005, .01, .05},
	})
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "assent_build_info", Help: "Always 1; the labels are the running version, Go and platform.",
		ConstLabels: prometheus.Labels{"version": version(), "go": runtime.Version(), "platform": platform},
	})
	build.Set(1)
	m.registry.MustRegister(m.classify, build)
	m.registry.MustRegister(collectors.NewGoCollector())
	m.registry.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.start(channels)
	return m
}

func (m *metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(c)
	return c
}

func (m *metrics) histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	m.registry.MustRegister(h)
	return h
}

// start creates the series that start at 0.
func (m *metrics) start(channels []bot.Channel) {
	for _, c := range channels {
		name := c.Name()
		m.channels[name] = true
		for _, kind := range kinds {
			m.events.WithLabelValues(kind, name)
		}
		received := []bot.Outcome{bot.OutcomeRecorded, bot.OutcomeDuplicate, bot.OutcomeRefused, bot.OutcomeFailed}
		for _, o := range received {
			m.messages.WithLabelValues(name, string(o))
		}
		sent := []bot.Outcome{bot.OutcomeSent, bot.OutcomeAway, bot.OutcomeRetried, bot.OutcomeUndeliverable}
		for _, o := range sent {
			m.sends.WithLabelValues(name, string(o))
		}
		m.acknowledged.WithLabelValues(name)
		m.receive.WithLabelValues(name)
		m.send.WithLabelValues(name)
		m.delay.WithLabelValues(name)
	}
	for _, outcome := range []string{committed, commitRefused, commitFailed} {
		m.commit.WithLabelValues(outcome)
	}
	for _, l := range lanes {
		m.failures.WithLabelValues(string(l))
	}
}

// channel is the label of a channel. The queue may still hold entries of one that
// is no longer configured.
func (m *metrics) channel(name string) string {
	if m.channels[name] {
		return name
	}
	return "other"
}

func (m *metrics) count(what, channel string) {
	m.events.WithLabelValues(what, m.channel(channel)).Inc()
}

// Received implements bot.Watcher.
func (m *metrics) Received(channel string, o bot.Outcome, acknowledged bool, took time.Duration) {
	channel = m.channel(channel)
	m.messages.WithLabelValues(channel, string(o)).Inc()
	m.receive.WithLabelValues(channel).Observe(took.Seconds())
	if acknowledged {
		m.acknowledged.WithLabelValues(channel).Inc()
	}
}

// Sent implements bot.Watcher.
func (m *metrics) Sent(channel string, o bot.Outcome, took, age time.Duration) {
	channel = m.channel(channel)
	m.sends.WithLabelValues(channel, string(o)).Inc()
	if o == bot.OutcomeAway {
		return // no platform was asked
	}
	m.send.WithLabelValues(channel).Observe(took.Seconds())
	if o == bot.OutcomeSent {
		m.delay.WithLabelValues(channel).Observe(max(0, age.Seconds()))
	}
}

// PutOff implements bot.Watcher.
func (m *metrics) PutOff(l bot.Lane) { m.failures.WithLabelValues(string(l)).Inc() }

// saved counts a commit by its outcome.
func (m *metrics) saved(err error, took time.Duration) {
	outcome := commitFailed
	switch {
	case err == nil:
		outcome = committed
	case errors.Is(err, bot.ErrHandled), errors.Is(err, bot.ErrConflict), errors.Is(err, bot.ErrNotFound):
		outcome = commitRefused
	}
	m.commit.WithLabelValues(outcome).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog:      slog.NewLogLogger(m.log.Handler(), slog.LevelWarn),
		ErrorHandling: promhttp.ContinueOnError, // the other metrics are still useful
		// More scrapes at once bring nothing new.
		MaxRequestsInFlight: 8,
	})
}

// counted counts the requests that next serves. Paths are not a label: they may
// hold tokens, and strangers can make up any number of them.
func (m *metrics) counted(next http.Handler) http.Handler {
	known := map[string]bool{http.MethodGet: true, http.MethodHead: true, http.MethodPost: true}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if !known[method] {
			method = "other"
		}
		status := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() { m.requests.WithLabelValues(method, strconv.Itoa(status.status)).Inc() }()
		next.ServeHTTP(status, r)
	})
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (s *statusWriter) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }
