package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"assent/intents"
	"assent/policies"
)

// Assistant is what answers people in ordinary conversation: a system of the
// company's own. It gets messages of people who agreed, one at a time and in
// their order, each at least once under the same ID.
type Assistant interface {
	// Ask hands a message over. It may answer at once, or later through
	// [Bot.TakeAssistantReply]. After an error it is asked again; it gets no message of the
	// person before this one is taken.
	Ask(ctx context.Context, q Question) (AssistantReply, error)
}

// Question is a message that is handed over.
type Question struct {
	ID      string    `json:"id"`
	App     string    `json:"app"`
	Person  PersonID  `json:"person"` // random; the same for all messages of a person
	Channel string    `json:"channel"`
	Lang    string    `json:"language"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
}

// AssistantReply are what an assistant says to a message.
type AssistantReply struct {
	Texts   []policies.Markdown `json:"texts"`
	Handoff bool                `json:"handoff,omitempty"` // people should take over
	Ticket  string              `json:"ticket,omitempty"`  // what a help desk calls the conversation
}

func (a AssistantReply) empty() bool { return len(a.Texts) == 0 && !a.Handoff && a.Ticket == "" }

// Ticket is what a help desk behind the assistant calls a conversation.
type Ticket struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// maxTickets is how many of the newest tickets of a person stand with them; all
// are events. maxTicket is how many bytes one has.
const maxTickets, maxTicket = 20, 200

// UnansweredMessage is a message that an assistant has not taken or not answered yet.
type UnansweredMessage struct {
	Question Question `json:"question"`
	Thread   string   `json:"thread,omitempty"`
	Taken    bool     `json:"taken,omitempty"` // it may be answered later
}

const (
	// maxWaiting is how many messages of a person may wait for an assistant, and
	// how many that it took may still be answered.
	maxWaiting = 20
	// assistantPatience is how long an answer may take to come at once.
	assistantPatience = 60 * time.Second
	// assistantGivesUp is how long a message waits for an assistant that is away.
	assistantGivesUp = 24 * time.Hour
	// toldAfter is after how many failures the person is told that it waits.
	toldAfter = 3
	// maxAnswer and maxAnswers bound what is said to one message.
	maxAnswer, maxAnswers = 8 << 10, 10
)

// Errors of Answer.
var (
	// ErrQuestion: no such message of this person waits for an answer: it was
	// answered, is another person's, or the person withdrew or is erased.
	ErrQuestion = NewProblem(Conflict, "no such message waits for an answer")
	// ErrAssistantReply: the answer is empty, too long, or too much.
	ErrAssistantReply = NewProblem(Invalid, "an answer has 1 to %d texts of at most %d bytes", maxAnswers, maxAnswer)
)

// askAssistant hands the messages that were said over, in order.
func (t *turn) askAssistant() {
	idle := !slices.ContainsFunc(t.p.Unanswered, func(w UnansweredMessage) bool { return !w.Taken })
	said := []Message{t.m}
	if t.out.memory == memoryRelease {
		said = slices.Clone(t.inMemory)
	}
	p := slices.Clone(t.p.Unanswered)
	for _, m := range said {
		if m.Text == "" {
			continue
		}
		p = append(p, UnansweredMessage{Thread: m.Thread, Question: Question{
			ID: t.newID(), App: t.p.App, Person: t.p.ID, Channel: m.User.Channel, Lang: t.text().Lang, Text: m.Text, At: t.now,
		}})
	}
	p = slices.DeleteFunc(p, func(w UnansweredMessage) bool { return w.Taken && len(p) > maxWaiting })
	if len(p) > maxWaiting {
		t.say(policies.PhraseAssistantFull, nil)
		return
	}
	t.p.Unanswered = p
	switch {
	case len(p) == 0:
	case t.cfg.artificial && t.assistantConsent() != Granted:
		t.askFor(optional[0]) // what waits is answered with a yes
	case idle:
		t.job(jobAssist, "")
	}
}

// assistantDecided goes on with what waited for the answer to whether a language
// model may see it.
func (t *turn) assistantDecided(yes bool) {
	_, waits := t.p.nextQuestion()
	switch {
	case !waits:
	case yes:
		t.job(jobAssist, "")
	default:
		t.p.Unanswered = nil
		t.ordinary()
	}
}

// assists reports whether the assistant may be asked, or the person whether it
// may.
func (t *turn) assists() bool {
	if t.cfg.Assistant == nil || !t.p.mayAssist() {
		return false
	}
	if !t.cfg.artificial {
		return true
	}
	state := t.assistantConsent()
	return state == Granted || state == Unasked || state == Asked && len(t.p.Unanswered) == 0
}

// mayAssist reports whether an assistant may have what this person says.
func (p Person) mayAssist() bool {
	return p.Served() && p.Stage == StageOpen && !p.Restricted && p.Handoff == nil
}

// next returns the first message that was not taken.
func (p Person) nextQuestion() (UnansweredMessage, bool) {
	at := slices.IndexFunc(p.Unanswered, func(w UnansweredMessage) bool { return !w.Taken })
	if at < 0 || !p.mayAssist() {
		return UnansweredMessage{}, false
	}
	return p.Unanswered[at], true
}

// assist is the job: it asks the assistant about the next message.
func (b *Bot) assist(ctx context.Context, item Item) error {
	body, p, err := jobOf[itemBody](ctx, b, item)
	if err != nil || !p.Known() {
		return err
	}
	w, ok := p.nextQuestion()
	if !ok || b.cfg.Assistant == nil || b.cfg.artificial && p.ConsentFor(PurposeAssistant).State != Granted {
		return b.done(ctx, item)
	}
	asking, cancel := context.WithTimeout(ctx, assistantPatience)
	said, err := b.cfg.Assistant.Ask(asking, w.Question)
	cancel()
	if err == nil && !said.empty() {
		err = said.check()
	}
	m := Message{Kind: KindResult, User: body.User, Thread: w.Thread, result: assisted{w.Question.ID, said}}
	if err != nil {
		// Where there is a team, nobody waits for an assistant that is away.
		if b.cfg.Now().Sub(w.Question.At) < assistantGivesUp && (!b.cfg.desk || item.Attempt < toldAfter) {
			if item.Attempt == toldAfter {
				err = errors.Join(err, b.Amend(ctx, p.ID, func(c *Change, now time.Time) error {
					return b.tell(ctx, c, now, policies.PhraseAssistantAway, nil)
				}))
			}
			return fmt.Errorf("the assistant: %w", err)
		}
		b.cfg.Log.Error("the assistant did not take a message, it is given up", "error", err)
		m.result = assistantGone{w.Question.ID}
	}
	return b.returned(ctx, item, m)
}

// check refuses what cannot be said, and tidies what can.
func (a *AssistantReply) check() error {
	a.Ticket = CleanText(a.Ticket)
	if a.empty() || len(a.Texts) > maxAnswers || len(a.Ticket) > maxTicket {
		return ErrAssistantReply
	}
	for i, text := range a.Texts {
		if len(text) > maxAnswer || bare(string(text)) == "" && len(text) == 0 {
			return ErrAssistantReply
		}
		a.Texts[i] = policies.Markdown(CleanText(string(text)))
	}
	return nil
}

// unansweredAt is where a message stands among those that wait; negative: it was
// withdrawn, or answered by a call that came first.
func (p Person) unansweredAt(question string) int {
	return slices.IndexFunc(p.Unanswered, func(w UnansweredMessage) bool { return w.Question.ID == question })
}

// assisted: the assistant answered a message, or took it to answer it later.
type assisted struct {
	question string
	reply    AssistantReply
}

// take says the answer, and asks about the next message.
func (r assisted) take(t *turn) {
	at := t.p.unansweredAt(r.question)
	if at < 0 {
		t.nextUnanswered(AssistantReply{})
		return
	}
	list := slices.Clone(t.p.Unanswered)
	if r.reply.empty() {
		list[at].Taken = true
	} else {
		list = slices.Delete(list, at, at+1)
	}
	t.p.Unanswered = list
	t.nextUnanswered(r.reply)
}

// assistantGone: the assistant did not take a message, which is given up.
type assistantGone struct{ question string }

// take lets people take over, where there are any, and says so where not.
func (r assistantGone) take(t *turn) {
	if at := t.p.unansweredAt(r.question); at >= 0 {
		t.p.Unanswered = slices.Delete(slices.Clone(t.p.Unanswered), at, at+1)
		if t.cfg.desk && t.p.mayAssist() {
			t.p.Unanswered = nil
			t.handOff(whyAssistant)
			return
		}
		t.say(policies.PhraseNoAssistant, nil, t.rightChoices()...)
	}
	t.nextUnanswered(AssistantReply{})
}

// nextUnanswered says what the assistant answered, and asks about the next
// message.
func (t *turn) nextUnanswered(said AssistantReply) {
	if !t.p.mayAssist() {
		t.p.Unanswered = nil
		return
	}
	t.sayAssistantReply(said)
	if _, more := t.p.nextQuestion(); more {
		t.job(jobAssist, "")
	}
}

// sayAssistantReply says what an assistant answered.
func (t *turn) sayAssistantReply(a AssistantReply) {
	if a.Ticket != "" && !slices.ContainsFunc(t.p.Tickets, func(k Ticket) bool { return k.ID == a.Ticket }) {
		all := append(slices.Clone(t.p.Tickets), Ticket{a.Ticket, t.now})
		t.p.Tickets = all[max(0, len(all)-maxTickets):]
		t.record(EventTicket, all[len(all)-1])
	}
	if len(a.Texts) > 0 && t.cfg.artificial && !t.p.Introduced {
		t.p.Introduced = true
		t.say(policies.PhraseAssistantIntro, nil)
	}
	for _, text := range a.Texts {
		t.reply(Reply{Text: text})
	}
	switch {
	case !a.Handoff:
	case t.cfg.desk:
		t.handOff(whyAssistant)
	default:
		t.right(intents.Handoff, "")
	}
}

// TakeAssistantReply says to a person what an assistant answers later. id names the call:
// the same one again is no error, and nothing is said twice.
func (b *Bot) TakeAssistantReply(ctx context.Context, id string, person PersonID, question string, a AssistantReply) error {
	if err := a.check(); err != nil {
		return err
	}
	p, err := b.store.PersonByID(ctx, person)
	if errors.Is(err, ErrNotFound) || err == nil && len(p.Users) == 0 {
		return ErrQuestion
	}
	if err != nil {
		return err
	}
	at := p.unansweredAt(question)
	m := Message{Kind: KindResult, ID: id, User: p.Users[0], person: person, At: b.cfg.Now(), result: assistedLater{question, a}}
	if at >= 0 {
		m.Thread = p.Unanswered[at].Thread
		for _, u := range p.Users {
			if u.Channel == p.Unanswered[at].Question.Channel {
				m.User = u
			}
		}
	}
	got, err := b.handle(ctx, m)
	if errors.Is(err, ErrNotFound) {
		return ErrQuestion // erased meanwhile
	}
	if err != nil {
		b.cfg.Log.Error("an answer of the assistant is not on record", "error", err)
		return err
	}
	if !got.answered {
		return ErrQuestion
	}
	return nil
}

// assistedLater: the assistant answers a message that it took.
type assistedLater struct {
	question string
	reply    AssistantReply
}

func (r assistedLater) take(t *turn) {
	if slices.Contains(t.p.AssistantCalls, t.m.ID) {
		t.out.back.answered = true
		return // the same call again
	}
	at := t.p.unansweredAt(r.question)
	if at < 0 || !t.p.mayAssist() {
		return
	}
	t.out.back.answered = true
	t.p.Unanswered = slices.Delete(slices.Clone(t.p.Unanswered), at, at+1)
	calls := append(slices.Clone(t.p.AssistantCalls), t.m.ID)
	t.p.AssistantCalls = calls[max(0, len(calls)-maxWaiting):]
	t.sayAssistantReply(r.reply)
}
