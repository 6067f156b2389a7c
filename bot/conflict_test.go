package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/ledger"
	"assent/intents"
	"assent/policies"
)

// TestConflicts brings every kind of message to the gate while another replica
// changes the person, so that the first decision is thrown away. Nothing of it
// may be seen: all is as if the other replica had been a moment earlier. Each kind
// meets a third of the changes; ASSENT_CONFLICTS=all brings them all.
func TestConflicts(t *testing.T) {
	for n, c := range conflictCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			struck, probe := 0, newContest(t, c)
			for _, s := range strikes {
				if !s.fits(probe, probe.person(c.of)) {
					continue
				}
				struck++
				if (struck+n)%3 != 0 && c.differs[s.name] == "" && os.Getenv("ASSENT_CONFLICTS") != "all" {
					continue // a third of them, other ones for the next case
				}
				t.Run(s.name, func(t *testing.T) { c.compare(t, s) })
			}
			if struck < 3 {
				t.Errorf("only %d of %d changes can come in between", struck, len(strikes))
			}
		})
	}
}

// compare plays a case twice: with a conflict, and with the same change a moment
// before.
func (c conflictCase) compare(t *testing.T, s strike) {
	during, before := newContest(t, c), newContest(t, c)
	during.play(s, true)
	before.play(s, false)
	// An item that is off the queue by then is handled, for a store that looks there first.
	if err := during.store.refused; !errors.Is(err, bot.ErrConflict) && !errors.Is(err, bot.ErrHandled) {
		t.Fatalf("the decision was not thrown away: %v", err)
	}
	during.agrees()
	before.agrees()
	diff := cmp.Diff(before.seen(), during.seen())
	why := c.differs[s.name]
	switch {
	case why == "" && diff != "":
		t.Errorf("a decision that was thrown away shows (-other replica first +conflict):\n%s", diff)
	case why != "" && diff == "":
		t.Errorf("nothing differs, though %s", why)
	}
}

// TestConflictCases: no kind of message is left out of the table.
func TestConflictCases(t *testing.T) {
	results, items, acts := map[string]bool{}, map[string]bool{}, map[bot.ActKind]bool{}
	for _, c := range conflictCases() {
		results[c.result], items[c.at], acts[c.act] = true, true, true
	}
	for _, name := range declared(t, `(?m)^func \((?:\w+ )?(\w+)\) take\(t \*turn\)`) {
		if !results[name] {
			t.Errorf("no case has the result %s", name)
		}
	}
	for _, name := range declared(t, `(?m)^\ttimer\w+ += "(\w+)"`) {
		if !items[name] && name != "file_expiry" { // that one deletes a file, and decides nothing
			t.Errorf("no case has the timer %s", name)
		}
	}
	for _, kind := range bot.ActKinds() {
		if !acts[kind] {
			t.Errorf("no case has the act %s", kind)
		}
	}
}

// declared are the names that a pattern finds in the sources of the package.
func declared(t *testing.T, pattern string) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	if len(names) < 5 {
		t.Fatalf("%s finds %q alone", pattern, names)
	}
	return names
}

// contest is a world with two replicas, one of which comes in between.
type contest struct {
	*world
	t     *testing.T
	c     conflictCase
	store *contended
	desk  *bottest.Desk
	other *bot.Bot

	library *shelves
	got     answer

	place     string       // the thread about them
	id        bot.PersonID // who they are
	reference string       // what is decided on
	erasing   bot.PersonID // whose erasure has begun

	mu      sync.Mutex
	counted map[string]int
}

// answer is what whoever brought a message got back.
type answer struct{ Told, Reference, Err string }

// What all worlds share, because it takes long to make: the classifier, and the
// libraries before and after an edition is published.
var (
	sharedIntents   = sync.OnceValue(intents.New)
	sharedLibrary   = sync.OnceValue(bottest.NewShelf)
	sharedPublished = sync.OnceValue(bottest.NewShelf)
	publishOnce     sync.Once
)

// shelves is a library that becomes another when an edition is published.
type shelves struct{ policies.Library }

func (w *contest) publish() {
	publishOnce.Do(func() {
		publishMaterial(w.t, &world{TB: w.t, config: bot.Config{Library: sharedPublished()}})
	})
	w.library.Library = sharedPublished()
}

func newContest(t *testing.T, c conflictCase) *contest {
	t.Helper()
	w := &contest{t: t, c: c, counted: map[string]int{}, library: &shelves{sharedLibrary()},
		store: &contended{Store: bottest.NewMemory(), names: map[string]string{}}}
	w.world = &world{TB: t, clock: bottest.NewClock(), channel: bottest.NewRecorder("test", false)}
	cfg := bot.Config{
		Store: w.store, Library: w.library, Intents: sharedIntents(), Channels: []bot.Channel{w.channel},
		Now: w.clock.Now, PublicURL: "https://bot.example",
	}
	cfg.Count = func(what, channel string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.counted[what+" "+channel]++
	}
	if c.desk {
		w.desk = bottest.NewDesk()
		cfg.Channels = append(cfg.Channels, fetching{w.desk})
	}
	if c.config != nil {
		c.config(&cfg)
	}
	w.world.config, w.world.store = cfg, w.store
	for _, b := range []**bot.Bot{&w.bot, &w.other} {
		made, err := bot.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		*b = made
	}
	c.setup(w)
	w.channel.Take("ana")
	w.channel.Take("bob")
	return w
}

// fetching is a desk whose agents send files.
type fetching struct{ *team }

type team = bottest.Desk

func (fetching) Fetch(ctx context.Context, ref string) (io.ReadCloser, error) {
	return (&shelf{files: map[string]string{"a": "a picture"}}).Fetch(ctx, ref)
}

// play brings the message, with the change of the other replica while its
// decision is saved, or a moment before.
func (w *contest) play(s strike, during bool) {
	w.Helper()
	w.clock.Set(w.clock.Now().Add(time.Second))
	act := func() {
		s.act(w)
		if p := w.person(w.c.of); p.Stage == bot.StageErasing {
			w.erasing = p.ID
		}
	}
	w.store.subject, w.store.item = user(w.c.of), w.c.at
	switch {
	case during:
		w.store.onSave = act
	case w.c.at != "":
		w.store.onLease = act
	default:
		act()
	}
	w.c.send(w)
	if w.store.onSave != nil || w.store.onLease != nil {
		w.Fatal("the message came to no decision")
	}
}

// come lets the other replica take a message of the person.
func (w *contest) come(id string, m bot.Message) {
	w.Helper()
	m.ID, m.User = id, user(w.c.of)
	if err := w.other.Receive(context.Background(), m); err != nil {
		w.Fatal(err)
	}
}

// work lets the first replica do what is due.
func (w *contest) work() {
	w.Helper()
	if err := w.bot.Drain(context.Background()); err != nil {
		w.Fatal(err)
	}
}

// contended is a store in which something happens right before a decision is
// saved, or right after the item that leads to it was taken from the queue.
type contended struct {
	bot.Store
	subject         bot.UserID // whose decision it is
	item            string     // the name of the item that it completes, where there is one
	onSave, onLease func()     // what happens, once
	names           map[string]string
	refused         error // why the decision was not saved
	broken          error // of files
}

func (s *contended) Save(ctx context.Context, c bot.Change) error {
	if act := s.onSave; act != nil && s.decides(c) {
		s.onSave = nil
		act()
		s.refused = s.Store.Save(ctx, c)
		return s.refused
	}
	return s.Store.Save(ctx, c)
}

func (s *contended) decides(c bot.Change) bool {
	if len(c.Person.Users) == 0 || c.Person.Users[0] != s.subject {
		return false
	}
	return s.item == "" || s.item == "fan" || len(c.Done) > 0 && s.names[c.Done[0]] == s.item
}

// Lease hands out one item at a time, so that what happens meanwhile does not
// change which others are in the hands of the same process.
func (s *contended) Lease(ctx context.Context, now time.Time, _ int, d time.Duration) ([]bot.Item, error) {
	items, err := s.Store.Lease(ctx, now, 1, d)
	for _, i := range items {
		s.names[i.ID] = i.Name
		if act := s.onLease; act != nil && i.Name == s.item {
			s.onLease = nil
			act()
		}
	}
	return items, err
}

func (s *contended) CreateFile(ctx context.Context, id bot.PersonID, file bot.FileID) (bot.FileWriter, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	return s.Store.CreateFile(ctx, id, file)
}

// agrees compares what the caller was told with what is on record.
func (w *contest) agrees() {
	w.Helper()
	record := strings.Join(w.record(), "\n")
	ordered, said := strings.Contains(record, officer.By), strings.Contains(record, canary)
	switch r := w.got.Reference; {
	case w.got.Err != "" && (r != "" || ordered || said):
		w.Errorf("they got %+v, and on record is\n%s", w.got, record)
	case r != "" && !strings.Contains(record, `"reference":"`+r+`"`):
		w.Errorf("the reference is %s, and on record is\n%s", r, record)
	case w.c.orders && r == "" && ordered:
		w.Errorf("they got no reference, and on record is\n%s", record)
	case w.c.act == bot.ActSay && (w.got == answer{}) != said:
		w.Errorf("they were told %+v, and what they wrote is on record: %v", w.got, said)
	}
}

// officer orders what is ordered.
var officer = bot.Order{By: "ZZOFFICER", Reason: "a letter"}

// canary is what an agent writes.
const canary = "ZZCANARY7"

// accounts are all that anything is on record of.
var accounts = []bot.UserID{user("ana"), user("bob"), maria.User, omar.User}

// record is what is on record of everybody.
func (w *contest) record() (lines []string) {
	w.Helper()
	ctx, cases := context.Background(), []string(nil)
	for _, u := range accounts {
		if w.c.act != "" && u.Channel == bottest.DeskName {
			continue // that an agent helps is on their own record before the gate decides
		}
		p, err := w.store.Person(ctx, u)
		if err != nil {
			w.Fatal(err)
		}
		lines = append(lines, u.ID+" is "+encoded(w, p))
		if !p.Known() {
			continue
		}
		for e, err := range w.store.Events(ctx, p.ID) {
			if err != nil {
				w.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s: %s at %s %s", u.ID, e.Kind, e.At.Format(time.RFC3339), e.Body))
		}
	}
	for c, err := range w.store.Cases(ctx, bot.CaseQuery{}) {
		if err != nil {
			w.Fatal(err)
		}
		c.Reference = "" // by which those of the same moment are in order
		cases = append(cases, "case "+encoded(w, c))
	}
	slices.Sort(cases)
	return append(lines, cases...)
}

// seen is everything that anybody can see of what happened, then and after the
// person agreed: that shows what waited in memory.
func (w *contest) seen() []string {
	w.Helper()
	all := []string{"the caller got " + encoded(w, w.got)}
	all = append(all, w.now()...)
	if p, err := w.store.PersonByID(context.Background(), w.erasing); err == nil {
		w.Errorf("the erasure of somebody is undone: they are %s", p.Stage)
	}
	m := bot.Message{ID: "afterwards", User: user(w.c.of), Choice: "agree"}
	if err := w.bot.Receive(context.Background(), m); err != nil {
		w.Fatal(err)
	}
	all = append(all, "afterwards")
	return strings.Split(renamed(strings.Join(append(append(all, w.now()...), w.queue()...), "\n")), "\n")
}

// now is what can be seen at this moment, after what is due was done.
func (w *contest) now() []string {
	w.Helper()
	ctx := context.Background()
	w.work()
	load := w.bot.Load()
	all := append(w.record(), fmt.Sprint("in memory ", load.MemoryMessages, " ", load.MemoryBytes))
	for _, account := range []string{"ana", "bob"} {
		for _, r := range w.channel.Take(account) {
			for i := range r.Files {
				r.Files[i].Content = nil // signed, with random names in it
			}
			all = append(all, account+" hears "+encoded(w, r))
		}
	}
	if w.desk != nil {
		for i := range 4 {
			place := fmt.Sprint("thread ", i+1)
			all = append(all, place+" has "+encoded(w, w.desk.Card(place)))
			for _, l := range w.desk.Lines(place) {
				all = append(all, place+" reads "+encoded(w, l))
			}
		}
	}
	for _, what := range slices.Sorted(maps.Keys(w.counted)) {
		all = append(all, fmt.Sprint("counted ", what, " ", w.counted[what]))
	}
	tallies, err := w.store.Tallies(ctx, bot.DefaultApp, "", "9999")
	if err != nil {
		w.Fatal(err)
	}
	for _, t := range tallies {
		all = append(all, "tally "+encoded(w, t))
	}
	slices.Sort(all[len(all)-len(tallies):])
	kinds := map[ledger.Kind]int{}
	for e, err := range w.store.Ledger().Entries(ctx, 0) {
		if err != nil {
			w.Fatal(err)
		}
		kinds[e.Kind]++
	}
	all = append(all, fmt.Sprint("ledger ", kinds))
	for _, u := range accounts {
		stopped, err := w.store.Suppressed(ctx, u)
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, fmt.Sprint(u.ID, " is suppressed: ", stopped))
	}
	return all
}

// queue is what waits for its time.
func (w *contest) queue() (lines []string) {
	w.Helper()
	ctx := context.Background()
	for {
		items, err := w.store.Store.Lease(ctx, w.clock.Now().Add(1000*time.Hour), 1, 2000*time.Hour)
		if err != nil {
			w.Fatal(err)
		}
		if len(items) == 0 {
			return lines
		}
		for _, i := range items {
			due := i.Due.Format(time.RFC3339)
			lines = append(lines, fmt.Sprintf("queued %s %s of %s at %s: %s", i.Lane, i.Name, i.Person, due, i.Body))
		}
	}
}

func encoded(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// random is what a random name looks like: whole, of a reference, of a code, and
// what is made of one.
var random = regexp.MustCompile(`\b(?:[A-Z2-7]{26,52}|[A-Z]-[A-Z2-7]{8}|LINK-[A-Z2-7]{5}-[A-Z2-7]{5}|[0-9a-f]{64})\b`)

// packed is the size of an export, which depends on the random names in it.
var packed = regexp.MustCompile(`"size":\d{4,}`)

// renamed gives random names others, by the order in which they come.
func renamed(text string) string {
	known := map[string]string{}
	text = packed.ReplaceAllString(text, "packed")
	return random.ReplaceAllStringFunc(text, func(name string) string {
		if known[name] == "" {
			known[name] = fmt.Sprint("name ", len(known)+1)
		}
		return known[name]
	})
}
