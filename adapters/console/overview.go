package console

import (
	"time"

	"assent/bot"
	"assent/bot/office"
)

// bar is one bar of a chart, in units of its picture.
type bar struct {
	Label               string
	N                   int
	Y, Text, Width, End int
}

const (
	barHeight = 28
	barStart  = 210
	barMost   = 360
)

// bars draws numbers as bars. A group that is too small to publish has a bar
// without length.
func bars(labels []string, ns []int) (list []bar) {
	most := 1
	for _, n := range ns {
		most = max(most, n)
	}
	for i, n := range ns {
		b := bar{Label: labels[i], N: n, Y: i*barHeight + 4, Text: i*barHeight + 18}
		if !office.TooFewToShow(n) {
			b.Width = n * barMost / most
		}
		b.End = barStart + b.Width + 8
		list = append(list, b)
	}
	return list
}

func overviewPage(v *visit) error {
	o, err := v.office.Overview(v.ctx, v.app)
	if err != nil {
		return err
	}
	states := []bot.ConsentState{bot.Asked, bot.Granted, bot.Declined, bot.Withdrawn, bot.Expired, bot.Superseded}
	words := []string{
		"asked, no answer yet", "agreed", "declined", "withdrew", "did not answer in time", "to be asked again",
	}
	ns := make([]int, len(states))
	for i, s := range states {
		ns[i] = o.Consents[s]
	}
	now := time.Now()
	all, by, err := v.office.Funnels(v.ctx, v.app, now.AddDate(0, 0, -28), now)
	if err != nil {
		return err
	}
	drop, err := v.office.OptInDrop(v.ctx, v.app)
	if err != nil {
		return err
	}
	steps := bars(
		[]string{"asked", "answered", "agreed", "had an answer"},
		[]int{all.Asked, all.Accepted + all.Declined, all.Accepted, all.Helped},
	)
	channels, asked := v.health.last()
	return v.ok("overview", "Overview", map[string]any{
		"O": o, "Drop": drop,
		"Channels": channels, "Asked": asked, "Admin": v.who.Is(bot.RoleAdmin),
		"Steps": steps, "StepsHeight": len(steps) * barHeight, "All": all, "By": by,
		"Bars": bars(words, ns), "Height": len(ns) * barHeight,
	})
}
