package console

import (
	"errors"
	"slices"
	"strconv"

	"assent/policies"
)

func policyPage(v *visit) error {
	all, err := v.bot.Library().Editions(v.ctx, v.app)
	if err != nil {
		return err
	}
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	slices.Reverse(all)
	draft, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil && !errors.Is(err, policies.ErrNoDraft) {
		return err
	}
	return v.ok("policy", "Policy", map[string]any{"All": all, "Current": current, "Draft": draft})
}

// edition returns the edition that the path names.
func (v *visit) edition() (*policies.Edition, error) {
	n, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil || n < 0 {
		return nil, policies.ErrNoEdition
	}
	return v.bot.Library().Edition(v.ctx, v.app, n)
}

func editionPage(v *visit) error {
	e, err := v.edition()
	if err != nil {
		return err
	}
	text := e.Text(v.r.URL.Query().Get("lang"))
	return v.ok("edition", "Edition "+e.Label(), map[string]any{
		"E": e, "Text": text, "Languages": e.Languages(), "Hash": e.Hash(text.Lang, policies.FormFull),
	})
}

// reuseEdition makes an older text the draft: it is published as a new edition.
func reuseEdition(v *visit) error {
	e, err := v.edition()
	if err != nil {
		return err
	}
	return v.draftFrom(e, "policy: begin a draft from edition "+e.Label())
}
