package main

import (
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"assent/adapters/sms/smstest"
)

const smsPublic = "https://chat.test"

// smsEnv configures the channel for a stand-in.
func smsEnv(s *smstest.Server) []string {
	return []string{
		"ASSENT_CHANNELS_SMS_ACCOUNT_SID=" + smstest.AccountSID, "ASSENT_CHANNELS_SMS_AUTH_TOKEN=" + smstest.AuthToken,
		"ASSENT_CHANNELS_SMS_FROM=" + smstest.Number, "ASSENT_CHANNELS_SMS_API_URL=" + s.URL,
		"ASSENT_PUBLIC_URL=" + smsPublic,
		"ASSENT_CONTROLLER_NAME=Parcels Ltd", "ASSENT_CONTROLLER_CONTACT=privacy@parcels.test",
		"ASSENT_CONTROLLER_URL=https://parcels.test/privacy",
	}
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestSMS has a whole conversation with the program via text messages.
func TestSMS(t *testing.T) {
	twilio := smstest.New()
	defer twilio.Close()
	dir, env := t.TempDir(), smsEnv(twilio)
	serve := newProgram(t, dir, append([]string{"ASSENT_LISTEN=127.0.0.1:0"}, env...), "serve")
	serve.fails("texts are still the sample, and sms is configured")
	run := func(args ...string) string {
		t.Helper()
		p := newProgram(t, dir, env, args...)
		p.cmd.Stderr = nil
		out, err := p.cmd.Output()
		if err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("policy", "publish", "--material")
	if said := run("sms", "setup"); !strings.Contains(said, "go to nowhere") {
		t.Error(said)
	}
	run("sms", "setup", "--set")
	if got := twilio.Webhook(); !strings.HasPrefix(got, smsPublic+"/sms/inbound#rc=") {
		t.Errorf("messages go to %q", got)
	}
	if said := run("doctor"); !strings.Contains(said, "sms: messages to "+smstest.Number+" come here") {
		t.Error(said)
	}

	address := freeAddress(t)
	p := startServing(t, dir, append(env, "ASSENT_LISTEN="+address)...)
	base := "http://" + address
	const ana = "+15551230001"
	say := func(text string, want ...string) {
		t.Helper()
		before := len(twilio.To(ana))
		status, said, err := twilio.Text(base, smsPublic, smstest.SID("SM"), ana, text, nil)
		if err != nil || status != 200 {
			t.Fatalf("%q: %d %s, %v", text, status, said, err)
		}
		t.Logf("> %s", text)
		texts, err := twilio.Wait(ana, before+len(want), 20*time.Second)
		if err != nil {
			t.Fatalf("%q: %v: %q", text, err, texts[before:])
		}
		for i, w := range want {
			t.Logf("< %s", texts[before+i])
			if !strings.Contains(texts[before+i], w) {
				t.Fatalf("%q was said, want %q", texts[before+i], w)
			}
		}
	}
	say("hi ZZCANARY9, where is my parcel?", "Reply AGREE or DECLINE")
	say("AGREE", "on record", "nobody is connected")
	say("do you sell my data?", "Who receives it")
	say("export my data", "EXPORT")
	say("EXPORT", "preparing", smsPublic+"/d/")
	texts := twilio.To(ana)
	link := base + "/d/" + regexp.MustCompile(`/d/(\w+)`).FindStringSubmatch(texts[len(texts)-1])[1]
	form := func(form url.Values, want int) {
		t.Helper()
		answer, err := http.PostForm(link, form)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode != want {
			t.Fatalf("the link, posted with %v: %s", form, answer.Status)
		}
	}
	form(url.Values{"code": {"000000"}}, http.StatusForbidden)
	form(url.Values{"send": {"1"}}, http.StatusOK)
	texts, err := twilio.Wait(ana, len(texts)+1, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("< %s", texts[len(texts)-1])
	form(url.Values{"code": {regexp.MustCompile(`[0-9]{6}`).FindString(texts[len(texts)-1])}}, http.StatusOK)
	say("delete my data", "DELETE")
	time.Sleep(300 * time.Millisecond) // nobody reads faster
	if _, _, err := twilio.Text(base, smsPublic, smstest.SID("SM"), ana, "DELETE", nil); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		m := twilio.Messages()
		if len(m) == 1 && strings.Contains(m[0].Body, "Your data is deleted") {
			t.Logf("< %s", m[0].Body)
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("Twilio keeps %d messages", len(m))
		}
	}
	p.stop()
	for _, secret := range []string{smstest.AuthToken, ana, "ZZCANARY9"} {
		if strings.Contains(p.said.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
