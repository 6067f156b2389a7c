package console

import (
	"io"
	"net/http"
	"time"

	"assent/bot"
	"assent/bot/ledger"
)

// span is the time that a page is about: the current month, unless it is told.
func (v *visit) span() (from, to time.Time, err error) {
	q := v.r.URL.Query()
	return v.days(q.Get("from"), q.Get("to"))
}

// days are those between two days, both of them too; the current month where none
// is said.
func (v *visit) days(first, last string) (from, to time.Time, err error) {
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

// reportTexts are the tables with what they hold.
var reportTexts = []struct {
	Kind bot.ReportKind
	Text string
}{
	{bot.ReportAudit, "what the team did"},
	{bot.ReportActivity, "what agents did in conversations"},
	{bot.ReportConsents, "consents as they stand, by the day of the decision"},
	{bot.ReportRequests, "the case log, by the day it was opened"},
}

func evidencePage(v *visit) error { return v.evidence(nil) }

func (v *visit) evidence(report *ledger.Report) error {
	from, to, err := v.span()
	if err != nil {
		return err
	}
	head, err := v.bot.Ledger().Head(v.ctx)
	if err != nil {
		return err
	}
	audit, err := v.bot.AuditLog(v.ctx, v.app, from, to, maxRows)
	if err != nil {
		return err
	}
	me, err := v.bot.PersonBy(v.ctx, v.app, v.who.Person)
	if err != nil {
		return err
	}
	return v.ok("evidence", "Evidence", map[string]any{
		"Reports": me.Reports, "Kinds": reportTexts, "Now": time.Now(),
		"Head": head, "Key": v.bot.Ledger().Key().Public().String(), "Report": report, "Audit": audit, "From": from, "To": to.AddDate(0, 0, -1),
	})
}

func verifyLedger(v *visit) error {
	if err := v.acts("ledger: verify"); err != nil {
		return err
	}
	report, err := ledger.Verify(v.ctx, v.bot.Ledger())
	if err != nil {
		return err
	}
	return v.evidence(&report)
}

// orderReport has a table written.
func orderReport(v *visit) error {
	from, to, err := v.days(v.form("from"), v.form("to"))
	if err != nil {
		return err
	}
	if err := v.bot.OrderReport(v.ctx, v.who, bot.ReportKind(v.form("kind")), from, to); err != nil {
		return err
	}
	return v.to("evidence?ordered#reports")
}

// reportFile is a table that was ordered, for who ordered it and until it expires.
func reportFile(v *visit) error {
	r, content, err := v.bot.OpenReport(v.ctx, v.who, bot.FileID(v.r.PathValue("file")))
	if err != nil {
		return err
	}
	defer content.Close()
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+string(r.Kind)+"-"+r.From.Format(time.DateOnly)+`.csv"`)
	v.w.WriteHeader(http.StatusOK)
	if _, err := io.Copy(v.w, content); err != nil {
		v.log.Warn("a report broke off", "error", err)
		panic(http.ErrAbortHandler) // who fetches it must not take a part for the whole
	}
	return nil
}
