package vault

import (
	"container/list"
	"sync"
)

// cache holds the most recently used keys. Its generation grows whenever a key
// is dropped, so that whoever read the store before that does not put the
// dropped key back.
type cache struct {
	mu    sync.Mutex
	limit int
	gen   uint64
	byID  map[KeyID]*list.Element
	order *list.List // of *cached, the most recently used in front
}

type cached struct {
	id  KeyID
	key *key
}

func newCache(limit int) *cache {
	return &cache{limit: limit, byID: map[KeyID]*list.Element{}, order: list.New()}
}

func (c *cache) generation() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gen
}

func (c *cache) get(id KeyID) (*key, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[id]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).key, true
}

// put keeps a key unless one was dropped since generation gen, and reports
// whether it did.
func (c *cache) put(id KeyID, k *key, gen uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if gen != c.gen {
		return false
	}
	if e, ok := c.byID[id]; ok {
		e.Value.(*cached).key = k
		c.order.MoveToFront(e)
		return true
	}
	c.byID[id] = c.order.PushFront(&cached{id, k})
	if c.order.Len() > c.limit {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.byID, last.Value.(*cached).id)
	}
	return true
}

func (c *cache) drop(ids ...KeyID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	for _, id := range ids {
		if e, ok := c.byID[id]; ok {
			c.order.Remove(e)
			delete(c.byID, id)
		}
	}
}
