package bot

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"assent/bot/ledger"
)

// Errors of a Store.
var (
	// ErrHandled: the message, or a queue item named in Change.Done, was
	// handled before. Nothing was written.
	ErrHandled = errors.New("already handled")
	// ErrConflict: the person changed since they were loaded. Nothing was
	// written; load and decide again.
	ErrConflict = errors.New("the person changed meanwhile")
	// ErrNotFound: there is no such person, file or link, or no longer.
	ErrNotFound = NewProblem(NotFound, "not found")
)

// Lane is the kind of a queue item. Replies to one person are leased one at a time
// and in order, and so are desk posts about them; timers and jobs independently.
type Lane string

// The lanes of the queue.
const (
	LaneReply Lane = "reply"
	LaneTimer Lane = "timer"
	LaneJob   Lane = "job"
	LaneDesk  Lane = "desk"
)

// Item is something to be done later: a reply to send, a timer, a job.
type Item struct {
	ID     string   // random
	App    string   //
	Person PersonID // may be erased already if OwnKey is set
	Lane   Lane
	Name   string    // which timer or job; holds no personal data
	Due    time.Time // not before
	Body   []byte    // JSON; the store seals it
	OwnKey bool      // sealed with a key made for this item alone, shredded when it is done

	Attempt int   // leases so far, this one included; set by Lease
	Seq     int64 // order within the person; set by the store
}

// DownloadLink is a one-time link to a file. Only the hash of its token is stored.
type DownloadLink struct {
	Hash    string // hex SHA-256 of the token
	App     string
	Person  PersonID
	File    FileID
	Expires time.Time
}

// Change is everything that one decision writes, all or nothing.
type Change struct {
	// MessageKey names the message that caused the change, so that a redelivery is
	// recognised: a keyed hash of it is kept. The zero value: nothing to
	// recognise.
	MessageKey MessageKey
	// Person is written with Rev+1 if its ID is set: as a new row if Rev is 0
	// (ErrConflict if one of its Users belongs to somebody already), otherwise only
	// if the stored revision is still Rev (else ErrConflict).
	Person Person
	Events []Event // of Person
	Queue  []Item  // items to add, in order
	// Done lists the IDs of items that this change completes. If one is no longer
	// in the queue, Save fails with ErrHandled. The own key of a completed item is
	// shredded afterwards.
	Done          []string
	DropQueue     PersonID // removes that person's items, except those in Queue, before Queue is added
	DownloadLinks []DownloadLink
	// Rewrite replaces the Body of events of Person that are on record, by ID.
	// Nothing else about them changes; an unknown ID is no error.
	Rewrite []Event
	// Suppress puts an account on the suppression list, Release takes one off it.
	// The list holds keyed hashes and outlives an erasure (DESIGN.md, invariant 6).
	Suppress, Release UserID
	// Ledger lists the records to append to the ledger.
	Ledger []ledger.Record
	// Settings become the next revision of their app if the newest has their Rev
	// (else ErrConflict). nil: no change.
	Settings *Settings
	// Tallies are counted up, each by one.
	Tallies []Tally
	// Cases are entries of the case log: new ones, or the next state of those with
	// the same App and Reference. Their Opened, Acknowledged, Due and Channel never
	// change, a Reviewed that is set stays set, and Extended stays unless it is set
	// anew. Which steps a case can take is decided in this package.
	Cases []Case
	// Certificate is written as a new one if its Rev is 0, otherwise only if the
	// stored revision is still Rev (else ErrConflict). nil: none.
	Certificate *Certificate
}

// MessageKey identifies a message across redeliveries.
type MessageKey struct{ App, Channel, ID string }

// Query selects people by columns that hold no personal data. Zero fields
// select everything.
type Query struct {
	App         string
	Stage       Stage
	Consent     ConsentState // of PurposeService
	OpenRequest bool         // has at least one open request
	SeenBefore  time.Time    // last active before
	Handoff     HandoffState // of the current handoff
	HandedOff   time.Time    // handed off before
	Staff       bool         // is a team member
	DueBefore   time.Time    // has an open request that is due before
	// MostUrgent selects at most that many people with open requests, the most
	// urgent first; zero: everybody, in no particular order.
	MostUrgent int
	// Longest selects at most that many people with a handoff, the longest handoff
	// first; zero: everybody.
	Longest int
}

// CaseQuery selects cases. Zero fields select everything.
type CaseQuery struct {
	App, Reference string
	From, To       time.Time // opened at or after From, and before To
	// Newest selects at most that many, the newest first.
	Newest int
}

// Store keeps people, their events, the queue and sealed files. It has no rules of
// its own: this package decides what is written. Everything personal (Person,
// Event.Body, Item.Body, files) is sealed with the person's own key before it
// touches a disk, except items with OwnKey, which have a key each. All methods are
// safe for concurrent use, and honour ctx until a write is handed to the writer.
type Store interface {
	People
	Queue
	Files
	Evidence
	// Save commits c durably: all of it or nothing. A new person's key is
	// made, durably, before the first row that it seals.
	Save(ctx context.Context, c Change) error
	// Settings returns the newest settings of an app; zero: nothing was changed yet.
	Settings(ctx context.Context, app string) (Settings, error)
	// Tallies returns what was counted from one day to another, both included,
	// summed over the days.
	Tallies(ctx context.Context, app, from, to string) ([]Tallied, error)
}

// People is the part of a store that has the people on record and their events.
type People interface {
	// Person returns the person behind an account. A stranger is a zero Person, not
	// an error.
	Person(ctx context.Context, u UserID) (Person, error)
	// PersonByID returns a person by id, or ErrNotFound after their erasure.
	PersonByID(ctx context.Context, id PersonID) (Person, error)
	// Events yields a person's events in the order they were saved.
	Events(ctx context.Context, id PersonID) iter.Seq2[Event, error]
	// Newest yields a person's events, the newest first.
	Newest(ctx context.Context, id PersonID) iter.Seq2[Event, error]
	// People yields the people that q selects, in no particular order.
	People(ctx context.Context, q Query) iter.Seq2[Person, error]
	// Count returns how many people q selects.
	Count(ctx context.Context, q Query) (int, error)
	// Suppressed reports whether an account is on the suppression list.
	Suppressed(ctx context.Context, u UserID) (bool, error)

	// Erase makes a person unreadable and unknown: it writes the erasure record,
	// shreds the key durably, then deletes the person, their addresses and
	// links. It is idempotent, also after a crash at any point, and for a
	// person who is already gone.
	Erase(ctx context.Context, id PersonID, at time.Time) error
	// Purge deletes the rows and files that Erase left as noise: events,
	// queue items without a key of their own, files. It works in small
	// transactions and is idempotent.
	Purge(ctx context.Context, id PersonID) error
}

// Queue is the part of a store that has the work to do: replies, timers, jobs.
type Queue interface {
	// Lease hands out up to n items that are due at now and not leased, for the
	// time d: only the first of each person's replies, and of the desk posts about
	// them. Items whose key is gone are dropped and not returned.
	Lease(ctx context.Context, now time.Time, n int, d time.Duration) ([]Item, error)
	// Retry gives a leased item back, due later.
	Retry(ctx context.Context, id string, due time.Time) error
	// NextDue returns when the first item in the queue, leased or not, is due; the
	// zero time if the queue is empty.
	NextDue(ctx context.Context) (time.Time, error)
}

// Files is the part of a store that has sealed files, and the links to them.
type Files interface {
	// CreateFile begins a sealed file of the person. The file exists once Close
	// returned nil; Abort discards it.
	CreateFile(ctx context.Context, id PersonID, file FileID) (FileWriter, error)
	// OpenFile reads a sealed file; ErrNotFound when it is gone.
	OpenFile(ctx context.Context, id PersonID, file FileID) (io.ReadCloser, error)
	// RemoveFile deletes a file and its links; it is no error if they are gone.
	RemoveFile(ctx context.Context, id PersonID, file FileID) error
	// DownloadLink finds a one-time link by the hash of its token, or ErrNotFound.
	// The caller compares Expires.
	DownloadLink(ctx context.Context, hash string) (DownloadLink, error)
}

// Evidence is the part of a store that proves what was done. It outlives an erasure
// and identifies nobody.
type Evidence interface {
	// Cases yields what q selects of the case log, oldest first.
	Cases(ctx context.Context, q CaseQuery) iter.Seq2[Case, error]
	// Certificate returns the certificate of an erasure, or ErrNotFound.
	Certificate(ctx context.Context, id string) (Certificate, error)
	// CertificateFor returns the certificate for the request with that reference, or
	// ErrNotFound; the oldest certificates have no reference.
	CertificateFor(ctx context.Context, app, reference string) (Certificate, error)
	// Certificates yields all certificates, oldest first.
	Certificates(ctx context.Context) iter.Seq2[Certificate, error]
	// Ledger is the tamper-evident log that Change.Ledger goes to.
	Ledger() ledger.Log
}

// FileWriter writes one sealed file.
type FileWriter interface {
	io.WriteCloser
	// Abort discards the file; after Close it does nothing.
	Abort()
}
