// Package pgtest starts a PostgreSQL server for tests, from the server's own programs on this machine (initdb,
// postgres), in a folder of its own, and ends it with them. It is for tests only and knows nothing of what they keep
// there.
//
// Run wraps testing.M; Server gives a test the server, and Database an empty database on it. Where there are no
// programs a test skips and says so; POSTGRES_TESTS=required makes that a failure. Start, Stop and Answers are for
// tests that take the server away.
package pgtest
