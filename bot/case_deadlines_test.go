package bot_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"assent/bot"
)

// TestClocks checks due dates, as the last day on which an answer is in time.
func TestClocks(t *testing.T) {
	const gdpr, ccpa, pacific = bot.RegimeGDPR, bot.RegimeCCPA, "America/Los_Angeles"
	for _, tc := range []struct {
		about                     string
		regime                    bot.Regime
		received, zone            string
		confirm, answer, extended string
	}{
		{"31 January: 28 February 2026 is a Saturday",
			gdpr, "2026-01-31T12:00:00Z", "UTC", "2026-03-02", "2026-03-02", "2026-04-30"},
		{"31 January in a leap year",
			gdpr, "2024-01-31T12:00:00Z", "UTC", "2024-02-29", "2024-02-29", "2024-04-30"},
		{"the last day of February, a Friday",
			gdpr, "2025-01-30T12:00:00Z", "UTC", "2025-02-28", "2025-02-28", "2025-04-30"},
		{"late in the evening",
			gdpr, "2026-11-24T23:30:00Z", "UTC", "2026-12-24", "2026-12-24", "2027-02-24"},
		{"late in the evening, the next day in Berlin",
			gdpr, "2026-11-24T23:30:00Z", "Europe/Berlin", "2026-12-25", "2026-12-25", "2027-02-25"},
		{"across the change to summer time; 28 March is a Saturday",
			gdpr, "2026-02-28T10:00:00Z", "Europe/Madrid", "2026-03-30", "2026-03-30", "2026-05-28"},
		{"across the turn of the year",
			gdpr, "2026-12-15T10:00:00Z", "UTC", "2027-01-15", "2027-01-15", "2027-03-15"},
		{"ten business days from a Friday",
			ccpa, "2026-11-20T18:00:00Z", pacific, "2026-12-04", "2027-01-04", "2027-02-18"},
		{"ten business days from a Saturday",
			ccpa, "2026-11-21T18:00:00Z", pacific, "2026-12-04", "2027-01-05", "2027-02-19"},
		{"the evening before in California, across a leap day",
			ccpa, "2024-02-01T07:00:00Z", pacific, "2024-02-14", "2024-03-16", "2024-04-30"},
	} {
		zone, err := time.LoadLocation(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		received, err := time.Parse(time.RFC3339, tc.received)
		if err != nil {
			t.Fatal(err)
		}
		d := tc.regime.Deadlines(received, zone)
		for _, end := range []struct {
			name string
			got  time.Time
			want string
		}{{"confirm", d.Confirm, tc.confirm}, {"answer", d.Answer, tc.answer}, {"extended", d.Extended, tc.extended}} {
			if h, m, s := end.got.Clock(); h+m+s != 0 || end.got.Add(-time.Second).Format(time.DateOnly) != end.want {
				t.Errorf("%s, %s: until %s, want the end of %s", tc.about, end.name, end.got, end.want)
			}
		}
	}
}
