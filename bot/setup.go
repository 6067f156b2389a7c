package bot

import (
	"context"
	"flag"
	"io"
	"log/slog"
)

// Setup is a command by which somebody prepares a channel at its platform, such
// as making the app there: assent CHANNEL NAME.
type Setup struct {
	About       string // what the commands of the channel are for
	Name        string
	Short, Long string // help
	Flags       *flag.FlagSet
	// Misused says what is missing for the flags as they are set, which is an
	// error of the command line. nil: nothing can be.
	Misused func(SetupEnv) error
	Run     func(context.Context, SetupEnv) error
}

// SetupEnv is what a Setup works with beside the channel's configuration.
type SetupEnv struct {
	PublicURL string
	Log       *slog.Logger
	Out       io.Writer
}
