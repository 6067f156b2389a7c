package console_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assent/adapters/console"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
)

func (s *site) settings() bot.Settings {
	s.Helper()
	set, err := s.bot.Settings(s.Context(), bot.DefaultApp)
	if err != nil {
		s.Fatal(err)
	}
	return set
}

// TestGates: an admin changes a channel's opt-in mode, which every page and the
// audit log show from then on; nobody else may.
func TestGates(t *testing.T) {
	s := open(t)
	ada, ben := s.as(bot.RoleAdmin), s.as(bot.RoleAgent)
	form := func(channel, gate string) url.Values {
		return url.Values{
			"rev": {fmt.Sprint(s.settings().Rev)}, "channel": {channel}, "gate": {gate},
			"reason": {"the call centre asks"},
		}
	}
	lines := func() int64 {
		head, err := s.bot.Ledger().Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return head.Size
	}
	before := lines()
	for _, tc := range []struct {
		v      *visitor
		form   url.Values
		status int
	}{
		{ben, form("test", "external"), http.StatusForbidden},
		{ada, form("fax", "external"), http.StatusUnprocessableEntity},
		{ada, form("test", "none"), http.StatusUnprocessableEntity},
		{ada, url.Values{"rev": {"0"}, "channel": {"test"}, "gate": {"external"}}, http.StatusBadRequest}, // no reason
		{
			ada, url.Values{"rev": {"7"}, "channel": {"test"}, "gate": {"external"}, "reason": {"x"}},
			http.StatusConflict,
		},
		{ada, form("test", "external"), http.StatusSeeOther},
	} {
		if status, _ := tc.v.post("settings/gate", tc.form); status != tc.status {
			t.Errorf("%v: %d, want %d", tc.form, status, tc.status)
		}
	}
	if mode, err := s.bot.OptInMode(t.Context(), bot.DefaultApp, "test"); err != nil || mode != bot.OptInExternal {
		t.Errorf("the gate is %s, %v", mode, err)
	}
	if n := lines(); n != before+2 { // what she did, and what holds since
		t.Errorf("the ledger has %d lines more", n-before)
	}
	for _, path := range []string{"", "inbox", "account"} {
		if _, body := ben.get(path); !strings.Contains(body, "WITHOUT A GATE: over test") {
			t.Errorf("page %q does not say that the gate is open", path)
		}
	}
	if _, body := ada.get("evidence"); !strings.Contains(
		body, "gate of test: require -&gt; external: the call centre asks",
	) {
		t.Error("the audit log does not say it")
	}
	said, err := s.office.Digest(t.Context(), bot.DefaultApp)
	if err != nil || !strings.Contains(said, "WITHOUT A GATE: over test") {
		t.Errorf("the summary of the day: %q, %v", said, err)
	}
	ada.post("settings/gate", form("test", "require"))
	if _, body := ben.get(""); strings.Contains(body, "WITHOUT A GATE") {
		t.Error("the gate is closed, and the page says otherwise")
	}
}

// TestKeeps: retention is set for all channels or for one, and applies from then
// on.
func TestKeeps(t *testing.T) {
	s := open(t, func(c *bot.Config) { c.Retention = bot.RetentionConfig{Messages: 90 * 24 * time.Hour} })
	ada := s.as(bot.RoleAdmin)
	if _, body := ada.get("settings"); !strings.Contains(body, `value="90"`) {
		t.Error("what the configuration says is not shown")
	}
	form := url.Values{
		"rev": {"0"}, "/messages": {"30"}, "/files": {""}, "test/messages": {"7.5"}, "/inactive": {"365"},
		"reason": {"the officer says so"},
	}
	if status, body := ada.post("settings/keep", form); status != http.StatusSeeOther {
		t.Fatalf("%d: %s", status, body)
	}
	keeps, err := s.bot.Retention(t.Context(), bot.DefaultApp)
	if err != nil || keeps.Messages != 30*24*time.Hour || keeps.Channels["test"].Messages != 180*time.Hour ||
		keeps.Inactive != 365*24*time.Hour || keeps.Files != 0 {
		t.Errorf("kept: %s, %v", keeps, err)
	}
	for _, days := range []string{"-1", "much", "1e9", "NaN", "0.01"} {
		if status, _ := ada.post(
			"settings/keep", url.Values{"rev": {"1"}, "/messages": {days}, "reason": {"x"}},
		); status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
			t.Errorf("%s days: %d", days, status)
		}
	}
	if _, body := ada.get("settings?saved"); !strings.Contains(body, `value="7.5"`) ||
		!strings.Contains(body, "test: messages 7.5 days") {
		t.Error("what counts is not shown")
	}
}

// TestPrepared: an agent sends what admins prepared, with a press.
func TestPrepared(t *testing.T) {
	s := open(t)
	ada, ben := s.as(bot.RoleAdmin), s.as(bot.RoleAgent)
	post := func(form url.Values) int {
		form.Set("rev", fmt.Sprint(s.settings().Rev))
		form.Set("reason", "asked every day")
		status, _ := ada.post("settings/answers", form)
		return status
	}
	const hours = "We are here from 9 to 5."
	for _, tc := range []struct {
		form   url.Values
		status int
	}{
		{url.Values{"title": {"hours"}, "text": {"9"}}, http.StatusSeeOther},
		{url.Values{"title": {"hours"}, "text": {"again"}}, http.StatusUnprocessableEntity},
		{url.Values{"title": {""}, "text": {"x"}}, http.StatusUnprocessableEntity},
		{url.Values{"title": {"long"}, "text": {strings.Repeat("x", 4001)}}, http.StatusUnprocessableEntity},
		{url.Values{"was": {"nothing"}, "title": {"x"}, "text": {"x"}}, http.StatusNotFound},
		{url.Values{"title": {"bye"}, "text": {"Goodbye"}}, http.StatusSeeOther},
		{url.Values{"was": {"hours"}, "title": {"hours"}, "text": {hours}}, http.StatusSeeOther},
		{url.Values{"was": {"bye"}, "title": {"bye"}, "text": {"x"}, "do": {"delete"}}, http.StatusSeeOther},
	} {
		if status := post(tc.form); status != tc.status {
			t.Errorf("%v: %d, want %d", tc.form, status, tc.status)
		}
	}
	p := s.chats("ana", "when are you open?")
	ben.post("inbox/"+string(p.ID), url.Values{"do": {"take"}, "id": {"1"}})
	_, body := ben.get("inbox/" + string(p.ID))
	if !strings.Contains(body, hours) || strings.Contains(body, "Goodbye") {
		t.Error("the prepared answers are not offered")
	}
	ben.post("inbox/"+string(p.ID), url.Values{"do": {"say"}, "id": {"2"}, "text": {hours}})
	if _, body := ben.get("inbox/" + string(p.ID)); strings.Count(body, hours) < 3 { // offered, its text, said
		t.Error("it was not sent")
	}
}

// sick is a channel whose platform has something against it.
type sick struct{ *bottest.Recorder }

func (sick) Examine(context.Context) []bot.Finding {
	return []bot.Finding{
		{Grade: bot.Good, Text: "it answers"},
		{Grade: bot.Bad, Text: "the scope chat:write is missing: install the app again"},
	}
}

// TestHealth: an admin has the platforms checked, and everybody sees the result on
// the overview.
func TestHealth(t *testing.T) {
	s := openWith(t, console.Options{Assistant: sick{}}, office.Config{}, func(c *bot.Config) {
		c.Channels = append(c.Channels, sick{bottest.NewRecorder("sick", false)})
	})
	ada, ben := s.as(bot.RoleAdmin), s.as(bot.RoleAgent)
	if _, body := ben.get(""); !strings.Contains(body, "Nobody has asked the platforms") ||
		strings.Contains(body, "/console/settings") {
		t.Error("before anybody asked")
	}
	if _, body := ada.post("settings/check", nil); !strings.Contains(body, "install the app again") ||
		!strings.Contains(body, "✓ it answers") {
		t.Error("what the platform says is not shown")
	}
	if _, body := ben.get(""); !strings.Contains(body, "sick: <span class=\"bad\">1 to mend") ||
		!strings.Contains(body, "Your assistant: <span class=\"bad\">1 to mend") ||
		!strings.Contains(body, "test: fine") {
		t.Error("the overview does not say it")
	}
}
