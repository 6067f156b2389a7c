package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"assent/intents"
)

type classified struct {
	Intent     intents.Intent    `json:"intent"`
	Topic      intents.Topic     `json:"topic"`
	Confidence float64           `json:"confidence"`
	Lang       string            `json:"lang"`
	Source     string            `json:"source"`
	Then       []intents.Reading `json:"then,omitempty"` // what else is asked for, in order
}

func classifyCommand(sys system) *cobra.Command {
	var jsonl bool
	c := &cobra.Command{
		Use: "classify", Short: "Say what messages want, one a line, in order", Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return classify(sys, jsonl) },
	}
	c.Flags().BoolVar(&jsonl, "jsonl", false, `read lines of {"text":…,"lang":…}`)
	return c
}

func classify(sys system, jsonl bool) error {
	model := intents.New()
	in, out := bufio.NewReader(sys.in), bufio.NewWriter(sys.out)
	encoder := json.NewEncoder(out)
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if line == "" {
			return out.Flush()
		}
		message := struct{ Text, Lang string }{Text: strings.TrimRight(line, "\r\n")}
		if jsonl {
			if strings.TrimSpace(line) == "" {
				continue
			}
			message.Text = ""
			if err := json.Unmarshal([]byte(line), &message); err != nil {
				return errors.Join(out.Flush(), fmt.Errorf(`line %d is not {"text":…}: %w`, n, err))
			}
		}
		g := model.Classify(message.Text, message.Lang)
		if err := encoder.Encode(classified{g.Intent, g.Topic, rounded(g.Confidence), g.Lang, g.Source, g.Then}); err != nil {
			return err
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

// rounded is a confidence with no more digits than it deserves.
func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }
