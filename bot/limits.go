package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// LimitsConfig bounds the load that strangers can cause. In a Config, zero means the
// default and a negative rate no limit; the configuration file has every default
// spelled out, and there a rate of 0 is no limit.
type LimitsConfig struct {
	// TextBytes is the longest text accepted; default 16 KiB.
	TextBytes int `yaml:"text_bytes"`
	// PersonRate is how many messages per second one person may send in the long
	// run, PersonBurst how many at once; default 2 and 30.
	PersonRate  float64 `yaml:"person_rate"`
	PersonBurst int     `yaml:"person_burst"`
	// SourceRate and SourceBurst are the same per source; default 20 and 200.
	SourceRate  float64 `yaml:"source_rate"`
	SourceBurst int     `yaml:"source_burst"`
	// StrangerRate is how many new people per second one source may bring in the
	// long run, StrangerBurst how many at once; default 0.2 and 60.
	StrangerRate  float64 `yaml:"stranger_rate"`
	StrangerBurst int     `yaml:"stranger_burst"`
	// MemoryMessages is how many messages are held in memory per person, MemoryBytes
	// how many bytes they may take together; default 10 and 32 KiB.
	MemoryMessages int `yaml:"held_messages"`
	MemoryBytes    int `yaml:"held_bytes"`
	// MemorySourceBytes may be held for all people of one source, MemoryTotalBytes
	// for everybody; default 4 MiB and 64 MiB.
	MemorySourceBytes int `yaml:"held_source_bytes"`
	MemoryTotalBytes  int `yaml:"held_total_bytes"`
	// FileBytes bounds one file that a person sends, PersonFileBytes all files of
	// one person; default 25 MiB and 2 GiB.
	FileBytes       int64 `yaml:"file_bytes"`
	PersonFileBytes int64 `yaml:"person_file_bytes"`
	// Workers is how many queue items are handled at once; default 8.
	Workers int `yaml:"workers"`
}

// Check calls bad for each key with an invalid value.
func (c LimitsConfig) Check(bad func(key, format string, args ...any)) {
	for key, n := range map[string]int64{
		"text_bytes": int64(c.TextBytes), "person_burst": int64(c.PersonBurst),
		"source_burst": int64(c.SourceBurst), "stranger_burst": int64(c.StrangerBurst),
		"held_messages": int64(c.MemoryMessages), "held_bytes": int64(c.MemoryBytes),
		"held_source_bytes": int64(c.MemorySourceBytes), "held_total_bytes": int64(c.MemoryTotalBytes),
		"file_bytes": c.FileBytes, "person_file_bytes": c.PersonFileBytes, "workers": int64(c.Workers),
	} {
		if n < 1 {
			bad(key, needsOne, n)
		}
	}
	for key, r := range map[string]float64{
		"person_rate": c.PersonRate, "source_rate": c.SourceRate, "stranger_rate": c.StrangerRate,
	} {
		if !(r >= 0) {
			bad(key, "is messages a second: 0 means no limit; got %v", r)
		}
	}
}

func (c LimitsConfig) withDefaults(d LimitsConfig) LimitsConfig {
	defaultTo(&c.TextBytes, d.TextBytes)
	defaultTo(&c.PersonRate, d.PersonRate)
	defaultTo(&c.PersonBurst, d.PersonBurst)
	defaultTo(&c.SourceRate, d.SourceRate)
	defaultTo(&c.SourceBurst, d.SourceBurst)
	defaultTo(&c.StrangerRate, d.StrangerRate)
	defaultTo(&c.StrangerBurst, d.StrangerBurst)
	defaultTo(&c.MemoryMessages, d.MemoryMessages)
	defaultTo(&c.MemoryBytes, d.MemoryBytes)
	defaultTo(&c.MemorySourceBytes, d.MemorySourceBytes)
	defaultTo(&c.MemoryTotalBytes, d.MemoryTotalBytes)
	defaultTo(&c.FileBytes, d.FileBytes)
	defaultTo(&c.PersonFileBytes, d.PersonFileBytes)
	defaultTo(&c.Workers, d.Workers)
	return c
}

// Limiter bounds how fast each key may send.
type Limiter[K comparable] struct {
	rate  rate.Limit
	burst int

	mu   sync.Mutex
	keys map[K]*bucket
}

type bucket struct {
	*rate.Limiter
	told time.Time // when its owner was last told to slow down
	used time.Time
}

// maxBuckets bounds the memory of a limiter; past it, buckets that are full
// again are forgotten, which changes nothing for their owners.
const maxBuckets = 100_000

// NewLimiter returns a limiter that lets each key send burst messages at once and
// perSecond in the long run; a negative rate is no limit.
func NewLimiter[K comparable](perSecond float64, burst int) *Limiter[K] {
	l := &Limiter[K]{rate: rate.Limit(perSecond), burst: burst, keys: map[K]*bucket{}}
	if perSecond < 0 {
		l.rate = rate.Inf
	}
	return l
}

// Allow counts one message of a key and reports whether it is within the limit.
// Where it is not, tell reports whether to tell the sender: once a minute.
func (l *Limiter[K]) Allow(key K, now time.Time) (allowed, tell bool) {
	if l.rate == rate.Inf {
		return true, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.keys[key]
	if b == nil {
		l.forget(now)
		b = &bucket{Limiter: rate.NewLimiter(l.rate, l.burst)}
		l.keys[key] = b
	}
	b.used = now
	switch {
	case b.AllowN(now, 1):
		return true, false
	case now.Sub(b.told) > time.Minute:
		b.told = now
		return false, true
	}
	return false, false
}

// forget makes room among the buckets.
func (l *Limiter[K]) forget(now time.Time) {
	if len(l.keys) < maxBuckets {
		return
	}
	refill := time.Duration(float64(l.burst) / float64(l.rate) * float64(time.Second))
	for k, b := range l.keys {
		if now.Sub(b.used) > refill {
			delete(l.keys, k)
		}
	}
	for k := range l.keys { // all are busy: a map's order is random enough to drop some
		if len(l.keys) < maxBuckets {
			break
		}
		delete(l.keys, k)
	}
}
