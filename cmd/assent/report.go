package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"assent/bot"
)

type reportRequest struct {
	Kind bot.ReportKind `json:"kind"`
	From time.Time      `json:"from"`
	To   time.Time      `json:"to"` // exclusive
}

// serveReport writes a report as CSV.
func (admin *adminSocket) serveReport(w http.ResponseWriter, r *http.Request) {
	var in reportRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		fail(w, err)
		return
	}
	admin.stream(w, r, "a report", func(ctx context.Context, w io.Writer) error {
		_, err := admin.office.WriteReport(ctx, bot.DefaultApp, in.Kind, in.From, in.To, w)
		return err
	})
}

func reportCommand(sys system) *cobra.Command {
	var f configFlags
	var from, to string
	c := &cobra.Command{
		Use: "report audit|activity|consents|requests", Short: "Print a report as CSV",
		Args: oneArg("the kind of report: audit, activity, consents or requests"),
		Long: `Print a report as CSV, for the current month or for the days from --from to --to:
  audit     the audit log: what the team did
  activity  what agents did in conversations
  consents  consents in their current state, by the day of the decision
  requests  the case log, by the day a request was opened
Reports never name anyone outside the team. The console has the same reports under Evidence.`,
		RunE: func(c *cobra.Command, args []string) error {
			now := time.Now().UTC()
			month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
			if !slices.Contains(bot.ReportKinds(), bot.ReportKind(args[0])) {
				return fmt.Errorf("there is no report %q: name audit, activity, consents or requests", args[0])
			}
			r := reportRequest{Kind: bot.ReportKind(args[0]), From: month}
			r.To = r.From.AddDate(0, 1, 0)
			for _, day := range []struct {
				flag, said string
				to         *time.Time
				plus       int
			}{{"--from", from, &r.From, 0}, {"--to", to, &r.To, 1}} {
				if day.said == "" {
					continue
				}
				at, err := time.Parse(time.DateOnly, day.said)
				if err != nil {
					return usagef("%s must be a day such as 2026-12-31, got %q", day.flag, day.said)
				}
				*day.to = at.AddDate(0, 0, day.plus)
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				body, err := admin.post(c.Context(), "/report", r)
				if err != nil {
					return err
				}
				defer body.Close()
				_, err = io.Copy(sys.out, body)
				return err
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&from, "from", "", "first day, in UTC")
	c.Flags().StringVar(&to, "to", "", "last day, in UTC")
	return c
}
