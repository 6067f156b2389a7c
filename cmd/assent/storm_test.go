package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assent/adapters/discord/discordtest"
	"assent/adapters/slack/slacktest"
	"assent/adapters/sms/smstest"
)

// What a platform does with replies.
const (
	takesAll int32 = iota
	failing        // 503
	limiting       // 429
	cutting        // takes it, then cuts the connection
)

// conversing is somebody on any platform.
type conversing struct {
	env   []string
	mood  *atomic.Int32
	asked *atomic.Int32 // sends that were refused or cut
	serve func() *program
	say   func(text string) // returns when it is acknowledged, where the platform is told
	heard func() []string
	exact bool // the platform recognises a repetition
}

var parcels = []string{"ASSENT_CONTROLLER_NAME=Parcels Ltd", "ASSENT_CONTROLLER_CONTACT=privacy@parcels.test",
	"ASSENT_CONTROLLER_URL=https://parcels.test/privacy"}

func overSMS(t *testing.T, dir string) *conversing {
	stand := smstest.New()
	t.Cleanup(stand.Close)
	c := &conversing{env: smsEnv(stand), mood: &atomic.Int32{}, asked: &atomic.Int32{}}
	stand.Fails(func(r *http.Request) (f smstest.Fault) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/Messages.json") {
			f = map[int32]smstest.Fault{failing: {Status: 503}, limiting: {Status: 429, Retry: "1"},
				cutting: {Cut: true}}[c.mood.Load()]
			c.asked.Add(1)
		}
		return f
	})
	address := freeAddress(t)
	c.serve = func() *program { return startServing(t, dir, append(c.env, "ASSENT_LISTEN="+address)...) }
	c.say = func(text string) {
		status, said, err := stand.Text("http://"+address, smsPublic, smstest.SID("SM"), "+15551230001", text, nil)
		if err != nil || status != 200 {
			t.Fatalf("%d %s, %v", status, said, err)
		}
	}
	c.heard = func() []string { return stand.To("+15551230001") }
	return c
}

func overSlack(t *testing.T, dir string) *conversing {
	stand := slacktest.New()
	t.Cleanup(stand.Close)
	c := &conversing{mood: &atomic.Int32{}, asked: &atomic.Int32{}}
	c.env = append([]string{
		"ASSENT_CHANNELS_SLACK_BOT_TOKEN=" + slacktest.BotToken,
		"ASSENT_CHANNELS_SLACK_APP_TOKEN=" + slacktest.AppToken, "ASSENT_CHANNELS_SLACK_API_URL=" + stand.API(),
	}, parcels...)
	stand.Fails(func(method string) (f slacktest.Fault) {
		if method == "chat.postMessage" {
			f = map[int32]slacktest.Fault{failing: {Status: 503}, limiting: {Status: 429, Retry: 1},
				cutting: {Cut: true}}[c.mood.Load()]
			c.asked.Add(1)
		}
		return f
	})
	c.serve = func() *program {
		before := stand.Connections()
		p := startServing(t, dir, c.env...)
		if !stand.Until(20*time.Second, func() bool { return stand.Connections() > before }) {
			t.Fatalf("it does not connect: %s", p.said)
		}
		return p
	}
	n := 0
	c.say = func(text string) {
		n++
		at := fmt.Sprintf("1800000%03d.000100", n)
		event := slacktest.Event(at, slacktest.Direct("U0ANA", at, text))
		if _, err := stand.Push("events_api", event, 20*time.Second); err != nil {
			t.Fatal(err)
		}
	}
	c.heard = func() (texts []string) {
		for _, p := range stand.In(slacktest.DM("U0ANA")) {
			texts = append(texts, p.Text)
		}
		return texts
	}
	return c
}

func overDiscord(t *testing.T, dir string) *conversing {
	stand := discordtest.New()
	t.Cleanup(stand.Close)
	c := &conversing{mood: &atomic.Int32{}, asked: &atomic.Int32{}, exact: true}
	c.env = append([]string{"ASSENT_CHANNELS_DISCORD_BOT_TOKEN=" + discordtest.Token,
		"ASSENT_CHANNELS_DISCORD_API_URL=" + stand.URL}, parcels...)
	stand.Fails(func(method, path string) (f discordtest.Fault) {
		if method == http.MethodPost && strings.HasSuffix(path, "/messages") {
			f = map[int32]discordtest.Fault{failing: {Status: 503}, limiting: {Status: 429, Retry: 1},
				cutting: {Cut: true}}[c.mood.Load()]
			c.asked.Add(1)
		}
		return f
	})
	c.serve = func() *program {
		before, _, _ := stand.Sessions()
		p := startServing(t, dir, c.env...)
		if !stand.Until(20*time.Second, func() bool { n, _, _ := stand.Sessions(); return n > before }) {
			t.Fatalf("it does not connect: %s", p.said)
		}
		return p
	}
	c.say = func(text string) { stand.Direct("1001", text) }
	c.heard = func() (texts []string) {
		for _, p := range stand.In(discordtest.DM("1001")) {
			if p.Author == discordtest.Application {
				texts = append(texts, p.Content)
			}
		}
		return texts
	}
	return c
}

// TestStorms: a platform that fails or limits for a while, and a process that is
// killed between commit and send and between send and record: every reply
// arrives, in order; one twice at most where the platform cannot tell.
func TestStorms(t *testing.T) {
	lasting := 2 * time.Second
	if s := os.Getenv("ASSENT_STORM"); s != "" {
		d, err := time.ParseDuration(s)
		if err != nil {
			t.Fatal(err)
		}
		lasting = d
	}
	for name, open := range map[string]func(*testing.T, string) *conversing{
		"sms": overSMS, "slack": overSlack, "discord": overDiscord,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			c := open(t, dir)
			publish := newProgram(t, dir, c.env, "policy", "publish", "--material")
			if out, err := publish.cmd.Output(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			p := c.serve()
			wait := func(what string, done func() bool) {
				t.Helper()
				for deadline := time.Now().Add(2*lasting + time.Minute); !done(); time.Sleep(10 * time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatalf("%s: %q\n%s", what, c.heard(), p.said)
					}
				}
			}
			questions := []string{"what data do you collect?", "do you sell my data?", "how long do you keep it?"}
			answers := []string{"What we collect", "Who receives it", "How long we keep it"}
			// since returns what of the answers was heard after the first n.
			since := func(n int) (order []int) {
				for _, text := range c.heard()[n:] {
					for i, a := range answers {
						if strings.Contains(text, a) {
							order = append(order, i)
						}
					}
				}
				return order
			}
			c.say("hello")
			wait("the notice", func() bool { return len(c.heard()) == 1 })
			time.Sleep(300 * time.Millisecond)
			c.say("AGREE")
			wait("the thanks", func() bool { return len(c.heard()) == 3 })

			for _, mood := range []int32{failing, limiting} {
				n := len(c.heard())
				c.mood.Store(mood)
				for _, q := range questions {
					c.say(q)
				}
				time.Sleep(lasting)
				if len(since(n)) > 0 {
					t.Fatal("something came through the storm")
				}
				c.mood.Store(takesAll)
				wait("the answers after a storm", func() bool { return len(since(n)) >= 3 })
				if got := fmt.Sprint(since(n)); got != "[0 1 2]" {
					t.Errorf("after a storm the answers came as %s", got)
				}
			}

			n := len(c.heard())
			c.mood.Store(failing)
			asked := c.asked.Load()
			for _, q := range questions {
				c.say(q)
			}
			wait("a try", func() bool { return c.asked.Load() > asked })
			p.kill()
			c.mood.Store(takesAll)
			p = c.serve()
			wait("the answers after a kill before the send", func() bool { return len(since(n)) >= 3 })
			if got := fmt.Sprint(since(n)); got != "[0 1 2]" {
				t.Errorf("after a kill the answers came as %s", got)
			}

			time.Sleep(300 * time.Millisecond) // their sending is on record
			n = len(c.heard())
			c.mood.Store(cutting)
			c.say(questions[0])
			wait("an answer that is cut", func() bool { return len(since(n)) > 0 })
			p.kill()
			c.mood.Store(takesAll)
			p = c.serve()
			c.say(questions[1])
			wait("the answer that follows", func() bool { s := since(n); return s[len(s)-1] == 1 })
			got := fmt.Sprint(since(n))
			if got != "[0 1]" && (c.exact || got != "[0 0 1]") {
				t.Errorf("after a kill behind the send the answers came as %s", got)
			}
			t.Logf("killed behind the send: %s", got)
			p.stop()
		})
	}
}
