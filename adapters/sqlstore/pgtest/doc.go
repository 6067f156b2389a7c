// Package pgtest starts a PostgreSQL server for tests, from the server's own
// programs on this machine, in a folder of its own, and ends it with them. It
// is for tests only and knows nothing of what they keep there.
package pgtest
