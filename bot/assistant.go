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

// Assistant answers people in ordinary conversation: a system of the company's
// own. It gets the messages of people who agreed, one at a time and in order,
// each at least once and always with the same ID.
type Assistant interface {
	// Ask hands over a message. The assistant may answer at once, or later through
	// [Bot.TakeAssistantReply]. After an error it is asked again, and gets no other
	// message of the person until it has taken this one. Ask may block until ctx is
	// done, after a minute. An empty reply means: taken, answered later.
	Ask(ctx context.Context, q Question) (AssistantReply, error)
}

// Question is a message for the assistant.
type Question struct {
	ID      string    `json:"id"`
	App     string    `json:"app"`
	Person  PersonID  `json:"person"` // random; the same for all messages of a person
	Channel string    `json:"channel"`
	Lang    string    `json:"language"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
}

// AssistantReply is an assistant's answer to a message.
type AssistantReply struct {
	Texts   []policies.Markdown `json:"texts"`
	Handoff bool                `json:"handoff,omitempty"` // the team should take over
	Ticket  string              `json:"ticket,omitempty"`  // the help desk's id of the conversation
}

func (a AssistantReply) empty() bool { return len(a.Texts) == 0 && !a.Handoff && a.Ticket == "" }

// Ticket is a conversation's id at the help desk behind the assistant.
type Ticket struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// maxTickets is how many tickets a Person holds, the newest ones; all are events.
// maxTicket is how many bytes an id may have.
const maxTickets, maxTicket = 20, 200

// UnansweredMessage is a message that the assistant has not answered yet.
type UnansweredMessage struct {
	Question Question `json:"question"`
	Thread   string   `json:"thread,omitempty"`
	Taken    bool     `json:"taken,omitempty"` // it may be answered later
}

const (
	// maxUnanswered is how many messages of a person may wait for the assistant,
	// including those that it took and has yet to answer.
	maxUnanswered = 20
	// assistantPatience is how long one call of Ask may take.
	assistantPatience = 60 * time.Second
	// assistantGivesUp is how long a message waits for an assistant that is unavailable.
	assistantGivesUp = 24 * time.Hour
	// toldAfter is the number of failures after which the person is told to wait.
	toldAfter = 3
	// maxReplyText and maxAnswers limit the bytes of a text and the texts per message.
	maxReplyText, maxReplyTexts = 8 << 10, 10
)

// Errors of TakeAssistantReply.
var (
	// ErrQuestion: this person has no such unanswered message. It was answered, is
	// another person's, or the person withdrew or is erased.
	ErrQuestion = NewProblem(Conflict, "this message does not exist or no longer waits for an answer")
	// ErrAssistantReply: the answer is empty, has too many texts, or is too long.
	ErrAssistantReply = NewProblem(Invalid,
		"an answer must have 1 to %d texts of at most %d bytes each", maxReplyTexts, maxReplyText)
)

// askAssistant queues the messages of this turn for the assistant, in order.
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
			ID: t.newID(), App: t.p.App, Person: t.p.ID,
			Channel: m.User.Channel, Lang: t.text().Lang, Text: m.Text, At: t.now,
		}})
	}
	p = slices.DeleteFunc(p, func(w UnansweredMessage) bool { return w.Taken && len(p) > maxUnanswered })
	if len(p) > maxUnanswered {
		t.say(policies.PhraseAssistantFull, nil)
		return
	}
	t.p.Unanswered = p
	switch {
	case len(p) == 0:
	case t.cfg.artificial && t.assistantConsent() != Granted:
		t.askFor(optional[0]) // the messages wait for a yes
	case idle:
		t.job(jobAssist, "")
	}
}

// assistantDecided continues with the messages that waited while the person
// decided whether a language model may see them.
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

// assists reports whether the assistant may have the message, or the person may
// be asked for consent to that.
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

// mayAssist reports whether an assistant may have this person's messages.
func (p Person) mayAssist() bool {
	return p.Served() && p.Stage == StageOpen && !p.Restricted && p.Handoff == nil
}

// nextQuestion returns the first message that the assistant has not taken.
func (p Person) nextQuestion() (UnansweredMessage, bool) {
	at := slices.IndexFunc(p.Unanswered, func(w UnansweredMessage) bool { return !w.Taken })
	if at < 0 || !p.mayAssist() {
		return UnansweredMessage{}, false
	}
	return p.Unanswered[at], true
}

// assist is the job that sends the next message to the assistant.
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
		// With a team at hand, nobody waits a day for an assistant that is unavailable.
		if b.cfg.Now().Sub(w.Question.At) < assistantGivesUp && (!b.cfg.desk || item.Attempt < toldAfter) {
			if item.Attempt == toldAfter {
				err = errors.Join(err, b.Amend(ctx, p.ID, func(c *Change, now time.Time) error {
					return b.tell(ctx, c, now, policies.PhraseAssistantAway, nil)
				}))
			}
			return fmt.Errorf("the assistant: %w", err)
		}
		b.cfg.Log.Error("gave up on a message that the assistant did not take", "error", err)
		m.result = assistantGone{w.Question.ID}
	}
	return b.returned(ctx, item, m)
}

// check refuses an answer that is empty or too long, and cleans its texts.
func (a *AssistantReply) check() error {
	a.Ticket = CleanText(a.Ticket)
	if a.empty() || len(a.Texts) > maxReplyTexts || len(a.Ticket) > maxTicket {
		return ErrAssistantReply
	}
	for i, text := range a.Texts {
		if len(text) > maxReplyText || bare(string(text)) == "" && len(text) == 0 {
			return ErrAssistantReply
		}
		a.Texts[i] = policies.Markdown(CleanText(string(text)))
	}
	return nil
}

// unansweredAt returns the index of an unanswered message. Negative: it is
// answered already, or was dropped when the person withdrew.
func (p Person) unansweredAt(question string) int {
	return slices.IndexFunc(p.Unanswered, func(w UnansweredMessage) bool { return w.Question.ID == question })
}

// assisted: the assistant answered a message, or took it to answer it later.
type assisted struct {
	question string
	reply    AssistantReply
}

// take sends the answer to the person and the next message to the assistant.
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

// assistantGone: the assistant did not take a message, and the bot gave up.
type assistantGone struct{ question string }

// take hands off to the team, or without one tells the person that nobody answers.
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

// nextUnanswered sends the assistant's answer to the person and queues the next
// message for the assistant.
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

// sayAssistantReply sends an assistant's answer to the person.
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

// TakeAssistantReply sends a person the answer that an assistant gives later. id
// identifies the call: repeating it is not an error and sends nothing twice.
func (b *Bot) TakeAssistantReply(
	ctx context.Context, id string, person PersonID, question string, a AssistantReply,
) error {
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
	m := Message{
		Kind: KindResult, ID: id, User: p.Users[0], person: person, At: b.cfg.Now(), result: assistedLater{question, a},
	}
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
		b.cfg.Log.Error("an answer of the assistant could not be saved", "error", err)
		return err
	}
	if !got.answered {
		return ErrQuestion
	}
	return nil
}

// assistedLater: the assistant answers a message that it took earlier.
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
	t.p.AssistantCalls = calls[max(0, len(calls)-maxUnanswered):]
	t.sayAssistantReply(r.reply)
}
