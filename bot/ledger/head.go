package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// SeedSize is the length in bytes of the secret that a Key is derived from.
const SeedSize = ed25519.SeedSize

// Errors of heads and documents.
var (
	// ErrKey: the text is not the public key of a ledger.
	ErrKey = errors.New("not the public key of a ledger: assent verify --show-key prints it")
	// ErrHead: the text is not a head, or not signed with the key.
	ErrHead = errors.New("not a head that is signed with the key of this ledger")
	// ErrDocument: the document was changed, or is not signed with the key.
	ErrDocument = errors.New("the document was changed, or is not signed with the key of this ledger")
)

// Key signs heads and documents. It is never printed or logged.
type Key struct {
	signer note.Signer
	public Public
}

// NewKey derives the Ed25519 key from a seed of SeedSize bytes.
func NewKey(seed []byte) (Key, error) {
	if len(seed) != SeedSize {
		return Key{}, fmt.Errorf("the seed of the ledger's key has %d bytes, not %d", len(seed), SeedSize)
	}
	raw := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	name := "assent-" + hex.EncodeToString(raw[:6])
	text, err := note.NewEd25519VerifierKey(name, raw)
	if err != nil {
		return Key{}, fmt.Errorf("the key of the ledger: %w", err)
	}
	_, rest, _ := strings.Cut(text, "+")
	hash, _, _ := strings.Cut(rest, "+")
	// 1 is note's number for Ed25519.
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, seed...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + name + "+" + hash + "+" + secret)
	if err != nil {
		return Key{}, errors.New("the key of the ledger cannot be used") // err might repeat it
	}
	public, err := ParsePublic(text)
	return Key{signer, public}, err
}

// Public returns the key that checks what this one signs.
func (k Key) Public() Public { return k.public }

// LogValue hides the key.
func (Key) LogValue() slog.Value { return slog.StringValue("[key of the ledger]") }

// String hides the key.
func (Key) String() string { return "[key of the ledger]" }

// GoString hides the key.
func (Key) GoString() string { return "[key of the ledger]" }

// Public checks what a Key signed.
type Public struct {
	text     string
	verifier note.Verifier
}

// ParsePublic reads what Public.String wrote.
func ParsePublic(text string) (Public, error) {
	text = strings.TrimSpace(text)
	v, err := note.NewVerifier(text)
	if err != nil {
		return Public{}, fmt.Errorf("%w (%w)", ErrKey, err)
	}
	return Public{text, v}, nil
}

// String is the key as text in one line: a name, a number, the key.
func (p Public) String() string { return p.text }

// Head is a signed statement of how many lines the log had, and which.
type Head struct {
	Size int64
	Root tlog.Hash
	At   time.Time // when it was signed, whole seconds
	Text string    // the signed note
}

const headTime = "at "

// SignHead signs the head of a tree.
func (k Key) SignHead(size int64, root tlog.Hash, at time.Time) (Head, error) {
	at = at.UTC().Truncate(time.Second)
	text := fmt.Sprintf("%s\n%d\n%s\n%s%s\n", k.signer.Name(), size, root, headTime, at.Format(time.RFC3339))
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return Head{}, fmt.Errorf("sign the head of the ledger: %w", err)
	}
	return Head{Size: size, Root: root, At: at, Text: string(signed)}, nil
}

// OpenHead reads a head and checks its signature.
func (p Public) OpenHead(text string) (Head, error) {
	n, err := note.Open([]byte(text), note.VerifierList(p.verifier))
	if err != nil {
		return Head{}, fmt.Errorf("%w (%w)", ErrHead, err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 5 || lines[0] != p.verifier.Name() {
		return Head{}, fmt.Errorf("%w: the note is in another format", ErrHead)
	}
	h := Head{Text: text}
	size, sizeErr := strconv.ParseInt(lines[1], 10, 64)
	root, rootErr := tlog.ParseHash(lines[2])
	stamp, stamped := strings.CutPrefix(lines[3], headTime)
	at, atErr := time.Parse(time.RFC3339, stamp)
	if sizeErr != nil || size < 0 || rootErr != nil || !stamped || atErr != nil {
		return Head{}, fmt.Errorf("%w: the note is in another format", ErrHead)
	}
	h.Size, h.Root, h.At = size, root, at
	return h, nil
}

// signatureMark begins the last line of a note.
const signatureMark = "— "

// SplitHeads splits a file to which head after head was appended. White space
// between them does not matter.
func SplitHeads(text string) []string {
	var all []string
	var one strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		if one.Len() == 0 && strings.TrimSpace(line) == "" {
			continue
		}
		one.WriteString(line)
		if strings.HasPrefix(line, signatureMark) {
			all = append(all, strings.TrimRight(one.String(), "\n")+"\n")
			one.Reset()
		}
	}
	if strings.TrimSpace(one.String()) != "" {
		all = append(all, one.String()) // to be refused by OpenHead
	}
	return all
}
