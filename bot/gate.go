package bot

import (
	"strings"
	"time"

	"assent/bot/ledger"
	"assent/intents"
	"assent/policies"
)

// A situation is everything that a decision may rest on. It is read before the
// gate decides, and nothing that decides writes to it.
type situation struct {
	cfg      *Config
	now      time.Time
	newID    func() string // random names for what is decided
	m        Message
	person   Person // as stored; a stranger's is zero
	guess    intents.Guess
	asks     intents.Ask       // what they ask about their record, closer than guess
	inMemory []Message         // what waits in memory for this person
	edition  *policies.Edition // in force
	shown    *policies.Edition // the one that the person was asked with or agreed to; may be edition, or nil: it is another installation's
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
	// ahead is how many people were handed off before this one and still wait;
	// negative: they were not counted, see decision.countBefore.
	ahead int
}

// A decision is what the gate makes of a situation. Until it is saved nothing
// of it can be seen: where somebody else changed the person meanwhile, it is
// thrown away and the gate decides on the new situation.
type decision struct {
	person    Person
	taken     Message // the message as it counts: what was refused has no text
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
	back      back
	// countBefore, where it is set, is a question: the decision depends on
	// situation.ahead as of that time. Count it and decide again.
	countBefore time.Time
}

// back is what whoever brought a result to the gate gets to know of the decision.
type back struct {
	told      string // what an agent is shown
	reference string // of a request that was ordered
	answered  bool   // the message that an assistant answers still waited
}

// A turn is one decision in the making: the situation, the person as they will
// be, and what has been decided so far.
type turn struct {
	situation
	p         Person
	out       decision
	previewed bool   // the turn asked for a confirmation
	unsure    bool   // the turn asked what is meant
	handoff   string // under way when the turn began
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

// decide runs the gate. It is pure but for the random names that newID gives
// out: it reads the situation alone, and all that it does is the decision.
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

// change is what Save commits of the decision.
func (d decision) change(s situation) Change {
	c := Change{Person: d.person, Events: d.events, DownloadLinks: d.downloads, Ledger: d.ledger, Cases: d.cases, Tallies: d.tallies}
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
