// Package sqlstore stores what Assent has to remember: people, their events, the queue and sealed files as a
// [bot.Store], the editions as a policies.Library.
//
// It owns the tables and their migrations, the one writer that groups concurrent changes into a transaction, the
// sealing of every personal column and file, the key database beside the master key, the erasure record and its
// replay, locks on the folders, backups and restoring. It owns no rules: package bot decides what is written.
//
// # Two folders, neither inside the other
//
//	data/data.db   SQLite in WAL mode, personal columns sealed
//	data/blobs/    sealed streams under random names
//	data/lock      locked by the process that uses the folder
//	keys/keys.db   wrapped keys and the erasure record, rollback journal
//	keys/master.key, keys/lock
//
// A destroyed key is overwritten in place, in a database with a rollback journal that the commit truncates. In WAL mode
// it would stay in the log until a checkpoint, which any reader can delay (DESIGN.md, section 6).
//
// With Options.Database the data, files included, is in PostgreSQL instead, and with Options.KeysDatabase the keys are
// in a database of their own. Several processes can then share the databases: each gives a sign of life every few
// seconds, takes over the leases of dead ones, and forgets people whom the others erased (DESIGN.md, section 4). The
// folders hold the socket of the command line and, without KeysDatabase, the keys. A key that is destroyed in
// PostgreSQL is overwritten at once, but the old row stays on the server until it is vacuumed, and in its log, replicas
// and base backups for as long as they are kept: keep those of keys_database separately and for a short time, and set
// rights.key_copies to that time, so that people who are erased are told the date.
//
// # Reading it
//
//	store.go                          Options, Open and what it repairs, housekeeping
//	save.go, writer.go                sealing a Change, and writing it together with others
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
// migrations are written once, for SQLite; types with another name in PostgreSQL are translated (postgres.go).
//
// # Adding a table or a column
//
// Add a new numbered file in migrations/data, never change an old one; put the statements in the file of their subject;
// seal everything personal; and follow the steps of DESIGN.md, section 8. Every query of a page or of the worker needs
// an index: TestBacklogPlans and TestCasePlans check the plans.
//
// # Tests
//
// store_test.go and postgres_test.go run bottest.TestStore and TestLibrary. canary_test.go and carve_test.go search
// every byte for what must not be there; crash_test.go and crash_replicas_test.go kill processes; fault_test.go fills
// the disk; holdings_test.go compares the tables with the data map; replicas_test.go runs several processes;
// bench_*_test.go measure.
package sqlstore
