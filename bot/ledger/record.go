package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Kind is what a line is about.
type Kind string

// The kinds of line.
const (
	KindConsent     Kind = "consent"     // a decision on a consent: granted, declined, withdrawn, …
	KindErasure     Kind = "erasure"     // a person is erased
	KindPublication Kind = "publication" // an edition was published
	KindOrder       Kind = "order"       // an officer ordered something
	KindSettings    Kind = "settings"    // an admin changed the settings
)

// Record is one line of the log. It holds no personal data.
type Record struct {
	App        string    `json:"app"`
	Kind       Kind      `json:"kind"`
	At         time.Time `json:"at"`         // when it happened, to the hour, UTC
	Commitment string    `json:"commitment"` // hex SHA-256 of the salt and the fact
}

// NewRecord returns the line for a fact. The line holds only the hour, so that
// anyone who knows the exact moment from elsewhere cannot find the person by
// it. A fact that is not personal needs no salt.
func NewRecord(app string, kind Kind, at time.Time, salt string, fact any) (Record, error) {
	c, err := Commit(salt, fact)
	if err != nil {
		return Record{}, fmt.Errorf("make a ledger line: %w", err)
	}
	return Record{App: app, Kind: kind, At: at.UTC().Truncate(time.Hour), Commitment: c}, nil
}

// Commit returns the hex SHA-256 of the salt and the canonical JSON of a fact.
func Commit(salt string, fact any) (string, error) {
	text, err := Canonical(fact)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(salt), text...))
	return hex.EncodeToString(sum[:]), nil
}

// Canonical returns JSON with sorted keys and no white space, so that equal
// facts have equal bytes. v is a value or JSON in a json.RawMessage.
func Canonical(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var plain any
	if err := d.Decode(&plain); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(plain); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Leaf returns the bytes of the line that are hashed into the tree.
func (r Record) Leaf() []byte {
	return fmt.Appendf(nil, "assent ledger line v1\n%q\n%q\n%d\n%s\n", r.App, r.Kind, r.At.Unix(), r.Commitment)
}

// Hash returns the leaf's hash.
func (r Record) Hash() tlog.Hash { return tlog.RecordHash(r.Leaf()) }
