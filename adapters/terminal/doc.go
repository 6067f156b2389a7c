// Package terminal is the channel on which a person and the bot share a terminal or a pipe.
//
// It owns how replies are written, as text or as lines of JSON, and where the files of a reply are saved. It does not
// own the reading of lines nor the bot's clock: those belong to the command that runs the conversation
// (cmd/assent/chat.go). Nobody is asked for a password here: whoever has the terminal has the folders.
//
// Everything is in terminal.go: Send, then the line of JSON (which scripts rely on: DESIGN.md, section 7), then saving
// files, for their owner alone. Control characters are never written to a terminal.
//
// Tests: the scripts chat_*.txtar in cmd/assent/testdata.
package terminal
