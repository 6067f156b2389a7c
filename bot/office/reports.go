package office

import (
	"context"
	"crypto/rand"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"assent/bot"
)

// Errors of reports.
var (
	// ErrInvalidReport: the kind is unknown or the period is empty.
	ErrInvalidReport = bot.NewProblem(bot.Invalid,
		"a report must be audit, activity, consents or requests, and its period at least a day")
	// ErrTooManyReports: somebody has too many reports.
	ErrTooManyReports = bot.NewProblem(bot.Busy,
		"you have %d reports already: wait until the oldest has expired", maxReports)
)

const (
	maxReports   = 20
	reportPrefix = "report-"
	jobReport    = "report" // in the queue
)

// reportBody is what the job needs; it is stored.
type reportBody struct {
	Report string `json:"reference"`
}

// OrderReport queues a report for a team member.
func (o *Office) OrderReport(ctx context.Context, who bot.Operator, kind bot.ReportKind, from, to time.Time) error {
	if !slices.Contains(bot.ReportKinds(), kind) || !from.Before(to) {
		return ErrInvalidReport
	}
	id := bot.FileID(reportPrefix + rand.Text())
	body, err := json.Marshal(reportBody{string(id)})
	if err != nil {
		return err
	}
	err = o.bot.Amend(ctx, who.Person, func(c *bot.Change, now time.Time) error {
		p := &c.Person
		expired := func(r bot.Report) bool { return !r.Until.IsZero() && !now.Before(r.Until) }
		p.Reports = slices.DeleteFunc(slices.Clone(p.Reports), expired)
		if len(p.Reports) >= maxReports {
			return ErrTooManyReports
		}
		r := bot.Report{ID: id, Kind: kind, From: from.UTC(), To: to.UTC(), At: now}
		p.Reports = append(p.Reports, r)
		c.RecordTeamAct(now, "report", fmt.Sprintf("%s, %s to %s",
			kind, from.UTC().Format(time.DateOnly), to.UTC().Add(-1).Format(time.DateOnly)))
		c.Queue = []bot.Item{{
			ID: rand.Text(), App: p.App, Person: p.ID, Lane: bot.LaneJob, Name: jobReport, Due: now, Body: body,
		}}
		return nil
	})
	o.bot.Wake()
	return err
}

// writeReport is the job: it writes the table and seals it.
func (o *Office) writeReport(ctx context.Context, item bot.Item) error {
	var body reportBody
	if err := json.Unmarshal(item.Body, &body); err != nil {
		return fmt.Errorf("a report job: %w", err)
	}
	done := func() error { return o.cfg.Store.Save(ctx, bot.Change{Done: []string{item.ID}}) }
	p, err := o.cfg.Store.PersonByID(ctx, item.Person)
	if errors.Is(err, bot.ErrNotFound) {
		return done()
	}
	if err != nil {
		return err
	}
	at := slices.IndexFunc(p.Reports, func(r bot.Report) bool { return r.ID == bot.FileID(body.Report) })
	if at < 0 {
		return done()
	}
	r := p.Reports[at]
	w, err := o.cfg.Store.CreateFile(ctx, p.ID, r.ID)
	if errors.Is(err, bot.ErrNotFound) {
		return done()
	}
	if err != nil {
		return err
	}
	defer w.Abort()
	rows, err := o.WriteReport(ctx, p.App, r.Kind, r.From, r.To, w)
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	err = o.bot.Amend(ctx, p.ID, func(c *bot.Change, now time.Time) error {
		c.Done = []string{item.ID}
		c.Person.Reports = slices.Clone(c.Person.Reports)
		for i := range c.Person.Reports {
			if c.Person.Reports[i].ID == r.ID {
				c.Person.Reports[i].Rows, c.Person.Reports[i].Until = rows, now.Add(o.cfg.ReportTTL)
			}
		}
		c.Queue = []bot.Item{bot.ExpireFile(c.Person, r.ID, now.Add(o.cfg.ReportTTL))}
		return nil
	})
	if err != nil {
		return errors.Join(err, o.cfg.Store.RemoveFile(ctx, p.ID, r.ID))
	}
	return nil
}

// OpenReport opens a report of a team member, or returns ErrNotFound once it has
// expired.
func (o *Office) OpenReport(ctx context.Context, who bot.Operator, id bot.FileID) (bot.Report, io.ReadCloser, error) {
	p, err := o.cfg.Store.PersonByID(ctx, who.Person)
	if err != nil {
		return bot.Report{}, nil, err
	}
	for _, r := range p.Reports {
		if r.ID == id && o.cfg.Now().Before(r.Until) {
			content, err := o.cfg.Store.OpenFile(ctx, p.ID, id)
			return r, content, err
		}
	}
	return bot.Report{}, nil, bot.ErrNotFound
}

// table writes rows that no spreadsheet mistakes for formulas.
type table struct {
	*csv.Writer
	rows int
}

func (t *table) row(cells ...string) error {
	t.rows++
	for i, c := range cells {
		cells[i] = bot.SafeCell(c)
	}
	return t.Write(cells)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// WriteReport writes a report as CSV and returns how many rows it has below the
// header.
func (o *Office) WriteReport(
	ctx context.Context, app string, kind bot.ReportKind, from, to time.Time, w io.Writer,
) (rows int, err error) {
	t := &table{Writer: csv.NewWriter(w), rows: -1}
	switch kind {
	case bot.ReportAudit, bot.ReportActivity:
		err = o.reportAudit(ctx, t, app, kind, from, to)
	case bot.ReportConsents:
		err = o.reportConsents(ctx, t, app, from, to)
	case bot.ReportRequests:
		err = o.reportRequests(ctx, t, app, from, to)
	default:
		err = ErrInvalidReport
	}
	if err != nil {
		return 0, fmt.Errorf("report %s: %w", kind, err)
	}
	t.Flush()
	return t.rows, t.Error()
}

func (o *Office) reportAudit(
	ctx context.Context, t *table, app string, kind bot.ReportKind, from, to time.Time,
) error {
	entries, err := o.AuditLog(ctx, app, from, to, 0)
	if err != nil {
		return err
	}
	head := []string{"at", "who", "kind", "what", "conversation"}
	if kind == bot.ReportActivity {
		head = []string{"at", "agent", "act", "conversation"}
	}
	if err := t.row(head...); err != nil {
		return err
	}
	for _, e := range entries {
		cells := []string{moment(e.At), e.Who, e.Kind, e.Command, e.Handoff}
		if kind == bot.ReportActivity {
			if e.Handoff == "" {
				continue
			}
			cells = []string{moment(e.At), e.Who, e.Kind, e.Handoff}
		}
		if err := t.row(cells...); err != nil {
			return err
		}
	}
	return nil
}

func (o *Office) reportConsents(ctx context.Context, t *table, app string, from, to time.Time) error {
	err := t.row("at", "person", "purpose", "state", "edition", "language", "form", "notice_sha256",
		"channel", "source", "reference")
	if err != nil {
		return err
	}
	for p, err := range o.cfg.Store.People(ctx, bot.Query{App: app}) {
		if err != nil {
			return err
		}
		for _, purpose := range bot.Purposes() {
			c, ok := p.Consents[purpose]
			if !ok || c.At.Before(from) || !c.At.Before(to) {
				continue
			}
			err := t.row(moment(c.At), string(p.ID), string(purpose), string(c.State), strconv.Itoa(c.Edition),
				c.Lang, string(c.Form), c.SHA256, c.Channel, c.Source, c.Reference)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *Office) reportRequests(ctx context.Context, t *table, app string, from, to time.Time) error {
	err := t.row("opened", "reference", "right", "state", "regime", "channel", "acknowledged", "due",
		"extended_to", "closed", "reason", "reviewed")
	if err != nil {
		return err
	}
	for c, err := range o.cfg.Store.Cases(ctx, bot.CaseQuery{App: app, From: from, To: to}) {
		if err != nil {
			return err
		}
		err := t.row(moment(c.Opened), c.Reference, string(c.Kind), string(c.State), string(c.Regime), c.Channel,
			moment(c.Acknowledged), moment(c.Due), moment(c.Extended), moment(c.Closed),
			c.Reason, strconv.FormatBool(c.Reviewed))
		if err != nil {
			return err
		}
	}
	return nil
}
