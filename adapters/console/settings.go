package console

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"assent/bot"
)

// channelState is the state of a channel.
type channelState struct {
	Name, Platform string
	OptIn          bot.OptInMode // empty: people do not write there
	Findings       []bot.Finding
	Asked          bool
}

// Bad counts the findings that are bad.
func (s channelState) Bad() (n int) {
	for _, f := range s.Findings {
		if f.Grade == bot.Bad {
			n++
		}
	}
	return n
}

// health is the result of the last check of the channels.
type health struct {
	mu     sync.Mutex
	at     time.Time // zero: not checked since the start
	states []channelState
}

func (h *health) set(states []channelState, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.states = at, states
}

func (h *health) last() ([]channelState, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.states, h.at
}

// checkTimeout is how long a check of all channels may take.
const checkTimeout = 20 * time.Second

// optInText is an opt-in mode with its explanation.
type optInText struct {
	Mode bot.OptInMode
	Text string
}

var optInTexts = []optInText{
	{bot.OptInRequired, "nothing is kept of anybody who did not agree here"},
	{bot.OptInExternal, "people agreed elsewhere, of which Assent has no proof"},
	{bot.OptInNoticeOnly, "people are told, and not asked"},
}

// retentionRow is the retention of one channel, or of all.
type retentionRow struct {
	Label string
	Cells []retentionCell
}

// retentionCell is one period; without a field the cell is empty.
type retentionCell struct{ Field, Value, What string }

func daysOf(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.FormatFloat(d.Hours()/24, 'f', -1, 64)
}

func retentionRowOf(label, channel string, c bot.RetentionConfig) retentionRow {
	row := retentionRow{Label: label, Cells: []retentionCell{
		{channel + "/messages", daysOf(c.Messages), "what is said"},
		{channel + "/files", daysOf(c.Files), "files"},
		{channel + "/recordings", daysOf(c.Recordings), "sound and moving pictures"},
		{},
	}}
	if channel == "" {
		row.Cells[3] = retentionCell{"/inactive", daysOf(c.Inactive), "people not heard of"}
	}
	return row
}

func settingsPage(v *visit) error { return v.showSettings(false) }

// checkChannels runs the checks at the platforms.
func checkChannels(v *visit) error { return v.showSettings(true) }

func (v *visit) showSettings(ask bool) error {
	ctx, cancel := context.WithTimeout(v.ctx, checkTimeout)
	defer cancel()
	set, err := v.bot.Settings(ctx, v.app)
	if err != nil {
		return err
	}
	retention, err := v.bot.Retention(ctx, v.app)
	if err != nil {
		return err
	}
	names := v.bot.Channels()
	var states []channelState
	for _, ch := range v.channels {
		s := channelState{Name: ch.Name(), Platform: cmp.Or(bot.TraitsOf(ch).Platform, ch.Name()), Asked: ask}
		if slices.Contains(names, s.Name) {
			if s.OptIn, err = v.bot.OptInMode(ctx, v.app, s.Name); err != nil {
				return err
			}
		}
		if e, ok := ch.(bot.Examiner); ok && ask {
			s.Findings = e.Examine(ctx)
		}
		states = append(states, s)
	}
	if v.assistant != nil {
		s := channelState{Name: "assistant", Platform: "Your assistant", Asked: ask}
		if ask {
			s.Findings = v.assistant.Examine(ctx)
		}
		states = append(states, s)
	}
	if ask {
		v.health.set(states, time.Now())
	}
	rows := []retentionRow{retentionRowOf("Everywhere", "", retention)}
	for _, name := range names {
		rows = append(rows, retentionRowOf(name, name, retention.Channels[name]))
	}
	return v.ok("settings", "Settings", map[string]any{
		"S": set, "Saved": v.r.Method == http.MethodGet && v.r.URL.Query().Has("saved"),
		"Channels": states, "OptInModes": optInTexts,
		"Retention": retention, "RetentionRows": rows,
		"Configuration": v.configuration,
	})
}

// settingsForm returns the settings that a form changes, and the order to do so.
func (v *visit) settingsForm() (s bot.Settings, o bot.Order, err error) {
	if o, err = v.order(); err != nil {
		return s, o, err
	}
	rev, err := strconv.ParseInt(v.form("rev"), 10, 64)
	if err != nil {
		return s, o, badRequest("The form is not whole.")
	}
	if s, err = v.bot.Settings(v.ctx, v.app); err == nil && s.Rev != rev {
		err = bot.ErrSettingsChanged
	}
	return s, o, settingsConflict(err)
}

func settingsConflict(err error) error {
	if errors.Is(err, bot.ErrSettingsChanged) {
		return pageError{http.StatusConflict,
			"Somebody else changed the settings meanwhile: look at them again. Nothing of yours was saved."}
	}
	return err
}

func (v *visit) saveSettings(s bot.Settings, o bot.Order) error {
	if err := v.bot.ChangeSettings(v.ctx, v.who, s, o); err != nil {
		return settingsConflict(err)
	}
	return v.to("settings?saved")
}

// setOptInMode sets whether a channel requires an opt-in.
func setOptInMode(v *visit) error {
	s, o, err := v.settingsForm()
	if err != nil {
		return err
	}
	return v.saveSettings(s.WithOptInMode(v.form("channel"), bot.OptInMode(v.form("gate"))), o)
}

// setRetention sets how long data is kept.
func setRetention(v *visit) error {
	s, o, err := v.settingsForm()
	if err != nil {
		return err
	}
	retention, err := v.bot.Retention(v.ctx, v.app)
	if err != nil {
		return err
	}
	days := func(field string, was time.Duration) time.Duration {
		if _, ok := v.r.PostForm[field]; !ok {
			return was
		}
		said := v.form(field)
		if said == "" {
			return 0
		}
		n, parseErr := strconv.ParseFloat(strings.ReplaceAll(said, ",", "."), 64)
		if parseErr != nil || !(n >= 0 && n <= 36500) {
			err = badRequest("How long is a number of days, or nothing.")
			return was
		}
		return time.Duration(n * 24 * float64(time.Hour))
	}
	for _, name := range append([]string{""}, v.bot.Channels()...) {
		own := retention.Channels[name]
		if name == "" {
			own = retention
		}
		own.Messages = days(name+"/messages", own.Messages)
		own.Files = days(name+"/files", own.Files)
		own.Recordings = days(name+"/recordings", own.Recordings)
		if name == "" {
			own.Inactive = days("/inactive", own.Inactive)
		}
		s = s.WithRetention(retention, name, own)
		retention = *s.Retention
	}
	if err != nil {
		return err
	}
	return v.saveSettings(s, o)
}

// setPreparedReplies adds, changes or deletes a prepared reply.
func setPreparedReplies(v *visit) error {
	s, o, err := v.settingsForm()
	if err != nil {
		return err
	}
	was, fresh := v.form("was"), bot.PreparedReply{Title: v.form("title"), Text: v.form("text")}
	s.PreparedReplies = slices.Clone(s.PreparedReplies)
	at := slices.IndexFunc(s.PreparedReplies, func(a bot.PreparedReply) bool { return a.Title == was && was != "" })
	switch {
	case was != "" && at < 0:
		return bot.ErrNotFound
	case v.form("do") == "delete" && at >= 0:
		s.PreparedReplies = slices.Delete(s.PreparedReplies, at, at+1)
	case at >= 0:
		s.PreparedReplies[at] = fresh
	default:
		s.PreparedReplies = append(s.PreparedReplies, fresh)
	}
	return v.saveSettings(s, o)
}
