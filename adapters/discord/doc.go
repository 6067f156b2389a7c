// Package discord is the channel on Discord: the gateway, direct messages, mentions, slash commands, buttons, and the
// desk where the team answers.
//
// It owns how a reply becomes messages of 2,000 characters, where an answer goes that nobody else may read, deleting
// the bot's own messages, the threads of the desk, and who may give operator commands. It does not own what
// anything means (package bot), nor Discord's Markdown (package policies).
//
// Read in this order:
//
//	config.go       keys below channels.discord, and the invitation
//	discord.go      the channel: Send, posts and their limits, whispers, Erase
//	gateway.go      Run: events in lanes, one person's one after another; messages, commands, buttons; catching up
//	webhook.go      signed webhook events; the checks of assent doctor
//	attachments.go  files that people send
//	desk.go         the threads of the team, as bot.Desk
//	agents.go       what the team writes and presses there, and /assent
//
// The library's addresses are package variables; session (discord.go) sends its calls elsewhere with a transport that
// rewrites the host, so that tests do not race (FACTS.md, 5.8). What came while nobody was connected is fetched after
// the start, because the gateway sends nothing twice.
//
// A new event is a handler in Run, in the lane of whoever caused it, and its shape in discordtest.
//
// Tests: discord_test.go plays the dialogues and what goes wrong on the way, desk_test.go the team's side, spec_test.go
// checks every request against Discord's own description where that is at hand.
package discord
