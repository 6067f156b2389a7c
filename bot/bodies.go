package bot

import (
	"encoding/json"
	"fmt"

	"assent/policies"
)

// The sealed bodies of events and queue items. Their JSON names are part of the
// export (export.schema.json): fields are added, never renamed.

type messageBody struct {
	Channel string `json:"channel"`
	Thread  string `json:"thread,omitempty"`
	Text    string `json:"text,omitempty"`
	Choice  string `json:"choice,omitempty"`
	Files   []File `json:"files,omitempty"`
	Message string `json:"message,omitempty"` // the platform's id, where people can edit or delete messages there
	// Revised is why the text is not what was sent: edited or deleted by the person
	// at the platform, corrected or deleted at their request, expired by retention.
	Revised string `json:"revised,omitempty"`
}

type replyBody struct {
	ID      string            `json:"reply"`
	Text    policies.Markdown `json:"text"`
	Agent   PersonID          `json:"agent,omitempty"`   // the team member who wrote it: a random id
	Of      string            `json:"desk_id,omitempty"` // the desk's id of the agent's message
	Choices []Choice          `json:"choices,omitempty"`
	Files   []File            `json:"files,omitempty"`
	// Revised is why the text is gone: deleted because it quoted what the person
	// deleted or an agent took it back, or expired by retention.
	Revised string `json:"revised,omitempty"`
}

type requestBody struct {
	Kind      RequestKind `json:"kind"`
	Reference string      `json:"reference"`
	State     string      `json:"state"` // asked, ordered, confirmed, dropped, expired, done, failed, noted
	Channel   string      `json:"channel,omitempty"`
	By        string      `json:"by,omitempty"`     // the officer who acted
	Reason    string      `json:"reason,omitempty"` // the officer's
	Salt      string      `json:"salt,omitempty"`   // of the ledger record, where an officer acted
}

type platformCopyBody struct {
	Reply   string      `json:"reply,omitempty"` // the id of what was copied; empty: a person's or an agent's message
	Channel string      `json:"channel"`
	Ref     PlatformRef `json:"receipt"`
}

type restartBody struct {
	Reason string `json:"reason"` // timeout, invalid
}

// itemBody is the body of timers and jobs.
type itemBody struct {
	User      UserID        `json:"user"`
	Reference string        `json:"reference,omitempty"`
	Offer     *accountOffer `json:"offer,omitempty"`
	Silent    bool          `json:"silent,omitempty"` // ordered by an officer: the person gets no message about it
}

// replyItem is a queued reply with its address.
type replyItem struct {
	To    UserID `json:"to"`
	Reply Reply  `json:"reply"`
	// Broadcast is set if the person did not ask for the reply: a broadcast.
	Broadcast *broadcastBody `json:"sending,omitempty"`
}

// mustJSON encodes one of the types above. It panics if that fails, which these
// types rule out.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("bot: %T cannot be encoded: %v", v, err))
	}
	return b
}

// DecodeEvent decodes the body of an event. An error wraps ErrUnreadable.
func DecodeEvent[T any](e Event) (T, error) {
	var v T
	if err := json.Unmarshal(e.Body, &v); err != nil {
		return v, fmt.Errorf("%w (%s): %w", ErrUnreadable, e.Kind, err)
	}
	return v, nil
}

func decodeBody[T any](item Item) (T, error) {
	var v T
	if err := json.Unmarshal(item.Body, &v); err != nil {
		return v, fmt.Errorf("%s %s: %w", item.Lane, item.Name, err)
	}
	return v, nil
}
