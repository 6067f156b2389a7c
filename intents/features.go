package intents

import (
	"slices"
	"unicode/utf8"
)

// A feature is the hash, below buckets, of something found in a text.
type feature = uint32

// buckets is how many features the model can distinguish: a power of two.
const buckets = 1 << 17

// token is a word of a text with its concepts.
type token struct {
	word     string
	hash     uint64
	concepts []concept
}

var unknownWord, numberWord, questionMark = []concept{unknown}, []concept{number}, []concept{question}

// reader turns texts into features.
type reader struct {
	lexicons lexicons
	// everybody lists all lexicons in a fixed order; english is the one whose
	// words people mix into every other language.
	everybody, english []*words
	// known holds the sorted hashes of correctly spelled words, whatever they
	// mean.
	known []uint32
}

func newReader() (reader, error) {
	all, err := readLexicons()
	if err != nil {
		return reader{}, err
	}
	r := reader{lexicons: all, english: []*words{all["en"]}}
	for _, l := range languageTells {
		if w := all[l.lang]; w != nil {
			r.everybody = append(r.everybody, w)
		}
	}
	return r, nil
}

func hashWord(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func mix(a, b uint64) uint64 {
	h := (a ^ b*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	return h ^ h>>29
}

func (r *reader) isKnown(hash uint64) bool {
	_, found := slices.BinarySearch(r.known, uint32(hash))
	return found
}

// language returns the lexicon to use: of the detected language, else of the one
// already known, else the lexicon that has most of the words.
func (r *reader) language(all [][]string, detected, hint string) *words {
	for _, lang := range []string{detected, hint} {
		if w := r.lexicons[lang]; w != nil {
			return w
		}
	}
	best, most := r.lexicons["en"], 0
	for _, w := range r.everybody {
		n := 0
		for _, clause := range all {
			for _, word := range clause {
				if w.find(word) != nil {
					n++
				}
			}
		}
		if n > most {
			best, most = w, n
		}
	}
	return best
}

// tokens looks up the words of a text in lang. Words that lang does not have are
// looked up in English or, unless the language is sure, in every lexicon.
func (r *reader) tokens(all [][]string, lang *words, sure bool) [][]token {
	clauses := make([][]token, 0, len(all))
	for _, clause := range all {
		list := make([]token, 0, len(clause))
		for _, word := range clause {
			t := token{word: word, hash: hashWord(word)}
			switch {
			case word == "?":
				t.concepts = questionMark
			case word[0] >= '0' && word[0] <= '9':
				if t.concepts = lang.exact[word]; t.concepts == nil {
					t.concepts = numberWord
				}
			default:
				t.concepts = r.meaning(word, t.hash, lang, sure)
			}
			list = append(list, t)
		}
		clauses = append(clauses, list)
	}
	return clauses
}

func (r *reader) meaning(word string, hash uint64, lang *words, sure bool) []concept {
	if c := lang.find(word); c != nil {
		return c
	}
	if s := squeeze(word); s != word {
		if c := lang.find(s); c != nil {
			return c
		}
	}
	if utf8.RuneCountInString(word) < 4 || tells[word] != nil || joints[lang.lang][word] {
		return nil
	}
	others := r.everybody
	if sure {
		others = r.english
	}
	for _, w := range others {
		if c := w.find(word); w != lang && c != nil {
			return c
		}
	}
	if r.isKnown(hash) {
		return unknownWord
	}
	if c := lang.near(word); c != nil {
		return c
	}
	if !sure {
		for _, w := range others {
			if c := w.near(word); w != lang && c != nil {
				return c
			}
		}
	}
	return unknownWord
}

// of returns the features of a text, each once, reusing the memory of list.
func (r *reader) of(list []feature, clauses [][]token, rule Guess) []feature {
	list = r.features(list[:0], clauses, rule)
	slices.Sort(list)
	return slices.Compact(list)
}

// The kinds of features. The trained model depends on the order.
const (
	kindWord uint64 = iota + 1
	kindWords
	kindLetters
	kindConcept
	kindPair
	kindNext
	kindTriple
	kindBare
	kindBareTriple
	kindObject
	kindSubject
	kindBegin
	kindAll
	kindLength
	kindRule
	kindEnd
)

// features appends what the model sees of a text.
func (r *reader) features(to []feature, clauses [][]token, rule Guess) []feature {
	add := func(kind, a, b uint64) {
		h := mix(mix(kind, a), b)
		to = append(to, feature(h>>11)&(buckets-1))
	}
	words := 0
	var seen [128]bool
	for _, clause := range clauses {
		var before uint64
		for _, t := range clause {
			words++
			add(kindWord, t.hash, 0)
			if before != 0 {
				add(kindWords, before, t.hash)
			}
			before = t.hash
			if len(t.word) > 3 {
				addLetters(add, t.word)
			}
			for _, c := range t.concepts {
				if !seen[c] {
					seen[c] = true
					add(kindConcept, uint64(c), 0)
				}
			}
		}
		r.relations(add, clause)
	}
	add(kindLength, uint64(min(words, 20)/3), uint64(min(len(clauses), 4)))
	add(kindRule, hashWord(string(rule.Intent)), 0)
	add(kindRule, hashWord(string(rule.Intent)), hashWord(string(rule.Topic)))
	return to
}

// addLetters adds every sequence of four letters in a word.
func addLetters(add func(kind, a, b uint64), word string) {
	var row uint64
	n := 0
	for i := -1; i <= len(word); i++ {
		l := uint64('^')
		if i >= 0 && i < len(word) {
			l = uint64(word[i])
		}
		row = row<<8 | l
		if n++; n >= 4 {
			add(kindLetters, row&0xFFFFFFFF, 0)
		}
	}
}

// reach is how many words apart two words may be and still belong together.
const reach = 5

// relations adds which concepts occur together and in which order.
func (r *reader) relations(add func(kind, a, b uint64), clause []token) {
	// Words without a concept do not separate others.
	meaning := make([]token, 0, len(clause))
	bare := make([]token, 0, len(clause))
	for _, t := range clause {
		if len(t.concepts) == 0 {
			continue
		}
		meaning = append(meaning, t)
		if !framing[t.concepts[0]] {
			bare = append(bare, t)
		}
	}
	for i, t := range meaning {
		for j := i + 1; j < len(meaning) && j <= i+reach; j++ {
			for _, a := range t.concepts {
				for _, b := range meaning[j].concepts {
					add(kindPair, uint64(a), uint64(b))
					if j == i+1 {
						add(kindNext, uint64(a), uint64(b))
					}
				}
			}
		}
		if i == 0 {
			for _, c := range t.concepts {
				add(kindBegin, uint64(c), 0)
			}
		}
		if i == len(meaning)-1 {
			for _, c := range t.concepts {
				add(kindEnd, uint64(c), 0)
			}
		}
	}
	triples(add, kindTriple, meaning)
	for i := 1; i < len(bare); i++ {
		for _, a := range bare[i-1].concepts {
			for _, b := range bare[i].concepts {
				add(kindBare, uint64(a), uint64(b))
			}
		}
	}
	triples(add, kindBareTriple, bare)
	objects(add, meaning)
	if len(bare) > 0 && len(bare) <= 4 { // the whole clause
		h := uint64(0)
		for _, t := range bare {
			h = mix(h, uint64(t.concepts[0]))
		}
		add(kindAll, h, 0)
	}
}

func triples(add func(kind, a, b uint64), kind uint64, list []token) {
	for i := 2; i < len(list); i++ {
		for _, a := range firstTwo(list[i-2].concepts) {
			for _, b := range firstTwo(list[i-1].concepts) {
				for _, c := range firstTwo(list[i].concepts) {
					add(kind, uint64(a)<<8|uint64(b), uint64(c))
				}
			}
		}
	}
}

func firstTwo(c []concept) []concept { return c[:min(2, len(c))] }

var (
	conceptNot = conceptOf["not"]
	conceptMy  = conceptOf["my"]
	conceptMe  = conceptOf["me"]
)

// objects adds for each act the thing before it and the thing after it, whether
// these are the writer's own, and whether the act is negated.
func objects(add func(kind, a, b uint64), list []token) {
	for i, t := range list {
		for _, act := range t.concepts {
			if !acts[act] {
				continue
			}
			denied := uint64(0)
			for j := max(0, i-3); j < min(len(list), i+reach+1); j++ {
				if slices.Contains(list[j].concepts, conceptNot) {
					denied = 1
					if j > i { // "löscht meine Daten nicht"
						denied = 2
					}
				}
			}
			mine := uint64(0)
			for j := i + 1; j < len(list) && j <= i+reach+1; j++ {
				if slices.Contains(list[j].concepts, conceptMy) || slices.Contains(list[j].concepts, conceptMe) {
					mine = 1
				}
				if thing, ok := thingOf(list[j]); ok {
					add(kindObject, uint64(act)<<8|uint64(thing), denied<<1|mine)
					add(kindObject, uint64(act)<<8|uint64(thing), 8)
					break
				}
			}
			mine = 0
			for j := i - 1; j >= 0 && j >= i-reach-1; j-- {
				if thing, ok := thingOf(list[j]); ok {
					if j > 0 && slices.Contains(list[j-1].concepts, conceptMy) {
						mine = 1
					}
					add(kindSubject, uint64(act)<<8|uint64(thing), denied<<1|mine)
					add(kindSubject, uint64(act)<<8|uint64(thing), 8)
					break
				}
			}
		}
	}
}

func thingOf(t token) (concept, bool) {
	for _, c := range t.concepts {
		if things[c] {
			return c, true
		}
	}
	return none, false
}
