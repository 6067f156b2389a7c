package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // for machines that have none, such as a container

	"assent/adapters"
	"assent/adapters/console"
	"assent/adapters/llm"
	"assent/adapters/sqlstore"
	"assent/adapters/webhook"
	"assent/bot"
	"assent/policies"
)

// config is everything that can be set, by the names of the YAML file. Every
// key is also an environment variable: consent.timeout is
// ASSENT_CONSENT_TIMEOUT.
type config struct {
	Data       string              `yaml:"data"`
	Keys       string              `yaml:"keys"`
	Database   string              `yaml:"database"`
	KeysDB     string              `yaml:"keys_database"`
	Listen     string              `yaml:"listen"`
	PublicURL  string              `yaml:"public_url"`
	Controller policies.Controller `yaml:"controller"`
	Consent    consentConfig       `yaml:"consent"`
	Rights     rightsConfig        `yaml:"rights"`
	Retention  retentionConfig     `yaml:"retention"`
	Ledger     ledgerConfig        `yaml:"ledger"`
	Masking    maskingConfig       `yaml:"masking"`
	Limits     limitsConfig        `yaml:"limits"`
	Channels   adapters.Config     `yaml:"channels"`
	LLM        llm.Config          `yaml:"llm"`
	Assistant  webhook.Config      `yaml:"assistant"`
	Desk       deskConfig          `yaml:"desk"`
	Console    console.Config      `yaml:"console"`
	Log        logConfig           `yaml:"log"`

	// master is the master key where the environment holds it, masterFile the
	// file that it names: a secret never stands in the YAML file.
	master, masterFile string
	// previous is the master key before that one, while keys are rotated.
	previous, previousFile string
	// origin says where a key was set, for errors: "assent.yaml:12" or the
	// name of a variable. A key that is not in it has its default.
	origin map[string]string
}

type consentConfig struct {
	Timeout    time.Duration `yaml:"timeout"`
	MaxInvalid int           `yaml:"max_invalid"`
	Burst      time.Duration `yaml:"burst"`
	Gates      string        `yaml:"gates"` // channel=gate, with spaces between
}

// gates is Gates by channel; the error says what cannot be read.
func (c consentConfig) gates() (map[string]bot.OptInMode, error) {
	by := map[string]bot.OptInMode{}
	for _, f := range strings.Fields(c.Gates) {
		channel, mode, _ := strings.Cut(f, "=")
		if !slices.Contains(adapters.Names(), channel) || !slices.Contains(bot.OptInModes(), bot.OptInMode(mode)) {
			return nil, fmt.Errorf("%q is not a channel (%s) and a gate (require, external, notice_only)", f, strings.Join(adapters.Names(), ", "))
		}
		by[channel] = bot.OptInMode(mode)
	}
	return by, nil
}

type rightsConfig struct {
	ErasureGrace   time.Duration `yaml:"erasure_grace"`
	ConfirmTimeout time.Duration `yaml:"confirm_timeout"`
	LinkTTL        time.Duration `yaml:"link_ttl"`
	RecycledAfter  time.Duration `yaml:"recycled_after"`
	KeyCopies      time.Duration `yaml:"key_copies"`
	Review         string        `yaml:"review"` // kinds, with spaces between
	Regime         string        `yaml:"regime"`
	Timezone       string        `yaml:"timezone"`
}

func (c rightsConfig) reviewed() (kinds []bot.RequestKind) {
	for _, kind := range strings.Fields(c.Review) {
		kinds = append(kinds, bot.RequestKind(kind))
	}
	return kinds
}

type deskConfig struct {
	Hours    string        `yaml:"hours"`
	Timezone string        `yaml:"timezone"`
	Idle     time.Duration `yaml:"idle"`
	Words    string        `yaml:"words"` // with spaces between
	Rating   bool          `yaml:"rating"`
	Names    bool          `yaml:"names"`
	Digest   string        `yaml:"digest"`
}

// bot is the part that the bot takes; check has seen that it can be read.
func (c deskConfig) bot() bot.DeskConfig {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		zone = time.UTC
	}
	hours, _ := bot.ParseHours(c.Hours)
	return bot.DeskConfig{Hours: hours, Zone: zone, Idle: c.Idle, Words: strings.Fields(c.Words), Rating: c.Rating, Unnamed: !c.Names, Digest: c.Digest}
}

type maskingConfig struct {
	Cards bool   `yaml:"cards"`
	IDs   string `yaml:"ids"` // countries, with spaces between
}

// bot is the part that the bot takes; check has seen that the zone is one.
func (c rightsConfig) bot() bot.RightsConfig {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		zone = time.UTC
	}
	return bot.RightsConfig{
		ErasureGrace: c.ErasureGrace, ConfirmTimeout: c.ConfirmTimeout, LinkTTL: c.LinkTTL, RecycledAfter: c.RecycledAfter, KeyCopies: c.KeyCopies,
		Regime: bot.Regime(c.Regime), Zone: zone, Review: c.reviewed(),
	}
}

type limitsConfig struct {
	TextBytes       int     `yaml:"text_bytes"`
	PersonRate      float64 `yaml:"person_rate"`
	PersonBurst     int     `yaml:"person_burst"`
	SourceRate      float64 `yaml:"source_rate"`
	SourceBurst     int     `yaml:"source_burst"`
	StrangerRate    float64 `yaml:"stranger_rate"`
	StrangerBurst   int     `yaml:"stranger_burst"`
	HeldMessages    int     `yaml:"held_messages"`
	HeldBytes       int     `yaml:"held_bytes"`
	HeldSourceBytes int     `yaml:"held_source_bytes"`
	HeldTotalBytes  int     `yaml:"held_total_bytes"`
	FileBytes       int64   `yaml:"file_bytes"`
	PersonFileBytes int64   `yaml:"person_file_bytes"`
	Workers         int     `yaml:"workers"`
}

type logConfig struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// defaults is the configuration of a program that was told nothing. The
// example file lists the same values.
func defaults() config {
	return config{
		Data: "./data", Keys: "./keys", Listen: "127.0.0.1:8080",
		Controller: policies.SampleController,
		Consent:    consentConfig{Timeout: 5 * time.Minute, MaxInvalid: 3, Burst: 5 * time.Second},
		Rights:     rightsConfig{ConfirmTimeout: 10 * time.Minute, LinkTTL: 24 * time.Hour, Regime: string(bot.RegimeGDPR), Timezone: "UTC", RecycledAfter: 45 * 24 * time.Hour},
		Ledger:     ledgerConfig{Every: time.Hour},
		Desk:       deskConfig{Timezone: "UTC", Idle: 24 * time.Hour, Rating: true, Names: true, Digest: "09:00"},
		Retention:  retentionConfig{Slack: keepConfig{Messages: slackKeeps, Files: slackKeeps}},
		Limits: limitsConfig{
			TextBytes: 16 << 10, PersonRate: 2, PersonBurst: 30, SourceRate: 20, SourceBurst: 200,
			StrangerRate: 0.2, StrangerBurst: 60,
			HeldMessages: 10, HeldBytes: 32 << 10, HeldSourceBytes: 4 << 20, HeldTotalBytes: 64 << 20,
			FileBytes: 25 << 20, PersonFileBytes: 2 << 30, Workers: 8,
		},
		Channels: adapters.Defaults(), LLM: llm.Defaults(), Console: console.Defaults(),
		Log: logConfig{Level: "info", Format: "text"},
	}
}

// isSet reports whether somebody set the key, to whatever value.
func (c config) isSet(key string) bool { return c.origin[key] != "" }

// check finds values that have the right type and make no sense.
func (c config) check() error {
	var errs []error
	bad := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s %s", c.origin[key], key, fmt.Sprintf(format, args...)))
	}
	for key, d := range map[string]time.Duration{
		"consent.timeout": c.Consent.Timeout, "rights.confirm_timeout": c.Rights.ConfirmTimeout, "rights.link_ttl": c.Rights.LinkTTL,
	} {
		if d <= 0 {
			bad(key, "must be longer than nothing, such as 5m; got %s", d)
		}
	}
	for key, d := range map[string]time.Duration{"consent.burst": c.Consent.Burst, "rights.erasure_grace": c.Rights.ErasureGrace, "rights.key_copies": c.Rights.KeyCopies, "desk.idle": c.Desk.Idle} {
		if d < 0 {
			bad(key, "cannot be negative: 0s switches it off; got %s", d)
		}
	}
	for key, n := range map[string]int{
		"consent.max_invalid": c.Consent.MaxInvalid, "limits.text_bytes": c.Limits.TextBytes,
		"limits.person_burst": c.Limits.PersonBurst, "limits.source_burst": c.Limits.SourceBurst, "limits.stranger_burst": c.Limits.StrangerBurst,
		"limits.held_messages": c.Limits.HeldMessages, "limits.held_bytes": c.Limits.HeldBytes,
		"limits.held_source_bytes": c.Limits.HeldSourceBytes, "limits.held_total_bytes": c.Limits.HeldTotalBytes, "limits.workers": c.Limits.Workers,
	} {
		if n < 1 {
			bad(key, "must be at least 1; got %d", n)
		}
	}
	if _, err := c.Consent.gates(); err != nil {
		bad("consent.gates", "says which channels ask nobody, such as sms=external web=notice_only: %v", err)
	}
	if why := c.Ledger.badURL(); why != "" {
		bad("ledger.head_url", "%s", why)
	}
	for _, kind := range c.Rights.reviewed() {
		if !bot.Reviewable(kind) {
			bad("rights.review", "names rights that Assent carries out by itself: access, erasure; got %q", kind)
		}
	}
	if _, err := bot.ParseHours(c.Desk.Hours); err != nil {
		bad("desk.hours", "is opening hours such as Mon-Fri 09:00-17:00, Sat 10:00-12:00: %v", err)
	}
	if _, err := time.LoadLocation(c.Desk.Timezone); err != nil {
		bad("desk.timezone", "is a time zone such as Europe/Berlin; got %q", c.Desk.Timezone)
	}
	if c.Desk.Digest != "" {
		if _, err := time.Parse("15:04", c.Desk.Digest); err != nil {
			bad("desk.digest", "is a time of the day such as 09:00, or nothing; got %q", c.Desk.Digest)
		}
	}
	for key, why := range c.Console.OIDC.Check() {
		bad("console.oidc."+key, "%s", why)
	}
	if c.Console.OIDC.On() && c.PublicURL == "" && c.isSet("console.oidc.issuer") && !strings.HasPrefix(c.Listen, "127.") {
		bad("console.oidc.issuer", "wants public_url: people are sent back there")
	}
	if c.Console.Desk && !c.Console.Enabled {
		bad("console.desk", "wants console.enabled: the team answers there")
	}
	if c.Console.Desk && c.Channels.Slack.DeskChannel+c.Channels.Discord.DeskChannel != "" {
		bad("console.desk", "and a desk_channel exclude each other: there is one desk")
	}
	if c.Ledger.Every < time.Second {
		bad("ledger.every", "must be at least 1s; got %s", c.Ledger.Every)
	}
	for key, n := range map[string]int64{"limits.file_bytes": c.Limits.FileBytes, "limits.person_file_bytes": c.Limits.PersonFileBytes} {
		if n < 1 {
			bad(key, "must be at least 1; got %d", n)
		}
	}
	for key, r := range map[string]float64{"limits.person_rate": c.Limits.PersonRate, "limits.source_rate": c.Limits.SourceRate, "limits.stranger_rate": c.Limits.StrangerRate} {
		if !(r >= 0) {
			bad(key, "is messages a second: 0 means no limit; got %v", r)
		}
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
		bad("log.level", "is one of debug, info, warn, error; got %q", c.Log.Level)
	}
	if !slices.Contains([]string{"text", "json"}, c.Log.Format) {
		bad("log.format", "is text or json; got %q", c.Log.Format)
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		bad("listen", "is an address and a port, such as 127.0.0.1:8080; got %q", c.Listen)
	}
	for key, dir := range map[string]string{"data": c.Data, "keys": c.Keys} {
		if dir == "" {
			bad(key, "is a folder, such as ./%s; got nothing", key)
		}
	}
	for key, why := range c.Channels.Check() {
		bad("channels."+key, "%s", why)
	}
	for key, why := range c.Assistant.Check() {
		bad("assistant."+key, "%s", why)
	}
	if c.LLM.Material != "" && c.Assistant.URL != "" {
		bad("llm.material", "and assistant.url exclude each other: one answers")
	}
	for key, why := range c.LLM.Check() {
		bad("llm."+key, "%s", why)
	}
	for key, address := range map[string]string{"database": c.Database, "keys_database": c.KeysDB} {
		if address != "" && !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
			bad(key, "is an address that begins with postgres://, or nothing for SQLite") // not repeated: it may hold a password
		}
	}
	if c.KeysDB != "" && c.Rights.KeyCopies == 0 {
		bad("keys_database", "wants rights.key_copies: how long the log, the replicas and the backups of that database are kept, such as 168h; people who are erased are told")
	}
	if c.KeysDB != "" && c.Database == "" {
		bad("keys_database", "wants database too: keys in PostgreSQL are for data in PostgreSQL")
	}
	if why := checkPublicURL(c.PublicURL); why != "" {
		bad("public_url", "%s; got %q", why, c.PublicURL)
	}
	if c.Rights.Regime != string(bot.RegimeGDPR) && c.Rights.Regime != string(bot.RegimeCCPA) {
		bad("rights.regime", "is gdpr or ccpa; got %q", c.Rights.Regime)
	}
	if _, err := time.LoadLocation(c.Rights.Timezone); err != nil {
		bad("rights.timezone", "is a time zone such as Europe/Berlin; got %q", c.Rights.Timezone)
	}
	for _, country := range strings.Fields(c.Masking.IDs) {
		if !slices.Contains(bot.MaskedCountries(), country) {
			bad("masking.ids", "is countries out of %s; got %q", strings.Join(bot.MaskedCountries(), " "), country)
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func checkPublicURL(s string) string {
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return "is a web address, such as https://chat.example.org"
	case u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "":
		return "ends after the host and the port, without a slash"
	}
	return ""
}

// botConfig is the part of the configuration that the bot takes. It reads a zero as
// "the default", and a negative value as "none".
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
	gates, _ := c.Consent.gates() // check has seen that it can be read
	return bot.Config{
		Known:     adapters.Names(),
		Assistant: assistant, Interpreter: interpreter, Phraser: phraser,
		PublicURL: c.PublicURL,
		Consent:   bot.ConsentConfig{Timeout: c.Consent.Timeout, MaxInvalid: c.Consent.MaxInvalid, Burst: noneIfZero(c.Consent.Burst), OptInModes: gates},
		Rights:    c.Rights.bot(),
		Desk:      c.Desk.bot(),
		Retention: c.Retention.bot(),
		Masking:   bot.MaskingConfig{Cards: c.Masking.Cards, IDs: strings.Fields(c.Masking.IDs)},
		Limits: bot.LimitsConfig{
			TextBytes: c.Limits.TextBytes, PersonRate: noneIfZero(c.Limits.PersonRate), PersonBurst: c.Limits.PersonBurst,
			SourceRate: noneIfZero(c.Limits.SourceRate), SourceBurst: c.Limits.SourceBurst,
			StrangerRate: noneIfZero(c.Limits.StrangerRate), StrangerBurst: c.Limits.StrangerBurst,
			MemoryMessages: c.Limits.HeldMessages, MemoryBytes: c.Limits.HeldBytes, MemorySourceBytes: c.Limits.HeldSourceBytes, MemoryTotalBytes: c.Limits.HeldTotalBytes,
			FileBytes: c.Limits.FileBytes, PersonFileBytes: c.Limits.PersonFileBytes, Workers: c.Limits.Workers,
		},
	}
}

// openStore opens the store that the configuration names.
func (c config) openStore(ctx context.Context, log *slog.Logger) (*sqlstore.Store, error) {
	return sqlstore.Open(ctx, c.store(log))
}

func (c config) store(log *slog.Logger) sqlstore.Options {
	return sqlstore.Options{
		Data: c.Data, Keys: c.Keys, Database: c.Database, KeysDatabase: c.KeysDB, Master: c.master, PreviousMaster: c.previous, Controller: c.Controller, Log: log,
	}
}

func noneIfZero[T time.Duration | float64](v T) T {
	if v == 0 {
		return -1
	}
	return v
}

// logger writes to the program's error output as the configuration says.
func (c config) logger(sys system) *slog.Logger {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	options := &slog.HandlerOptions{Level: levels[c.Log.Level]}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(sys.err, options))
	}
	return slog.New(slog.NewTextHandler(sys.err, options))
}
