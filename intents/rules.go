package intents

import (
	"iter"
	"slices"
	"sync"
)

// Rules holds tables of patterns, one per language. Their verdict is a feature
// of the model, which learns where they are right.
type Rules struct {
	languages []*tables
}

var _ Classifier = (*Rules)(nil)

// tables holds the rules of one language.
type tables struct {
	lang  string
	rules []rule
	// byWord maps a word to the slots of the rules that accept it; a rule
	// cannot match a text that leaves a needed slot empty.
	byWord map[string][]place
	needs  []uint32
	// scratch holds the working memory of candidates.
	scratch sync.Pool
	// negations are the words that turn a request within the next three
	// words into its opposite.
	negations []string
}

// rule is a pattern and the reading of what matches it.
type rule struct {
	intent  Intent
	topic   Topic
	pattern pattern
	veto    bool // a match is ordinary talk
}

// place is a slot of a rule, as a bit.
type place struct {
	rule int
	slot uint32
}

// spec is one reading with its patterns, as the language tables list it.
type spec struct {
	intent   Intent
	topic    Topic
	patterns []string
}

func build(lang string, negations []string, sets map[string]string, vetoes []string, specs []spec) *tables {
	t := &tables{lang: lang, negations: negations}
	for _, v := range vetoes {
		t.rules = append(t.rules, rule{pattern: compile(v, sets), veto: true})
	}
	for _, s := range specs {
		for _, p := range s.patterns {
			t.rules = append(t.rules, rule{intent: s.intent, topic: s.topic, pattern: compile(p, sets)})
		}
	}
	t.scratch.New = func() any { found := make([]uint32, len(t.rules)); return &found }
	t.byWord, t.needs = map[string][]place{}, make([]uint32, len(t.rules))
	for i, r := range t.rules {
		for n, words := range r.pattern.anchors() {
			t.needs[i] |= 1 << n
			for _, w := range words {
				t.byWord[w] = append(t.byWord[w], place{i, 1 << n})
			}
		}
	}
	return t
}

// candidates returns the rules that may match a text of these words, in table
// order.
func (t *tables) candidates(words []string) iter.Seq[rule] {
	return func(yield func(rule) bool) {
		found := t.scratch.Get().(*[]uint32)
		defer t.scratch.Put(found)
		clear(*found)
		for _, w := range words {
			for _, p := range t.byWord[w] {
				(*found)[p.rule] |= p.slot
			}
		}
		for i, needed := range t.needs {
			if (*found)[i] == needed && !yield(t.rules[i]) {
				return
			}
		}
	}
}

func newRules() *Rules {
	return &Rules{languages: []*tables{english(), spanish(), german(), french(), portuguese()}}
}

// The confidences of the rules are not calibrated: a rule that matches is right
// far more often than not.
const (
	confident = 0.9
	unsure    = 0.6 // ordinary talk: nothing matched
)

// Classify implements Classifier. The tables of the text's probable language
// are tried first.
func (r *Rules) Classify(text, lang string) Guess {
	all := clauses(text)
	return r.of(all, detect(text, flat(all)), lang)
}

// of reads a text after language detection; detected is empty if it found none.
func (r *Rules) of(all [][]string, detected, lang string) Guess {
	order := slices.Clone(r.languages)
	first := detected
	if first == "" {
		first = lang
	}
	slices.SortStableFunc(order, func(a, b *tables) int {
		switch {
		case a.lang == first && b.lang != first:
			return -1
		case b.lang == first && a.lang != first:
			return 1
		}
		return 0
	})
	for i, t := range order {
		if i > 0 && order[0].lang == detected {
			break // clearly in a language with rules: other tables do not help
		}
		if g, ok := t.read(all); ok {
			g.Lang = detected
			if g.Lang == "" && t.lang != first {
				g.Lang = t.lang
			}
			return g
		}
	}
	return Guess{Intent: Other, Confidence: unsure, Lang: detected, Source: "rule"}
}

// read returns the reading of the first rule, in the order of the table, that
// matches a clause and is neither negated nor vetoed.
func (t *tables) read(all [][]string) (g Guess, ok bool) {
	vetoed := make([]bool, len(all))
	whole := flat(all)
	for r := range t.candidates(whole) {
		for i, clause := range all {
			if vetoed[i] {
				continue
			}
			at := r.pattern.find(clause)
			switch {
			case at < 0:
			case r.veto:
				vetoed[i] = true
			case !t.negated(clause, at, r.intent):
				return r.guess(), true
			}
		}
		// A request may run across a comma.
		if len(all) > 1 && !r.veto && !slices.Contains(vetoed, true) {
			if at := r.pattern.find(whole); at >= 0 && !t.negated(whole, at, r.intent) {
				return r.guess(), true
			}
		}
	}
	return Guess{}, false
}

func (r rule) guess() Guess {
	return Guess{Intent: r.intent, Topic: r.topic, Confidence: confident, Source: "rule"}
}

// negated reports whether a request is not to do something. The patterns of
// questions and withdrawals include their own negation.
func (t *tables) negated(clause []string, at int, i Intent) bool {
	if i != Erasure && i != Access && i != Rectification && i != Handoff {
		return false
	}
	for _, w := range clause[max(0, at-3):at] {
		if slices.Contains(t.negations, w) {
			return true
		}
	}
	return false
}
