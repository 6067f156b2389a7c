// Package ledger is the tamper-evident log of consents, erasures, publications
// and acts of officers: a Merkle tree as in RFC 6962, in which every line is a
// leaf, and signed heads of that tree.
//
// A line holds a kind, an app, the hour, and a salted commitment to the fact:
// SHA-256 of the salt and the fact's canonical JSON. The salt lies sealed with
// the person the fact is about. Once that key is destroyed nobody can tell whose
// line it was, and the tree still verifies.
//
// The package owns what a line, a head, a proof and a signed document look like,
// and how they are checked. It does not own where they are kept (a store is a
// [Log]), nor what is put on record. Trees and proofs are golang.org/x/mod's
// sumdb/tlog, heads are notes (sumdb/note) in the format of C2SP's
// tlog-checkpoint.
package ledger
