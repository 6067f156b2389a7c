package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assent/bot"
)

// assent runs a command and returns its exit code and what it wrote.
func assent(t *testing.T, env []string, in string, args ...string) (code int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, system{env: env, in: strings.NewReader(in), out: &stdout, err: &stderr})
	return code, stdout.String(), stderr.String()
}

// serveAdmin opens the folders as a serving process does, and serves the admin
// socket.
func serveAdmin(t *testing.T, dir string) {
	t.Helper()
	conf, err := configFlags{data: dir}.load(system{})
	if err != nil {
		t.Fatal(err)
	}
	store, err := conf.openStore(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	cfg := bot.Config{Store: store, Library: store}
	b, err := bot.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := listenSocket(dir)
	if err != nil {
		t.Fatal(err)
	}
	admin := &adminSocket{
		store: store, bot: b, office: conf.newOffice(b, cfg), log: slog.New(slog.DiscardHandler), alone: true,
	}
	server := &http.Server{Handler: admin.handler()}
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := <-done; err != http.ErrServerClosed {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhileServing runs the commands on folders that another process serves:
// they reach it through its socket, however long the path of the folder is.
func TestWhileServing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep", 30), "d")
	controller := []string{
		"ASSENT_CONTROLLER_NAME=Parcels Ltd", "ASSENT_CONTROLLER_CONTACT=privacy@parcels.test",
		"ASSENT_CONTROLLER_URL=https://parcels.test/privacy",
	}
	if code, _, said := assent(t, nil, "hello\nAGREE\n", "chat", "--data", dir, "--as", "Ana"); code != 0 {
		t.Fatal(said)
	}
	serveAdmin(t, dir)
	if info, err := os.Stat(filepath.Join(dir, socketName)); err != nil || info.Mode() != 0o600|os.ModeSocket {
		t.Errorf("the socket: %v, %v; want it only for its owner", info.Mode(), err)
	}

	if code, _, said := assent(t, nil, "hello\n", "chat", "--data", dir); code != 1 ||
		!strings.Contains(said, "in use by another assent process") {
		t.Errorf("chat: %d %s", code, said)
	}
	code, id, said := assent(t, nil, "", "person", "find", "--data", dir, "--channel", "terminal", "--id", "Ana")
	id = strings.TrimSpace(id)
	if code != 0 || id == "" {
		t.Fatalf("person find: %d %s", code, said)
	}
	for _, tc := range []struct {
		want int
		says string
		args []string
	}{
		{0, `"granted"`, []string{"person", "show", id}},
		{1, "there is no person nobody", []string{"person", "show", "nobody"}},
		{0, "", []string{"person", "export", id, "-o", dir + ".zip"}},
		{1, "there is no edition 7", []string{"policy", "show", "7"}},
		{0, "edition 1 is published", []string{"policy", "publish", "--yes"}},
		{1, "are in force already", []string{"policy", "publish", "--material", "--yes"}},
		{0, "Parcels Ltd", []string{"policy", "list"}},
		{0, "one serves these folders", []string{"doctor"}},
		{0, "", []string{"backup", dir + "-copy"}},
		{1, "is not empty", []string{"backup", dir + "-copy"}},
		{0, "erased, reference", []string{"person", "erase", id, "--by", "Olga", "--reason", "letter 12", "--yes"}},
		{1, "there is no person", []string{"person", "show", id}},
	} {
		code, out, said := assent(t, append(controller, "ASSENT_LISTEN=127.0.0.1:0"), "",
			append(tc.args, "--data", dir)...)
		if code != tc.want || !strings.Contains(out+said, tc.says) {
			t.Errorf("%s exits with %d, want %d, saying %q:\n%s%s", tc.args, code, tc.want, tc.says, out, said)
		}
	}
	if _, err := os.Stat(filepath.Join(dir+"-copy", "data.db")); err != nil {
		t.Error(err)
	}
}

// TestListenInPlace: on systems where a socket cannot be moved, one that a killed
// process left behind is replaced too.
func TestListenInPlace(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		l, err := listenInPlace(dir)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := dialSocket(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(conn.Close(), l.Close()); err != nil {
			t.Error(err)
		}
	}
}
