package bot

import (
	"slices"
	"strings"
	"time"

	"assent/bot/ledger"
	"assent/intents"
	"assent/policies"
)

// A situation is everything that a decision may rest on. It is read before the
// gate decides, and no step writes to it.
type situation struct {
	cfg      *Config
	now      time.Time
	newID    func() string // random ids for what is decided
	m        Message
	person   Person // as stored; a stranger's is zero
	guess    intents.Guess
	asks     intents.Ask       // what they ask about their record, more precise than guess
	inMemory []Message         // held in memory for this person
	edition  *policies.Edition // in force
	// shown is the edition that the person was asked with or agreed to. It may be
	// the same as edition; nil: it is another installation's.
	shown *policies.Edition
	// material is the number of the newest material edition: a consent to an
	// older one is superseded.
	material  int
	optIn     OptInMode                   // of the channel
	retention RetentionConfig             // of what the person says
	short     bool                        // the channel shows the short form of the notice
	full      bool                        // there is no room in memory for another message of this person
	carried   bool                        // the channel goes through phone carriers
	offer     *accountOffer               // the message is another account's code
	platforms func(channel string) string // the name that people know it by
	deskName  string                      // the channel of the desk
	// ahead is how many people were handed off before this one and are still
	// waiting; negative: not counted, see decision.countBefore.
	ahead int
}

// A decision is what the gate makes of a situation. It has no effect until it is
// saved: if the person was changed meanwhile, it is thrown away and the gate
// decides on the new situation.
type decision struct {
	person    Person
	taken     Message // the message as it is recorded: without its text if it was refused
	events    []Event
	replies   []Reply
	items     []Item // timers and jobs
	downloads []DownloadLink
	ledger    []ledger.Record
	cases     []Case
	tallies   []Tally
	fans      []fanBody // requests to carry over to linked accounts
	memory    memoryAction
	list      listAction
	back      back
	// countBefore, if set, is a question: the decision depends on
	// situation.ahead as of that time. Count it and decide again.
	countBefore time.Time
}

// back is what a decision tells whoever brought the result to the gate.
type back struct {
	told      string // what an agent is shown
	reference string // of the request that was ordered
	answered  bool   // the message that an assistant answers was still waiting
}

// A turn is one decision in the making: the situation, the person as they will
// be, and what has been decided so far.
type turn struct {
	situation
	p         Person
	out       decision
	previewed bool   // the turn asked for a confirmation
	reminded  bool   // the turn asked for one again
	unsure    bool   // the turn asked what the person meant
	handoff   string // reference of the one in progress when the turn began
}

// listAction is what happens to the account on the suppression list.
type listAction int

const (
	listKeep listAction = iota
	listAdd
	listRemove
)

// memoryAction is what happens to the messages held in memory.
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
	stepReview,       // taking back a request that awaits approval
	stepCorrection,   // "wrong -> right"
	stepPurpose,      // yes or no to a purpose beside the service
	stepRights,       // rights and privacy questions, in every state
	stepConsent,      // the opt-in: asked, answered, expired, superseded
	stepRestricted,   // kept, not used
	stepHandoff,      // the team has the conversation
	stepUnsure,       // perhaps a right or a question
	stepAnswer,       // ordinary conversation
}

// decide runs the gate. It is pure except for the random ids from newID: it
// reads only the situation, and its only result is the decision.
func decide(s situation) decision {
	t := &turn{situation: s, p: s.person.Clone()}
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
	t.out.person, t.out.taken = t.p, t.m
	return t.out
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

// inPassing reports whether the message does not tell which language the person
// prefers: a single word that asks for nothing, because people say "merci" and
// "ciao" in any language, or a word that they were asked to type.
func (t *turn) inPassing() bool {
	if t.guess.Intent == intents.Other && len(strings.Fields(t.m.Text)) == 1 {
		return true
	}
	return slices.ContainsFunc([]policies.Phrase{
		policies.PhraseWordAgree, policies.PhraseWordDecline, policies.PhraseWordDelete,
		policies.PhraseWordKeep, policies.PhraseWordExport, policies.PhraseWordLater,
	}, t.saysAny)
}

// settle completes the record. What was said comes before what it led to, and is
// recorded only for people who agreed. A turn that ends without consent leaves
// nothing but facts without content.
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
			t.record(EventReply, replyBody{
				ID: r.ID, Text: r.Text, Agent: r.Agent, Of: r.Of, Choices: r.Choices, Files: r.Files,
			})
		}
	}
	if t.m.Kind == KindText && t.m.PlatformRef != "" {
		// Without consent too: it holds no content, and an erasure needs it.
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
		t.p.Unanswered = nil // the assistant is not to answer it any more
	}
	if t.p.Pending != nil && t.m.Kind == KindText {
		t.p.Pending.Fresh = t.previewed || t.reminded
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

// change returns what Save commits for the decision.
func (d decision) change(s situation) Change {
	c := Change{
		Person: d.person, Events: d.events, DownloadLinks: d.downloads,
		Ledger: d.ledger, Cases: d.cases, Tallies: d.tallies,
	}
	if d.taken.ID != "" {
		switch d.taken.result.(type) {
		case nil:
			if d.taken.Kind == KindText {
				c.MessageKey = MessageKey{d.taken.User.App, d.taken.User.Channel, d.taken.ID}
			}
		case agentAct:
			c.MessageKey = MessageKey{d.person.App, deskChannel(s.deskName), d.taken.ID}
		}
	}
	if d.taken.item != nil {
		c.Done = []string{d.taken.item.ID}
	}
	switch d.list {
	case listAdd:
		c.Suppress = d.taken.User
	case listRemove:
		c.Release = d.taken.User
	}
	for _, r := range d.replies {
		c.Queue = append(c.Queue, Item{
			ID: r.ID, App: d.person.App, Person: d.person.ID, Lane: LaneReply, Name: "reply", Due: s.now,
			Body: mustJSON(replyItem{To: d.taken.User, Reply: r}),
		})
	}
	for _, f := range d.fans {
		c.Queue = append(c.Queue, fanItem(d.person.App, d.person.ID, f, s.now))
	}
	for _, i := range d.items {
		i.App, i.Person = d.person.App, d.person.ID
		c.Queue = append(c.Queue, i)
	}
	return c
}
