// Package pgtest starts a PostgreSQL server for tests, from the server's own programs on this machine (initdb,
// postgres), in a folder of its own, and stops it when the tests end. It is for tests only and knows nothing about
// what they store there.
//
// Run wraps testing.M; Server gives a test the server, and Database an empty database on it. Where the programs are
// missing a test skips with a message; POSTGRES_TESTS=required makes that a failure. Start, Stop and Answers are for
// tests that stop the server.
package pgtest
