// Package adapters is the explicit list of channels: a new one is a folder
// here and a line in each function of adapters.go. It owns nothing else; what
// a channel does stands in its own folder.
//
// The steps that a new channel really takes, as those of sms:
//
//  1. A folder with doc.go, a README.md, which assent help NAME prints, and a
//     Config with Defaults, On and Check. The loader finds its keys by itself,
//     in YAML and in the environment; a test asks for them in
//     cmd/assent/assent.example.yaml. Tokens are of type bot.Secret.
//  2. A Channel: Name, Send, and of the small interfaces in bot/message.go those
//     that fit (Routed and http.Handler for webhooks, Runner for connections,
//     Eraser, Fetcher, Carried, Short, Hosted, Examined for the doctor). What comes in is
//     verified before it is parsed, and acknowledged after Inbox.Receive
//     returned nil.
//  3. A stand-in of the platform in a folder below, that speaks its wire
//     protocol over real sockets and records every request.
//  4. bottest.TestChannel over the stand-in, then its own tests: signatures,
//     repetitions, faults, erasure, a crowd; a fuzz target for what comes in.
//  5. Its lines in adapters.go, and a test of the program in cmd/assent.
package adapters
