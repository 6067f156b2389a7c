package discordtest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The application, as the stand-in knows it.
const Application = "123456789012345678"

// Token is the bot's token.
var Token = base64.RawStdEncoding.EncodeToString([]byte(Application)) + ".stand.in"

// Post is a message that Discord keeps.
type Post struct {
	ID, Channel, Content, Author string
	Components                   json.RawMessage
	Reference                    string
	Files                        map[string][]byte
	For                          string // an interaction's token: only its person sees it
	nonce                        string
	at                           time.Time
}

// Fault is what the stand-in does instead of its work. Zero: no fault.
type Fault struct {
	Status int
	Code   int
	Retry  float64 // seconds, with status 429
	Cut    bool    // does the work, then cuts the connection
}

// Request is a call to the API.
type Request struct {
	Method, Path, Query, Type string
	Body                      []byte
}

// Server is the stand-in.
type Server struct {
	*httptest.Server

	mu        sync.Mutex
	fault     func(method, path string) Fault
	typing    []string          // channels in which the bot was seen to type
	threads   map[string]string // by id, the channel they are in
	closed    map[string]bool   // people who take no direct messages
	posts     []Post
	requests  []Request
	commands  json.RawMessage
	attached  map[string][]byte          // files, by path
	answers   map[string]json.RawMessage // to interactions, by id
	changed   chan struct{}
	id        int64
	conn      *connection
	sent      []json.RawMessage // events of the session, from 1
	identifys int
	resumes   int
	intents   int
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
		changed: make(chan struct{}), answers: map[string]json.RawMessage{}, attached: map[string][]byte{},
		closed: map[string]bool{}, threads: map[string]string{},
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Refuses makes this person accept no direct messages.
func (s *Server) Refuses(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed[user] = true
}

// Fails sets what decides before each call how it fails, for several at once.
func (s *Server) Fails(fault func(method, path string) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// change wakes whoever waits; s.mu is held.
func (s *Server) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// snowflake makes an id of this moment; s.mu is held.
func (s *Server) snowflake() string {
	s.id++
	return strconv.FormatInt((time.Now().UnixMilli()-1420070400000)<<22|s.id&0x3fffff, 10)
}

// ID makes an id of this moment.
func (s *Server) ID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snowflake()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/gateway-socket/" || r.URL.Path == "/gateway-socket" {
		s.socket(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/attachments/") {
		s.mu.Lock()
		content, ok := s.attached[r.URL.Path]
		s.mu.Unlock()
		if !ok || r.Header.Get("Authorization") != "" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(content)
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/api/v9")
	body, err := io.ReadAll(io.LimitReader(r.Body, 32<<20))
	if !ok || err != nil {
		fail(w, http.StatusNotFound, 0)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, Request{r.Method, path, r.URL.RawQuery, r.Header.Get("Content-Type"), body})
	fault := s.fault
	s.mu.Unlock()
	var f Fault
	if fault != nil {
		f = fault(r.Method, path)
	}
	interaction := strings.HasPrefix(path, "/interactions/") || strings.HasPrefix(path, "/webhooks/")
	switch {
	case f.Status == http.StatusTooManyRequests:
		w.Header().Set("Retry-After", fmt.Sprint(f.Retry))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(f.Status)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"message": "You are being rate limited.", "retry_after": f.Retry, "global": false,
		})
	case f.Status != 0:
		fail(w, f.Status, f.Code)
	case r.Header.Get("Authorization") != "Bot "+Token && !interaction:
		fail(w, http.StatusUnauthorized, 0)
	case f.Cut:
		s.work(httptest.NewRecorder(), r, path, body)
		panic(http.ErrAbortHandler)
	default:
		s.work(w, r, path, body)
	}
}

func fail(w http.ResponseWriter, status, code int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"message": "no, said of somebody", "code": code})
}

func say(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// DM returns the channel of somebody's direct messages.
func DM(user string) string { return "9" + user }

func (s *Server) work(w http.ResponseWriter, r *http.Request, path string, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	part := strings.Split(strings.Trim(path, "/"), "/")
	is := func(pattern string) bool {
		want := strings.Split(pattern, "/")
		if len(want) != len(part)+1 || want[0] != r.Method {
			return false
		}
		for i, p := range part {
			if want[i+1] != "*" && want[i+1] != p {
				return false
			}
		}
		return true
	}
	switch {
	case is("GET/gateway"):
		say(w, map[string]any{"url": "ws" + strings.TrimPrefix(s.URL, "http") + "/gateway-socket/"})
	case is("GET/gateway/bot"):
		say(w, map[string]any{
			"url": "ws" + strings.TrimPrefix(s.URL, "http") + "/gateway-socket/", "shards": 1,
			"session_start_limit": map[string]any{"total": 1000, "remaining": 999, "reset_after": 0,
				"max_concurrency": 1},
		})
	case is("GET/users/@me"):
		say(w, map[string]any{"id": Application, "username": "assent", "bot": true})
	case is("POST/users/@me/channels"):
		var in struct {
			Recipient string `json:"recipient_id"`
		}
		_ = json.Unmarshal(body, &in)
		say(w, map[string]any{"id": DM(in.Recipient), "type": 1})
	case is("PUT/applications/*/commands"):
		s.commands = body
		s.change()
		_, _ = w.Write(body)
	case is("POST/channels/*/messages"):
		s.create(w, r, part[1], "", body)
	case is("GET/channels/*/messages"):
		s.list(w, part[1], r.URL.Query().Get("after"), r.URL.Query().Get("before"))
	case is("POST/channels/*/typing"):
		s.typing = append(s.typing, part[1])
		s.change()
		w.WriteHeader(http.StatusNoContent)
	case is("GET/channels/*"):
		if parent, ok := s.threads[part[1]]; ok {
			say(w, map[string]any{"id": part[1], "type": 11, "guild_id": Guild, "parent_id": parent})
			return
		}
		say(w, map[string]any{"id": part[1], "type": 0, "guild_id": Guild})
	case is("GET/guilds/*/threads/active"):
		active := []any{}
		for id, parent := range s.threads {
			active = append(active, map[string]any{"id": id, "type": 11, "parent_id": parent})
		}
		say(w, map[string]any{"threads": active, "members": []any{}})
	case is("POST/channels/*/messages/*/threads"):
		if s.threads[part[3]] != "" {
			fail(w, http.StatusBadRequest, 160004)
			return
		}
		s.threads[part[3]] = part[1]
		say(w, map[string]any{"id": part[3], "type": 11, "parent_id": part[1]})
	case is("PATCH/channels/*/messages/*"):
		var in struct {
			Content    string
			Components json.RawMessage
		}
		at := slices.IndexFunc(s.posts, func(p Post) bool { return p.Channel == part[1] && p.ID == part[3] })
		switch {
		case at < 0:
			fail(w, http.StatusNotFound, 10008)
		case json.Unmarshal(body, &in) != nil || !fits(in.Components) || len([]rune(in.Content)) > 2000:
			fail(w, http.StatusBadRequest, 50035)
		default:
			s.posts[at].Content, s.posts[at].Components = in.Content, in.Components
			s.change()
			say(w, map[string]any{"id": part[3], "channel_id": part[1]})
		}
	case is("DELETE/channels/*/messages/*"):
		at := slices.IndexFunc(s.posts, func(p Post) bool { return p.Channel == part[1] && p.ID == part[3] })
		switch {
		case at < 0:
			fail(w, http.StatusNotFound, 10008)
		case s.posts[at].Author != Application && s.threads[part[1]] == "": // in threads the bot may manage messages
			fail(w, http.StatusForbidden, 50003)
		default:
			s.posts = slices.Delete(s.posts, at, at+1)
			s.change()
			w.WriteHeader(http.StatusNoContent)
		}
	case is("POST/interactions/*/*/callback"):
		s.answers[part[1]] = body
		s.change()
		w.WriteHeader(http.StatusNoContent)
	case is("POST/webhooks/*/*"):
		s.create(w, r, "webhook", part[2], body)
	default:
		fail(w, http.StatusNotFound, 0)
	}
}

func (s *Server) create(w http.ResponseWriter, r *http.Request, channel, token string, body []byte) {
	var in struct {
		Content    string
		Components json.RawMessage
		Nonce      string
		Enforce    bool `json:"enforce_nonce"`
		Mentions   *struct{ Parse []string }
		Reference  struct {
			MessageID string `json:"message_id"`
		} `json:"message_reference"`
	}
	payload, files := body, map[string][]byte{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if err := r.ParseMultipartForm(32 << 20); err != nil {
			fail(w, http.StatusBadRequest, 50109)
			return
		}
		payload = []byte(r.FormValue("payload_json"))
		for _, list := range r.MultipartForm.File {
			for _, h := range list {
				f, err := h.Open()
				if err != nil {
					continue
				}
				files[h.Filename], _ = io.ReadAll(f)
				_ = f.Close()
			}
		}
	}
	if json.Unmarshal(payload, &in) != nil {
		fail(w, http.StatusBadRequest, 50109)
		return
	}
	if user, direct := strings.CutPrefix(channel, "9"); direct && s.closed[user] {
		fail(w, http.StatusForbidden, 50007)
		return
	}
	if n := len([]rune(in.Content)); n > 2000 || n == 0 && len(files) == 0 || len(in.Nonce) > 25 ||
		!fits(in.Components) {
		fail(w, http.StatusBadRequest, 50035)
		return
	}
	if in.Enforce {
		for _, p := range s.posts { // Discord compares nonces for minutes
			if p.nonce == in.Nonce && p.Channel == channel && time.Since(p.at) < 5*time.Minute {
				say(w, map[string]any{"id": p.ID, "channel_id": channel})
				return
			}
		}
	}
	p := Post{
		ID: s.snowflake(), Channel: channel, Content: in.Content, Author: Application, Components: in.Components,
		Reference: in.Reference.MessageID, Files: files, For: token, nonce: in.Nonce, at: time.Now(),
	}
	s.posts = append(s.posts, p)
	s.change()
	say(w, map[string]any{"id": p.ID, "channel_id": channel, "content": p.Content})
}

// fits checks the limits of components (FACTS.md, 5.4).
func fits(components json.RawMessage) bool {
	var rows []struct {
		Components []struct {
			Type    int
			ID      string `json:"custom_id"`
			Label   string
			Options []struct{ Label, Value string }
		}
	}
	if len(components) == 0 {
		return true
	}
	seen := map[string]bool{}
	if json.Unmarshal(components, &rows) != nil || len(rows) > 5 {
		return false
	}
	for _, row := range rows {
		if len(row.Components) == 0 || len(row.Components) > 5 {
			return false
		}
		for _, b := range row.Components {
			if b.ID == "" || len(b.ID) > 100 || seen[b.ID] || len([]rune(b.Label)) > 80 {
				return false
			}
			if b.Type == 3 && (len(b.Options) == 0 || len(b.Options) > 25) || b.Type != 2 && len(row.Components) > 1 {
				return false
			}
			seen[b.ID] = true
		}
	}
	return true
}

func (s *Server) list(w http.ResponseWriter, channel, after, before string) {
	from, _ := strconv.ParseInt(after, 10, 64)
	until, err := strconv.ParseInt(before, 10, 64)
	if err != nil {
		until = 1<<63 - 1
	}
	var page []map[string]any
	for _, p := range s.posts {
		if id, _ := strconv.ParseInt(p.ID, 10, 64); p.Channel == channel && id > from && id < until && len(page) < 100 {
			page = append(page, map[string]any{
				"id": p.ID, "channel_id": channel, "content": p.Content, "type": 0,
				"timestamp": p.at.Format(time.RFC3339),
				"author":    map[string]any{"id": p.Author, "bot": p.Author == Application},
			})
		}
	}
	slices.Reverse(page)
	if page == nil {
		page = []map[string]any{}
	}
	say(w, page)
}

// In returns the bot's posts of a channel, oldest first.
func (s *Server) In(channel string) (posts []Post) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.Channel == channel && p.Author == Application {
			posts = append(posts, p)
		}
	}
	return posts
}

// Answer waits for the answer to an interaction.
func (s *Server) Answer(id string, patience time.Duration) string {
	var said string
	s.Until(patience, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		said = string(s.answers[id])
		return said != ""
	})
	return said
}

// Commands returns the registered slash commands.
func (s *Server) Commands() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.commands)
}

// Requests returns every call so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Sessions returns how many sessions were begun and how many resumed.
func (s *Server) Sessions() (begun, resumed, intents int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.identifys, s.resumes, s.intents
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

// socket is the gateway (Discord, "Gateway"): hello, identify or resume,
// heartbeats, and events with a sequence.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	c := &connection{ws: ws}
	if c.write(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": 41250}}) != nil {
		return
	}
	for {
		var in struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if err := ws.ReadJSON(&in); err != nil {
			return
		}
		switch in.Op {
		case 1:
			_ = c.write(map[string]any{"op": 11})
		case 2:
			var d struct {
				Token   string
				Intents int
			}
			if json.Unmarshal(in.D, &d) != nil || d.Token != "Bot "+Token {
				_ = ws.WriteControl(websocket.CloseMessage,
					websocket.FormatCloseMessage(4004, "Authentication failed."), time.Now().Add(time.Second))
				return
			}
			s.mu.Lock()
			s.identifys++
			s.intents, s.sent, s.conn = d.Intents, nil, c
			s.mu.Unlock()
			s.dispatch("READY", map[string]any{
				"v": 9, "session_id": "session",
				"user": map[string]any{"id": Application, "username": "assent", "bot": true}, "guilds": []any{},
				"application": map[string]any{"id": Application},
			})
		case 6:
			var d struct{ Seq int }
			_ = json.Unmarshal(in.D, &d)
			s.mu.Lock()
			s.resumes++
			missed := slices.Clone(s.sent[min(d.Seq, len(s.sent)):])
			s.conn = c
			s.mu.Unlock()
			for _, m := range missed {
				_ = c.write(m)
			}
			s.dispatch("RESUMED", map[string]any{})
		}
	}
}

// dispatch sends an event, and keeps it for a resumed connection.
func (s *Server) dispatch(kind string, data any) {
	s.mu.Lock()
	b, err := json.Marshal(map[string]any{"op": 0, "t": kind, "s": len(s.sent) + 1, "d": data})
	if err != nil {
		panic(err)
	}
	s.sent = append(s.sent, b)
	c := s.conn
	s.change()
	s.mu.Unlock()
	if c != nil {
		_ = c.write(json.RawMessage(b))
	}
}

// Event sends an event with any content.
func (s *Server) Event(kind string, data json.RawMessage) { s.dispatch(kind, data) }

// Disconnect cuts the connection to the gateway.
func (s *Server) Disconnect() {
	s.mu.Lock()
	c := s.conn
	s.conn = nil
	s.mu.Unlock()
	if c != nil {
		_ = c.ws.Close()
	}
}

// Direct sends a direct message from somebody, which Discord keeps.
func (s *Server) Direct(user, text string) (id string) {
	s.mu.Lock()
	id = s.snowflake()
	s.posts = append(s.posts, Post{ID: id, Channel: DM(user), Content: text, Author: user, at: time.Now()})
	s.mu.Unlock()
	s.again(id, user, text)
	return id
}

// Attach sends a direct message with a file.
func (s *Server) Attach(user, text, name string, content []byte) (id string) {
	id = s.ID()
	path := "/attachments/" + DM(user) + "/" + id + "/" + name
	s.mu.Lock()
	s.attached[path] = content
	s.mu.Unlock()
	s.dispatch("MESSAGE_CREATE", map[string]any{
		"id": id, "channel_id": DM(user), "content": text, "type": 0,
		"timestamp": time.Now().UTC().Format(time.RFC3339),
		"author":    map[string]any{"id": user, "username": "somebody"},
		"attachments": []any{
			map[string]any{"id": id, "filename": name, "content_type": "text/plain", "size": len(content),
				"url": s.URL + path + "?ex=6553f100&is=65417c00&hm=0"},
		},
	})
	return id
}

func (s *Server) again(id, user, text string) {
	s.dispatch("MESSAGE_CREATE", map[string]any{
		"id": id, "channel_id": DM(user), "content": text, "type": 0,
		"timestamp": time.Now().UTC().Format(time.RFC3339),
		"author":    map[string]any{"id": user, "username": "somebody"},
	})
}

// Again sends the event of a direct message once more.
func (s *Server) Again(id, user, text string) { s.again(id, user, text) }

// Edit changes a direct message, or deletes it if text is empty.
func (s *Server) Edit(id, user, text string) {
	if text == "" {
		s.dispatch("MESSAGE_DELETE", map[string]any{"id": id, "channel_id": DM(user)})
		return
	}
	now := time.Now().UTC().Format(time.RFC3339)
	s.dispatch("MESSAGE_UPDATE", map[string]any{
		"id": id, "channel_id": DM(user), "content": text, "type": 0, "timestamp": now, "edited_timestamp": now,
		"author": map[string]any{"id": user, "username": "somebody"},
	})
}

// Mention sends a message in a server, which mentions the bot or not.
func (s *Server) Mention(user, channel, text string, mentions bool) (id string) {
	id = s.ID()
	m := map[string]any{
		"id": id, "channel_id": channel, "guild_id": "777", "content": text, "type": 0,
		"timestamp": time.Now().UTC().Format(time.RFC3339),
		"author":    map[string]any{"id": user, "username": "somebody"},
	}
	if mentions {
		m["mentions"] = []any{map[string]any{"id": Application, "username": "assent", "bot": true}}
		m["content"] = "<@" + Application + "> " + text
	}
	s.dispatch("MESSAGE_CREATE", m)
	return id
}

// Press presses a button of a post.
func (s *Server) Press(user string, p Post, custom string) (id string) {
	id = s.ID()
	s.dispatch("INTERACTION_CREATE", map[string]any{
		"id": id, "application_id": Application, "type": 3, "token": "token-" + id, "version": 1,
		"channel_id": p.Channel, "locale": "en-US",
		"user": map[string]any{"id": user, "username": "somebody"},
		"data": map[string]any{"custom_id": custom, "component_type": 2},
		"message": map[string]any{
			"id": p.ID, "channel_id": p.Channel, "content": p.Content, "type": 0, "components": p.Components,
			"author": map[string]any{"id": Application, "bot": true},
		},
	})
	return id
}

// MessageCommand gives a command from the menu of a message.
func (s *Server) MessageCommand(user, name, target string) (id string) {
	id = s.ID()
	s.dispatch("INTERACTION_CREATE", map[string]any{
		"id": id, "application_id": Application, "type": 2, "token": "token-" + id, "version": 1,
		"channel_id": DM(user), "locale": "en-US",
		"user": map[string]any{"id": user, "username": "somebody"},
		"data": map[string]any{"id": "2", "name": name, "type": 3, "target_id": target},
	})
	return id
}

// Command gives a slash command in a server.
func (s *Server) Command(user, name, sub string) (id string) {
	id = s.ID()
	s.dispatch("INTERACTION_CREATE", map[string]any{
		"id": id, "application_id": Application, "type": 2, "token": "token-" + id, "version": 1, "channel_id": "888",
		"guild_id": "777", "locale": "en-US",
		"member": map[string]any{"user": map[string]any{"id": user, "username": "somebody"}},
		"data": map[string]any{
			"id": "1", "name": name, "type": 1, "options": []any{map[string]any{"name": sub, "type": 1}},
		},
	})
	return id
}

// Guild is the server that the desk is in.
const Guild = "777"

// All returns every post of a channel, the bot's and others', oldest first.
func (s *Server) All(channel string) (posts []Post) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.Channel == channel {
			posts = append(posts, p)
		}
	}
	return posts
}

// InThread sends a team member's message in a thread, with a file if one is
// named.
func (s *Server) InThread(user, nick, thread, text, name string, content []byte) (id string) {
	s.mu.Lock()
	id = s.snowflake()
	s.posts = append(s.posts, Post{ID: id, Channel: thread, Content: text, Author: user, at: time.Now()})
	e := s.threadEvent(id, user, nick, thread, text)
	if name != "" {
		path := "/attachments/" + thread + "/" + id + "/" + name
		s.attached[path] = content
		e["attachments"] = []any{
			map[string]any{"id": id, "filename": name, "content_type": "text/plain", "size": len(content),
				"url": s.URL + path},
		}
	}
	s.change()
	s.mu.Unlock()
	s.dispatch("MESSAGE_CREATE", e)
	return id
}

func (s *Server) threadEvent(id, user, nick, thread, text string) map[string]any {
	return map[string]any{
		"id": id, "channel_id": thread, "guild_id": Guild, "content": text, "type": 0,
		"timestamp": time.Now().UTC().Format(time.RFC3339),
		"author":    map[string]any{"id": user, "username": "user" + user},
		"member":    map[string]any{"nick": nick, "roles": []string{}},
	}
}

// EditInThread changes what a team member wrote, or deletes it if text is empty.
func (s *Server) EditInThread(id, user, nick, thread, text string) {
	if text == "" {
		s.mu.Lock()
		s.posts = slices.DeleteFunc(s.posts, func(p Post) bool { return p.ID == id })
		s.mu.Unlock()
		s.dispatch("MESSAGE_DELETE", map[string]any{"id": id, "channel_id": thread, "guild_id": Guild})
		return
	}
	e := s.threadEvent(id, user, nick, thread, text)
	e["edited_timestamp"] = time.Now().UTC().Format(time.RFC3339)
	s.dispatch("MESSAGE_UPDATE", e)
}

// PressCard presses a button or selects an option of a card, as a team member.
func (s *Server) PressCard(user, nick string, p Post, custom string, kind int, values ...string) (id string) {
	id = s.ID()
	users := map[string]any{}
	for _, v := range values {
		users[v] = map[string]any{"id": v, "username": "user" + v}
	}
	s.dispatch("INTERACTION_CREATE", map[string]any{
		"id": id, "application_id": Application, "type": 3, "token": "token-" + id, "version": 1,
		"channel_id": p.Channel, "guild_id": Guild, "locale": "en-US",
		"member": map[string]any{"nick": nick, "user": map[string]any{"id": user, "username": "user" + user}},
		"data": map[string]any{
			"custom_id": custom, "component_type": kind, "values": values, "resolved": map[string]any{"users": users},
		},
		"message": map[string]any{
			"id": p.ID, "channel_id": p.Channel, "content": p.Content, "type": 0, "components": p.Components,
			"author": map[string]any{"id": Application, "bot": true},
		},
	})
	return id
}

// Operate gives /assent, as somebody with these roles.
func (s *Server) Operate(user, command string, roles ...string) (id string) {
	id = s.ID()
	s.dispatch("INTERACTION_CREATE", map[string]any{
		"id": id, "application_id": Application, "type": 2, "token": "token-" + id, "version": 1, "channel_id": "888",
		"guild_id": Guild, "locale": "en-US",
		"member": map[string]any{
			"user": map[string]any{"id": user, "username": "user" + user}, "roles": append([]string{}, roles...),
		},
		"data": map[string]any{
			"id": "3", "name": "assent", "type": 1,
			"options": []any{map[string]any{"name": "command", "type": 3, "value": command}},
		},
	})
	return id
}

// Types shows that somebody is typing, in a thread or in their direct messages.
func (s *Server) Types(user, thread string) {
	e := map[string]any{"user_id": user, "channel_id": DM(user), "timestamp": time.Now().Unix()}
	if thread != "" {
		e["channel_id"], e["guild_id"] = thread, Guild
	}
	s.dispatch("TYPING_START", e)
}

// Typing returns the channels in which the bot showed that it was typing.
func (s *Server) Typing() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.typing)
}
