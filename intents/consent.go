package intents

import (
	"maps"
	"slices"
	"strings"
)

// Answer is what somebody says to a yes-or-no question.
type Answer int

// The answers.
const (
	Unclear Answer = iota
	Yes
	No
)

// answers is how yes and no are said to one question. A Yes is read only
// where every word is known and none of them denies: to ask once more is
// better than to take a refusal for consent.
type answers struct {
	idioms  []idiom
	unclear []pattern // doubts, conditions, questions: decide over everything
	no      []pattern // refusals in whatever words around them
	yes     []pattern // assent, if nothing else is said

	deny   map[string]bool // words that turn an assent into a refusal: not, no
	refuse map[string]bool // words that are a refusal: decline
	firm   map[string]bool // words that contradict a denial beside them: "yes no"
	other  map[string]bool // words that may stand beside an answer
}

// idiom is a row of words that means something else than its words do.
type idiom struct {
	pattern pattern
	means   []string // what to read instead
}

// Consent reads free text as an answer to "do you agree?". What has a
// condition, a doubt or a question in it is Unclear: it is no consent (GDPR
// Art. 4(11), "unambiguous").
func Consent(text string) Answer { return read(consentAnswers, text) }

// Confirm reads free text as an answer to "shall I?".
func Confirm(text string) Answer { return read(confirmAnswers, text) }

// An answer is short: a long story with an "ok" in it is none.
const (
	maxAnswerBytes = 400
	maxAnswerWords = 20
)

// read reads a text in the words of every language. What is a yes in one and
// a no in another is Unclear. A language that does not know all the words, or
// sees a doubt in them, says nothing: "si" is a yes in one and an "if" in the
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
			return Unclear // it says something else as well
		}
		if got == Unclear {
			continue
		}
		if answer != Unclear && answer != got {
			return Unclear // yes and no
		}
		answer = got
	}
	return answer
}

// with returns a that knows what b knows as well.
func (a *answers) with(b *answers) *answers {
	union := func(a, b map[string]bool) map[string]bool {
		all := maps.Clone(a)
		maps.Copy(all, b)
		return all
	}
	return &answers{
		idioms: slices.Concat(b.idioms, a.idioms), unclear: slices.Concat(b.unclear, a.unclear), no: slices.Concat(b.no, a.no), yes: slices.Concat(b.yes, a.yes),
		deny: union(a.deny, b.deny), refuse: union(a.refuse, b.refuse), firm: union(a.firm, b.firm), other: union(a.other, b.other),
	}
}

// clause reads one clause, and reports whether it understood all that bears
// on the answer.
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

// answerClauses is clauses with the signs for yes, no and doubt as words, and
// each word squeezed: people stretch and misspell their answers ("siii",
// "aggree").
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

// squeeze writes every run of a letter once.
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

// idioms are patterns without gaps that all mean the same.
func idioms(means string, sources ...string) []idiom {
	var all []idiom
	for _, p := range compileAll(sources...) {
		all = append(all, idiom{p, strings.Fields(means)})
	}
	return all
}
