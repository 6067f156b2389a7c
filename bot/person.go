package bot

import (
	"log/slog"
	"maps"
	"slices"
	"time"

	"assent/intents"
	"assent/policies"
)

// DefaultApp is the tenant of channels that are configured at the top level.
const DefaultApp = "default"

// UserID is one address of a person: the account id that a channel knows them
// by, within an app (tenant). ID is opaque: only the adapter that minted it
// takes it apart. It is personal data and hides itself from logs.
type UserID struct {
	App     string `json:"app"`
	Channel string `json:"channel"`
	ID      string `json:"id"`
}

// LogValue names the app and the channel and hides the account.
func (u UserID) LogValue() slog.Value { return slog.StringValue(u.App + "/" + u.Channel + "/…") }

// String hides the account too, so that a stray %v does not print it.
func (u UserID) String() string { return u.App + "/" + u.Channel + "/…" }

// PersonID is a random name of a person. It holds nothing about them, so it
// may stand in columns, logs and the erasure record.
type PersonID string

// second reports whether the person is of the half who are asked with the second
// wording, where there is one. It stays so for as long as they are on record.
func (id PersonID) second() bool { return id != "" && id[len(id)-1]&1 == 1 }

// Stage is where a person's conversation stands.
type Stage string

// The stages of a conversation. A stranger's is the empty Stage.
const (
	StageAsked    Stage = "asked"    // the notice was queued; the opt-in is open
	StageOpen     Stage = "open"     // the person agreed; ordinary conversation
	StageDeclined Stage = "declined" // the person declined or withdrew; rights only
	StageClosed   Stage = "closed"   // no answer or no clear one; the next message starts afresh
	StageGrace    Stage = "grace"    // erasure is due at Erasure.Due; only KEEP and rights work
	StageErasing  Stage = "erasing"  // fenced: erasure is being carried out
)

// Purpose is what a consent is for.
type Purpose string

// The purposes (DESIGN.md, section 5).
const (
	PurposeService   Purpose = "service"   // the opt-in itself
	PurposeMarketing Purpose = "marketing" // proactive messages
	PurposeAssistant Purpose = "assistant" // a language model sees the text
	PurposeRecording Purpose = "recording"
)

// Purposes lists the purposes, the opt-in first.
func Purposes() []Purpose {
	return []Purpose{PurposeService, PurposeMarketing, PurposeAssistant, PurposeRecording}
}

// ConsentState is the state of the consent for one purpose.
type ConsentState string

// The consent states (DESIGN.md, section 5).
const (
	Unasked    ConsentState = "unasked"
	Asked      ConsentState = "asked"
	Granted    ConsentState = "granted"
	Declined   ConsentState = "declined"
	Withdrawn  ConsentState = "withdrawn"
	Expired    ConsentState = "expired"
	Superseded ConsentState = "superseded"
)

// TagPrivacy is set while the consent for the service is in force.
const TagPrivacy = "Consent: Privacy"

// Consent is what a person decided about one purpose, with what is needed to
// prove it: the exact rendering they saw and the message they decided by.
type Consent struct {
	Purpose   Purpose       `json:"purpose"`
	State     ConsentState  `json:"state"`
	Edition   int           `json:"edition"`
	Lang      string        `json:"language"`
	Form      policies.Form `json:"form"`
	SHA256    string        `json:"notice_sha256"` // of the notice exactly as shown
	Channel   string        `json:"channel"`
	Source    string        `json:"source"`     // who reported it: "person", or the carrier keyword
	Evidence  string        `json:"message_id"` // the message that decided it
	Reference string        `json:"reference"`
	At        time.Time     `json:"at"`
	Salt      string        `json:"salt,omitempty"` // of its line in the ledger
}

// Notice says which rendering of which notice was shown to a person.
type Notice struct {
	Edition int           `json:"edition"`
	Lang    string        `json:"language"`
	Form    policies.Form `json:"form"`
	SHA256  string        `json:"notice_sha256"`
}

// Asking is an opt-in question: from the moment it is queued until the person
// decides on it.
type Asking struct {
	Notice
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
	Delivered time.Time `json:"delivered"` // zero until the channel took it
	Invalid   int       `json:"invalid"`   // answers that were neither yes nor no
	InMemory  int       `json:"waiting"`   // messages that were said and wait in memory only
	Human     bool      `json:"human"`     // they want a human
	Early     bool      `json:"early"`     // an answer came before the notice was known to be delivered
}

// DownloadCode is the one-time code that was sent for a link.
type DownloadCode struct {
	Link  string    `json:"link"` // its hash
	Hash  string    `json:"hash"` // of the link and the code
	At    time.Time `json:"at"`   // when it was sent
	Tries int       `json:"tries"`
	Sent  int       `json:"sent"` // codes for this link so far
}

// Pending is a request that waits for the person's own confirmation.
type Pending struct {
	Kind      RequestKind      `json:"kind"`
	Then      []intents.Intent `json:"then,omitempty"` // what else was asked for, when this is done with
	Reference string           `json:"reference"`
	Channel   string           `json:"channel"`
	User      string           `json:"user"` // the account that asked; only it may confirm
	At        time.Time        `json:"at"`
	Until     time.Time        `json:"until"`
	Fresh     bool             `json:"fresh"` // the question was the last thing the bot said
	// Events are those that it is about, one by one.
	Events []string `json:"events,omitempty"`
	// From is what stands there, To what is right. To is unsaid until the person
	// said it.
	From string `json:"from,omitempty"`
	// Offer is the account that is to be linked.
	Offer *accountOffer `json:"offer,omitempty"`
	To    string        `json:"to,omitempty"`
}

// RequestKind is the right that a request exercises.
type RequestKind string

// The kinds of request (GDPR Articles 15 to 21).
const (
	RequestAccess        RequestKind = "access"
	RequestErasure       RequestKind = "erasure"
	RequestRectification RequestKind = "rectification"
	RequestRestriction   RequestKind = "restriction"
	RequestObjection     RequestKind = "objection"
	RequestWithdrawal    RequestKind = "withdrawal"
	RequestAccountLink   RequestKind = "link"    // with another account
	RequestMessage       RequestKind = "message" // erasure of one message
	RequestFiles         RequestKind = "files"   // erasure of the files that were sent
)

// Request is a right that a person exercises and that is not done yet.
type Request struct {
	Kind           RequestKind      `json:"kind"`
	Reference      string           `json:"reference"`
	Channel        string           `json:"channel"`
	At             time.Time        `json:"at"`
	Due            time.Time        `json:"due,omitzero"`       // erasure with a grace: when it will happen
	Then           []intents.Intent `json:"then,omitempty"`     // access: what else was asked for, when the file is there
	AnswerBy       time.Time        `json:"answer_by,omitzero"` // from then on it is too late
	Extended       bool             `json:"extended,omitempty"`
	AwaitsApproval bool             `json:"waiting,omitempty"` // for an approval by an officer
}

// Person is one human being as Assent knows them. The store seals all of it;
// only what [Query] selects by stands in columns of its own.
type Person struct {
	ID  PersonID `json:"id"`
	App string   `json:"app"`
	Rev int64    `json:"-"` // the revision loaded; 0 before the first Save

	Users            []UserID            `json:"users"`
	Lang             string              `json:"language"`
	Stage            Stage               `json:"stage"`
	Resume           Stage               `json:"resume,omitempty"` // where a dropped erasure returns to
	Consents         map[Purpose]Consent `json:"consents"`
	Admission        *Admission          `json:"admission,omitempty"` // without an agreement of their own
	Asking           *Asking             `json:"asking,omitempty"`
	Pending          *Pending            `json:"pending,omitempty"`
	DownloadCode     *DownloadCode       `json:"code,omitempty"`
	Requests         []Request           `json:"requests,omitempty"`
	LegalHolds       []LegalHold         `json:"legal_holds,omitempty"`
	LinkedAccounts   []LinkedAccount     `json:"links,omitempty"` // other accounts that they proved to be theirs
	AccountCodeTries *AccountCodeTries   `json:"link_tries,omitempty"`
	Unanswered       []UnansweredMessage `json:"waiting,omitempty"`    // messages that an assistant has not answered
	Tickets          []Ticket            `json:"tickets,omitempty"`    // what a help desk calls their conversations, the newest
	Introduced       bool                `json:"introduced,omitempty"` // they were told that an AI answers
	AssistantCalls   []string            `json:"answered,omitempty"`   // the newest calls by which the assistant answered
	Handoff          *Handoff            `json:"handoff,omitempty"`
	Threads          []DeskThread        `json:"threads,omitempty"`    // of the desk about them, the newest
	Rated            string              `json:"rated,omitempty"`      // the handoff that they are asked about
	Blocked          bool                `json:"blocked,omitempty"`    // the team does not answer them any more
	Helped           bool                `json:"helped,omitempty"`     // they had an answer since they agreed
	Unsure           int                 `json:"unsure,omitempty"`     // how often in a row the bot was
	Operation        *Operation          `json:"operation,omitempty"`  // that they have to confirm, as an operator
	Account          *Account            `json:"account,omitempty"`    // of the console
	Comments         []Comment           `json:"comments,omitempty"`   // on texts that are worked on
	Reports          []Report            `json:"reports,omitempty"`    // that they ordered
	Agent            *Agent              `json:"agent,omitempty"`      // of the team
	Restricted       bool                `json:"restricted,omitempty"` // kept, not used (GDPR Art. 18)
	Accesses         []Access            `json:"readings,omitempty"`   // the newest times that somebody opened their conversation
	Retaining        bool                `json:"retaining,omitempty"`  // a job deletes what is older than it may be
	Tags             []string            `json:"tags,omitempty"`
	Counts           map[string]int      `json:"counts"`               // events by kind, for previews
	FileBytes        int64               `json:"file_bytes,omitempty"` // of all files that they sent and that are kept
	Created          time.Time           `json:"created"`
	Seen             time.Time           `json:"seen"` // last thing they did
}

// LogValue shows nothing but the random id and the stage.
func (p Person) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(p.ID)), slog.String("stage", string(p.Stage)))
}

// Known reports whether the person is on record.
func (p Person) Known() bool { return p.ID != "" }

// ConsentFor returns the consent for a purpose; Unasked where there is none.
func (p Person) ConsentFor(purpose Purpose) Consent {
	if c, ok := p.Consents[purpose]; ok {
		return c
	}
	return Consent{Purpose: purpose, State: Unasked}
}

// Due is until when the most urgent open request has to be answered; zero: none
// has to be.
func (p Person) Due() (due time.Time) {
	for _, r := range p.Requests {
		if !r.AnswerBy.IsZero() && (due.IsZero() || r.AnswerBy.Before(due)) {
			due = r.AnswerBy
		}
	}
	return due
}

// RequestAddress is an address by which the store finds who made an open request.
func RequestAddress(app, reference string) UserID {
	return UserID{App: app, Channel: "request", ID: reference}
}

// Addresses are all by which the store finds a person: their accounts, threads of
// the desk, open requests.
func (p Person) Addresses() []UserID {
	list := slices.Clone(p.Users)
	for _, t := range p.Threads {
		list = append(list, t.Place)
	}
	for _, r := range p.Requests {
		list = append(list, RequestAddress(p.App, r.Reference))
	}
	return list
}

// request returns the open request of a kind.
func (p Person) request(kind RequestKind) (Request, bool) {
	for _, r := range p.Requests {
		if r.Kind == kind {
			return r, true
		}
	}
	return Request{}, false
}

// Clone returns a copy that shares nothing with p, so that a decision can be
// made on it and thrown away.
func (p Person) Clone() Person {
	p.Users = slices.Clone(p.Users)
	p.Consents = maps.Clone(p.Consents)
	p.Counts = maps.Clone(p.Counts)
	p.Requests = slices.Clone(p.Requests)
	p.Tags = slices.Clone(p.Tags)
	if p.Asking != nil {
		a := *p.Asking
		p.Asking = &a
	}
	if p.Handoff != nil {
		h := *p.Handoff
		p.Handoff = &h
	}
	if p.Pending != nil {
		q := *p.Pending
		p.Pending = &q
	}
	return p
}
