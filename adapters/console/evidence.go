package console

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"assent/bot/ledger"
)

// span is the time that a page is about: the current month, unless it is told.
func (v *visit) span() (from, to time.Time, err error) {
	now := time.Now().UTC()
	from = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	to = from.AddDate(0, 1, 0)
	q := v.r.URL.Query()
	if day := q.Get("from"); day != "" {
		if from, err = time.Parse(time.DateOnly, day); err != nil {
			return from, to, badRequest("A day is written as 2026-12-31.")
		}
	}
	if day := q.Get("to"); day != "" {
		if to, err = time.Parse(time.DateOnly, day); err != nil {
			return from, to, badRequest("A day is written as 2026-12-31.")
		}
		to = to.AddDate(0, 0, 1) // that day too
	}
	return from, to, nil
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
	return v.ok("evidence", "Evidence", map[string]any{
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

// auditCSV is the audit log as a table.
func auditCSV(v *visit) error {
	from, to, err := v.span()
	if err != nil {
		return err
	}
	if err := v.acts("audit log: download"); err != nil {
		return err
	}
	audit, err := v.bot.AuditLog(v.ctx, v.app, from, to, 0)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="audit.csv"`)
	v.w.WriteHeader(http.StatusOK)
	out := csv.NewWriter(v.w)
	rows := [][]string{{"at", "who", "kind", "what"}}
	for _, l := range audit {
		rows = append(rows, []string{l.At.UTC().Format(time.RFC3339), inert(l.Who), inert(l.Kind), inert(l.Command)})
	}
	return out.WriteAll(rows)
}

// inert keeps a spreadsheet from taking a text for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
