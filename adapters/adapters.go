package adapters

import (
	"log/slog"

	"assent/adapters/discord"
	"assent/adapters/slack"
	"assent/adapters/sms"
	"assent/adapters/web"
	"assent/bot"
)

// Config has a section per channel that a server runs, by its name.
type Config struct {
	Web     web.Config     `yaml:"web"`
	Slack   slack.Config   `yaml:"slack"`
	Discord discord.Config `yaml:"discord"`
	SMS     sms.Config     `yaml:"sms"`
}

// Defaults is the configuration of channels that were told nothing.
func Defaults() Config {
	return Config{Web: web.Defaults(), Slack: slack.Defaults(), Discord: discord.Defaults(), SMS: sms.Defaults()}
}

// Check returns what makes no sense, by key below channels.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	for name, found := range map[string]map[string]string{web.Name: c.Web.Check(), slack.Name: c.Slack.Check(), discord.Name: c.Discord.Check(), sms.Name: c.SMS.Check()} {
		for key, why := range found {
			bad[name+"."+key] = why
		}
	}
	return bad
}

// Names lists the channels that a server can have.
func Names() []string { return []string{web.Name, slack.Name, discord.Name, sms.Name} }

// Channels returns the channels of a server, each yet to be connected to a
// bot: the page, and the platforms that are configured. publicURL is the
// address under which people reach it.
func (c Config) Channels(publicURL string, log *slog.Logger) []bot.Channel {
	list := []bot.Channel{web.New(c.Web, publicURL, log)}
	if c.Slack.On() {
		list = append(list, slack.New(c.Slack, publicURL, log))
	}
	if c.Discord.On() {
		list = append(list, discord.New(c.Discord, log))
	}
	if c.SMS.On() {
		list = append(list, sms.New(c.SMS, publicURL, log))
	}
	return list
}

// Platforms names the configured channels on which people are reached by
// somebody else's platform.
func (c Config) Platforms() (names []string) {
	if c.Slack.On() {
		names = append(names, slack.Name)
	}
	if c.Discord.On() {
		names = append(names, discord.Name)
	}
	if c.SMS.On() {
		names = append(names, sms.Name)
	}
	return names
}
