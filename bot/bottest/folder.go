package bottest

import (
	"context"
	"io/fs"
	"sync"
	"testing/fstest"
	"time"

	"assent/policies"
)

// Folder returns a file system that holds files, by name.
func Folder(files map[string][]byte) fs.FS {
	folder := fstest.MapFS{}
	for name, data := range files {
		folder[name] = &fstest.MapFile{Data: data}
	}
	return folder
}

// Shelf is a policies.Library in memory. Until something is published it
// serves the embedded sample.
type Shelf struct {
	sample *policies.Edition

	mu       sync.Mutex
	editions map[string][]*policies.Edition
	drafts   map[string]policies.Draft
}

var _ policies.Library = (*Shelf)(nil)

// NewShelf returns an empty library.
func NewShelf() *Shelf {
	return &Shelf{sample: Sample(), editions: map[string][]*policies.Edition{}, drafts: map[string]policies.Draft{}}
}

// SampleController fills the placeholders of the sample edition.
var SampleController = policies.Controller{
	Name: "Test Works", Contact: "privacy@test.example", URL: "https://test.example/privacy",
}

// Sample returns the embedded edition with a controller.
func Sample() *policies.Edition { return policies.Defaults().Freeze(SampleController) }

// Current implements policies.Library.
func (s *Shelf) Current(_ context.Context, app string) (*policies.Edition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.editions[app]); n > 0 {
		return s.editions[app][n-1], nil
	}
	return s.sample, nil
}

// Edition implements policies.Library.
func (s *Shelf) Edition(_ context.Context, app string, number int) (*policies.Edition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case number == 0:
		return s.sample, nil
	case number < 0 || number > len(s.editions[app]):
		return nil, policies.ErrNoEdition
	}
	return s.editions[app][number-1], nil
}

// Editions implements policies.Library.
func (s *Shelf) Editions(_ context.Context, app string) ([]*policies.Edition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*policies.Edition(nil), s.editions[app]...), nil
}

// Draft implements policies.Library.
func (s *Shelf) Draft(_ context.Context, app string) (policies.Draft, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.drafts[app]
	if !ok {
		return d, policies.ErrNoDraft
	}
	return d, nil
}

// SaveDraft implements policies.Library.
func (s *Shelf) SaveDraft(_ context.Context, d policies.Draft) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drafts[d.App].Rev != d.Rev {
		return 0, policies.ErrDraftChanged
	}
	if d.Edition == nil {
		delete(s.drafts, d.App)
		return 0, nil
	}
	d.Rev, d.At = d.Rev+1, time.Now().UTC()
	s.drafts[d.App] = d
	return d.Rev, nil
}

// Publish implements policies.Library.
func (s *Shelf) Publish(_ context.Context, e *policies.Edition) (*policies.Edition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := 0
	if n := len(s.editions[e.App]); n > 0 {
		before = s.editions[e.App][n-1].Material
	}
	published := e.Freeze(e.Controller)
	published.Number, published.Published = len(s.editions[e.App])+1, time.Now().UTC()
	published.Material = before
	if e.Kind == policies.Material {
		published.Material = published.Number
	}
	s.editions[e.App] = append(s.editions[e.App], published)
	return published, nil
}
