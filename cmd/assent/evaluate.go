package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"assent/intents"
)

func evaluateCommand(sys system) *cobra.Command {
	var asJSON bool
	var worst int
	c := &cobra.Command{
		Use: "evaluate FILE.jsonl", Short: "Measure classifier accuracy on labelled messages",
		Long: `Measure classifier accuracy on labelled messages. FILE has lines of {"text":…,"intent":…},
optionally with "topic", and with "also" and "also_topic", lists of other answers that count as
right. Nothing leaves this machine.`,
		Args: oneArg("a file of messages, one JSON object per line"),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("%w: name a file of labelled messages; see assent evaluate --help", err)
			}
			defer f.Close()
			set, err := intents.ReadLabelled(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if len(set) == 0 {
				return fmt.Errorf("%s holds no messages", args[0])
			}
			r := intents.Evaluate(intents.New(), set)
			if asJSON {
				e := json.NewEncoder(sys.out)
				e.SetIndent("", "  ")
				return e.Encode(r)
			}
			return printReport(sys.out, r, worst)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print everything as JSON")
	c.Flags().IntVar(&worst, "worst", 20, "how many mistakes to print, most confident first")
	return c
}

func printReport(out io.Writer, r intents.Report, worst int) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "messages\t%d\n", r.Messages)
	for _, l := range []struct {
		name  string
		value float64
	}{
		{"accuracy", r.Accuracy}, {"macro-F1", r.MacroF1}, {"topics", r.Topics},
		{"false positives on other", r.FalsePositives}, {"calibration error", r.Calibration},
	} {
		fmt.Fprintf(t, "%s\t%.3f\n", l.name, l.value)
	}
	fmt.Fprint(t, "\nintent\tmessages\tprecision\trecall\tF1\n")
	for _, i := range intents.Intents() {
		if q, ok := r.Intents[i]; ok {
			fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t%.3f\n", i, q.Messages, q.Precision, q.Recall, q.F1)
		}
	}
	fmt.Fprint(t, "\nexpected \\ got")
	for n := range intents.Intents() {
		fmt.Fprintf(t, "\t%d", n+1)
	}
	fmt.Fprintln(t)
	for n, want := range intents.Intents() {
		if r.Intents[want].Messages == 0 {
			continue
		}
		fmt.Fprintf(t, "%d %s", n+1, want)
		for _, got := range intents.Intents() {
			fmt.Fprintf(t, "\t%d", r.Confusion[want][got])
		}
		fmt.Fprintln(t)
	}
	if worst > 0 && len(r.Mistakes) > 0 {
		fmt.Fprintf(t, "\ngot\texpected\tconfidence\tthe worst of %d mistakes\n", len(r.Mistakes))
		for _, m := range r.Mistakes[:min(worst, len(r.Mistakes))] {
			fmt.Fprintf(t, "%s\t%s\t%.2f\t%q\n",
				labelled(m.Guess.Intent, m.Guess.Topic), labelled(m.Intent, m.Topic), m.Guess.Confidence, m.Text)
		}
	}
	return t.Flush()
}

func labelled(i intents.Intent, t intents.Topic) string {
	if t == "" {
		return string(i)
	}
	return string(i) + "/" + string(t)
}
