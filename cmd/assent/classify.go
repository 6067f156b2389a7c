package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"assent/adapters/llm"
	"assent/bot"
	"assent/intents"
)

type classified struct {
	Intent     intents.Intent    `json:"intent"`
	Topic      intents.Topic     `json:"topic"`
	Confidence float64           `json:"confidence"`
	Lang       string            `json:"lang"`
	Source     string            `json:"source"`
	Then       []intents.Reading `json:"then,omitempty"` // what else it asks for, in order
}

func classifyCommand(sys system) *cobra.Command {
	var jsonl, asksLLM bool
	var f configFlags
	c := &cobra.Command{
		Use: "classify", Short: "Print the intent of each message on standard input, one per line", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var second bot.Interpreter
			if asksLLM {
				conf, err := f.load(sys)
				if err != nil {
					return err
				}
				if !conf.LLM.On() {
					return errors.New("no language model is configured: set llm.model, " +
						"and llm.base_url and llm.api_key as its server requires")
				}
				second = llm.New(conf.LLM)
			}
			return classify(cmd.Context(), sys, jsonl, second)
		},
	}
	c.Flags().StringVar(&f.config, "config", "", "YAML configuration file, for --llm")
	c.Flags().BoolVar(&asksLLM, "llm", false,
		"ask the configured language model where the embedded one is unsure; personal data is masked first")
	c.Flags().BoolVar(&jsonl, "jsonl", false, `read lines of {"text":…,"lang":…}`)
	return c
}

func classify(ctx context.Context, sys system, jsonl bool, second bot.Interpreter) error {
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
		if second != nil && unsure(g) {
			if read, err := second.Interpret(ctx, message.Text, g.Lang); err != nil {
				fmt.Fprintf(sys.err, "line %d: %v\n", n, err)
			} else {
				g = read
			}
		}
		c := classified{g.Intent, g.Topic, rounded(g.Confidence), g.Lang, g.Source, g.Then}
		if err := encoder.Encode(c); err != nil {
			return err
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

// unsureBelow is the confidence below which a second opinion is asked for.
const unsureBelow = 0.6

// unsure reports whether a guess needs a second opinion: its confidence is low, or
// it is nothing in particular and a rival is strong.
func unsure(g intents.Guess) bool {
	return g.Confidence < unsureBelow ||
		g.Intent == intents.Other && len(g.Rivals) > 0 && g.Rivals[0].Confidence > 1-unsureBelow
}

// rounded returns a confidence with no more digits than it deserves.
func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }
