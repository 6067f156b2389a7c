package intents

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math"
	"slices"
)

// What intents/train needs to train the embedded model.

// Buckets is how many features the model can distinguish.
const Buckets = buckets

// Heads returns how many intents and how many topics the model distinguishes.
func Heads() [2]int { return [2]int{len(intentLabels), len(topicLabels)} }

// Known reports whether a text can have this intent and topic: only a
// PolicyQuestion has a topic.
func Known(i Intent, t Topic) bool {
	intent, topic := Label(i, t)
	return intent >= 0 && topic >= 0 && (t == "" || i == PolicyQuestion)
}

// Label returns the numbers of an intent and a topic, -1 for an unknown one.
func Label(i Intent, t Topic) (intent, topic int) {
	return slices.Index(intentLabels, i), slices.Index(topicLabels, t)
}

// Features turns texts into the features that the model sees.
type Features struct {
	reader
	rules *Rules
}

// NewFeatures returns Features that treat every word occurring at least twice in
// the texts of spelled as correctly spelled.
func NewFeatures(spelled []string) (*Features, error) {
	r, err := newReader()
	if err != nil {
		return nil, err
	}
	f := &Features{r, newRules()}
	count := map[uint32]int{} // a single occurrence may be a deliberate typo
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

// Words returns the normalised words of a text.
func Words(text string) []string { return flat(clauses(text)) }

// Of returns the features of a text; lang is the language if already known, or
// empty.
func (f *Features) Of(text, lang string) []uint32 {
	all := clauses(text)
	detected := detect(text, flat(all))
	return f.of(nil, f.tokens(all, f.language(all, detected, lang), detected != ""), f.rules.of(all, detected, lang))
}

// Pack encodes the model to embed: per feature one weight per label, quantised to
// eight bits.
func (f *Features) Pack(weights, bias []float32, corpus [32]byte) ([]byte, error) {
	n := labels
	if len(weights) != buckets*n || len(bias) != n {
		return nil, fmt.Errorf("intents: %d weights, want %d", len(weights), buckets*n)
	}
	m := model{
		reader: f.reader, corpus: corpus, bias: bias,
		scales: make([]float32, n), weights: make([]int8, len(weights)),
	}
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

// CorpusSum returns the SHA-256 of what a model is trained on: the corpus and the
// embedded words.
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
