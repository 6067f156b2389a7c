package intents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Embedded is the classifier that is part of the program: a model that was
// learnt from the corpus, which hears tables of rules too.
type Embedded struct {
	rules *Rules
	model *model
	lists sync.Pool // of features, to work on
}

var _ Classifier = (*Embedded)(nil)

var embeddedModel = sync.OnceValues(func() (*model, error) { return readModel(modelFile) })

// New returns the embedded classifier.
func New() *Embedded {
	m, err := embeddedModel()
	if err != nil {
		panic(fmt.Sprintf("intents: the embedded model: %v", err)) // a test finds it
	}
	e := &Embedded{rules: newRules(), model: m}
	e.lists.New = func() any { list := make([]feature, 0, 1024); return &list }
	return e
}

const sourceModel = "model"

// Classify implements Classifier.
func (e *Embedded) Classify(text, hint string) Guess {
	all := clauses(text)
	if len(all) == 0 {
		return Guess{Intent: Other, Confidence: 1, Source: sourceModel}
	}
	detected := detect(text, flat(all))
	lang := e.model.language(all, detected, hint)
	p, topics := e.read(e.model.tokens(all, lang, detected != ""), e.rules.of(all, detected, hint))
	g := e.parts(p, topics, text, lang)
	g.Lang = detected
	if g.Intent != Other && g.Confidence < least {
		g = doubtful(g)
	}
	return g
}

// read returns the probabilities for a text in which a rule read something.
func (e *Embedded) read(clauses [][]token, rule Guess) (intents, topics []float32) {
	list := e.lists.Get().(*[]feature)
	defer e.lists.Put(list)
	*list = e.model.of(*list, clauses, rule)
	return e.model.probabilities(*list)
}

// parts reads the parts of a text one by one and joins what they say to p and
// topics, which the whole of it says: what a long story ends with is
// easily drowned in it, and one message can ask for several things.
func (e *Embedded) parts(p, topics []float32, text string, lang *words) Guess {
	parts := split(text, joints[lang.lang])
	if len(parts) < 2 {
		return guess(p, topics)
	}
	var found []Reading
	joined := slices.Clone(p)
	surest := float32(0)
	for _, part := range parts {
		all := clauses(part)
		tokens := e.model.tokens(all, lang, true)
		if len(found) > 0 {
			tokens = completed(tokens)
		}
		q, about := e.read(tokens, e.rules.of(all, lang.lang, lang.lang))
		g := guess(q, about)
		// Nobody asks for the menu beside something else, but many say "help".
		if g.Intent != Other && g.Intent != Help && g.Confidence >= surePart && !slices.ContainsFunc(found, func(r Reading) bool { return r.Intent == g.Intent }) {
			found = append(found, Reading{g.Intent, g.Topic, g.Confidence})
		}
		for i, intent := range intentLabels {
			if intent != Other && intent != Help {
				joined[i] = max(joined[i], q[i]*partWeight)
			}
			if intent == PolicyQuestion && q[i] > surest {
				surest = q[i]
				if q[i] > p[i] {
					topics = about
				}
			}
		}
	}
	var sum float32
	for _, x := range joined {
		sum += x
	}
	for i := range joined {
		joined[i] /= sum
	}
	g := guess(joined, topics)
	if len(found) < 2 || g.Intent == Other || !slices.ContainsFunc(found, func(r Reading) bool { return r.Intent == g.Intent }) {
		return g
	}
	g.Intent, g.Topic, g.Confidence, g.Then = found[0].Intent, found[0].Topic, found[0].Confidence, found[1:]
	return g
}

// doubtful reads as ordinary talk what may be something else: its rivals say
// what.
func doubtful(g Guess) Guess {
	other := slices.IndexFunc(g.Rivals, func(r Reading) bool { return r.Intent == Other })
	rivals := append([]Reading{{g.Intent, g.Topic, g.Confidence}}, g.Rivals...)
	if other >= 0 {
		rivals = slices.Delete(rivals, other+1, other+2)
	}
	confidence := 1 - g.Confidence
	return Guess{Intent: Other, Confidence: min(confidence, 0.5), Lang: g.Lang, Source: g.Source, Rivals: rivals[:3]}
}

const (
	least      = 0.35 // below it is ordinary talk, perhaps; measured on testdata/fresh_*
	surePart   = 0.6  // from here a part of a message asks for something of its own
	partWeight = 0.9  // a part counts a little less than the whole
)

// completed adds to an act without an object the one that was spoken of:
// "export my data and then delete it".
func completed(clauses [][]token) [][]token {
	acting := false
	for _, clause := range clauses {
		for _, t := range clause {
			if _, ok := thingOf(t); ok {
				return clauses
			}
			acting = acting || slices.ContainsFunc(t.concepts, func(c concept) bool { return acts[c] })
		}
	}
	if !acting || len(clauses) == 0 {
		return clauses
	}
	last := len(clauses) - 1
	clauses[last] = append(clauses[last], token{"my", hashWord("my"), []concept{conceptMy}}, token{"data", hashWord("data"), []concept{conceptOf["data"]}})
	return clauses
}

// guess is the likeliest intent, and of a question the likeliest topic.
func guess(intents, topics []float32) Guess {
	about := topicLabels[slices.Index(topics, slices.Max(topics))]
	readings := make([]Reading, len(intents))
	for i, p := range intents {
		readings[i] = Reading{Intent: intentLabels[i], Confidence: float64(p)}
		if intentLabels[i] == PolicyQuestion {
			readings[i].Topic = about
		}
	}
	slices.SortStableFunc(readings, func(a, b Reading) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return Guess{Intent: readings[0].Intent, Topic: readings[0].Topic, Confidence: readings[0].Confidence, Source: sourceModel, Rivals: readings[1:4]}
}

// maxParts bounds what is read one by one.
const maxParts = 16

// joints are words that begin another matter, by language.
var joints = map[string]map[string]bool{
	"en": setOf("and then also plus but"), "es": setOf("y luego ademas tambien pero"), "de": setOf("und dann ausserdem aber"),
	"fr": setOf("et puis ensuite aussi mais"), "pt": setOf("e depois tambem mas"), "it": setOf("e poi inoltre ma"),
	"nl": setOf("en dan daarna ook maar"), "ro": setOf("si apoi dar"), "pl": setOf("i potem oraz ale"),
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// split cuts a text into sentences, and those where a comma or a joint begins
// something else. A part has two words or more.
func split(text string, joints map[string]bool) (parts []string) {
	text = cut(text)
	begin, words := 0, 0
	end := func(at int) {
		if part := strings.TrimSpace(text[begin:at]); words > 1 && len(parts) < maxParts {
			parts = append(parts, part)
			begin, words = at, 0
		}
	}
	word := -1
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’' {
			if word < 0 {
				word = i
			}
			continue
		}
		if word >= 0 {
			if words > 1 && joints[strings.ToLower(text[word:i])] {
				end(word)
			} else {
				words++
			}
			word = -1
		}
		if strings.ContainsRune(".!?;,\n…", r) {
			end(i + utf8.RuneLen(r))
		}
	}
	if word >= 0 {
		words++
	}
	end(len(text))
	return parts
}

// ModelSum is the CorpusSum of what the embedded model was made of.
func ModelSum() [32]byte {
	m, err := embeddedModel()
	if err != nil {
		return [32]byte{}
	}
	return m.corpus
}
