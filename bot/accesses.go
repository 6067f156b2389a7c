package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assent/policies"
)

// Access is that somebody opened the conversation of a person.
type Access struct {
	Role    Role      `json:"role"`
	At      time.Time `json:"at"`
	Purpose string    `json:"purpose"`
	Salt    string    `json:"salt,omitempty"`
}

// maxAccesses is how many of the newest readings a person can ask for in chat;
// all are in their export.
const maxAccesses = 5

// RecordAccess puts on record that somebody opens the conversation of a person,
// and for what. Whoever shows it to a human calls it first: what cannot be put
// on record is not shown. ErrNotFound: they are erased, or about to be.
func (b *Bot) RecordAccess(ctx context.Context, id PersonID, role Role, purpose string) error {
	return b.Amend(ctx, id, func(c *Change, now time.Time) error {
		r := Access{Role: role, At: now, Purpose: purpose}
		c.RecordAct(EventAccess, now, func(salt string) any { r.Salt = salt; return r })
		all := append(slices.Clone(c.Person.Accesses), r)
		c.Person.Accesses = all[max(0, len(all)-maxAccesses):]
		return nil
	})
}

// tellAccesses says who has opened the conversation ("twelve features", 8).
func (t *turn) tellAccesses() {
	if len(t.p.Accesses) == 0 {
		t.say(policies.PhraseReadersNone, nil)
		return
	}
	var said []string
	for _, r := range slices.Backward(t.p.Accesses) {
		role := policies.PhraseRoleOfficer
		if r.Role == RoleAgent {
			role = policies.PhraseRoleAgent
		}
		said = append(said, t.word(role)+", "+t.date(r.At)+" ("+r.Purpose+")")
	}
	t.say(policies.PhraseReaders, policies.Params{"n": strconv.Itoa(t.p.Counts[EventAccess]), "readers": strings.Join(said, "; ")})
}
