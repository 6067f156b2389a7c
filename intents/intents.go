package intents

// Intent is what a message asks for.
type Intent string

// The intents (DESIGN.md, section 5).
const (
	PolicyQuestion  Intent = "policy_question"
	Access          Intent = "access"
	Erasure         Intent = "erasure"
	Rectification   Intent = "rectification"
	Objection       Intent = "objection"
	Restriction     Intent = "restriction"
	WithdrawConsent Intent = "withdraw_consent"
	ConsentStatus   Intent = "consent_status"
	Handoff         Intent = "handoff"
	Help            Intent = "help"
	Other           Intent = "other"
)

// Intents returns all intents.
func Intents() []Intent {
	return []Intent{PolicyQuestion, Access, Erasure, Rectification, Objection, Restriction, WithdrawConsent,
		ConsentStatus, Handoff, Help, Other}
}

// Topic is what a privacy question is about; empty where that is not clear.
type Topic string

// The topics (each is also a constant of package policies).
const (
	Collection         Topic = "collection"
	Purposes           Topic = "purposes"
	LegalBasis         Topic = "legal_basis"
	Sharing            Topic = "sharing"
	Transfers          Topic = "transfers"
	Retention          Topic = "retention"
	Security           Topic = "security"
	Cookies            Topic = "cookies"
	Children           Topic = "children"
	AutomatedDecisions Topic = "automated_decisions"
	Rights             Topic = "rights"
	Contact            Topic = "contact"
)

// Topics returns all topics.
func Topics() []Topic {
	return []Topic{Collection, Purposes, LegalBasis, Sharing, Transfers, Retention, Security, Cookies, Children,
		AutomatedDecisions, Rights, Contact}
}

// Reading is what a message may mean.
type Reading struct {
	Intent     Intent  `json:"intent"`
	Topic      Topic   `json:"topic,omitempty"`
	Confidence float64 `json:"confidence"` // 0 to 1
}

// Guess is the likeliest reading of a message.
type Guess struct {
	Intent     Intent
	Topic      Topic
	Confidence float64 // 0 to 1: how often a guess of this confidence is right
	Lang       string  // language of the message; empty where it is too short to tell
	Source     string  // where the guess came from: rule, model, choice
	// Then lists what else the message asks for, in order, after Intent.
	Then []Reading
	// Rivals lists the other likely readings, the likeliest first.
	Rivals []Reading
}

// Classifier reads messages. It never blocks, does no I/O and is safe for
// concurrent use.
type Classifier interface {
	// Classify reads text; lang is the language if already known, or empty.
	// Everything that is not about privacy is Other, with the confidence that
	// it is nothing else.
	Classify(text, lang string) Guess
}
