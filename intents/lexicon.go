package intents

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// The words of each language by concept, so that "lösch meine Daten" and
// "delete my data" are one thing to the model: what acts, on what, whose.
//
//go:embed words/*.txt
var wordFiles embed.FS

// concept is what words of all languages stand for; 0 is none.
type concept uint8

// Concepts that the features name. The others are only numbers.
const (
	none concept = iota
	unknown
	number
	question
	firstListed
)

// conceptNames are all concepts, in an order that the model depends on.
var conceptNames = strings.Fields(`- unknown number question
	delete forget stop keep share sell collect use give see copy correct wrong agree withdraw object restrict cancel
	know talk connect help ask
	decide train protect leak unsubscribe buy return deliver login
	data account messages name address email phone birth location photo payment marketing policy privacy law right
	others authority place duration
	child cookie bot human officer system order subscription money product document schedule
	me my i you your not all what who where when why how if because but please already again now later other-person want
	can hello thanks feeling`)

var conceptOf = func() map[string]concept {
	m := map[string]concept{}
	for i, name := range conceptNames {
		m[name] = concept(i)
	}
	return m
}()

func concepts(names string) (set [128]bool) {
	for _, n := range strings.Fields(names) {
		c, ok := conceptOf[n]
		if !ok {
			panic("intents: no concept is called " + n)
		}
		set[c] = true
	}
	return set
}

var (
	// framing words say how something is asked, not what.
	framing = concepts("please already now hello thanks feeling i want can you because but if all ask again")
	// acts have an object.
	acts = concepts(`delete forget stop keep share sell collect use give see copy correct agree withdraw object restrict
		cancel know talk connect decide train protect leak
		unsubscribe buy return deliver login help`)
	// things are what acts are done to.
	things = concepts(`unknown data account messages name address email phone birth location photo payment marketing
		policy privacy law right others authority place child
		cookie bot human officer system order subscription money product document schedule me other-person`)
)

// words is what a lexicon knows of a language.
type words struct {
	lang     string
	exact    map[string][]concept
	prefixes map[string][]concept

	once              sync.Once // makes what near needs, when it is first asked
	closeTo, prefixTo map[string][]string
}

func (w *words) add(word string, c concept) {
	if p, ok := strings.CutSuffix(word, "*"); ok {
		w.prefixes[p] = append(w.prefixes[p], c)
		return
	}
	w.exact[word] = append(w.exact[word], c)
}

// shortestPrefix bounds what a word* begins with.
const shortestPrefix = 2

// find returns the concepts of a word: those of the word itself, else of its
// longest beginning that is listed.
func (w *words) find(word string) []concept {
	if c := w.exact[word]; c != nil {
		return c
	}
	for n := len(word); n >= shortestPrefix; n-- {
		if c := w.prefixes[word[:n]]; c != nil {
			return c
		}
	}
	return nil
}

// near returns the concepts of a listed word, or of a listed beginning, that is
// one typing error away: a letter too many, missing or wrong, or two that
// changed places.
func (w *words) near(word string) []concept {
	if len(word) < 4 || len(word) > 24 {
		return nil
	}
	w.once.Do(w.index)
	for _, listed := range candidates(word, w.closeTo) {
		if within1(word, listed) {
			return w.exact[listed]
		}
	}
	for n := min(len(word), longestPrefix+1); n >= shortestNear; n-- {
		for _, listed := range candidates(word[:n], w.prefixTo) {
			if within1(word[:n], listed) {
				return w.prefixes[listed]
			}
		}
	}
	return nil
}

const (
	// shortestNear is how long a listed word or beginning is for which errors
	// are forgiven: shorter ones are one letter from too many others.
	shortestNear  = 5
	longestPrefix = 12
)

// index lists under every word and every word without one of its letters the
// words that it may have been (Garbe, "Symmetric Delete").
func (w *words) index() {
	w.closeTo, w.prefixTo = map[string][]string{}, map[string][]string{}
	fill := func(to map[string][]string, listed map[string][]concept) {
		all := slices.Sorted(maps.Keys(listed))
		for _, word := range all {
			if len(word) < shortestNear {
				continue
			}
			to[word] = append(to[word], word)
			for i := range len(word) {
				short := word[:i] + word[i+1:]
				if at := to[short]; len(at) == 0 || at[len(at)-1] != word {
					to[short] = append(at, word)
				}
			}
		}
	}
	fill(w.closeTo, w.exact)
	fill(w.prefixTo, w.prefixes)
}

// candidates are the listed words that a typed one shares a deletion with.
func candidates(typed string, to map[string][]string) (list []string) {
	list = append(list, to[typed]...)
	var b [24]byte
	for i := range len(typed) {
		short := append(append(b[:0], typed[:i]...), typed[i+1:]...)
		list = append(list, to[string(short)]...)
	}
	return list
}

// within1 reports whether one typing error makes a of b.
func within1(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		if i == len(a) || a[i+1:] == b[i+1:] {
			return true
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// lexicons are the languages by name.
type lexicons map[string]*words

func readLexicons() (lexicons, error) {
	all := lexicons{}
	files, err := wordFiles.ReadDir("words")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		data, err := wordFiles.ReadFile("words/" + f.Name())
		if err != nil {
			return nil, err
		}
		lang := strings.TrimSuffix(f.Name(), ".txt")
		w := &words{lang: lang, exact: map[string][]concept{}, prefixes: map[string][]concept{}}
		for n, line := range strings.Split(string(data), "\n") {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			name, list, _ := strings.Cut(line, ":")
			c, ok := conceptOf[name]
			if !ok || c < firstListed {
				return nil, fmt.Errorf("words/%s:%d: no concept is called %q", f.Name(), n+1, name)
			}
			for _, word := range strings.Fields(list) {
				w.add(word, c)
			}
		}
		all[lang] = w
	}
	return all, nil
}
