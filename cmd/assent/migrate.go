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
		Use: "migrate", Short: "Show how far the databases are behind this version; apply it, or move to PostgreSQL", Args: noArgs,
		Long: `Show which schema the data and the keys have and which this version needs. Nothing is changed. Serving applies
what is pending by itself; assent migrate apply does only that. assent migrate move leaves SQLite for PostgreSQL.`,
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
		Long: `Move everything from the data folder to database, and from the keys folder to keys_database where that is set. Stop
assent, put the addresses of two empty databases into the configuration and run this. Everything is copied and compared,
then the files are taken out of use: they get names that end in .moved. Run it again after an interruption, it goes on
where it was. The master key stays where it is.`,
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
				return fmt.Errorf("all is moved, but what was moved does not open: %w", err)
			}
			if err := store.Close(); err != nil {
				return err
			}
			_, err = fmt.Fprintf(sys.out, `No longer in use: %s
They are a copy that no erasure reaches any more: destroy them when you are content, before rights.key_copies is over.
`, strings.Join(m.Left, " "))
			return err
		},
	}
	f.flags(c)
	return c
}
