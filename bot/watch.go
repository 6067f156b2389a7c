package bot

import "time"

// Outcome is how receiving a message or sending a reply ended.
type Outcome string

// The outcomes of receiving.
const (
	OutcomeRecorded  Outcome = "recorded"  // what follows from it is on record
	OutcomeDuplicate Outcome = "duplicate" // a redelivery of what was on record already
	OutcomeRefused   Outcome = "refused"   // over a limit or unreadable, whether or not the sender is told
	OutcomeFailed    Outcome = "failed"    // nothing is on record: it has to be delivered again
)

// The outcomes of sending.
const (
	OutcomeSent          Outcome = "sent"          // the platform took it
	OutcomeAway          Outcome = "away"          // ErrAway: tried again
	OutcomeRetried       Outcome = "retried"       // the platform failed: tried again
	OutcomeUndeliverable Outcome = "undeliverable" // ErrUndeliverable: given up
)

// Watcher is notified of what the bot does, for metrics. It learns channels,
// outcomes, lanes and times, and nothing that identifies anybody. Its methods are
// called from many goroutines and must return at once.
type Watcher interface {
	// Received is called when Receive returns. acknowledged: it returned nil, so the
	// channel tells its platform that the message arrived.
	Received(channel string, o Outcome, acknowledged bool, took time.Duration)
	// Sent is called when Channel.Send returned. age is the time since the reply was
	// decided, earlier attempts included.
	Sent(channel string, o Outcome, took, age time.Duration)
	// PutOff is called when a queue item failed and will be tried again, but not
	// because the person is away.
	PutOff(l Lane)
}

type nobody struct{}

var _ Watcher = nobody{}

func (nobody) Received(string, Outcome, bool, time.Duration)      {}
func (nobody) Sent(string, Outcome, time.Duration, time.Duration) {}
func (nobody) PutOff(Lane)                                        {}

// Load is the load of a Bot at one moment.
type Load struct {
	Receiving      int // messages that are being received
	Received       int // messages received since the start
	MemoryMessages int // messages that wait in memory for an opt-in
	MemoryBytes    int // the memory that they count for
	MemoryLimit    int // the most that they may take
}

// Load returns the load of the bot now.
func (b *Bot) Load() Load {
	b.memory.mu.Lock()
	defer b.memory.mu.Unlock()
	return Load{
		Receiving: int(b.receiving.Load()), Received: int(b.received.Load()),
		MemoryMessages: b.memory.count, MemoryBytes: b.memory.bytes, MemoryLimit: b.memory.limits.MemoryTotalBytes,
	}
}

// IsErasureJob reports whether a timer or job with this name is part of an erasure.
// If one is overdue, a promise to somebody is late.
func IsErasureJob(name string) bool {
	return name == timerErasure || name == jobErase || name == jobShred
}
