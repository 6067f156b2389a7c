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

// Setting is one key of the configuration, as it is in force. No secret.
type Setting struct {
	Key, Value, Origin string
}

// Shows has the console show the configuration, and ask the channels how they
// are.
func (c *Console) Shows(settings []Setting, channels []bot.Channel) {
	c.settings, c.channels = settings, channels
}

// Assists has the console ask an assistant of the company's own how it is; nil:
// there is none.
func (c *Console) Assists(e bot.Examined) { c.assistant = e }

// channelState is how a channel is.
type channelState struct {
	Name, Platform string
	Gate           bot.GateMode // empty: nobody comes over it
	Findings       []bot.Finding
	Asked          bool
}

// Bad counts what is wrong with it.
func (s channelState) Bad() (n int) {
	for _, f := range s.Findings {
		if f.Grade == bot.Bad {
			n++
		}
	}
	return n
}

// health is how the channels were when they were asked last.
type health struct {
	mu     sync.Mutex
	at     time.Time // zero: since the start nobody has asked
	states []channelState
}

func (h *health) keep(states []channelState, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.states = at, states
}

func (h *health) last() ([]channelState, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.states, h.at
}

// askedFor is how long channels have to say how they are.
const askedFor = 20 * time.Second

// gateText is a gate with what it means.
type gateText struct {
	Mode bot.GateMode
	Text string
}

var gateTexts = []gateText{
	{bot.GateRequire, "nothing is kept of anybody who did not agree here"},
	{bot.GateExternal, "people agreed elsewhere, of which Assent has no proof"},
	{bot.GateNotice, "people are told, and not asked"},
}

// keepRow is a line of the times for which something is kept.
type keepRow struct {
	Label string
	Cells []keepCell
}

// keepCell is one time; without a field there is none.
type keepCell struct{ Field, Value, What string }

func daysOf(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.FormatFloat(d.Hours()/24, 'f', -1, 64)
}

func rowOf(label, channel string, c bot.RetentionConfig) keepRow {
	row := keepRow{Label: label, Cells: []keepCell{
		{channel + "/messages", daysOf(c.Messages), "what is said"}, {channel + "/files", daysOf(c.Files), "files"}, {channel + "/recordings", daysOf(c.Recordings), "sound and moving pictures"}, {},
	}}
	if channel == "" {
		row.Cells[3] = keepCell{"/inactive", daysOf(c.Inactive), "people not heard of"}
	}
	return row
}

func settingsPage(v *visit) error { return v.showSettings(false) }

// checkChannels asks the platforms.
func checkChannels(v *visit) error { return v.showSettings(true) }

func (v *visit) showSettings(ask bool) error {
	ctx, cancel := context.WithTimeout(v.ctx, askedFor)
	defer cancel()
	set, err := v.bot.Settings(ctx, v.app)
	if err != nil {
		return err
	}
	keeps, err := v.bot.Keeps(ctx, v.app)
	if err != nil {
		return err
	}
	names := v.bot.Channels()
	var states []channelState
	for _, ch := range v.channels {
		s := channelState{Name: ch.Name(), Platform: cmp.Or(bot.TraitsOf(ch).Platform, ch.Name()), Asked: ask}
		if slices.Contains(names, s.Name) {
			if s.Gate, err = v.bot.Gate(ctx, v.app, s.Name); err != nil {
				return err
			}
		}
		if e, ok := ch.(bot.Examined); ok && ask {
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
		v.health.keep(states, time.Now())
	}
	rows := []keepRow{rowOf("Everywhere", "", keeps)}
	for _, name := range names {
		rows = append(rows, rowOf(name, name, keeps.Channels[name]))
	}
	return v.ok("settings", "Settings", map[string]any{
		"Channels": states, "Settings": v.settings, "S": set, "Gates": gateTexts, "Rows": rows, "Keeps": keeps, "Saved": v.r.Method == http.MethodGet && v.r.URL.Query().Has("saved"),
	})
}

// changing is the settings that a form changes, and in whose name.
func (v *visit) changing() (s bot.Settings, o bot.Order, err error) {
	if o, err = v.order(); err != nil {
		return s, o, err
	}
	rev, err := strconv.ParseInt(v.form("rev"), 10, 64)
	if err != nil {
		return s, o, badRequest("The form is not whole.")
	}
	if s, err = v.bot.Settings(v.ctx, v.app); err == nil && s.Rev != rev {
		err = bot.ErrSettings
	}
	return s, o, changedSettings(err)
}

func changedSettings(err error) error {
	if errors.Is(err, bot.ErrSettings) {
		return wrong{http.StatusConflict, "Somebody else changed the settings meanwhile: look at them again. Nothing of yours was saved."}
	}
	return err
}

func (v *visit) change(s bot.Settings, o bot.Order) error {
	if err := v.bot.ChangeSettings(v.ctx, v.who, s, o); err != nil {
		return changedSettings(err)
	}
	return v.to("settings?saved")
}

// setGate says how a channel stands to the opt-in.
func setGate(v *visit) error {
	s, o, err := v.changing()
	if err != nil {
		return err
	}
	return v.change(s.WithGate(v.form("channel"), bot.GateMode(v.form("gate"))), o)
}

// setKeeps says how long things are kept.
func setKeeps(v *visit) error {
	s, o, err := v.changing()
	if err != nil {
		return err
	}
	keeps, err := v.bot.Keeps(v.ctx, v.app)
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
		own := keeps.Channels[name]
		if name == "" {
			own = keeps
		}
		own.Messages, own.Files, own.Recordings = days(name+"/messages", own.Messages), days(name+"/files", own.Files), days(name+"/recordings", own.Recordings)
		if name == "" {
			own.Inactive = days("/inactive", own.Inactive)
		}
		s = s.WithRetention(keeps, name, own)
		keeps = *s.Retention
	}
	if err != nil {
		return err
	}
	return v.change(s, o)
}

// setAnswers adds, changes or deletes a prepared answer.
func setAnswers(v *visit) error {
	s, o, err := v.changing()
	if err != nil {
		return err
	}
	was, fresh := v.form("was"), bot.PreparedAnswer{Title: v.form("title"), Text: v.form("text")}
	s.Answers = slices.Clone(s.Answers)
	at := slices.IndexFunc(s.Answers, func(a bot.PreparedAnswer) bool { return a.Title == was && was != "" })
	switch {
	case was != "" && at < 0:
		return bot.ErrNotFound
	case v.form("do") == "delete" && at >= 0:
		s.Answers = slices.Delete(s.Answers, at, at+1)
	case at >= 0:
		s.Answers[at] = fresh
	default:
		s.Answers = append(s.Answers, fresh)
	}
	return v.change(s, o)
}
