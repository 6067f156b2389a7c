package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"assent/adapters/sqlstore"
)

func migrateCommand(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "migrate", Short: "Show pending schema changes, apply them, or move to PostgreSQL", Args: noArgs,
		Long: `Show which schema the data and the keys have, and which one this version needs. Nothing is
changed. assent serve applies pending changes by itself; assent migrate apply does only that.
assent migrate move switches from SQLite to PostgreSQL.`,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			if err := conf.mustExist(); err != nil {
				return err
			}
			return showSchemas(c, sys, conf)
		},
	}
	f.flags(c)
	c.AddCommand(migrateApply(sys), migrateMove(sys))
	return c
}

func showSchemas(c *cobra.Command, sys system, conf config) error {
	data, keys, err := sqlstore.Schemas(c.Context(), conf.store(nil))
	if err != nil {
		return err
	}
	for _, s := range []sqlstore.Schema{data, keys} {
		said := "as this version needs it"
		switch {
		case s.Have > s.Want:
			said = fmt.Sprintf("this version knows %d: %v", s.Want, sqlstore.ErrNewerSchema)
		case len(s.Pending) > 0:
			said = "pending: " + strings.Join(s.Pending, ", ")
		}
		if _, err := fmt.Fprintf(sys.out, "%s: schema %d, %s\n", s.Where, s.Have, said); err != nil {
			return err
		}
	}
	return nil
}

func migrateApply(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "apply", Short: "Bring the databases to the schema of this version, and check them", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			if err := conf.mustExist(); err != nil {
				return err
			}
			if err := sqlstore.Migrate(c.Context(), conf.store(conf.logger(sys))); err != nil {
				return err
			}
			return showSchemas(c, sys, conf)
		},
	}
	f.flags(c)
	return c
}

func migrateMove(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "move", Short: "Move everything from SQLite to the configured PostgreSQL", Args: noArgs,
		Long: `Move everything from the data folder to the PostgreSQL database that database names and, if
keys_database is set, from the keys folder to that one. Stop assent, set these keys to the
addresses of empty databases, and run this. Everything is copied and compared, then the old
files are taken out of use and renamed to end in .moved. After an interruption run it again: it
continues where it stopped. The master key stays where it is.`,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			log := conf.logger(sys)
			m, err := sqlstore.Move(c.Context(), conf.store(log))
			if err != nil {
				return err
			}
			if len(m.Left) == 0 {
				_, err := fmt.Fprintln(sys.out, "everything is in the configured databases already")
				return err
			}
			for _, table := range slices.Sorted(maps.Keys(m.Rows)) {
				fmt.Fprintf(sys.out, "%s: %d\n", table, m.Rows[table])
			}
			fmt.Fprintf(sys.out, "files: %d\nmoved and compared.\n", m.Blobs)
			store, err := conf.openStore(c.Context(), log)
			if err != nil {
				return fmt.Errorf("everything was moved, but the new databases do not open: %w", err)
			}
			if err := store.Close(); err != nil {
				return err
			}
			_, err = fmt.Fprintf(sys.out, `No longer in use: %s
No erasure reaches them any more: destroy them once all is well, at the latest when rights.key_copies has passed.
`, strings.Join(m.Left, " "))
			return err
		},
	}
	f.flags(c)
	return c
}
