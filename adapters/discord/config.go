package discord

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"assent/bot"
)

// Name is the channel's name.
const Name = "discord"

// Config is what has to be known of the application at Discord.
type Config struct {
	// BotToken is that of the bot. With it the channel is on.
	BotToken bot.Secret `yaml:"bot_token"`
	// PublicKey, in hexadecimal digits, is what Discord signs webhook events
	// with; without it people who take the application away are not noticed.
	PublicKey string `yaml:"public_key"`
	// DeskChannel is the text channel of a server in which the team answers people
	// who are handed off, a thread for each.
	DeskChannel string `yaml:"desk_channel"`
	// Operators is the role whose members may operate Assent with /assent.
	Operators string `yaml:"operators"`
	// APIURL is where Discord's API is.
	APIURL string `yaml:"api_url"`
}

// Defaults is the configuration of a channel that was told nothing.
func Defaults() Config { return Config{APIURL: "https://discord.com"} }

// On reports whether the channel is configured.
func (c Config) On() bool { return c.BotToken != "" }

// HasDesk reports whether the team answers here.
func (c Config) HasDesk() bool { return c.DeskChannel != "" }

// Channel returns the channel of the bot.
func (c Config) Channel(_ string, log *slog.Logger) bot.Channel { return New(c, log) }

// Check returns what makes no sense, by key.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	if c.BotToken == "" && c.PublicKey == "" {
		return bad
	}
	if _, err := c.application(); err != nil {
		bad["bot_token"] = "is the token under Bot of the application, three parts with dots between, best in ASSENT_CHANNELS_DISCORD_BOT_TOKEN"
	}
	if key, err := hex.DecodeString(c.PublicKey); c.PublicKey != "" && (err != nil || len(key) != 32) {
		bad["public_key"] = "is 64 hexadecimal digits, from General Information of the application"
	}
	for key, id := range map[string]string{"desk_channel": c.DeskChannel, "operators": c.Operators} {
		if id != "" && !snowflake.MatchString(id) {
			bad[key] = "is an ID, a number: Copy ID in its menu, with Developer Mode on"
		}
	}
	if u, err := url.Parse(c.APIURL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		bad["api_url"] = "is an address such as https://discord.com"
	}
	return bad
}

// application is the id of the application, which its bot's token begins with.
func (c Config) application() (string, error) {
	first, rest, ok := strings.Cut(string(c.BotToken), ".")
	id, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil || !ok || !strings.Contains(rest, ".") || !snowflake.Match(id) {
		return "", fmt.Errorf("bot_token is no token of a bot")
	}
	return string(id), nil
}
