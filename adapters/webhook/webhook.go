package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"assent/bot"
)

// Path is where late answers are posted.
const Path = "/assistant/answers"

const (
	// maxBody bounds what the other side sends.
	maxBody = 256 << 10
	// minSecret is the shortest secret in bytes: Standard Webhooks requires 24.
	minSecret = 24
)

// Config describes the assistant.
type Config struct {
	URL    string `yaml:"url"`    // empty: no assistant
	Secret string `yaml:"secret"` // whsec_ and base64 of 24 to 64 bytes
}

// Check returns a message for each key that is missing or invalid.
func (c Config) Check() map[string]string {
	wrong := map[string]string{}
	if c.URL == "" {
		return wrong
	}
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil:
		wrong["url"] = "is not an address: write https://…"
	case u.Scheme == "http" && u.Hostname() != "localhost" && !net.ParseIP(u.Hostname()).IsLoopback():
		wrong["url"] = "must begin with https:// unless it is on this machine"
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(c.Secret, "whsec_"))
	if err != nil || len(key) < minSecret {
		// The secret is not repeated.
		wrong["secret"] = "must be whsec_ and the base64 of 24 random bytes or more, " +
			"such as openssl rand -base64 32 prints"
	}
	return wrong
}

// Assistant makes and takes calls. It is a bot.Assistant and an http.Handler for
// Path.
type Assistant struct {
	url  string
	sign *standardwebhooks.Webhook
	http *http.Client
	bot  core // takes late answers
}

var _ interface {
	bot.Assistant
	bot.Connector
	bot.HasTraits
	bot.Examiner
} = (*Assistant)(nil)

// New returns the assistant of a configuration in which Check finds nothing.
func New(c Config) *Assistant {
	sign, err := standardwebhooks.NewWebhook(c.Secret)
	if err != nil || len(c.Check()) > 0 {
		panic("webhook: a configuration that was not checked")
	}
	return &Assistant{
		url: c.URL, sign: sign,
		http: &http.Client{
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Connect implements bot.Connector.
func (a *Assistant) Connect(b *bot.Bot) { a.bot = b }

// core is what the assistant needs from the bot.
type core interface {
	TakeAssistantReply(
		ctx context.Context, id string, person bot.PersonID, question string, r bot.AssistantReply,
	) error
}

// Traits implements bot.HasTraits: where answers come in.
func (*Assistant) Traits() bot.Traits { return bot.Traits{Path: Path} }

// event is a call's body.
type event struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

// Ask implements bot.Assistant. A 2xx accepts the message: with answers in its
// body, or (204, or an empty body) to be answered later.
func (a *Assistant) Ask(ctx context.Context, q bot.Question) (answers bot.AssistantReply, err error) {
	said, err := a.call(ctx, q.ID, "message.received", q)
	if err != nil {
		return answers, err
	}
	defer said.Body.Close()
	text, err := io.ReadAll(io.LimitReader(said.Body, maxBody+1))
	switch {
	case err != nil:
		return answers, fmt.Errorf("its answer is incomplete: %w", err)
	case said.StatusCode/100 != 2:
		return answers, fmt.Errorf("it answered %s", said.Status)
	case len(text) > maxBody:
		return answers, bot.ErrAssistantReply
	case len(bytes.TrimSpace(text)) == 0:
		return answers, nil
	}
	if err := json.Unmarshal(text, &answers); err != nil {
		return answers, errors.New(`its answer is not JSON such as {"texts":["…"]}`)
	}
	return answers, nil
}

// call makes a signed call.
func (a *Assistant) call(ctx context.Context, id, kind string, data any) (*http.Response, error) {
	now := time.Now()
	body, err := json.Marshal(event{kind, now.UTC(), data})
	if err != nil {
		return nil, err
	}
	signature, err := a.sign.Sign(id, now, body)
	if err != nil {
		return nil, errors.New("the call cannot be signed")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the address of the assistant is invalid")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(standardwebhooks.HeaderWebhookID, id)
	r.Header.Set(standardwebhooks.HeaderWebhookTimestamp, fmt.Sprint(now.Unix()))
	r.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	said, err := a.http.Do(r)
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address, which may hold a token
	}
	return said, err
}

// Examine implements bot.Examiner: it sends a signed ping, about nobody.
func (a *Assistant) Examine(ctx context.Context) []bot.Finding {
	said, err := a.call(ctx, "ping_"+rand.Text(), "ping", struct{}{})
	if err != nil {
		return []bot.Finding{{Grade: bot.Bad, Text: "it cannot be reached: " + err.Error() +
			": messages wait for a day at most"}}
	}
	defer said.Body.Close()
	switch {
	case said.StatusCode/100 == 2:
		return []bot.Finding{{Grade: bot.Good, Text: "it accepts signed calls"}}
	case said.StatusCode == http.StatusUnauthorized || said.StatusCode == http.StatusForbidden:
		return []bot.Finding{{Grade: bot.Bad, Text: "it refuses a signed call (" + said.Status +
			"): check that it uses the same secret, and that its clock is right"}}
	case said.StatusCode/100 == 4:
		return []bot.Finding{{Grade: bot.Doubtful, Text: "it answered " + said.Status +
			" to a ping: that is fine if it only knows message.received"}}
	}
	return []bot.Finding{{Grade: bot.Bad, Text: "it answered " + said.Status + ": messages wait for a day at most"}}
}

// late is an answer that arrives by itself.
type late struct {
	Person   bot.PersonID `json:"person"`
	Question string       `json:"question"`
	bot.AssistantReply
}

// ServeHTTP takes a late answer.
func (a *Assistant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		a.say(w, http.StatusMethodNotAllowed, "POST answers here")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		a.say(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("at most %d bytes", maxBody))
		return
	}
	if err := a.sign.Verify(body, r.Header); err != nil {
		a.say(w, http.StatusUnauthorized, "the signature is missing, wrong or older than 5 minutes")
		return
	}
	var in late
	if err := json.Unmarshal(body, &in); err != nil {
		a.say(w, http.StatusBadRequest, `not JSON such as {"person":"…","question":"…","texts":["…"]}`)
		return
	}
	id := r.Header.Get(standardwebhooks.HeaderWebhookID)
	switch err := a.bot.TakeAssistantReply(r.Context(), id, in.Person, in.Question, in.AssistantReply); {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, bot.ErrQuestion):
		a.say(w, http.StatusConflict, bot.ErrQuestion.Error()+": it was answered, belongs to another person, or "+
			"they are gone")
	case errors.Is(err, bot.ErrAssistantReply):
		a.say(w, http.StatusUnprocessableEntity, bot.ErrAssistantReply.Error())
	default:
		a.say(w, http.StatusServiceUnavailable, "not recorded, send it again")
	}
}

func (a *Assistant) say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": text}) // a caller who is gone needs no answer
}
