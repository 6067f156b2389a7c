package console

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"assent/bot"
)

// Config is what has to be known of the console.
type Config struct {
	// Enabled serves the console.
	Enabled bool `yaml:"enabled"`
	// Desk lets the team answer people there.
	Desk bool `yaml:"desk"`
	// Approver has a second officer approve each edition.
	Approver bool `yaml:"approver"`
	// OIDC lets people sign in at the company's own sign-in, too.
	OIDC OIDC `yaml:"oidc"`
}

// Defaults is the configuration of a program that was told nothing.
func Defaults() Config { return Config{Enabled: true, OIDC: OIDC{Claim: "groups"}} }

// Seat is the desk of a team that answers from the console: its pages read what
// is on record, so that it only has to say that something changed.
type Seat struct{ changed *watchers }

var (
	_ bot.Channel   = Seat{}
	_ bot.DeskHost  = Seat{}
	_ bot.Desk      = Seat{}
	_ bot.HasTraits = Seat{}
)

// NewSeat returns the desk.
func NewSeat() Seat { return Seat{newWatchers()} }

// Name implements bot.Channel.
func (Seat) Name() string { return bot.ConsoleChannel }

// Traits tells the bot what people call the console.
func (Seat) Traits() bot.Traits { return bot.Traits{Platform: "the console"} }

// Send implements bot.Channel: nobody is reached there.
func (Seat) Send(context.Context, bot.UserID, bot.Reply) (bot.Receipt, error) {
	return "", fmt.Errorf("%w: nobody chats from the console", bot.ErrUndeliverable)
}

// Desk implements bot.DeskHost.
func (s Seat) Desk() bot.Desk { return s }

// Open implements bot.Desk.
func (s Seat) Open(_ context.Context, c bot.Card, _ bool) (string, error) {
	s.changed.tell()
	return c.Reference, nil
}

// Show implements bot.Desk.
func (s Seat) Show(context.Context, string, bot.Card) error { s.changed.tell(); return nil }

// Post implements bot.Desk: the pages read the record, so there is no copy.
func (s Seat) Post(context.Context, string, bot.DeskLine) (bot.Receipt, error) {
	s.changed.tell()
	return "", nil
}

// Announce implements bot.Desk: the overview says it.
func (s Seat) Announce(context.Context, string) error { s.changed.tell(); return nil }

// watchers are pages that want to know when something changed.
type watchers struct {
	mu   sync.Mutex
	open map[chan struct{}]bool
}

func newWatchers() *watchers { return &watchers{open: map[chan struct{}]bool{}} }

func (w *watchers) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		select {
		case c <- struct{}{}:
		default: // it knows already
		}
	}
}

func (w *watchers) watch() (changed chan struct{}, end func()) {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	w.open[c] = true
	w.mu.Unlock()
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.open, c)
	}
}

// Sits has the inbox hear of what changes at the desk.
func (c *Console) Sits(s Seat) { c.inbox = s.changed }

// row is a conversation of the inbox.
type row struct {
	P     bot.Person
	Agent string
	Mine  bool
}

// maxMine is among how many conversations one's own are looked for.
const maxMine = 1000

func inboxPage(v *visit) error {
	which := v.r.URL.Query().Get("show")
	waiting, held, err := v.bot.Waiting(v.ctx, v.app)
	if err != nil {
		return err
	}
	var rows []row
	add := func(state bot.HandoffState, n int) error {
		people, err := v.bot.Handoffs(v.ctx, v.app, state, n)
		for _, p := range people {
			r := row{P: p, Mine: p.Handoff.Agent == v.who.Person}
			if err != nil || which == "mine" && !r.Mine || len(rows) == maxRows {
				continue
			}
			if r.Agent, err = v.bot.AgentName(v.ctx, p.Handoff.Agent); err == nil {
				rows = append(rows, r)
			}
		}
		return err
	}
	if which != "mine" {
		if err := add(bot.HandoffWaiting, maxRows); err != nil {
			return err
		}
	}
	if which != "waiting" {
		n := maxRows
		if which == "mine" {
			n = maxMine
		}
		if err := add(bot.HandoffHeld, n); err != nil {
			return err
		}
	}
	present, err := v.bot.Present(v.ctx, v.app)
	if err != nil {
		return err
	}
	return v.ok("inbox", "Inbox", map[string]any{"Present": present, "Rows": rows, "All": waiting + held, "Waiting": waiting, "Show": which})
}

// beat is how often a stream says that it lives; past the last it ends, and the
// page asks again.
const (
	beat  = 20 * time.Second
	beats = 30
)

// inboxEvents tells a page when something changed.
func inboxEvents(v *visit) error {
	changed, end := v.inbox.watch()
	defer end()
	control := http.NewResponseController(v.w)
	if err := control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	v.w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	v.w.Header().Set("X-Accel-Buffering", "no")
	say := func(text string) bool {
		_, err := fmt.Fprint(v.w, text)
		return err == nil && control.Flush() == nil
	}
	for n, ok := 0, say(":\n\n"); ok && n < beats; n++ {
		select {
		case <-v.ctx.Done():
			return nil
		case <-changed:
			ok = say("event: change\ndata: {}\n\n")
		case <-time.After(beat):
			ok = say(":\n\n")
		}
	}
	return nil
}

// talk is the page of a conversation.
type talk struct {
	P     bot.Person
	Card  bot.Card
	Lines []bot.Line
	Notes []bot.Note
	Reads bool // they take part, and may read it
	Here  bool // the team answers from here
	Told  string
	ID    string // of the next thing that is done
	Team  []bot.Person
	// Answers are prepared.
	Answers []bot.PreparedAnswer
}

func (v *visit) talk(told string) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	t := talk{P: p, Told: told, ID: rand.Text()}
	if t.Card, err = v.bot.CardOf(v.ctx, p); err != nil {
		return err
	}
	_, t.Here = v.place(p)
	if h := p.Handoff; h != nil && slices.Contains(h.Agents, v.who.Person) {
		t.Reads = true
		if t.Lines, err = v.bot.Latest(v.ctx, p.ID, maxLines); err != nil {
			return err
		}
		if t.Notes, err = v.bot.Notes(v.ctx, p.ID); err != nil {
			return err
		}
		set, err := v.bot.Settings(v.ctx, v.app)
		if err != nil {
			return err
		}
		t.Answers = set.Answers
		team, err := v.bot.Team(v.ctx, v.app)
		if err != nil {
			return err
		}
		for _, c := range team {
			if c.ID != v.who.Person && !c.Account.Disabled && c.Agent != nil && slices.Contains(append(c.Account.Roles, bot.RoleAdmin), bot.RoleAgent) {
				t.Team = append(t.Team, c)
			}
		}
	}
	return v.ok("talk", "Conversation", t)
}

// place is the thread of a person at this desk.
func (v *visit) place(p bot.Person) (string, bool) {
	for _, t := range slices.Backward(p.Threads) {
		if t.Place.Channel == "desk/"+bot.ConsoleChannel {
			return t.Place.ID, true
		}
	}
	return "", false
}

func conversationPage(v *visit) error { return v.talk("") }

// actOn does what an agent does in a conversation.
func actOn(v *visit) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	place, ok := v.place(p)
	if !ok {
		return wrong{http.StatusConflict, "This conversation is answered from another desk."}
	}
	a := bot.Act{ID: "console:" + string(v.who.Person) + ":" + v.form("id"), Place: place, Agent: v.who.Colleague, Kind: bot.ActKind(v.form("do")), Text: v.r.PostFormValue("text"), Of: v.form("of")}
	if a.Kind == bot.ActEdit || v.form("id") == "" {
		return badRequest("The form is not whole.")
	}
	if a.Kind == bot.ActAssign {
		to, err := v.bot.PersonBy(v.ctx, v.app, bot.PersonID(a.Of))
		if err != nil || to.Account == nil || to.Agent == nil || len(to.Users) == 0 {
			return badRequest("Choose somebody of the team.")
		}
		a.To = bot.Colleague{User: to.Users[0], Name: to.Agent.Name}
	}
	told, err := v.bot.Act(v.ctx, a)
	if errors.Is(err, bot.ErrNoHandoff) {
		return bot.ErrNotFound
	}
	if err != nil {
		return err
	}
	v.inbox.tell()
	if told != "" {
		return v.talk(told)
	}
	return v.to("inbox/" + string(p.ID))
}
