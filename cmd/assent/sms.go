package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"assent/adapters/sms"
)

func smsCommand(sys system) *cobra.Command {
	c := group("sms", "Connect the number at Twilio", "Connect the number at Twilio.")
	var f configFlags
	var set bool
	setup := &cobra.Command{
		Use: "setup", Short: "Show where messages to the number go, or make them come here", Args: noArgs,
		Long: `Show where Twilio sends the messages to channels.sms.from. With --set it makes them come to public_url.`,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			if !conf.Channels.SMS.On() {
				return errors.New("channels.sms is not configured: set account_sid, auth_token and from")
			}
			have, want, err := sms.New(conf.Channels.SMS, conf.PublicURL, conf.logger(sys)).Setup(c.Context(), set)
			if err != nil {
				return err
			}
			fmt.Fprintf(sys.out, "messages to %s go to %s\n", conf.Channels.SMS.From, orNowhere(have))
			if have != want {
				fmt.Fprintf(sys.out, "they should go to %s: run assent sms setup --set\n", want)
			}
			return nil
		},
	}
	f.flags(setup)
	setup.Flags().BoolVar(&set, "set", false, "make them come here")
	c.AddCommand(setup)
	return c
}

func orNowhere(address string) string {
	if address == "" {
		return "nowhere"
	}
	return address
}
