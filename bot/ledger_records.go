package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"assent/bot/ledger"
	"assent/policies"
)

// The ledger gets a line for every decision on a consent, every erasure, every
// act of an officer, every publication. The salts of the first three are stored
// in the person's own record and are destroyed with it.

// ledgerRecord returns the ledger line for a decision.
func (c Consent) ledgerRecord(app string) ledger.Record {
	salt := c.Salt
	return mustRecord(app, ledger.KindConsent, c.At, salt, c.fact())
}

// fact returns what the line commits to.
func (c Consent) fact() Consent {
	c.Salt = ""
	return c
}

// mustRecord makes a line from one of our own types, which can all be encoded.
func mustRecord(app string, kind ledger.Kind, at time.Time, salt string, fact any) ledger.Record {
	r, err := ledger.NewRecord(app, kind, at, salt, fact)
	if err != nil {
		panic(fmt.Sprintf("bot: %T cannot be encoded: %v", fact, err))
	}
	return r
}

// publication is what the ledger commits to of a published edition: the SHA-256
// of each of its files, as assent policy export writes them.
type publication struct {
	App       string            `json:"app"`
	Edition   int               `json:"edition"`
	Kind      policies.Kind     `json:"kind"`
	Published time.Time         `json:"published"`
	Files     map[string]string `json:"files"`
}

// Publication returns the ledger line for an edition, which a Library adds in the
// transaction that publishes it. Nothing in it is secret, so it has no salt.
func Publication(e *policies.Edition) (ledger.Record, error) {
	return ledger.NewRecord(e.App, ledger.KindPublication, e.Published, "", publicationOf(e))
}

func publicationOf(e *policies.Edition) publication {
	p := publication{
		App: e.App, Edition: e.Number, Kind: e.Kind,
		Published: e.Published.UTC(), Files: map[string]string{},
	}
	for name, content := range e.Files() {
		sum := sha256.Sum256(content)
		p.Files[name] = hex.EncodeToString(sum[:])
	}
	return p
}
