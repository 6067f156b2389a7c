package sqlstore_test

import (
	"fmt"
	"testing"
)

// BenchmarkReceive measures the whole way of an ordinary message of somebody
// who agreed: read and decided upon, until it, its reply and the person are on
// disk. Run it with BenchmarkBareCommit, which writes as much in the same
// statements, to see what everything around the disk costs:
//
//	go test -run '^$' -bench 'Receive$|BareCommit$' ./adapters/sqlstore
func BenchmarkReceive(b *testing.B) { benchmarkReceive(b, sqliteStore) }

// BenchmarkReceiveOnPostgres does the same on a server of the tests' own,
// which does not wait for the disk.
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
