package intents

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math"
	"slices"
)

// What intents/train needs to make the model that is embedded here.

// Buckets is how many features there are.
const Buckets = buckets

// Heads are how many intents and how many topics the model tells apart.
func Heads() [2]int { return [2]int{len(intentLabels), len(topicLabels)} }

// Known reports whether a text can be about this: a topic is one of
// PolicyQuestion alone.
func Known(i Intent, t Topic) bool {
	intent, topic := Label(i, t)
	return intent >= 0 && topic >= 0 && (t == "" || i == PolicyQuestion)
}

// Label numbers an intent and a topic; -1: there is no such.
func Label(i Intent, t Topic) (intent, topic int) {
	return slices.Index(intentLabels, i), slices.Index(topicLabels, t)
}

// Features turns texts into what the model sees of them.
type Features struct {
	reader
	rules *Rules
}

// NewFeatures returns features that take the words of spelled, which lists what
// is no typing error.
func NewFeatures(spelled []string) (*Features, error) {
	r, err := newReader()
	if err != nil {
		return nil, err
	}
	f := &Features{r, newRules()}
	count := map[uint32]int{} // what stands once may be an error that was meant
	for _, text := range spelled {
		for _, w := range Words(text) {
			h := uint32(hashWord(w))
			if count[h]++; count[h] == 2 {
				f.known = append(f.known, h)
			}
		}
	}
	slices.Sort(f.known)
	return f, nil
}

// Words are those of a text as they are compared.
func Words(text string) []string { return flat(clauses(text)) }

// Of returns the features of a text in a language that is known, or not.
func (f *Features) Of(text, lang string) []uint32 {
	all := clauses(text)
	detected := detect(text, flat(all))
	return f.of(nil, f.tokens(all, f.language(all, detected, lang), detected != ""), f.rules.of(all, detected, lang))
}

// Pack makes the embedded model: a row of weights of the labels for each
// feature, in numbers of eight bits.
func (f *Features) Pack(weights, bias []float32, corpus [32]byte) ([]byte, error) {
	n := labels
	if len(weights) != buckets*n || len(bias) != n {
		return nil, fmt.Errorf("intents: %d weights, want %d", len(weights), buckets*n)
	}
	m := model{reader: f.reader, corpus: corpus, bias: bias, scales: make([]float32, n), weights: make([]int8, len(weights))}
	for i := range n {
		var top float32
		for x := i; x < len(weights); x += n {
			top = max(top, float32(math.Abs(float64(weights[x]))))
		}
		m.scales[i] = max(top, 1e-9) / 127
		for x := i; x < len(weights); x += n {
			m.weights[x] = int8(math.Round(float64(weights[x] / m.scales[i])))
		}
	}
	return m.write(), nil
}

// CorpusSum is the SHA-256 of what a model is made of: the corpus and the
// words, which are embedded.
func CorpusSum(corpus fs.FS) ([32]byte, error) {
	h := sha256.New()
	for _, files := range []fs.FS{corpus, wordFiles} {
		err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(files, path)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%s %d\n", path, len(data))
			_, err = h.Write(data)
			return err
		})
		if err != nil {
			return [32]byte{}, err
		}
	}
	return [32]byte(h.Sum(nil)), nil
}
