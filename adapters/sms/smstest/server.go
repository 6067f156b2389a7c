package smstest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The account of the stand-in.
const (
	AccountSID = "AC0123456789abcdef0123456789abcdef"
	AuthToken  = "c0ffee00c0ffee00c0ffee00c0ffee00"
	Number     = "+15005550006"
)

// Message is what Twilio keeps of a message.
type Message struct {
	SID, From, To, Body, Status, Direction string
}

// Fault is what the stand-in does instead of its work. Zero: no fault.
type Fault struct {
	Status  int    // answers this status
	Code    int    // with this error
	Retry   string // and this Retry-After
	Cut     bool   // does the work, then cuts the connection
	Refused bool   // cuts the connection first
}

// Server is the stand-in.
type Server struct {
	*httptest.Server

	mu         sync.Mutex
	fault      func(r *http.Request) Fault
	messages   []Message
	stopped    map[string]bool
	unfinished map[string]int // DELETEs until a message is complete
	media      map[string][]byte
	requests   []*http.Request
	bodies     []string
	webhook    string
	changed    chan struct{}
}

// New starts a stand-in.
func New() *Server {
	s := &Server{
		stopped: map[string]bool{}, unfinished: map[string]int{}, media: map[string][]byte{},
		changed: make(chan struct{}),
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Fails sets what decides before each call how it fails, for several at once.
func (s *Server) Fails(fault func(r *http.Request) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// SID makes an identifier as Twilio does.
func SID(prefix string) string {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	return prefix + hex.EncodeToString(b)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	s.requests, s.bodies = append(s.requests, r.Clone(r.Context())), append(s.bodies, string(body))
	fault := s.fault
	s.mu.Unlock()
	var f Fault
	if fault != nil {
		f = fault(r)
	}
	switch {
	case f.Refused:
		panic(http.ErrAbortHandler)
	case f.Cut:
		s.work(httptest.NewRecorder(), r, body)
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		if f.Retry != "" {
			w.Header().Set("Retry-After", f.Retry)
		}
		fail(w, f.Status, f.Code)
	default:
		s.work(w, r, body)
	}
}

func fail(w http.ResponseWriter, status, code int) {
	answer(w, status, map[string]any{
		"code": code, "message": "The number +15550000000 …", "status": status,
		"more_info": fmt.Sprint("https://www.twilio.com/docs/errors/", code),
	})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// Media adds a medium to a message that Text sends. Twilio keeps it on another
// host.
func (s *Server) Media(message string, n int, kind string, content []byte, more url.Values) {
	sid := SID("ME")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.media[sid] = content
	more.Set("NumMedia", fmt.Sprint(n+1))
	more.Set(fmt.Sprint("MediaContentType", n), kind)
	more.Set(fmt.Sprint("MediaUrl", n), "https://api.twilio.com/2010-04-01/Accounts/"+AccountSID+
		"/Messages/"+message+"/Media/"+sid)
}

func (s *Server) work(w http.ResponseWriter, r *http.Request, body []byte) {
	if sid, ok := strings.CutPrefix(r.URL.Path, "/store/"); ok {
		s.mu.Lock()
		content := s.media[sid]
		s.mu.Unlock()
		if r.Header.Get("Authorization") != "" {
			http.Error(w, "only one auth mechanism allowed", http.StatusBadRequest)
			return
		}
		_, _ = w.Write(content)
		return
	}
	user, password, _ := r.BasicAuth()
	if user != AccountSID || subtle.ConstantTimeCompare([]byte(password), []byte(AuthToken)) != 1 {
		fail(w, http.StatusUnauthorized, 20003)
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/2010-04-01/Accounts/"+AccountSID)
	if !ok {
		fail(w, http.StatusNotFound, 20404)
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		fail(w, http.StatusBadRequest, 20001)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sid, single := strings.CutPrefix(path, "/Messages/")
	_, medium, inside := strings.Cut(sid, "/Media/")
	switch {
	case r.Method == http.MethodGet && single && inside:
		if s.media[medium] == nil {
			fail(w, http.StatusNotFound, 20404)
			return
		}
		http.Redirect(w, r, s.URL+"/store/"+medium, http.StatusTemporaryRedirect)
	case r.Method == http.MethodGet && path == ".json":
		answer(w, http.StatusOK, map[string]any{"sid": AccountSID, "status": "active"})
	case r.Method == http.MethodPost && path == "/Messages.json":
		s.create(w, form)
	case r.Method == http.MethodDelete && single:
		s.remove(w, strings.TrimSuffix(sid, ".json"))
	case r.Method == http.MethodGet && path == "/IncomingPhoneNumbers.json":
		answer(w, http.StatusOK, map[string]any{"incoming_phone_numbers": []any{map[string]any{
			"sid": "PN00000000000000000000000000000000", "phone_number": Number, "sms_url": s.webhook,
			"sms_method":   "POST",
			"capabilities": map[string]bool{"sms": true},
		}}})
	case r.Method == http.MethodPost && strings.HasPrefix(path, "/IncomingPhoneNumbers/PN"):
		s.webhook = form.Get("SmsUrl")
		answer(w, http.StatusOK, map[string]any{"sid": "PN00000000000000000000000000000000", "sms_url": s.webhook})
	default:
		fail(w, http.StatusNotFound, 20404)
	}
}

func (s *Server) create(w http.ResponseWriter, form url.Values) {
	m := Message{
		SID: SID("SM"), From: form.Get("From"), To: form.Get("To"), Body: form.Get("Body"),
		Status: "queued", Direction: "outbound-api",
	}
	switch {
	case m.To == "" || !strings.HasPrefix(m.To, "+"):
		fail(w, http.StatusBadRequest, 21211)
	case m.Body == "":
		fail(w, http.StatusBadRequest, 21602)
	case len([]rune(m.Body)) > 1600:
		fail(w, http.StatusBadRequest, 21617)
	case m.From == "" && form.Get("MessagingServiceSid") == "":
		fail(w, http.StatusBadRequest, 21603)
	case s.stopped[m.To]:
		fail(w, http.StatusBadRequest, 21610)
	default:
		s.keep(m)
		answer(w, http.StatusCreated, map[string]any{
			"sid": m.SID, "account_sid": AccountSID, "status": "queued", "to": m.To, "from": m.From, "body": m.Body,
		})
	}
}

func (s *Server) remove(w http.ResponseWriter, sid string) {
	at := slices.IndexFunc(s.messages, func(m Message) bool { return m.SID == sid })
	switch {
	case at < 0:
		fail(w, http.StatusNotFound, 20404)
	case s.unfinished[sid] > 0:
		s.unfinished[sid]--
		fail(w, http.StatusBadRequest, 20009)
	default:
		s.messages = slices.Delete(s.messages, at, at+1)
		w.WriteHeader(http.StatusNoContent)
	}
}

// keep adds a message; s.mu is held.
func (s *Server) keep(m Message) {
	s.messages = append(s.messages, m)
	close(s.changed)
	s.changed = make(chan struct{})
}

// Messages returns what Twilio keeps now, oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// To returns the texts that were sent to a number and are still kept.
func (s *Server) To(number string) (texts []string) {
	for _, m := range s.Messages() {
		if m.To == number && m.Direction == "outbound-api" {
			texts = append(texts, m.Body)
		}
	}
	return texts
}

// Wait waits until a number was sent at least n texts, and returns them.
func (s *Server) Wait(number string, n int, patience time.Duration) ([]string, error) {
	for timeout := time.After(patience); ; {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		texts := s.To(number)
		if len(texts) >= n {
			return texts, nil
		}
		select {
		case <-changed:
		case <-timeout:
			return texts, fmt.Errorf("%d of %d texts arrived", len(texts), n)
		}
	}
}

// Unfinished makes every message kept so far undeletable for n tries.
func (s *Server) Unfinished(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		s.unfinished[m.SID] = n
	}
}

// Webhook returns where messages to the number go.
func (s *Server) Webhook() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.webhook
}

// Requests returns every request so far, with its body.
func (s *Server) Requests() (requests []*http.Request, bodies []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests), slices.Clone(s.bodies)
}

// stops are the words that Twilio obeys and answers by itself on long codes.
var stops = []string{"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}

// Text lets somebody send a text: Twilio keeps it, obeys the words it reserves,
// and calls the webhook at public, which is really served at base. The same sid
// repeats the call.
func (s *Server) Text(base, public, sid, from, body string, more url.Values) (status int, said string, err error) {
	s.mu.Lock()
	if !slices.ContainsFunc(s.messages, func(m Message) bool { return m.SID == sid }) {
		s.keep(Message{SID: sid, From: from, To: Number, Body: body, Status: "received", Direction: "inbound"})
	}
	word := strings.ToUpper(strings.TrimSpace(body))
	if slices.Contains(stops, word) {
		s.stopped[from] = true
	} else if word == "START" || word == "YES" || word == "UNSTOP" {
		delete(s.stopped, from)
	}
	s.mu.Unlock()
	form := url.Values{
		"ToCountry": {"US"}, "SmsMessageSid": {sid}, "NumMedia": {"0"}, "SmsSid": {sid}, "SmsStatus": {"received"},
		"Body": {body},
		"To":   {Number}, "NumSegments": {"1"}, "MessageSid": {sid}, "AccountSid": {AccountSID}, "From": {from},
		"ApiVersion": {"2010-04-01"},
	}
	maps.Copy(form, more)
	return Call(base+"/sms/inbound", public+"/sms/inbound", form, Sign(public+"/sms/inbound", form))
}

// Sign signs a webhook as Twilio does (Twilio, "Webhooks security").
func Sign(address string, form url.Values) string {
	var b strings.Builder
	b.WriteString(address)
	for _, key := range slices.Sorted(maps.Keys(form)) {
		b.WriteString(key + form.Get(key))
	}
	h := hmac.New(sha1.New, []byte(AuthToken))
	h.Write([]byte(b.String()))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Call posts a webhook.
func Call(address, public string, form url.Values, signature string) (status int, said string, err error) {
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	if u, err := url.Parse(public); err == nil {
		req.Host = u.Host
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	req.Header.Set("X-Twilio-Signature", signature)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}
