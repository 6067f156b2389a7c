package slack

import (
	"hash/maphash"
	"sync"
)

// order runs what one person does one after the other, and what several do at
// once.
type order struct {
	lanes [64]sync.Mutex
	seed  maphash.Seed
	once  sync.Once
}

func (o *order) of(key string) *sync.Mutex {
	o.once.Do(func() { o.seed = maphash.MakeSeed() })
	return &o.lanes[maphash.String(o.seed, key)%uint64(len(o.lanes))]
}
