package bot_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"assent/bot"
)

func TestClockFinding(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, tc := range []struct {
		date  string
		grade bot.Grade
		want  string
	}{
		{now.Format(http.TimeFormat), bot.Good, "right"},
		{now.Add(-time.Minute).Format(http.TimeFormat), bot.Good, "right"},
		{now.Add(-10 * time.Minute).Format(http.TimeFormat), bot.Bad, "10m0s off"},
		{now.Add(time.Hour).Format(http.TimeFormat), bot.Bad, "-1h0m0s off"},
	} {
		f := bot.ClockFinding(tc.date, now)
		if len(f) != 1 || f[0].Grade != tc.grade || !strings.Contains(f[0].Text, tc.want) {
			t.Errorf("%s: %v", tc.date, f)
		}
	}
	if f := bot.ClockFinding("no date", now); len(f) > 0 {
		t.Errorf("%v", f)
	}
}
