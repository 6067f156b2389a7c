package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"assent/adapters/slack"
)

func slackCommand(sys system) *cobra.Command {
	c := group("slack", "Make the app at Slack", "Make the app at Slack.")
	var f configFlags
	var name string
	var requests, desk bool
	manifest := &cobra.Command{
		Use: "manifest", Short: "Print the app manifest, with the scopes and events that are used", Args: noArgs,
		Long: `Print the app manifest, for "create an app from a manifest" at api.slack.com/apps. It asks for exactly the scopes and
events that are used; with --desk also those of a desk in Slack. The app connects from here, in Socket Mode; with --requests
Slack calls public_url.`,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			address := ""
			if requests {
				if address = conf.PublicURL; address == "" {
					return usagef("--requests wants public_url, the address that Slack calls")
				}
			}
			b, err := slack.Manifest(name, address, desk)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(sys.out, "%s\n", b)
			return err
		},
	}
	f.flags(manifest)
	manifest.Flags().StringVar(&name, "name", "Assent", "what the app is called")
	manifest.Flags().BoolVar(&desk, "desk", false, "with what a desk in Slack and /assent want")
	manifest.Flags().BoolVar(&requests, "requests", false, "let Slack call public_url, instead of Socket Mode")
	c.AddCommand(manifest)
	return c
}
