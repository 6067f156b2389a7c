package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"assent/adapters/sqlstore"
)

// whichCopy reads the command line of backup and restore: DIR is the copy of
// the data. Without DIR, --keys names the copy of the keys; with DIR, it names
// the keys folder, as everywhere else.
func whichCopy(c *cobra.Command, f *configFlags, args []string) (dir string, keys bool, err error) {
	switch {
	case len(args) == 1:
		return args[0], false, nil
	case len(args) == 0 && f.keys != "":
		dir, f.keys = f.keys, ""
		return dir, true, nil
	}
	return "", false, usagef("%s requires a folder: %[1]s DIR for the data, %[1]s --keys DIR for the keys",
		c.CommandPath())
}

func backupCommand(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use:   "backup DIR | backup --keys DIR",
		Short: "Copy the data, or the keys, to a new folder, also while assent serves",
		Long: `backup DIR copies the data. The copy holds no keys: anyone who is erased becomes unreadable in
it too.
backup --keys DIR copies the keys and the erasure record. Store that copy separately and only
for a short time: whoever has both copies can read the data.`,
		RunE: func(c *cobra.Command, args []string) error {
			dir, keys, err := whichCopy(c, &f, args)
			if err != nil {
				return err
			}
			if dir, err = filepath.Abs(dir); err != nil {
				return err
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				_, err := ask[nothing](c.Context(), admin, "/backup", backupRequest{Dir: dir, Keys: keys})
				if err != nil {
					return err
				}
				said := "the data is copied to %s; copy the keys separately: assent backup --keys DIR\n"
				if keys {
					said = "the keys are copied to %s; store them away from the data, and only for days\n"
				}
				_, err = fmt.Fprintf(sys.out, said, dir)
				return err
			})
		},
	}
	f.flags(c)
	return c
}

func restoreCommand(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "restore DIR | restore --keys DIR", Short: "Restore the data, or the keys, from a backup",
		Long: `restore DIR copies a backup of the data to the data folder, which must be empty, and checks it
against the keys: anyone who was erased after the backup was made is erased from it before
anything is served.
restore --keys DIR copies a backup of the keys to the keys folder, which must be empty.`,
		RunE: func(c *cobra.Command, args []string) (err error) {
			dir, keys, err := whichCopy(c, &f, args)
			if err != nil {
				return err
			}
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			if keys {
				return sqlstore.RestoreKeys(c.Context(), dir, conf.Keys)
			}
			if conf.Database != "" {
				return sqlstore.ErrOtherTool
			}
			if err := sqlstore.Restore(c.Context(), dir, conf.Data); err != nil {
				return err
			}
			fmt.Fprintf(sys.err, "restored to %s; "+
				"replies that were queued when the backup was made may be sent again\n", conf.Data)
			if _, err := os.Stat(filepath.Join(conf.Keys, "keys.db")); errors.Is(err, fs.ErrNotExist) {
				_, err := fmt.Fprintf(sys.err, "there are no keys in %s: "+
					"restore them next, with assent restore --keys DIR\n", conf.Keys)
				return err
			}
			store, err := conf.openStore(c.Context(), conf.logger(sys)) // replays the erasure record
			if err != nil {
				return err
			}
			return errors.Join(store.Check(c.Context()), store.Close())
		},
	}
	f.flags(c)
	return c
}
