package main

import (
	"context"
	"log/slog"
	"slices"
	"time"
	_ "time/tzdata" // for machines that have none, such as a container

	"assent/adapters"
	"assent/adapters/console"
	"assent/adapters/llm"
	"assent/adapters/sqlstore"
	"assent/adapters/terminal"
	"assent/adapters/webhook"
	"assent/bot"
	"assent/policies"
)

// config is everything that can be set, by the names in the YAML file. Every key
// is also an environment variable: consent.timeout is ASSENT_CONSENT_TIMEOUT.
type config struct {
	Data       string              `yaml:"data"`
	Keys       string              `yaml:"keys"`
	Database   string              `yaml:"database"`
	KeysDB     string              `yaml:"keys_database"`
	Listen     string              `yaml:"listen"`
	PublicURL  string              `yaml:"public_url"`
	Controller policies.Controller `yaml:"controller"`
	Consent    bot.ConsentConfig   `yaml:"consent"`
	Rights     bot.RightsConfig    `yaml:"rights"`
	Retention  bot.RetentionConfig `yaml:"retention"`
	Ledger     ledgerConfig        `yaml:"ledger"`
	Masking    bot.MaskingConfig   `yaml:"masking"`
	Limits     bot.LimitsConfig    `yaml:"limits"`
	Channels   adapters.Config     `yaml:"channels"`
	LLM        llm.Config          `yaml:"llm"`
	Assistant  webhook.Config      `yaml:"assistant"`
	Desk       bot.DeskConfig      `yaml:"desk"`
	Console    console.Config      `yaml:"console"`
	Log        logConfig           `yaml:"log"`

	// master is the master key if the environment holds it, masterFile the file
	// that the environment names: secrets are never in the YAML file.
	master, masterFile string
	// previous and previousFile are the same for the old one, during a rotation.
	previous, previousFile string
	// origin is where a key was set, for errors: "assent.yaml:12" or the name of a
	// variable. A key that is not in it has its default.
	origin map[string]string
	// senseless says, by key, why a text cannot be parsed.
	senseless map[string]string
}

type logConfig struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// Check calls bad for each key that makes no sense.
func (c logConfig) Check(bad func(key, format string, args ...any)) {
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Level) {
		bad("level", "must be one of debug, info, warn, error; got %q", c.Level)
	}
	if !slices.Contains([]string{"text", "json"}, c.Format) {
		bad("format", "must be text or json; got %q", c.Format)
	}
}

// defaults is the configuration if nothing is set. The example file lists the
// same values.
func defaults() config {
	d := bot.DefaultConfig()
	d.Retention.Channels = adapters.Retention()
	d.Retention.Channels[terminal.Name] = bot.RetentionConfig{}
	return config{
		Data: "./data", Keys: "./keys", Listen: "127.0.0.1:8080",
		Controller: policies.SampleController,
		Consent:    d.Consent, Rights: d.Rights, Retention: d.Retention, Desk: d.Desk, Limits: d.Limits,
		Ledger:   ledgerConfig{Every: time.Hour},
		Channels: adapters.Defaults(), LLM: llm.Defaults(), Console: console.Defaults(),
		Log: logConfig{Level: "info", Format: "text"},
	}
}

// isSet reports whether somebody set the key, to whatever value.
func (c config) isSet(key string) bool { return c.origin[key] != "" }

// botConfig is the part of the configuration that the bot takes. To the bot, zero
// means the default and a negative value means none.
func (c config) botConfig() bot.Config {
	var interpreter bot.Interpreter
	var phraser bot.Phraser
	if c.LLM.On() {
		model := llm.New(c.LLM)
		interpreter = model
		if c.LLM.Answer {
			phraser = model
		}
	}
	var assistant bot.Assistant
	if c.Assistant.URL != "" {
		assistant = webhook.New(c.Assistant)
	}
	c.Consent.Burst = noneIfZero(c.Consent.Burst)
	for _, rate := range []*float64{&c.Limits.PersonRate, &c.Limits.SourceRate, &c.Limits.StrangerRate} {
		*rate = noneIfZero(*rate)
	}
	return bot.Config{
		Known:     adapters.Names(),
		Assistant: assistant, Interpreter: interpreter, Phraser: phraser,
		PublicURL: c.PublicURL,
		Consent:   c.Consent, Rights: c.Rights, Desk: c.Desk, Retention: c.Retention,
		Masking: c.Masking, Limits: c.Limits,
	}
}

// openStore opens the store that the configuration names.
func (c config) openStore(ctx context.Context, log *slog.Logger) (*sqlstore.Store, error) {
	return sqlstore.Open(ctx, c.store(log))
}

func (c config) store(log *slog.Logger) sqlstore.Options {
	return sqlstore.Options{
		Data: c.Data, Keys: c.Keys, Database: c.Database, KeysDatabase: c.KeysDB,
		Master: c.master, PreviousMaster: c.previous, Controller: c.Controller, Log: log,
	}
}

func noneIfZero[T time.Duration | float64](v T) T {
	if v == 0 {
		return -1
	}
	return v
}

// logger returns a logger to the program's error output, as configured.
func (c config) logger(sys system) *slog.Logger {
	options := &slog.HandlerOptions{Level: map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}[c.Log.Level]}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(sys.err, options))
	}
	return slog.New(slog.NewTextHandler(sys.err, options))
}
