package bot

import (
	"log/slog"
	"time"

	"assent/intents"
	"assent/policies"
)

// Config configures a Bot. Zero limits, and zero times of Consent and Rights whose
// default is not zero, take the values of [DefaultConfig].
type Config struct {
	Store    Store
	Library  policies.Library
	Channels []Channel
	// Known are channel names that Settings may refer to when no channel is
	// connected, as in commands that only open the data folder.
	Known   []string
	Intents intents.Classifier // nil: intents.New()
	// Assistant answers ordinary messages of people who agreed. nil: the bot tells
	// them that nobody answers those.
	Assistant Assistant
	// Interpreter is asked what a message means when Intents is unsure, but only
	// for people who agreed to PurposeAssistant. nil: the bot asks nobody.
	Interpreter Interpreter
	// Phraser phrases the answers to privacy questions for people who agreed to
	// PurposeAssistant. nil: they get the policy's section, like everybody else.
	Phraser Phraser
	Log     *slog.Logger     // nil: discard
	Now     func() time.Time // nil: time.Now

	// Count is called for metrics, with the channel and what happened: the kind of
	// each event that is recorded (for a consent, consent_ and its new state),
	// reply_sent or reply_delayed. nil: nothing is counted.
	Count func(what, channel string)
	// Watcher observes whatever else an operator monitors. nil: nothing does.
	Watcher Watcher

	// PublicURL is where people reach the hosted policy and one-time links, without
	// a trailing slash. Empty: the bot is not reachable; it links to the edition's
	// own address, and files go only through channels that carry them.
	PublicURL string

	Consent   ConsentConfig
	Rights    RightsConfig
	Desk      DeskConfig
	Retention RetentionConfig
	Masking   MaskingConfig
	Limits    LimitsConfig

	desk       bool // one of the channels hosts a desk
	artificial bool // the assistant is a language model
}

// ConsentConfig configures the opt-in.
type ConsentConfig struct {
	// Timeout is how long people have to answer the notice; default 5 minutes.
	Timeout time.Duration `yaml:"timeout"`
	// MaxInvalid is how many answers that are neither yes nor no close the
	// conversation; default 3.
	MaxInvalid int `yaml:"max_invalid"`
	// Burst is how long after the notice a message that is neither yes nor no waits
	// in memory without counting; default 5 seconds, negative: no time.
	Burst time.Duration `yaml:"burst"`
	// OptInModes names the channels that do not ask people, until an admin changes
	// that; default: every channel asks.
	OptInModes ChannelModes `yaml:"gates"`
}

// Check calls bad for each invalid key. channels are the names of all channels.
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

// Messages about values that several sections refuse.
const (
	needsTime   = "must be longer than nothing, such as 5m; got %s"
	notNegative = "cannot be negative: 0s switches it off; got %s"
	needsOne    = "must be at least 1; got %d"
)

// RightsConfig configures data subject requests.
type RightsConfig struct {
	// ErasureGrace is the time between confirmation and erasure; default none.
	ErasureGrace time.Duration `yaml:"erasure_grace"`
	// ConfirmTimeout is how long people have to confirm a request; default 10 minutes.
	ConfirmTimeout time.Duration `yaml:"confirm_timeout"`
	// LinkTTL is how long an export and its link are valid; default 24 hours.
	LinkTTL time.Duration `yaml:"link_ttl"`
	// RecycledAfter is the length of silence after which a phone number may belong
	// to somebody else: whoever writes from it then starts afresh. Zero: never.
	// Carriers in the United States may reassign a number 45 days after it was
	// disconnected (47 CFR 52.15(f)(1)(ii)).
	RecycledAfter time.Duration `yaml:"recycled_after"`
	// KeyCopies is how long a destroyed key may survive in copies of the key
	// store; default: there are no copies.
	KeyCopies time.Duration `yaml:"key_copies"`
	// Review lists the kinds of requests that an officer has to approve; default none.
	Review RequestKinds `yaml:"review"`
	// Regime is the law whose deadlines apply; default RegimeGDPR.
	Regime Regime `yaml:"regime"`
	// Zone is the time zone in which days are counted; default UTC.
	Zone Zone `yaml:"timezone"`
}

// Check calls bad for each invalid key.
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
			bad("review", "can only name rights that Assent carries out itself: access, erasure; got %q", kind)
		}
	}
	if c.Regime != RegimeGDPR && c.Regime != RegimeCCPA {
		bad("regime", "must be gdpr or ccpa; got %q", c.Regime)
	}
}

// DefaultConfig returns the defaults.
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
