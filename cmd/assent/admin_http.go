package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"assent/bot"
)

// The requests to the admin socket. They never leave the machine, so both ends
// have the same version except during an upgrade: fields are added, never
// renamed.
type (
	personRequest struct {
		Person bot.PersonID `json:"person"`
		By     string       `json:"by,omitempty"`
		Reason string       `json:"reason,omitempty"`
		// Purpose is why an officer reads the record; empty: no human sees it.
		Purpose string `json:"purpose,omitempty"`
	}
	importRequest struct {
		File   string `json:"file"` // absolute
		By     string `json:"by"`
		Reason string `json:"reason"`
	}
	editionRequest struct {
		App    string `json:"app"`
		Number *int   `json:"number,omitempty"` // nil: the one in force
	}
	backupRequest struct {
		Dir  string `json:"dir"` // absolute
		Keys bool   `json:"keys"`
	}
	nothing struct{}
)

// adminFailure is an error as it crosses the socket.
type adminFailure struct {
	Error    string          `json:"error"`
	Kind     bot.ProblemKind `json:"kind,omitempty"`
	NotFound bool            `json:"not_found,omitempty"` // for versions without kinds
}

// handler serves the admin socket. Whoever reaches it may do everything: it is
// mounted on a socket that only the owner of the data folder can open, and
// nowhere else.
func (admin *adminSocket) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /person/find", answer(admin.find))
	mux.Handle("POST /person/show", answer(admin.showPerson))
	mux.Handle("POST /person/erase", answer(admin.erase))
	mux.Handle("POST /person/import", answer(admin.importPerson))
	mux.HandleFunc("POST /person/export", admin.serveExport)
	mux.Handle("POST /person/hold", answer(admin.placeHold))
	mux.Handle("POST /person/release", done(admin.liftHold))
	mux.Handle("POST /person/link", done(admin.linkPerson))
	mux.Handle("POST /requests/list", answer(admin.openRequests))
	mux.Handle("POST /requests/cases", answer(admin.cases))
	mux.Handle("POST /requests/answer", done(admin.answerRequest))
	mux.Handle("POST /ledger/verify", answer(admin.verify))
	mux.Handle("POST /ledger/check", answer(admin.checkDocument))
	mux.Handle("POST /certificate", answer(admin.certificate))
	mux.Handle("POST /send", answer(admin.send))
	mux.HandleFunc("POST /report", admin.serveReport)
	mux.Handle("POST /policy/list", answer(admin.editions))
	mux.Handle("POST /policy/edition", answer(admin.edition))
	mux.Handle("POST /policy/publish", answer(admin.publish))
	mux.Handle("POST /policy/import", answer(admin.importDraft))
	mux.Handle("POST /settings/show", answer(admin.settings))
	mux.Handle("POST /settings/gate", done(admin.setGate))
	mux.Handle("POST /settings/keep", done(admin.setKeeps))
	mux.Handle("POST /console/invite", answer(admin.invite))
	mux.Handle("POST /backup", done(admin.backup))
	mux.Handle("POST /keys/rotate", done(admin.rotate))
	mux.Handle("POST /ready", done(admin.ready))
	mux.Handle("POST /check", done(admin.check))
	return mux
}

// done makes a handler of a function that returns only an error.
func done[Request any](do func(context.Context, Request) error) http.Handler {
	return answer(func(ctx context.Context, r Request) (nothing, error) { return nothing{}, do(ctx, r) })
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
			panic(http.ErrAbortHandler) // the command is gone, or must notice that the answer is cut off
		}
	})
}

func fail(w http.ResponseWriter, err error) {
	kind := bot.KindOf(err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(kind.Status())
	// An error here means that the command is gone: there is nobody to tell.
	_ = json.NewEncoder(w).Encode(adminFailure{Error: err.Error(), Kind: kind, NotFound: kind == bot.NotFound})
}

// serveExport streams a person's archive: whole, or visibly cut off.
func (admin *adminSocket) serveExport(w http.ResponseWriter, r *http.Request) {
	var in personRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		fail(w, err)
		return
	}
	admin.stream(w, r, "an export", func(ctx context.Context, w io.Writer) error { return admin.export(ctx, in, w) })
}

// stream answers with what write writes. If that fails halfway the connection is
// cut, so that nobody takes a part for the whole.
func (admin *adminSocket) stream(w http.ResponseWriter, r *http.Request, what string,
	write func(context.Context, io.Writer) error,
) {
	begun := &begunWriter{w: w}
	if err := write(r.Context(), begun); err != nil {
		if begun.begun {
			admin.log.Error("an answer was cut off", "what", what, "error", err)
			panic(http.ErrAbortHandler)
		}
		fail(w, err)
	}
}

// begunWriter remembers whether anything was written.
type begunWriter struct {
	w     http.ResponseWriter
	begun bool
}

func (b *begunWriter) Write(p []byte) (int, error) {
	b.begun = true
	return b.w.Write(p)
}
