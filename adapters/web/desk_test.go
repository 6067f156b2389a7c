package web_test

import (
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

// TestTeamInABrowser: what the team says is shown on the page under its name, also
// after a reload, with a file.
func TestTeamInABrowser(t *testing.T) {
	desk := bottest.NewDesk()
	s := start(t, nil, func(c *bot.Config) {
		c.Channels, c.Desk.Rating, c.Desk.Names = append(c.Channels, desk), true, true
	})
	b := openBrowser(t, s.URL, 390, 800)
	b.Go("/")
	b.say("I want to talk to a human")
	b.press("I agree")
	b.reads("you are number 1 in line")
	act := func(kind bot.ActKind, text string) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			_, err := s.bot.Act(t.Context(), bot.Act{
				ID: text, Place: "thread 1", Kind: kind, Text: text, Agent: bot.Colleague{
					User: bot.UserID{App: bot.DefaultApp, Channel: bottest.DeskName, ID: "maria"}, Name: "Maria",
				},
			})
			if err == nil {
				return
			}
			if time.Now().After(end) {
				t.Fatal(err)
			}
		}
	}
	act(bot.ActSay, "Hello, I look after it: https://parcel.example/1\n<script>alert(1)</script>")
	b.reads("Maria: Hello, I look after it")
	b.until("the label Our team", `[...document.querySelectorAll("#log .who")].at(-1).textContent === "Our team"`)
	if err := s.bot.AgentTypes(t.Context(), bot.DefaultApp, "thread 1"); err != nil {
		t.Fatal(err)
	}
	b.until("that somebody types", `document.querySelector("#status").textContent.includes("writing")`)
	b.say("Thank you!")
	b.Go("/")
	b.reads("Maria: Hello, I look after it")
	act(bot.ActResolve, "")
	b.reads("Did that help you?")
	b.Picture("narrow-team")
	b.press("Yes, it helped")
	b.reads("Thank you, I pass that on.")
	b.silent()
}
