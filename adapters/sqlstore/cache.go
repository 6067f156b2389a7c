package sqlstore

import (
	"sync"

	"assent/bot"
)

// cachedPeople bounds the cache: about 2 KB each.
const cachedPeople = 10_000

// row is a person as stored in the database: sealed.
type row struct {
	id        bot.PersonID
	app       string
	rev       int64
	body      []byte
	addresses []string // hashes, sorted; nil until the body was opened
}

// cache keeps the rows of people who are active, so that a message needs no
// query. It holds them sealed: a person whose key is destroyed cannot be read
// from it either. A row may be outdated where another process writes; then the
// revision gives it away when a change is written.
type cache struct {
	mu        sync.Mutex
	gen       uint64 // grows whenever a person is dropped
	holes     uint64 // grows whenever a row is removed without a newer one in its place
	people    map[bot.PersonID]*row
	writing   map[bot.PersonID]int // how many changes to a person are under way
	addresses map[string]bot.PersonID
}

func newCache() *cache {
	return &cache{
		people: map[bot.PersonID]*row{}, writing: map[bot.PersonID]int{}, addresses: map[string]bot.PersonID{},
	}
}

func (c *cache) generation() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gen
}

// write makes the cache return nothing for a person until done is called: a
// change is committed a little before the cache has it, and whoever saw any part
// of the change must also see the person as the change left them.
func (c *cache) write(id bot.PersonID) (done func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writing[id]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.writing[id]--; c.writing[id] == 0 {
			delete(c.writing, id)
		}
	}
}

func (c *cache) byID(id bot.PersonID) (*row, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.people[id]
	return r, ok && c.writing[id] == 0
}

// before returns the row that a change under way may be based on.
func (c *cache) before(id bot.PersonID) (*row, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.people[id]
	return r, ok
}

func (c *cache) byAddress(hash string) (*row, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id, ok := c.addresses[hash]
	if !ok {
		return nil, false
	}
	r, ok := c.people[id]
	return r, ok && c.writing[id] == 0
}

// put keeps a row that was written, unless a person was dropped since generation
// gen. A row is not changed after it was put.
func (c *cache) put(r *row, gen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.people[r.id]
	if old != nil && old.rev > r.rev {
		return
	}
	c.remove(old)
	if gen != c.gen {
		c.holes++
		return
	}
	c.keep(r)
}

// A mark is the state of the cache when reading a row from the database began.
type mark struct{ gen, holes uint64 }

func (c *cache) mark() mark {
	c.mu.Lock()
	defer c.mu.Unlock()
	return mark{c.gen, c.holes}
}

// fill keeps a row that was read since from, unless it may be outdated by now.
func (c *cache) fill(r *row, from mark) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.people[r.id]
	if from != (mark{c.gen, c.holes}) || c.writing[r.id] > 0 || old != nil && old.rev >= r.rev {
		return
	}
	c.remove(old)
	c.keep(r)
}

func (c *cache) keep(r *row) {
	if len(c.people) >= cachedPeople {
		for _, other := range c.people { // a map's order is random
			c.remove(other)
			c.holes++
			break
		}
	}
	c.people[r.id] = r
	for _, a := range r.addresses {
		c.addresses[a] = r.id
	}
}

func (c *cache) drop(id bot.PersonID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	c.remove(c.people[id])
}

func (c *cache) remove(r *row) {
	if r == nil {
		return
	}
	delete(c.people, r.id)
	for _, a := range r.addresses {
		if c.addresses[a] == r.id {
			delete(c.addresses, a)
		}
	}
}
