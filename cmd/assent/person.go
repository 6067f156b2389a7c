package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"assent/bot"
)

func personCommand(sys system) *cobra.Command {
	c := group("person", "Find, show, export, import, erase, link and hold people's records",
		`Handle people's records on their behalf. A person is found by the exact account that a channel
knows them by; there is no search by name. These commands also work while assent serves.`)
	c.AddCommand(
		personFind(sys),
		personShow(sys),
		personExport(sys),
		personImport(sys),
		personErase(sys),
		personLink(sys),
		personHold(sys),
		personRelease(sys),
	)
	return c
}

// group returns a command that only holds others.
func group(use, short, long string) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Long: long, RunE: func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("unknown command %q; see %s --help", args[0], c.CommandPath())
		}
		return usagef("%s requires a command; see %[1]s --help", c.CommandPath())
	}}
}

// oneArg accepts exactly one argument, and otherwise ends with exit code 2.
func oneArg(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("%s takes one argument, %s; see %s --help", c.CommandPath(), what, c.CommandPath())
		}
		return nil
	}
}

// withAdmin runs what a command does on the configured folders.
func withAdmin(ctx context.Context, sys system, f configFlags, do func(*client) error) (err error) {
	c, err := f.load(sys)
	if err != nil {
		return err
	}
	admin, err := connect(ctx, sys, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.close()) }()
	return do(admin)
}

func personFind(sys system) *cobra.Command {
	var f configFlags
	u := bot.UserID{}
	c := &cobra.Command{
		Use: "find", Short: "Print the id of the person behind an account", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if u.Channel == "" || u.ID == "" {
				return usagef("person find requires --channel and --id, such as --channel terminal --id you")
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				p, err := ask[bot.Person](c.Context(), admin, "/person/find", u)
				if errors.Is(err, bot.ErrNotFound) {
					return errors.New("nobody is on record with that account on that channel")
				}
				if err == nil {
					_, err = fmt.Fprintln(sys.out, p.ID)
				}
				return err
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&u.App, "app", bot.DefaultApp, "the app (tenant)")
	c.Flags().StringVar(&u.Channel, "channel", "", "the channel, such as web or terminal")
	c.Flags().StringVar(&u.ID, "id", "", "the exact account on that channel")
	return c
}

// loadPerson fetches a person by id.
func loadPerson(ctx context.Context, admin *client, id string) (bot.Person, error) {
	return readPerson(ctx, admin, id, "")
}

// readPerson fetches a person for a human to read, and records the purpose.
func readPerson(ctx context.Context, admin *client, id, purpose string) (bot.Person, error) {
	p, err := ask[bot.Person](ctx, admin, "/person/show", personRequest{Person: bot.PersonID(id), Purpose: purpose})
	if errors.Is(err, bot.ErrNotFound) {
		err = fmt.Errorf("there is no person %s (any more): assent person find prints ids", id)
	}
	return p, err
}

func personShow(sys system) *cobra.Command {
	var f configFlags
	var purpose string
	c := &cobra.Command{
		Use: "show PERSON", Short: "Print a person's record, without the conversation",
		Args: oneArg("the id that person find prints"),
		RunE: func(c *cobra.Command, args []string) error {
			if purpose == "" {
				return usagef("--purpose cannot be empty: the person can ask why their record was read")
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				p, err := readPerson(c.Context(), admin, args[0], purpose)
				if err != nil {
					return err
				}
				e := json.NewEncoder(sys.out)
				e.SetIndent("", "  ")
				e.SetEscapeHTML(false)
				return e.Encode(p)
			})
		},
	}
	f.flags(c)
	purposeFlag(c, &purpose)
	return c
}

// purposeFlag adds the flag for why a record is read: the person can see it.
func purposeFlag(c *cobra.Command, purpose *string) {
	c.Flags().StringVar(purpose, "purpose", "person "+c.Name(),
		"why the record is read: the person can ask who read it, and why")
}

func personExport(sys system) *cobra.Command {
	var f configFlags
	var file, purpose string
	c := &cobra.Command{
		Use: "export PERSON -o FILE", Short: "Write a person's whole record to a zip file",
		Args: oneArg("the id that person find prints"),
		RunE: func(c *cobra.Command, args []string) error {
			if file == "" {
				return usagef("person export requires a file: -o FILE")
			}
			if purpose == "" {
				return usagef("--purpose cannot be empty: the person can ask why their record was read")
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				if _, err := loadPerson(c.Context(), admin, args[0]); err != nil {
					return err
				}
				in := personRequest{Person: bot.PersonID(args[0]), Purpose: purpose}
				body, err := admin.post(c.Context(), "/person/export", in)
				if err != nil {
					return err
				}
				defer body.Close()
				return writePrivate(file, body)
			})
		},
	}
	f.flags(c)
	purposeFlag(c, &purpose)
	c.Flags().StringVarP(&file, "output", "o", "", "the file to write; it must not exist")
	return c
}

func personImport(sys system) *cobra.Command {
	var f configFlags
	var by, reason string
	c := &cobra.Command{
		Use: "import FILE --by NAME --reason TEXT", Short: "Import a person from another installation's export",
		Args: oneArg("the zip file of an export"),
		Long: `Import a person from another installation's export: every record as it was, and the files. The
export must be unchanged. The person is asked for consent again unless the same notice is in
force here under the same number. Prints the id that the person has here.`,
		RunE: func(c *cobra.Command, args []string) error {
			if by == "" || reason == "" {
				return usagef("person import requires --by NAME and --reason TEXT: who orders it and why")
			}
			file, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				in := importRequest{File: file, By: by, Reason: reason}
				id, err := ask[bot.PersonID](c.Context(), admin, "/person/import", in)
				if err == nil {
					_, err = fmt.Fprintln(sys.out, id)
				}
				return err
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&by, "by", "", "who orders it, for the record")
	c.Flags().StringVar(&reason, "reason", "", "why, such as the reference of a letter; for the record")
	return c
}

// writePrivate writes a new file that only its owner can read: whole, or not
// at all.
func writePrivate(path string, from io.Reader) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, from)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(path))
	}
	return nil
}

func personErase(sys system) *cobra.Command {
	var f configFlags
	var by, reason string
	var yes bool
	c := &cobra.Command{
		Use: "erase PERSON --by NAME --reason TEXT", Short: "Erase a person for good",
		Args: oneArg("the id that person find prints"),
		Long: `Erase a person for good, without asking them in chat: their key is destroyed, so that backups
cannot be read either. Who ordered it and why is on the person's record until that is gone too.
Confirm by typing "erase", or with --yes.`,
		RunE: func(c *cobra.Command, args []string) error {
			if by == "" || reason == "" {
				return usagef("person erase requires --by NAME and --reason TEXT: who orders it and why")
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				p, err := loadPerson(c.Context(), admin, args[0])
				if err != nil {
					return err
				}
				if !yes {
					if err := confirmErasure(sys, p); err != nil {
						return err
					}
				}
				in := personRequest{Person: p.ID, By: by, Reason: reason}
				done, err := ask[erased](c.Context(), admin, "/person/erase", in)
				if err != nil {
					return err
				}
				if done.Done {
					_, err = fmt.Fprintf(sys.out, "erased, reference %s\n", done.Reference)
				} else {
					_, err = fmt.Fprintf(sys.out, "ordered, reference %s: "+
						"not done yet, it continues while assent serves\n", done.Reference)
				}
				return err
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&by, "by", "", "who orders it, for the record")
	c.Flags().StringVar(&reason, "reason", "", "why, such as the reference of a letter; for the record")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask for confirmation")
	return c
}

// errNotConfirmed means that the second confirmation was not given.
var errNotConfirmed = errors.New("not confirmed, nothing was erased")

// confirmErasure asks a second time (DESIGN.md, invariant 9).
func confirmErasure(sys system, p bot.Person) error {
	fmt.Fprintf(sys.err, "Person %s: %d messages, %d replies, %d consents on record. "+
		"All of it will be unreadable for good.\n",
		p.ID, p.Counts[bot.EventMessage], p.Counts[bot.EventReply], p.Counts[bot.EventConsent])
	ok, err := typed(sys, "erase")
	if err == nil && !ok {
		err = errNotConfirmed
	}
	return err
}

// typed asks for a word and reports whether it was typed.
func typed(sys system, word string) (bool, error) {
	fmt.Fprintf(sys.err, "Type %s to go on: ", word)
	line, err := bufio.NewReader(io.LimitReader(sys.in, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return strings.TrimSpace(line) == word, nil
}
