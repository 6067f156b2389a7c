package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/office"
)

// TestShown: the console shows the whole configuration, without its secrets.
func TestShown(t *testing.T) {
	c := defaults()
	n := 0
	leaves(reflect.ValueOf(&c).Elem(), "", func(key string, field reflect.Value) {
		n++
		if field.Type() == reflect.TypeFor[bot.Secret]() ||
			field.Kind() == reflect.String && maySecret.MatchString(key) {
			field.SetString("ZZSECRET")
		}
	})
	shown := c.shown()
	if len(shown) != n {
		t.Errorf("%d of %d keys are shown", len(shown), n)
	}
	hidden := 0
	for _, s := range shown {
		if strings.Contains(s.Value, "ZZSECRET") {
			t.Errorf("%s is shown", s.Key)
		}
		if s.Value == "(set)" || s.Value == "(secret)" {
			hidden++
		}
	}
	if hidden < 12 {
		t.Errorf("only %d are hidden", hidden)
	}
}

// TestConsole: the first start prints the link for the first account, once; the
// command line prints others.
func TestConsole(t *testing.T) {
	dir := t.TempDir()
	env := []string{"ASSENT_LISTEN=" + freeAddress(t)}
	link := regexp.MustCompile(`http://[^ ]+/console/join/[A-Z0-9.]+`)
	// serve starts the program, and returns the first lines that it prints.
	serve := func(lines int) (p *program, said string) {
		t.Helper()
		p = newProgram(t, dir, env, "serve")
		out, err := p.cmd.StdoutPipe()
		if err == nil {
			err = p.cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if p.cmd.ProcessState == nil {
				p.kill()
			}
		})
		for read := bufio.NewReader(out); lines > 0; lines-- {
			line, err := read.ReadString('\n')
			if err != nil {
				t.Fatalf("%v %s", err, p.said)
			}
			said += line
		}
		p.URL = "http://" + strings.TrimPrefix(env[0], "ASSENT_LISTEN=")
		return p, said
	}
	p, said := serve(3)
	first := link.FindString(said)
	if !strings.HasPrefix(first, p.URL) {
		t.Fatalf("the link is %q, and it serves %s:\n%s", first, p.URL, said)
	}
	join := func(link, name string) (int, string) {
		t.Helper()
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		browser, secret := http.Client{Jar: jar}, office.NewTOTP()
		r, err := browser.PostForm(link, url.Values{
			"login": {name}, "password": {"correct horse battery"}, "totp": {secret},
			"code": {office.TOTPCode(secret, time.Now())},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(body)
	}
	if status, body := join(first, "ada"); status != http.StatusOK ||
		!strings.Contains(body, "The texts are still the sample") {
		t.Fatalf("%d %s", status, body)
	}
	if status, _ := join(first, "eve"); status != http.StatusNotFound {
		t.Errorf("the link counts twice: %d", status)
	}
	invite := newProgram(t, dir, env, "console", "invite", "--role", "agent,auditor", "--by", "Ada")
	out, err := invite.cmd.Output()
	if err != nil {
		t.Fatalf("%v %s", err, invite.said)
	}
	at, err := url.Parse(link.FindString(string(out)))
	if err != nil || at.Path == "" {
		t.Fatalf("%s", out)
	}
	if status, body := join(at.String(), "omar"); status != http.StatusOK ||
		!strings.Contains(body, "agent, auditor") ||
		strings.Contains(body, `href="/console/people"`) {
		t.Errorf("%d %s", status, body)
	}
	p.stop()
	p, said = serve(2)
	if _, page := p.get("/"); strings.Contains(said, "/console/join/") || !strings.Contains(page, "Before we chat") {
		t.Errorf("at the next start it says %s", said)
	}
	p.stop()
}
