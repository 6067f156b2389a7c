package vault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assent/bot/vault"
)

func TestMasterFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	if _, err := vault.LoadMaster(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no file: %v", err)
	}
	made, err := vault.CreateMaster(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if _, err := vault.CreateMaster(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second CreateMaster: %v, want fs.ErrExist", err)
	}
	loaded, err := vault.LoadMaster(path)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := made.Wrap("k", []byte("key"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := loaded.Unwrap("k", wrapped); err != nil || string(got) != "key" {
		t.Errorf("the loaded key opens %q, %v", got, err)
	}
	if _, err := loaded.Unwrap("j", wrapped); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("a wrapped key under another name: %v", err)
	}
}

func TestUnusableMasterFile(t *testing.T) {
	good := vault.GenerateMaster()
	for _, tc := range []struct {
		name, text string
		mode       os.FileMode
		says       string
	}{
		{"group may read", good, 0o640, "chmod 600 "},
		{"world may read", good, 0o604, "chmod 600 "},
		{"empty", "", 0o600, "put a copy"},
		{"cut short", good[:len(good)-4], 0o600, "put a copy"},
		{"not a key", "hello", 0o600, "put a copy"},
		{"not base64", good[:30] + "!" + good[31:], 0o600, "put a copy"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			if err := os.WriteFile(path, []byte(tc.text), tc.mode); err != nil {
				t.Fatal(err)
			}
			_, err := vault.LoadMaster(path)
			if !errors.Is(err, vault.ErrMasterFile) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("error %v, want ErrMasterFile with %q", err, tc.says)
			}
			if len(tc.text) > 30 && strings.Contains(fmt.Sprint(err), tc.text[25:]) {
				t.Error("the error repeats the key")
			}
		})
	}
}

func TestWrongMasterIsFoundAtOnce(t *testing.T) {
	ks := newMemory()
	text := vault.GenerateMaster()
	for range 2 {
		if _, err := vault.New(t.Context(), mustParse(t, text), ks); err != nil {
			t.Fatal(err)
		}
	}
	_, err := vault.New(t.Context(), mustParse(t, vault.GenerateMaster()), ks)
	wantErr(t, "another master key", err, vault.ErrWrongMaster)
}

func TestMasterHidesItself(t *testing.T) {
	text := vault.GenerateMaster()
	m := mustParse(t, text)
	want := "[master key] [master key] [master key] [master key]"
	if got := fmt.Sprintf("%v %+v %#v %s", m, m, m, m); got != want {
		t.Errorf("printed: %q", got)
	}
	if got := m.LogValue().String(); got != "[master key]" {
		t.Errorf("logged: %q", got)
	}
}
