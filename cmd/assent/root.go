package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
)

// system is what the program uses of the machine, besides its folders.
type system struct {
	env []string
	in  io.Reader
	out io.Writer
	err io.Writer
}

// interactive reports whether the input is a terminal.
func (s system) interactive() bool {
	f, ok := s.in.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// usageError is a command line that cannot be understood: exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// rootCommand returns the command line: every command, and the help.
func rootCommand(sys system) *cobra.Command {
	root := &cobra.Command{
		Use:           "assent",
		Short:         "A consent-first chat bot: asks before it stores anything, and can prove it",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(sys.in)
	root.SetOut(sys.out)
	root.SetErr(sys.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%w; see %s --help", err, c.CommandPath())
	})
	root.AddCommand(
		serveCommand(sys),
		chatCommand(sys),
		classifyCommand(sys),
		evaluateCommand(sys),
		personCommand(sys),
		sendCommand(sys),
		requestsCommand(sys),
		verifyCommand(sys),
		ledgerCommand(sys),
		certificateCommand(sys),
		backupCommand(sys),
		restoreCommand(sys),
		configTopic(),
		keysCommand(sys),
		versionCommand(sys),
		policyCommand(sys),
		doctorCommand(sys),
		migrateCommand(sys),
		consoleCommand(sys),
		settingsCommand(sys),
		reportCommand(sys),
	)
	root.AddCommand(setupCommands(sys)...)
	addHelp(root, sys)
	return root
}

// run runs the command line and returns its exit code.
func run(ctx context.Context, args []string, sys system) int {
	root := rootCommand(sys)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if unknownCommand(err) && !strings.Contains(err.Error(), "\n") { // else it suggests another one
		err = usagef("%w; assent --help lists all commands", err)
	}
	if err != nil {
		fmt.Fprintln(sys.err, "assent:", err)
	}
	return exitCode(err)
}

// exitCode is the exit code for an error: 0 done, 1 failed, 2 wrong usage.
func exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage) || unknownCommand(err):
		return 2
	}
	return 1
}

// unknownCommand reports whether an error is cobra's for a command that does not
// exist: it has no type of its own.
func unknownCommand(err error) bool {
	var usage usageError
	return err != nil && !errors.As(err, &usage) && strings.HasPrefix(err.Error(), "unknown command")
}

// noArgs refuses arguments with exit code 2.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, got %q; see %s --help", c.CommandPath(), args[0], c.CommandPath())
	}
	return nil
}
