package console

import (
	"context"
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

// channelState is how a channel is.
type channelState struct {
	Name, Platform string
	Findings       []bot.Finding
	Asked          bool
}

// askedFor is how long channels have to say how they are.
const askedFor = 20 * time.Second

func settingsPage(v *visit) error { return v.showSettings(false) }

// checkChannels asks the platforms.
func checkChannels(v *visit) error { return v.showSettings(true) }

func (v *visit) showSettings(ask bool) error {
	ctx, cancel := context.WithTimeout(v.ctx, askedFor)
	defer cancel()
	var states []channelState
	for _, ch := range v.channels {
		s := channelState{Name: ch.Name(), Platform: ch.Name(), Asked: ask}
		if h, ok := ch.(bot.Hosted); ok {
			s.Platform = h.Platform()
		}
		if e, ok := ch.(bot.Examined); ok && ask {
			s.Findings = e.Examine(ctx)
		}
		states = append(states, s)
	}
	return v.ok("settings", "Settings", map[string]any{"Channels": states, "Settings": v.settings})
}
