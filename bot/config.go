package bot

import (
	"log/slog"
	"time"

	"assent/intents"
	"assent/policies"
)

// Config is what a Bot is made of. Zero durations and limits take their
// defaults.
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
	Timeout    time.Duration        // for the answer to the notice; default 5 minutes
	Burst      time.Duration        // what is typed this soon after the notice is held, not counted; default 5 s, negative: none
	OptInModes map[string]OptInMode // of channels where nobody is asked, until an admin says otherwise; default: people are asked
	MaxInvalid int                  // the answer that is neither yes nor no at which the conversation is closed; default 3
}

// RightsConfig is how rights are carried out.
type RightsConfig struct {
	ErasureGrace   time.Duration // between confirmation and erasure; default none
	ConfirmTimeout time.Duration // for confirming a request; default 10 minutes
	LinkTTL        time.Duration // validity of an export and its link; default 24 hours
	// RecycledAfter is after how long a silence a phone number may be somebody
	// else's: who writes from it then starts afresh. Zero: never. Carriers in
	// the United States may give a number away 45 days after it was
	// disconnected (47 CFR 52.15(f)(1)(ii)).
	RecycledAfter time.Duration
	Review        []RequestKind  // kinds that wait for an approval by an officer; default none
	Regime        Regime         // whose times run for a request; default RegimeGDPR
	Zone          *time.Location // where its days are counted; default UTC
	KeyCopies     time.Duration  // how long a destroyed key may live on in copies of the key store; default: there are none
}

// LimitsConfig bounds what strangers can cause.
type LimitsConfig struct {
	TextBytes         int     // longest text taken; default 16 KiB
	PersonRate        float64 // messages a second one person may send in the long run; default 2, negative: no limit
	PersonBurst       int     // and at once; default 30
	SourceRate        float64 // the same per source; default 20, negative: no limit
	SourceBurst       int     // default 200
	StrangerRate      float64 // people never seen before that one source may bring a second, in the long run; default 0.2, negative: no limit
	StrangerBurst     int     // default 60
	MemoryMessages    int     // messages held in memory per person; default 10
	MemoryBytes       int     // bytes of them; default 32 KiB
	MemorySourceBytes int     // bytes held for all people of one source; default 4 MiB
	MemoryTotalBytes  int     // bytes held for everybody; default 64 MiB
	FileBytes         int64   // of one file that a person sends; default 25 MiB
	PersonFileBytes   int64   // of all files that one person sends; default 2 GiB
	Workers           int     // queue items handled at once; default 8
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
	defaultTo(&c.Consent.Timeout, 5*time.Minute)
	defaultTo(&c.Consent.Burst, 5*time.Second)
	defaultTo(&c.Consent.MaxInvalid, 3)
	defaultTo(&c.Rights.ConfirmTimeout, 10*time.Minute)
	defaultTo(&c.Rights.LinkTTL, 24*time.Hour)
	defaultTo(&c.Limits.TextBytes, 16<<10)
	defaultTo(&c.Limits.PersonRate, 2)
	defaultTo(&c.Limits.PersonBurst, 30)
	defaultTo(&c.Limits.SourceRate, 20)
	defaultTo(&c.Limits.SourceBurst, 200)
	defaultTo(&c.Limits.StrangerRate, 0.2)
	defaultTo(&c.Limits.StrangerBurst, 60)
	defaultTo(&c.Limits.MemoryMessages, 10)
	defaultTo(&c.Limits.MemoryBytes, 32<<10)
	defaultTo(&c.Limits.MemorySourceBytes, 4<<20)
	defaultTo(&c.Limits.MemoryTotalBytes, 64<<20)
	defaultTo(&c.Limits.FileBytes, 25<<20)
	defaultTo(&c.Limits.PersonFileBytes, 2<<30)
	defaultTo(&c.Limits.Workers, 8)
	return c
}
