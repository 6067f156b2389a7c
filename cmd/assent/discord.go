package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func discordCommand(sys system) *cobra.Command {
	c := group("discord", "Bring the bot into a server at Discord", "Bring the bot into a server at Discord.")
	var f configFlags
	var desk bool
	invite := &cobra.Command{
		Use: "invite", Short: "Print the invitation, with exactly the permissions that are used", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			if !conf.Channels.Discord.On() {
				return errors.New("channels.discord is not configured: set bot_token, best in ASSENT_CHANNELS_DISCORD_BOT_TOKEN")
			}
			address, err := conf.Channels.Discord.Invitation(desk)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(sys.out, address)
			return err
		},
	}
	f.flags(invite)
	invite.Flags().BoolVar(&desk, "desk", false, "with what a desk in Discord wants")
	c.AddCommand(invite)
	return c
}
