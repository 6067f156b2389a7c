package slacktest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// The app, as the stand-in knows it.
const (
	BotToken      = "xoxb-stand-in-bot"
	AppToken      = "xapp-stand-in-app"
	SigningSecret = "stand-in-signing-secret"
	Team          = "T0STANDIN"
	Bot           = "U0BOT"
)

// Post is a message that Slack keeps.
type Post struct {
	Channel, TS, Thread, Text string
	Blocks                    json.RawMessage
	To                        string // the only one who sees it; empty: everybody in the channel
	By                        string // who wrote it; empty: the app
	Metadata                  json.RawMessage
	Updated                   bool
}

// Fault is what the stand-in does instead of its work. Zero: no fault.
type Fault struct {
	Status int    // answers this status
	Error  string // or this error
	Retry  int    // seconds, with status 429
	Cut    bool   // does the work, then cuts the connection
}

// Request is a call to the Web API.
type Request struct {
	Method string
	Header http.Header
	Form   url.Values
}

// Server is the stand-in.
type Server struct {
	*httptest.Server
	// Scopes are those of the bot token.
	Scopes string
	// Names are the names of users, Groups the members of user groups.
	Names  map[string]string
	Groups map[string][]string
	// Posted is called with every post that the app makes, under a lock. Set it
	// first.
	Posted func(Post)

	mu       sync.Mutex
	fault    func(method string) Fault
	posts    []Post
	files    map[string][]byte
	pending  map[string][]byte
	shared   map[string][]byte
	homes    map[string]string
	prompts  string
	requests []Request
	changed  chan struct{}
	clock    int64
	envelope atomic.Int64
	acks     map[string]chan json.RawMessage
	conn     *connection
	opened   int
}

type connection struct {
	mu sync.Mutex
	ws *websocket.Conn
}

func (c *connection) write(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ws.WriteJSON(v)
}

// New starts a stand-in.
func New() *Server {
	s := &Server{
		files: map[string][]byte{}, pending: map[string][]byte{}, shared: map[string][]byte{},
		homes: map[string]string{}, changed: make(chan struct{}), acks: map[string]chan json.RawMessage{},
		Scopes: "app_mentions:read,assistant:write,chat:write,commands,files:read,files:write,im:history,im:write",
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", s.api)
	mux.HandleFunc("GET /files-pri/{id}/download/{name}", s.give)
	mux.HandleFunc("POST /upload/{id}", s.upload)
	mux.HandleFunc("/socket", s.socket)
	s.Server = httptest.NewServer(mux)
	return s
}

// Fails sets what decides before each call how it fails, for several at once.
func (s *Server) Fails(fault func(method string) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// API is the address for channels.slack.api_url.
func (s *Server) API() string { return s.URL + "/api" }

// change wakes whoever waits; s.mu is held.
func (s *Server) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) ts() string {
	s.clock++
	return fmt.Sprintf("%d.%06d", 1700000000+s.clock/1000, s.clock%1000)
}

func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	_ = r.ParseMultipartForm(1 << 20)
	_ = r.ParseForm()
	form := r.Form
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var body map[string]any
		if json.NewDecoder(r.Body).Decode(&body) == nil {
			for k, v := range body {
				if text, ok := v.(string); ok {
					form.Set(k, text)
				} else {
					b, _ := json.Marshal(v)
					form.Set(k, string(b))
				}
			}
		}
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = form.Get("token")
	}
	s.mu.Lock()
	s.requests = append(s.requests, Request{method, r.Header.Clone(), form})
	fault := s.fault
	s.mu.Unlock()
	var f Fault
	if fault != nil {
		f = fault(method)
	}
	want := BotToken
	if method == "apps.connections.open" {
		want = AppToken
	}
	switch {
	case f.Status == http.StatusTooManyRequests:
		w.Header().Set("Retry-After", strconv.Itoa(f.Retry))
		w.WriteHeader(f.Status)
	case f.Status != 0:
		w.WriteHeader(f.Status)
	case f.Error != "":
		say(w, map[string]any{"ok": false, "error": f.Error})
	case token != want:
		say(w, map[string]any{"ok": false, "error": "invalid_auth"})
	case f.Cut:
		s.call(httptest.NewRecorder(), method, form)
		panic(http.ErrAbortHandler)
	default:
		s.call(w, method, form)
	}
}

func say(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}

// DM returns the channel of somebody's direct messages.
func DM(user string) string { return "D" + strings.TrimPrefix(user, "U") }

func (s *Server) call(w http.ResponseWriter, method string, form url.Values) {
	s.mu.Lock()
	defer s.mu.Unlock()
	no := func(word string) { say(w, map[string]any{"ok": false, "error": word}) }
	at := func() int {
		return slices.IndexFunc(s.posts, func(p Post) bool {
			return p.Channel == form.Get("channel") && p.TS == form.Get("ts")
		})
	}
	switch method {
	case "auth.test":
		w.Header().Set("X-OAuth-Scopes", s.Scopes)
		say(w, map[string]any{
			"ok": true, "url": s.URL, "team": "Stand-in", "user": "assent", "team_id": Team, "user_id": Bot,
			"bot_id": "B0BOT",
		})
	case "apps.connections.open":
		say(w, map[string]any{"ok": true, "url": "ws" + strings.TrimPrefix(s.URL, "http") + "/socket"})
	case "conversations.open":
		user := form.Get("users")
		if !strings.HasPrefix(user, "U") {
			no("user_not_found")
			return
		}
		say(w, map[string]any{"ok": true, "channel": map[string]any{"id": DM(user)}})
	case "chat.postMessage", "chat.postEphemeral":
		p := Post{
			Channel: form.Get("channel"), TS: s.ts(), Thread: form.Get("thread_ts"), Text: form.Get("text"),
			Blocks: json.RawMessage(form.Get("blocks")), Metadata: json.RawMessage(form.Get("metadata")),
		}
		if method == "chat.postEphemeral" {
			p.To = form.Get("user")
		}
		if why := bad(p); why != "" {
			no(why)
			return
		}
		s.posts = append(s.posts, p)
		s.change()
		if s.Posted != nil {
			s.Posted(p)
		}
		say(w, map[string]any{"ok": true, "channel": p.Channel, "ts": p.TS, "message_ts": p.TS})
	case "chat.update":
		i := at()
		if i < 0 {
			no("message_not_found")
			return
		}
		if why := bad(Post{
			Channel: form.Get("channel"), Text: form.Get("text"), Blocks: json.RawMessage(form.Get("blocks")),
		}); why != "" {
			no(why)
			return
		}
		p := &s.posts[i]
		p.Text, p.Blocks, p.Updated = form.Get("text"), json.RawMessage(form.Get("blocks")), true
		s.change()
		say(w, map[string]any{
			"ok": true, "channel": form.Get("channel"), "ts": form.Get("ts"), "text": form.Get("text"),
		})
	case "chat.delete":
		i := at()
		if i < 0 {
			no("message_not_found")
			return
		}
		s.posts = slices.Delete(s.posts, i, i+1)
		s.change()
		say(w, map[string]any{"ok": true, "channel": form.Get("channel"), "ts": form.Get("ts")})
	case "conversations.history", "conversations.replies":
		if !s.may(w, "channels:history") {
			return
		}
		found := []any{}
		thread := form.Get("ts")
		for _, p := range s.posts {
			if p.Channel != form.Get("channel") || p.To != "" || thread == "" && p.Thread != "" ||
				thread != "" && p.Thread != thread && p.TS != thread {
				continue
			}
			m := map[string]any{"type": "message", "ts": p.TS, "text": p.Text, "thread_ts": p.Thread}
			if len(p.Metadata) > 0 && form.Get("include_all_metadata") != "" {
				m["metadata"] = p.Metadata
			}
			found = append(found, m)
		}
		if thread != "" && len(found) == 0 {
			no("thread_not_found")
			return
		}
		say(w, map[string]any{"ok": true, "messages": found, "has_more": false})
	case "conversations.info":
		if s.may(w, "channels:read") {
			say(w, map[string]any{"ok": true, "channel": map[string]any{"id": form.Get("channel"), "is_member": true}})
		}
	case "users.info":
		name, ok := s.Names[form.Get("user")]
		switch {
		case !s.may(w, "users:read"):
		case !ok:
			no("user_not_found")
		default:
			say(w, map[string]any{
				"ok": true, "user": map[string]any{"id": form.Get("user"), "name": strings.ToLower(name),
					"profile": map[string]any{"display_name": name}},
			})
		}
	case "usergroups.users.list":
		if s.may(w, "usergroups:read") {
			say(w, map[string]any{"ok": true, "users": s.Groups[form.Get("usergroup")]})
		}
	case "assistant.threads.setSuggestedPrompts":
		s.prompts = form.Get("prompts")
		s.change()
		say(w, map[string]any{"ok": true})
	case "views.publish":
		s.homes[form.Get("user_id")] = form.Get("view")
		s.change()
		say(w, map[string]any{"ok": true, "view": map[string]any{"id": "V1"}})
	case "files.getUploadURLExternal":
		id := fmt.Sprintf("F%d", len(s.files)+len(s.pending)+1)
		s.pending[id] = nil
		say(w, map[string]any{"ok": true, "upload_url": s.URL + "/upload/" + id, "file_id": id})
	case "files.completeUploadExternal":
		var files []struct{ ID, Title string }
		if json.Unmarshal([]byte(form.Get("files")), &files) != nil || len(files) == 0 ||
			s.pending[files[0].ID] == nil {
			no("file_not_found")
			return
		}
		id := files[0].ID
		s.files[id] = s.pending[id]
		delete(s.pending, id)
		s.posts = append(s.posts, Post{
			Channel: form.Get("channel_id"), TS: s.ts(), Thread: form.Get("thread_ts"), Text: "file " + id,
		})
		s.change()
		say(w, map[string]any{"ok": true, "files": []any{map[string]any{"id": id, "title": files[0].Title}}})
	case "files.delete":
		id := form.Get("file")
		if s.files[id] == nil {
			no("file_not_found")
			return
		}
		delete(s.files, id)
		s.posts = slices.DeleteFunc(s.posts, func(p Post) bool { return p.Text == "file "+id })
		s.change()
		say(w, map[string]any{"ok": true})
	default:
		no("unknown_method")
	}
}

// may reports whether the bot token has a scope, and answers with an error if not.
func (s *Server) may(w http.ResponseWriter, scope string) bool {
	ok := slices.Contains(strings.Split(s.Scopes, ","), scope)
	if !ok {
		say(w, map[string]any{"ok": false, "error": "missing_scope", "needed": scope})
	}
	return ok
}

// Says lets a user write in a thread of a channel, or begin one, and returns the
// event.
func (s *Server) Says(user, channel, thread, text string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := Post{Channel: channel, TS: s.ts(), Thread: thread, Text: text, By: user}
	s.posts = append(s.posts, p)
	s.change()
	e := map[string]any{
		"type": "message", "channel": channel, "channel_type": "channel", "user": user, "text": text, "ts": p.TS,
		"event_ts": p.TS,
	}
	if thread != "" {
		e["thread_ts"] = thread
	}
	return e
}

// Edits lets a user change what they wrote, and returns the event.
func (s *Server) Edits(p Post, text string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.ts()
	for i := range s.posts {
		if s.posts[i].Channel == p.Channel && s.posts[i].TS == p.TS {
			s.posts[i].Text = text
		}
	}
	return map[string]any{"type": "message", "subtype": "message_changed", "channel": p.Channel,
		"channel_type": "channel", "ts": at, "event_ts": at, "message": map[string]any{
			"type": "message", "user": p.By, "text": text, "ts": p.TS, "thread_ts": p.Thread,
			"edited": map[string]any{"user": p.By, "ts": at},
		}}
}

// Deletes lets a user delete what they wrote, and returns the event.
func (s *Server) Deletes(p Post) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts = slices.DeleteFunc(s.posts, func(x Post) bool { return x.Channel == p.Channel && x.TS == p.TS })
	at := s.ts()
	return map[string]any{"type": "message", "subtype": "message_deleted", "channel": p.Channel,
		"channel_type": "channel", "ts": at, "event_ts": at, "deleted_ts": p.TS,
		"previous_message": map[string]any{
			"type": "message", "user": p.By, "text": p.Text, "ts": p.TS, "thread_ts": p.Thread,
		}}
}

// bad returns why Slack would refuse a post (FACTS.md, 5.3).
func bad(p Post) string {
	var blocks []struct {
		Type     string
		Text     struct{ Text string }
		Fields   []struct{ Text string }
		Elements []struct {
			Type     string
			ActionID string `json:"action_id"`
			Value    string
			Text     json.RawMessage
			Options  []struct {
				Value string
				Text  struct{ Text string }
			}
			Confirm *struct{ Title, Text, Confirm, Deny struct{ Text string } }
		}
	}
	if len(p.Blocks) > 0 && json.Unmarshal(p.Blocks, &blocks) != nil {
		return "invalid_blocks_format"
	}
	total, seen := 0, map[string]bool{}
	for _, b := range blocks {
		total += len([]rune(b.Text.Text))
		if len(b.Fields) > 10 {
			return "invalid_blocks"
		}
		for _, f := range b.Fields {
			if total += len([]rune(f.Text)); f.Text == "" || len([]rune(f.Text)) > 2000 {
				return "invalid_blocks"
			}
		}
		if b.Type == "section" && (b.Text.Text == "" && len(b.Fields) == 0 || len([]rune(b.Text.Text)) > 3000) ||
			len(b.Elements) > 25 {
			return "invalid_blocks"
		}
		for _, e := range b.Elements {
			if b.Type == "actions" && (e.ActionID == "" || len(e.ActionID) > 255 || len(e.Value) > 2000 ||
				seen[e.ActionID]) {
				return "invalid_blocks"
			}
			seen[e.ActionID] = true
			if c := e.Confirm; c != nil && (len(c.Title.Text) > 100 || len(c.Text.Text) > 300 ||
				len(c.Confirm.Text) > 30 || len(c.Deny.Text) > 30) {
				return "invalid_blocks"
			}
			if e.Type == "static_select" && (len(e.Options) == 0 || len(e.Options) > 100) {
				return "invalid_blocks"
			}
			for _, o := range e.Options {
				if o.Value == "" || len(o.Value) > 150 || o.Text.Text == "" || len(o.Text.Text) > 75 {
					return "invalid_blocks"
				}
			}
		}
	}
	switch {
	case len(blocks) > 50:
		return "invalid_blocks"
	case total > 13200:
		return "msg_blocks_too_long"
	case p.Channel == "":
		return "channel_not_found"
	case p.Text == "" && len(blocks) == 0:
		return "no_text"
	}
	return ""
}

// Shared stores a file that somebody shares, and returns it as events carry it.
func (s *Server) Shared(name string, content []byte) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared[name] = content
	return map[string]any{
		"id": "F0SHARED", "name": name, "mimetype": "text/plain", "size": len(content),
		"url_private_download": s.URL + "/files-pri/T0-F0/download/" + name,
	}
}

func (s *Server) give(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	content, ok := s.shared[r.PathValue("name")]
	s.requests = append(s.requests, Request{"url_private_download", r.Header.Clone(), nil})
	s.mu.Unlock()
	switch {
	case r.Header.Get("Authorization") != "Bearer "+BotToken:
		http.Redirect(w, r, s.URL+"/?redir=%2Ffiles-pri", http.StatusFound)
	case !ok:
		http.NotFound(w, r)
	default:
		_, _ = w.Write(content)
	}
}

func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	var content []byte
	if file, _, err := r.FormFile("file"); err == nil {
		content, _ = io.ReadAll(file)
	} else {
		content, _ = io.ReadAll(r.Body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.pending[r.PathValue("id")]; !ok {
		http.NotFound(w, r)
		return
	}
	s.pending[r.PathValue("id")] = content
	fmt.Fprintf(w, "OK - %d", len(content))
}

// Files returns the contents of the files that Slack keeps.
func (s *Server) Files() (contents [][]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		contents = append(contents, f)
	}
	return contents
}

// In returns the posts of a channel, oldest first.
func (s *Server) In(channel string) (posts []Post) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.Channel == channel {
			posts = append(posts, p)
		}
	}
	return posts
}

// Home returns the view that somebody's Home tab shows.
func (s *Server) Home(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.homes[user]
}

// Prompts returns what was suggested last in an assistant thread, as JSON.
func (s *Server) Prompts() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.prompts
}

// Requests returns every call so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Until waits until done returns true, and reports whether it did in time.
func (s *Server) Until(patience time.Duration, done func() bool) bool {
	for timeout := time.After(patience); ; {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if done() {
			return true
		}
		select {
		case <-changed:
		case <-timeout:
			return done()
		}
	}
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // clients are not browsers

// socket is a connection in Socket Mode: the newest takes over.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	c := &connection{ws: ws}
	if c.write(map[string]any{
		"type": "hello", "num_connections": 1, "connection_info": map[string]any{"app_id": "A0"},
	}) != nil {
		return
	}
	s.mu.Lock()
	s.conn = c
	s.opened++
	s.change()
	s.mu.Unlock()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Second):
				c.mu.Lock()
				_ = ws.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
				c.mu.Unlock()
			}
		}
	}()
	for {
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if err := ws.ReadJSON(&ack); err != nil {
			return
		}
		s.mu.Lock()
		waiting := s.acks[ack.EnvelopeID]
		delete(s.acks, ack.EnvelopeID)
		s.mu.Unlock()
		if waiting != nil {
			waiting <- ack.Payload
		}
	}
}

// Connections returns how many connections in Socket Mode were opened.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Disconnect ends the connection in Socket Mode, politely or by cutting it.
func (s *Server) Disconnect(politely bool) {
	s.mu.Lock()
	c := s.conn
	s.conn = nil
	s.mu.Unlock()
	if c == nil {
		return
	}
	if politely {
		_ = c.write(map[string]any{"type": "disconnect", "reason": "refresh_requested"})
		return
	}
	_ = c.ws.Close()
}

// Push sends an envelope over Socket Mode and waits for its acknowledgement;
// without one it sends it again, as Slack does.
func (s *Server) Push(kind string, payload any, patience time.Duration) (json.RawMessage, error) {
	id := fmt.Sprint("envelope-", s.envelope.Add(1))
	deadline := time.Now().Add(patience)
	for attempt := 0; time.Now().Before(deadline); attempt++ {
		s.mu.Lock()
		c := s.conn
		acked := make(chan json.RawMessage, 1)
		s.acks[id] = acked
		s.mu.Unlock()
		if c == nil || c.write(map[string]any{
			"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": kind == "slash_commands",
			"retry_attempt": attempt,
		}) != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		select {
		case p := <-acked:
			return p, nil
		case <-time.After(3 * time.Second):
		}
	}
	return nil, fmt.Errorf("envelope %s was not acknowledged", id)
}

// Event wraps an event as Slack delivers it.
func Event(id string, inner map[string]any) map[string]any {
	return map[string]any{
		"type": "event_callback", "team_id": Team, "api_app_id": "A0", "event_id": "Ev" + id,
		"event_time": time.Now().Unix(), "event": inner,
	}
}

// Direct is the event of a direct message.
func Direct(user, ts, text string) map[string]any {
	return map[string]any{
		"type": "message", "channel": DM(user), "channel_type": "im", "user": user, "text": text, "ts": ts,
		"event_ts": ts, "client_msg_id": "m" + ts,
	}
}

// Press is the interaction of pressing a button of a post.
func Press(user string, p Post, action, value, label string) map[string]any {
	return map[string]any{
		"type": "block_actions", "team": map[string]any{"id": Team, "domain": "stand-in"},
		"user":    map[string]any{"id": user, "team_id": Team},
		"channel": map[string]any{"id": p.Channel, "name": "directmessage"}, "trigger_id": "1.2.3",
		"container": map[string]any{"type": "message", "message_ts": p.TS},
		"message":   map[string]any{"type": "message", "ts": p.TS, "text": p.Text, "blocks": p.Blocks},
		"actions": []any{
			map[string]any{"type": "button", "block_id": "choices", "action_id": action, "value": value,
				"action_ts": fmt.Sprint(time.Now().UnixNano()),
				"text":      map[string]any{"type": "plain_text", "text": label}},
		},
	}
}

// Call sends a request, signed as Slack signs it at that moment.
func Call(address, kind string, body []byte, at time.Time, secret string) (status int, said string, err error) {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	h := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(h, "v0:%s:%s", stamp, body)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(h.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}
