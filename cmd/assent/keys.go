package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"assent/bot/vault"
)

func keysCommand(sys system) *cobra.Command {
	c := group("keys", "Rotate or generate the master key",
		"Rotate or generate the master key, which encrypts the keys of all people.")
	c.AddCommand(keysRotate(sys), keysGenerate(sys))
	return c
}

func keysRotate(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "rotate", Short: "Encrypt every key with a new master key, also while assent serves", Args: noArgs,
		Long: `Encrypt every key with a new master key. This also works while assent serves.

A master key in the keys folder is replaced by a new one. One that comes from the environment is
yours to change: set ASSENT_MASTER_KEY or ASSENT_MASTER_KEY_FILE to a new one (assent keys
generate FILE), set ASSENT_MASTER_KEY_PREVIOUS or ASSENT_MASTER_KEY_PREVIOUS_FILE to the old
one, restart every assent process, and only then rotate.

Earlier backups of the keys still open with the old master key: make a new backup and destroy
them.`,
		RunE: func(c *cobra.Command, _ []string) error {
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := ask[nothing](c.Context(), admin, "/keys/rotate", nothing{}); err != nil {
					return err
				}
				_, err := fmt.Fprintln(sys.out, "every key is encrypted with the new master key; "+
					"back the keys up again and destroy their earlier backups")
				return err
			})
		},
	}
	f.flags(c)
	return c
}

func keysGenerate(sys system) *cobra.Command {
	return &cobra.Command{
		Use: "generate FILE", Short: "Write a new random master key to a file that only its owner can read",
		Args: oneArg("the file to write; it must not exist"),
		RunE: func(_ *cobra.Command, args []string) error {
			_, err := vault.CreateMaster(args[0])
			return err
		},
	}
}
