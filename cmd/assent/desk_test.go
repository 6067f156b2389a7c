package main

import (
	"bufio"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/adapters/discord/discordtest"
	"assent/adapters/slack/slacktest"
	"assent/adapters/sms/smstest"
)

// somebody is a person on a channel, as the test of the desk sees them.
type somebody struct {
	name  string
	say   func(id, text string) error // the same id is a redelivery
	agree func() error
	heard func() []string
}

const deskAt = "C0DESK"

// team is a desk in Slack, as the test sees it.
type team struct {
	t     *testing.T
	slack *slacktest.Server
}

func (d *team) until(what string, done func() bool) {
	d.t.Helper()
	if !d.slack.Until(40*time.Second, done) {
		for _, p := range d.slack.In(deskAt) {
			d.t.Logf("%s/%s: %s", p.Thread, p.TS, p.Text)
		}
		d.t.Fatalf("%s never came", what)
	}
}

// thread returns the thread that contains a text.
func (d *team) thread(text string) (ts string) {
	d.t.Helper()
	d.until("a thread with "+text, func() bool {
		for _, p := range d.slack.In(deskAt) {
			if p.Thread != "" && p.By == "" && strings.Contains(p.Text+string(p.Blocks), text) {
				ts = p.Thread
				return true
			}
		}
		return false
	})
	return ts
}

// says makes an agent write in a thread.
func (d *team) says(agent, thread, text string) {
	d.t.Helper()
	e := d.slack.Says(agent, deskAt, thread, text)
	if _, err := d.slack.Push("events_api", slacktest.Event(fmt.Sprint(e["ts"]), e), 60*time.Second); err != nil {
		d.t.Errorf("an agent's message: %v", err)
	}
}

// lines are the bot's lines of a thread that begin with a word.
func (d *team) lines(thread, word string) (list []string) {
	for _, p := range d.slack.In(deskAt) {
		if p.Thread == thread && p.By == "" && p.To == "" && strings.HasPrefix(p.Text, word) {
			list = append(list, p.Text)
		}
	}
	return list
}

// TestDesk: somebody on SMS, somebody on Discord and somebody on the web page are
// each helped by an agent in Slack, all at once, and the program is killed in the
// middle.
func TestDesk(t *testing.T) {
	stand, twilio, discord := slacktest.New(), smstest.New(), discordtest.New()
	defer stand.Close()
	defer twilio.Close()
	defer discord.Close()
	stand.Scopes += ",channels:history,channels:read,groups:history,groups:read,users:read,usergroups:read"
	stand.Names = map[string]string{"U0MARIA": "Maria", "U0OMAR": "Omar", "U0LI": "Li"}
	dir, address := t.TempDir(), freeAddress(t)
	base := "http://" + address
	env := append(smsEnv(twilio), "ASSENT_PUBLIC_URL="+base, "ASSENT_LISTEN="+address, "ASSENT_DESK_RATING=false",
		"ASSENT_CHANNELS_DISCORD_BOT_TOKEN="+discordtest.Token, "ASSENT_CHANNELS_DISCORD_API_URL="+discord.URL,
		"ASSENT_CHANNELS_SLACK_BOT_TOKEN="+slacktest.BotToken, "ASSENT_CHANNELS_SLACK_APP_TOKEN="+slacktest.AppToken,
		"ASSENT_CHANNELS_SLACK_API_URL="+stand.API(),
		"ASSENT_CHANNELS_SLACK_DESK_CHANNEL="+deskAt)
	for _, args := range []string{"policy publish --material", "doctor"} {
		p := newProgram(t, dir, env, strings.Fields(args)...)
		out, err := p.cmd.Output()
		if err != nil && args != "doctor" ||
			args == "doctor" && !strings.Contains(string(out), "the desk's channel is there") {
			t.Fatalf("%s: %v %s %s", args, err, out, p.said)
		}
	}
	serve := func() *program {
		before, _, _ := discord.Sessions()
		opened := stand.Connections()
		p := startServing(t, dir, env...)
		if !stand.Until(20*time.Second, func() bool { return stand.Connections() > opened }) ||
			!discord.Until(20*time.Second, func() bool { n, _, _ := discord.Sessions(); return n > before }) {
			t.Fatalf("it does not connect: %s", p.said)
		}
		return p
	}
	p := serve()
	desk := &team{t, stand}
	people := []*somebody{textsOf(twilio, base), directOf(discord), visitorOf(t, p)}
	each := func(do func(i int, s *somebody)) {
		t.Helper()
		var wg sync.WaitGroup
		for i, s := range people {
			wg.Go(func() { do(i, s) })
		}
		wg.Wait()
		if t.Failed() {
			t.FailNow()
		}
	}
	agents := []string{"U0MARIA", "U0OMAR", "U0LI"}
	names := []string{"Maria", "Omar", "Li"}
	threads := make([]string, len(people))
	insists := func(s *somebody, id, text string) {
		for end := time.Now().Add(40 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			if err := s.say(id, text); err == nil {
				return
			} else if time.Now().After(end) {
				t.Errorf("%s: %v", s.name, err)
				return
			}
		}
	}
	hears := func(s *somebody, want string) {
		for end := time.Now().Add(40 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			if slices.ContainsFunc(s.heard(), func(text string) bool { return strings.Contains(text, want) }) {
				return
			}
			if time.Now().After(end) {
				t.Errorf("%s never heard %q: %q\n%s", s.name, want, s.heard(), p.said)
				return
			}
		}
	}
	each(func(i int, s *somebody) {
		if s.agree == nil {
			insists(s, "hello", "hello, I come from "+s.name)
			hears(s, "AGREE")
			time.Sleep(300 * time.Millisecond) // nobody reads faster
			if slices.ContainsFunc(stand.In(deskAt),
				func(p slacktest.Post) bool { return strings.Contains(string(p.Blocks), "from "+s.name) }) {
				t.Errorf("the desk knows of %s before they agreed", s.name)
			}
			insists(s, "agree", "AGREE")
		} else if err := s.agree(); err != nil {
			t.Error(err)
		} else {
			insists(s, "hello", "hello, I come from "+s.name)
		}
		hears(s, "number")
		threads[i] = desk.thread("I come from " + s.name)
	})
	const lines, killAt = 8, 4
	for n := range lines {
		killed := make(chan struct{})
		if n == killAt {
			go func() {
				time.Sleep(30 * time.Millisecond) // while they write
				p.kill()
				close(killed)
			}()
		} else {
			close(killed)
		}
		var sent sync.WaitGroup
		for i, s := range people {
			sent.Go(func() { insists(s, fmt.Sprint("line", n), fmt.Sprintf("%s says %d", s.name, n)) })
			sent.Go(func() { desk.says(agents[i], threads[i], fmt.Sprintf("answer %d for %s", n, s.name)) })
		}
		<-killed
		if n == killAt {
			p = serve()
		}
		sent.Wait()
		each(func(i int, s *somebody) {
			hears(s, fmt.Sprintf("answer %d for %s", n, s.name))
			desk.until("a line of "+s.name, func() bool {
				return slices.Contains(desk.lines(threads[i], s.name), fmt.Sprintf("%s says %d", s.name, n))
			})
		})
	}
	for i, s := range people {
		var want, heard []string
		for n := range lines {
			want = append(want, fmt.Sprintf("%s says %d", s.name, n))
		}
		if got := desk.lines(threads[i], s.name); !slices.Equal(got, want) {
			t.Errorf("the desk read %q", got)
		}
		for _, text := range s.heard() {
			if at := strings.Index(text, names[i]); at >= 0 && strings.Contains(text, "answer") {
				heard = append(heard, strings.Fields(text[strings.Index(text, "answer"):])[1])
			}
		}
		if got := strings.Join(slices.Compact(heard), " "); got != "0 1 2 3 4 5 6 7" || len(heard) > lines+1 {
			t.Errorf("%s heard %v", s.name, heard)
		}
		t.Logf("the thread of %s:", s.name)
		for _, post := range stand.In(deskAt) {
			if post.Thread == threads[i] {
				t.Logf("  %-8s %s", post.By, strings.ReplaceAll(post.Text, "\n", " "))
			}
		}
		t.Logf("what %s heard: %q", s.name, s.heard())
	}
	// The three ways out while a human has it: each agent is told in the thread.
	insists(people[0], "stop", "STOP")
	insists(people[1], "withdraw", "I withdraw my consent")
	insists(people[2], "erase", "delete my data")
	hears(people[2], "DELETE")
	time.Sleep(300 * time.Millisecond)
	insists(people[2], "erase now", "DELETE")
	for i, want := range []string{"consent is not in force", "consent is not in force", "data is erased"} {
		desk.until(want, func() bool {
			return slices.ContainsFunc(stand.In(deskAt),
				func(p slacktest.Post) bool { return p.Thread == threads[i] && strings.Contains(p.Text, want) })
		})
		desk.says(agents[i], threads[i], "one more thing")
	}
	desk.until("why nothing is sent", func() bool {
		n := 0
		for _, p := range stand.In(deskAt) {
			if p.To != "" && strings.Contains(p.Text, "Nothing was sent") {
				n++
			}
		}
		return n == 3
	})
	for _, s := range people {
		if slices.ContainsFunc(s.heard(), func(text string) bool { return strings.Contains(text, "one more thing") }) {
			t.Errorf("%s heard an agent after the end", s.name)
		}
	}
	desk.until("the end of what the desk has of web", func() bool { return len(desk.lines(threads[2], "web")) == 0 })
	p.stop()
	for _, secret := range []string{slacktest.BotToken, "U0MARIA", "Maria", "says 3", "answer 3"} {
		if strings.Contains(p.said.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func textsOf(twilio *smstest.Server, base string) *somebody {
	const number = "+15551230001"
	ids := map[string]string{}
	var mu sync.Mutex
	return &somebody{
		name: "sms", heard: func() []string { return twilio.To(number) },
		say: func(id, text string) error {
			mu.Lock()
			if ids[id] == "" {
				ids[id] = smstest.SID("SM")
			}
			sid := ids[id]
			mu.Unlock()
			status, said, err := twilio.Text(base, base, sid, number, text, nil)
			if err == nil && status != http.StatusOK {
				err = fmt.Errorf("%d %s", status, said)
			}
			return err
		},
	}
}

func directOf(discord *discordtest.Server) *somebody {
	const user = "1001"
	return &somebody{
		name: "discord", say: func(_, text string) error { discord.Direct(user, text); return nil },
		heard: func() (texts []string) {
			for _, p := range discord.In(discordtest.DM(user)) {
				if p.Author == discordtest.Application {
					texts = append(texts, p.Content)
				}
			}
			return texts
		},
	}
}

func visitorOf(t *testing.T, p *program) *somebody {
	c := p.chatter()
	var mu sync.Mutex
	var lines []string
	seen := map[string]bool{}
	go func() {
		for t.Context().Err() == nil {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+"/chat/events", nil)
			if err != nil {
				return
			}
			r, err := c.http.Do(req)
			if err != nil {
				time.Sleep(50 * time.Millisecond)
				continue
			}
			scan := bufio.NewScanner(r.Body)
			scan.Buffer(nil, 1<<20)
			for scan.Scan() {
				mu.Lock()
				// A page knows a line by its id.
				if line := scan.Text(); strings.HasPrefix(line, `data: {"id":"`) && !seen[line[:40]] {
					seen[line[:40]] = true
					lines = append(lines, line)
				}
				mu.Unlock()
			}
			_ = r.Body.Close()
		}
	}()
	return &somebody{
		name: "web", agree: func() error { c.agree(); return nil },
		say: func(id, text string) error {
			body := strings.NewReader(fmt.Sprintf(`{"id":%q,"text":%q}`, id, text))
			r, err := c.http.Post(p.URL+"/chat/send", "application/json", body)
			if err != nil {
				return err
			}
			defer r.Body.Close()
			if r.StatusCode >= 300 {
				return fmt.Errorf("%s", r.Status)
			}
			return nil
		},
		heard: func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(lines) },
	}
}
