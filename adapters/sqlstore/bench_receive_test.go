package sqlstore_test

import (
	"fmt"
	"testing"
)

// BenchmarkReceive measures the whole path of an ordinary message from a person
// who agreed: classifying and deciding, until the message, its reply and the
// person are on disk. Run it with BenchmarkBareCommit, which writes as much with
// the same statements, to see what everything but the disk costs:
//
//	go test -run '^$' -bench 'Receive$|BareCommit$' ./adapters/sqlstore
func BenchmarkReceive(b *testing.B) { benchmarkReceive(b, sqliteStore) }

// BenchmarkReceiveOnPostgres does the same on the tests' PostgreSQL server, which
// does not wait for the disk.
func BenchmarkReceiveOnPostgres(b *testing.B) { benchmarkReceive(b, postgresStore) }

func benchmarkReceive(b *testing.B, open opener) {
	for _, people := range []int{1, 8, 64, 256} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			s := open(b)
			defer s.Close()
			receive(b, s, people)
		})
	}
}
