// Package bottest holds what tests of the domain and of its adapters share: a store in memory, a channel that records,
// a desk, a clock that is set by hand, the runner of dialogue files, and the conformance suites.
//
// It has no behaviour of its own. [Memory] is for dialogues and unit tests of the domain: it seals nothing and makes
// none of the promises about crashes and late writes that [TestStore] checks on real stores.
//
//	recorder.go           Clock, and Recorder, a channel that keeps what it is sent
//	channel.go            TestChannel, which plays the dialogues over a real channel
//	desk.go               Desk, a team's desk that keeps what is posted to it
//	memory*.go            Memory, a bot.Store
//	folder.go             Shelf, a policies.Library
//	dialogue*.go          the dialogues: see README.md here
//	store*.go             TestStore and TestLibrary, what a store promises
//	crowd.go              Crowd, many people at once on a channel
//
// [TestDialogues] plays the dialogues on a store, [TestChannel] on a real channel with a stand-in for its platform.
// A store's own test file is a few lines that call [TestStore] and [TestLibrary].
//
// For a new promise of bot.Store, add a test to a store_*.go file and a line to TestStore: every store then has to
// keep it, Memory too where it can. The tests of this package check Memory and play the dialogues on it.
package bottest
