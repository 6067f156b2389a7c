package bot

import (
	"slices"
	"time"
)

// Role is what a team member may do.
type Role string

// Roles of everybody who opens conversations.
const (
	RoleAgent   Role = "agent"   // answers people
	RoleOfficer Role = "officer" // handles data subject requests
)

// Further roles, of console accounts.
const (
	RoleAdmin   Role = "admin"   // everything
	RoleEditor  Role = "editor"  // edits the texts, but does not publish them
	RoleAuditor Role = "auditor" // read-only access to the ledger, audit log and case log
)

// Roles lists the roles that an account can have.
func Roles() []Role { return []Role{RoleAdmin, RoleOfficer, RoleAgent, RoleEditor, RoleAuditor} }

// Operator is a team member who is signed in.
type Operator struct {
	Person PersonID
	Colleague
	Roles []Role
}

// Is reports whether they have one of the roles. An admin has every one.
func (o Operator) Is(roles ...Role) bool {
	return slices.ContainsFunc(o.Roles, func(r Role) bool { return r == RoleAdmin || slices.Contains(roles, r) })
}

// Agent marks a person as a team member.
type Agent struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"` // since when
}

// Colleague is a team member on the channel where they work.
type Colleague struct {
	User UserID
	Name string // as shown there
}

// Account lets a team member sign in to the console. Team members are stored as
// people too: the account is on their own record, sealed with their own key.
type Account struct {
	Login    string    `json:"login"`
	Roles    []Role    `json:"roles"`
	Password string    `json:"password,omitempty"` // its hash, see hashPassword
	TOTP     string    `json:"totp,omitempty"`     // the secret of their second factor, in base32
	Step     int64     `json:"step,omitempty"`     // of the last code used
	Invited  *Invited  `json:"invited,omitempty"`
	Sessions []Session `json:"sessions,omitempty"`
	Failures int       `json:"failures,omitempty"` // sign-ins in a row that failed
	Locked   time.Time `json:"locked,omitzero"`    // no sign-in until then
	Disabled bool      `json:"disabled,omitempty"`
}

// Invited is the one-time link that an account starts with.
type Invited struct {
	Hash  string    `json:"hash"`
	Until time.Time `json:"until"`
}

// Session is a signed-in browser.
type Session struct {
	Hash string    `json:"hash"`
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen"`
}

// ConsoleChannel is the channel in the UserID of an account.
const ConsoleChannel = "console"

// Operation is a command that an operator has yet to confirm. It is stored on
// their own record, so that another process can take the confirmation.
type Operation struct {
	Code    string    `json:"code"`
	Command string    `json:"command"`
	Until   time.Time `json:"until"`
}

// Comment is a team member's comment on a draft. It is stored on their own record,
// and erased with it.
type Comment struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"`
	Lang  string    `json:"language"`
	Where string    `json:"where"` // a topic, or "notice"
	Text  string    `json:"text"`
}

// ReportKind is the subject of a report.
type ReportKind string

// The reports. None names anyone outside the team.
const (
	ReportAudit    ReportKind = "audit"    // what the team did
	ReportActivity ReportKind = "activity" // what agents did in conversations
	ReportConsents ReportKind = "consents" // current decisions, by the day they were made
	ReportRequests ReportKind = "requests" // the case log, by the day cases were opened
)

// ReportKinds lists the reports.
func ReportKinds() []ReportKind {
	return []ReportKind{ReportAudit, ReportActivity, ReportConsents, ReportRequests}
}

// Report is a table that a team member requested. It is stored on their own
// record, sealed, until it expires.
type Report struct {
	ID    FileID     `json:"id"`
	Kind  ReportKind `json:"kind"`
	From  time.Time  `json:"from"`
	To    time.Time  `json:"to"` // exclusive
	At    time.Time  `json:"at"` // when it was requested
	Rows  int        `json:"rows"`
	Until time.Time  `json:"until,omitzero"` // zero: it is being written
}
