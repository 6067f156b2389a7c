package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Report is what Verify found.
type Report struct {
	Size   int64     `json:"size"`
	Root   tlog.Hash `json:"root"`
	Faults []Fault   `json:"faults"`
}

// Fault is one difference from what was signed.
type Fault struct {
	Entry int64  `json:"entry"` // the line where it begins
	Text  string `json:"text"`
}

// maxFaults bounds a report.
const maxFaults = 20

// pageSize is how many lines are compared at a time.
const pageSize = 1024

// Verify reads the whole log, recomputes every hash, and compares the hashes
// with the stored ones, with the newest head and with earlier ones. Anyone who
// can write to the database can make the stored hashes fit, but not an earlier
// head. It keeps a page of lines in memory, and lines may be added meanwhile.
// An error means that the log could not be read.
func Verify(ctx context.Context, log Log, earlier ...Head) (Report, error) {
	v := &verification{ctx: ctx, log: log}
	v.heads = slices.SortedFunc(slices.Values(earlier), func(a, b Head) int { return cmp.Compare(a.Size, b.Size) })
	newest, err := log.Head(ctx)
	if err != nil {
		v.fault(0, "the newest head cannot be trusted: %v", err)
	} else {
		v.newest = &newest
	}
	v.atSize()
	page := make([]Entry, 0, pageSize)
	for e, err := range log.Entries(ctx, 0) {
		if err != nil {
			return Report{}, fmt.Errorf("read the ledger: %w", err)
		}
		if page = append(page, e); len(page) == pageSize {
			if !v.page(page) {
				return v.report(), nil
			}
			page = page[:0]
		}
	}
	if v.page(page) {
		v.end()
	}
	return v.report(), nil
}

type verification struct {
	ctx    context.Context
	log    Log
	tree   Tree
	heads  []Head // earlier heads, not compared yet
	newest *Head
	good   int64 // size of the last earlier head that matched
	faults []Fault
}

func (v *verification) report() Report {
	return Report{Size: v.tree.Size(), Root: v.tree.Root(), Faults: v.faults}
}

func (v *verification) fault(entry int64, format string, args ...any) {
	if len(v.faults) < maxFaults {
		v.faults = append(v.faults, Fault{entry, fmt.Sprintf(format, args...)})
	}
}

// page compares lines with their stored hashes. It reports false where checking
// the lines after them would find nothing new.
func (v *verification) page(page []Entry) bool {
	if len(page) == 0 {
		return true
	}
	begin := v.tree.Size()
	for i, e := range page {
		if want := begin + int64(i); e.N != want {
			v.fault(want, "line %d is missing: it was removed", want)
			return false
		}
	}
	end := begin + int64(len(page))
	if v.newest != nil { // no hashes are stored for lines after the head
		end = max(begin, min(end, v.newest.Size))
	}
	stored, err := v.stored(begin, end)
	if err != nil {
		v.fault(begin, "hashes of the lines %d to %d are missing", begin, end-1)
		stored = nil
	}
	if stored != nil && !v.leaves(begin, page, stored) {
		return false
	}
	for i, e := range page {
		hashes := v.tree.Append(e.Hash())
		n := begin + int64(i)
		at := tlog.StoredHashIndex(0, n) - tlog.StoredHashIndex(0, begin)
		for level := 1; level < len(hashes) && at+int64(level) < int64(len(stored)) && len(v.faults) == 0; level++ {
			if stored[at+int64(level)] != hashes[level] {
				v.fault(n>>level<<level, "the hash over the lines %d to %d was changed", n>>level<<level, n)
			}
		}
		v.atSize()
	}
	return true
}

// stored reads the stored hashes of the lines from begin to before end.
func (v *verification) stored(begin, end int64) ([]tlog.Hash, error) {
	first, after := tlog.StoredHashIndex(0, begin), tlog.StoredHashIndex(0, end)
	indexes := make([]int64, 0, after-first)
	for i := first; i < after; i++ {
		indexes = append(indexes, i)
	}
	return v.log.Hashes(v.ctx, indexes)
}

// leaves compares the lines of a page with their own stored hashes and reports
// what happened to those that differ. It returns false where lines moved.
func (v *verification) leaves(begin int64, page []Entry, stored []tlog.Hash) bool {
	have := make([]tlog.Hash, len(page))
	var want []tlog.Hash
	for i, e := range page {
		have[i] = e.Hash()
		if at := tlog.StoredHashIndex(0, begin+int64(i)) - tlog.StoredHashIndex(0, begin); at < int64(len(stored)) {
			want = append(want, stored[at])
		}
	}
	for i := range want {
		if have[i] == want[i] {
			continue
		}
		n := begin + int64(i)
		switch j := slices.Index(want, have[i]); {
		case agree(have[i+1:], want[i:]):
			v.fault(n, "line %d was inserted", n)
			return false
		case agree(have[i:], want[i+1:]):
			v.fault(n, "line %d was removed, what followed moved up", n)
			return false
		case j > i && have[j] == want[i]:
			v.fault(n, "the lines %d and %d changed places", n, begin+int64(j))
		case j >= 0 && j < i: // reported with the other line
		case j >= 0:
			v.fault(n, "line %d stood at %d: the order was changed", n, begin+int64(j))
		default:
			v.fault(n, "line %d was changed", n)
		}
	}
	return true
}

// agree reports whether the shorter one begins the longer one.
func agree(a, b []tlog.Hash) bool {
	n := min(len(a), len(b))
	return n > 0 && slices.Equal(a[:n], b[:n])
}

// signedTime is how a fault prints when a head was signed.
const signedTime = "2006-01-02 15:04:05 UTC"

// atSize compares the tree with the heads that were signed at its size.
func (v *verification) atSize() {
	for len(v.heads) > 0 && v.heads[0].Size == v.tree.Size() {
		h := v.heads[0]
		v.heads = v.heads[1:]
		if h.Size > 0 && h.Root != v.tree.Root() {
			v.fault(v.good, "the lines %d to %d are not the ones that were signed on %s",
				v.good, h.Size-1, h.At.Format(signedTime))
			v.heads = nil // those after it differ too
			return
		}
		v.good = h.Size
	}
}

// reread takes a head that was signed since reading began: it covers lines that
// were added meanwhile.
func (v *verification) reread(size int64) {
	if v.newest == nil || v.newest.Size >= size {
		return
	}
	again, err := v.log.Head(v.ctx)
	if err != nil || again.Size < size {
		return
	}
	if again.Size > size { // more lines came since: the head counts if it extends the tree so far
		proof, err := tlog.ProveTree(again.Size, size, reader(v.ctx, v.log))
		if err != nil || tlog.CheckTree(proof, again.Size, again.Root, size, v.tree.Root()) != nil {
			return
		}
		again.Size, again.Root = size, v.tree.Root()
	}
	v.newest = &again
}

// end compares the size with the heads that are left, and with the newest.
func (v *verification) end() {
	size := v.tree.Size()
	cut := false
	for _, h := range v.heads {
		v.fault(size, "the log ends before line %d, and had %d when a head was signed on %s: it was cut off",
			size, h.Size, h.At.Format(signedTime))
		cut = true
		break
	}
	v.reread(size)
	switch h := v.newest; {
	case h == nil:
	case h.Size > size && !cut:
		v.fault(size, "the log ends before line %d, and its newest head says %d: it was cut off", size, h.Size)
	case h.Size < size:
		v.fault(h.Size, "the lines from %d on were added behind the newest head", h.Size)
	case h.Size == size && size > 0 && h.Root != v.tree.Root() && len(v.faults) == 0:
		v.fault(v.good, "the lines %d to %d are not the ones of the newest head", v.good, size-1)
	}
}
