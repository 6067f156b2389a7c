package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
		Channel string                   `json:"channel,omitempty"` // none: all channels without their own
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
	order := bot.Order{By: r.By, Reason: r.Reason}
	return admin.bot.ChangeSettings(ctx, bot.Operator{}, s.WithOptInMode(r.Channel, r.Gate), order)
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
	order := bot.Order{By: r.By, Reason: r.Reason}
	return admin.bot.ChangeSettings(ctx, bot.Operator{}, s.WithRetention(keeps, r.Channel, own), order)
}

func settingsCommand(sys system) *cobra.Command {
	c := group("settings", "Show and change settings while assent runs: opt-in modes, retention",
		"Show and change settings while assent runs; every change goes on record. The console has them under Settings.")
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
				_, err = fmt.Fprintf(sys.out, "%sretention: %s\nprepared answers: %d\nchanged %d times\n",
					said, s.Retention, s.Answers, s.Rev)
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
		Use:   "gate CHANNEL require|external|notice_only --by NAME --reason TEXT",
		Short: "Set whether a channel requires opt-in",
		Long: `Set whether a channel requires opt-in:
  require      nothing is kept of anyone who has not agreed here
  external     people agreed elsewhere, and Assent has no proof of it: they are answered
  notice_only  people are told what happens with what they write, and are not asked
In every mode people have all their rights, and a DECLINE or a withdrawal counts. A channel
without an opt-in is reported on every page of the console, in the log, in the daily summary, by
doctor and as a metric. Once the channel requires opt-in again, people who came in without one
are asked too.`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 2 || by == "" || reason == "" {
				return usagef("settings gate requires a channel, its opt-in mode, --by NAME and --reason TEXT")
			}
			if !slices.Contains(bot.OptInModes(), bot.OptInMode(args[1])) {
				return usagef("the opt-in mode must be require, external or notice_only, got %q", args[1])
			}
			if !slices.Contains(adapters.Names(), args[0]) {
				return fmt.Errorf("there is no channel %q: name one of %s",
					args[0], strings.Join(adapters.Names(), ", "))
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				r := gateRequest{args[0], bot.OptInMode(args[1]), by, reason}
				_, err := ask[nothing](c.Context(), admin, "/settings/gate", r)
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

// named adds the flags for who orders a change and why.
func named(c *cobra.Command, by, reason *string) {
	c.Flags().StringVar(by, "by", "", "who orders it, for the record")
	c.Flags().StringVar(reason, "reason", "", "why, for the record")
}

func settingsKeep(sys system) *cobra.Command {
	var f configFlags
	var r keepRequest
	keep := map[string]*time.Duration{}
	c := &cobra.Command{
		Use:   "keep [--channel NAME] --messages 2160h … --by NAME --reason TEXT",
		Short: "Set how long records are kept", Args: noArgs,
		Long: `Set how long records are kept, on every channel or on one, instead of retention.* in the
configuration. 0s: until the person is erased; with --channel, back to the general time.`,
		RunE: func(c *cobra.Command, _ []string) error {
			r.Keep = map[string]time.Duration{}
			for name, d := range keep {
				if c.Flags().Changed(name) {
					r.Keep[name] = *d
				}
			}
			if len(r.Keep) == 0 || r.By == "" || r.Reason == "" {
				return usagef("settings keep requires a time, such as --messages 2160h, --by NAME and --reason TEXT")
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
	c.Flags().StringVar(&r.Channel, "channel", "", "only on this channel (default: on every channel)")
	for name, usage := range map[string]string{
		"messages": "messages, from people and to them", "files": "files that people send",
		"recordings": "audio and video files", "inactive": "people who have been silent; they are erased",
	} {
		keep[name] = c.Flags().Duration(name, 0, usage)
	}
	return c
}
