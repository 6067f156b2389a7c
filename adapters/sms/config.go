package sms

import (
	"log/slog"
	"net/url"
	"regexp"

	"assent/bot"
)

// Name is the channel's name.
const Name = "sms"

// Config describes the account at Twilio.
type Config struct {
	// AccountSID and AuthToken are on the first page of Twilio's console. With
	// both the channel is on.
	AccountSID string     `yaml:"account_sid"`
	AuthToken  bot.Secret `yaml:"auth_token"`
	// From is the number that replies come from, as +15551234567, or a short
	// code. MessagingService, which begins with MG, chooses one if From is empty,
	// and sends in either case.
	From             string `yaml:"from"`
	MessagingService string `yaml:"messaging_service"`
	// OptOut is who answers STOP, START and HELP: twilio, which does so unless
	// that was turned off there, or assent.
	OptOut string `yaml:"opt_out"`
	// MaxSegments is how many segments a reply has at most. A longer one is cut
	// and ends with a link.
	MaxSegments int `yaml:"max_segments"`
	// APIURL is the address of Twilio's REST API.
	APIURL string `yaml:"api_url"`
}

// Defaults returns the configuration where nothing is set.
func Defaults() Config {
	return Config{OptOut: "twilio", MaxSegments: 4, APIURL: "https://api.twilio.com"}
}

// On reports whether the channel is configured.
func (c Config) On() bool { return c.AccountSID != "" && c.AuthToken != "" }

// Channel returns the channel, yet to be connected to a bot.
func (c Config) Channel(publicURL string, log *slog.Logger) bot.Channel {
	return New(c, publicURL, log)
}

var (
	accountSID = regexp.MustCompile(`^AC[0-9a-f]{32}$`)
	serviceSID = regexp.MustCompile(`^MG[0-9a-f]{32}$`)
	sender     = regexp.MustCompile(`^(\+[1-9][0-9]{6,14}|[0-9]{3,8})$`)
)

// Check returns a message for each key that is missing or invalid.
func (c Config) Check() map[string]string {
	bad := map[string]string{}
	if c.AccountSID == "" && c.AuthToken == "" && c.From == "" && c.MessagingService == "" {
		return bad
	}
	if !accountSID.MatchString(c.AccountSID) {
		bad["account_sid"] = "must be AC and 32 hexadecimal digits, from the first page of Twilio's console"
	}
	if c.AuthToken == "" {
		bad["auth_token"] = "is missing: the auth token from the first page of Twilio's console, " +
			"best in ASSENT_CHANNELS_SMS_AUTH_TOKEN"
	}
	switch {
	case c.From == "" && c.MessagingService == "":
		bad["from"] = "is missing: the number that replies come from, such as +15551234567, or set messaging_service"
	case c.From != "" && !sender.MatchString(c.From):
		bad["from"] = "must be a number such as +15551234567, or a short code"
	case c.MessagingService != "" && !serviceSID.MatchString(c.MessagingService):
		bad["messaging_service"] = "must be MG and 32 hexadecimal digits"
	}
	if c.OptOut != "twilio" && c.OptOut != "assent" {
		bad["opt_out"] = "must be twilio or assent"
	}
	if c.MaxSegments < 2 || c.MaxSegments > 10 {
		bad["max_segments"] = "must be between 2 and 10"
	}
	if u, err := url.Parse(c.APIURL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		bad["api_url"] = "must be an address such as https://api.twilio.com"
	}
	return bad
}
