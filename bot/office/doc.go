// Package office is what the team does beside conversations.
//
// It owns accounts of the console with their second factor and sessions
// (accounts.go, totp.go), commands that operate Assent from chat (operate.go),
// comments on drafts (comments.go), publishing (publish.go), reports (reports.go),
// the overview with the audit log (overview.go), the funnel of the opt-in
// (funnel.go), and the daily digest (digest.go).
//
// It does not own what reaches a person: that goes through the gate of package
// bot. Requests, legal holds, settings and the desk are the bot's too; the office
// calls them as the console does. The types that stand on somebody's record, such
// as [bot.Account] and [bot.Report], are the bot's, because an export and an
// erasure have to know them.
//
// Begin with office.go: [New] takes the bot and gives it the office's job, [Office.Run]
// does what recurs. Everything else is a method of [Office] that the console, a
// channel or the command line calls.
//
// The office writes to records of the team through [bot.Bot.Amend], the one way
// beside the gate. No other package above bot may call that; a test in cmd/assent
// holds it.
package office
