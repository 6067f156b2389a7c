package main

import (
	"strings"
	"testing"
	"time"

	"assent/adapters/discord/discordtest"
)

// TestDiscord has a whole conversation with the program via Discord.
func TestDiscord(t *testing.T) {
	stand := discordtest.New()
	defer stand.Close()
	dir := t.TempDir()
	env := []string{
		"ASSENT_CHANNELS_DISCORD_BOT_TOKEN=" + discordtest.Token, "ASSENT_CHANNELS_DISCORD_API_URL=" + stand.URL,
		"ASSENT_CONTROLLER_NAME=Parcels Ltd", "ASSENT_CONTROLLER_CONTACT=privacy@parcels.test",
		"ASSENT_CONTROLLER_URL=https://parcels.test/privacy",
	}
	for _, c := range []struct{ args, want string }{
		{"discord invite", "client_id=" + discordtest.Application}, {"policy publish --material", ""},
		{"doctor", "discord: the gateway takes connections"},
	} {
		p := newProgram(t, dir, env, strings.Fields(c.args)...)
		p.cmd.Stderr = nil
		if out, err := p.cmd.Output(); err != nil || !strings.Contains(string(out), c.want) {
			t.Fatalf("%s: %v\n%s", c.args, err, out)
		}
	}
	p := startServing(t, dir, env...)
	if !stand.Until(20*time.Second, func() bool { return stand.Commands() != "" }) {
		t.Fatalf("it does not connect: %s", p.said)
	}
	const ana = "1001"
	dm, said := discordtest.DM(ana), 0
	talk := func(text string, wants ...string) {
		t.Helper()
		t.Logf("> %s", text)
		stand.Direct(ana, text)
		for _, want := range wants {
			said++
			if !stand.Until(20*time.Second, func() bool { return len(stand.In(dm)) >= said }) {
				t.Fatalf("%q never came: %v\n%s", want, stand.In(dm), p.said)
			}
			got := stand.In(dm)[said-1].Content
			t.Logf("< %s", got)
			if !strings.Contains(got, want) {
				t.Fatalf("%q was said, want %q", got, want)
			}
		}
	}
	talk("hi ZZCANARY6, where is my parcel?", "Before we chat")
	time.Sleep(200 * time.Millisecond) // nobody reads faster
	talk("AGREE", "on record", "nobody is connected")
	talk("do you sell my data?", "Who receives it")
	talk("export my data", "EXPORT")
	talk("EXPORT", "preparing", "Here is your data")
	if n := len(stand.In(dm)[said-1].Files); n != 1 {
		t.Errorf("%d files", n)
	}
	talk("delete my data", "DELETE")
	time.Sleep(300 * time.Millisecond)
	talk("DELETE")
	if !stand.Until(30*time.Second, func() bool {
		posts := stand.In(dm)
		return len(posts) == 1 && strings.Contains(posts[0].Content, "Your data is deleted")
	}) {
		t.Fatalf("Discord keeps %v", stand.In(dm))
	}
	t.Logf("< %s", stand.In(dm)[0].Content)
	p.stop()
	for _, secret := range []string{discordtest.Token, "ZZCANARY6"} {
		if strings.Contains(p.said.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
