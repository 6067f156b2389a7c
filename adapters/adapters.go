package adapters

import (
	"log/slog"

	"assent/adapters/web"
	"assent/bot"
)

// Config has a section per channel that a server runs, by its name.
type Config struct {
	Web web.Config `yaml:"web"`
}

// Defaults is the configuration of channels that were told nothing.
func Defaults() Config { return Config{Web: web.Defaults()} }

// Check returns what makes no sense, by key below channels.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	for key, why := range c.Web.Check() {
		bad[web.Name+"."+key] = why
	}
	return bad
}

// Channels returns the channels of a server, each yet to be connected to a
// bot. publicURL is the address under which people reach it.
func (c Config) Channels(publicURL string, log *slog.Logger) []bot.Channel {
	return []bot.Channel{web.New(c.Web, publicURL, log)}
}
