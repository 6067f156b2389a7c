package bottest

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"assent/bot"
	"assent/intents"
)

// Wire is a real channel with a stand-in for its platform at the other end.
type Wire struct {
	Channel bot.Channel
	// Connect connects the channel to a bot until the test ends or Connect is
	// called again, because the bot was restarted.
	Connect func(*bot.Bot)
	// User returns the channel's id for an account.
	User func(account string) bot.UserID
	// Say makes an account write m.Text, or press m.Choice, on the platform, and
	// returns when the platform has its answer. The same ID is a redelivery.
	Say func(account string, m bot.Message) error
}

// TestChannel plays the dialogues on a real channel: what people write goes
// through its platform's stand-in, and every reply is really sent. It skips what
// the channel cannot do: buttons and the full notice where the notice is short,
// a carrier's words where it is not.
func TestChannel(t *testing.T, open func(t *testing.T) Wire) {
	files, err := fs.Glob(dialogues, "dialogues/*/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dialogues: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "dialogues/"), ".txt"), func(t *testing.T) {
			t.Parallel()
			data, err := dialogues.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := open(t)
			if why := unfit(string(data), w.Channel); why != "" {
				t.Skip(why)
			}
			s := &stage{t: t, wire: &w, store: NewMemory(), library: NewShelf()}
			s.run(string(data))
		})
	}
}

// unfit returns why a dialogue cannot be played on a channel, or "".
func unfit(script string, c bot.Channel) string {
	short := bot.TraitsOf(c).ShortForm
	header, body, _ := strings.Cut(script, "\n---\n")
	marked := slices.Contains(strings.Fields(header), "short")
	switch {
	case marked && !short:
		return "it is for channels with the short notice"
	case short && !marked && slices.ContainsFunc(strings.Split(body, "\n"), func(l string) bool {
		text, says := strings.CutPrefix(l, "> ")
		return strings.HasPrefix(l, "press ") || says && intents.Carrier(text) != intents.KeywordNone
	}):
		return "it needs buttons, or uses words that a carrier reserves here"
	}
	return ""
}
