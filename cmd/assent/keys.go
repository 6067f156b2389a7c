package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"assent/bot/vault"
)

func keysCommand(sys system) *cobra.Command {
	c := group("keys", "Look after the master key", "Look after the master key, with which the keys of all people are wrapped.")
	c.AddCommand(keysRotate(sys), keysGenerate(sys))
	return c
}

func keysRotate(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "rotate", Short: "Wrap every key with a new master key, also while assent serves", Args: noArgs,
		Long: `Wrap every key with a new master key, also while assent serves. A master key in the keys folder is replaced by a
new one. One from the environment is yours to change: put a new one (assent keys generate FILE) into
ASSENT_MASTER_KEY or ASSENT_MASTER_KEY_FILE and the one so far into ASSENT_MASTER_KEY_PREVIOUS or
ASSENT_MASTER_KEY_PREVIOUS_FILE, start every assent process again, and rotate then. Copies of the keys that were
made before open with the old master key: make a new one and destroy them.`,
		RunE: func(c *cobra.Command, _ []string) error {
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := ask[nothing](c.Context(), admin, "/keys/rotate", nothing{}); err != nil {
					return err
				}
				_, err := fmt.Fprintln(sys.out, "every key is wrapped with the new master key; back the keys up again and destroy the copies made before")
				return err
			})
		},
	}
	f.flags(c)
	return c
}

func keysGenerate(sys system) *cobra.Command {
	return &cobra.Command{
		Use: "generate FILE", Short: "Write a new random master key to a file that only its owner may read", Args: oneArg("the file to write; it must not exist"),
		RunE: func(_ *cobra.Command, args []string) error {
			_, err := vault.CreateMaster(args[0])
			return err
		},
	}
}
