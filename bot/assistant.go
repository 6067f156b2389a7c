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
	// [Bot.Answer]. After an error it is asked again; it gets no message of the
	// person before this one is taken.
	Ask(ctx context.Context, q Question) (Answers, error)
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

// Answers are what an assistant says to a message.
type Answers struct {
	Texts   []policies.Markdown `json:"texts"`
	Handoff bool                `json:"handoff,omitempty"` // people should take over
	Ticket  string              `json:"ticket,omitempty"`  // what a help desk calls the conversation
}

func (a Answers) empty() bool { return len(a.Texts) == 0 && !a.Handoff && a.Ticket == "" }

// Ticket is what a help desk behind the assistant calls a conversation.
type Ticket struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// maxTickets is how many of the newest tickets of a person stand with them; all
// are events. maxTicket is how many bytes one has.
const maxTickets, maxTicket = 20, 200

// Waiting is a message that an assistant has not taken or not answered yet.
type Waiting struct {
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
	ErrQuestion = errors.New("no such message waits for an answer")
	// ErrAnswer: the answer is empty, too long, or too much.
	ErrAnswer = fmt.Errorf("an answer has 1 to %d texts of at most %d bytes", maxAnswers, maxAnswer)
)

// askAssistant hands the messages that were said over, in order.
func (t *turn) askAssistant() {
	idle := !slices.ContainsFunc(t.p.Waiting, func(w Waiting) bool { return !w.Taken })
	said := []Message{t.m}
	if t.out.hold == holdRelease {
		said = slices.Clone(t.held)
	}
	p := slices.Clone(t.p.Waiting)
	for _, m := range said {
		if m.Text == "" {
			continue
		}
		p = append(p, Waiting{Thread: m.Thread, Question: Question{
			ID: t.newID(), App: t.p.App, Person: t.p.ID, Channel: m.User.Channel, Lang: t.text().Lang, Text: m.Text, At: t.now,
		}})
	}
	p = slices.DeleteFunc(p, func(w Waiting) bool { return w.Taken && len(p) > maxWaiting })
	if len(p) > maxWaiting {
		t.say(policies.PhraseAssistantFull, nil)
		return
	}
	t.p.Waiting = p
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
		t.p.Waiting = nil
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
	return state == Granted || state == Unasked || state == Asked && len(t.p.Waiting) == 0
}

// mayAssist reports whether an assistant may have what this person says.
func (p Person) mayAssist() bool {
	return p.Served() && p.Stage == StageOpen && !p.Restricted && p.Handoff == nil
}

// next returns the first message that was not taken.
func (p Person) nextQuestion() (Waiting, bool) {
	at := slices.IndexFunc(p.Waiting, func(w Waiting) bool { return !w.Taken })
	if at < 0 || !p.mayAssist() {
		return Waiting{}, false
	}
	return p.Waiting[at], true
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
	m := Message{Kind: KindResult, User: body.User, Thread: w.Thread, result: result{kind: resultAssisted, reference: w.Question.ID}}
	asking, cancel := context.WithTimeout(ctx, assistantPatience)
	m.result.answers, err = b.cfg.Assistant.Ask(asking, w.Question)
	cancel()
	if err == nil && !m.result.answers.empty() {
		err = m.result.answers.check()
	}
	if err != nil {
		// Where there is a team, nobody waits for an assistant that is away.
		if b.cfg.Now().Sub(w.Question.At) < assistantGivesUp && (!b.cfg.desk || item.Attempt < toldAfter) {
			if item.Attempt == toldAfter {
				err = errors.Join(err, b.amend(ctx, p.ID, func(c *Change, now time.Time) error {
					return b.tell(ctx, c, now, policies.PhraseAssistantAway, nil)
				}))
			}
			return fmt.Errorf("the assistant: %w", err)
		}
		b.cfg.Log.Error("the assistant did not take a message, it is given up", "error", err)
		m.result.kind = resultAssistantGone
	}
	return b.returned(ctx, item, m)
}

// check refuses what cannot be said, and tidies what can.
func (a *Answers) check() error {
	a.Ticket = readable(a.Ticket)
	if a.empty() || len(a.Texts) > maxAnswers || len(a.Ticket) > maxTicket {
		return ErrAnswer
	}
	for i, text := range a.Texts {
		if len(text) > maxAnswer || bare(string(text)) == "" && len(text) == 0 {
			return ErrAnswer
		}
		a.Texts[i] = policies.Markdown(readable(string(text)))
	}
	return nil
}

// assisted takes what the assistant made of a message, and asks about the next.
func (t *turn) assisted() {
	r := t.m.result
	at := slices.IndexFunc(t.p.Waiting, func(w Waiting) bool { return w.Question.ID == r.reference })
	list := slices.Clone(t.p.Waiting)
	switch {
	case at < 0: // withdrawn, or answered by a call that came first
		r.answers = Answers{}
	case r.kind == resultAssistantGone:
		list = slices.Delete(list, at, at+1)
		if t.cfg.desk && t.p.mayAssist() {
			t.p.Waiting = nil
			t.handOff(whyAssistant)
			return
		}
		t.say(policies.PhraseNoAssistant, nil, t.rightChoices()...)
	case r.answers.empty():
		list[at].Taken = true
	default:
		list = slices.Delete(list, at, at+1)
	}
	t.p.Waiting = list
	if !t.p.mayAssist() {
		t.p.Waiting = nil
		return
	}
	t.sayAnswers(r.answers)
	if _, more := t.p.nextQuestion(); more {
		t.job(jobAssist, "")
	}
}

// sayAnswers says what an assistant answered.
func (t *turn) sayAnswers(a Answers) {
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

// Answer says to a person what an assistant answers later. id names the call:
// the same one again is no error, and nothing is said twice.
func (b *Bot) Answer(ctx context.Context, id string, person PersonID, question string, a Answers) error {
	if err := a.check(); err != nil {
		return err
	}
	p, err := b.store.Load(ctx, person)
	if errors.Is(err, ErrNotFound) || err == nil && len(p.Users) == 0 {
		return ErrQuestion
	}
	if err != nil {
		return err
	}
	at := slices.IndexFunc(p.Waiting, func(w Waiting) bool { return w.Question.ID == question })
	m := Message{Kind: KindResult, ID: id, User: p.Users[0], person: person, At: b.cfg.Now(), result: result{kind: resultAnsweredLater, reference: question, answers: a}}
	if at >= 0 {
		m.Thread = p.Waiting[at].Thread
		for _, u := range p.Users {
			if u.Channel == p.Waiting[at].Question.Channel {
				m.User = u
			}
		}
	}
	said := false
	m.result.said = &said
	if err := b.handle(ctx, m); err != nil {
		b.cfg.Log.Error("an answer of the assistant is not on record", "error", err)
		return err
	}
	if !said {
		return ErrQuestion
	}
	return nil
}

// answeredLater is the gate's part of Answer.
func (t *turn) answeredLater() {
	r := t.m.result
	if *r.said = slices.Contains(t.p.Answered, t.m.ID); *r.said {
		return // the same call again
	}
	at := slices.IndexFunc(t.p.Waiting, func(w Waiting) bool { return w.Question.ID == r.reference })
	if at < 0 || !t.p.mayAssist() {
		return
	}
	*r.said = true
	t.p.Waiting = slices.Delete(slices.Clone(t.p.Waiting), at, at+1)
	calls := append(slices.Clone(t.p.Answered), t.m.ID)
	t.p.Answered = calls[max(0, len(calls)-maxWaiting):]
	t.sayAnswers(r.answers)
}
