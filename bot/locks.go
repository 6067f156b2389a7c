package bot

import "sync"

// locks is one first-come, first-served lock per key, so that messages of one
// account are handled in the order in which they arrived (DESIGN.md, section 4).
type locks[K comparable] struct {
	mu      sync.Mutex
	waiting map[K]chan struct{} // closed when the last in line is done
}

// lock waits its turn for k; calling unlock lets the next one in.
func (l *locks[K]) lock(k K) (unlock func()) {
	mine := make(chan struct{})
	l.mu.Lock()
	if l.waiting == nil {
		l.waiting = map[K]chan struct{}{}
	}
	before := l.waiting[k]
	l.waiting[k] = mine
	l.mu.Unlock()
	if before != nil {
		<-before
	}
	return func() {
		l.mu.Lock()
		if l.waiting[k] == mine {
			delete(l.waiting, k)
		}
		l.mu.Unlock()
		close(mine)
	}
}
