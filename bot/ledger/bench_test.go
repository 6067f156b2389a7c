package ledger_test

import (
	"context"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"assent/bot/ledger"
)

// million is how many lines the log of the benchmarks has.
const million = 1_000_000

func BenchmarkAppendTo1M(b *testing.B) {
	l := newLog(b, million)
	r := line(b, 1)
	hashes, err := l.Hashes(context.Background(), ledger.Edge(int64(million)))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		t, err := ledger.LoadTree(int64(million), hashes)
		if err != nil {
			b.Fatal(err)
		}
		t.Append(r.Hash())
		if _, err := l.key.SignHead(t.Size(), t.Root(), at); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProofOf1M(b *testing.B) {
	l := newLog(b, million)
	reader := tlog.HashReaderFunc(func(i []int64) ([]tlog.Hash, error) { return l.Hashes(context.Background(), i) })
	b.ReportAllocs()
	for n := int64(0); b.Loop(); n = (n + 7919) % int64(million) {
		p, err := tlog.ProveRecord(int64(million), n, reader)
		if err != nil {
			b.Fatal(err)
		}
		if err := tlog.CheckRecord(p, int64(million), l.head.Root, n, l.entries[n].Hash()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify1M(b *testing.B) {
	l := newLog(b, million)
	b.ReportAllocs()
	for b.Loop() {
		if r, err := ledger.Verify(context.Background(), l); err != nil || len(r.Faults) > 0 {
			b.Fatal(r.Faults, err)
		}
	}
}
