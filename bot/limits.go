package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

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

func NewLimiter[K comparable](perSecond float64, burst int) *Limiter[K] {
	l := &Limiter[K]{rate: rate.Limit(perSecond), burst: burst, keys: map[K]*bucket{}}
	if perSecond < 0 {
		l.rate = rate.Inf
	}
	return l
}

// Allowance of a limiter.
type Allowance int

const (
	Allowed      Allowance = iota
	RefusedFirst           // over the limit, and not told so in the last minute
	Refused
)

func (l *Limiter[K]) Allow(key K, now time.Time) Allowance {
	if l.rate == rate.Inf {
		return Allowed
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
		return Allowed
	case now.Sub(b.told) > time.Minute:
		b.told = now
		return RefusedFirst
	}
	return Refused
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
