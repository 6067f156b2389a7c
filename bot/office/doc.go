// Package office is what the team does outside conversations.
//
// It owns console accounts with their second factor and sessions (accounts.go,
// totp.go), commands that operate Assent from chat (operate.go), comments on drafts
// (comments.go), publishing (publish.go), reports (reports.go), the overview and
// the audit log (overview.go), the opt-in funnel (funnel.go), and the daily digest
// (digest.go).
//
// It does not own what reaches a person: that goes through the gate of package
// bot. Requests, legal holds, settings and the desk belong to the bot too; the
// office calls them as the console does. Types that are stored on a record, such as
// [bot.Account] and [bot.Report], are the bot's, because an export and an erasure
// have to know them.
//
// Begin with office.go: [New] takes the bot and registers the office's job with it,
// [Office.Run] does what recurs. Everything else is a method of [Office] that the
// console, a channel or the command line calls.
//
// The office writes to team members' records through [bot.Bot.Amend], the one way
// besides the gate. No other package above bot may call that; a test in cmd/assent
// enforces it.
package office
