package main

import (
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/bits"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"assent/intents"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// doc.go tells what was tried.
const (
	rounds  = 10
	most    = 30 // texts of a family per round
	rate    = 0.1
	decay   = 1e-6
	usual   = 15 // families per intent and language
	seed    = 20260101
	dropped = 25 // percent of a text's features
)

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	dir := flags.String("dir", "intents", "folder of package intents")
	measure := flags.Bool("measure", false, "hold back every tenth family, measure accuracy on it, write nothing")
	if err := flags.Parse(args); err != nil {
		return err
	}
	begun := time.Now()
	corpus := os.DirFS(filepath.Join(*dir, "corpus"))
	families, err := readCorpus(corpus)
	if err != nil {
		return err
	}
	if len(families) == 0 {
		return errors.New("the corpus is empty: is --dir right?")
	}
	sum, err := intents.CorpusSum(corpus)
	if err != nil {
		return err
	}
	// Accuracy on the families held back calibrates the confidence.
	most, held := split(families)
	l, features, err := learn(most)
	if err != nil {
		return err
	}
	sharper := l.sharpness(features, held)
	if *measure {
		return judge(out, l, features, held, sharper)
	}
	if l, features, err = learn(families); err != nil {
		return err
	}
	for _, list := range [][]float32{l.weights, l.bias} {
		for i := range list {
			list[i] *= sharper
		}
	}
	packed, err := features.Pack(l.weights, l.bias, sum)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d families, trained in %s, sharpened by %.2f, %d bytes\n",
		len(families), time.Since(begun).Round(time.Millisecond), sharper, len(packed))
	return os.WriteFile(filepath.Join(*dir, "model.bin"), packed, 0o644)
}

func learn(families []family) (*learner, *intents.Features, error) {
	features, err := intents.NewFeatures(spellings(families))
	if err != nil {
		return nil, nil, err
	}
	l, c := newLearner(rate, decay), newCrowd(families)
	p := make([]float32, l.labels)
	for round := range rounds {
		for _, e := range c.round(features, uint64(round)) {
			l.learn(e, p)
		}
	}
	return l, features, nil
}

// split holds back about every tenth family, chosen by the hash of its content, so
// that the choice stays the same whatever else changes.
func split(all []family) (learn, held []family) {
	for _, f := range all {
		h := fnv.New32a()
		fmt.Fprint(h, f.lang, f.what)
		if h.Sum32()%10 == 0 {
			held = append(held, f)
		} else {
			learn = append(learn, f)
		}
	}
	return learn, held
}

// spellings returns texts with every word of the corpus.
func spellings(families []family) (texts []string) {
	var collect func(node)
	collect = func(n node) {
		if n.choices == nil {
			texts = append(texts, n.text)
		}
		for _, row := range n.choices {
			for _, part := range row {
				collect(part)
			}
		}
	}
	for _, f := range families {
		collect(f.what)
	}
	return texts
}

// round returns the examples of round n, in a random order that is the same each
// time.
func (c *crowd) round(features *intents.Features, n uint64) []example {
	families := map[[2]string]int{} // how many there are, by group
	for _, f := range c.families {
		families[f.group()]++
	}
	first := make([]int, len(c.families)+1) // index of each family's first text
	for i, f := range c.families {
		// More texts per family make up for an intent with few families.
		often := min(3.0, max(0.3, math.Sqrt(float64(usual)/float64(families[f.group()]))))
		if f.intent == intents.Other {
			often = 2.2
		}
		texts := min(most, max(2, bits.Len(uint(f.what.size()))*3/2))
		first[i+1] = first[i] + int(math.Ceil(often*float64(texts)))
	}
	all := make([]example, first[len(c.families)])
	var next sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		next.Go(func() {
			for i := w; i < len(c.families); i += workers {
				r := rand.New(rand.NewPCG(seed+n, uint64(i)))
				for k := first[i]; k < first[i+1]; k++ {
					s := c.say(c.families[i], r)
					lang := ""
					if r.IntN(2) == 0 {
						lang = s.lang
					}
					intent, topic := intents.Label(s.intent, s.topic)
					if s.intent != intents.PolicyQuestion {
						topic = -1
					}
					all[k] = example{thinned(features.Of(s.text, lang), r), intent, topic}
				}
			}
		})
	}
	next.Wait()
	rand.New(rand.NewPCG(seed, n)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// thinned leaves some features out, so that the model does not rely on single
// ones.
func thinned(features []uint32, r *rand.Rand) []uint32 {
	kept := features[:0]
	for _, x := range features {
		if r.IntN(100) >= dropped {
			kept = append(kept, x)
		}
	}
	return kept
}

// examined calls see with texts of the families held back.
func examined(features *intents.Features, held []family, see func(spoken, []uint32)) {
	c := newCrowd(held)
	for i, f := range held {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		for range 5 {
			s := c.say(f, r)
			see(s, features.Of(s.text, ""))
		}
	}
}

// sharpness returns the factor for the scores that calibrates the probabilities,
// so that they match how often the learner is right (temperature scaling; Guo et
// al., 2017).
func (l *learner) sharpness(features *intents.Features, held []family) float32 {
	var scores [][]float32
	var wanted []int
	examined(features, held, func(s spoken, list []uint32) {
		p := make([]float32, l.labels)
		l.scores(list, p)
		intent, _ := intents.Label(s.intent, "")
		scores, wanted = append(scores, p[:l.heads[0]]), append(wanted, intent)
	})
	best, least := float32(1), math.Inf(1)
	p := make([]float32, l.heads[0])
	for sharper := float32(0.5); sharper <= 4; sharper += 0.05 {
		loss := 0.0
		for i, list := range scores {
			for j := range p {
				p[j] = list[j] * sharper
			}
			softmax(p)
			loss -= math.Log(float64(max(p[wanted[i]], 1e-6)))
		}
		if loss < least {
			best, least = sharper, loss
		}
	}
	return best
}

// judge prints the accuracy on families that the learner has not seen.
func judge(out io.Writer, l *learner, features *intents.Features, held []family, sharper float32) error {
	p := make([]float32, l.labels)
	right, all := map[string]int{}, map[string]int{}
	examined(features, held, func(s spoken, list []uint32) {
		l.scores(list, p)
		intent := intents.Intents()[slices.Index(p, slices.Max(p[:l.heads[0]]))]
		for _, group := range []string{"all", s.lang, string(s.intent)} {
			all[group]++
			if intent == s.intent {
				right[group]++
			}
		}
	})
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(out, "%-20s %.3f of %d\n", name, float64(right[name])/float64(all[name]), all[name])
	}
	fmt.Fprintf(out, "sharpened by %.2f\n", sharper)
	return nil
}
