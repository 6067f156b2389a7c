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

// Config describes the application at Discord.
type Config struct {
	// BotToken is the bot's token. With it the channel is on.
	BotToken bot.Secret `yaml:"bot_token"`
	// PublicKey, in hexadecimal digits, verifies the webhook events that Discord
	// signs; without it nobody notices when people remove the application.
	PublicKey string `yaml:"public_key"`
	// DeskChannel is the text channel of a server where the team answers people
	// who are handed off, with a thread for each.
	DeskChannel string `yaml:"desk_channel"`
	// Operators is the role whose members may operate Assent with /assent.
	Operators string `yaml:"operators"`
	// APIURL is the address of Discord's API.
	APIURL string `yaml:"api_url"`
}

// Defaults returns the configuration where nothing is set.
func Defaults() Config { return Config{APIURL: "https://discord.com"} }

// On reports whether the channel is configured.
func (c Config) On() bool { return c.BotToken != "" }

// HasDesk reports whether the team answers here.
func (c Config) HasDesk() bool { return c.DeskChannel != "" }

// Channel returns the channel, yet to be connected to a bot.
func (c Config) Channel(_ string, log *slog.Logger) bot.Channel { return New(c, log) }

// Check returns a message for each key that is missing or invalid.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	if c.BotToken == "" && c.PublicKey == "" {
		return bad
	}
	if _, err := c.application(); err != nil {
		bad["bot_token"] = "must be the token under Bot of the application, three parts separated by dots, " +
			"best in ASSENT_CHANNELS_DISCORD_BOT_TOKEN"
	}
	if key, err := hex.DecodeString(c.PublicKey); c.PublicKey != "" && (err != nil || len(key) != 32) {
		bad["public_key"] = "must be 64 hexadecimal digits, from General Information of the application"
	}
	for key, id := range map[string]string{"desk_channel": c.DeskChannel, "operators": c.Operators} {
		if id != "" && !snowflake.MatchString(id) {
			bad[key] = "must be an ID, a number: use Copy ID in its menu, with Developer Mode on"
		}
	}
	if u, err := url.Parse(c.APIURL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		bad["api_url"] = "must be an address such as https://discord.com"
	}
	return bad
}

// application returns the application's id, which begins the bot's token.
func (c Config) application() (string, error) {
	first, rest, ok := strings.Cut(string(c.BotToken), ".")
	id, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil || !ok || !strings.Contains(rest, ".") || !snowflake.Match(id) {
		return "", fmt.Errorf("bot_token is not a bot's token")
	}
	return string(id), nil
}
