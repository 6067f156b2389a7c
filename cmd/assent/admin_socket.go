package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/office"
)

// adminSocket carries out what officers do with people, editions and backups. The
// process that has the folders open does it: the one that serves, for a command
// that comes in through its socket, or else the command itself.
type adminSocket struct {
	store  *sqlstore.Store
	bot    *bot.Bot
	office *office.Office
	log    *slog.Logger
	// alone means that no worker runs, so that it works the queue itself.
	alone bool
}

// erasureWait is how long a command waits for an erasure to finish.
const erasureWait = 30 * time.Second

// erased is the answer to an order to erase.
type erased struct {
	Reference string `json:"reference"`
	Done      bool   `json:"done"` // false: under way, and certain to finish
}

func (admin *adminSocket) find(ctx context.Context, u bot.UserID) (bot.Person, error) {
	return admin.bot.Find(ctx, u)
}

func (admin *adminSocket) erase(ctx context.Context, r personRequest) (erased, error) {
	reference, err := admin.bot.OrderErasure(ctx, r.Person, bot.Order{By: r.By, Reason: r.Reason})
	if err != nil {
		return erased{}, err
	}
	admin.log.Info("an erasure was ordered", "person", string(r.Person), "reference", reference)
	ctx, cancel := context.WithTimeout(ctx, erasureWait)
	defer cancel()
	for {
		if admin.alone {
			if err := admin.bot.Drain(ctx); err != nil {
				return erased{}, fmt.Errorf("erasure %s is ordered, and continues when assent serves: %w",
					reference, err)
			}
		}
		if _, err := admin.store.PersonByID(ctx, r.Person); errors.Is(err, bot.ErrNotFound) {
			return erased{reference, true}, nil
		}
		select {
		case <-ctx.Done():
			return erased{reference, false}, nil
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// showPerson loads a person. If a human is going to read the record, that goes on
// the record first.
func (admin *adminSocket) showPerson(ctx context.Context, r personRequest) (bot.Person, error) {
	if r.Purpose != "" {
		if err := admin.bot.RecordAccess(ctx, r.Person, bot.RoleOfficer, r.Purpose); err != nil {
			return bot.Person{}, err
		}
	}
	return admin.store.PersonByID(ctx, r.Person)
}

func (admin *adminSocket) export(ctx context.Context, r personRequest, w io.Writer) error {
	p, err := admin.showPerson(ctx, r)
	if err != nil {
		return err
	}
	admin.log.Info("an officer exports a person", "person", string(r.Person))
	return admin.bot.WriteExport(ctx, p, w)
}

func (admin *adminSocket) importPerson(ctx context.Context, r importRequest) (bot.PersonID, error) {
	z, err := zip.OpenReader(r.File)
	if err != nil {
		return "", fmt.Errorf("open the export: %w: assent person export writes one", err)
	}
	defer z.Close()
	id, err := admin.bot.ImportPerson(ctx, &z.Reader, bot.Order{By: r.By, Reason: r.Reason})
	if err == nil {
		admin.log.Info("an officer imported a person", "person", string(id))
	}
	return id, err
}

func (admin *adminSocket) placeHold(ctx context.Context, r holdRequest) (string, error) {
	return admin.bot.PlaceLegalHold(ctx, r.Person, bot.Order{By: r.By, Reason: r.Reason}, r.Until, r.Events)
}

func (admin *adminSocket) liftHold(ctx context.Context, r holdRequest) error {
	err := admin.bot.LiftLegalHold(ctx, r.Person, r.Reference, bot.Order{By: r.By, Reason: r.Reason})
	if err == nil && admin.alone {
		err = admin.bot.Drain(ctx) // an erasure may have been waiting for this
	}
	return err
}

func (admin *adminSocket) linkPerson(ctx context.Context, r holdRequest) error {
	order := bot.Order{By: r.By, Reason: r.Reason}
	return admin.bot.OrderAccountLink(ctx, bot.DefaultApp, r.Person, bot.PersonID(r.Reference), order)
}

func (admin *adminSocket) openRequests(ctx context.Context, _ nothing) ([]bot.OpenRequest, error) {
	return admin.bot.OpenRequests(ctx)
}

func (admin *adminSocket) cases(ctx context.Context, _ nothing) (list []bot.Case, err error) {
	for c, err := range admin.bot.Cases(ctx, bot.CaseQuery{}) {
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func (admin *adminSocket) answerRequest(ctx context.Context, r verdictRequest) error {
	return admin.bot.DecideRequest(ctx, r.Reference, r.Verdict, bot.Order{By: r.By, Reason: r.Reason})
}

func (admin *adminSocket) send(ctx context.Context, r sendRequest) (bot.Sent, error) {
	sent, err := admin.bot.Broadcast(ctx, r.Sending, r.Dry)
	if err == nil && !r.Dry {
		admin.log.Info("a sending was queued", "reference", r.Sending.Reference, "queued", sent.Queued)
	}
	return sent, err
}

func (admin *adminSocket) backup(ctx context.Context, r backupRequest) error {
	if r.Keys {
		return admin.store.BackupKeys(ctx, r.Dir)
	}
	return admin.store.Backup(ctx, r.Dir)
}

func (admin *adminSocket) rotate(ctx context.Context, _ nothing) error {
	admin.log.Info("the master key is being rotated")
	return admin.store.RotateMaster(ctx)
}

func (admin *adminSocket) ready(ctx context.Context, _ nothing) error { return ready(ctx, admin.store) }

func (admin *adminSocket) check(ctx context.Context, _ nothing) error { return admin.store.Check(ctx) }
