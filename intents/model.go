package intents

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// The model answers two questions: which intent a message has and, if it is a
// question, which topic. The first labels are the intents, the rest the topics,
// beginning with the empty one.
var (
	intentLabels = Intents()
	topicLabels  = append([]Topic{""}, Topics()...)
	labels       = len(intentLabels) + len(topicLabels)
)

// model is the classifier trained on the corpus (see intents/train).
type model struct {
	reader
	corpus  [32]byte // the CorpusSum it was trained on
	scales  []float32
	bias    []float32
	weights []int8 // per feature, one weight per label
}

//go:embed model.bin
var modelFile []byte

// modelMagic starts a model file; its last byte is the version.
var modelMagic = []byte("assent\x00\x01")

// write encodes the model.
func (m *model) write() []byte {
	b := bytes.NewBuffer(slices.Clone(modelMagic))
	b.Write(m.corpus[:])
	put := func(v any) {
		if err := binary.Write(b, binary.LittleEndian, v); err != nil {
			panic(fmt.Sprintf("intents: %v", err)) // all values have a fixed size
		}
	}
	put(uint32(len(m.known)))
	put(m.known)
	put(m.scales)
	put(m.bias)
	put(m.weights)
	return b.Bytes()
}

// readModel decodes what write encodes.
func readModel(data []byte) (*model, error) {
	m := &model{scales: make([]float32, labels), bias: make([]float32, labels)}
	rest, ok := bytes.CutPrefix(data, modelMagic)
	if !ok || len(rest) < len(m.corpus)+4 {
		return nil, errors.New("intents: not a model of this version: run go run ./intents/train")
	}
	rest = rest[copy(m.corpus[:], rest):]
	n := int(binary.LittleEndian.Uint32(rest))
	rest = rest[4:]
	if len(rest) != 4*n+8*labels+buckets*labels {
		return nil, errors.New("intents: the model has the wrong size: run go run ./intents/train")
	}
	next := func() uint32 {
		v := binary.LittleEndian.Uint32(rest)
		rest = rest[4:]
		return v
	}
	m.known = make([]uint32, n)
	for i := range m.known {
		m.known[i] = next()
	}
	for _, list := range [][]float32{m.scales, m.bias} {
		for i := range list {
			list[i] = math.Float32frombits(next())
		}
	}
	m.weights = make([]int8, len(rest))
	for i, b := range rest {
		m.weights[i] = int8(b)
	}
	r, err := newReader()
	r.known = m.known
	m.reader = r
	return m, err
}

// probabilities returns, for a text with these features, the probabilities of the
// intents and, assuming it is a question, of the topics.
func (m *model) probabilities(f []feature) (intents, topics []float32) {
	n := labels
	sums := make([]int32, n)
	for _, x := range f {
		row := m.weights[int(x)*n : int(x)*n+n]
		for i, w := range row {
			sums[i] += int32(w)
		}
	}
	scores := make([]float32, n)
	norm := float32(1 / math.Sqrt(float64(max(1, len(f)))))
	for i := range scores {
		scores[i] = m.bias[i] + float32(sums[i])*m.scales[i]*norm
	}
	intents, topics = scores[:len(intentLabels)], scores[len(intentLabels):]
	softmax(intents)
	softmax(topics)
	return intents, topics
}

func softmax(scores []float32) {
	top := slices.Max(scores)
	var sum float64
	for i, s := range scores {
		e := math.Exp(float64(s - top))
		scores[i] = float32(e)
		sum += e
	}
	for i := range scores {
		scores[i] /= float32(sum)
	}
}
