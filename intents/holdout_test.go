package intents_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"assent/intents"
)

// labelled is a message of a customer and what it means. Also lists other
// readings that are as good.
type labelled struct {
	Text   string           `json:"text"`
	Lang   string           `json:"lang"`
	Intent intents.Intent   `json:"intent"`
	Topic  intents.Topic    `json:"topic"`
	Also   []intents.Intent `json:"also"`
}

func readLabelled(t *testing.T, file string) []labelled {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []labelled
	s := bufio.NewScanner(f)
	for s.Scan() {
		var l labelled
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatalf("%s: %q: %v", file, s.Text(), err)
		}
		all = append(all, l)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// share counts what is right of how many.
type share struct{ right, of int }

func (s share) value() float64 { return float64(s.right) / float64(max(1, s.of)) }

// shares counts by name.
type shares map[string]share

func (s shares) add(name string, right bool) {
	c := s[name]
	c.of++
	if right {
		c.right++
	}
	s[name] = c
}

// measure classifies the set: the shares of right intents, of right topics,
// and per intent what of it was found.
func measure(t *testing.T, set []labelled) shares {
	c, counts := intents.New(), shares{}
	for _, l := range set {
		g := c.Classify(l.Text, "")
		right := g.Intent == l.Intent || slices.Contains(l.Also, g.Intent)
		counts.add("accuracy", right)
		counts.add(string(l.Intent), right)
		if l.Topic != "" {
			counts.add("topic", g.Topic == l.Topic)
		}
		if !right || l.Topic != "" && g.Topic != l.Topic {
			t.Logf("%q: %s/%s, want %s/%s", l.Text, g.Intent, g.Topic, l.Intent, l.Topic)
		}
	}
	return counts
}

// The sets are in the words of customers. The largest was written
// before the rules were tuned and its mistakes were looked at while tuning;
// the unseen ones were written before the rules of their language, and no rule
// was changed for them but one (Portuguese "tem" for keeping), so they say how
// well new messages are read. The thresholds lie a little below what is
// measured: a change that makes the rules worse in general fails here.
func TestHoldout(t *testing.T) {
	type set struct {
		file  string
		size  int
		least map[string]float64
	}
	sets := []set{
		{"testdata/holdout.jsonl", 200, map[string]float64{"accuracy": 0.97, "topic": 0.93, "other": 0.98, "erasure": 0.94, "access": 0.93}},
	}
	for _, file := range files(t, "unseen*.jsonl") {
		sets = append(sets, set{file, 50, map[string]float64{"accuracy": 0.65, "other": 0.92, "erasure": 0.60, "access": 0.60}})
	}
	for _, set := range sets {
		t.Run(set.file, func(t *testing.T) {
			all := readLabelled(t, set.file)
			if len(all) < set.size {
				t.Fatalf("%d messages: too few to measure by", len(all))
			}
			counts := measure(t, all)
			for name, c := range counts {
				t.Logf("%s: %d of %d", name, c.right, c.of)
			}
			for name, least := range set.least {
				if got := counts[name].value(); got < least {
					t.Errorf("%s is %.3f, was at least %.3f", name, got, least)
				}
			}
		})
	}
}
