package main

import (
	"time"

	"assent/adapters/discord"
	"assent/adapters/slack"
	"assent/adapters/sms"
	"assent/adapters/terminal"
	"assent/adapters/web"
	"assent/bot"
)

// retentionConfig is how long what is on record is kept. 0s: until the person
// is erased, and for a channel: as long as for the others.
type retentionConfig struct {
	Messages   time.Duration `yaml:"messages"`
	Files      time.Duration `yaml:"files"`
	Recordings time.Duration `yaml:"recordings"`
	Inactive   time.Duration `yaml:"inactive"`
	Web        keepConfig    `yaml:"web"`
	Slack      keepConfig    `yaml:"slack"`
	Discord    keepConfig    `yaml:"discord"`
	SMS        keepConfig    `yaml:"sms"`
	Terminal   keepConfig    `yaml:"terminal"`
}

type keepConfig struct {
	Messages   time.Duration `yaml:"messages"`
	Files      time.Duration `yaml:"files"`
	Recordings time.Duration `yaml:"recordings"`
}

func (c retentionConfig) bot() bot.RetentionConfig {
	r := bot.RetentionConfig{Messages: c.Messages, Files: c.Files, Recordings: c.Recordings, Inactive: c.Inactive, Channels: map[string]bot.RetentionConfig{}}
	for name, k := range map[string]keepConfig{web.Name: c.Web, slack.Name: c.Slack, discord.Name: c.Discord, sms.Name: c.SMS, terminal.Name: c.Terminal} {
		r.Channels[name] = bot.RetentionConfig{Messages: k.Messages, Files: k.Files, Recordings: k.Recordings}
	}
	return r
}

// slackKeeps is the default for Slack, whose API terms forbid lasting copies of
// what is said there (API Terms of Service of 2025-05-29).
const slackKeeps = 30 * 24 * time.Hour
