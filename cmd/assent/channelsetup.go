package main

import (
	"flag"

	"github.com/spf13/cobra"

	"assent/adapters"
	"assent/bot"
)

// setupCommands returns the commands that prepare channels at their platforms,
// such as assent slack manifest.
func setupCommands(sys system) (list []*cobra.Command) {
	for channel, setup := range adapters.Defaults().Setups() {
		c := group(channel, setup.About, setup.About+".")
		c.AddCommand(setupCommand(sys, channel, setup))
		list = append(list, c)
	}
	return list
}

func setupCommand(sys system, channel string, setup bot.Setup) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: setup.Name, Short: setup.Short, Long: setup.Long, Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			configured := conf.Channels.Setups()[channel] // the setup from the defaults has no token
			setup.Flags.VisitAll(func(own *flag.Flag) {
				if err == nil {
					err = configured.Flags.Set(own.Name, own.Value.String())
				}
			})
			if err != nil {
				return err
			}
			env := bot.SetupEnv{PublicURL: conf.PublicURL, Log: conf.logger(sys), Out: sys.out}
			if configured.Misused != nil {
				if err := configured.Misused(env); err != nil {
					return usageError{err}
				}
			}
			return configured.Run(c.Context(), env)
		},
	}
	f.flags(c)
	c.Flags().AddGoFlagSet(setup.Flags)
	return c
}
