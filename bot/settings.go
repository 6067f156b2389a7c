package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"assent/bot/ledger"
)

// Settings is what the admins of an app change while it runs. Every revision is
// kept for good, under its Rev.
type Settings struct {
	App string    `json:"-"`
	Rev int64     `json:"-"` // 0: nothing was changed yet
	At  time.Time `json:"-"` // when this revision was made
	// OptInModes are the opt-in modes of channels; one that is not listed has that of
	// the configuration (ConsentConfig.OptInModes).
	OptInModes map[string]OptInMode `json:"gates,omitempty"`
	// Retention is how long data is kept; nil: as configured (Config.Retention).
	Retention *RetentionConfig `json:"retention,omitempty"`
	// PreparedReplies are the texts that agents can send with one click.
	PreparedReplies []PreparedReply `json:"answers,omitempty"`
}

// PreparedReply is a text that agents can send with one click.
type PreparedReply struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

const (
	maxPrepared     = 100
	maxPreparedText = 4000
	maxTitle        = 100
	maxKept         = 100 * 365 * 24 * time.Hour
)

// Errors of ChangeSettings.
var (
	// ErrSettingsChanged: somebody else changed them meanwhile.
	ErrSettingsChanged = NewProblem(Conflict, "the settings were changed meanwhile: look at them again")
	// ErrOptInMode: there is no such channel, or no such mode.
	ErrOptInMode = NewProblem(Invalid,
		"the opt-in mode must be require, external or notice_only, and the channel must be configured")
	// ErrPreparedReply: a prepared reply is incomplete, too long, or one too many.
	ErrPreparedReply = NewProblem(Invalid,
		"a prepared reply needs a title of its own and a text of at most %d characters; there can be %d at most",
		maxPreparedText, maxPrepared)
	// ErrRetention: a period makes no sense.
	ErrRetention = NewProblem(Invalid,
		"a retention period must be 0 (until erasure) or at least an hour, and the channel must be configured")
)

// Settings returns the newest settings of an app.
func (b *Bot) Settings(ctx context.Context, app string) (Settings, error) {
	s, err := b.store.Settings(ctx, app)
	if err != nil {
		return s, fmt.Errorf("the settings: %w", err)
	}
	s.App = app
	return s, nil
}

// ChangeSettings replaces the settings that have the Rev of s, and records who
// ordered that. who is zero if it was nobody at the console.
func (b *Bot) ChangeSettings(ctx context.Context, who Operator, s Settings, o Order) error {
	if o.By == "" || o.Reason == "" {
		return ErrUnnamed
	}
	if err := b.checkSettings(s); err != nil {
		return err
	}
	was, err := b.Settings(ctx, s.App)
	if err != nil {
		return err
	}
	if was.Rev != s.Rev {
		return ErrSettingsChanged
	}
	what := b.settingsChanged(was, s)
	if what == "" {
		return nil
	}
	s.At = b.cfg.Now()
	fact := settingsFact{s.App, s.Rev + 1, s.At.UTC(), s}
	fresh := Change{Settings: &s, Ledger: []ledger.Record{mustRecord(s.App, ledger.KindSettings, s.At, "", fact)}}
	if who.Person == "" {
		err = b.store.Save(ctx, fresh)
	} else {
		err = b.Amend(ctx, who.Person, func(c *Change, now time.Time) error {
			c.RecordTeamAct(now, "settings", what+": "+o.Reason)
			c.Settings, c.Ledger = fresh.Settings, append(c.Ledger, fresh.Ledger...)
			return nil
		})
	}
	if errors.Is(err, ErrConflict) {
		return ErrSettingsChanged
	}
	if err == nil {
		b.cfg.Log.Warn("the settings were changed", "app", s.App, "what", what)
	}
	return err
}

// settingsFact is what the ledger commits to. It contains no secret, so it has no
// salt.
type settingsFact struct {
	App      string    `json:"app"`
	Rev      int64     `json:"rev"`
	At       time.Time `json:"at"`
	Settings Settings  `json:"settings"`
}

func (b *Bot) checkSettings(s Settings) error {
	for channel, mode := range s.OptInModes {
		if !slices.Contains(b.Channels(), channel) || !slices.Contains(OptInModes(), mode) {
			return ErrOptInMode
		}
	}
	titles := map[string]bool{}
	for _, a := range s.PreparedReplies {
		if titles[a.Title] || a.Title == "" || a.Text == "" || len(a.Title) > maxTitle ||
			len(a.Text) > maxPreparedText {
			return ErrPreparedReply
		}
		titles[a.Title] = true
	}
	if len(s.PreparedReplies) > maxPrepared {
		return ErrPreparedReply
	}
	if r := s.Retention; r != nil {
		if !r.sensible() {
			return ErrRetention
		}
		for name, own := range r.Channels {
			_, configured := b.cfg.Retention.Channels[name]
			if !slices.Contains(b.Channels(), name) && !configured || !own.sensible() || own.Inactive != 0 {
				return ErrRetention
			}
		}
	}
	return nil
}

func (c RetentionConfig) sensible() bool {
	for _, d := range []time.Duration{c.Messages, c.Files, c.Recordings, c.Inactive} {
		if d < 0 || d > maxKept || d > 0 && d < time.Hour {
			return false
		}
	}
	return true
}

// settingsChanged describes what differs, for the audit log; empty: nothing.
func (b *Bot) settingsChanged(was, now Settings) string {
	var list []string
	for _, channel := range b.Channels() {
		if before, after := b.optInModeIn(was, channel), b.optInModeIn(now, channel); before != after {
			list = append(list, fmt.Sprintf("gate of %s: %s -> %s", channel, before, after))
		}
	}
	if before, after := b.retentionIn(was).String(), b.retentionIn(now).String(); before != after {
		list = append(list, "retention: "+before+" -> "+after)
	}
	if !slices.Equal(was.PreparedReplies, now.PreparedReplies) {
		list = append(list,
			fmt.Sprintf("prepared answers: %d -> %d", len(was.PreparedReplies), len(now.PreparedReplies)))
	}
	return strings.Join(list, "; ")
}

// retentionIn is how long data is kept under s.
func (b *Bot) retentionIn(s Settings) RetentionConfig {
	if s.Retention != nil {
		return *s.Retention
	}
	return b.cfg.Retention
}

// Retention returns how long data is kept.
func (b *Bot) Retention(ctx context.Context, app string) (RetentionConfig, error) {
	s, err := b.Settings(ctx, app)
	return b.retentionIn(s), err
}

// String lists the periods in days.
func (c RetentionConfig) String() string {
	said := c.days()
	for _, channel := range slices.Sorted(maps.Keys(c.Channels)) {
		if own := c.Channels[channel]; own.on() {
			said += ", " + channel + ": " + own.days()
		}
	}
	return said
}

func (c RetentionConfig) days() string {
	var list []string
	for _, d := range []struct {
		name string
		keep time.Duration
	}{{"messages", c.Messages}, {"files", c.Files}, {"recordings", c.Recordings}, {"inactive", c.Inactive}} {
		if d.keep > 0 {
			list = append(list, fmt.Sprintf("%s %g days", d.name, d.keep.Hours()/24))
		}
	}
	if list == nil {
		return "until erased"
	}
	return strings.Join(list, " ")
}

// WithOptInMode returns the settings with another opt-in mode for a channel.
func (s Settings) WithOptInMode(channel string, mode OptInMode) Settings {
	modes := maps.Clone(s.OptInModes)
	if modes == nil {
		modes = map[string]OptInMode{}
	}
	modes[channel] = mode
	s.OptInModes = modes
	return s
}

// WithRetention returns the settings with the periods of c, and those of own for a
// channel, or for all if channel is empty.
func (s Settings) WithRetention(c RetentionConfig, channel string, own RetentionConfig) Settings {
	channels := maps.Clone(c.Channels)
	if channels == nil {
		channels = map[string]RetentionConfig{}
	}
	if channel == "" {
		c.Messages, c.Files, c.Recordings, c.Inactive = own.Messages, own.Files, own.Recordings, own.Inactive
	} else {
		channels[channel] = own
	}
	c.Channels = channels
	s.Retention = &c
	return s
}
