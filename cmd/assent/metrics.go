package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"assent/adapters/sqlstore"
)

// metrics counts without personal data: kinds of events, channels, states.
// They show the funnel of the opt-in (features, ZC-C1): notice, then
// consent_granted or consent_declined, then reply.
type metrics struct {
	registry *prometheus.Registry
	events   *prometheus.CounterVec
	requests *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "assent_events_total", Help: "What went on record, by kind and channel, and replies sent or delayed.",
		}, []string{"kind", "channel"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "assent_http_requests_total", Help: "HTTP requests by method and status.",
		}, []string{"method", "status"}),
	}
	m.registry.MustRegister(m.events, m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) count(what, channel string) { m.events.WithLabelValues(what, channel).Inc() }

// watch measures how far the queue lags behind.
func (m *metrics) watch(ctx context.Context, store *sqlstore.Store) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "assent_queue_lag_seconds", Help: "How long the first reply, timer or job of the queue is overdue; -1: the store does not answer.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		next, err := store.NextDue(ctx)
		switch {
		case err != nil:
			return -1
		case next.IsZero():
			return 0
		}
		return max(0, time.Since(next).Seconds())
	}))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// counted counts the requests that next serves. Paths are no label: they may
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
