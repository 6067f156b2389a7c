package office_test

import (
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

// TestDigest: the team gets one digest a day, however often it is announced.
func TestDigest(t *testing.T) {
	desk := bottest.NewDesk()
	w := newWorld(t, func(c *bot.Config) {
		c.Channels = append(c.Channels, desk)
		c.Rights.Review = []bot.RequestKind{bot.RequestAccess}
	})
	w.agree("ana")
	w.write("ana", "I want a human")
	w.write("ana", "export my data")
	w.write("ana", "EXPORT")
	for _, at := range []time.Duration{0, time.Hour, 45 * 24 * time.Hour} {
		w.clock.Set(w.clock.Now().Add(at))
		if err := w.office.AnnounceDigest(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	news := desk.News()
	if len(news) != 2 || !strings.Contains(news[0], "1 wait for an answer") ||
		!strings.Contains(news[0], "until ") || !strings.Contains(news[1], "OVERDUE since") {
		t.Errorf("the team was told %q", news)
	}
	if strings.Contains(strings.Join(news, ""), "ana") {
		t.Error("the digest names somebody")
	}
}
