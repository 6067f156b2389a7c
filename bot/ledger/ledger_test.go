package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"assent/bot/ledger"
)

var at = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

// log is a ledger in memory that anyone can change.
type log struct {
	key     ledger.Key
	tree    ledger.Tree
	entries []ledger.Entry
	hashes  []tlog.Hash
	head    ledger.Head
}

func newKey(t testing.TB, fill byte) ledger.Key {
	t.Helper()
	k, err := ledger.NewKey(bytes.Repeat([]byte{fill}, ledger.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newLog(t testing.TB, n int) *log {
	t.Helper()
	l := &log{key: newKey(t, 7)}
	for i := range n {
		l.add(t, line(t, i))
	}
	l.sign(t)
	return l
}

type fact struct {
	Who  string `json:"who"`
	What int    `json:"what"`
}

func salt(i int) string { return fmt.Sprint("salt ", i) }

func line(t testing.TB, i int) ledger.Record {
	t.Helper()
	when := at.Add(time.Duration(i) * time.Minute)
	r, err := ledger.NewRecord("default", ledger.KindConsent, when, salt(i), fact{"anna", i})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (l *log) add(t testing.TB, r ledger.Record) {
	t.Helper()
	l.entries = append(l.entries, ledger.Entry{N: l.tree.Size(), Record: r})
	l.hashes = append(l.hashes, l.tree.Append(r.Hash())...)
}

func (l *log) sign(t testing.TB) {
	t.Helper()
	h, err := l.key.SignHead(l.tree.Size(), l.tree.Root(), at)
	if err != nil {
		t.Fatal(err)
	}
	l.head = h
}

// rehash makes the stored hashes and the numbers fit the lines, as anyone who
// can write to the database could.
func (l *log) rehash(t testing.TB) {
	t.Helper()
	l.tree, l.hashes = ledger.Tree{}, nil
	for i := range l.entries {
		l.entries[i].N = int64(i)
		l.hashes = append(l.hashes, l.tree.Append(l.entries[i].Hash())...)
	}
}

func (l *log) Key() ledger.Key                           { return l.key }
func (l *log) Head(context.Context) (ledger.Head, error) { return l.key.Public().OpenHead(l.head.Text) }
func (l *log) Hashes(_ context.Context, indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		if i >= int64(len(l.hashes)) {
			return nil, errors.New("missing")
		}
		out = append(out, l.hashes[i])
	}
	return out, nil
}
func (l *log) Find(_ context.Context, commitment string) (ledger.Entry, error) {
	for _, e := range l.entries {
		if e.Commitment == commitment {
			return e, nil
		}
	}
	return ledger.Entry{}, ledger.ErrNoEntry
}
func (l *log) Entries(_ context.Context, from int64) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		for _, e := range l.entries[from:] {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestVerifyFindsNothing(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 7, 8, 1000, 1024, 1025, 3000} {
		l := newLog(t, n)
		var heads []ledger.Head
		for _, m := range []int{0, 1, n / 2, n} {
			heads = append(heads, newLog(t, min(m, n)).head)
		}
		r, err := ledger.Verify(context.Background(), l, heads...)
		if err != nil || len(r.Faults) > 0 || r.Size != int64(n) || r.Root != l.head.Root {
			t.Errorf("%d lines: %+v, %v", n, r, err)
		}
	}
}

// TestAttacks: every change to the lines is found and the line is named; where
// the attacker makes every stored hash fit too, an earlier head shows it.
func TestAttacks(t *testing.T) {
	forged := ledger.Record{
		App: "default", Kind: ledger.KindConsent, At: at.Truncate(time.Hour), Commitment: strings.Repeat("ab", 32),
	}
	for _, tc := range []struct {
		name   string
		attack func(*log)
		entry  int64
		says   string
	}{
		{"edit", func(l *log) { l.entries[5].Commitment = forged.Commitment }, 5, "line 5 was changed"},
		{"edit of a kind", func(l *log) { l.entries[5].Kind = ledger.KindOrder }, 5, "line 5 was changed"},
		{"edit of the time", func(l *log) { l.entries[5].At = at.Add(24 * time.Hour) }, 5, "line 5 was changed"},
		{"edit of the app", func(l *log) { l.entries[5].App = "other" }, 5, "line 5 was changed"},
		{"insertion", func(l *log) {
			l.entries = slices.Insert(l.entries, 5, ledger.Entry{Record: forged})
		}, 5, "line 5 was inserted"},
		{"removal", func(l *log) { l.entries = slices.Delete(l.entries, 5, 6) }, 5, "line 5 was removed"},
		{"reordering", func(l *log) {
			l.entries[5], l.entries[9] = l.entries[9], l.entries[5]
		}, 5, "5 and 9 changed places"},
		{"cut off", func(l *log) { l.entries = l.entries[:12] }, 12, "cut off"},
		{"addition", func(l *log) { l.entries = append(l.entries, ledger.Entry{Record: forged}) }, 20, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := newLog(t, 20)
			tc.attack(l)
			for i := range l.entries {
				l.entries[i].N = int64(i)
			}
			r, err := ledger.Verify(context.Background(), l)
			if err != nil || len(r.Faults) == 0 || r.Faults[0].Entry != tc.entry ||
				!strings.Contains(r.Faults[0].Text, tc.says) {
				t.Errorf("with the hashes left alone: %+v, %v", r.Faults, err)
			}
			l.rehash(t)
			if r, err = ledger.Verify(context.Background(), l); err != nil || len(r.Faults) == 0 {
				t.Errorf("with every hash made to fit, the newest head alone: %+v, %v", r.Faults, err)
			}
			if tc.name == "addition" {
				return
			}
			l.sign(t) // even the key is theirs; an earlier head is not
			if r, err = ledger.Verify(context.Background(), l); err != nil || len(r.Faults) != 0 {
				t.Fatalf("a perfect forgery is found without an earlier head: %+v, %v", r.Faults, err)
			}
			r, err = ledger.Verify(context.Background(), l, newLog(t, 4).head, newLog(t, 16).head)
			if err != nil || len(r.Faults) != 1 || tc.name != "cut off" && r.Faults[0].Entry != 4 {
				t.Errorf("against heads of 4 and 16 lines: %+v, %v", r.Faults, err)
			}
			if ledger.Extends(context.Background(), l, newLog(t, 16).head) == nil {
				t.Error("it extends the head of 16 lines")
			}
			if err := ledger.Extends(context.Background(), l, newLog(t, 4).head); err != nil {
				t.Errorf("it does not extend the head of 4 lines: %v", err)
			}
		})
	}
}

func TestMissingNumber(t *testing.T) {
	l := newLog(t, 20)
	l.entries = slices.Delete(l.entries, 5, 6)
	r, err := ledger.Verify(context.Background(), l)
	if err != nil || len(r.Faults) != 1 || r.Faults[0].Text != "line 5 is missing: it was removed" {
		t.Errorf("%+v, %v", r.Faults, err)
	}
}

func TestStoredHashes(t *testing.T) {
	for i := range tlog.StoredHashCount(20) {
		l := newLog(t, 20)
		l.hashes[i][3] ^= 1
		if r, err := ledger.Verify(context.Background(), l); err != nil || len(r.Faults) == 0 {
			t.Errorf("a change of stored hash %d is not found: %v", i, err)
		}
	}
}

func TestHead(t *testing.T) {
	l := newLog(t, 3)
	public := l.key.Public()
	h, err := public.OpenHead(l.head.Text)
	if err != nil || h != l.head || h.Size != 3 || !h.At.Equal(at) {
		t.Fatalf("OpenHead: %+v, %v", h, err)
	}
	again, err := ledger.ParsePublic(" " + public.String() + "\n")
	if err != nil || again.String() != public.String() {
		t.Fatalf("ParsePublic: %v", err)
	}
	if _, err := again.OpenHead(l.head.Text); err != nil {
		t.Errorf("with the key that was read from text: %v", err)
	}
	if _, err := newKey(t, 8).Public().OpenHead(l.head.Text); !errors.Is(err, ledger.ErrHead) {
		t.Errorf("with another key: %v", err)
	}
	for i := range len(l.head.Text) {
		changed := []byte(l.head.Text)
		changed[i] ^= 1
		if got, err := public.OpenHead(string(changed)); err == nil {
			t.Errorf("with byte %d changed: %+v", i, got)
		}
	}
	for _, text := range []string{"", "assent-ledger+1234", "x"} {
		if _, err := ledger.ParsePublic(text); !errors.Is(err, ledger.ErrKey) {
			t.Errorf("ParsePublic(%q): %v", text, err)
		}
	}
	hidden := "[key of the ledger] [key of the ledger] [key of the ledger]"
	if s := fmt.Sprintf("%v %+v %#v", l.key, l.key, l.key); s != hidden {
		t.Errorf("a key prints as %s", s)
	}
}

func TestSplitHeads(t *testing.T) {
	a, b := newLog(t, 3).head.Text, newLog(t, 5).head.Text
	for _, text := range []string{a + b, a + "\n\n" + b + "\n", strings.ReplaceAll(a+b, "\n", "\r\n")} {
		if got := ledger.SplitHeads(text); !slices.Equal(got, []string{a, b}) {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := ledger.SplitHeads(a + "half"); len(got) != 2 {
		t.Errorf("what is no head was left out: %q", got)
	}
}

func TestDocument(t *testing.T) {
	k := newKey(t, 7)
	text, err := k.SignDocument(map[string]any{"name": "Zoë <z@example.com>\n", "list": []int{1, 2}, "empty": []int{}})
	if err != nil {
		t.Fatal(err)
	}
	public := k.Public()
	if _, err := public.OpenDocument(text); err != nil {
		t.Fatalf("as it was signed: %v\n%s", err, text)
	}
	for _, same := range [][]byte{bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), bytes.TrimSpace(text)} {
		if _, err := public.OpenDocument(same); err != nil {
			t.Errorf("with other line ends: %v", err)
		}
	}
	for i := range text {
		for _, mask := range []byte{1, 4, 0x20} {
			changed := bytes.Clone(text)
			changed[i] ^= mask
			if _, err := public.OpenDocument(changed); !errors.Is(err, ledger.ErrDocument) {
				t.Errorf("with byte %d (%q) changed to %q: %v", i, text[i], changed[i], err)
			}
		}
	}
	if _, err := newKey(t, 8).Public().OpenDocument(text); !errors.Is(err, ledger.ErrDocument) {
		t.Errorf("with another key: %v", err)
	}
	for _, bad := range []string{"", "{}", "null", "[]", `{"document":{},"signature":""}`} {
		if _, err := public.OpenDocument([]byte(bad)); !errors.Is(err, ledger.ErrDocument) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestProof(t *testing.T) {
	l := newLog(t, 37)
	public := l.key.Public()
	for i := range 37 {
		p, err := ledger.Prove(context.Background(), l, salt(i), fact{"anna", i})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		var read ledger.Proof
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		if head, err := public.CheckProof(read); err != nil || head.Size != 37 {
			t.Errorf("line %d: %v", i, err)
		}
		for name, change := range map[string]func(*ledger.Proof){
			"number":     func(p *ledger.Proof) { p.N++ },
			"salt":       func(p *ledger.Proof) { p.Salt += "x" },
			"fact":       func(p *ledger.Proof) { p.Fact = json.RawMessage(`{"who":"ben","what":1}`) },
			"broken":     func(p *ledger.Proof) { p.Fact = json.RawMessage(`{`) },
			"kind":       func(p *ledger.Proof) { p.Kind = ledger.KindErasure },
			"path":       func(p *ledger.Proof) { p.Path = slices.Clone(p.Path); p.Path[0][0] ^= 1 },
			"short path": func(p *ledger.Proof) { p.Path = p.Path[1:] },
			"head":       func(p *ledger.Proof) { p.Head = newLog(t, 36).head.Text },
			"negative":   func(p *ledger.Proof) { p.N = -1 },
		} {
			changed := p
			change(&changed)
			if _, err := public.CheckProof(changed); err == nil {
				t.Errorf("line %d with another %s passes", i, name)
			}
		}
	}
	if _, err := ledger.Prove(context.Background(), l, "salt", fact{"anna", 1}); !errors.Is(err, ledger.ErrNoEntry) {
		t.Errorf("a fact that is not there: %v", err)
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		`{ "b":1, "a": [2, {"d":"<é>","c":null}] }`: `{"a":[2,{"c":null,"d":"<é>"}],"b":1}`,
		`{"n":12345678901234567890}`:                `{"n":12345678901234567890}`,
	} {
		got, err := ledger.Canonical(json.RawMessage(in))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", in, got, err, want)
		}
	}
}

// TestLineHoldsNothing: the line holds neither the fact nor its salt nor the
// exact moment.
func TestLineHoldsNothing(t *testing.T) {
	r := line(t, 5)
	for _, secret := range []string{"anna", salt(5), fmt.Sprint(at.Unix())} {
		if leaf := string(r.Leaf()); strings.Contains(leaf, secret) {
			t.Errorf("the line %s holds %s", leaf, secret)
		}
	}
	other, err := ledger.NewRecord("default", ledger.KindConsent, at, "another salt", fact{"anna", 5})
	if err != nil || other.Commitment == r.Commitment {
		t.Error("the commitment does not depend on the salt")
	}
}

func TestLoadTree(t *testing.T) {
	for n := range 70 {
		l := newLog(t, n)
		hashes, err := l.Hashes(context.Background(), ledger.Edge(int64(n)))
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := ledger.LoadTree(int64(n), hashes)
		if err != nil || loaded.Root() != l.tree.Root() {
			t.Fatalf("a tree of %d lines is loaded as another: %v", n, err)
		}
		loaded.Append(line(t, n).Hash())
		l.add(t, line(t, n))
		if loaded.Root() != l.tree.Root() {
			t.Fatalf("a tree of %d lines grows to another", n)
		}
	}
}
