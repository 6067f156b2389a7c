package bot

import "time"

// Outcome is how the receiving of a message or the sending of a reply ended.
type Outcome string

// The outcomes of receiving.
const (
	OutcomeRecorded  Outcome = "recorded"  // what it leads to is on record
	OutcomeDuplicate Outcome = "duplicate" // a redelivery of what was on record already
	OutcomeRefused   Outcome = "refused"   // over a limit, or unreadable: not taken, whether the sender is told or not
	OutcomeFailed    Outcome = "failed"    // nothing is on record, it has to be delivered again
)

// The outcomes of sending.
const (
	OutcomeSent          Outcome = "sent"          // the platform took it
	OutcomeAway          Outcome = "away"          // ErrAway: tried again
	OutcomeRetried       Outcome = "retried"       // the platform failed: tried again
	OutcomeUndeliverable Outcome = "undeliverable" // ErrUndeliverable: given up
)

// Watcher is told how the bot does, for metrics. What it is told names nobody:
// channels, outcomes, lanes and times. Its methods are called from many
// goroutines, and must return at once.
type Watcher interface {
	// Received is called when Receive has an answer. acknowledged: it returned
	// nil, so the channel tells its platform that the message arrived.
	Received(channel string, o Outcome, acknowledged bool, took time.Duration)
	// Sent is called when Channel.Send returned. age is the time since the
	// reply was decided on, earlier attempts included.
	Sent(channel string, o Outcome, took, age time.Duration)
	// PutOff is called when an item of the queue failed and is tried again; not
	// for those whose person is away.
	PutOff(l Lane)
}

type nobody struct{}

var _ Watcher = nobody{}

func (nobody) Received(string, Outcome, bool, time.Duration)      {}
func (nobody) Sent(string, Outcome, time.Duration, time.Duration) {}
func (nobody) PutOff(Lane)                                        {}

// Load is what a Bot has in its hands at one moment.
type Load struct {
	Receiving      int // messages that Receive has not answered yet
	Received       int // those that it has answered since the start
	MemoryMessages int // messages that wait in memory for an opt-in
	MemoryBytes    int // and the memory that they are counted with
	MemoryLimit    int // and the most that they may take
}

// Load returns what the bot has in its hands now.
func (b *Bot) Load() Load {
	b.memory.mu.Lock()
	defer b.memory.mu.Unlock()
	return Load{Receiving: int(b.receiving.Load()), Received: int(b.received.Load()), MemoryMessages: b.memory.count, MemoryBytes: b.memory.bytes, MemoryLimit: b.memory.limits.MemoryTotalBytes}
}

// IsErasureJob reports whether a timer or job of this name is a step on the way to
// making a person unreadable. One that is overdue is a promise that was not
// kept in time.
func IsErasureJob(name string) bool {
	return name == timerErasure || name == jobErase || name == jobShred
}
