// Package terminal owns the channel on which a person and the bot share a
// terminal or a pipe: how replies are written, as text or as lines of JSON, and
// where the files of a reply are put.
//
// It does not own the reading of lines nor the bot's clock: those belong to
// the command that runs the conversation.
package terminal
