package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"assent/adapters"
	"assent/bot"
)

// The requests to the admin socket about settings.
type (
	gateRequest struct {
		Channel string        `json:"channel"`
		Gate    bot.OptInMode `json:"gate"`
		By      string        `json:"by"`
		Reason  string        `json:"reason"`
	}
	keepRequest struct {
		Channel string                   `json:"channel,omitempty"` // none: what counts where nothing else is said
		Keep    map[string]time.Duration `json:"keep"`              // messages, files, recordings, inactive
		By      string                   `json:"by"`
		Reason  string                   `json:"reason"`
	}
	settingsAnswer struct {
		Rev       int64                    `json:"rev"`
		Gates     map[string]bot.OptInMode `json:"gates"`
		Ungated   []bot.UnaskedChannel     `json:"ungated"`
		Retention string                   `json:"retention"`
		Answers   int                      `json:"answers"`
	}
)

func (admin *adminSocket) settings(ctx context.Context, _ nothing) (a settingsAnswer, err error) {
	s, err := admin.bot.Settings(ctx, bot.DefaultApp)
	if err != nil {
		return a, err
	}
	a = settingsAnswer{Rev: s.Rev, Gates: map[string]bot.OptInMode{}, Answers: len(s.PreparedReplies)}
	for _, name := range admin.bot.Channels() {
		if a.Gates[name], err = admin.bot.OptInMode(ctx, bot.DefaultApp, name); err != nil {
			return a, err
		}
	}
	keeps, err := admin.bot.Retention(ctx, bot.DefaultApp)
	if err != nil {
		return a, err
	}
	a.Retention = keeps.String()
	a.Ungated, err = admin.bot.UnaskedChannels(ctx, bot.DefaultApp)
	return a, err
}

func (admin *adminSocket) setGate(ctx context.Context, r gateRequest) error {
	s, err := admin.bot.Settings(ctx, bot.DefaultApp)
	if err != nil {
		return err
	}
	return admin.bot.ChangeSettings(ctx, bot.Operator{}, s.WithOptInMode(r.Channel, r.Gate), bot.Order{By: r.By, Reason: r.Reason})
}

func (admin *adminSocket) setKeeps(ctx context.Context, r keepRequest) error {
	s, err := admin.bot.Settings(ctx, bot.DefaultApp)
	if err != nil {
		return err
	}
	keeps, err := admin.bot.Retention(ctx, bot.DefaultApp)
	if err != nil {
		return err
	}
	own := keeps
	if r.Channel != "" {
		own = keeps.Channels[r.Channel]
	}
	for name, d := range r.Keep {
		switch name {
		case "messages":
			own.Messages = d
		case "files":
			own.Files = d
		case "recordings":
			own.Recordings = d
		case "inactive":
			own.Inactive = d
		}
	}
	return admin.bot.ChangeSettings(ctx, bot.Operator{}, s.WithRetention(keeps, r.Channel, own), bot.Order{By: r.By, Reason: r.Reason})
}

func settingsCommand(sys system) *cobra.Command {
	c := group("settings", "What admins change while it runs: the gates of channels, how long things are kept", "Show and change what admins change while it runs. The console has the same under Settings; every change stays on record.")
	c.AddCommand(settingsShow(sys), settingsGate(sys), settingsKeep(sys))
	return c
}

func settingsShow(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "show", Short: "Print the settings in force", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				s, err := ask[settingsAnswer](c.Context(), admin, "/settings/show", nothing{})
				if err != nil {
					return err
				}
				said := ""
				for _, name := range adapters.Names() {
					if mode, ok := s.Gates[name]; ok {
						said += fmt.Sprintf("gate of %s: %s\n", name, mode)
					}
				}
				for _, u := range s.Ungated {
					said += u.String() + "\n"
				}
				_, err = fmt.Fprintf(sys.out, "%sretention: %s\nprepared answers: %d\nchanged %d times\n", said, s.Retention, s.Answers, s.Rev)
				return err
			})
		},
	}
	f.flags(c)
	return c
}

func settingsGate(sys system) *cobra.Command {
	var f configFlags
	var by, reason string
	c := &cobra.Command{
		Use: "gate CHANNEL require|external|notice_only --by NAME --reason TEXT", Short: "Say how a channel stands to the opt-in",
		Long: `Say how a channel stands to the opt-in:
  require      nothing is kept of anybody who did not agree here
  external     people agreed somewhere else, of which Assent has no proof: they are answered
  notice_only  people are told what happens with what they write, and not asked
Rights, a DECLINE and a withdrawal hold with each. A channel without a gate is named in the console on every page, in the log,
in the daily summary, by doctor and as a metric. Who came in without being asked is asked like anybody once the gate is closed.`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 2 || by == "" || reason == "" {
				return usagef("settings gate wants the channel, the gate, --by NAME and --reason TEXT")
			}
			if !slices.Contains(bot.OptInModes(), bot.OptInMode(args[1])) {
				return usagef("the gate is require, external or notice_only, got %q", args[1])
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				_, err := ask[nothing](c.Context(), admin, "/settings/gate", gateRequest{args[0], bot.OptInMode(args[1]), by, reason})
				if err == nil {
					_, err = fmt.Fprintf(sys.out, "gate of %s: %s\n", args[0], args[1])
				}
				return err
			})
		},
	}
	f.flags(c)
	named(c, &by, &reason)
	return c
}

// named are the flags of what goes on record.
func named(c *cobra.Command, by, reason *string) {
	c.Flags().StringVar(by, "by", "", "who orders it; it goes on record")
	c.Flags().StringVar(reason, "reason", "", "why; it goes on record")
}

func settingsKeep(sys system) *cobra.Command {
	var f configFlags
	var r keepRequest
	keep := map[string]*time.Duration{"messages": new(time.Duration), "files": new(time.Duration), "recordings": new(time.Duration), "inactive": new(time.Duration)}
	c := &cobra.Command{
		Use: "keep [--channel NAME] --messages 2160h … --by NAME --reason TEXT", Short: "Say how long what is on record is kept", Args: noArgs,
		Long: `Say how long what is on record is kept, everywhere or on one channel, in place of retention.* of the configuration.
0s keeps it until the person is erased, and on a channel as long as everywhere.`,
		RunE: func(c *cobra.Command, _ []string) error {
			r.Keep = map[string]time.Duration{}
			for name, d := range keep {
				if c.Flags().Changed(name) {
					r.Keep[name] = *d
				}
			}
			if len(r.Keep) == 0 || r.By == "" || r.Reason == "" {
				return usagef("settings keep wants a time, such as --messages 2160h, --by NAME and --reason TEXT")
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := ask[nothing](c.Context(), admin, "/settings/keep", r); err != nil {
					return err
				}
				s, err := ask[settingsAnswer](c.Context(), admin, "/settings/show", nothing{})
				if err == nil {
					_, err = fmt.Fprintln(sys.out, "retention: "+s.Retention)
				}
				return err
			})
		},
	}
	f.flags(c)
	named(c, &r.By, &r.Reason)
	c.Flags().StringVar(&r.Channel, "channel", "", "on this channel; nothing: everywhere")
	for name, what := range map[string]string{"messages": "what is said", "files": "files that people send", "recordings": "files of sound and moving pictures", "inactive": "people who are not heard of are erased"} {
		c.Flags().DurationVar(keep[name], name, 0, what)
	}
	return c
}
