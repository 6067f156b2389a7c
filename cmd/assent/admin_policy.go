package main

import (
	"context"
	"errors"
	"strings"

	"assent/bot/office"
	"assent/policies"
)

func (admin *adminSocket) editions(ctx context.Context, r editionRequest) ([]*policies.Edition, error) {
	return admin.store.Editions(ctx, r.App)
}

func (admin *adminSocket) edition(ctx context.Context, r editionRequest) (*policies.Edition, error) {
	if r.Number == nil {
		return admin.store.Current(ctx, r.App)
	}
	return admin.store.Edition(ctx, r.App, *r.Number)
}

// importDraft replaces the draft with an edition and returns its revision.
func (admin *adminSocket) importDraft(ctx context.Context, e *policies.Edition) (int, error) {
	before, err := admin.store.Draft(ctx, e.App)
	if err != nil && !errors.Is(err, policies.ErrNoDraft) {
		return 0, err
	}
	return admin.store.SaveDraft(ctx, policies.Draft{App: e.App, Rev: before.Rev, Edition: e})
}

// publish checks a draft and makes it the edition in force.
func (admin *adminSocket) publish(ctx context.Context, draft *policies.Edition) (*policies.Edition, error) {
	published, err := admin.office.Publish(ctx, draft)
	var unfit office.Unfit
	if errors.As(err, &unfit) {
		err = refused(unfit)
	}
	return published, err
}

// refused lists what blocks the publication of an edition.
func refused(findings []policies.Finding) error {
	return errors.New(office.Unfit(findings).Error() + controllerRemedy(findings))
}

// controllerRemedy says where to set the controller, if a finding is about it.
func controllerRemedy(findings []policies.Finding) string {
	for _, f := range findings {
		if f.Severity == policies.Error && strings.HasPrefix(f.Where, "controller.") {
			return "\nSet controller.name, controller.contact and controller.url in the configuration " +
				"(or ASSENT_CONTROLLER_NAME, _CONTACT and _URL) and try again."
		}
	}
	return ""
}
