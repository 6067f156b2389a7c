// Package sqlstore keeps what Assent has to remember: people, their events,
// the queue and sealed files as a [bot.Store], the editions as a
// policies.Library.
//
// It owns the tables and their migrations, the one writer that groups
// concurrent changes into a transaction, the sealing of every personal column
// and file, the key database beside the master key, the erasure record and its
// replay, locks on the folders, backups and restoring. It owns no rule: what
// is written is decided in package bot.
//
// Two folders, never one inside a copy of the other:
//
//	data/data.db   SQLite in WAL mode, personal columns sealed
//	data/blobs/    sealed streams under random names
//	data/lock      locked by the process that serves
//	keys/keys.db   wrapped keys and the erasure record, rollback journal
//	keys/master.key, keys/lock
//
// A key is removed from keys.db with secure_delete under a rollback journal
// that is truncated by the commit. In WAL mode a removed key would stay in the
// log until a checkpoint that any reader can put off.
//
// The queries are written for both SQLite and PostgreSQL: $1, TEXT ids, BIGINT
// Unix milliseconds, ON CONFLICT, RETURNING. The only type that differs is
// BLOB, which is BYTEA there.
package sqlstore
