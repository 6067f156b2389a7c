package main

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"assent/adapters/console"
	"assent/bot"
)

func consoleCommand(sys system) *cobra.Command {
	c := group("console", "Invite people to the web console", "Invite people to the web console.")
	var f configFlags
	var roles []string
	var by string
	invite := &cobra.Command{
		Use: "invite", Short: "Print a one-time link with which somebody creates an account", Args: noArgs,
		Long: `Print a one-time link with which somebody creates an account. It is valid for three days. The
roles are:
  admin    everything, including settings and the team
  officer  privacy requests and people's records
  agent    answers people
  editor   edits texts
  auditor  read-only: texts, requests, the case log and evidence`,
		RunE: func(c *cobra.Command, _ []string) error {
			for _, role := range roles {
				if !slices.Contains(bot.Roles(), bot.Role(role)) {
					return fmt.Errorf("there is no role %q: --role takes admin, officer, agent, editor, auditor", role)
				}
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				token, err := ask[string](c.Context(), admin, "/console/invite", inviteRequest{Roles: roles, By: by})
				if err != nil {
					return err
				}
				conf, err := f.load(sys)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(sys.out, conf.consoleAddress()+"join/"+token)
				return err
			})
		},
	}
	f.flags(invite)
	invite.Flags().StringSliceVar(&roles, "role", []string{"admin"}, "roles of the account, separated by commas")
	invite.Flags().StringVar(&by, "by", "the command line", "who invites them, for the record")
	c.AddCommand(invite)
	return c
}

type inviteRequest struct {
	Roles []string `json:"roles"`
	By    string   `json:"by"`
}

// invite returns the token with which somebody creates an account.
func (admin *adminSocket) invite(ctx context.Context, r inviteRequest) (string, error) {
	var roles []bot.Role
	for _, role := range r.Roles {
		roles = append(roles, bot.Role(role))
	}
	return admin.office.Invite(ctx, bot.DefaultApp, roles, bot.Order{By: r.By, Reason: "invited from the command line"})
}

func (c config) consoleAddress() string {
	if c.PublicURL != "" {
		return c.PublicURL + console.Path
	}
	return "http://" + c.Listen + console.Path
}

// inviteFirst prints the link for the first account, if there is no account and
// nobody was invited.
func (s *server) inviteFirst(ctx context.Context, sys system) error {
	if s.console == nil {
		return nil
	}
	team, err := s.office.Team(ctx, bot.DefaultApp)
	if err != nil || len(team) > 0 {
		return err
	}
	token, err := s.office.Invite(ctx, bot.DefaultApp, []bot.Role{bot.RoleAdmin}, bot.Order{
		By: "the first start", Reason: "nobody had an account",
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sys.out, "The console has no account yet. "+
		"This link creates the first one, and works once: %sjoin/%s\n",
		s.conf.consoleAddress(), token)
	return err
}

// shown is the configuration in force, without its secrets.
func (c config) shown() (list []console.ConfigEntry) {
	leaves(reflect.ValueOf(&c).Elem(), "", func(key string, field reflect.Value) {
		e := console.ConfigEntry{Key: key, Value: fmt.Sprint(field.Interface()), Origin: c.origin[key]}
		if e.Origin == "" {
			e.Origin = "default"
		}
		if maySecret.MatchString(key) {
			e.Value = hidden(e.Value) // it may hold a password or a token
		}
		list = append(list, e)
	})
	return list
}

// maySecret matches keys whose values are secrets, or addresses that may hold one.
var maySecret = regexp.MustCompile(`secret|token|api_key|database$|ledger.head_url|assistant.url`)

func hidden(s string) string {
	if s == "" {
		return ""
	}
	return "(set)"
}
