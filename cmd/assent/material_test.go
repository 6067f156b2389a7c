package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"assent/bot/bottest/browser"
	"assent/bot/office"
)

// admin is an admin at the console of a program.
type admin struct {
	testing.TB
	http.Client
	site string
}

func (a *admin) post(path string, form url.Values) string {
	a.Helper()
	r, err := a.PostForm(a.site+"/console/"+path, form)
	if err != nil {
		a.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		a.Fatalf("%s: %d, %v\n%s", path, r.StatusCode, err, body)
	}
	return string(body)
}

var revision = regexp.MustCompile(`name="rev" value="(\d+)"`)

// publishes edits the section on sharing, and publishes it.
func (a *admin) publishes(sharing, summary string) {
	a.Helper()
	a.post("draft", nil)
	a.post("draft/en", url.Values{"rev": {"1"}, "body/sharing": {sharing}})
	r, err := a.Get(a.site + "/console/draft")
	if err != nil {
		a.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		a.Fatal(err)
	}
	rev := revision.FindStringSubmatch(string(body))
	if rev == nil {
		a.Fatalf("no draft: %s", body)
	}
	a.post("draft/publish", url.Values{"rev": {rev[1]}, "kind": {"material"}, "summary": {summary},
		"sure": {"publish"}})
}

// TestMaterialInABrowser: an admin publishes a material change at the console, and
// the person on the page is told what changed and asked again, with the program as
// it ships.
func TestMaterialInABrowser(t *testing.T) {
	address := freeAddress(t)
	p := newProgram(t, t.TempDir(), []string{"ASSENT_LISTEN=" + address, "ASSENT_CONTROLLER_NAME=Acme",
		"ASSENT_CONTROLLER_CONTACT=privacy@acme.test", "ASSENT_CONTROLLER_URL=https://acme.test/privacy"}, "serve")
	said := &firstLine{want: "/console/join/", found: make(chan string, 1)}
	p.cmd.Stdout = said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.kill()
		}
	})
	var link string
	select {
	case link = <-said.found:
	case <-time.After(20 * time.Second):
		t.Fatal("no link to the first account")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	ada := &admin{t, http.Client{Jar: jar}, "http://" + address}
	secret := office.NewTOTP()
	at := strings.TrimSpace(link[strings.Index(link, "http"):])
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) { // it serves in a moment
		r, err := http.Get(ada.site + "/healthz")
		if err == nil {
			_ = r.Body.Close()
			break
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	ada.post(strings.TrimPrefix(at, ada.site+"/console/"), url.Values{
		"login": {"ada"}, "name": {"Ada"}, "password": {"correct horse battery"}, "totp": {secret},
		"code": {office.TOTPCode(secret, time.Now())},
	})
	ada.publishes("We give it to nobody.", "")

	type person struct {
		name string
		*browser.Browser
	}
	var people []person
	for name, size := range map[string][2]int64{"wide": {1100, 800}, "narrow": {390, 844}} {
		b := browser.Open(t, ada.site, size[0], size[1])
		b.Go("/")
		b.Fill("message", "hello, where is my parcel?")
		b.Press("Send")
		b.Press("I agree")
		b.Reads("your agreement is on record")
		people = append(people, person{name, b})
	}
	const summary = "A parcel service gets your address."
	ada.publishes("A parcel service gets your address, and nobody else.", summary)
	for _, b := range people {
		b.Fill("message", "is it there?")
		b.Press("Send")
		b.Reads("Our privacy notice has changed")
		b.Reads(summary)
		b.Until(`(() => {
			const x = [...document.querySelectorAll("#log button")].findLast((e) => e.textContent.trim() === "I agree");
			return x && x.getBoundingClientRect().bottom < innerHeight;
		})()`)
		b.Picture(fmt.Sprintf("page-%s-material", b.name))
		b.Press("I agree")
		b.Until(`document.body.innerText.split("your agreement is on record").length === 3`)
	}
	dark := browser.Open(t, ada.site, 1100, 800, browser.Dark...)
	dark.Go("/privacy")
	dark.Reads("A parcel service gets your address, and nobody else.")
	dark.Picture("page-dark-policy")
	p.stop()
}

// firstLine waits for a line of a program.
type firstLine struct {
	want, said string
	found      chan string
}

func (f *firstLine) Write(b []byte) (int, error) {
	f.said += string(b)
	for line := range strings.Lines(f.said) {
		if strings.Contains(line, f.want) && strings.HasSuffix(line, "\n") {
			select {
			case f.found <- line:
			default: // it is known
			}
		}
	}
	return len(b), nil
}
