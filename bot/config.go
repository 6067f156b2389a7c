package bot

import (
	"log/slog"
	"time"

	"assent/intents"
	"assent/policies"
)

// Config is what a Bot is made of. Zero times of the opt-in and of rights, and
// zero limits, take the values of [DefaultConfig].
type Config struct {
	Store    Store
	Library  policies.Library
	Channels []Channel
	// Known are the names of channels that settings can be about where none is
	// connected: a command looks at the folders alone.
	Known   []string
	Intents intents.Classifier // nil: intents.New()
	// Assistant answers ordinary messages of people who agreed. nil: the bot says
	// that nobody does.
	Assistant Assistant
	// Interpreter is asked what a message means where Intents are unsure, of
	// people who agreed to PurposeAssistant. nil: nobody is.
	Interpreter Interpreter
	// Phraser phrases the answers to privacy questions for people who agreed to
	// PurposeAssistant. nil: they get the section, as everybody does.
	Phraser Phraser
	Log     *slog.Logger     // nil: discard
	Now     func() time.Time // nil: time.Now

	// Count is told what goes on record, for metrics: the kind of each event
	// (of a consent: consent_ and its new state), reply_sent and
	// reply_delayed, with the channel. nil: nobody counts.
	Count func(what, channel string)
	// Watcher is told what else an operator watches. nil: nobody watches.
	Watcher Watcher

	// PublicURL is the address under which people reach the hosted policy and
	// the one-time links, without a slash at the end. Empty: there is none,
	// links go to the edition's own address and files only through channels
	// that carry them.
	PublicURL string

	Consent   ConsentConfig
	Rights    RightsConfig
	Desk      DeskConfig
	Retention RetentionConfig
	Masking   MaskingConfig
	Limits    LimitsConfig

	desk       bool // there is one
	artificial bool // the assistant is a language model
}

// ConsentConfig is the opt-in's timing.
type ConsentConfig struct {
	// Timeout is for the answer to the notice; default 5 minutes .
	Timeout time.Duration `yaml:"timeout"`
	// MaxInvalid is the answer that is neither yes nor no at which the
	// conversation is closed; default 3 .
	MaxInvalid int `yaml:"max_invalid"`
	// Burst: what is typed this soon after the notice is held, not counted;
	// default 5 s, negative: none.
	Burst time.Duration `yaml:"burst"`
	// OptInModes are of channels where nobody is asked, until an admin says
	// otherwise; default: people are asked.
	OptInModes ChannelModes `yaml:"gates"`
}

// Check calls bad for each key that makes no sense. channels are those that
// there can be.
func (c ConsentConfig) Check(channels []string, bad func(key, format string, args ...any)) {
	if c.Timeout <= 0 {
		bad("timeout", needsTime, c.Timeout)
	}
	if c.MaxInvalid < 1 {
		bad("max_invalid", needsOne, c.MaxInvalid)
	}
	if c.Burst < 0 {
		bad("burst", notNegative, c.Burst)
	}
	if err := c.OptInModes.check(channels); err != nil {
		bad("gates", "says which channels ask nobody, such as sms=external web=notice_only: %v", err)
	}
}

// What is said of values that several sections refuse.
const (
	needsTime   = "must be longer than nothing, such as 5m; got %s"
	notNegative = "cannot be negative: 0s switches it off; got %s"
	needsOne    = "must be at least 1; got %d"
)

// RightsConfig is how rights are carried out.
type RightsConfig struct {
	// ErasureGrace is between confirmation and erasure; default none.
	ErasureGrace time.Duration `yaml:"erasure_grace"`
	// ConfirmTimeout is for confirming a request; default 10 minutes.
	ConfirmTimeout time.Duration `yaml:"confirm_timeout"`
	// LinkTTL is the validity of an export and its link; default 24 hours.
	LinkTTL time.Duration `yaml:"link_ttl"`
	// RecycledAfter is after how long a silence a phone number may be somebody
	// else's: who writes from it then starts afresh. Zero: never. Carriers in
	// the United States may give a number away 45 days after it was
	// disconnected (47 CFR 52.15(f)(1)(ii)).
	RecycledAfter time.Duration `yaml:"recycled_after"`
	// KeyCopies is how long a destroyed key may live on in copies of the key
	// store; default: there are none.
	KeyCopies time.Duration `yaml:"key_copies"`
	// Review are kinds that wait for an approval by an officer; default none.
	Review RequestKinds `yaml:"review"`
	// Regime is whose times run for a request; default RegimeGDPR.
	Regime Regime `yaml:"regime"`
	// Zone is where its days are counted; default UTC.
	Zone Zone `yaml:"timezone"`
}

// Check calls bad for each key that makes no sense.
func (c RightsConfig) Check(bad func(key, format string, args ...any)) {
	for key, d := range map[string]time.Duration{"confirm_timeout": c.ConfirmTimeout, "link_ttl": c.LinkTTL} {
		if d <= 0 {
			bad(key, needsTime, d)
		}
	}
	for key, d := range map[string]time.Duration{"erasure_grace": c.ErasureGrace, "key_copies": c.KeyCopies} {
		if d < 0 {
			bad(key, notNegative, d)
		}
	}
	for _, kind := range c.Review {
		if !Reviewable(kind) {
			bad("review", "names rights that Assent carries out by itself: access, erasure; got %q", kind)
		}
	}
	if c.Regime != RegimeGDPR && c.Regime != RegimeCCPA {
		bad("regime", "is gdpr or ccpa; got %q", c.Regime)
	}
}

// DefaultConfig has the values of settings that nobody set.
func DefaultConfig() Config {
	return Config{
		Consent: ConsentConfig{Timeout: 5 * time.Minute, MaxInvalid: 3, Burst: 5 * time.Second},
		Rights: RightsConfig{
			ConfirmTimeout: 10 * time.Minute, LinkTTL: 24 * time.Hour, Regime: RegimeGDPR,
			RecycledAfter: 45 * 24 * time.Hour,
		},
		Desk: DeskConfig{Idle: 24 * time.Hour, Rating: true, Names: true, Digest: "09:00"},
		Limits: LimitsConfig{
			TextBytes: 16 << 10, PersonRate: 2, PersonBurst: 30, SourceRate: 20, SourceBurst: 200,
			StrangerRate: 0.2, StrangerBurst: 60,
			MemoryMessages: 10, MemoryBytes: 32 << 10, MemorySourceBytes: 4 << 20, MemoryTotalBytes: 64 << 20,
			FileBytes: 25 << 20, PersonFileBytes: 2 << 30, Workers: 8,
		},
	}
}

func defaultTo[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

func (c Config) withDefaults() Config {
	if c.Intents == nil {
		c.Intents = intents.New()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Count == nil {
		c.Count = func(string, string) {}
	}
	if c.Watcher == nil {
		c.Watcher = nobody{}
	}
	d := DefaultConfig()
	defaultTo(&c.Consent.Timeout, d.Consent.Timeout)
	defaultTo(&c.Consent.Burst, d.Consent.Burst)
	defaultTo(&c.Consent.MaxInvalid, d.Consent.MaxInvalid)
	defaultTo(&c.Rights.ConfirmTimeout, d.Rights.ConfirmTimeout)
	defaultTo(&c.Rights.LinkTTL, d.Rights.LinkTTL)
	c.Limits = c.Limits.withDefaults(d.Limits)
	return c
}
