package bot

import (
	"slices"
	"sync"
	"time"
)

// memoryHold keeps what people said before they agreed, in memory only (DESIGN.md,
// invariant 1). It is bounded per person, per source and as a whole, and forgets by
// itself some time after the opt-in has timed out.
type memoryHold struct {
	limits  LimitsConfig
	timeout time.Duration

	mu      sync.Mutex
	people  map[UserID]*memoryMessages
	sources map[string]int // bytes by Message.Source
	count   int            // of all messages
	bytes   int
}

type memoryMessages struct {
	messages []Message
	bytes    int
	until    time.Time
}

func newMemoryHold(limits LimitsConfig, timeout time.Duration) *memoryHold {
	return &memoryHold{
		limits: limits, timeout: timeout,
		people: map[UserID]*memoryMessages{}, sources: map[string]int{},
	}
}

// peek returns the messages held for u. The caller must not change them.
func (h *memoryHold) peek(u UserID, now time.Time) []Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	held := h.people[u]
	if held == nil || now.After(held.until) {
		h.release(u)
		return nil
	}
	return held.messages
}

// fits reports whether there is room for another message of u.
func (h *memoryHold) fits(u UserID, m Message) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.room(h.people[u], m)
}

func (h *memoryHold) room(held *memoryMessages, m Message) bool {
	size := memorySize(m)
	if h.bytes+size > h.limits.MemoryTotalBytes ||
		m.Source != "" && h.sources[m.Source]+size > h.limits.MemorySourceBytes {
		return false
	}
	if held == nil {
		return size <= h.limits.MemoryBytes
	}
	return len(held.messages) < h.limits.MemoryMessages && held.bytes+size <= h.limits.MemoryBytes
}

// add keeps m until twice the opt-in's timeout has passed: the timeout runs
// from the delivery of the notice, which may come a little later than m.
func (h *memoryHold) add(u UserID, m Message, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held := h.people[u]
	if !h.room(held, m) {
		return
	}
	if held == nil {
		held = &memoryMessages{}
		h.people[u] = held
	}
	size := memorySize(m)
	held.messages = append(held.messages[:len(held.messages):len(held.messages)], m)
	held.bytes += size
	held.until = now.Add(2 * h.timeout)
	h.count++
	h.bytes += size
	if m.Source != "" {
		h.sources[m.Source] += size
	}
}

// drop forgets the messages held for u.
func (h *memoryHold) drop(u UserID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.release(u)
}

// revise changes the text of a message that is held; an empty text blanks it.
func (h *memoryHold) revise(u UserID, id, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held := h.people[u]
	if held == nil {
		return
	}
	messages := slices.Clone(held.messages) // others may be looking at them
	for i := range messages {
		m := &messages[i]
		if m.ID != id {
			continue
		}
		more := len(text) - len(m.Text)
		if held.bytes+more > h.limits.MemoryBytes {
			text, more = "", -len(m.Text) // no room: as if it had been deleted
		}
		m.Text = text
		held.bytes += more
		h.bytes += more
		if m.Source != "" {
			h.sources[m.Source] += more
		}
	}
	held.messages = messages
}

func (h *memoryHold) release(u UserID) {
	held := h.people[u]
	if held == nil {
		return
	}
	for _, m := range held.messages {
		if h.sources[m.Source] -= memorySize(m); h.sources[m.Source] <= 0 {
			delete(h.sources, m.Source)
		}
	}
	h.count -= len(held.messages)
	h.bytes -= held.bytes
	delete(h.people, u)
}

// sweep forgets what was held for too long.
func (h *memoryHold) sweep(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for u, held := range h.people {
		if now.After(held.until) {
			h.release(u)
		}
	}
}

// memorySize counts a message with its bookkeeping, so that a million empty
// messages are bounded too.
func memorySize(m Message) int {
	size := 256 + len(m.Text) + len(m.Choice) + len(m.ID) + len(m.User.ID) + len(m.Source)
	for _, f := range m.Files {
		size += 128 + len(f.Name) + len(f.Type) + len(f.Ref)
	}
	return size
}
