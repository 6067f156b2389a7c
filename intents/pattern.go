package intents

import (
	"slices"
	"strings"
)

// A pattern is a sequence of slots to be found in this order in a clause:
//
//	word        this word; word* is any word with this prefix
//	a|b         one of these
//	@name       a word of one of the language's sets
//	..          up to four words that do not matter
//	^           the beginning of the clause
//	$           its end, ignoring a question mark; also in a|b|$
type pattern []slot

type slot struct {
	words    []string        // any of these
	set      map[string]bool // the same words, if there are many
	prefixes []string        // or any word with one of these prefixes
	end      bool            // or the end of the clause
	kind     slotKind
}

type slotKind int

const (
	slotWord slotKind = iota
	slotGap
	slotBegin
	slotEnd
)

// maxGap is how many words a gap may skip.
const maxGap = 4

// compile parses a pattern. An unknown set is a mistake in the table: it panics,
// and tests compile every table.
func compile(source string, sets map[string]string) pattern {
	var p pattern
	for _, field := range strings.Fields(source) {
		switch field {
		case "..":
			p = append(p, slot{kind: slotGap})
			continue
		case "^":
			p = append(p, slot{kind: slotBegin})
			continue
		case "$":
			p = append(p, slot{kind: slotEnd})
			continue
		}
		var s slot
		for _, word := range strings.Split(field, "|") {
			s.add(word, sets)
		}
		if len(s.words) > 8 {
			s.set = setOf(strings.Join(s.words, " "))
		}
		p = append(p, s)
	}
	return p
}

func (s *slot) add(word string, sets map[string]string) {
	if word == "$" {
		s.end = true
		return
	}
	if name, ok := strings.CutPrefix(word, "@"); ok {
		set, known := sets[name]
		if !known {
			panic("intents: no set of words is called @" + name)
		}
		for _, w := range strings.Fields(set) {
			s.add(w, sets)
		}
		return
	}
	if prefix, ok := strings.CutSuffix(word, "*"); ok {
		s.prefixes = append(s.prefixes, prefix)
		return
	}
	s.words = append(s.words, word)
}

// anchors returns the words of each slot that accepts only words: a text that
// has none of them cannot match the pattern.
func (p pattern) anchors() (all [][]string) {
	for _, s := range p {
		if s.kind == slotWord && !s.end && len(s.prefixes) == 0 && len(all) < 32 {
			all = append(all, s.words)
		}
	}
	return all
}

func (s slot) matches(word string) bool {
	if s.set != nil && s.set[word] || s.set == nil && slices.Contains(s.words, word) {
		return true
	}
	return slices.ContainsFunc(s.prefixes, func(p string) bool { return strings.HasPrefix(word, p) })
}

// find returns where the pattern begins in the clause, or -1.
func (p pattern) find(clause []string) int {
	for start := range clause {
		if p.at(clause, start) {
			return start
		}
	}
	return -1
}

func (p pattern) at(clause []string, i int) bool {
	if len(p) == 0 {
		return true
	}
	switch p[0].kind {
	case slotBegin:
		return i == 0 && p[1:].at(clause, i)
	case slotEnd:
		return atEnd(clause, i) && p[1:].at(clause, i)
	case slotGap:
		for skip := 0; skip <= maxGap && i+skip <= len(clause); skip++ {
			if p[1:].at(clause, i+skip) {
				return true
			}
		}
		return false
	}
	if p[0].end && atEnd(clause, i) && p[1:].at(clause, i) {
		return true
	}
	return i < len(clause) && p[0].matches(clause[i]) && p[1:].at(clause, i+1)
}

func atEnd(clause []string, i int) bool {
	return i == len(clause) || i == len(clause)-1 && clause[i] == "?"
}
