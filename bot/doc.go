// Package bot is the domain of Assent: what happens to a message.
//
// It owns people, their consents, requests and events; the gate, which decides
// what a message leads to; the memory before the opt-in; delivery, timers and jobs;
// the team's desk; and the interfaces that channels and stores implement.
//
// It does not own a driver, an SDK or SQL, and it knows no channel by name. Of HTTP
// it has three handlers: one-time downloads, certificates, and the check of signed
// documents. What the bot says is the business of package policies, what a text
// means that of package intents. What the team does beside conversations (accounts,
// publishing, reports) is package office, below this folder and above this package.
//
// # Reading order
//
// DESIGN.md in this folder has the invariants, the whole flow and the house style;
// FACTS.md the limits of platforms with their sources. In the code, follow a message:
//
//	receive.go      Bot.Receive, the lock, the situation that the gate decides on
//	gate.go         situation -> decision; the list of steps
//	step_*.go       one step each; turn.go has what steps share
//	store.go        the Change that is committed, and the parts of a Store
//	work.go         the queue: delivery.go sends, jobs.go works, timers fire
//	amend.go        the second write path, for what is no message
//
// Then by subject, each under one prefix or name: case_ (requests and officers), desk_
// (the team), erase_ (erasure), export.go, import.go, corrections.go, retention.go,
// account_links.go, download_links.go, admission.go (opt-in modes of channels),
// consent_receipt.go, data_map.go (what is kept where, and how it is exported and
// erased).
//
// A new kind of message is a step or a result (step_background.go); a new kind of
// slow work is a job; a new fact about a person is an event (event.go), so that
// exports and erasures have it without being told.
//
// # Glossary
//
// One word means one thing here, in comments too.
//
//	access         somebody of the team opened a record; people can ask who did
//	admission      somebody was let in on a channel that asks nobody to opt in
//	amend          to write to a record beside the gate
//	answer         yes or no to a question of the bot's ([intents.Answer]); an assistant
//	               gives an [AssistantReply], the policy page a [PolicyAnswer]
//	case           a request in the case log, which outlives the person and names nobody
//	code           a one-time code for a download ([DownloadCode]), or for linking accounts
//	consent        what a person decided about one purpose, with its proof
//	decision       what the gate makes of a situation; nothing of it shows until it is saved
//	download       a file behind a one-time link ([DownloadLink])
//	edition        everything that the bot may say, published as one numbered whole
//	event          one fact about a person, sealed
//	gate           the decider: gate.go and the steps
//	handoff        a conversation that the team has, or is about to have
//	legal hold     keeps what a legal claim needs from being deleted ([LegalHold])
//	line           what somebody said in a conversation ([Line]); the desk gets a [DeskPost],
//	               the audit log has entries, the ledger has records
//	linked account another account that a person proved to be theirs
//	memory         where messages wait before the opt-in; never on a disk
//	notice         the disclaimer with the opt-in question, in a form
//	opt-in mode    whether a channel requires the opt-in ([OptInMode])
//	order          what an officer has done for a person, with name and reason
//	outcome        how receiving or sending went, for metrics
//	platform ref   what a platform calls its copy of a message, to delete it there
//	receipt        the signed consent receipt that a person can ask for
//	request        a right that a person exercises
//	result         what comes to the gate from beyond the conversation
//	settings       what admins change while Assent runs ([Settings])
//	team           colleagues: agents, officers, editors, auditors, admins
//	turn           one decision in the making
//	unanswered     what an assistant has not answered yet
//	verdict        what an officer makes of a request
//	waiting        a handoff that nobody of the team has taken
package bot
