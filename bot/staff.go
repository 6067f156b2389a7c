package bot

import (
	"slices"
	"time"
)

// Role is what somebody is who opens a conversation.
type Role string

// The roles.
const (
	RoleAgent   Role = "agent"   // answers people
	RoleOfficer Role = "officer" // carries out rights
)

// Roles of accounts, beside RoleAgent and RoleOfficer.
const (
	RoleAdmin   Role = "admin"   // everything
	RoleEditor  Role = "editor"  // edits the texts, and does not publish them
	RoleAuditor Role = "auditor" // reads what proves, and changes nothing
)

// Roles lists what an account may be.
func Roles() []Role { return []Role{RoleAdmin, RoleOfficer, RoleAgent, RoleEditor, RoleAuditor} }

// Operator is somebody who is signed in.
type Operator struct {
	Person PersonID
	Colleague
	Roles []Role
}

// Is reports whether they have one of the roles. An admin has every one.
func (o Operator) Is(roles ...Role) bool {
	return slices.ContainsFunc(o.Roles, func(r Role) bool { return r == RoleAdmin || slices.Contains(roles, r) })
}

// Agent is what is known of a person as one of the team.
type Agent struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"` // since when
}

// Colleague is somebody of the team.
type Colleague struct {
	User UserID // as on the channel where they work
	Name string // as people there call them
}

// Account lets somebody of the team sign in to the console. They are a person as
// any other: their account lies on their own record, sealed with their own key.
type Account struct {
	Login    string    `json:"login"`
	Roles    []Role    `json:"roles"`
	Password string    `json:"password,omitempty"` // its hash, see hashPassword
	TOTP     string    `json:"totp,omitempty"`     // the secret of their second factor, in base32
	Step     int64     `json:"step,omitempty"`     // of the last code that was used
	Invited  *Invited  `json:"invited,omitempty"`
	Sessions []Session `json:"sessions,omitempty"`
	Failures int       `json:"failures,omitempty"` // in a row
	Locked   time.Time `json:"locked,omitzero"`    // until then nobody can sign in
	Disabled bool      `json:"disabled,omitempty"`
}

// Invited is a one-time link by which an account is begun.
type Invited struct {
	Hash  string    `json:"hash"`
	Until time.Time `json:"until"`
}

// Session is a browser that is signed in.
type Session struct {
	Hash string    `json:"hash"`
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen"`
}

// ConsoleChannel is the channel of UserID under which accounts stand.
const ConsoleChannel = "console"

// Operation is what an operator asked for and has to confirm: it lies on their
// own record, so that another process can take the confirmation.
type Operation struct {
	Code    string    `json:"code"`
	Command string    `json:"command"`
	Until   time.Time `json:"until"`
}

// Comment is what somebody of the team says about a text that is worked on. It
// lies on their own record, and goes with it.
type Comment struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"`
	Lang  string    `json:"language"`
	Where string    `json:"where"` // a topic, or notice
	Text  string    `json:"text"`
}

// ReportKind is what a report is about.
type ReportKind string

// The reports. None names a person who is no colleague.
const (
	ReportAudit    ReportKind = "audit"    // what the team did
	ReportActivity ReportKind = "activity" // what agents did in conversations
	ReportConsents ReportKind = "consents" // decisions as they stand, by the day they were made
	ReportRequests ReportKind = "requests" // the case log, by the day it was opened
)

// ReportKinds lists the reports.
func ReportKinds() []ReportKind {
	return []ReportKind{ReportAudit, ReportActivity, ReportConsents, ReportRequests}
}

// Report is a table that somebody of the team ordered: it lies sealed on their own
// record until it expires.
type Report struct {
	ID    FileID     `json:"id"`
	Kind  ReportKind `json:"kind"`
	From  time.Time  `json:"from"`
	To    time.Time  `json:"to"` // exclusive
	At    time.Time  `json:"at"` // when it was ordered
	Rows  int        `json:"rows"`
	Until time.Time  `json:"until,omitzero"` // zero: it is being written
}
