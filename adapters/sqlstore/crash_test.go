package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/vault"
)

// TestCrash kills a process that many people talk to, with SIGKILL, at random
// moments, and starts the next on the same folders: 20 times, or ASSENT_CRASHES
// times. Messages that were not acknowledged are delivered again, and some that
// were. ASSENT_CRASH_SEED repeats a run, as far as timing allows.
//
// After every kill it searches the folders as they were left; at the end it
// compares everyone's record with what they were told.
func TestCrash(t *testing.T) {
	dir := t.TempDir()
	crash(t, dir, folders(dir), fromEnv(t, "ASSENT_CRASHES", 20))
}

// TestCrashOnPostgres does the same to processes that store nothing themselves.
// What a dead one had leased is taken over seconds later, so every crash makes
// someone wait.
func TestCrashOnPostgres(t *testing.T) {
	dir := t.TempDir()
	opt := onPostgres(t, dir)
	opt.Master = vault.GenerateMaster()
	crash(t, dir, opt, fromEnv(t, "ASSENT_CRASHES", 6))
}

func crash(t *testing.T, dir string, opt sqlstore.Options, crashes int) {
	seed := uint64(fromEnv(t, "ASSENT_CRASH_SEED", int(rand.Uint32())))
	t.Logf("%d crashes, ASSENT_CRASH_SEED=%d", crashes, seed)
	rng := rand.New(rand.NewPCG(seed, 0))

	c := newCrowd(t, dir, opt)
	coming, nobodyElse := context.WithCancel(t.Context())
	var people sync.WaitGroup
	for range 12 {
		seed := rng.Uint64()
		people.Go(func() { c.run(coming, seed) })
	}
	for range crashes {
		p := c.host.start(t)
		within := 600
		if rng.IntN(4) == 0 {
			within = 150 // while it starts
		}
		time.Sleep(time.Duration(rng.IntN(within*1000)) * time.Microsecond)
		c.checkLeftBehind(t, func() { c.host.kill(t, p) })
	}
	p := c.host.start(t)
	nobodyElse()
	people.Wait()
	c.host.stop(t, p)
	c.checkRecord(t)
}

func fromEnv(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		t.Fatalf("%s=%q, want a number", name, text)
	}
	return n
}

var canaries = regexp.MustCompile(`ZZ(STAYS|LEAVES|DECLINES|SILENT)-(account-of-[p0-9-]+)`)

// progress is what a person was told so far: that their consent is on record,
// that they are deleted.
type progress struct{ stays, gone bool }

// checkLeftBehind kills the process and searches what it left: nothing personal
// in plain, nothing sealed that the person did not agree to or was told is
// deleted, and the consent of exactly those who gave it.
func (c *crowd) checkLeftBehind(t *testing.T, kill func()) {
	t.Helper()
	c.mu.Lock()
	told := map[string]progress{} // before the kill
	for account, a := range c.all {
		a.mu.Lock()
		told[account] = progress{stays: a.role == stays && a.accepted > 0, gone: a.gone}
		a.mu.Unlock()
	}
	c.mu.Unlock()
	kill()
	defer c.report(t)
	for path, content := range readFiles(t, c.host.dir) {
		for _, secret := range []string{"ZZSTAYS", "ZZLEAVES", "ZZDECLINES", "ZZSILENT", "account-of"} {
			if bytes.Contains(content, []byte(secret)) {
				c.fault("%s holds %s in plain", path, secret)
			}
		}
	}
	if c.host.store.Database != "" {
		if c.anybody(told) {
			c.checkConsents(t, t.TempDir(), told)
		}
		return
	}
	for _, id := range []string{"data", "keys"} {
		if _, err := os.Stat(filepath.Join(c.host.dir, id, id+".db")); err != nil {
			return // killed before anything was made
		}
	}
	apart := only(t, c.host.dir, "data", "keys")
	c.checkSealed(t, apart, told)
	c.checkConsents(t, apart, told)
}

// anybody reports whether anyone was told that their consent is on record, so
// that there is something to check.
func (c *crowd) anybody(told map[string]progress) bool {
	for _, a := range told {
		if a.stays {
			return true
		}
	}
	return false
}

// open opens what was left in the folders in dir, as the next process will.
func (c *crowd) open(t *testing.T, dir string) *sqlstore.Store {
	t.Helper()
	opt := c.host.store
	own := folders(dir)
	opt.Data, opt.Keys, opt.Controller = own.Data, own.Keys, bottest.SampleController
	s, err := sqlstore.Open(t.Context(), opt)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return s
}

// checkSealed opens everything with its key.
func (c *crowd) checkSealed(t *testing.T, dir string, told map[string]progress) {
	t.Helper()
	all := pieces(t, filepath.Join(dir, "data"))
	text, err := os.ReadFile(filepath.Join(dir, "keys", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	master, err := vault.ParseMaster(string(text))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(t.Context(), master, keysIn(t, filepath.Join(dir, "keys", "keys.db")))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		for _, id := range []vault.KeyID{vault.KeyID("person/" + p.person), p.key} {
			plain, err := p.open(t.Context(), v, id)
			if err != nil {
				continue
			}
			for _, found := range canaries.FindAllSubmatch(plain, -1) {
				who := string(found[1])
				if who == string(silent) || who == string(declines) || told[string(found[2])].gone {
					c.fault("%s is on record, sealed: %s", found[0], plain)
				}
			}
		}
	}
}

// keysIn reads the wrapped keys from a copy of the key database, after the
// transaction under way was rolled back.
func keysIn(t *testing.T, path string) foundKeys {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT id, wrapped FROM keys`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	keys := foundKeys{}
	for rows.Next() {
		var id string
		var wrapped []byte
		if err := rows.Scan(&id, &wrapped); err != nil {
			t.Fatal(err)
		}
		keys[vault.KeyID(id)] = wrapped
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return keys
}

// checkConsents opens what was left as the next process will.
func (c *crowd) checkConsents(t *testing.T, dir string, told map[string]progress) {
	t.Helper()
	s := c.open(t, dir)
	defer closeStore(t, s)
	granted := map[string]bool{}
	for p, err := range s.People(t.Context(), bot.Query{Consent: bot.Granted}) {
		if err != nil {
			t.Fatal(err)
		}
		account := p.Users[0].ID
		granted[account] = true
		c.mu.Lock()
		a := c.all[account]
		c.mu.Unlock()
		a.mu.Lock()
		evidence := p.ConsentFor(bot.PurposeService).Evidence
		if !slices.Contains(a.agreed, evidence) {
			c.fault("%s is said to have agreed with %q", account, evidence)
		}
		a.mu.Unlock()
	}
	for account, a := range told {
		if a.stays && !granted[account] {
			c.fault("the consent of %s is lost, who was told that it is on record", account)
		}
	}
}

// report fails the test with what went wrong so far.
func (c *crowd) report(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.faults {
		t.Error(f)
	}
	if len(c.faults) > 0 {
		t.Fatalf("what the processes logged:\n%s", c.host.log.String())
	}
}

// checkRecord compares everyone's record with what they said and heard.
func (c *crowd) checkRecord(t *testing.T) {
	t.Helper()
	c.report(t)
	s := c.open(t, c.host.dir)
	defer closeStore(t, s)
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	total := map[role]int{}
	lost, messages := 0, 0
	for account, a := range c.all {
		total[a.role]++
		messages += len(a.sent)
		if a.lost {
			lost++
		}
		p, err := s.Person(t.Context(), userOf(account))
		if err != nil {
			t.Fatal(err)
		}
		state := p.ConsentFor(bot.PurposeService).State
		switch a.role {
		case stays:
			a.checkEvents(t, s, p)
		case leaves:
			if p.Known() {
				t.Errorf("%s was told that everything is deleted, and is on record", account)
			}
		case declines:
			if state != bot.Declined || p.Counts[bot.EventMessage] != 0 {
				t.Errorf("%s declined: consent %s, %d messages on record", account, state, p.Counts[bot.EventMessage])
			}
		case silent:
			if state != bot.Asked || p.Counts[bot.EventMessage] != 0 {
				t.Errorf("%s did not answer: consent %s, %d messages on record",
					account, state, p.Counts[bot.EventMessage])
			}
		}
	}
	t.Logf("people %v, %d messages, %d asked to send the first one again", total, messages, lost)
}

// checkEvents checks the record of a person who stayed: one consent, every
// message once and in order, each with one answer, and the replies in the order
// in which they came.
func (a *actor) checkEvents(t *testing.T, s *sqlstore.Store, p bot.Person) {
	t.Helper()
	if p.ConsentFor(bot.PurposeService).State != bot.Granted {
		t.Errorf("%s agreed: consent %s", a.account, p.ConsentFor(bot.PurposeService).State)
	}
	var texts, replies []string
	consents := 0
	for e, err := range s.Events(t.Context(), p.ID) {
		if err != nil {
			t.Fatal(err)
		}
		var body struct{ Text, Choice, Reply, State string }
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Fatal(err)
		}
		switch e.Kind {
		case bot.EventMessage:
			texts = append(texts, body.Text+body.Choice)
		case bot.EventReply:
			replies = append(replies, body.Reply)
		case bot.EventConsent:
			consents++
		}
	}
	if consents != 1 {
		t.Errorf("%s: %d consents on record", a.account, consents)
	}
	var heard []string
	for _, r := range a.replies[a.accepted-1:] {
		heard = append(heard, r.ID)
	}
	if diff := cmp.Diff(heard, replies); diff != "" {
		t.Errorf("%s: replies heard and on record (-heard +record)\n%s", a.account, diff)
	}
	evidence := p.ConsentFor(bot.PurposeService).Evidence
	agree := slices.IndexFunc(a.sent, func(m said) bool { return m.ID == evidence })
	var want []string
	for i, m := range a.sent {
		switch {
		case i == 0 && a.lost && (len(texts) == 0 || texts[0] != m.Text):
			// Where only something else was lost, it is there, and came again.
		case i > 0 && i < agree && !slices.Contains(texts[:max(len(texts)-(len(a.sent)-agree), 0)], m.Text):
			// An answer that came too early to count, and was lost.
		default:
			want = append(want, m.Text+m.Choice)
		}
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("%s: messages acknowledged and on record (-acknowledged +record)\n%s", a.account, diff)
	}
}
