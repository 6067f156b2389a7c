package bottest

import (
	"context"

	"assent/bot"
	"assent/intents"
)

// doubts is the embedded classifier, except that it cannot read these texts; and
// a language model that reads each as a request for a copy.
type doubts struct {
	intents.Classifier
	texts map[string]bool
}

var _ bot.Interpreter = doubts{}

// doubt makes the bot unsure about a text.
func (s *stage) doubt(text string) {
	d, ok := s.config.Intents.(doubts)
	if !ok {
		d = doubts{intents.New(), map[string]bool{}}
		s.config.Intents, s.config.Interpreter = d, d
	}
	d.texts[text] = true
}

// Classify implements intents.Classifier.
func (d doubts) Classify(text, hint string) intents.Guess {
	g := d.Classifier.Classify(text, hint)
	if !d.texts[text] {
		return g
	}
	return intents.Guess{
		Intent: intents.Other, Confidence: 0.4, Lang: g.Lang, Source: g.Source,
		Rivals: []intents.Reading{
			{Intent: intents.Erasure, Confidence: 0.3}, {Intent: intents.Access, Confidence: 0.25},
		},
	}
}

// Interpret implements bot.Interpreter.
func (d doubts) Interpret(_ context.Context, _, lang string) (intents.Guess, error) {
	return intents.Guess{Intent: intents.Access, Confidence: 0.8, Lang: lang, Source: "llm"}, nil
}
