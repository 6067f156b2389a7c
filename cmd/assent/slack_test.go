package main

import (
	"strings"
	"testing"
	"time"

	"assent/adapters/slack/slacktest"
)

// TestSlack has a whole conversation with the program via Slack, in Socket Mode.
func TestSlack(t *testing.T) {
	stand := slacktest.New()
	defer stand.Close()
	dir := t.TempDir()
	env := []string{
		"ASSENT_CHANNELS_SLACK_BOT_TOKEN=" + slacktest.BotToken,
		"ASSENT_CHANNELS_SLACK_APP_TOKEN=" + slacktest.AppToken, "ASSENT_CHANNELS_SLACK_API_URL=" + stand.API(),
		"ASSENT_CONTROLLER_NAME=Parcels Ltd", "ASSENT_CONTROLLER_CONTACT=privacy@parcels.test",
		"ASSENT_CONTROLLER_URL=https://parcels.test/privacy",
	}
	for _, c := range []struct{ args, want string }{
		{"slack manifest", `"socket_mode_enabled": true`}, {"policy publish --material", ""},
		{"doctor", "slack: Socket Mode works"},
	} {
		p := newProgram(t, dir, env, strings.Fields(c.args)...)
		p.cmd.Stderr = nil
		if out, err := p.cmd.Output(); err != nil || !strings.Contains(string(out), c.want) {
			t.Fatalf("%s: %v\n%s", c.args, err, out)
		}
	}
	before := stand.Connections()
	p := startServing(t, dir, env...)
	if !stand.Until(20*time.Second, func() bool { return stand.Connections() > before }) {
		t.Fatalf("it does not connect: %s", p.said)
	}
	const ana = "U0ANA"
	dm, said, ts := slacktest.DM(ana), 0, 0
	stamp := func() string { ts++; return "18000000" + string(rune('0'+ts/10)) + string(rune('0'+ts%10)) + ".000100" }
	push := func(kind string, payload any) {
		t.Helper()
		if _, err := stand.Push(kind, payload, 20*time.Second); err != nil {
			t.Fatalf("%v\n%s", err, p.said)
		}
	}
	hears := func(wants ...string) (last slacktest.Post) {
		t.Helper()
		for _, want := range wants {
			said++
			if !stand.Until(20*time.Second, func() bool { return len(stand.In(dm)) >= said }) {
				t.Fatalf("%q never came: %v", want, stand.In(dm))
			}
			last = stand.In(dm)[said-1]
			t.Logf("< %s", last.Text)
			if !strings.Contains(last.Text, want) {
				t.Fatalf("%q was said, want %q", last.Text, want)
			}
		}
		return last
	}
	write := func(text string) {
		t.Helper()
		t.Logf("> %s", text)
		at := stamp()
		push("events_api", slacktest.Event(at, slacktest.Direct(ana, at, text)))
	}
	write("hi ZZCANARY8, where is my parcel?")
	notice := hears("Before we chat")
	t.Log("> [I agree]")
	push("interactive", slacktest.Press(ana, notice, "agree", "", "I agree"))
	hears("on record", "nobody is connected")
	write("do you sell my data?")
	hears("Who receives it")
	write("export my data")
	hears("EXPORT")
	write("EXPORT")
	hears("preparing", "Here is your data", "file F")
	write("delete my data")
	hears("DELETE")
	time.Sleep(300 * time.Millisecond) // nobody reads faster
	write("DELETE")
	if !stand.Until(20*time.Second, func() bool {
		posts := stand.In(dm)
		return len(posts) == 1 && strings.Contains(posts[0].Text, "Your data is deleted") && len(stand.Files()) == 0
	}) {
		t.Fatalf("Slack keeps %v and %d files", stand.In(dm), len(stand.Files()))
	}
	t.Logf("< %s", stand.In(dm)[0].Text)
	p.stop()
	for _, secret := range []string{slacktest.BotToken, slacktest.AppToken, ana, "ZZCANARY8"} {
		if strings.Contains(p.said.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
