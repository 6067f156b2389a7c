// Package sqlstore keeps what Assent has to remember: people, their events, the queue and sealed files as a
// [bot.Store], the editions as a policies.Library.
//
// It owns the tables and their migrations, the one writer that groups concurrent changes into a transaction, the
// sealing of every personal column and file, the key database beside the master key, the erasure record and its
// replay, locks on the folders, backups and restoring. It owns no rule: what is written is decided in package bot.
//
// # Two folders, neither inside the other
//
//	data/data.db   SQLite in WAL mode, personal columns sealed
//	data/blobs/    sealed streams under random names
//	data/lock      locked by the process that serves
//	keys/keys.db   wrapped keys and the erasure record, rollback journal
//	keys/master.key, keys/lock
//
// A destroyed key is overwritten where it lies, in a database with a rollback journal that the commit truncates. In
// WAL mode it would stay in the log until a checkpoint that any reader can put off (DESIGN.md, section 6).
//
// With Options.Database the data are in PostgreSQL instead, files too, and with Options.KeysDatabase the keys are in a
// database of their own. Several processes may then serve together: each says every few seconds that it lives, takes
// over the leases of those that do not, and forgets whom the others erased (DESIGN.md, section 4). The folders hold
// the socket of the command line and, without KeysDatabase, the keys. A key that is destroyed in PostgreSQL is
// overwritten at once, but the server keeps the old row until it is vacuumed, and its log, replicas and base backups
// for as long as they are kept: keep those of keys_database separately and for a short time, and set
// rights.key_copies to that time, so that people who are erased are told the day.
//
// # Reading it
//
//	store.go                          Options, Open and what it repairs, housekeeping
//	save.go, writer.go                a Change is sealed by its caller and written with others
//	people.go, events.go, cache.go    loading; people with their revision stay in memory, sealed
//	queue.go                          leases
//	keys.go, erase.go                 the key database; erasing, and the replay of the record
//	blobs.go, blobstore.go            sealed files, in a folder or in a table
//	library.go, ledger.go, cases.go, certificates.go, settings.go, tallies.go, links.go
//	sqlite.go, postgres.go, schema.go the engines and their migrations
//	shared.go                         several processes
//	backup.go, move.go, rotate.go     copies; the move to PostgreSQL; another master key
//
// The queries are the same for both engines: $1, TEXT ids, BIGINT Unix milliseconds, ON CONFLICT, RETURNING. The
// migrations are written once, for SQLite; types that PostgreSQL calls by another name are translated (postgres.go).
//
// # Adding a table or a column
//
// A new numbered file in migrations/data, never a change to an old one; the statements beside their subject; sealing
// for everything personal; and the steps of DESIGN.md, section 8. Every query that a page or the worker makes has an
// index: TestBacklogPlans and TestCasePlans look at the plans.
//
// # Tests
//
// store_test.go and postgres_test.go run bottest.TestStore and TestLibrary. canary_test.go and carve_test.go look for
// what must not be there in every byte; crash_test.go and crash_replicas_test.go kill processes; fault_test.go fills
// the disk; holdings_test.go compares the tables with the data map; replicas_test.go runs several processes;
// bench_*_test.go measure.
package sqlstore
