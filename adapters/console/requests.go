package console

import (
	"errors"
	"time"

	"assent/bot"
)

// asking is what the queue of requests is narrowed to.
type asking struct {
	Kind, Channel    string
	Overdue, Waiting bool
}

func (a asking) fits(r bot.OpenRequest) bool {
	return (a.Kind == "" || a.Kind == string(r.Kind)) && (a.Channel == "" || a.Channel == r.Channel) && (!a.Overdue || r.Overdue) && (!a.Waiting || r.Waiting)
}

// maxLooked is among how many requests those of a filter are looked for.
const maxLooked = 1000

// queued is a row of the queue.
type queued struct {
	bot.OpenRequest
	Left int // days
}

func requestsPage(v *visit) error {
	q := v.r.URL.Query()
	a := asking{Kind: q.Get("kind"), Channel: q.Get("channel"), Overdue: q.Has("overdue"), Waiting: q.Has("waiting")}
	n := maxRows
	if a != (asking{}) {
		n = maxLooked
	}
	open, people, err := v.bot.UrgentRequests(v.ctx, v.app, n)
	if err != nil {
		return err
	}
	var rows []queued
	for _, r := range open {
		if a.fits(r) && len(rows) < maxRows {
			rows = append(rows, queued{r, daysLeft(r.AnswerBy)})
		}
	}
	return v.ok("requests", "Requests", map[string]any{
		"Open": rows, "All": people, "Answer": v.who.Is(bot.RoleOfficer), "Asking": a, "Kinds": requestKinds, "Channels": v.bot.Channels(), "Looked": min(people, n) == maxLooked,
	})
}

var requestKinds = []bot.RequestKind{bot.RequestAccess, bot.RequestErasure, bot.RequestRectification, bot.RequestRestriction, bot.RequestObjection, bot.RequestWithdrawal}

func daysLeft(until time.Time) int { return int(time.Until(until).Hours() / 24) }

// casesPage is the case log: the newest of some days.
func casesPage(v *visit) error {
	from, to, err := v.span()
	if err != nil {
		return err
	}
	var list []bot.Case
	for c, err := range v.bot.Cases(v.ctx, bot.CaseQuery{App: v.app, From: from, To: to, Newest: maxRows}) {
		if err != nil {
			return err
		}
		list = append(list, c)
	}
	return v.ok("cases", "Case log", map[string]any{"Cases": list, "From": from, "To": to.AddDate(0, 0, -1), "Full": len(list) == maxRows})
}

// requestPage is a request that is open, for who may answer it, or else its case,
// which says nothing of whose it was.
func requestPage(v *visit) error {
	reference := v.r.PathValue("reference")
	r, err := v.bot.RequestBy(v.ctx, v.app, reference)
	if errors.Is(err, bot.ErrNotFound) || err == nil && !v.who.Is(bot.RoleOfficer) {
		return v.casePage(reference)
	}
	if err != nil {
		return err
	}
	p, err := v.bot.PersonBy(v.ctx, v.app, r.Person)
	if err != nil {
		return err
	}
	over := map[string]bool{}
	for _, u := range p.Users {
		over[u.Channel] = true
	}
	return v.ok("request", "Request "+r.Reference, map[string]any{"R": r, "Left": daysLeft(r.AnswerBy), "Counts": p.Counts, "Over": over, "Files": p.FileBytes, "Holds": p.Holds(time.Now())})
}

func (v *visit) casePage(reference string) error {
	c, err := v.bot.CaseBy(v.ctx, v.app, reference)
	if err != nil {
		return err
	}
	signed, says, err := v.bot.CertificateFor(v.ctx, v.app, reference)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	return v.ok("case", "Case "+c.Reference, map[string]any{"C": c, "Certificate": signed.ID, "Says": says, "Overdue": c.Overdue(time.Now())})
}

// certificate is the signed certificate of an erasure.
func certificate(v *visit) error {
	signed, _, err := v.bot.CertificateFor(v.ctx, v.app, v.r.PathValue("reference"))
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Content-Disposition", `attachment; filename="certificate.json"`)
	_, _ = v.w.Write(signed.Document) // who is gone needs none
	return nil
}

func answerRequest(v *visit) error {
	o, err := v.order()
	if err != nil {
		return err
	}
	r, err := v.bot.RequestBy(v.ctx, v.app, v.r.PathValue("reference"))
	if err != nil {
		return err
	}
	if err := v.acts("request " + r.Reference + ": " + v.form("verdict") + ": " + o.Reason); err != nil {
		return err
	}
	if err := v.bot.AnswerRequest(v.ctx, r.Reference, bot.Verdict(v.form("verdict")), o); err != nil {
		return err
	}
	return v.to("requests/" + r.Reference)
}
