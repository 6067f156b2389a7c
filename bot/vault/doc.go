// Package vault keeps one random key per person (or per job) and seals everything personal with it. Destroying the
// key, which is what [Vault.Shred] and [Vault.Erase] do, turns every copy of what it sealed into noise: database
// pages, write-ahead logs, old backups.
//
// It owns the keys' life: making, wrapping with the master key, caching in memory, destroying; the sealed formats; the
// keyed hash for look-ups; and the master key's file. It does not own where wrapped keys are stored: that is a
// [KeyStore], which a storage adapter implements.
//
// Sealed values are XChaCha20-Poly1305, sealed streams are AES-256-GCM in segments (tink's streaming AEAD), each with
// a key of its own derived from the person's. Both are bound to the row they belong to by associated data: see [Bind].
//
// Read vault.go (Create, Seal, Open, Shred, Rotate), bind.go (places and look-ups), keystore.go, stream.go, master.go,
// cache.go.
//
// A new place for something sealed needs a name of its own in Bind, so that a value copied there from elsewhere does
// not open. Every format begins with its version, so that later ones can be recognised.
//
// Tests: vault_test.go (what opens where, what stays destroyed, races of use and destruction), master_test.go. The
// store proves that a destroyed key leaves no copy on disk: TestDestroyedKeysLeaveNoCopy in adapters/sqlstore.
package vault
