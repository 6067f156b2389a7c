package bot

import (
	"encoding/json"
	"fmt"

	"assent/policies"
)

// What events and queue items carry, sealed. The JSON names are part of the
// export (export.schema.json): fields are added, never renamed.

type messageBody struct {
	Channel string `json:"channel"`
	Thread  string `json:"thread,omitempty"`
	Text    string `json:"text,omitempty"`
	Choice  string `json:"choice,omitempty"`
	Files   []File `json:"files,omitempty"`
	Message string `json:"message,omitempty"` // the platform's id, where people can change there what they wrote
	Revised string `json:"revised,omitempty"` // edited, deleted: by the person, at the platform; expired: its time was over
}

type replyBody struct {
	ID      string            `json:"reply"`
	Text    policies.Markdown `json:"text"`
	Agent   PersonID          `json:"agent,omitempty"`   // of the team, whose words they are: a random number
	Of      string            `json:"desk_id,omitempty"` // what the desk calls the message of theirs
	Choices []Choice          `json:"choices,omitempty"`
	Files   []File            `json:"files,omitempty"`
	Revised string            `json:"revised,omitempty"` // deleted: it repeated what the person deleted; expired: its time was over
}

type requestBody struct {
	Kind      RequestKind `json:"kind"`
	Reference string      `json:"reference"`
	State     string      `json:"state"` // asked, ordered, confirmed, dropped, expired, done, failed, noted
	Channel   string      `json:"channel,omitempty"`
	By        string      `json:"by,omitempty"`     // ordered: who
	Reason    string      `json:"reason,omitempty"` // ordered: why
	Salt      string      `json:"salt,omitempty"`   // of its line in the ledger, where an officer acted
}

type platformCopyBody struct {
	Reply   string      `json:"reply,omitempty"` // empty: it is a message of the person
	Channel string      `json:"channel"`
	Ref     PlatformRef `json:"receipt"`
}

type restartBody struct {
	Reason string `json:"reason"` // timeout, invalid
}

// itemBody is what timers and jobs carry.
type itemBody struct {
	User      UserID        `json:"user"`
	Reference string        `json:"reference,omitempty"`
	Offer     *accountOffer `json:"offer,omitempty"`
	Silent    bool          `json:"silent,omitempty"` // ordered by an officer: the person is not told in chat
}

// replyItem is a queued reply with its address.
type replyItem struct {
	To    UserID `json:"to"`
	Reply Reply  `json:"reply"`
	// Sending is set where nobody asked for it.
	Sending *sendingBody `json:"sending,omitempty"`
}

// mustJSON encodes one of the types above; they hold nothing that cannot be
// encoded.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("bot: %T cannot be encoded: %v", v, err))
	}
	return b
}

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
