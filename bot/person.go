package bot

import (
	"log/slog"
	"maps"
	"slices"
	"time"

	"assent/intents"
	"assent/policies"
)

// DefaultApp is the tenant of channels configured at the top level.
const DefaultApp = "default"

// UserID is one address of a person: the account id that a channel knows them
// by, within an app (tenant). ID is opaque: only the adapter that made it parses
// it. It is personal data and hides itself from logs.
type UserID struct {
	App     string `json:"app"`
	Channel string `json:"channel"`
	ID      string `json:"id"`
}

// LogValue names the app and the channel and hides the account.
func (u UserID) LogValue() slog.Value { return slog.StringValue(u.App + "/" + u.Channel + "/…") }

// String hides the account too, so that a stray %v does not print it.
func (u UserID) String() string { return u.App + "/" + u.Channel + "/…" }

// PersonID is a random id. It says nothing about the person, so columns, logs
// and the erasure record may contain it.
type PersonID string

// second reports whether the person belongs to the half that gets the second
// wording of the notice, if there is one. It never changes for a person.
func (id PersonID) second() bool { return id != "" && id[len(id)-1]&1 == 1 }

// Stage is where a person's conversation stands.
type Stage string

// The stages of a conversation. A stranger's is the empty Stage.
const (
	StageAsked    Stage = "asked"    // the notice is queued; the opt-in is open
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

// Consent is a person's decision about one purpose, with what proves it: the
// exact rendering they saw and the message that decided it.
type Consent struct {
	Purpose   Purpose       `json:"purpose"`
	State     ConsentState  `json:"state"`
	Edition   int           `json:"edition"`
	Lang      string        `json:"language"`
	Form      policies.Form `json:"form"`
	SHA256    string        `json:"notice_sha256"` // of the notice exactly as shown
	Channel   string        `json:"channel"`
	Source    string        `json:"source"`     // who reported it: "person", or the carrier's keyword
	Evidence  string        `json:"message_id"` // the message that decided it
	Reference string        `json:"reference"`
	At        time.Time     `json:"at"`
	Salt      string        `json:"salt,omitempty"` // of its ledger line
}

// Notice identifies the rendering of a notice that was shown to a person.
type Notice struct {
	Edition int           `json:"edition"`
	Lang    string        `json:"language"`
	Form    policies.Form `json:"form"`
	SHA256  string        `json:"notice_sha256"`
}

// Asking is an open opt-in question, from the moment it is queued until the
// person decides.
type Asking struct {
	Notice
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
	Delivered time.Time `json:"delivered"` // zero until the channel took it
	Invalid   int       `json:"invalid"`   // answers that were neither yes nor no
	InMemory  int       `json:"waiting"`   // messages that wait, in memory only
	Human     bool      `json:"human"`     // they asked for a human
	Early     bool      `json:"early"`     // an answer came before the delivery was on record
}

// DownloadCode is the one-time code sent for a download link.
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
	Then      []intents.Intent `json:"then,omitempty"` // what else they asked for, to do after this
	Reference string           `json:"reference"`
	Channel   string           `json:"channel"`
	User      string           `json:"user"` // the account that asked; only it may confirm
	At        time.Time        `json:"at"`
	Until     time.Time        `json:"until"`
	Fresh     bool             `json:"fresh"`          // the question was the last thing the bot said
	Soft      int              `json:"soft,omitempty"` // answers that were neither a clear yes nor a no
	// Events are the ids of the events that it is about.
	Events []string `json:"events,omitempty"`
	// From is what is on record, To the correct text. To is unsaid until the
	// person has given it.
	From string `json:"from,omitempty"`
	// Offer is the account to be linked.
	Offer *accountOffer `json:"offer,omitempty"`
	To    string        `json:"to,omitempty"`
}

// RequestKind is the data subject right that a request exercises.
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
	RequestFiles         RequestKind = "files"   // erasure of files that they sent
)

// Request is an open data subject request.
type Request struct {
	Kind           RequestKind      `json:"kind"`
	Reference      string           `json:"reference"`
	Channel        string           `json:"channel"`
	At             time.Time        `json:"at"`
	Due            time.Time        `json:"due,omitzero"`       // when an erasure with a grace period will happen
	Then           []intents.Intent `json:"then,omitempty"`     // access: what to do once the file is ready
	AnswerBy       time.Time        `json:"answer_by,omitzero"` // the legal deadline
	Extended       bool             `json:"extended,omitempty"`
	AwaitsApproval bool             `json:"waiting,omitempty"` // an officer's approval
}

// Person is one human being as Assent knows them. The store seals all of it;
// only what [Query] selects by has columns of its own.
type Person struct {
	ID  PersonID `json:"id"`
	App string   `json:"app"`
	Rev int64    `json:"-"` // the revision loaded; 0 before the first Save

	Users            []UserID            `json:"users"`
	Lang             string              `json:"language"`
	Stage            Stage               `json:"stage"`
	Resume           Stage               `json:"resume,omitempty"` // the stage to return to if the erasure is dropped
	Consents         map[Purpose]Consent `json:"consents"`
	Admission        *Admission          `json:"admission,omitempty"` // let in without a consent of their own
	Asking           *Asking             `json:"asking,omitempty"`
	Pending          *Pending            `json:"pending,omitempty"`
	DownloadCode     *DownloadCode       `json:"code,omitempty"`
	Requests         []Request           `json:"requests,omitempty"`
	LegalHolds       []LegalHold         `json:"legal_holds,omitempty"`
	LinkedAccounts   []LinkedAccount     `json:"links,omitempty"` // other accounts, proven to be theirs
	AccountCodeTries *AccountCodeTries   `json:"link_tries,omitempty"`
	Unanswered       []UnansweredMessage `json:"waiting,omitempty"`    // messages not yet answered by the assistant
	Tickets          []Ticket            `json:"tickets,omitempty"`    // their newest conversations at a help desk
	Introduced       bool                `json:"introduced,omitempty"` // they know that an AI answers
	AssistantCalls   []string            `json:"answered,omitempty"`   // newest calls that the assistant answered by
	Handoff          *Handoff            `json:"handoff,omitempty"`
	Threads          []DeskThread        `json:"threads,omitempty"`    // newest desk threads about them
	Rated            string              `json:"rated,omitempty"`      // the handoff that they are asked to rate
	Blocked          bool                `json:"blocked,omitempty"`    // the team no longer answers them
	Helped           bool                `json:"helped,omitempty"`     // they got an answer after they agreed
	Unsure           int                 `json:"unsure,omitempty"`     // times in a row that the bot was unsure
	Operation        *Operation          `json:"operation,omitempty"`  // an operator's, awaiting confirmation
	Account          *Account            `json:"account,omitempty"`    // in the console
	Comments         []Comment           `json:"comments,omitempty"`   // on drafts
	Reports          []Report            `json:"reports,omitempty"`    // that they requested
	Agent            *Agent              `json:"agent,omitempty"`      // set for team members
	Restricted       bool                `json:"restricted,omitempty"` // stored, not used (GDPR Art. 18)
	Accesses         []Access            `json:"readings,omitempty"`   // newest accesses to their conversation
	Retaining        bool                `json:"retaining,omitempty"`  // a retention job is scheduled
	Tags             []string            `json:"tags,omitempty"`
	Counts           map[string]int      `json:"counts"`               // events by kind, for previews
	FileBytes        int64               `json:"file_bytes,omitempty"` // of all stored files that they sent
	Created          time.Time           `json:"created"`
	Seen             time.Time           `json:"seen"` // when they last did something
}

// LogValue shows nothing but the random id and the stage.
func (p Person) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(p.ID)), slog.String("stage", string(p.Stage)))
}

// Known reports whether the person is on record; a stranger is not.
func (p Person) Known() bool { return p.ID != "" }

// ConsentFor returns the consent for a purpose, with state Unasked if they were never asked.
func (p Person) ConsentFor(purpose Purpose) Consent {
	if c, ok := p.Consents[purpose]; ok {
		return c
	}
	return Consent{Purpose: purpose, State: Unasked}
}

// Due is the due date of the most urgent open request; zero: no request is due.
func (p Person) Due() (due time.Time) {
	for _, r := range p.Requests {
		if !r.AnswerBy.IsZero() && (due.IsZero() || r.AnswerBy.Before(due)) {
			due = r.AnswerBy
		}
	}
	return due
}

// RequestAddress is the address by which the store finds the person behind an
// open request.
func RequestAddress(app, reference string) UserID {
	return UserID{App: app, Channel: "request", ID: reference}
}

// Addresses returns every address by which the store finds the person: accounts,
// desk threads and open requests.
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
