// Package slack is the channel on Slack: Socket Mode or the Events API, direct messages, mentions, the slash command,
// the Home tab, and the desk where the team answers.
//
// It owns Slack's signatures, how a reply becomes Block Kit, which buttons can still be pressed, deleting the bot's
// own posts and files, the threads of the desk, and who may give operator commands. It does not own what
// anything means (package bot), nor mrkdwn's markup (package policies).
//
// Read in this order:
//
//	config.go                keys below channels.slack
//	slack.go                 the channel: Send, Erase, blocks and their limits
//	inbound.go               requests and their signatures; events, buttons and commands become messages
//	socket.go, order.go      the same events over Socket Mode; what keeps one person's in order
//	attachments.go, home.go  files that people send; the Home tab and the assistant pane
//	desk.go, operate.go      threads of the team; /assent
//	setup.go                 the app manifest, and the checks of assent doctor
//
// An account is TEAM:USER. An event is acknowledged once it is on record, within three seconds; Slack sends it again
// otherwise, and package bot recognises it by the event's id (FACTS.md, 5.3).
//
// A new kind of event is a case in event (inbound.go), its subscription in the manifest (setup.go), and its shape in
// slacktest. Tests that go through each run over HTTP and over Socket Mode.
//
// Tests: slack_test.go plays the dialogues and what goes wrong on the way, desk_test.go the team's side, spec_test.go
// checks every request against Slack's own description where that is at hand.
package slack
