package bot

import (
	"context"
	"errors"
	"fmt"

	"assent/intents"
	"assent/policies"
)

// Errors of Publish.
var (
	// ErrSameEdition refuses to publish what is in force already.
	ErrSameEdition = errors.New("these texts are in force already, nothing was published")
	// ErrFirstEdition refuses to carry over what was agreed with the sample.
	ErrFirstEdition = errors.New("the first edition is material: whoever agreed before agreed to the sample, publish it with --material")
	// ErrKind: somebody has to say what a change means.
	ErrKind = errors.New("say --material (everybody is asked again) or --editorial (nobody is)")
)

// Unfit is why texts cannot be published.
type Unfit []policies.Finding

// Error lists what has to be mended.
func (u Unfit) Error() string {
	said := "the edition is not published:"
	for _, f := range u {
		if f.Severity == policies.Error {
			said += "\n  " + f.String()
		}
	}
	return said
}

// Publish checks texts and makes them the edition in force, for good.
func (b *Bot) Publish(ctx context.Context, draft *policies.Edition) (*policies.Edition, error) {
	current, err := b.cfg.Library.Current(ctx, draft.App)
	if err != nil {
		return nil, err
	}
	switch {
	case draft.Kind == "" && current.Sample():
		draft.Kind = policies.Material // nobody could agree to anything before
	case draft.Kind == "":
		return nil, ErrKind
	case draft.Kind == policies.Editorial && current.Sample():
		return nil, ErrFirstEdition
	}
	if findings := policies.Check(draft, intents.Reserved()); policies.Blocking(findings) {
		return nil, Unfit(findings)
	}
	frozen := draft.Freeze(draft.Controller)
	if !current.Sample() && len(policies.Diff(current, frozen)) == 0 && current.Controller == frozen.Controller {
		return nil, fmt.Errorf("edition %s: %w", current.Label(), ErrSameEdition)
	}
	published, err := b.cfg.Library.Publish(ctx, draft)
	if err == nil {
		b.cfg.Log.Info("an edition was published", "app", published.App, "edition", published.Number, "kind", string(published.Kind))
	}
	return published, err
}
