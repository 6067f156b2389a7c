package bot

import (
	"context"

	"assent/intents"
	"assent/policies"
)

// PolicyAnswer is the answer of AskPolicy.
type PolicyAnswer struct {
	Text    policies.Markdown
	Lang    string
	Privacy bool // false: the question was not about privacy, and Text explains what people can ask
}

// AskPolicy answers a privacy question without knowing who asks, and stores
// nothing. The question counts towards the rate limit of its source; beyond
// that the error is ErrTooFast.
func (b *Bot) AskPolicy(ctx context.Context, app, text, lang, source string) (PolicyAnswer, error) {
	if source != "" {
		if allowed, _ := b.sources.Allow(source, b.cfg.Now()); !allowed {
			return PolicyAnswer{}, ErrTooFast
		}
	}
	m := Message{User: UserID{App: app}, Text: text, Lang: lang}
	m.tidy(b.cfg.Limits.TextBytes, b.cfg.Masking)
	edition, material, err := b.edition(ctx, app)
	if err != nil {
		return PolicyAnswer{}, err
	}
	t := &turn{p: Person{Lang: edition.Text(lang).Lang}, situation: situation{
		cfg: &b.cfg, now: b.cfg.Now(), newID: func() string { return "" }, m: m, guess: b.classify(m),
		edition: edition, shown: edition, material: material,
	}}
	privacy := t.guess.Intent == intents.PolicyQuestion && t.guess.Confidence >= sure
	if !privacy {
		t.guess.Topic = ""
	}
	t.policyAnswer(policies.Topic(t.guess.Topic))
	return PolicyAnswer{Text: t.out.replies[0].Text, Lang: t.text().Lang, Privacy: privacy}, nil
}
