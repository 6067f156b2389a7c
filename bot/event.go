package bot

import (
	"log/slog"
	"time"
)

// Event is a fact about a person. Every fact about a person is one of theirs,
// so that export and erasure cannot miss it. Body is JSON that the store
// seals; Kind and At are not personal and stand in columns.
type Event struct {
	ID   string
	Kind string
	At   time.Time
	Body []byte
}

// LogValue shows the kind alone.
func (e Event) LogValue() slog.Value { return slog.StringValue(e.Kind) }

// countedAs is what metrics call the event.
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
	EventMessage      = "message"   // the person said or pressed something (after the opt-in)
	EventReply        = "reply"     // the bot said something
	EventNotice       = "notice"    // a notice was shown
	EventAdmitted     = "admitted"  // they came in where nobody is asked
	EventConsent      = "consent"   // a consent changed
	EventRequest      = "request"   // a right was asked for, confirmed, dropped or done
	EventPlatformCopy = "receipt"   // a platform keeps a copy of a reply
	EventFailed       = "failed"    // a reply could not be delivered
	EventDownload     = "download"  // a one-time link was used
	EventFile         = "file"      // what became of a file that the person sent
	EventLegalHold    = "hold"      // a legal hold was placed or lifted
	EventRetention    = "retention" // what was over its time was deleted
	EventSending      = "sending"   // a message that nobody asked for was sent, or withheld
	EventAccess       = "read"      // somebody opened the conversation
	EventImport       = "import"    // the record came from another installation
	EventAccountLink  = "link"      // another account was linked, or the link undone
	EventHandoff      = "handoff"   // the team took the conversation, or gave it back
	EventNote         = "note"      // the team noted something
	EventRating       = "rating"    // whether the team helped
	EventTicket       = "ticket"    // what a help desk calls the conversation
	EventActed        = "acted"     // what somebody of the team did
	EventRestart      = "restart"   // the conversation was closed without a decision
)
