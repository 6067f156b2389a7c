package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"assent/intents"
	"assent/policies"
)

// Kind tells what a Message is: something a person did, or something that comes
// back to the gate later.
type Kind int

const (
	KindText   Kind = iota // a person wrote or pressed something
	KindTimer              // a timer of the queue fired
	KindResult             // a delivery or a job ended, or a team member acted
)

// Message is one thing that happened, authenticated by its adapter.
type Message struct {
	ID      string // the platform's id: a redelivery carries the same
	User    UserID // who did it, or for whom it happened
	Kind    Kind
	Thread  string          // the platform's thread, where it has them
	Text    string          // what was typed
	Choice  string          // the ID of the choice that was pressed
	For     string          // the For of the choice that was pressed, where the channel keeps it
	Lang    string          // the person's language according to the platform: a hint
	Carrier intents.Keyword // set by channels of phone carriers, which reserve words
	// CarrierAnswered is set if the carrier has already answered the Carrier word.
	CarrierAnswered bool
	Files           []File
	Notice          *Notice     // a notice that the channel itself has already shown (the web page)
	Source          string      // floods are limited per source too, such as a network address; never stored
	Mutable         bool        // the person can change it at the platform: see Bot.Revise
	PlatformRef     PlatformRef // what the platform calls its copy, where an Eraser can delete that
	At              time.Time

	person PersonID // KindTimer, KindResult: whose it is
	item   *Item    // KindTimer, KindResult: the queue item that this message completes
	result result   // KindResult
	refuse refusal  // why it is answered but not accepted
	// received is when it came in by our own clock: At is by the platform's, which
	// may be wrong.
	received time.Time
}

// LogValue shows nothing of what was said.
func (m Message) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("user", m.User), slog.Int("bytes", len(m.Text)))
}

// Choice is something a person can press instead of typing.
type Choice struct {
	ID    string `json:"id"`    // stable within the bot: agree, decline, …
	Label string `json:"label"` // in the person's language
	// For names the question that the choice answers, so that a press on an
	// old message can be told from one on the newest. Channels that can should
	// send it back in Message.For; empty means the newest question.
	For string `json:"for,omitempty"`
}

// FileID names a sealed file of the store.
type FileID string

// File is a file in a message or a reply. Open and DownloadURL are set by delivery
// when a reply is sent. What people send is fetched once it may be kept.
type File struct {
	ID   FileID `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"` // media type
	Size int64  `json:"size"`

	// Open reads the plain content.
	Open func(context.Context) (io.ReadCloser, error) `json:"-"`
	// DownloadURL is a one-time link, where a public address is known.
	DownloadURL string `json:"-"`
	// Ref is where the Fetcher of its channel finds a file of a message.
	Ref string `json:"-"`
	// Content is the content of a small file that is sent with the reply and not
	// stored, because the person is erased.
	Content []byte `json:"content,omitempty"`
}

// Reply is one thing the bot says.
type Reply struct {
	ID      string            `json:"id"` // unique; the idempotency key of its delivery
	Text    policies.Markdown `json:"text"`
	Lang    string            `json:"language"`
	Thread  string            `json:"thread,omitempty"` // the platform's thread that it answers in, if any
	Choices []Choice          `json:"choices,omitempty"`
	Files   []File            `json:"files,omitempty"`
	Token   string            `json:"token,omitempty"`  // for the one-time link to the first file
	Notice  bool              `json:"notice,omitempty"` // it is the opt-in question: its delivery is recorded
	At      time.Time         `json:"at"`               // when it was decided on
	Kept    bool              `json:"kept,omitempty"`   // it is also on record, see Bot.Conversation
	Agent   PersonID          `json:"agent,omitempty"`  // the agent who wrote it
	Of      string            `json:"of,omitempty"`     // the desk's id of the agent's message
	Last    bool              `json:"last,omitempty"`   // it confirms a STOP and is sent despite it (FACTS.md, 5.2)
}

// LogValue shows the id alone.
func (r Reply) LogValue() slog.Value { return slog.StringValue(r.ID) }

// PlatformRef is a platform's id of its copy of a message: empty where it keeps
// none.
type PlatformRef string

// Errors of Channel.Send.
var (
	// ErrUndeliverable: trying again cannot help.
	ErrUndeliverable = errors.New("the channel cannot deliver to this person")
	// ErrOptedOut: the person told their carrier to stop messages.
	ErrOptedOut = fmt.Errorf("%w: they said STOP to their carrier", ErrUndeliverable)
	// ErrAway: the channel works, but the person cannot be reached now. The reply
	// is tried again; this does not count as a failure of the platform.
	ErrAway = errors.New("the person is not there now")
)

// Channel is a way to reach people. A channel is also a [Runner], an
// http.Handler, or both.
type Channel interface {
	// Name is the channel's name in UserID.Channel and in the configuration.
	Name() string
	// Send delivers one reply and returns when the platform has accepted it. It
	// waits out rate limits, and may block until ctx ends. An error that wraps
	// ErrUndeliverable is final; after any other the reply is tried again later.
	Send(ctx context.Context, to UserID, r Reply) (PlatformRef, error)
}

// Connector is implemented by channels in which people write, and by an assistant
// that answers later: Connect is how they get the bot, which is their [Inbox]. New
// calls it once, before anything is sent. A channel declares an interface with the
// methods of the bot that it uses, and keeps b as that.
type Connector interface{ Connect(b *Bot) }

// Eraser is implemented by channels whose platform lets a bot delete copies that
// it keeps.
type Eraser interface {
	// Erase deletes these copies of a conversation with a person. It may block
	// until ctx ends. A copy that is already gone counts as deleted. After an
	// error Erase is called again with the copies that it did not return.
	Erase(ctx context.Context, who UserID, copies []PlatformRef) (deleted []PlatformRef, err error)
	// Leaves reports whether the platform keeps more of a conversation than
	// Erase can delete, such as what the person wrote.
	Leaves() bool
}

// Examiner is implemented by channels that can check whether they would work:
// tokens, addresses, permissions.
type Examiner interface {
	// Examine asks the platform and returns what it found. It changes nothing.
	Examine(ctx context.Context) []Finding
}

// Finding is the result of one check.
type Finding struct {
	Grade Grade
	Text  string // what was found and, if something is wrong, what to do; no secrets
}

// Grade is how good a Finding is.
type Grade int

// The grades.
const (
	Good Grade = iota
	Doubtful
	Bad
)

// maxSkew is how far clocks may differ before a warning: what platforms sign is
// valid for five minutes.
const maxSkew = time.Minute

// ClockFinding compares this machine's clock with a platform's, by the Date of
// one of its answers.
func ClockFinding(date string, now time.Time) []Finding {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return nil
	}
	if off := now.Sub(theirs).Round(time.Second); off.Abs() > maxSkew {
		return []Finding{{Bad, fmt.Sprintf("this machine's clock is %s off the platform's, and signatures older than "+
			"5 minutes are refused: let it be set over the network (NTP)", off)}}
	}
	return []Finding{{Good, "this machine's clock is right"}}
}

// Runner is a channel that listens by itself. Run blocks until ctx ends.
type Runner interface {
	Run(ctx context.Context) error
}

// Inbox is where channels deliver what happened.
type Inbox interface {
	// Receive returns nil when the outcome is on record and can be acknowledged
	// to the platform. ErrTooFast: not accepted, the sender should slow down. Any
	// other error: not accepted, deliver it again.
	Receive(ctx context.Context, m Message) error
}

// ErrTooFast means that a person or a source sends more than Assent accepts.
var ErrTooFast = NewProblem(Busy, "too many messages, try again in a moment")
