package bot

import (
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Errors of reports.
var (
	// ErrInvalidReport: the report makes no sense.
	ErrInvalidReport = errors.New("a report is audit, activity, consents or requests, of some days")
	// ErrTooManyReports: there are too many.
	ErrTooManyReports = fmt.Errorf("%d reports are there already: wait until the oldest has expired", maxReports)
)

const (
	maxReports   = 20
	reportPrefix = "report-"
)

// OrderReport has a table written for somebody of the team.
func (b *Bot) OrderReport(ctx context.Context, who Operator, kind ReportKind, from, to time.Time) error {
	if !slices.Contains(ReportKinds(), kind) || !from.Before(to) {
		return ErrInvalidReport
	}
	err := b.amend(ctx, who.Person, func(c *Change, now time.Time) error {
		p := &c.Person
		p.Reports = slices.DeleteFunc(slices.Clone(p.Reports), func(r Report) bool { return !r.Until.IsZero() && !now.Before(r.Until) })
		if len(p.Reports) >= maxReports {
			return ErrTooManyReports
		}
		r := Report{ID: FileID(reportPrefix + rand.Text()), Kind: kind, From: from.UTC(), To: to.UTC(), At: now}
		p.Reports = append(p.Reports, r)
		b.operates(c, now, "report", fmt.Sprintf("%s, %s to %s", kind, from.UTC().Format(time.DateOnly), to.UTC().Add(-1).Format(time.DateOnly)))
		c.Queue = []Item{{ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneJob, Name: jobReport, Due: now, Body: mustJSON(itemBody{User: p.Users[0], Reference: string(r.ID)})}}
		return nil
	})
	b.Wake()
	return err
}

// writeReport is the job: it writes the table and seals it.
func (b *Bot) writeReport(ctx context.Context, item Item) error {
	body, p, err := jobOf[itemBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	at := slices.IndexFunc(p.Reports, func(r Report) bool { return r.ID == FileID(body.Reference) })
	if at < 0 {
		return b.done(ctx, item)
	}
	r := p.Reports[at]
	w, err := b.store.CreateFile(ctx, p.ID, r.ID)
	if errors.Is(err, ErrNotFound) {
		return b.done(ctx, item)
	}
	if err != nil {
		return err
	}
	defer w.Abort()
	rows, err := b.WriteReport(ctx, p.App, r.Kind, r.From, r.To, w)
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	err = b.amend(ctx, p.ID, func(c *Change, now time.Time) error {
		c.Done = []string{item.ID}
		c.Person.Reports = slices.Clone(c.Person.Reports)
		for i := range c.Person.Reports {
			if c.Person.Reports[i].ID == r.ID {
				c.Person.Reports[i].Rows, c.Person.Reports[i].Until = rows, now.Add(b.cfg.Rights.LinkTTL)
			}
		}
		c.Queue = []Item{{ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneTimer, Name: timerFile, Due: now.Add(b.cfg.Rights.LinkTTL), Body: mustJSON(itemBody{User: body.User, Reference: string(r.ID)})}}
		return nil
	})
	if err != nil {
		return errors.Join(err, b.store.RemoveFile(ctx, p.ID, r.ID))
	}
	return nil
}

// OpenReport opens a table that somebody of the team ordered, or ErrNotFound once
// it has expired.
func (b *Bot) OpenReport(ctx context.Context, who Operator, id FileID) (Report, io.ReadCloser, error) {
	p, err := b.store.PersonByID(ctx, who.Person)
	if err != nil {
		return Report{}, nil, err
	}
	for _, r := range p.Reports {
		if r.ID == id && b.cfg.Now().Before(r.Until) {
			content, err := b.store.OpenFile(ctx, p.ID, id)
			return r, content, err
		}
	}
	return Report{}, nil, ErrNotFound
}

// table writes rows that no spreadsheet takes for formulas.
type table struct {
	*csv.Writer
	rows int
}

func (t *table) row(cells ...string) error {
	t.rows++
	for i, c := range cells {
		cells[i] = inert(c)
	}
	return t.Write(cells)
}

// inert keeps a spreadsheet from taking a text for a formula (OWASP, "CSV
// Injection").
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// WriteReport writes a table as CSV and returns how many rows it has below its
// head.
func (b *Bot) WriteReport(ctx context.Context, app string, kind ReportKind, from, to time.Time, w io.Writer) (rows int, err error) {
	t := &table{Writer: csv.NewWriter(w), rows: -1}
	switch kind {
	case ReportAudit, ReportActivity:
		err = b.reportAudit(ctx, t, app, kind, from, to)
	case ReportConsents:
		err = b.reportConsents(ctx, t, app, from, to)
	case ReportRequests:
		err = b.reportRequests(ctx, t, app, from, to)
	default:
		err = ErrInvalidReport
	}
	if err != nil {
		return 0, fmt.Errorf("the report %s: %w", kind, err)
	}
	t.Flush()
	return t.rows, t.Error()
}

func (b *Bot) reportAudit(ctx context.Context, t *table, app string, kind ReportKind, from, to time.Time) error {
	lines, err := b.AuditLog(ctx, app, from, to, 0)
	if err != nil {
		return err
	}
	head := []string{"at", "who", "kind", "what", "conversation"}
	if kind == ReportActivity {
		head = []string{"at", "agent", "act", "conversation"}
	}
	if err := t.row(head...); err != nil {
		return err
	}
	for _, l := range lines {
		cells := []string{moment(l.At), l.Who, l.Kind, l.Command, l.Handoff}
		if kind == ReportActivity {
			if l.Handoff == "" {
				continue
			}
			cells = []string{moment(l.At), l.Who, l.Kind, l.Handoff}
		}
		if err := t.row(cells...); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bot) reportConsents(ctx context.Context, t *table, app string, from, to time.Time) error {
	if err := t.row("at", "person", "purpose", "state", "edition", "language", "form", "notice_sha256", "channel", "source", "reference"); err != nil {
		return err
	}
	for p, err := range b.store.People(ctx, Query{App: app}) {
		if err != nil {
			return err
		}
		for _, purpose := range []Purpose{PurposeService, PurposeMarketing, PurposeAssistant, PurposeRecording} {
			c, ok := p.Consents[purpose]
			if !ok || c.At.Before(from) || !c.At.Before(to) {
				continue
			}
			err := t.row(moment(c.At), string(p.ID), string(purpose), string(c.State), strconv.Itoa(c.Edition), c.Lang, string(c.Form), c.SHA256, c.Channel, c.Source, c.Reference)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *Bot) reportRequests(ctx context.Context, t *table, app string, from, to time.Time) error {
	if err := t.row("opened", "reference", "right", "state", "regime", "channel", "acknowledged", "due", "extended_to", "closed", "reason", "reviewed"); err != nil {
		return err
	}
	for c, err := range b.store.Cases(ctx, CaseQuery{App: app, From: from, To: to}) {
		if err != nil {
			return err
		}
		err := t.row(moment(c.Opened), c.Reference, string(c.Kind), string(c.State), string(c.Regime), c.Channel, moment(c.Acknowledged), moment(c.Due), moment(c.Extended), moment(c.Closed), c.Reason, strconv.FormatBool(c.Reviewed))
		if err != nil {
			return err
		}
	}
	return nil
}
