package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"assent/bot"
	"assent/policies"
)

// The requests of the office. They never leave the machine, so the two ends
// are of the same version but for the moment of an upgrade: fields are added,
// never renamed.
type (
	personRequest struct {
		Person bot.PersonID `json:"person"`
		By     string       `json:"by,omitempty"`
		Reason string       `json:"reason,omitempty"`
		// Purpose is what an officer reads the record for; nothing: it is not shown
		// to a human.
		Purpose string `json:"purpose,omitempty"`
	}
	importRequest struct {
		File   string `json:"file"` // absolute
		By     string `json:"by"`
		Reason string `json:"reason"`
	}
	editionRequest struct {
		App    string `json:"app"`
		Number *int   `json:"number,omitempty"` // none: the one in force
	}
	backupRequest struct {
		Dir  string `json:"dir"` // absolute
		Keys bool   `json:"keys"`
	}
	nothing struct{}
)

// officeFailure is how an error crosses.
type officeFailure struct {
	Error    string `json:"error"`
	NotFound bool   `json:"not_found,omitempty"`
}

// handler serves the office. Whoever reaches it may do everything: it is
// mounted on a socket that only the owner of the data folder can open, and
// nowhere else.
func (o *office) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /person/find", answer(func(ctx context.Context, u bot.UserID) (bot.Person, error) {
		return o.bot.Find(ctx, u)
	}))
	mux.Handle("POST /person/show", answer(func(ctx context.Context, r personRequest) (bot.Person, error) {
		return o.show(ctx, r.Person, r.Purpose)
	}))
	mux.Handle("POST /person/erase", answer(func(ctx context.Context, r personRequest) (erased, error) {
		return o.erase(ctx, r.Person, bot.Order{By: r.By, Reason: r.Reason})
	}))
	mux.Handle("POST /person/import", answer(func(ctx context.Context, r importRequest) (bot.PersonID, error) {
		return o.importPerson(ctx, r.File, bot.Order{By: r.By, Reason: r.Reason})
	}))
	mux.Handle("POST /requests/list", answer(func(ctx context.Context, _ nothing) ([]bot.OpenRequest, error) { return o.bot.OpenRequests(ctx) }))
	mux.Handle("POST /requests/cases", answer(func(ctx context.Context, _ nothing) (list []bot.Case, err error) {
		for c, err := range o.bot.Cases(ctx, bot.CaseQuery{}) {
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
		return list, nil
	}))
	mux.Handle("POST /requests/answer", answer(func(ctx context.Context, r verdictRequest) (nothing, error) {
		return nothing{}, o.bot.DecideRequest(ctx, r.Reference, r.Verdict, bot.Order{By: r.By, Reason: r.Reason})
	}))
	mux.Handle("POST /ledger/verify", answer(func(ctx context.Context, r verifyRequest) (verifyAnswer, error) { return o.verify(ctx, r) }))
	mux.Handle("POST /ledger/check", answer(func(ctx context.Context, r checkRequest) (bot.CheckedDocument, error) {
		return o.bot.CheckDocument(ctx, []byte(r.Document))
	}))
	mux.Handle("POST /certificate", answer(func(ctx context.Context, reference string) (string, error) { return o.certificate(ctx, reference) }))
	mux.Handle("POST /send", answer(func(ctx context.Context, r sendRequest) (bot.Sent, error) {
		sent, err := o.bot.Send(ctx, r.Sending, r.Dry)
		if err == nil && !r.Dry {
			o.log.Info("a sending was queued", "reference", r.Sending.Reference, "queued", sent.Queued)
		}
		return sent, err
	}))
	mux.Handle("POST /person/hold", answer(func(ctx context.Context, r holdRequest) (string, error) {
		return o.bot.PlaceLegalHold(ctx, r.Person, bot.Order{By: r.By, Reason: r.Reason}, r.Until, r.Events)
	}))
	mux.Handle("POST /person/link", answer(func(ctx context.Context, r holdRequest) (nothing, error) {
		return nothing{}, o.bot.OrderAccountLink(ctx, bot.DefaultApp, r.Person, bot.PersonID(r.Reference), bot.Order{By: r.By, Reason: r.Reason})
	}))
	mux.Handle("POST /person/release", answer(func(ctx context.Context, r holdRequest) (nothing, error) {
		err := o.bot.LiftLegalHold(ctx, r.Person, r.Reference, bot.Order{By: r.By, Reason: r.Reason})
		if err == nil && o.alone {
			err = o.bot.Drain(ctx) // an erasure may have waited for it
		}
		return nothing{}, err
	}))
	mux.HandleFunc("POST /person/export", o.serveExport)
	mux.HandleFunc("POST /report", o.serveReport)
	mux.Handle("POST /policy/list", answer(func(ctx context.Context, r editionRequest) ([]*policies.Edition, error) {
		return o.store.Editions(ctx, r.App)
	}))
	mux.Handle("POST /policy/edition", answer(func(ctx context.Context, r editionRequest) (*policies.Edition, error) {
		if r.Number == nil {
			return o.store.Current(ctx, r.App)
		}
		return o.store.Edition(ctx, r.App, *r.Number)
	}))
	mux.Handle("POST /policy/publish", answer(func(ctx context.Context, e *policies.Edition) (*policies.Edition, error) {
		return o.publish(ctx, e)
	}))
	mux.Handle("POST /settings/show", answer(func(ctx context.Context, _ nothing) (settingsAnswer, error) { return o.settings(ctx) }))
	mux.Handle("POST /settings/gate", answer(func(ctx context.Context, r gateRequest) (nothing, error) { return nothing{}, o.setGate(ctx, r) }))
	mux.Handle("POST /settings/keep", answer(func(ctx context.Context, r keepRequest) (nothing, error) { return nothing{}, o.setKeeps(ctx, r) }))
	mux.Handle("POST /console/invite", answer(func(ctx context.Context, r inviteRequest) (string, error) { return o.invite(ctx, r) }))
	mux.Handle("POST /policy/import", answer(func(ctx context.Context, e *policies.Edition) (int, error) {
		before, err := o.store.Draft(ctx, e.App)
		if err != nil && !errors.Is(err, policies.ErrNoDraft) {
			return 0, err
		}
		return o.store.SaveDraft(ctx, policies.Draft{App: e.App, Rev: before.Rev, Edition: e})
	}))
	mux.Handle("POST /backup", answer(func(ctx context.Context, r backupRequest) (nothing, error) {
		if r.Keys {
			return nothing{}, o.store.BackupKeys(ctx, r.Dir)
		}
		return nothing{}, o.store.Backup(ctx, r.Dir)
	}))
	mux.Handle("POST /keys/rotate", answer(func(ctx context.Context, _ nothing) (nothing, error) {
		o.log.Info("the master key is being rotated")
		return nothing{}, o.store.RotateMaster(ctx)
	}))
	mux.Handle("POST /ready", answer(func(ctx context.Context, _ nothing) (nothing, error) {
		return nothing{}, ready(ctx, o.store)
	}))
	mux.Handle("POST /check", answer(func(ctx context.Context, _ nothing) (nothing, error) {
		return nothing{}, o.store.Check(ctx)
	}))
	return mux
}

// answer makes a handler of a function from a request to an answer, both in
// JSON.
func answer[Request, Answer any](do func(context.Context, Request) (Answer, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in Request
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			fail(w, err)
			return
		}
		out, err := do(r.Context(), in)
		if err != nil {
			fail(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(out); err != nil {
			panic(http.ErrAbortHandler) // the command is gone, or must see that the answer is cut
		}
	})
}

func fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	missing := errors.Is(err, bot.ErrNotFound) || errors.Is(err, policies.ErrNoEdition)
	if missing {
		status = http.StatusNotFound
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error here is that the command is gone, and nobody is left to tell.
	_ = json.NewEncoder(w).Encode(officeFailure{Error: err.Error(), NotFound: missing})
}

// serveExport streams a person's archive: whole, or visibly cut.
func (o *office) serveExport(w http.ResponseWriter, r *http.Request) {
	var in personRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		fail(w, err)
		return
	}
	o.stream(w, r, "an export", func(ctx context.Context, w io.Writer) error { return o.export(ctx, in.Person, in.Purpose, w) })
}

// stream answers with what write writes; where that fails half way the connection
// is cut, so that nobody takes a part for the whole.
func (o *office) stream(w http.ResponseWriter, r *http.Request, what string, write func(context.Context, io.Writer) error) {
	begun := &begunWriter{w: w}
	if err := write(r.Context(), begun); err != nil {
		if begun.begun {
			o.log.Error("what was written broke off", "what", what, "error", err)
			panic(http.ErrAbortHandler)
		}
		fail(w, err)
	}
}

// begunWriter notes whether anything was written.
type begunWriter struct {
	w     http.ResponseWriter
	begun bool
}

func (b *begunWriter) Write(p []byte) (int, error) {
	b.begun = true
	return b.w.Write(p)
}
