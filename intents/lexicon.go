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
// "delete my data" are the same to the model: act, object and owner.
//
//go:embed words/*.txt
var wordFiles embed.FS

// concept is a meaning that words of any language can have; 0 is no meaning.
type concept uint8

// The concepts that features refer to by name. All others are only numbers.
const (
	none concept = iota
	unknown
	number
	question
	firstListed
)

// conceptNames lists all concepts. The trained model depends on the order.
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
	// framing words tell how something is asked, not what.
	framing = concepts("please already now hello thanks feeling i want can you because but if all ask again")
	// acts are concepts that take an object.
	acts = concepts(`delete forget stop keep share sell collect use give see copy correct agree withdraw object restrict
		cancel know talk connect decide train protect leak
		unsubscribe buy return deliver login help`)
	// things are the possible objects of acts.
	things = concepts(`unknown data account messages name address email phone birth location photo payment marketing
		policy privacy law right others authority place child
		cookie bot human officer system order subscription money product document schedule me other-person`)
)

// words is the lexicon of a language.
type words struct {
	lang     string
	exact    map[string][]concept
	prefixes map[string][]concept

	once              sync.Once // builds the indexes when near is first called
	closeTo, prefixTo map[string][]string
}

func (w *words) add(word string, c concept) {
	if p, ok := strings.CutSuffix(word, "*"); ok {
		w.prefixes[p] = append(w.prefixes[p], c)
		return
	}
	w.exact[word] = append(w.exact[word], c)
}

// shortestPrefix is the shortest prefix that a word* may have, in bytes.
const shortestPrefix = 2

// find returns the concepts of a word: its own if it is listed, else those of its
// longest listed prefix.
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

// near returns the concepts of a listed word or prefix that is one typing error
// away: a letter too many, missing or wrong, or two letters swapped.
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
	// shortestNear is the minimum length of a listed word or prefix for errors to
	// be forgiven: shorter ones are one letter away from too many others.
	shortestNear  = 5
	longestPrefix = 12
)

// index builds maps from each listed word, and from each of its forms with one
// letter deleted, to the words it may stand for (Garbe, "Symmetric Delete").
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

// candidates returns the listed words that share a deletion with a typed one.
func candidates(typed string, to map[string][]string) (list []string) {
	list = append(list, to[typed]...)
	var b [24]byte
	for i := range len(typed) {
		short := append(append(b[:0], typed[:i]...), typed[i+1:]...)
		list = append(list, to[string(short)]...)
	}
	return list
}

// within1 reports whether a and b are one typing error apart.
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

// lexicons maps each language to its words.
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
