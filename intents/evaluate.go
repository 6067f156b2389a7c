package intents

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Labelled is a message with its correct reading; Also and AlsoTopic list others
// that are just as good.
type Labelled struct {
	Text      string   `json:"text"`
	Lang      string   `json:"lang"`
	Intent    Intent   `json:"intent"`
	Topic     Topic    `json:"topic"`
	Also      []Intent `json:"also"`
	AlsoTopic []Topic  `json:"also_topic"`
}

// ReadLabelled reads messages, one JSON object per line.
func ReadLabelled(from io.Reader) ([]Labelled, error) {
	var all []Labelled
	lines := bufio.NewReader(from)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(line) > 1 {
			var l Labelled
			if err := json.Unmarshal(line, &l); err != nil {
				return nil, fmt.Errorf(`line %d is not {"text":…,"intent":…}: %w`, n, err)
			}
			if !Known(l.Intent, "") {
				return nil, fmt.Errorf("line %d: no intent is called %q", n, l.Intent)
			}
			all = append(all, l)
		}
		if err != nil {
			return all, nil
		}
	}
}

// Report tells how well a classifier reads messages.
type Report struct {
	Messages       int                       `json:"messages"`
	Accuracy       float64                   `json:"accuracy"`          // another good reading counts as correct
	MacroF1        float64                   `json:"macro_f1"`          // over the intents that occur
	Topics         float64                   `json:"topics"`            // accuracy, over the questions found
	FalsePositives float64                   `json:"false_positives"`   // share of ordinary talk read as something else
	Calibration    float64                   `json:"calibration_error"` // expected calibration error, in ten bins
	Intents        map[Intent]Quality        `json:"intents"`
	Confusion      map[Intent]map[Intent]int `json:"confusion"` // by correct, then by guessed intent
	Mistakes       []Mistake                 `json:"mistakes"`  // the most confident first
}

// Quality is how well one intent is recognised.
type Quality struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Messages  int     `json:"messages"`
}

// Mistake is a message that was misread.
type Mistake struct {
	Labelled
	Guess Guess `json:"guess"`
}

// Evaluate classifies messages and compares the guesses with the labels.
func Evaluate(c Classifier, set []Labelled) Report {
	r := Report{Messages: len(set), Intents: map[Intent]Quality{}, Confusion: map[Intent]map[Intent]int{}}
	var right, topics, topicsRight, others, falsely int
	var bins [10]struct {
		n           int
		right, sure float64
	}
	for _, l := range set {
		g := c.Classify(l.Text, "")
		// A reading that is just as good counts as correct.
		want := l.Intent
		if slices.Contains(l.Also, g.Intent) {
			want = g.Intent
		}
		if r.Confusion[want] == nil {
			r.Confusion[want] = map[Intent]int{}
		}
		r.Confusion[want][g.Intent]++
		bin := &bins[min(9, int(g.Confidence*10))]
		bin.n++
		bin.sure += g.Confidence
		wrongTopic := false
		if want == g.Intent {
			right++
			bin.right++
			if l.Topic != "" && want == PolicyQuestion {
				topics++
				if g.Topic == l.Topic || slices.Contains(l.AlsoTopic, g.Topic) {
					topicsRight++
				} else {
					wrongTopic = true
				}
			}
		}
		if want == Other {
			others++
			if g.Intent != Other {
				falsely++
			}
		}
		if want != g.Intent || wrongTopic {
			r.Mistakes = append(r.Mistakes, Mistake{l, g})
		}
	}
	slices.SortStableFunc(r.Mistakes, func(a, b Mistake) int {
		return int(1e6 * (b.Guess.Confidence - a.Guess.Confidence))
	})
	share := func(a, b int) float64 { return float64(a) / float64(max(1, b)) }
	r.Accuracy, r.Topics, r.FalsePositives = share(right, len(set)), share(topicsRight, topics), share(falsely, others)
	for _, b := range bins {
		if b.n > 0 {
			r.Calibration += abs(b.sure-b.right) / float64(max(1, len(set)))
		}
	}
	occur := 0
	for _, i := range Intents() {
		found, guessed, wanted := r.Confusion[i][i], 0, 0
		for want, row := range r.Confusion {
			guessed += row[i]
			if want == i {
				for _, n := range row {
					wanted += n
				}
			}
		}
		if wanted == 0 && guessed == 0 {
			continue
		}
		q := Quality{Precision: share(found, guessed), Recall: share(found, wanted), Messages: wanted}
		if found > 0 {
			q.F1 = 2 * q.Precision * q.Recall / (q.Precision + q.Recall)
		}
		r.Intents[i] = q
		if wanted > 0 {
			occur++
			r.MacroF1 += q.F1
		}
	}
	r.MacroF1 /= float64(max(1, occur))
	return r
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
