package slack

import (
	"hash/maphash"
	"sync"
)

// order serialises what one person does, while several people are served at
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
