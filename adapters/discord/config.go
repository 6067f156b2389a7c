package discord

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
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
	// APIURL is where Discord's API is.
	APIURL string `yaml:"api_url"`
}

// Defaults is the configuration of a channel that was told nothing.
func Defaults() Config { return Config{APIURL: "https://discord.com"} }

// On reports whether the channel is configured.
func (c Config) On() bool { return c.BotToken != "" }

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

// permissions are what the bot does in servers: see a channel, write, also in
// threads, and read what it answers to (Discord, "Permissions").
const permissions = 1<<10 | 1<<11 | 1<<16 | 1<<38

// Invitation is the address under which an administrator of a server invites
// the bot, with exactly the permissions that it uses.
func (c Config) Invitation() (string, error) {
	id, err := c.application()
	if err != nil {
		return "", err
	}
	q := url.Values{"client_id": {id}, "scope": {"bot applications.commands"}, "permissions": {fmt.Sprint(int64(permissions))}}
	return "https://discord.com/oauth2/authorize?" + q.Encode(), nil
}
