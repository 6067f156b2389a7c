package bottest_test

import (
	"testing"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

func TestDialoguesInMemory(t *testing.T) {
	bottest.TestDialogues(t, func(*testing.T) (bot.Store, policies.Library) {
		return bottest.NewMemory(), bottest.NewShelf()
	})
}
