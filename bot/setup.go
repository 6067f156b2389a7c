package bot

import (
	"context"
	"flag"
	"io"
	"log/slog"
)

// Setup is a command that prepares a channel at its platform, such as creating the
// app there. It is called as assent CHANNEL NAME.
type Setup struct {
	About       string // what the commands of the channel are for
	Name        string
	Short, Long string // help
	Flags       *flag.FlagSet
	// Misused returns what the given flags lack, as an error of the command line.
	// nil: they lack nothing.
	Misused func(SetupEnv) error
	Run     func(context.Context, SetupEnv) error
}

// SetupEnv is what a Setup works with besides the channel's configuration.
type SetupEnv struct {
	PublicURL string
	Log       *slog.Logger
	Out       io.Writer
}
