package console

import (
	"errors"
	"time"

	"assent/bot"
)

// requestFilter narrows the queue of requests.
type requestFilter struct {
	Kind, Channel    string
	Overdue, Waiting bool
}

func (f requestFilter) matches(r bot.OpenRequest) bool {
	return (f.Kind == "" || f.Kind == string(r.Kind)) &&
		(f.Channel == "" || f.Channel == r.Channel) &&
		(!f.Overdue || r.Overdue) &&
		(!f.Waiting || r.AwaitsApproval)
}

// maxFiltered is how many requests are searched for those that a filter matches.
const maxFiltered = 1000

// requestRow is a row of the queue.
type requestRow struct {
	bot.OpenRequest
	Left int // days
}

func requestsPage(v *visit) error {
	q := v.r.URL.Query()
	filter := requestFilter{
		Kind: q.Get("kind"), Channel: q.Get("channel"), Overdue: q.Has("overdue"), Waiting: q.Has("waiting"),
	}
	n := maxRows
	if filter != (requestFilter{}) {
		n = maxFiltered
	}
	open, people, err := v.bot.UrgentRequests(v.ctx, v.app, n)
	if err != nil {
		return err
	}
	var rows []requestRow
	for _, r := range open {
		if filter.matches(r) && len(rows) < maxRows {
			rows = append(rows, requestRow{r, daysLeft(r.AnswerBy)})
		}
	}
	return v.ok("requests", "Requests", map[string]any{
		"Open": rows, "All": people, "Partial": min(people, n) == maxFiltered,
		"Filter": filter, "Kinds": requestKinds, "Channels": v.bot.Channels(),
	})
}

var requestKinds = []bot.RequestKind{
	bot.RequestAccess, bot.RequestErasure, bot.RequestRectification,
	bot.RequestRestriction, bot.RequestObjection, bot.RequestWithdrawal,
}

func daysLeft(until time.Time) int { return int(time.Until(until).Hours() / 24) }

// casesPage is the case log: the newest cases of a period.
func casesPage(v *visit) error {
	from, to, err := v.queriedPeriod()
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
	return v.ok("cases", "Case log", map[string]any{
		"Cases": list, "From": from, "To": to.AddDate(0, 0, -1), "Full": len(list) == maxRows,
	})
}

// requestPage shows an open request to officers. Anyone else, and anyone who opens
// a closed one, sees its case, which does not show whose it was.
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
	channels := map[string]bool{}
	for _, u := range p.Users {
		channels[u.Channel] = true
	}
	return v.ok("request", "Request "+r.Reference, map[string]any{
		"R": r, "Left": daysLeft(r.AnswerBy), "Counts": p.Counts, "Channels": channels, "Files": p.FileBytes,
		"Holds": p.ActiveLegalHolds(time.Now()),
	})
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
	return v.ok("case", "Case "+c.Reference, map[string]any{
		"C": c, "Overdue": c.Overdue(time.Now()), "Certificate": signed.ID, "Says": says,
	})
}

// downloadCertificate sends the signed certificate of an erasure.
func downloadCertificate(v *visit) error {
	signed, _, err := v.bot.CertificateFor(v.ctx, v.app, v.r.PathValue("reference"))
	if err != nil {
		return err
	}
	return v.send("application/json", "certificate.json", signed.Document)
}

func decideRequest(v *visit) error {
	o, err := v.order()
	if err != nil {
		return err
	}
	r, err := v.bot.RequestBy(v.ctx, v.app, v.r.PathValue("reference"))
	if err != nil {
		return err
	}
	if err := v.recordAct("request " + r.Reference + ": " + v.form("verdict") + ": " + o.Reason); err != nil {
		return err
	}
	if err := v.bot.DecideRequest(v.ctx, r.Reference, bot.Verdict(v.form("verdict")), o); err != nil {
		return err
	}
	return v.to("requests/" + r.Reference)
}
