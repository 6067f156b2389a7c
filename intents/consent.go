package intents

import (
	"maps"
	"slices"
	"strings"
)

// Answer is an answer to a yes-or-no question.
type Answer int

// The answers.
const (
	Unclear Answer = iota
	Yes
	No
)

// answers holds the ways to say yes and no to one question. An answer is Yes
// only if every word is known and none denies: asking once more is better than
// taking a refusal for consent.
type answers struct {
	idioms  []idiom
	unclear []pattern // doubts, conditions, questions: they override everything
	no      []pattern // refusals, whatever words are around them
	yes     []pattern // assent, if the answer says nothing else

	deny   map[string]bool // words that turn an assent into a refusal: not, no
	refuse map[string]bool // words that are a refusal: decline
	firm   map[string]bool // words that contradict a denial beside them: "yes no"
	other  map[string]bool // words that may accompany an answer
}

// idiom is a phrase that means something other than its words.
type idiom struct {
	pattern pattern
	means   []string // the words to read instead
}

// Consent reads free text as an answer to "do you agree?". An answer with a
// condition, a doubt or a question in it is Unclear: it is not consent (GDPR
// Art. 4(11), "unambiguous").
func Consent(text string) Answer { return read(consentAnswers, text) }

// Confirm reads free text as an answer to "shall I?".
func Confirm(text string) Answer { return read(confirmAnswers, text) }

// An answer is short: a long story with an "ok" in it is not an answer.
const (
	maxAnswerBytes = 400
	maxAnswerWords = 20
)

// read tries the answers of every language. A text that is a yes in one and a
// no in another is Unclear. A language that does not know all the words, or
// finds a doubt, does not count: "si" is "yes" in one language and "if" in the
// next.
func read(languages []*answers, text string) Answer {
	if len(text) > maxAnswerBytes {
		return Unclear
	}
	all := answerClauses(text)
	whole := flat(all)
	if len(whole) == 0 || len(whole) > maxAnswerWords {
		return Unclear
	}
	answer := Unclear
	for _, a := range languages {
		if anyOf(a.unclear, whole) {
			continue
		}
		got := a.read(all)
		if got != Unclear && answer != Unclear && got != answer {
			return Unclear
		}
		if got != Unclear {
			answer = got
		}
	}
	return answer
}

func (a *answers) read(all [][]string) Answer {
	answer := Unclear
	for _, clause := range all {
		got, understood := a.clause(clause)
		if !understood {
			return Unclear // the text says something else as well
		}
		if got == Unclear {
			continue
		}
		if answer != Unclear && answer != got {
			return Unclear // both yes and no
		}
		answer = got
	}
	return answer
}

// with returns a combined with b.
func (a *answers) with(b *answers) *answers {
	union := func(a, b map[string]bool) map[string]bool {
		all := maps.Clone(a)
		maps.Copy(all, b)
		return all
	}
	return &answers{
		idioms:  slices.Concat(b.idioms, a.idioms),
		unclear: slices.Concat(b.unclear, a.unclear),
		no:      slices.Concat(b.no, a.no),
		yes:     slices.Concat(b.yes, a.yes),
		deny:    union(a.deny, b.deny),
		refuse:  union(a.refuse, b.refuse),
		firm:    union(a.firm, b.firm),
		other:   union(a.other, b.other),
	}
}

// clause reads one clause, and reports whether it understood everything that
// bears on the answer.
func (a *answers) clause(clause []string) (got Answer, understood bool) {
	for _, i := range a.idioms {
		clause = i.replace(clause)
	}
	if anyOf(a.no, clause) {
		return No, true
	}
	known, denies, refuses, firm := true, false, false, false
	for _, w := range clause {
		denies = denies || a.deny[w]
		refuses = refuses || a.refuse[w]
		firm = firm || a.firm[w]
		known = known && (a.deny[w] || a.refuse[w] || a.firm[w] || a.other[w])
	}
	switch {
	case !known, denies && refuses, (denies || refuses) && firm:
		return Unclear, false
	case denies, refuses:
		return No, true
	case anyOf(a.yes, clause):
		return Yes, true
	}
	return Unclear, true
}

func (i idiom) replace(clause []string) []string {
	at := i.pattern.find(clause)
	if at < 0 {
		return clause
	}
	length := 0
	for _, s := range i.pattern {
		if s.kind == slotWord {
			length++
		}
	}
	return slices.Concat(clause[:at], i.means, clause[at+length:])
}

func anyOf(patterns []pattern, clause []string) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool { return p.find(clause) >= 0 })
}

// answerClauses returns the clauses of a text with each word squeezed, since
// people stretch and misspell their answers ("siii", "aggree"). Emoji for yes,
// no and doubt count as words.
func answerClauses(text string) [][]string {
	all := clauses(text)
	for _, c := range all {
		for i := range c {
			c[i] = squeeze(c[i])
		}
	}
	for _, r := range text {
		switch r {
		case '👍', '✅', '👌', '🆗', '👎', '❌', '🚫', '🙅', '🤔', '🙄', '🤨':
			all = append(all, []string{string(r)})
		}
	}
	return all
}

// squeeze reduces every run of a letter to one.
func squeeze(word string) string {
	var b strings.Builder
	var last rune
	for _, r := range word {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

func squeezedSet(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[squeeze(w)] = true
	}
	return s
}

func compileAll(sources ...string) []pattern {
	patterns := make([]pattern, len(sources))
	for i, s := range sources {
		patterns[i] = compile(s, nil)
		for k, slot := range patterns[i] {
			for j := range slot.words {
				slot.words[j] = squeeze(slot.words[j])
			}
			if slot.set != nil {
				patterns[i][k].set = setOf(strings.Join(slot.words, " "))
			}
		}
	}
	return patterns
}

// idioms returns idioms that all mean the same, from patterns without gaps.
func idioms(means string, sources ...string) []idiom {
	var all []idiom
	for _, p := range compileAll(sources...) {
		all = append(all, idiom{p, strings.Fields(means)})
	}
	return all
}
