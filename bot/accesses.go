package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assent/policies"
)

// Access records that an officer or an agent opened a person's conversation.
type Access struct {
	Role    Role      `json:"role"`
	At      time.Time `json:"at"`
	Purpose string    `json:"purpose"`
	Salt    string    `json:"salt,omitempty"`
}

// maxAccesses is how many accesses a person can see in chat, the newest first;
// their export has all of them.
const maxAccesses = 5

// RecordAccess records that somebody opens a person's conversation, and why.
// Call it before showing the conversation to a human: if the access cannot be
// recorded, nothing is shown. ErrNotFound: the person is erased, or about to be.
func (b *Bot) RecordAccess(ctx context.Context, id PersonID, role Role, purpose string) error {
	return b.Amend(ctx, id, func(c *Change, now time.Time) error {
		r := Access{Role: role, At: now, Purpose: purpose}
		c.RecordAct(EventAccess, now, func(salt string) any { r.Salt = salt; return r })
		all := append(slices.Clone(c.Person.Accesses), r)
		c.Person.Accesses = all[max(0, len(all)-maxAccesses):]
		return nil
	})
}

// tellAccesses lists who has opened the conversation, when and why.
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
	t.say(policies.PhraseReaders, policies.Params{
		"n": strconv.Itoa(t.p.Counts[EventAccess]), "readers": strings.Join(said, "; "),
	})
}
