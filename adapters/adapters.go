package adapters

import (
	"log/slog"

	"assent/adapters/discord"
	"assent/adapters/slack"
	"assent/adapters/sms"
	"assent/adapters/web"
	"assent/bot"
)

// kinds are the channels that a server can have, with their default
// configuration. A new channel is its folder and a line here.
var kinds = []struct {
	name     string
	defaults func() Section
}{
	{web.Name, section(web.Defaults)},
	{slack.Name, section(slack.Defaults)},
	{discord.Name, section(discord.Defaults)},
	{sms.Name, section(sms.Defaults)},
}

// Section is the configuration of a channel: a pointer to a struct whose yaml
// tags are its keys. It may also have
//
//   - HasDesk() bool: the team answers there,
//   - Retention() bot.RetentionConfig: the default retention of what is said
//     there,
//   - Setup() bot.Setup: a command that prepares the channel at its platform.
type Section interface {
	// On reports whether the channel is configured.
	On() bool
	// Check returns a message for each key that is missing or invalid.
	Check() map[string]string
	// Channel returns the channel, yet to be connected to a bot. publicURL is the
	// address under which people reach it.
	Channel(publicURL string, log *slog.Logger) bot.Channel
}

func section[C any, P interface {
	*C
	Section
}](defaults func() C) func() Section {
	return func() Section {
		c := defaults()
		return P(&c)
	}
}

// Config holds the section of every channel that a server can have, by name.
type Config map[string]Section

// Defaults returns the configuration where nothing is set.
func Defaults() Config {
	c := Config{}
	for _, k := range kinds {
		c[k.name] = k.defaults()
	}
	return c
}

// Check returns a message for each missing or invalid key below channels.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	for name, s := range c {
		for key, why := range s.Check() {
			bad[name+"."+key] = why
		}
	}
	return bad
}

// Names lists the channels that a server can have.
func Names() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// Retention returns the default retention on each channel; zero: as long as on
// the others.
func Retention() map[string]bot.RetentionConfig {
	by := map[string]bot.RetentionConfig{}
	for name, s := range Defaults() {
		by[name] = bot.RetentionConfig{}
		if k, ok := s.(interface{ Retention() bot.RetentionConfig }); ok {
			by[name] = k.Retention()
		}
	}
	return by
}

// Setups returns the commands of channels that are prepared at their platform,
// by the channel's name.
func (c Config) Setups() map[string]bot.Setup {
	by := map[string]bot.Setup{}
	for name, s := range c {
		if p, ok := s.(interface{ Setup() bot.Setup }); ok {
			by[name] = p.Setup()
		}
	}
	return by
}

// HasDesk reports whether the team answers in one of the channels.
func (c Config) HasDesk() bool {
	for _, s := range c {
		if d, ok := s.(interface{ HasDesk() bool }); ok && d.HasDesk() {
			return true
		}
	}
	return false
}

// on lists the channels that are configured.
func (c Config) on() (names []string) {
	for _, name := range Names() {
		if s := c[name]; s != nil && s.On() {
			names = append(names, name)
		}
	}
	return names
}

// Channels returns the channels of a server, each yet to be connected to a
// bot: the page, and the platforms that are configured. publicURL is the
// address under which people reach it.
func (c Config) Channels(publicURL string, log *slog.Logger) (list []bot.Channel) {
	for _, name := range c.on() {
		list = append(list, c[name].Channel(publicURL, log))
	}
	return list
}

// Platforms names the configured channels that depend on somebody else's
// platform.
func (c Config) Platforms() (names []string) {
	for _, name := range c.on() {
		if name != web.Name {
			names = append(names, name)
		}
	}
	return names
}
