package bottest_test

import (
	"os"
	"regexp"
	"strings"
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

// TestREADME: the page about dialogues lists every setting and every command.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	page, found := string(text), 0
	quoted := regexp.MustCompile(`"([a-z_>]+)"`)
	for _, file := range []string{"dialogue.go", "dialogue_desk.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(source)) {
			// The switches on settings, commands and checks, and the settings that are durations.
			if !strings.HasPrefix(line, "\tcase ") && !strings.Contains(line, `": &s.config.`) {
				continue
			}
			for _, word := range quoted.FindAllStringSubmatch(line, -1) {
				found++
				if !regexp.MustCompile("[`\\s]" + word[1] + "[`\\s,]").MatchString(page) {
					t.Errorf("README.md does not list %q from %s", word[1], file)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("%d settings and commands were found", found)
	}
}
