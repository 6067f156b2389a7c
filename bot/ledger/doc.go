// Package ledger is the tamper-evident log of consents, erasures, publications and what officers ordered: a Merkle
// tree as in RFC 6962, in which every line is a leaf, and signed heads of that tree.
//
// A line holds a kind, an app, the hour, and a salted commitment to the fact: SHA-256 of the salt and the fact's
// canonical JSON. The salt is sealed with the key of the person the fact is about. Once that key is destroyed nobody
// can tell whose line it was, and the tree still verifies.
//
// The package owns what a line, a head, a proof and a signed document look like, and how they are checked. It does
// not own where they are stored (a store is a [Log]), nor what is recorded. Trees and proofs are golang.org/x/mod's
// sumdb/tlog, heads are notes (sumdb/note) in the format of C2SP's tlog-checkpoint.
//
// Read record.go (a line), tree.go (appending), head.go (keys, signed heads), log.go (what a store implements; proofs),
// verify.go (a whole ledger, against heads that were stored elsewhere), document.go (receipts and certificates).
//
// A new kind of line is a Kind in record.go. Kinds and the fields of facts are never renamed: the commitments of old
// lines would no longer verify.
//
// Tests: ledger_test.go edits, inserts, removes, moves and cuts off lines (TestAttacks); bottest.TestStore tests a
// store's ledger.
package ledger
