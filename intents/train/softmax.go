package main

import (
	"math"

	"assent/intents"
)

// example is a text as the learner sees it.
type example struct {
	features []uint32
	intent   int
	topic    int // -1: not a question
}

// learner is two softmaxes over sparse features, one for the intents and one for
// the topics, trained one example at a time with steps that shrink as a weight
// has learnt more (AdaGrad).
type learner struct {
	heads        [2]int
	labels       int
	rate, decay  float32
	weights, sum []float32
	bias         []float32
}

func newLearner(rate, decay float32) *learner {
	heads := intents.Heads()
	n := heads[0] + heads[1]
	return &learner{
		heads: heads, labels: n, rate: rate, decay: decay,
		weights: make([]float32, intents.Buckets*n), sum: make([]float32, intents.Buckets*n),
		bias: make([]float32, n),
	}
}

// probabilities computes the probabilities of the labels of both heads.
func (l *learner) probabilities(features []uint32, to []float32) {
	l.scores(features, to)
	softmax(to[:l.heads[0]])
	softmax(to[l.heads[0]:])
}

// scores computes the scores behind the probabilities.
func (l *learner) scores(features []uint32, to []float32) {
	copy(to, l.bias)
	norm := float32(1 / math.Sqrt(float64(max(1, len(features)))))
	for _, x := range features {
		row := l.weights[int(x)*l.labels:][:l.labels]
		for i, w := range row {
			to[i] += w * norm
		}
	}
}

func softmax(scores []float32) {
	var top float32 = -1e30
	for _, s := range scores {
		top = max(top, s)
	}
	var sum float32
	for i, s := range scores {
		scores[i] = float32(math.Exp(float64(s - top)))
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

// learn takes a step towards the labels of an example.
func (l *learner) learn(e example, p []float32) {
	l.probabilities(e.features, p)
	norm := float32(1 / math.Sqrt(float64(max(1, len(e.features)))))
	towards(p[:l.heads[0]], e.intent)
	towards(p[l.heads[0]:], e.topic)
	for i := range p {
		l.bias[i] -= 0.01 * p[i]
	}
	for _, x := range e.features {
		row, sum := l.weights[int(x)*l.labels:][:l.labels], l.sum[int(x)*l.labels:][:l.labels]
		for i := range row {
			if p[i] == 0 {
				continue
			}
			g := p[i]*norm + l.decay*row[i]
			sum[i] += g * g
			row[i] -= l.rate * g / (float32(math.Sqrt(float64(sum[i]))) + 1e-3)
		}
	}
}

// towards turns probabilities into their errors, the gradient; it is zero for a
// negative label.
func towards(p []float32, label int) {
	for i := range p {
		want := smoothing / float32(len(p))
		if i == label {
			want += 1 - smoothing
		}
		if p[i] -= want; label < 0 {
			p[i] = 0
		}
	}
}

// smoothing keeps the learner from being more confident than the corpus
// justifies.
const smoothing = 0.02
