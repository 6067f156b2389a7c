// Package discord is the channel over Discord: the gateway, direct messages,
// mentions, slash commands, buttons. It owns how a reply becomes messages of
// 2,000 characters, where an answer goes that nobody else may read, and
// deleting the bot's own messages.
//
// It does not own what anything means (package bot), nor the marks of Discord's
// Markdown (package policies).
package discord
