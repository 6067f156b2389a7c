package bot

import (
	"strings"
	"time"

	"assent/bot/ledger"
	"assent/intents"
	"assent/policies"
)

// A turn is one decision of the gate: everything it may look at, and what it
// decided. The gate is pure: it reads nothing else and does nothing but fill
// p and out, so a decision can be thrown away and made again.
type turn struct {
	cfg      *Config
	now      time.Time
	newID    func() string // random names for what is decided
	m        Message
	guess    intents.Guess
	asks     intents.Ask       // what they want of their record, closer than guess
	inMemory []Message         // what waits in memory for this person
	edition  *policies.Edition // in force
	shown    *policies.Edition // the one that p was asked with or agreed to; may be edition, or nil: it is another installation's
	// material is the number of the newest material edition: a consent to an
	// older one is superseded.
	material  int
	optIn     OptInMode                   // of the channel
	retention RetentionConfig             // of what they say
	short     bool                        // the channel shows the short form of the notice
	full      bool                        // memory takes no further message of this person
	carried   bool                        // the channel goes over phone carriers
	offer     *accountOffer               // the message is a code for another account
	platforms func(channel string) string // what people call them
	deskName  string                      // the channel of the desk
	// waiting says how many were handed off before that moment and wait yet.
	waiting func(app string, before time.Time) int

	p         Person
	out       decision
	previewed bool   // the turn asked for a confirmation
	unsure    bool   // the turn asked what is meant
	handoff   string // under way when the turn began
}

// decision is what a turn decided beside the new Person.
type decision struct {
	events    []Event
	replies   []Reply
	items     []Item // timers and jobs
	downloads []DownloadLink
	ledger    []ledger.Record
	cases     []Case
	tallies   []Tally
	fans      []fanBody // carried over to linked accounts
	memory    memoryAction
	list      listAction
}

// listAction is what becomes of the account on the suppression list.
type listAction int

const (
	listKeep listAction = iota
	listAdd
	listRemove
)

// memoryAction is what becomes of the messages that wait in memory.
type memoryAction int

const (
	memoryKeep    memoryAction = iota // nothing changes
	memoryAdd                         // this message joins them
	memoryRelease                     // they are gone: answered, or not to be answered any more
)

// A step handles a turn and reports true, or leaves it untouched and reports
// false. Steps never call one another.
type step func(*turn) bool

// steps is the gate: the first step that handles a turn ends it.
var steps = []step{
	stepBackground,   // timers, deliveries, ended jobs
	stepRefused,      // over the limit, too long, empty
	stepFenced,       // erasure is due or running
	stepCarrier,      // words that carriers reserve
	stepAccountLink,  // a code from another account
	stepConfirmation, // the answer to "shall I delete / export?"
	stepReview,       // taking back what waits for approval
	stepCorrection,   // "wrong -> right"
	stepPurpose,      // yes or no to a purpose beside the service
	stepRights,       // rights and privacy questions, in every state
	stepConsent,      // the opt-in: asked, answered, expired, superseded
	stepRestricted,   // kept, not used
	stepHandoff,      // people of the team have the conversation
	stepUnsure,       // perhaps a right or a question
	stepAnswer,       // ordinary conversation
}

// decide runs the gate.
func decide(t *turn) {
	t.greet()
	t.admit()
	if h := t.p.Handoff; h != nil {
		t.handoff = h.Reference
	}
	for _, s := range steps {
		if s(t) {
			break
		}
	}
	t.settle()
}

// greet puts a stranger on record and chooses the language.
func (t *turn) greet() {
	if !t.p.Known() {
		t.p = Person{ID: PersonID(t.newID()), App: t.m.User.App, Users: []UserID{t.m.User}, Created: t.now}
	}
	if t.p.Counts == nil {
		t.p.Counts = map[string]int{}
	}
	if t.p.Consents == nil {
		t.p.Consents = map[Purpose]Consent{}
	}
	if t.m.Kind != KindText {
		return
	}
	t.p.Seen = t.now
	if t.p.Lang == "" {
		t.p.Lang = t.edition.Text(t.guess.Lang, t.m.Lang).Lang
	} else if has(t.edition, t.guess.Lang) && !t.inPassing() {
		t.p.Lang = t.guess.Lang
	}
}

// inPassing reports whether the message says nothing of the language that
// somebody wants: a single word that asks for nothing, because people say
// "merci" and "ciao" in any language, or a word that they were asked to type.
func (t *turn) inPassing() bool {
	return t.guess.Intent == intents.Other && len(strings.Fields(t.m.Text)) == 1 ||
		t.saysAny(policies.PhraseWordAgree) || t.saysAny(policies.PhraseWordDecline) || t.saysAny(policies.PhraseWordDelete) ||
		t.saysAny(policies.PhraseWordKeep) || t.saysAny(policies.PhraseWordExport) || t.saysAny(policies.PhraseWordLater)
}

// settle completes the record: what was said stands before what it led to,
// and only for people who agreed. Of a turn that ends without consent nothing
// but content-free facts remains.
func (t *turn) settle() {
	if t.consented() {
		facts := t.out.events
		t.out.events = nil
		if t.out.memory == memoryRelease {
			for _, h := range t.inMemory {
				t.recordMessage(h)
			}
		}
		if t.m.Kind == KindText {
			t.recordMessage(t.m)
			t.retained()
		}
		t.out.events = append(t.out.events, facts...)
		for i, r := range t.out.replies {
			t.out.replies[i].Kept = true
			t.record(EventReply, replyBody{ID: r.ID, Text: r.Text, Agent: r.Agent, Of: r.Of, Choices: r.Choices, Files: r.Files})
		}
	}
	if t.m.Kind == KindText && t.m.PlatformRef != "" {
		// Without consent too: it says nothing, and an erasure needs it.
		t.record(EventPlatformCopy, platformCopyBody{Channel: t.m.User.Channel, Ref: t.m.PlatformRef})
	}
	t.desked()
	t.tallied()
	if t.unsure {
		t.p.Unsure++
	} else if t.m.Kind == KindText {
		t.p.Unsure = 0
	}
	for _, e := range t.out.events {
		t.p.Counts[e.Kind]++
	}
	if t.p.Restricted || t.p.Handoff != nil || !t.p.Served() {
		t.p.Unanswered = nil // not for the assistant any more
	}
	if t.p.Pending != nil && t.m.Kind == KindText {
		t.p.Pending.Fresh = t.previewed
	}
}

func (t *turn) recordMessage(m Message) {
	body := messageBody{Channel: m.User.Channel, Thread: m.Thread, Text: m.Text, Choice: m.Choice, Files: t.fetches(m)}
	if m.Mutable {
		body.Message = m.ID
	}
	e := Event{ID: t.newID(), Kind: EventMessage, At: m.At, Body: mustJSON(body)}
	t.out.events = append(t.out.events, e)
	if t.mirrors() {
		t.mirror(e.ID, body)
	}
}
