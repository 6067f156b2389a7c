// Package slack is the channel over Slack: Socket Mode or the Events API, direct
// messages, mentions, the slash command, the Home tab. It owns Slack's
// signatures, how a reply becomes Block Kit, which buttons can still be pressed,
// and deleting the bot's own posts and files; and the desk: threads in a channel
// where the team answers, and who may give the commands of operators.
//
// It does not own what anything means (package bot), nor the marks of mrkdwn
// (package policies).
package slack
