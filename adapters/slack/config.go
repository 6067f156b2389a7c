package slack

import (
	"log/slog"
	"net/url"
	"strings"
	"time"

	"assent/bot"
)

// Name is the channel's name.
const Name = "slack"

// Config describes the app at Slack.
type Config struct {
	// BotToken (xoxb-…) is what the app posts with.
	BotToken bot.Secret `yaml:"bot_token"`
	// AppToken (xapp-…) opens a connection from here: Socket Mode, which needs
	// no public address.
	AppToken bot.Secret `yaml:"app_token"`
	// SigningSecret lets Slack call public_url instead.
	SigningSecret bot.Secret `yaml:"signing_secret"`
	// DeskChannel is the channel (C…, G…) where the team answers people who
	// are handed off, with a thread for each.
	DeskChannel string `yaml:"desk_channel"`
	// Operators is the user group (S…) whose members may operate Assent with
	// /assent.
	Operators string `yaml:"operators"`
	// APIURL is the address of Slack's Web API.
	APIURL string `yaml:"api_url"`
}

// Defaults returns the configuration where nothing is set.
func Defaults() Config { return Config{APIURL: "https://slack.com/api"} }

// On reports whether the channel is configured.
func (c Config) On() bool { return c.BotToken != "" && (c.AppToken != "" || c.SigningSecret != "") }

// HasDesk reports whether the team answers here.
func (c Config) HasDesk() bool { return c.DeskChannel != "" }

// Channel returns the channel, yet to be connected to a bot.
func (c Config) Channel(publicURL string, log *slog.Logger) bot.Channel {
	return New(c, publicURL, log)
}

// Retention is 30 days by default: Slack's API terms forbid lasting
// copies of what is said there (API Terms of Service of 2025-05-29).
func (c Config) Retention() bot.RetentionConfig {
	const keeps = 30 * 24 * time.Hour
	return bot.RetentionConfig{Messages: keeps, Files: keeps}
}

// Check returns a message for each key that is missing or invalid.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	if c.BotToken == "" && c.AppToken == "" && c.SigningSecret == "" {
		return bad
	}
	if !strings.HasPrefix(string(c.BotToken), "xoxb-") {
		bad["bot_token"] = "must begin with xoxb-: copy it from OAuth & Permissions of the app, " +
			"best into ASSENT_CHANNELS_SLACK_BOT_TOKEN"
	}
	if c.AppToken != "" && !strings.HasPrefix(string(c.AppToken), "xapp-") {
		bad["app_token"] = "must begin with xapp-: an app-level token with the scope connections:write, " +
			"from Basic Information of the app"
	}
	if c.AppToken == "" && c.SigningSecret == "" {
		bad["app_token"] = "is missing: an app-level token for Socket Mode, " +
			"or set signing_secret to let Slack call public_url"
	}
	if c.DeskChannel != "" &&
		(!identifier.MatchString(c.DeskChannel) || !strings.ContainsAny(c.DeskChannel[:1], "CG")) {
		bad["desk_channel"] = "is the ID of a channel, such as C0123ABCD, from the end of the channel's details"
	}
	if c.Operators != "" && (!identifier.MatchString(c.Operators) || c.Operators[0] != 'S') {
		bad["operators"] = "must be the ID of a user group, such as S0123ABCD"
	}
	if u, err := url.Parse(c.APIURL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		bad["api_url"] = "must be an address such as https://slack.com/api"
	}
	return bad
}
