package bottest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"assent/bot"
	"assent/bot/ledger"
)

// Memory is a bot.Store in memory. It keeps every promise of bot.Store but
// two: it seals nothing and survives nothing. With it the domain is tested
// without a database.
type Memory struct {
	mu       sync.Mutex
	people   map[bot.PersonID][]byte // JSON, so that nothing is shared with callers
	revs     map[bot.PersonID]int64
	users    map[bot.UserID]bot.PersonID
	events   map[bot.PersonID][]bot.Event
	handled  map[bot.MessageKey]bool
	queue    []*queued
	seq      int64
	files    map[bot.FileID]memoryFile
	links    map[string]bot.DownloadLink
	erased   map[bot.PersonID]bool
	stopped  map[bot.UserID]bool
	ledger   *memoryLedger
	certs    []bot.Certificate
	cases    []bot.Case
	tallies  map[bot.Tally]int
	settings map[string]bot.Settings
}

type queued struct {
	bot.Item
	leased time.Time
}

type memoryFile struct {
	person bot.PersonID
	data   []byte
}

var _ bot.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		people: map[bot.PersonID][]byte{}, revs: map[bot.PersonID]int64{}, users: map[bot.UserID]bot.PersonID{},
		events: map[bot.PersonID][]bot.Event{}, handled: map[bot.MessageKey]bool{}, files: map[bot.FileID]memoryFile{},
		links: map[string]bot.DownloadLink{}, erased: map[bot.PersonID]bool{},
		stopped: map[bot.UserID]bool{}, ledger: newMemoryLedger(), tallies: map[bot.Tally]int{},
		settings: map[string]bot.Settings{},
	}
}

// Person implements bot.Store.
func (s *Memory) Person(_ context.Context, u bot.UserID) (bot.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.users[u]
	if !ok {
		return bot.Person{}, nil
	}
	return s.load(id)
}

// PersonByID implements bot.Store.
func (s *Memory) PersonByID(_ context.Context, id bot.PersonID) (bot.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.load(id)
}

func (s *Memory) load(id bot.PersonID) (bot.Person, error) {
	data, ok := s.people[id]
	if !ok {
		return bot.Person{}, bot.ErrNotFound
	}
	var p bot.Person
	if err := json.Unmarshal(data, &p); err != nil {
		return bot.Person{}, err
	}
	p.Rev = s.revs[id]
	return p, nil
}

// Save implements bot.Store.
func (s *Memory) Save(ctx context.Context, c bot.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handled[c.MessageKey] {
		return bot.ErrHandled
	}
	for _, id := range c.Done {
		if !slices.ContainsFunc(s.queue, func(q *queued) bool { return q.ID == id }) {
			return bot.ErrHandled
		}
	}
	for _, item := range c.Queue {
		if item.Person != c.Person.ID && !s.hasKey(item) {
			return bot.ErrNotFound
		}
	}
	if s.outdated(c.Person) {
		return bot.ErrConflict
	}
	for _, fresh := range c.Cases {
		if err := s.caseState(fresh).To(fresh.State); err != nil {
			return err // with this the tests of the domain prove that cases take only these steps
		}
	}
	at := -1
	if c.Certificate != nil {
		at = slices.IndexFunc(s.certs, func(x bot.Certificate) bool { return x.ID == c.Certificate.ID })
		if at < 0 && c.Certificate.Rev != 0 || at >= 0 && s.certs[at].Rev != c.Certificate.Rev {
			return bot.ErrConflict
		}
	}
	if c.Settings != nil && s.settings[c.Settings.App].Rev != c.Settings.Rev {
		return bot.ErrConflict
	}
	if err := s.savePerson(c.Person); err != nil {
		return err
	}
	if c.MessageKey != (bot.MessageKey{}) {
		s.handled[c.MessageKey] = true
	}
	s.events[c.Person.ID] = append(s.events[c.Person.ID], c.Events...)
	s.queue = slices.DeleteFunc(s.queue, func(q *queued) bool {
		return slices.Contains(c.Done, q.ID) || c.DropQueue != "" && q.Person == c.DropQueue
	})
	for _, item := range c.Queue {
		s.seq++
		item.Seq = s.seq
		s.queue = append(s.queue, &queued{Item: item})
	}
	for _, e := range c.Rewrite {
		for i := range s.events[c.Person.ID] {
			if s.events[c.Person.ID][i].ID == e.ID {
				s.events[c.Person.ID][i].Body = e.Body
			}
		}
	}
	for _, l := range c.DownloadLinks {
		s.links[l.Hash] = l
	}
	if c.Suppress != (bot.UserID{}) {
		s.stopped[c.Suppress] = true
	}
	delete(s.stopped, c.Release)
	s.ledger.add(c.Ledger)
	s.addCases(c.Cases)
	if set := c.Settings; set != nil {
		fresh := *set
		fresh.Rev++
		s.settings[set.App] = fresh
	}
	for _, t := range c.Tallies {
		s.tallies[t]++
	}
	if c.Certificate != nil {
		fresh := *c.Certificate
		fresh.Rev++
		if at < 0 {
			s.certs = append(s.certs, fresh)
		} else {
			s.certs[at] = fresh
		}
	}
	return nil
}

// caseState returns the state of a case.
func (s *Memory) caseState(c bot.Case) bot.CaseState {
	for _, old := range s.cases {
		if old.App == c.App && old.Reference == c.Reference {
			return old.State
		}
	}
	return ""
}

func (s *Memory) addCases(cases []bot.Case) {
	for _, c := range cases {
		at := slices.IndexFunc(s.cases, func(old bot.Case) bool {
			return old.App == c.App && old.Reference == c.Reference
		})
		if at < 0 {
			s.cases = append(s.cases, c)
			continue
		}
		old := &s.cases[at]
		old.State, old.Closed, old.Reason = c.State, c.Closed, c.Reason
		old.Reviewed = old.Reviewed || c.Reviewed
		if !c.Extended.IsZero() {
			old.Extended = c.Extended
		}
	}
}

// Cases implements bot.Store.
func (s *Memory) Cases(_ context.Context, q bot.CaseQuery) iter.Seq2[bot.Case, error] {
	return func(yield func(bot.Case, error) bool) {
		s.mu.Lock()
		list := slices.Clone(s.cases)
		s.mu.Unlock()
		list = slices.DeleteFunc(list, func(c bot.Case) bool {
			return q.App != "" && c.App != q.App || q.Reference != "" && c.Reference != q.Reference ||
				c.Opened.Before(q.From) || !q.To.IsZero() && !c.Opened.Before(q.To)
		})
		slices.SortFunc(list, func(a, b bot.Case) int {
			return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.Reference, b.Reference))
		})
		if q.Newest > 0 {
			slices.Reverse(list)
			list = list[:min(len(list), q.Newest)]
		}
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Certificate implements bot.Store.
func (s *Memory) Certificate(_ context.Context, id string) (bot.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.certs {
		if c.ID == id {
			return c, nil
		}
	}
	return bot.Certificate{}, bot.ErrNotFound
}

// CertificateFor implements bot.Store.
func (s *Memory) CertificateFor(_ context.Context, app, reference string) (bot.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.certs {
		if c.App == app && c.Reference == reference && reference != "" {
			return c, nil
		}
	}
	return bot.Certificate{}, bot.ErrNotFound
}

// Certificates implements bot.Store.
func (s *Memory) Certificates(context.Context) iter.Seq2[bot.Certificate, error] {
	return func(yield func(bot.Certificate, error) bool) {
		s.mu.Lock()
		all := slices.Clone(s.certs)
		s.mu.Unlock()
		for _, c := range all {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Settings implements bot.Store.
func (s *Memory) Settings(_ context.Context, app string) (bot.Settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings[app], nil
}

// Tallies implements bot.Store.
func (s *Memory) Tallies(_ context.Context, app, from, to string) (list []bot.Tallied, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sums := map[bot.Tally]int{}
	for t, n := range s.tallies {
		if t.App == app && t.Day >= from && t.Day <= to {
			t.Day = ""
			sums[t] += n
		}
	}
	for t, n := range sums {
		list = append(list, bot.Tallied{Tally: t, N: n})
	}
	return list, nil
}

// Ledger implements bot.Store.
func (s *Memory) Ledger() ledger.Log { return s.ledger }

// Suppressed implements bot.Store.
func (s *Memory) Suppressed(_ context.Context, u bot.UserID) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped[u], nil
}

// outdated reports whether a change is based on a person who has changed since.
func (s *Memory) outdated(p bot.Person) bool {
	return p.ID != "" && (s.revs[p.ID] != p.Rev || s.erased[p.ID])
}

func (s *Memory) savePerson(p bot.Person) error {
	if p.ID == "" {
		return nil
	}
	known := p.Addresses()
	for _, u := range known {
		if owner, ok := s.users[u]; ok && owner != p.ID {
			return bot.ErrConflict
		}
	}
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("a person: %w", err)
	}
	s.people[p.ID], s.revs[p.ID] = data, p.Rev+1
	maps.DeleteFunc(s.users, func(_ bot.UserID, owner bot.PersonID) bool { return owner == p.ID })
	for _, u := range known {
		s.users[u] = p.ID
	}
	return nil
}

// hasKey reports whether a store that seals could still read the item.
func (s *Memory) hasKey(item bot.Item) bool {
	_, known := s.people[item.Person]
	return item.OwnKey || known
}

// Events implements bot.Store.
func (s *Memory) Events(_ context.Context, id bot.PersonID) iter.Seq2[bot.Event, error] {
	return func(yield func(bot.Event, error) bool) {
		s.mu.Lock()
		var events []bot.Event
		if _, known := s.people[id]; known {
			events = slices.Clone(s.events[id])
		}
		s.mu.Unlock()
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Newest implements bot.Store.
func (s *Memory) Newest(ctx context.Context, id bot.PersonID) iter.Seq2[bot.Event, error] {
	return func(yield func(bot.Event, error) bool) {
		var events []bot.Event
		for e := range s.Events(ctx, id) {
			events = append(events, e)
		}
		for _, e := range slices.Backward(events) {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// People implements bot.Store.
func (s *Memory) People(_ context.Context, q bot.Query) iter.Seq2[bot.Person, error] {
	return func(yield func(bot.Person, error) bool) {
		s.mu.Lock()
		var people []bot.Person
		for id := range s.people {
			p, err := s.load(id)
			if err == nil && selects(q, p) {
				people = append(people, p)
			}
		}
		s.mu.Unlock()
		if q.MostUrgent > 0 {
			people = slices.DeleteFunc(people, func(p bot.Person) bool { return len(p.Requests) == 0 })
			slices.SortFunc(people, func(a, b bot.Person) int {
				return cmp.Or(a.Due().Compare(b.Due()), cmp.Compare(a.ID, b.ID))
			})
			people = people[:min(len(people), q.MostUrgent)]
		}
		if q.Longest > 0 {
			people = slices.DeleteFunc(people, func(p bot.Person) bool { return p.Handoff == nil })
			slices.SortFunc(people, func(a, b bot.Person) int {
				return cmp.Or(a.Handoff.Since.Compare(b.Handoff.Since), cmp.Compare(a.ID, b.ID))
			})
			people = people[:min(len(people), q.Longest)]
		}
		for _, p := range people {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// Count implements bot.Store.
func (s *Memory) Count(ctx context.Context, q bot.Query) (n int, err error) {
	for range s.People(ctx, q) {
		n++
	}
	return n, nil
}

func selects(q bot.Query, p bot.Person) bool {
	if due := p.Due(); !q.DueBefore.IsZero() && (due.IsZero() || !due.Before(q.DueBefore)) {
		return false
	}
	if q.Staff && p.Account == nil && p.Agent == nil {
		return false
	}
	if q.Handoff != "" && (p.Handoff == nil || p.Handoff.State != q.Handoff) {
		return false
	}
	if !q.HandedOff.IsZero() && (p.Handoff == nil || !p.Handoff.Since.Before(q.HandedOff)) {
		return false
	}
	return (q.App == "" || q.App == p.App) && (q.Stage == "" || q.Stage == p.Stage) &&
		(q.Consent == "" || q.Consent == p.ConsentFor(bot.PurposeService).State) &&
		(!q.OpenRequest || len(p.Requests) > 0) && (q.SeenBefore.IsZero() || p.Seen.Before(q.SeenBefore))
}

// Lease implements bot.Store.
func (s *Memory) Lease(_ context.Context, now time.Time, n int, d time.Duration) ([]bot.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = slices.DeleteFunc(s.queue, func(q *queued) bool { return !s.hasKey(q.Item) })
	var items []bot.Item
	type lane struct {
		person bot.PersonID
		lane   bot.Lane
	}
	blocked := map[lane]bool{}
	for _, q := range s.queue {
		if len(items) == n {
			break
		}
		if own := (lane{q.Person, q.Lane}); q.Lane == bot.LaneReply || q.Lane == bot.LaneDesk {
			if blocked[own] {
				continue
			}
			blocked[own] = true
		}
		if q.Due.After(now) || q.leased.After(now) {
			continue
		}
		q.leased, q.Attempt = now.Add(d), q.Attempt+1
		items = append(items, q.Item)
	}
	return items, nil
}

// Retry implements bot.Store.
func (s *Memory) Retry(_ context.Context, id string, due time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.queue {
		if q.ID == id {
			q.Due, q.leased = due, time.Time{}
		}
	}
	return nil
}

// NextDue implements bot.Store.
func (s *Memory) NextDue(context.Context) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, q := range s.queue {
		if next.IsZero() || q.Due.Before(next) {
			next = q.Due
		}
	}
	return next, nil
}

// Erase implements bot.Store.
func (s *Memory) Erase(_ context.Context, id bot.PersonID, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erased[id] = true
	delete(s.people, id)
	maps.DeleteFunc(s.users, func(_ bot.UserID, owner bot.PersonID) bool { return owner == id })
	maps.DeleteFunc(s.links, func(_ string, l bot.DownloadLink) bool { return l.Person == id })
	return nil
}

// Purge implements bot.Store.
func (s *Memory) Purge(_ context.Context, id bot.PersonID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.events, id)
	s.queue = slices.DeleteFunc(s.queue, func(q *queued) bool { return q.Person == id && !q.OwnKey })
	maps.DeleteFunc(s.files, func(_ bot.FileID, f memoryFile) bool { return f.person == id })
	return nil
}

// CreateFile implements bot.Store.
func (s *Memory) CreateFile(_ context.Context, id bot.PersonID, file bot.FileID) (bot.FileWriter, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.people[id]; !known {
		return nil, bot.ErrNotFound
	}
	return &memoryWriter{store: s, person: id, file: file}, nil
}

type memoryWriter struct {
	bytes.Buffer
	store  *Memory
	person bot.PersonID
	file   bot.FileID
	ended  bool
}

func (w *memoryWriter) Close() error {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	if w.ended {
		return nil
	}
	w.ended = true
	if w.store.erased[w.person] {
		return bot.ErrNotFound
	}
	w.store.files[w.file] = memoryFile{w.person, w.Bytes()}
	return nil
}

func (w *memoryWriter) Abort() { w.ended = true }

// OpenFile implements bot.Store.
func (s *Memory) OpenFile(_ context.Context, id bot.PersonID, file bot.FileID) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.files[file]
	if !ok || f.person != id || s.erased[id] {
		return nil, bot.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(f.data)), nil
}

// RemoveFile implements bot.Store.
func (s *Memory) RemoveFile(_ context.Context, id bot.PersonID, file bot.FileID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files[file].person == id {
		delete(s.files, file)
	}
	maps.DeleteFunc(s.links, func(_ string, l bot.DownloadLink) bool { return l.Person == id && l.File == file })
	return nil
}

// DownloadLink implements bot.Store.
func (s *Memory) DownloadLink(_ context.Context, hash string) (bot.DownloadLink, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.links[hash]
	if !ok {
		return bot.DownloadLink{}, bot.ErrNotFound
	}
	return l, nil
}
