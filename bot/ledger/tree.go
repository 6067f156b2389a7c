package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree grows line by line and keeps only the right edge of the tree: one hash
// per level. The zero Tree is empty.
type Tree struct {
	size int64
	edge []node // by level: the last complete node
}

type node struct {
	n    int64
	hash tlog.Hash
}

// Size returns the number of lines.
func (t *Tree) Size() int64 { return t.size }

// Append adds a line and returns the hashes to store for it: the first at
// tlog.StoredHashIndex(0, n), where n was the size before, the others after it.
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

// Root returns the hash of all lines.
func (t *Tree) Root() tlog.Hash {
	root, err := tlog.TreeHash(t.size, t)
	if err != nil {
		panic(fmt.Sprintf("ledger: the edge of the tree is incomplete: %v", err)) // see ReadHashes
	}
	return root
}

// ReadHashes implements tlog.HashReader for the hashes that Append and Root
// need: each is the last complete one on its level.
func (t *Tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if level >= len(t.edge) || t.edge[level].n != n {
			return nil, fmt.Errorf("hash %d on level %d is not at the edge", n, level)
		}
		out[i] = t.edge[level].hash
	}
	return out, nil
}

// Edge returns the indexes of the stored hashes that LoadTree needs for a tree
// of a size.
func Edge(size int64) []int64 {
	var indexes []int64
	for level := 0; size>>level > 0; level++ {
		indexes = append(indexes, tlog.StoredHashIndex(level, size>>level-1))
	}
	return indexes
}

// LoadTree makes a Tree from the stored hashes at the indexes of Edge.
func LoadTree(size int64, edge []tlog.Hash) (*Tree, error) {
	t := &Tree{size: size}
	for level := 0; size>>level > 0; level++ {
		if level >= len(edge) {
			return nil, fmt.Errorf("a tree of %d lines needs more than %d hashes", size, len(edge))
		}
		t.edge = append(t.edge, node{size>>level - 1, edge[level]})
	}
	return t, nil
}
