package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/bot/vault"
)

// memory is a KeyStore in memory.
type memory struct {
	mu     sync.Mutex
	keys   map[vault.KeyID][]byte
	erased map[vault.KeyID]int64
	loads  int
}

func newMemory() *memory {
	return &memory{keys: map[vault.KeyID][]byte{}, erased: map[vault.KeyID]int64{}}
}

var _ vault.KeyStore = (*memory)(nil)

func (m *memory) Load(_ context.Context, id vault.KeyID) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loads++
	if k, ok := m.keys[id]; ok {
		return k, nil
	}
	return nil, vault.ErrNoKey
}

func (m *memory) Add(_ context.Context, id vault.KeyID, wrapped []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.erased[id]; ok {
		return vault.ErrShredded
	}
	if _, ok := m.keys[id]; ok {
		return vault.ErrKeyExists
	}
	m.keys[id] = wrapped
	return nil
}

func (m *memory) Remove(_ context.Context, ids ...vault.KeyID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		delete(m.keys, id)
	}
	return nil
}

func (m *memory) Rewrap(_ context.Context, change func(vault.KeyID, []byte) ([]byte, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, wrapped := range m.keys {
		fresh, err := change(id, wrapped)
		if err != nil {
			return err
		}
		m.keys[id] = fresh
	}
	return nil
}

func (m *memory) Erase(_ context.Context, id vault.KeyID, _ time.Time) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.keys, id)
	if _, ok := m.erased[id]; !ok {
		m.erased[id] = int64(len(m.erased) + 1)
	}
	return m.erased[id], nil
}

func open(t *testing.T, ks vault.KeyStore) *vault.Vault {
	t.Helper()
	m, err := vault.ParseMaster(vault.GenerateMaster())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(t.Context(), m, ks)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func create(t *testing.T, v *vault.Vault, ids ...vault.KeyID) {
	t.Helper()
	for _, id := range ids {
		if err := v.Create(t.Context(), id); err != nil {
			t.Fatalf("Create(%s): %v", id, err)
		}
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

func TestSealedOpensOnlyInItsPlace(t *testing.T) {
	ctx := t.Context()
	v := open(t, newMemory())
	create(t, v, "a", "b")
	row := vault.Bind("people", "default", "7", "body")
	sealed, err := v.Seal(ctx, "a", []byte("blue door"), row)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("blue")) {
		t.Error("the sealed bytes show the plain text")
	}
	got, err := v.Open(ctx, "a", sealed, row)
	if err != nil || string(got) != "blue door" {
		t.Errorf("Open = %q, %v", got, err)
	}
	_, err = v.Open(ctx, "a", sealed, vault.Bind("people", "default", "8", "body"))
	wantErr(t, "another row", err, vault.ErrSealed)
	_, err = v.Open(ctx, "b", sealed, row)
	wantErr(t, "another key", err, vault.ErrSealed)
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := v.Open(ctx, "a", bad, row); !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	_, err = v.Open(ctx, "a", nil, row)
	wantErr(t, "nothing", err, vault.ErrSealed)
}

func TestShreddedStaysShredded(t *testing.T) {
	ctx := t.Context()
	ks := newMemory()
	v := open(t, ks)
	create(t, v, "person", "job", "other")
	sealed, err := v.Seal(ctx, "person", []byte("x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Shred(ctx, "job", "never there"); err != nil {
		t.Fatal(err)
	}
	seq, err := v.Erase(ctx, "person", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	again, err := v.Erase(ctx, "person", time.Now())
	if err != nil || again != seq {
		t.Errorf("second Erase = %d, %v; want %d", again, err, seq)
	}
	_, err = v.Open(ctx, "person", sealed, nil)
	wantErr(t, "Open", err, vault.ErrShredded)
	for _, id := range []vault.KeyID{"person", "job"} {
		_, err = v.Seal(ctx, id, []byte("x"), nil)
		wantErr(t, "Seal", err, vault.ErrShredded)
		_, err = v.SealStream(ctx, id, io.Discard, nil)
		wantErr(t, "SealStream", err, vault.ErrShredded)
		_, err = v.OpenStream(ctx, id, strings.NewReader(""), nil)
		wantErr(t, "OpenStream", err, vault.ErrShredded)
	}
	wantErr(t, "Create after Erase", v.Create(ctx, "person"), vault.ErrShredded)
	if _, err := v.Seal(ctx, "other", []byte("x"), nil); err != nil {
		t.Errorf("somebody else's key: %v", err)
	}
}

// TestShredWhileInUse hammers a key while it is destroyed: whoever starts
// after Shred returned must be refused, however the cache was filled meanwhile.
func TestShredWhileInUse(t *testing.T) {
	ctx := t.Context()
	v := open(t, newMemory())
	for round := range 200 {
		id := vault.KeyID(fmt.Sprint("k", round))
		create(t, v, id)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					if _, err := v.Seal(ctx, id, []byte("x"), nil); err != nil {
						if !errors.Is(err, vault.ErrShredded) {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		if err := v.Shred(ctx, id); err != nil {
			t.Fatal(err)
		}
		_, err := v.Seal(ctx, id, []byte("x"), nil)
		wantErr(t, "Seal after Shred", err, vault.ErrShredded)
		wg.Wait()
	}
}

func TestCacheIsBoundedAndUsed(t *testing.T) {
	ctx := t.Context()
	ks := newMemory()
	v := open(t, ks)
	create(t, v, "first")
	before := ks.loads
	for range 10 {
		if _, err := v.Seal(ctx, "first", nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if ks.loads != before {
		t.Errorf("a key in memory was loaded %d times", ks.loads-before)
	}
	for i := range vault.CachedKeys {
		create(t, v, vault.KeyID(fmt.Sprint("k", i)))
	}
	if _, err := v.Seal(ctx, "first", nil, nil); err != nil {
		t.Fatal(err)
	}
	if ks.loads != before+1 {
		t.Errorf("the key used longest ago was loaded %d times, want once", ks.loads-before)
	}
}

func TestStream(t *testing.T) {
	ctx := t.Context()
	v := open(t, newMemory())
	create(t, v, "a")
	place := vault.Bind("files", "default", "f", "blob")
	for _, size := range []int{0, 1, 64 << 10, 200_000} {
		plain := bytes.Repeat([]byte("canary!"), size/7+1)[:size]
		var sealed bytes.Buffer
		w, err := v.SealStream(ctx, "a", &sealed, place)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(sealed.Bytes(), []byte("canary!")) {
			t.Error("the sealed stream shows the plain text")
		}
		got, err := readStream(ctx, v, sealed.Bytes(), place)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("size %d: read %d bytes, %v", size, len(got), err)
		}
		_, err = readStream(ctx, v, sealed.Bytes()[:sealed.Len()-1], place)
		wantErr(t, fmt.Sprint("cut short, size ", size), err, vault.ErrSealed)
		_, err = readStream(ctx, v, sealed.Bytes(), vault.Bind("files", "default", "g", "blob"))
		wantErr(t, fmt.Sprint("another place, size ", size), err, vault.ErrSealed)
		bad := bytes.Clone(sealed.Bytes())
		bad[len(bad)/2] ^= 1
		_, err = readStream(ctx, v, bad, place)
		wantErr(t, fmt.Sprint("changed, size ", size), err, vault.ErrSealed)
	}
}

func readStream(ctx context.Context, v *vault.Vault, sealed, aad []byte) ([]byte, error) {
	r, err := v.OpenStream(ctx, "a", bytes.NewReader(sealed), aad)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// TestStreamTellsDiskFromDamage: a failing disk must not read as tampering.
func TestStreamTellsDiskFromDamage(t *testing.T) {
	v := open(t, newMemory())
	create(t, v, "a")
	r, err := v.OpenStream(t.Context(), "a", failingReader{}, nil)
	if err == nil {
		_, err = io.ReadAll(r)
	}
	wantErr(t, "failing disk", err, errDisk)
}

var errDisk = errors.New("input/output error")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errDisk }

func TestLookupTellsPartsApart(t *testing.T) {
	v, w := open(t, newMemory()), open(t, newMemory())
	a := v.Lookup("address", "default", "sms", "+1555")
	if !bytes.Equal(a, v.Lookup("address", "default", "sms", "+1555")) {
		t.Error("the same parts give different hashes")
	}
	for _, parts := range [][]string{
		{"address", "default", "sms+", "1555"}, {"address", "defaultsms", "+1555"},
		{"address", "default", "sms", "+1555", ""}, {"message", "default", "sms", "+1555"},
	} {
		if bytes.Equal(a, v.Lookup(parts...)) {
			t.Errorf("%q has the same hash", parts)
		}
	}
	if bytes.Equal(a, w.Lookup("address", "default", "sms", "+1555")) {
		t.Error("two master keys give the same hash")
	}
}

func BenchmarkSeal(b *testing.B) {
	v, err := vault.New(b.Context(), mustParse(b, vault.GenerateMaster()), newMemory())
	if err != nil {
		b.Fatal(err)
	}
	if err := v.Create(b.Context(), "a"); err != nil {
		b.Fatal(err)
	}
	body, aad := bytes.Repeat([]byte("x"), 300), vault.Bind("events", "default", "1", "body")
	for b.Loop() {
		if _, err := v.Seal(b.Context(), "a", body, aad); err != nil {
			b.Fatal(err)
		}
	}
}

func mustParse(tb testing.TB, text string) vault.Master {
	tb.Helper()
	m, err := vault.ParseMaster(text)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}
