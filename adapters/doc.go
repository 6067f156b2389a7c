// Package adapters is the explicit list of channels. It owns nothing else: what a channel does is in its own
// folder, and what a message leads to is package bot's. The other folders here are not channels: console is the
// team's web console, sqlstore the store, llm and webhook are two kinds of assistant.
//
// Read adapters.go, then a channel: sms is the shortest, slack the most complete.
//
// # A new channel
//
// A new channel is its folder and one line in adapters.go. In the folder:
//
//  1. doc.go, and README.md, which assent help NAME prints.
//  2. config.go: Name, and a Config whose yaml tags are its keys, with Defaults, On, Check and Channel. Secrets are
//     of type bot.Secret. The loader finds the keys by itself, in the file and in the environment; the example file
//     needs them too, and a test in cmd/assent reports missing ones. Where the platform's terms or its set-up ask for
//     it, the Config also has a default retention, a command that prepares the platform, and a desk.
//  3. The channel: Name, Send and Connect (bot.Connector), which hands it the bot, and of the optional interfaces in
//     package bot those that fit: an http.Handler for webhooks below the path of its traits, Runner for connections,
//     Eraser and Fetcher where the platform lets a bot delete and fetch, Examiner for assent doctor, and HasTraits for
//     what the channel is like (short notices, phone carriers, the name that people know it by).
//     Verify what comes in against the raw bytes before parsing it, and acknowledge it after Inbox.Receive returned
//     nil. Send waits out rate limits, and its error tells whether trying again can help.
//     Answers are private: a question in a public room is answered where nobody else reads it (DESIGN.md,
//     invariant 10).
//  4. A stand-in of the platform in a folder below (smstest, slacktest, discordtest), which speaks its wire protocol
//     over real sockets, misbehaves on request and records every call.
//  5. Tests: bottest.TestChannel over the stand-in, which plays the dialogues; then signatures, redeliveries, faults,
//     erasure, a crowd, and a fuzz target for what strangers can send. A test of the program in cmd/assent.
//
// What else has to change, or may have to, and why:
//
//   - cmd/assent/assent.example.yaml: its keys, and its part of retention.
//   - cmd/assent/testdata/frozen: its keys, routes, commands and names, which others hold on to from then on.
//     TestFrozen prints the lines to add, in a commit of their own.
//   - go.mod for its SDK, and the licences: go test ./cmd/assent -run TestLicences -licences.
//   - policies, if the platform has its own Markdown: the renderers are there (mrkdwn.go, discord.go) and not with
//     their channels, because the console previews what people will see, and adapters never import each other.
//     Package policies also holds the length limits that assent policy check warns about.
//   - bot/FACTS.md, for every limit of the platform that the code relies on, with its source.
//   - cmd/assent, for a test of the whole program; nothing else there knows a channel by name.
//
// An adapter imports its platform's SDK, package bot and what is below it, and no sibling; a test in cmd/assent checks
// that.
package adapters
