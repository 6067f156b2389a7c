package console

import (
	"io"
	"net/http"
	"time"

	"assent/bot"
	"assent/bot/ledger"
)

// queriedPeriod returns the period that a page is about; by default the current month.
func (v *visit) queriedPeriod() (from, to time.Time, err error) {
	q := v.r.URL.Query()
	return periodBetween(q.Get("from"), q.Get("to"))
}

// periodBetween returns the time between two days, both included; by default the
// current month.
func periodBetween(first, last string) (from, to time.Time, err error) {
	now := time.Now().UTC()
	from = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	to = from.AddDate(0, 1, 0)
	if first != "" {
		if from, err = time.Parse(time.DateOnly, first); err != nil {
			return from, to, badRequest("A day is written as 2026-12-31.")
		}
	}
	if last != "" {
		if to, err = time.Parse(time.DateOnly, last); err != nil {
			return from, to, badRequest("A day is written as 2026-12-31.")
		}
		to = to.AddDate(0, 0, 1) // that day too
	}
	return from, to, nil
}

// reportKinds are the kinds of report, with what they hold.
var reportKinds = []struct {
	Kind bot.ReportKind
	Text string
}{
	{bot.ReportAudit, "what the team did"},
	{bot.ReportActivity, "what agents did in conversations"},
	{bot.ReportConsents, "consents as they stand, by the day of the decision"},
	{bot.ReportRequests, "the case log, by the day it was opened"},
}

func evidencePage(v *visit) error { return v.showEvidence(nil) }

func (v *visit) showEvidence(report *ledger.Report) error {
	from, to, err := v.queriedPeriod()
	if err != nil {
		return err
	}
	head, err := v.bot.Ledger().Head(v.ctx)
	if err != nil {
		return err
	}
	audit, err := v.office.AuditLog(v.ctx, v.app, from, to, maxRows)
	if err != nil {
		return err
	}
	me, err := v.bot.PersonBy(v.ctx, v.app, v.who.Person)
	if err != nil {
		return err
	}
	return v.ok("evidence", "Evidence", map[string]any{
		"Head": head, "Key": v.bot.Ledger().Key().Public().String(), "Report": report,
		"Audit": audit, "From": from, "To": to.AddDate(0, 0, -1),
		"Reports": me.Reports, "Kinds": reportKinds, "Now": time.Now(),
	})
}

func verifyLedger(v *visit) error {
	if err := v.recordAct("ledger: verify"); err != nil {
		return err
	}
	report, err := ledger.Verify(v.ctx, v.bot.Ledger())
	if err != nil {
		return err
	}
	return v.showEvidence(&report)
}

// orderReport requests a report.
func orderReport(v *visit) error {
	from, to, err := periodBetween(v.form("from"), v.form("to"))
	if err != nil {
		return err
	}
	if err := v.office.OrderReport(v.ctx, v.who, bot.ReportKind(v.form("kind")), from, to); err != nil {
		return err
	}
	return v.to("evidence?ordered#reports")
}

// downloadReport sends a report to whoever requested it, until it expires.
func downloadReport(v *visit) error {
	r, content, err := v.office.OpenReport(v.ctx, v.who, bot.FileID(v.r.PathValue("file")))
	if err != nil {
		return err
	}
	defer content.Close()
	v.attach("text/csv; charset=utf-8", string(r.Kind)+"-"+r.From.Format(time.DateOnly)+".csv")
	v.w.WriteHeader(http.StatusOK)
	if _, err := io.Copy(v.w, content); err != nil {
		v.log.Warn("a report's download was cut short", "error", err)
		panic(http.ErrAbortHandler) // nobody must mistake a part for the whole
	}
	return nil
}
