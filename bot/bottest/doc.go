// Package bottest holds what tests of the domain and of its adapters share: a
// store in memory, a channel that records, a clock that is set by hand, the
// runner of dialogue files, and the conformance suites.
//
// It owns no behaviour of its own: [Memory] is as dumb as a store should be,
// and passes the same [TestStore] as the real ones.
package bottest
