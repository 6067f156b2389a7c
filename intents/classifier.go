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

// Embedded is the built-in classifier: a model trained on the corpus, with the
// rule tables' verdict as a feature.
type Embedded struct {
	rules *Rules
	model *model
	lists sync.Pool // feature lists to reuse
}

var _ Classifier = (*Embedded)(nil)

var embeddedModel = sync.OnceValues(func() (*model, error) { return readModel(modelFile) })

// New returns the embedded classifier.
func New() *Embedded {
	m, err := embeddedModel()
	if err != nil {
		panic(fmt.Sprintf("intents: the embedded model: %v", err)) // a test reads it
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

// read returns the probabilities for a text, given the rules' verdict on it.
func (e *Embedded) read(clauses [][]token, rule Guess) (intents, topics []float32) {
	list := e.lists.Get().(*[]feature)
	defer e.lists.Put(list)
	*list = e.model.of(*list, clauses, rule)
	return e.model.probabilities(*list)
}

// parts classifies the parts of a text one by one and merges the results with p
// and topics, the probabilities of the whole: the request at the end of a long
// story is easily drowned out, and one message can ask for several things.
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
		// Nobody asks for the menu along with something else, but many say "help".
		if g.Intent != Other && g.Intent != Help && g.Confidence >= surePart && !contains(found, g.Intent) {
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
	if len(found) < 2 || g.Intent == Other || !contains(found, g.Intent) {
		return g
	}
	g.Intent, g.Topic, g.Confidence, g.Then = found[0].Intent, found[0].Topic, found[0].Confidence, found[1:]
	return g
}

func contains(readings []Reading, i Intent) bool {
	return slices.ContainsFunc(readings, func(r Reading) bool { return r.Intent == i })
}

// doubtful turns a guess that is too uncertain into Other, with the guess as its
// first rival.
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
	least      = 0.35 // a guess below this becomes Other; measured on testdata/fresh_*
	surePart   = 0.6  // from here on, a part of a message counts as its own request
	partWeight = 0.9  // a part counts a little less than the whole
)

// completed adds the object "my data" to an act without one, as in "export my
// data and then delete it".
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
	clauses[last] = append(clauses[last],
		token{"my", hashWord("my"), []concept{conceptMy}},
		token{"data", hashWord("data"), []concept{conceptOf["data"]}})
	return clauses
}

// guess returns the likeliest intent and, if that is a question, the likeliest
// topic.
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
	first := readings[0]
	return Guess{
		Intent: first.Intent, Topic: first.Topic, Confidence: first.Confidence,
		Source: sourceModel, Rivals: readings[1:4],
	}
}

// maxParts limits how many parts of a text are classified.
const maxParts = 16

// joints are the words that start another matter, by language.
var joints = map[string]map[string]bool{
	"en": setOf("and then also plus but"),
	"es": setOf("y luego ademas tambien pero"),
	"de": setOf("und dann ausserdem aber"),
	"fr": setOf("et puis ensuite aussi mais"),
	"pt": setOf("e depois tambem mas"),
	"it": setOf("e poi inoltre ma"),
	"nl": setOf("en dan daarna ook maar"),
	"ro": setOf("si apoi dar"),
	"pl": setOf("i potem oraz ale"),
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// split cuts a text into sentences, and sentences at commas and joints. Each part
// has at least two words.
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

// ModelSum returns the CorpusSum of what the embedded model was trained on.
func ModelSum() [32]byte {
	m, err := embeddedModel()
	if err != nil {
		return [32]byte{}
	}
	return m.corpus
}
