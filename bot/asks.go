package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assent/intents"
	"assent/policies"
)

// answerAsk answers what somebody wants of their record more closely.
func (t *turn) answerAsk() {
	switch t.asks {
	case intents.AskChoices:
		t.choices()
	case intents.AskChanges:
		t.changed()
	case intents.AskReaders:
		t.tellAccesses()
	case intents.AskRecord:
		t.say(policies.PhraseHeld, policies.Params{
			"counts": t.counts(), "purposes": t.sectionTitle(policies.Purposes), "sharing": t.sectionTitle(policies.Sharing),
			"retention": t.sectionTitle(policies.Retention), "link": t.policyURL(""),
		})
		t.previewExport()
	case intents.AskLastMessage:
		t.look(findBody{Kind: RequestMessage, Message: t.m.For, Upto: t.p.Counts[EventMessage]})
	case intents.AskFiles:
		t.look(findBody{Kind: RequestFiles})
	case intents.AskLink, intents.AskUnlink:
		t.askAccountLink()
	case intents.AskReceipt:
		t.orderConsentReceipt()
	case intents.AskLift:
		t.lift()
	case intents.AskNoSale:
		t.fan(fanObject)
		t.decideConsent(PurposeMarketing, Withdrawn, t.lastNotice(), "person")
		t.say(policies.PhraseNoSaleDone, policies.Params{"reference": t.noteRequest(RequestObjection, "done")})
	case intents.AskMarketing:
		if t.p.Stage != StageOpen {
			t.choices()
			break
		}
		for _, w := range optional {
			if w.purpose == PurposeMarketing {
				t.askFor(w)
			}
		}
	}
}

func (t *turn) sectionTitle(topic policies.Topic) string {
	s, _ := t.text().Section(topic)
	return s.Title
}

// changed says what the policy says otherwise than the edition that the person
// was shown ("twelve features", 7).
func (t *turn) changed() {
	params := policies.Params{"edition": t.edition.Label(), "link": t.policyURL("")}
	n := t.lastNotice()
	if n.SHA256 == "" || t.shown == nil || t.shown.Number == t.edition.Number {
		t.say(policies.PhraseChangesNone, params)
		return
	}
	var titles []string
	for _, c := range policies.Diff(t.shown, t.edition) {
		title := c.Title
		if title == "" {
			title = t.word(policies.PhraseChangesNotice)
		}
		if c.Lang == t.text().Lang && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	if len(titles) == 0 {
		t.say(policies.PhraseChangesNone, params)
		return
	}
	params["shown"], params["changes"] = t.shown.Label(), strings.Join(titles, ", ")
	t.say(policies.PhraseChangesSince, params)
}

// Role is what somebody is who opens a conversation.
type Role string

// The roles.
const (
	RoleAgent   Role = "agent"   // answers people
	RoleOfficer Role = "officer" // carries out rights
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
	return b.amend(ctx, id, func(c *Change, now time.Time) error {
		r := Access{Role: role, At: now, Purpose: purpose}
		c.act(EventAccess, now, func(salt string) any { r.Salt = salt; return r })
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

// restrict keeps what is on record from being used (GDPR Art. 18): at once,
// and until the person lifts it.
func (t *turn) restrict() {
	t.p.Restricted = true
	t.fan(fanRestrict)
	reference := t.noteRequest(RequestRestriction, "done")
	t.say(policies.PhraseRestrictionOn, policies.Params{"reference": reference, "lift": t.word(policies.PhraseWordLift)},
		t.choice(string(intents.AskLift), policies.PhraseChoiceLift, ""))
}

func (t *turn) lift() {
	if !t.p.Restricted {
		t.say(policies.PhraseRestrictionNone, nil)
		return
	}
	t.p.Restricted = false
	t.noteRequest(RequestRestriction, "lifted")
	t.say(policies.PhraseRestrictionLifted, nil)
}

// stepRestricted keeps an ordinary conversation from going on while nothing of
// it may be used.
func stepRestricted(t *turn) bool {
	if !t.p.Restricted || t.m.Kind != KindText || t.p.Stage != StageOpen {
		return false
	}
	if t.m.Choice == "" && t.saysAny(policies.PhraseWordLift) {
		t.lift()
		return true
	}
	t.say(policies.PhraseRestricted, policies.Params{"lift": t.word(policies.PhraseWordLift)}, t.choice(string(intents.AskLift), policies.PhraseChoiceLift, ""))
	return true
}
