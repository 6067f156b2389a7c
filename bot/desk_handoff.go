package bot

import (
	"context"
	"strconv"
	"time"

	"assent/policies"
)

// HandoffState is the state of a handoff to the team's desk.
type HandoffState string

// The states of a handoff.
const (
	HandoffWaiting HandoffState = "waiting" // for an agent
	HandoffTaken   HandoffState = "held"    // an agent has it
	HandoffEnded   HandoffState = "ended"
)

// Handoff is a conversation that the team has, or will have once an agent takes
// it. While there is one, the bot keeps quiet (DESIGN.md, invariant 12).
type Handoff struct {
	Reference string       `json:"reference"`
	State     HandoffState `json:"state"`
	Since     time.Time    `json:"since"` // when it entered State
	Why       string       `json:"why"`
	User      UserID       `json:"user"`               // where the person is answered
	Thread    string       `json:"thread,omitempty"`   // in which thread there
	Agent     PersonID     `json:"agent,omitempty"`    // to whom it is assigned
	Agents    []PersonID   `json:"agents,omitempty"`   // everybody who took part
	Last      time.Time    `json:"last"`               // when somebody last wrote
	Silenced  string       `json:"silenced,omitempty"` // why the team may not write to them, as the team was last told
}

// DeskThread is a thread of the desk about a person. Its Place is an address by
// which the store finds them.
type DeskThread struct {
	Handoff string `json:"handoff"`
	Place   UserID `json:"place"`
}

// maxThreads is how many threads about a person lead to them, the newest ones.
const maxThreads = 20

// Why a conversation is handed off, or comes back.
const (
	whyAsked     = "asked"     // the person asked for a human
	whyMessage   = "message"   // nobody else answers
	whyUnsure    = "unsure"    // the bot was unsure twice in a row
	whyWord      = "word"      // the message has a word of desk.words
	whyAssistant = "assistant" // the assistant handed off, or is unavailable
	whyAgent     = "agent"     // an agent reopened or resolved it
	whyPerson    = "person"    // the person went back to the bot
	whyIdle      = "idle"      // nobody wrote for desk.idle
	whyErasure   = "erasure"
	whyConsent   = "consent" // the person's consent ended
	whyBlocked   = "blocked"
)

// DeskConfig configures the desk.
type DeskConfig struct {
	Hours  Hours         `yaml:"hours"`
	Zone   Zone          `yaml:"timezone"` // of Hours and Digest; default UTC
	Idle   time.Duration `yaml:"idle"`     // the silence after which the bot takes the conversation back; zero: never
	Words  Words         `yaml:"words"`    // a message with one of these is handed off
	Rating bool          `yaml:"rating"`   // whether people are asked if it helped
	Names  bool          `yaml:"names"`    // whether people are told the agent's name
	Digest string        `yaml:"digest"`   // when the team gets the daily digest, such as 09:00; empty: never
}

// Check calls bad for each invalid key.
func (c DeskConfig) Check(bad func(key, format string, args ...any)) {
	if c.Idle < 0 {
		bad("idle", notNegative, c.Idle)
	}
	if _, err := time.Parse("15:04", c.Digest); err != nil && c.Digest != "" {
		bad("digest", "must be a time of day such as 09:00, or empty; got %q", c.Digest)
	}
}

// maxUnsure is how often in a row the bot may be unsure before the team takes over.
const maxUnsure = 2

// Choices of a handoff.
const (
	choiceBot       = "bot"
	choiceHelped    = "helped"
	choiceNotHelped = "not_helped"
)

type handoffBody struct {
	Reference string   `json:"handoff"`
	State     string   `json:"state"` // waiting, held, ended, blocked, unblocked
	Why       string   `json:"why,omitempty"`
	Channel   string   `json:"channel,omitempty"`
	Agent     PersonID `json:"agent,omitempty"`
	To        PersonID `json:"to,omitempty"` // held: to whom it was assigned
}

type ratingBody struct {
	Handoff string `json:"handoff"`
	Helped  bool   `json:"helped"`
}

// handOff gives the conversation to the team, and tells the person their place in
// the queue, or when the team is back.
func (t *turn) handOff(why string) {
	if t.p.Blocked {
		t.say(policies.PhraseHandoffBlocked, nil)
		return
	}
	if t.p.Handoff != nil {
		if t.p.Handoff.State == HandoffWaiting {
			t.say(policies.PhraseHandoffWaiting, policies.Params{"n": strconv.Itoa(t.placeInQueue())},
				t.choice(choiceBot, policies.PhraseChoiceBot, ""))
		}
		return
	}
	t.p.Handoff = &Handoff{
		Reference: t.reference("T"), State: HandoffWaiting, Since: t.now, Why: why,
		User: t.m.User, Thread: t.m.Thread, Last: t.now,
	}
	t.handedOff(why, "", "")
	t.toDesk(deskBody{Kind: deskOpen})
	t.timerIdle()
	back := t.choice(choiceBot, policies.PhraseChoiceBot, "")
	if opens, closed := t.cfg.Desk.Hours.Next(t.now.In(t.cfg.Desk.Zone.Location())); closed {
		t.say(policies.PhraseHandoffClosed, policies.Params{"opens": opens.Format("2006-01-02 15:04 MST")}, back)
	} else {
		t.say(policies.PhraseHandoffQueued, policies.Params{"n": strconv.Itoa(t.placeInQueue())}, back)
	}
	if why == whyAsked {
		t.say(policies.PhraseHandoffAsk, nil)
	}
}

// placeInQueue returns the person's place among those who wait for the team. If
// the count was not loaded, it asks for it, and the gate decides again.
func (t *turn) placeInQueue() int {
	if t.ahead < 0 {
		t.out.countBefore = t.p.Handoff.Since
		return 1 // thrown away
	}
	return t.ahead + 1
}

// handedOff records the state of the handoff.
func (t *turn) handedOff(why string, by, to PersonID) {
	h := t.p.Handoff
	t.record(EventHandoff, handoffBody{
		Reference: h.Reference, State: string(h.State), Why: why, Channel: h.User.Channel, Agent: by, To: to,
	})
}

// endHandoff gives the conversation back to the bot, and tells the team why.
func (t *turn) endHandoff(why string, by PersonID) {
	h := t.p.Handoff
	h.State = HandoffEnded
	t.handedOff(why, by, "")
	t.p.Handoff = nil
	if t.p.Stage == StageErasing {
		return // the erasure tells the team
	}
	line := t.deskPost(FromBot, ended[why])
	t.out.items = append(t.out.items,
		t.deskItem(deskBody{Kind: deskLine, Handoff: h.Reference, Line: line}),
		t.deskItem(deskBody{Kind: deskCard, Handoff: h.Reference, Why: why}))
}

// ended is what the team is told when a handoff ends.
var ended = map[string]string{
	whyPerson:  "They went back to the bot. What you write here does not reach them any more.",
	whyIdle:    "Nothing was said for long, so the bot has the conversation again.",
	whyAgent:   "Resolved: the bot has the conversation again.",
	whyErasure: "They asked for the erasure of their data. Nothing can be written to them any more.",
	whyConsent: "Their consent is not in force any more. Nothing can be written to them.",
	whyBlocked: "Blocked: the bot keeps what they write away from this desk. Their privacy rights work as always.",
}

// idle gives the conversation back after a long silence.
func (t *turn) idle(reference string) {
	h := t.p.Handoff
	if h == nil || h.Reference != reference || t.cfg.Desk.Idle <= 0 {
		return
	}
	if due := h.Last.Add(t.cfg.Desk.Idle); t.now.Before(due) {
		t.timer(timerIdle, due, reference)
		return
	}
	if h.State == HandoffWaiting {
		t.timer(timerIdle, t.now.Add(t.cfg.Desk.Idle), reference) // they wait for the team, not the team for them
		return
	}
	t.endHandoff(whyIdle, "")
	t.say(policies.PhraseHandoffLeft, nil)
}

// rate records whether it helped, and tells the team.
func (t *turn) rate(helped bool) {
	if t.p.Rated == "" {
		t.say(policies.PhraseStaleChoice, nil)
		return
	}
	t.record(EventRating, ratingBody{t.p.Rated, helped})
	said := "They say that it helped."
	if !helped {
		said = "They say that it did not help."
	}
	line := t.deskPost(FromBot, said)
	t.out.items = append(t.out.items, t.deskItem(deskBody{Kind: deskLine, Handoff: t.p.Rated, Line: line}))
	t.p.Rated = ""
	t.say(policies.PhraseRatingThanks, nil)
}

// desked queues what the desk has to show of a turn, at its end.
func (t *turn) desked() {
	h := t.p.Handoff
	if h == nil {
		return
	}
	if t.m.Kind == KindText {
		h.User, h.Thread, h.Last = t.m.User, t.m.Thread, t.now
	}
	switch {
	case t.p.Served(), t.p.ConsentFor(PurposeService).State == Superseded:
		if t.p.Stage == StageErasing || t.p.Stage == StageGrace {
			t.endHandoff(whyErasure, "")
			return
		}
	default:
		t.endHandoff(whyConsent, "")
		return
	}
	if t.handoff != h.Reference {
		return // it begins with this turn: the card shows everything
	}
	if now := t.p.whyTeamMayNotWrite(t.material); now != h.Silenced {
		h.Silenced = now
		if now == "" {
			now = "You can write to them again."
		} else {
			now += " What you write here does not reach them."
		}
		t.toDesk(deskBody{Kind: deskLine, Line: t.deskPost(FromBot, now)})
	}
	show := false
	for _, e := range t.out.events {
		switch e.Kind {
		case EventConsent, EventHandoff, EventLegalHold:
			show = true
		case EventRequest:
			show = true
			if r, err := DecodeEvent[requestBody](e); err == nil {
				line := t.deskPost(FromBot, "Request "+r.Reference+": "+string(r.Kind)+", "+r.State+".")
				t.toDesk(deskBody{Kind: deskLine, Line: line})
			}
		}
	}
	if show {
		t.toDesk(deskBody{Kind: deskCard})
	}
}

// mirrors reports whether the team sees the message that this turn records.
func (t *turn) mirrors() bool {
	return t.handoff != "" && t.p.Handoff != nil && t.p.Handoff.Reference == t.handoff &&
		t.offer == nil && t.p.whyTeamMayNotWrite(t.material) == ""
}

// HandoffCounts counts the conversations that wait for the team, and those that
// the team has.
func (b *Bot) HandoffCounts(ctx context.Context, app string) (waiting, held int, err error) {
	if waiting, err = b.store.Count(ctx, Query{App: app, Handoff: HandoffWaiting}); err == nil {
		held, err = b.store.Count(ctx, Query{App: app, Handoff: HandoffTaken})
	}
	return waiting, held, err
}

// Handoffs returns up to n people whose handoff is in a state, those who have been
// in it longest first.
func (b *Bot) Handoffs(ctx context.Context, app string, state HandoffState, n int) (list []Person, err error) {
	for p, err := range b.store.People(ctx, Query{App: app, Handoff: state, Longest: n}) {
		if err != nil {
			return nil, err
		}
		if p.Handoff != nil {
			list = append(list, p)
		}
	}
	return list, nil
}
