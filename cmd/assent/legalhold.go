package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"assent/bot"
)

type holdRequest struct {
	Person    bot.PersonID `json:"person"`
	By        string       `json:"by"`
	Reason    string       `json:"reason"`
	Until     time.Time    `json:"until,omitzero"`
	Events    []string     `json:"events,omitempty"`
	Reference string       `json:"reference,omitempty"` // of the hold that is lifted; the other record of a link
}

func personHold(sys system) *cobra.Command {
	var f configFlags
	var until string
	r := holdRequest{}
	c := &cobra.Command{
		Use:   "hold PERSON --by NAME --reason TEXT",
		Short: "Place a legal hold: nothing that it covers is deleted until it ends",
		Args:  oneArg("the id that person find prints"),
		Long: `Place a legal hold on a person's whole record, or on some of its events: retention and erasures
wait until it is lifted with person release, or ends. The person is told if they ask to be
erased, and their export says so. Prints the reference of the hold.`,
		RunE: func(c *cobra.Command, args []string) error {
			if r.By == "" || r.Reason == "" {
				return usagef("person hold requires --by NAME and --reason TEXT: who orders it and why")
			}
			if until != "" {
				day, err := time.Parse(time.DateOnly, until)
				if err != nil {
					return usagef("--until must be a day such as 2027-06-30, got %q", until)
				}
				r.Until = day.AddDate(0, 0, 1) // the day itself is held
			}
			r.Person = bot.PersonID(args[0])
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := loadPerson(c.Context(), admin, args[0]); err != nil {
					return err
				}
				reference, err := ask[string](c.Context(), admin, "/person/hold", r)
				if err == nil {
					_, err = fmt.Fprintln(sys.out, reference)
				}
				return err
			})
		},
	}
	f.flags(c)
	r.flags(c)
	c.Flags().StringVar(&until, "until", "",
		"last day of the hold in UTC, such as 2027-06-30 (default: until it is lifted)")
	c.Flags().StringArrayVar(&r.Events, "event", nil, "hold only this event, by its id in the export; may be repeated")
	return c
}

func personRelease(sys system) *cobra.Command {
	var f configFlags
	r := holdRequest{}
	c := &cobra.Command{
		Use:   "release PERSON HOLD --by NAME --reason TEXT",
		Short: "Lift a legal hold; an erasure that waited for it goes ahead",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 2 || r.By == "" || r.Reason == "" {
				return usagef("person release requires the id of the person, the reference of the hold, " +
					"--by NAME and --reason TEXT")
			}
			r.Person, r.Reference = bot.PersonID(args[0]), args[1]
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := loadPerson(c.Context(), admin, args[0]); err != nil {
					return err
				}
				if _, err := ask[nothing](c.Context(), admin, "/person/release", r); err != nil {
					return err
				}
				_, err := fmt.Fprintln(sys.out, "lifted")
				return err
			})
		},
	}
	f.flags(c)
	r.flags(c)
	return c
}

func (r *holdRequest) flags(c *cobra.Command) {
	c.Flags().StringVar(&r.By, "by", "", "who orders it, for the record")
	c.Flags().StringVar(&r.Reason, "reason", "", "why, such as a case number; for the record")
}

func personLink(sys system) *cobra.Command {
	var f configFlags
	r := holdRequest{}
	c := &cobra.Command{
		Use:   "link PERSON OTHER --by NAME --reason TEXT",
		Short: "Link two records of one person: a request on one covers both",
		Long: `Link two records that are known to belong to the same person. The person is told on both
accounts, and can undo it like any other link.`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 2 || r.By == "" || r.Reason == "" {
				return usagef("person link requires the ids of two records, --by NAME and --reason TEXT")
			}
			r.Person, r.Reference = bot.PersonID(args[0]), args[1]
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := loadPerson(c.Context(), admin, args[0]); err != nil {
					return err
				}
				if _, err := ask[nothing](c.Context(), admin, "/person/link", r); err != nil {
					return err
				}
				_, err := fmt.Fprintln(sys.out, "linked")
				return err
			})
		},
	}
	f.flags(c)
	r.flags(c)
	return c
}
