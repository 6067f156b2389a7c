package bot

import (
	"log/slog"
	"time"
)

// Event is a fact about a person. Every fact about a person is an event of that
// person, so that export and erasure cannot miss it (DESIGN.md, invariant 11).
// Body is JSON that the store seals; Kind and At are not personal and are stored
// in columns.
type Event struct {
	ID   string
	Kind string
	At   time.Time
	Body []byte
}

// LogValue shows the kind alone.
func (e Event) LogValue() slog.Value { return slog.StringValue(e.Kind) }

// countedAs is the event's name in metrics.
func countedAs(e Event) string {
	if e.Kind == EventConsent {
		if c, err := DecodeEvent[Consent](e); err == nil {
			return e.Kind + "_" + string(c.State)
		}
	}
	return e.Kind
}

// The kinds of event. Their bodies are documented by export.schema.json.
const (
	EventMessage      = "message"   // the person wrote or pressed something (after the opt-in)
	EventReply        = "reply"     // the bot or an agent said something
	EventNotice       = "notice"    // a notice was shown
	EventAdmitted     = "admitted"  // the person was admitted where the channel requires no opt-in here
	EventConsent      = "consent"   // a consent changed
	EventRequest      = "request"   // a request was made, confirmed, dropped or done
	EventPlatformCopy = "receipt"   // a platform keeps a copy of a reply, or of a message
	EventFailed       = "failed"    // a reply could not be delivered
	EventDownload     = "download"  // a one-time link was used
	EventFile         = "file"      // what happened to a file that the person sent
	EventLegalHold    = "hold"      // a legal hold was placed or lifted
	EventRetention    = "retention" // expired data was deleted
	EventBroadcast    = "sending"   // an unprompted message was sent or withheld
	EventAccess       = "read"      // someone opened the conversation
	EventImport       = "import"    // the record came from another installation
	EventAccountLink  = "link"      // another account was linked, or the link undone
	EventHandoff      = "handoff"   // the conversation was handed to the team, or back
	EventNote         = "note"      // a team member wrote a note
	EventRating       = "rating"    // the person said whether the team helped
	EventTicket       = "ticket"    // the conversation got a ticket at a help desk
	EventActed        = "acted"     // a team member did something
	EventRestart      = "restart"   // the conversation was closed without a decision
)
