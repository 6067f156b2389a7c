// Package bottest holds what tests of the domain and of its adapters share: a store in memory, a channel that records,
// a desk, a clock that is set by hand, the runner of dialogue files, and the conformance suites.
//
// It owns no behaviour of its own. [Memory] is for dialogues and unit tests of the domain: it seals nothing and makes
// none of the promises about crashes and late writes that [TestStore] holds real stores to.
//
//	channel.go            Clock, and Recorder, a channel that keeps what it is sent
//	desk.go               Desk, a team's desk that keeps what it is told
//	memory*.go            Memory, a bot.Store
//	folder.go             Shelf, a policies.Library
//	dialogue*.go          the dialogues: see README.md here
//	store*.go             TestStore and TestLibrary, what a store promises
//	crowd.go              Crowd, many people at once over a channel
//
// [TestDialogues] plays the dialogues on a store, [TestChannel] over a real channel with a stand-in of its platform.
// A store's own test file is a few lines that call [TestStore] and [TestLibrary].
//
// A new promise of bot.Store is a test in a store_*.go file and its line in TestStore: every store then has to keep
// it, Memory too where it can. Tests of this package check Memory and play the dialogues on it.
package bottest
