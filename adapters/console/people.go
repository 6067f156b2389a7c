package console

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"assent/bot"
)

// maxRows is how many rows a page has at most.
const maxRows = 100

// asking is what the queue of requests is narrowed to.
type asking struct {
	Kind, Channel    string
	Overdue, Waiting bool
}

func (a asking) fits(r bot.OpenRequest) bool {
	return (a.Kind == "" || a.Kind == string(r.Kind)) && (a.Channel == "" || a.Channel == r.Channel) && (!a.Overdue || r.Overdue) && (!a.Waiting || r.AwaitsApproval)
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
	return v.ok("request", "Request "+r.Reference, map[string]any{"R": r, "Left": daysLeft(r.AnswerBy), "Counts": p.Counts, "Over": over, "Files": p.FileBytes, "Holds": p.ActiveLegalHolds(time.Now())})
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
	if err := v.bot.DecideRequest(v.ctx, r.Reference, bot.Verdict(v.form("verdict")), o); err != nil {
		return err
	}
	return v.to("requests/" + r.Reference)
}

func peoplePage(v *visit) error { return v.ok("people", "People", map[string]string{}) }

// findPerson finds somebody by their exact account: there is no browsing.
func findPerson(v *visit) error {
	u := bot.UserID{App: v.app, Channel: strings.ToLower(v.form("channel")), ID: v.form("account")}
	if err := v.acts("people: look for an account on " + u.Channel); err != nil {
		return err
	}
	p, err := v.bot.Find(v.ctx, u)
	if errors.Is(err, bot.ErrNotFound) {
		v.show(http.StatusNotFound, "people", "People", map[string]string{"Channel": u.Channel, "Account": u.ID, "Wrong": "Nobody is on record under exactly this account."})
		return nil
	}
	if err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}

func (v *visit) person() (bot.Person, error) {
	p, err := v.bot.PersonBy(v.ctx, v.app, bot.PersonID(v.r.PathValue("id")))
	if err == nil && p.Stage == bot.StageErasing {
		err = bot.ErrNotFound
	}
	return p, err
}

// ordered is whom something is done to and in whose name, which is on record then.
func (v *visit) ordered(what string) (p bot.Person, o bot.Order, err error) {
	if o, err = v.order(); err != nil {
		return p, o, err
	}
	if p, err = v.person(); err != nil {
		return p, o, err
	}
	return p, o, v.acts("people: " + what + " " + string(p.ID) + ": " + o.Reason)
}

func personPage(v *visit) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	return v.ok("person", "Record", map[string]any{"P": p, "Holds": p.ActiveLegalHolds(time.Now())})
}

// transcript shows a conversation, after it is on the person's record who reads
// it and for what.
func transcript(v *visit) error {
	purpose := v.form("reason")
	if purpose == "" {
		return badRequest("Say what you read it for: the person can ask.")
	}
	p, err := v.person()
	if err != nil {
		return err
	}
	if err := v.acts("people: read the conversation of " + string(p.ID) + ": " + purpose); err != nil {
		return err
	}
	if err := v.bot.RecordAccess(v.ctx, p.ID, bot.RoleOfficer, purpose); err != nil {
		return err
	}
	lines, err := v.bot.Latest(v.ctx, p.ID, maxLines)
	if err != nil {
		return err
	}
	return v.ok("transcript", "Conversation", map[string]any{"P": p, "Lines": lines})
}

// maxLines is how many of the newest lines of a conversation a page shows.
const maxLines = 200

func exportPerson(v *visit) error {
	p, o, err := v.ordered("export")
	if err != nil {
		return err
	}
	if err := v.bot.RecordAccess(v.ctx, p.ID, bot.RoleOfficer, "export: "+o.Reason); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := v.bot.WriteExport(v.ctx, p, &b); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/zip")
	v.w.Header().Set("Content-Disposition", `attachment; filename="export.zip"`)
	_, _ = v.w.Write(b.Bytes())
	return nil
}

// proofs is the signed receipt of what somebody decided, with the proofs that the
// ledger has it.
func proofs(v *visit) error {
	p, _, err := v.ordered("download the proofs of")
	if err != nil {
		return err
	}
	receipt, err := v.bot.ConsentReceipt(v.ctx, p)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Content-Disposition", `attachment; filename="receipt.json"`)
	_, _ = v.w.Write(receipt) // who is gone needs none
	return nil
}

// deleteMessage has one message deleted.
func deleteMessage(v *visit) error {
	p, o, err := v.ordered("delete a message of")
	if err != nil {
		return err
	}
	reference, err := v.bot.OrderMessage(v.ctx, p.ID, v.form("event"), o)
	if err != nil {
		return err
	}
	v.bot.Wake()
	return v.ok("done", "Deleted", map[string]string{"Text": "The message is deleted, and the person is told. The reference is " + reference + "."})
}

func erasePerson(v *visit) error {
	if v.form("sure") != "erase" {
		return badRequest(`Write "erase" into the field: it cannot be undone.`)
	}
	p, o, err := v.ordered("erase")
	if err != nil {
		return err
	}
	reference, err := v.bot.OrderErasure(v.ctx, p.ID, o)
	if err != nil {
		return err
	}
	v.bot.Wake()
	return v.ok("done", "Erasure", map[string]string{"Text": "The erasure is ordered, and runs now. Its reference is " + reference + "."})
}

// linkPerson links a record with another of the same person.
func linkPerson(v *visit) error {
	if v.form("sure") != "link" {
		return badRequest(`Write "link" into the field: what is asked on one account covers both from then on.`)
	}
	p, o, err := v.ordered("link")
	if err != nil {
		return err
	}
	other, err := v.bot.Find(v.ctx, bot.UserID{App: v.app, Channel: strings.ToLower(v.form("channel")), ID: v.form("account")})
	if err != nil {
		return err
	}
	if err := v.bot.OrderAccountLink(v.ctx, v.app, p.ID, other.ID, o); err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}

func holdPerson(v *visit) error {
	var until time.Time
	if day := v.form("until"); day != "" {
		var err error
		if until, err = time.Parse(time.DateOnly, day); err != nil || !until.After(time.Now()) {
			return badRequest("A hold ends on a day to come, or on none.")
		}
	}
	p, o, err := v.ordered("hold")
	if err != nil {
		return err
	}
	if _, err := v.bot.PlaceLegalHold(v.ctx, p.ID, o, until, nil); err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}

func releasePerson(v *visit) error {
	p, o, err := v.ordered("release")
	if err != nil {
		return err
	}
	if err := v.bot.LiftLegalHold(v.ctx, p.ID, v.form("hold"), o); err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}
