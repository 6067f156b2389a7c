package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is a process of the real program.
type program struct {
	t    *testing.T
	cmd  *exec.Cmd
	URL  string
	said *bytes.Buffer // on stderr
}

// startServing starts assent serve in dir, on a free port, and waits until it
// says where.
func startServing(t *testing.T, dir string, env ...string) *program {
	t.Helper()
	p := newProgram(t, dir, append([]string{"ASSENT_LISTEN=127.0.0.1:0"}, env...), "serve")
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.kill()
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("it does not serve: %v\n%s", err, p.said)
	}
	p.URL = regexp.MustCompile(`https?://\S+`).FindString(line)
	t.Logf("serving after %s", time.Since(begun).Round(time.Millisecond))
	return p
}

// newProgram prepares a run of the program: the test binary under its name.
func newProgram(t *testing.T, dir string, env []string, args ...string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "assent")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, cmd: exec.Command(name, args...), said: &bytes.Buffer{}}
	p.cmd.Dir, p.cmd.Stderr = dir, p.said
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, variablePrefix) { // what the tester has set is not this program's
			p.cmd.Env = append(p.cmd.Env, v)
		}
	}
	p.cmd.Env = append(p.cmd.Env, env...)
	return p
}

// fails runs the program to its end, which must be exit code 1 with want.
func (p *program) fails(want string) {
	p.t.Helper()
	err := p.cmd.Run()
	if p.cmd.ProcessState.ExitCode() != 1 || !strings.Contains(p.said.String(), want) ||
		strings.Contains(p.said.String(), "goroutine ") {
		p.t.Errorf("%v, want exit code 1 with %q:\n%s", err, want, p.said)
	}
}

// stop asks the process to end, as an init system does, and waits for it.
func (p *program) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("it ended with %v:\n%s", err, p.said)
	}
}

func (p *program) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	_ = p.cmd.Wait() // always an error: it was killed
}

func (p *program) get(path string) (status int, body string) {
	p.t.Helper()
	r, err := http.Get(p.URL + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// chatter is somebody on the chat page.
type chatter struct {
	p    *program
	http http.Client
}

func (p *program) chatter() *chatter {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &chatter{p, http.Client{Jar: jar}}
}

func (c *chatter) post(path string, in any) int {
	c.p.t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		c.p.t.Fatal(err)
	}
	r, err := c.http.Post(c.p.URL+"/chat/"+path, "application/json", bytes.NewReader(b))
	if err != nil {
		c.p.t.Fatal(err)
	}
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		c.p.t.Fatal(err)
	}
	return r.StatusCode
}

// agree agrees to the notice that is on the page.
func (c *chatter) agree() {
	c.p.t.Helper()
	_, page := c.p.get("/")
	config := regexp.MustCompile(`"notice":(\{[^}]*\})`).FindStringSubmatch(page)
	if config == nil {
		c.p.t.Fatal("there is no notice on the page")
	}
	opened := map[string]any{"id": "1", "notice": json.RawMessage(config[1])}
	if status := c.post("agree", opened); status != http.StatusOK {
		c.p.t.Fatalf("agree: %d", status)
	}
}

// hear opens the stream and reads it until a line holds want.
func (c *chatter) hear(want string) {
	c.p.t.Helper()
	r, err := c.http.Get(c.p.URL + "/chat/events")
	if err != nil {
		c.p.t.Fatal(err)
	}
	defer r.Body.Close()
	lines := bufio.NewScanner(r.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.Contains(lines.Text(), want) {
			return
		}
	}
	c.p.t.Fatalf("never heard %q: %v", want, lines.Err())
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	p := startServing(t, dir)
	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": "ready", "/": "Before we chat", "/privacy": "Example Company",
		"/metrics": "assent_build_info",
	} {
		if status, body := p.get(path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d, without %q", path, status, want)
		}
	}
	c := p.chatter()
	c.agree()
	c.hear("your agreement is on record")
	question := map[string]string{"text": "hello ZZCANARY7, what do you do with my data?"}
	if status := c.post("send", question); status != http.StatusOK {
		t.Fatalf("send: %d", status)
	}
	c.hear("From our privacy policy")
	_, metrics := p.get("/metrics")
	for _, want := range []string{`assent_events_total{channel="web",kind="consent_granted"} 1`,
		`assent_events_total{channel="web",kind="message"} 2`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}

	listen := strings.TrimPrefix(p.URL, "http://")
	newProgram(t, t.TempDir(), []string{"ASSENT_LISTEN=" + listen}, "serve").fails("is in use by another program")
	another := newProgram(t, dir, []string{"ASSENT_LISTEN=127.0.0.1:0"}, "serve")
	another.fails("the folder is in use by another assent process")
	doctor := newProgram(t, dir, nil, "doctor")
	if out, err := doctor.cmd.Output(); err != nil || !strings.Contains(string(out), "ok") ||
		strings.Contains(string(out), "FAIL") {
		t.Errorf("doctor beside it: %v\n%s%s", err, out, doctor.said)
	}

	healthy := newProgram(t, dir, nil, "doctor", "--ready")
	if out, err := healthy.cmd.Output(); err != nil || string(out) != "ready\n" {
		t.Errorf("doctor --ready: %v %q\n%s", err, out, healthy.said)
	}

	p.stop()
	newProgram(t, dir, nil, "doctor", "--ready").fails("no process serves ./data: run assent serve")
	if strings.Contains(p.said.String(), "ZZCANARY7") || strings.Contains(metrics, "ZZCANARY7") {
		t.Error("the log or the metrics hold what somebody said")
	}
	again := startServing(t, dir)
	c.p = again
	if status := c.post("send", map[string]string{"text": "still here?"}); status != http.StatusOK {
		t.Errorf("after a restart: %d", status)
	}
	again.kill()
	after := startServing(t, dir) // a killed process leaves its socket and its locks
	if status, _ := after.get("/readyz"); status != http.StatusOK {
		t.Errorf("after a kill: %d", status)
	}
	after.stop()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("ZZCANARY7")) {
			t.Errorf("%s holds what somebody said in the clear", path)
		}
		if info, e := d.Info(); e == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %s", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheSampleStaysOnLoopback: nobody beyond this machine is asked to agree to it.
func TestTheSampleStaysOnLoopback(t *testing.T) {
	for name, env := range map[string][]string{
		"every address":    {"ASSENT_LISTEN=0.0.0.0:0"},
		"a public address": {"ASSENT_LISTEN=127.0.0.1:0", "ASSENT_PUBLIC_URL=https://chat.acme.test"},
	} {
		t.Run(name, func(t *testing.T) {
			newProgram(t, t.TempDir(), env, "serve").fails(
				"the texts are still the sample, which serves on loopback only: set controller.name")
		})
	}
	dir := t.TempDir()
	own := []string{"ASSENT_CONTROLLER_NAME=Acme", "ASSENT_CONTROLLER_CONTACT=privacy@acme.test",
		"ASSENT_CONTROLLER_URL=https://acme.test/privacy"}
	publish := newProgram(t, dir, own, "policy", "publish", "--material")
	if err := publish.cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, publish.said)
	}
	p := startServing(t, dir, append(own, "ASSENT_PUBLIC_URL=https://chat.acme.test")...)
	if !strings.Contains(p.URL, "chat.acme.test") {
		t.Errorf("it serves %s", p.URL)
	}
	p.stop()
}
