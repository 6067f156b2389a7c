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
// With Options.Database the data lies in PostgreSQL instead, files too, and
// with Options.KeysDatabase the keys lie in a database of their own. Several
// processes may then serve together: each says every few seconds that it
// lives, takes over the leases of those that do not, and forgets whom the
// others erased. The folders hold the socket of the command line and, without
// KeysDatabase, the keys. A key that is destroyed in PostgreSQL is overwritten
// at once, but the server keeps the old row until it is vacuumed, and its log,
// replicas and base backups for as long as they are kept: keep those of
// keys_database apart and short, and say for how long (rights.key_copies), so
// that people who are erased can be told the day.
//
// The queries are the same for both: $1, TEXT ids, BIGINT Unix milliseconds,
// ON CONFLICT, RETURNING. The migrations are written once, for SQLite; the
// types that PostgreSQL calls otherwise are translated (postgres.go).
package sqlstore
