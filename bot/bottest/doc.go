// Package bottest holds what tests of the domain and of its adapters share: a
// store in memory, a channel that records, a clock that is set by hand, the
// runner of dialogue files, and the conformance suites.
//
// It owns no behaviour of its own. [Memory] is for dialogues and unit tests of
// the domain: it seals nothing and makes none of the promises about crashes and
// late writes that [TestStore] holds real stores to.
package bottest
