// Package bot is the domain of Assent: what happens to a message.
//
// It owns people, consents, requests and events; the gate that decides what a
// message leads to; the memory-only hold of what was said before the opt-in;
// delivery, timers and jobs; and the interfaces that channels and stores
// implement.
//
// It does not own a driver, an SDK or SQL, it does not know a channel by name,
// and of HTTP it has only the handler for one-time links. What the bot says is
// the policies package's, what a text means the intents package's.
//
// The flow, in the order of the files a reader opens: a channel calls
// [Bot.Receive] (receive.go), which loads the [Person] (person.go), lets the
// gate decide (gate.go and one step_*.go file per step), commits the [Change]
// (store.go) and wakes the worker (work.go), which delivers replies
// (delivery.go), fires timers and runs jobs (jobs.go, export.go, erase.go).
//
// People of the team take over by a handoff (handoff.go); what they are told goes
// to a [Desk] (desk.go), and what they do there comes in by [Bot.Act] (agents.go).
// They are persons as anybody, with their accounts (accounts.go) and what they did
// on their own records; [Bot.Operate] (operate.go) takes their commands. What admins change
// while it runs are the [Settings] (settings.go), with the gates of channels (gates.go).
package bot
