package vault

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// masterPrefix begins a master key's text, so that people and secret scanners
// recognise it.
const masterPrefix = "assent-master-key-v1:"

// lookupID names the secret of the look-up hashes in the key store. The secret
// is made with the store and outlives every master key; a master key that opens
// it is the right one.
const lookupID KeyID = "lookup"

// ErrMasterFile means that the master key's file cannot be used as it is.
var ErrMasterFile = errors.New("unusable master key")

// Master wraps the keys of a key store. It is never printed or logged.
type Master struct {
	wrap tink.AEAD
}

// NewMaster returns a Master that wraps with an AEAD, which may live in a key
// management service.
func NewMaster(wrap tink.AEAD) Master { return Master{wrap: wrap} }

// LogValue hides the key.
func (Master) LogValue() slog.Value { return slog.StringValue("[master key]") }

// String hides the key.
func (Master) String() string { return "[master key]" }

// GoString hides the key.
func (Master) GoString() string { return "[master key]" }

// GenerateMaster returns the text of a new random master key, as it is written
// in a file or in the environment.
func GenerateMaster() string {
	raw := make([]byte, keyBytes)
	rand.Read(raw) // never fails, see crypto/rand
	return masterPrefix + base64.RawURLEncoding.EncodeToString(raw)
}

// ParseMaster reads the text that GenerateMaster made, with or without space
// around it. Errors do not repeat the text.
func ParseMaster(text string) (Master, error) {
	enc, ok := strings.CutPrefix(strings.TrimSpace(text), masterPrefix)
	if !ok {
		return Master{}, fmt.Errorf("%w: it does not begin with %q", ErrMasterFile, masterPrefix)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(enc)
	if err != nil || len(raw) != keyBytes {
		return Master{}, fmt.Errorf("%w: it is damaged or cut short", ErrMasterFile)
	}
	defer clear(raw)
	wrapKey, err := derive(raw, "wrap")
	if err != nil {
		return Master{}, err
	}
	wrap, err := subtle.NewXChaCha20Poly1305(wrapKey)
	if err != nil {
		return Master{}, err
	}
	return NewMaster(wrap), nil
}

// LoadMaster reads the master key from a file that only its owner may read.
// The error wraps fs.ErrNotExist where there is no file, and ErrMasterFile where
// it cannot be used.
func LoadMaster(path string) (Master, error) {
	f, err := os.Open(path)
	if err != nil {
		return Master{}, fmt.Errorf("read the master key: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Master{}, fmt.Errorf("read the master key: %w", err)
	}
	// Windows has no such modes; access lists protect the file there.
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return Master{}, fmt.Errorf("%w: others may read %s (mode %04o); run: chmod 600 %s",
			ErrMasterFile, path, mode, path)
	}
	text := make([]byte, 256)
	n, err := f.Read(text)
	if n == 0 {
		return Master{}, fmt.Errorf("%w: %s is empty or unreadable (%v); put a copy of the original back",
			ErrMasterFile, path, err)
	}
	m, err := ParseMaster(string(text[:n]))
	if err != nil {
		return Master{}, fmt.Errorf("%s: %w; put a copy of the original back", path, err)
	}
	return m, nil
}

// CreateMaster writes a new master key to a file that only its owner may read,
// and returns when it is durable. It never overwrites a file: then the error
// wraps fs.ErrExist.
func CreateMaster(path string) (Master, error) {
	text := GenerateMaster()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Master{}, fmt.Errorf("create the master key: %w", err)
	}
	_, err = f.WriteString(text + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		// Half a key would look like a damaged one at the next start.
		if rm := os.Remove(path); rm != nil && !errors.Is(rm, fs.ErrNotExist) {
			err = errors.Join(err, rm)
		}
		return Master{}, fmt.Errorf("create the master key: %w", err)
	}
	return ParseMaster(text)
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // Windows refuses to sync a folder; its file system logs names by itself
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Wrap seals a key for the key store.
func (m Master) Wrap(id KeyID, raw []byte) ([]byte, error) {
	return sealWith(m.wrap, raw, Bind("key", string(id)))
}

// Unwrap opens what Wrap made. It returns ErrSealed for a key that is damaged,
// has another name, or was wrapped with another master key.
func (m Master) Unwrap(id KeyID, wrapped []byte) ([]byte, error) {
	return openWith(m.wrap, wrapped, Bind("key", string(id)))
}
