package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree grows by one line after the other and keeps only the right edge of the
// tree: a hash for each level. The zero Tree is empty.
type Tree struct {
	size int64
	edge []node // by level: the last one that is complete
}

type node struct {
	n    int64
	hash tlog.Hash
}

// Size is the number of lines.
func (t *Tree) Size() int64 { return t.size }

// Append adds a line and returns the hashes to be stored for it: the first at
// tlog.StoredHashIndex(0, n), where n was the size before, the others behind it.
func (t *Tree) Append(leaf tlog.Hash) []tlog.Hash {
	hashes, err := tlog.StoredHashesForRecordHash(t.size, leaf, t)
	if err != nil {
		panic(fmt.Sprintf("ledger: the edge of the tree is incomplete: %v", err)) // see ReadHashes
	}
	for level, h := range hashes {
		if level == len(t.edge) {
			t.edge = append(t.edge, node{})
		}
		t.edge[level] = node{t.size >> level, h}
	}
	t.size++
	return hashes
}

// Root is the hash over all lines.
func (t *Tree) Root() tlog.Hash {
	root, err := tlog.TreeHash(t.size, t)
	if err != nil {
		panic(fmt.Sprintf("ledger: the edge of the tree is incomplete: %v", err)) // see ReadHashes
	}
	return root
}

// ReadHashes implements tlog.HashReader for the hashes that Append and Root
// need: each is the last complete one of its level.
func (t *Tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if level >= len(t.edge) || t.edge[level].n != n {
			return nil, fmt.Errorf("hash %d of level %d is not at the edge", n, level)
		}
		out[i] = t.edge[level].hash
	}
	return out, nil
}

// Edge returns the indexes of the stored hashes from which LoadTree makes the
// tree of a size.
func Edge(size int64) []int64 {
	var indexes []int64
	for level := 0; size>>level > 0; level++ {
		indexes = append(indexes, tlog.StoredHashIndex(level, size>>level-1))
	}
	return indexes
}

// LoadTree makes a Tree of the stored hashes that Edge names.
func LoadTree(size int64, edge []tlog.Hash) (*Tree, error) {
	t := &Tree{size: size}
	for level := 0; size>>level > 0; level++ {
		if level >= len(edge) {
			return nil, fmt.Errorf("a tree of %d lines wants more than %d hashes", size, len(edge))
		}
		t.edge = append(t.edge, node{size>>level - 1, edge[level]})
	}
	return t, nil
}
