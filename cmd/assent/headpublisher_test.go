package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/bot/ledger"
)

// TestHeadsArePublished: to the file and to the address, when the ledger has
// grown; a failure is retried, and logged without the address.
func TestHeadsArePublished(t *testing.T) {
	key, err := ledger.NewKey(bytes.Repeat([]byte{7}, ledger.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	var tree ledger.Tree
	var mu sync.Mutex
	var got []map[string]string
	status := http.StatusServiceUnavailable
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var body map[string]string
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil ||
			r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%v, %s", err, r.Header)
		}
		got = append(got, body)
		w.WriteHeader(status)
	}))
	defer server.Close()
	file, log := filepath.Join(t.TempDir(), "heads"), &bytes.Buffer{}
	p := &headPublisher{
		conf: ledgerConfig{HeadFile: file, HeadURL: server.URL + "/SECRETTOKEN", Every: time.Hour}, last: -1,
		http: server.Client(),
		head: func(context.Context) (ledger.Head, error) { return key.SignHead(tree.Size(), tree.Root(), time.Now()) },
		log:  slog.New(slog.NewTextHandler(log, nil)),
	}
	if err := p.publish(t.Context()); err == nil || !strings.Contains(err.Error(), "503") ||
		strings.Contains(err.Error(), "SECRETTOKEN") {
		t.Errorf("a failure: %v", err)
	}
	mu.Lock()
	status = http.StatusNoContent
	mu.Unlock()
	for i := range 6 {
		if i%2 == 0 {
			tree.Append(ledger.Record{App: "default", Commitment: string(rune('a' + i))}.Hash())
		}
		if err := p.publish(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	heads := ledger.SplitHeads(string(text))
	if len(heads) != 4 || len(got) != 4 { // the first twice in the file or at the address, where one of them failed
		t.Errorf("%d heads in the file, %d at the address", len(heads), len(got))
	}
	for i, h := range heads {
		if _, err := key.Public().OpenHead(h); err != nil {
			t.Errorf("head %d: %v", i, err)
		}
	}
	if last := got[len(got)-1]; last["head"] != last["text"] || last["head"] != last["content"] ||
		!strings.Contains(last["head"], "\n3\n") {
		t.Errorf("%q", last)
	}
	server.Close()
	tree.Append(ledger.Record{App: "default"}.Hash())
	if err := p.publish(t.Context()); err == nil || strings.Contains(err.Error(), "SECRETTOKEN") {
		t.Errorf("nobody there: %v", err)
	}
	p.head = func(context.Context) (ledger.Head, error) { return ledger.Head{}, errors.New("no store") }
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	p.run(ctx) // ends with ctx
	if !strings.Contains(log.String(), "no store") {
		t.Errorf("log: %s", log)
	}
}

func TestHeadAddress(t *testing.T) {
	for address, ok := range map[string]bool{
		"": true, "https://hooks.test/x": true, "http://127.0.0.1:9/x": true, "http://localhost/x": true,
		"http://hooks.test/x": false, "ftp://x": false, "https://": false, "x": false,
	} {
		if why := (ledgerConfig{HeadURL: address}).badURL(); (why == "") != ok {
			t.Errorf("%q: %q", address, why)
		}
	}
}
