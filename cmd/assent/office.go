package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/policies"
)

// office is what officers do with people, editions and backups. The process
// that has the folders open does it: the one that serves, on behalf of a
// command that comes over its socket, or else the command itself.
type office struct {
	store *sqlstore.Store
	bot   *bot.Bot
	log   *slog.Logger
	// alone: no worker runs beside, so the office works the queue itself.
	alone bool
}

// erasureWait is how long a command waits for an erasure to be done.
const erasureWait = 30 * time.Second

// erased is the answer to an order to erase.
type erased struct {
	Reference string `json:"reference"`
	Done      bool   `json:"done"` // false: under way, and sure to be done
}

func (o *office) erase(ctx context.Context, id bot.PersonID, order bot.Order) (erased, error) {
	reference, err := o.bot.OrderErasure(ctx, id, order)
	if err != nil {
		return erased{}, err
	}
	o.log.Info("an erasure was ordered", "person", string(id), "reference", reference)
	ctx, cancel := context.WithTimeout(ctx, erasureWait)
	defer cancel()
	for {
		if o.alone {
			if err := o.bot.Drain(ctx); err != nil {
				return erased{}, fmt.Errorf("erasure %s is ordered and will be done when assent serves: %w", reference, err)
			}
		}
		if _, err := o.store.PersonByID(ctx, id); errors.Is(err, bot.ErrNotFound) {
			return erased{reference, true}, nil
		}
		select {
		case <-ctx.Done():
			return erased{reference, false}, nil
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// show loads a person. Where a human reads it, that goes on their record first.
func (o *office) show(ctx context.Context, id bot.PersonID, purpose string) (bot.Person, error) {
	if purpose != "" {
		if err := o.bot.RecordAccess(ctx, id, bot.RoleOfficer, purpose); err != nil {
			return bot.Person{}, err
		}
	}
	return o.store.PersonByID(ctx, id)
}

func (o *office) export(ctx context.Context, id bot.PersonID, purpose string, w io.Writer) error {
	p, err := o.show(ctx, id, purpose)
	if err != nil {
		return err
	}
	o.log.Info("an officer exports a person", "person", string(id))
	return o.bot.WriteExport(ctx, p, w)
}

func (o *office) importPerson(ctx context.Context, file string, order bot.Order) (bot.PersonID, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return "", fmt.Errorf("open the export: %w: assent person export writes one", err)
	}
	defer z.Close()
	id, err := o.bot.ImportPerson(ctx, &z.Reader, order)
	if err == nil {
		o.log.Info("an officer imported a person", "person", string(id))
	}
	return id, err
}

// publish checks a draft and makes it the edition in force.
func (o *office) publish(ctx context.Context, draft *policies.Edition) (*policies.Edition, error) {
	published, err := o.bot.Publish(ctx, draft)
	var unfit bot.Unfit
	if errors.As(err, &unfit) {
		err = refused(unfit)
	}
	return published, err
}

// refused lists what keeps an edition from being published.
func refused(findings []policies.Finding) error {
	return errors.New(bot.Unfit(findings).Error() + controllerRemedy(findings))
}

// controllerRemedy says where the controller is set, where a finding is about
// that.
func controllerRemedy(findings []policies.Finding) string {
	for _, f := range findings {
		if f.Severity == policies.Error && strings.HasPrefix(f.Where, "controller.") {
			return "\nSet controller.name, controller.contact and controller.url in the configuration (or ASSENT_CONTROLLER_NAME, _CONTACT and _URL) and try again."
		}
	}
	return ""
}
