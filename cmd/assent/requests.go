package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"assent/bot"
)

type verdictRequest struct {
	Reference string      `json:"reference"`
	Verdict   bot.Verdict `json:"verdict"`
	By        string      `json:"by"`
	Reason    string      `json:"reason"`
}

func requestsCommand(sys system) *cobra.Command {
	c := group("requests", "List and decide the requests that wait for an officer",
		`List and decide the requests that wait for an officer: corrections of data that Assent does not
hold, erasures under a legal hold, and whatever needs approval (rights.review). The output does
not name the people who asked: look up the id beside a request with assent person show.`)
	c.AddCommand(
		requestsList(sys),
		requestsAnswer(sys, "done", bot.VerdictDone, "Close a request that you have carried out, and tell the person"),
		requestsAnswer(sys, "approve", bot.VerdictApproved,
			"Approve a request that needs it (rights.review), so that it is carried out"),
		requestsExport(sys),
		requestsAnswer(sys, "refuse", bot.VerdictRefused,
			"Refuse a request; the person is told why, and of their right to complain"),
		requestsAnswer(sys, "extend", bot.VerdictExtended, "Extend the due date, once, and tell the person why"),
	)
	return c
}

func requestsList(sys system) *cobra.Command {
	var f configFlags
	var asJSON, asCSV bool
	c := &cobra.Command{
		Use: "list", Short: "List the open requests, most urgent first", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				open, err := ask[[]bot.OpenRequest](c.Context(), admin, "/requests/list", nothing{})
				switch {
				case err != nil:
					return err
				case asJSON:
					e := json.NewEncoder(sys.out)
					e.SetIndent("", "  ")
					return e.Encode(append([]bot.OpenRequest{}, open...))
				case asCSV:
					return writeRequests(sys, open)
				}
				for _, r := range open {
					state := "due " + r.AnswerBy.Format(time.DateOnly)
					if r.Overdue {
						state = "OVERDUE since " + r.AnswerBy.Format(time.DateOnly)
					}
					if _, err := fmt.Fprintf(sys.out, "%s  %-13s  %s  asked %s  person %s\n",
						r.Reference, r.Kind, state, r.At.Format(time.DateOnly), r.Person); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	f.flags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

// writeRequests writes CSV. All of it comes from Assent, so no cell can be a formula.
func writeRequests(sys system, open []bot.OpenRequest) error {
	w := csv.NewWriter(sys.out)
	rows := [][]string{{"reference", "kind", "app", "channel", "asked", "due", "overdue", "extended", "person"}}
	for _, r := range open {
		rows = append(rows, []string{
			r.Reference, string(r.Kind), r.App, r.Channel,
			r.At.UTC().Format(time.RFC3339), r.AnswerBy.UTC().Format(time.RFC3339),
			fmt.Sprint(r.Overdue), fmt.Sprint(r.Extended), string(r.Person),
		})
	}
	return w.WriteAll(rows)
}

func requestsAnswer(sys system, name string, v bot.Verdict, short string) *cobra.Command {
	var f configFlags
	r := verdictRequest{Verdict: v}
	c := &cobra.Command{
		Use: name + " REFERENCE --by NAME --reason TEXT", Short: short,
		Args: oneArg("the reference that requests list prints"),
		RunE: func(c *cobra.Command, args []string) error {
			if r.By == "" || r.Reason == "" {
				return usagef("requests %s requires --by NAME and --reason TEXT: the person is told the reason", name)
			}
			r.Reference = args[0]
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := ask[nothing](c.Context(), admin, "/requests/answer", r); err != nil {
					return err
				}
				_, err := fmt.Fprintf(sys.out, "%s: %s, the person is told\n", r.Reference, v)
				return err
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&r.By, "by", "", "who decides it, for the record")
	c.Flags().StringVar(&r.Reason, "reason", "", "why, as the person will read it")
	return c
}

func requestsExport(sys system) *cobra.Command {
	var f configFlags
	var asCSV bool
	c := &cobra.Command{
		Use: "export", Short: "Print the case log: every request ever made, with its state and times", Args: noArgs,
		Long: `Print the case log: every request ever made, with its state and times. It does not say who
asked, and stays when they are erased.`,
		RunE: func(c *cobra.Command, _ []string) error {
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				cases, err := ask[[]bot.Case](c.Context(), admin, "/requests/cases", nothing{})
				switch {
				case err != nil:
					return err
				case asCSV:
					return writeCases(sys, cases)
				}
				e := json.NewEncoder(sys.out)
				e.SetIndent("", "  ")
				return e.Encode(append([]bot.Case{}, cases...))
			})
		},
	}
	f.flags(c)
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV instead of JSON")
	return c
}

// writeCases writes CSV. All of it comes from Assent, so no cell can be a formula.
func writeCases(sys system, cases []bot.Case) error {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	rows := [][]string{{
		"reference", "app", "kind", "state", "reason", "regime", "channel", "reviewed",
		"opened", "acknowledged", "due", "extended_to", "closed",
	}}
	for _, c := range cases {
		rows = append(rows, []string{
			c.Reference, c.App, string(c.Kind), string(c.State), c.Reason, string(c.Regime), c.Channel,
			fmt.Sprint(c.Reviewed),
			at(c.Opened), at(c.Acknowledged), at(c.Due), at(c.Extended), at(c.Closed),
		})
	}
	return csv.NewWriter(sys.out).WriteAll(rows)
}
