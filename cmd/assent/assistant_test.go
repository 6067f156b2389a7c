package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"assent/adapters/sms/smstest"
	"assent/bot"
)

// TestAssistant: somebody on SMS talks to the company's own system. The program is
// killed while that system thinks, asks again under the same id after its restart,
// and the person gets the answer once; a later answer arrives by a signed call.
func TestAssistant(t *testing.T) {
	secret := "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("k"), 32))
	sign, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var asked []bot.Question
	thinking, killed := make(chan struct{}, 10), make(chan struct{})
	brain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var e struct{ Data bot.Question }
		if err != nil || sign.Verify(body, r.Header) != nil || json.Unmarshal(body, &e) != nil {
			t.Errorf("%v: %s", err, body)
		}
		mu.Lock()
		asked = append(asked, e.Data)
		mu.Unlock()
		switch {
		case strings.Contains(e.Data.Text, "later"):
			w.WriteHeader(http.StatusAccepted)
			return
		case strings.Contains(e.Data.Text, "slow"):
			thinking <- struct{}{}
			<-killed
		}
		fmt.Fprintf(w, `{"texts":["You said: %s"]}`, e.Data.Text)
	}))
	defer brain.Close()
	last := func() bot.Question {
		mu.Lock()
		defer mu.Unlock()
		return asked[len(asked)-1]
	}

	twilio := smstest.New()
	defer twilio.Close()
	dir, address := t.TempDir(), freeAddress(t)
	env := append(smsEnv(twilio), "ASSENT_LISTEN="+address, "ASSENT_ASSISTANT_URL="+brain.URL,
		"ASSENT_ASSISTANT_SECRET="+secret)
	publish := newProgram(t, dir, env, "policy", "publish", "--material")
	if out, err := publish.cmd.Output(); err != nil {
		t.Fatalf("%v %s %s", err, out, publish.said)
	}
	p := startServing(t, dir, env...)
	const ana = "+15551230009"
	write := func(text string) {
		t.Helper()
		t.Logf("> %s", text)
		status, said, err := twilio.Text("http://"+address, smsPublic, smstest.SID("SM"), ana, text, nil)
		if err != nil || status != 200 {
			t.Fatalf("%q: %d %s, %v", text, status, said, err)
		}
	}
	times := func(want string) (n int) {
		for _, text := range twilio.To(ana) {
			if strings.Contains(text, want) {
				n++
			}
		}
		return n
	}
	hears := func(want string) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); times(want) == 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%q was not said: %q", want, twilio.To(ana))
			}
		}
		t.Logf("< %s", want)
	}
	write("hello there, where is my parcel?")
	hears("AGREE")
	mu.Lock()
	if len(asked) > 0 {
		t.Errorf("asked before the opt-in: %+v", asked)
	}
	mu.Unlock()
	write("AGREE")
	hears("You said: hello there, where is my parcel?")
	write("now be slow please")
	<-thinking
	write("and this comes after it")
	p.kill()
	close(killed)
	p = startServing(t, dir, env...)
	hears("You said: now be slow please")
	hears("You said: and this comes after it")
	mu.Lock()
	var slow []string
	for _, q := range asked {
		if strings.Contains(q.Text, "slow") {
			slow = append(slow, q.ID)
		}
	}
	mu.Unlock()
	if len(slow) != 2 || len(slices.Compact(slow)) != 1 {
		t.Errorf("asked under %q", slow)
	}
	if n := times("You said: now be slow please"); n != 1 {
		t.Errorf("said %d times", n)
	}

	write("tell me later how it went")
	end := time.Now().Add(20 * time.Second)
	for ; !strings.Contains(last().Text, "later"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the message was not handed over")
		}
	}
	body, err := json.Marshal(map[string]any{"person": last().Person, "question": last().ID,
		"texts": []string{"It went well."}})
	if err != nil {
		t.Fatal(err)
	}
	call := func(sent []byte) int {
		t.Helper()
		now := time.Now()
		signature, err := sign.Sign("call 1", now, body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequest(http.MethodPost, "http://"+address+"/assistant/answers", bytes.NewReader(sent))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("webhook-id", "call 1")
		r.Header.Set("webhook-timestamp", fmt.Sprint(now.Unix()))
		r.Header.Set("webhook-signature", signature)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	if status := call(bytes.Replace(body, []byte("well"), []byte("ZZZZ"), 1)); status != http.StatusUnauthorized {
		t.Errorf("another body: %d", status)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		status := call(body) // the message may not be noted as taken yet
		if status == http.StatusNoContent {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%d", status)
		}
	}
	if status := call(body); status != http.StatusNoContent {
		t.Errorf("the same call again: %d", status)
	}
	hears("It went well.")
	if n := times("It went well."); n != 1 {
		t.Errorf("said %d times", n)
	}
	p.stop()
	for _, canary := range []string{"parcel", "went well", strings.TrimPrefix(secret, "whsec_")} {
		if strings.Contains(p.said.String(), canary) {
			t.Errorf("the log holds %q", canary)
		}
	}
}
