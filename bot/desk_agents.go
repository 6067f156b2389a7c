package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assent/policies"
)

// ActKind is what an agent does in a thread of the desk.
type ActKind string

// What agents do.
const (
	ActSay     ActKind = "say"     // send Text and Files to the person
	ActNote    ActKind = "note"    // keep Text within the team
	ActEdit    ActKind = "edit"    // replace the message Of by Text; if Text is empty, take it back
	ActTake    ActKind = "take"    // assign the conversation to themselves
	ActAssign  ActKind = "assign"  // assign it to the colleague To
	ActAsk     ActKind = "ask"     // ask the person for their consent again
	ActSection ActKind = "section" // send the person the policy's section Of
	ActExport  ActKind = "export"  // ask the person whether they want a copy of their data
	ActErasure ActKind = "erasure" // ask the person whether all of it should be deleted
	ActResolve ActKind = "resolve" // give the conversation back to the bot
	ActBlock   ActKind = "block"   // keep what the person writes away from the desk
	ActUnblock ActKind = "unblock"
)

// ActKinds lists what agents do.
func ActKinds() []ActKind {
	return []ActKind{
		ActSay, ActNote, ActEdit, ActTake, ActAssign, ActAsk, ActSection, ActExport, ActErasure, ActResolve,
		ActBlock, ActUnblock,
	}
}

// ParseAct reads what an agent wrote in a thread: "!note that" is a note, "!take"
// takes the conversation, and so on. Text without a command goes to the person. An
// unknown command returns a kind that is not in ActKinds.
func ParseAct(text string) (kind ActKind, rest string) {
	text = strings.TrimSpace(text)
	word, rest, _ := strings.Cut(text, " ")
	if !strings.HasPrefix(word, "!") || len(word) == 1 {
		return ActSay, text
	}
	return ActKind(strings.ToLower(word[1:])), strings.TrimSpace(rest)
}

const actHelp = "What you write in the thread goes to the person. !note words: stays here. " +
	"!take, !assign @colleague, !resolve: who has the conversation. " +
	"!section topic: sends that section of the policy. " +
	"!export, !erasure: asks them whether they want a copy of their data, or all of it deleted. " +
	"!ask: asks for their consent again. !block, !unblock: whether the team answers them."

// Act is one thing that an agent did; the desk has authenticated the agent.
type Act struct {
	ID          string // the platform's: a redelivery has the same
	Place       string // the thread
	Agent       Colleague
	Kind        ActKind
	Text        string
	Of          string
	To          Colleague
	Files       []File
	PlatformRef PlatformRef // of their message, if bots can delete it
}

// TeamAct is an entry on a team member's own record: something they did.
type TeamAct struct {
	Kind    string   `json:"kind"`
	Handoff string   `json:"handoff,omitempty"`
	Person  PersonID `json:"person,omitempty"`
	Command string   `json:"command,omitempty"`
	Salt    string   `json:"salt,omitempty"`
}

// noteBody is what the team notes about a person.
type noteBody struct {
	Handoff string   `json:"handoff"`
	Agent   PersonID `json:"agent"`
	Text    string   `json:"text"`
	Message string   `json:"message,omitempty"` // the desk's id of the note
}

// ErrNoHandoff: the thread is not about a person, or no longer about one on record.
var ErrNoHandoff = NewProblem(NotFound, "this thread is about nobody that is on record")

// Act carries out what an agent did. told is the answer to show them; empty: the
// effect speaks for itself. After an error nothing is on record.
func (b *Bot) Act(ctx context.Context, a Act) (told string, err error) {
	if !slices.Contains(ActKinds(), a.Kind) {
		return "!" + string(a.Kind) + " is unknown, and nothing was sent. " + actHelp, nil
	}
	if a.Kind == ActSection && a.Of == "" {
		a.Of = a.Text
	}
	place := UserID{App: a.Agent.User.App, Channel: deskChannel(b.deskName), ID: a.Place}
	p, err := b.store.Person(ctx, place)
	if err != nil {
		return "", err
	}
	if !p.Known() || p.Stage == StageErasing || len(p.Users) == 0 {
		return "", ErrNoHandoff
	}
	handoff := ""
	for _, t := range p.Threads {
		if t.Place == place {
			handoff = t.Handoff
		}
	}
	agent, err := b.AgentFor(ctx, a.Agent, p, handoff)
	if err != nil {
		return "", fmt.Errorf("find the record of an agent: %w", err)
	}
	r := agentAct{act: a, handoff: handoff, agent: agent}
	if a.Kind == ActAssign {
		if r.to, err = b.AgentFor(ctx, a.To, Person{}, ""); err != nil {
			return "", fmt.Errorf("find the record of an agent: %w", err)
		}
	}
	r.act.Text = strings.TrimSpace(CleanText(a.Text))
	m := Message{ID: a.ID, Kind: KindResult, User: p.Users[0], person: p.ID, At: b.cfg.Now(), result: r}
	if h := p.Handoff; h != nil {
		m.User, m.Thread = h.User, h.Thread
	}
	if len(a.Text) > b.cfg.Limits.TextBytes {
		return "This is longer than " + strconv.Itoa(b.cfg.Limits.TextBytes) + " bytes: nothing was sent.", nil
	}
	got, err := b.handle(ctx, m)
	if errors.Is(err, ErrHandled) {
		return "", nil
	}
	if errors.Is(err, ErrNotFound) {
		err = ErrNoHandoff
	}
	return got.told, err
}

// AgentFor finds or creates the record of a team member, who is a data subject
// too: their activity is on their own record, and the records of the people they
// help hold only its random id.
func (b *Bot) AgentFor(ctx context.Context, c Colleague, helped Person, handoff string) (PersonID, error) {
	for range attempts {
		p, err := b.store.Person(ctx, c.User)
		if err != nil {
			return "", err
		}
		now := b.cfg.Now()
		if !p.Known() {
			p = Person{
				ID: PersonID(rand.Text()), App: c.User.App, Users: []UserID{c.User}, Created: now,
				Counts: map[string]int{}, Consents: map[Purpose]Consent{},
			}
		}
		if p.Stage == StageErasing {
			return "", ErrNotFound
		}
		if c.Name == "" && p.Agent != nil {
			c.Name = p.Agent.Name // the platform left the name out this time
		}
		known := p.Agent != nil && p.Agent.Name == c.Name
		helps := handoff != "" && !slices.Contains(b.helpers(helped, handoff), p.ID)
		if known && !helps {
			return p.ID, nil
		}
		ch := Change{Person: p.Clone()}
		ch.Person.Agent, ch.Person.Seen = &Agent{Name: c.Name, At: now}, now
		if p.Agent != nil {
			ch.Person.Agent.At = p.Agent.At
		}
		if helps {
			ch.Record(EventActed, now, TeamAct{Kind: "helped", Handoff: handoff, Person: helped.ID})
		}
		err = b.store.Save(ctx, ch)
		if !errors.Is(err, ErrConflict) {
			return p.ID, err
		}
	}
	return "", ErrConflict
}

// helpers returns the team members who took part in a handoff that is open.
func (b *Bot) helpers(p Person, handoff string) []PersonID {
	if h := p.Handoff; h != nil && h.Reference == handoff {
		return h.Agents
	}
	return nil
}

// AgentName returns the name of a team member. Empty: id is empty, or their
// record is erased.
func (b *Bot) AgentName(ctx context.Context, id PersonID) (string, error) {
	if id == "" {
		return "", nil
	}
	p, err := b.store.PersonByID(ctx, id)
	if errors.Is(err, ErrNotFound) || err == nil && p.Agent == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return p.Agent.Name, nil
}

// signed puts the agent's name before their text, unless names are switched off.
func (b *Bot) signed(ctx context.Context, agent PersonID, text policies.Markdown) (policies.Markdown, error) {
	if !b.cfg.Desk.Names {
		return text, nil
	}
	name, err := b.AgentName(ctx, agent)
	if err != nil || name == "" {
		return text, err
	}
	return "**" + policies.Verbatim(name) + ":** " + text, nil
}

// agentAct: an agent did something in a thread of the desk.
type agentAct struct {
	act     Act
	handoff string // the reference of the thread's handoff
	agent   PersonID
	to      PersonID // the agent to whom the conversation is assigned
}

func (r agentAct) take(t *turn) {
	a := r.act
	if a.PlatformRef != "" {
		t.record(EventPlatformCopy, platformCopyBody{Channel: t.deskName, Ref: a.PlatformRef})
	}
	silenced := t.p.whyTeamMayNotWrite(t.material)
	h := t.p.Handoff
	if h != nil && h.Reference != r.handoff {
		t.tellAgent("This person is in another thread by now: " + h.Reference + ".")
		return
	}
	if h == nil {
		if a.Kind == ActUnblock {
			t.p.Blocked = false
			t.record(EventHandoff, handoffBody{Reference: r.handoff, State: "unblocked", Agent: r.agent})
			t.showCard(r.handoff)
			t.tellAgent("Unblocked.")
			return
		}
		if a.Kind != ActTake && a.Kind != ActSay {
			t.tellAgent("This conversation is closed. Take it to open it again.")
			return
		}
		if silenced != "" {
			t.tellAgent(silenced + " Nothing was sent.")
			return
		}
		if t.p.Blocked {
			t.tellAgent("They are blocked: unblock them first. Nothing was sent.")
			return
		}
		h = &Handoff{
			Reference: r.handoff, State: HandoffTaken, Since: t.now, Why: whyAgent, User: t.m.User, Last: t.now,
		}
		t.p.Handoff, t.handoff = h, h.Reference
		t.takenBy(r.agent)
		t.timerIdle()
		if a.Kind == ActTake {
			return
		}
	}
	if !slices.Contains(h.Agents, r.agent) {
		h.Agents = append(slices.Clone(h.Agents), r.agent)
	}
	switch a.Kind {
	case ActNote:
		t.record(EventNote, noteBody{Handoff: h.Reference, Agent: r.agent, Text: a.Text, Message: a.ID})
	case ActTake:
		if h.Agent == r.agent {
			t.tellAgent("It is yours already.")
			return
		}
		t.takenBy(r.agent)
	case ActAssign:
		t.givenTo(r.agent, r.to)
	case ActResolve:
		t.resolve(r.agent)
	case ActBlock:
		t.p.Blocked = true
		t.record(EventHandoff, handoffBody{Reference: h.Reference, State: "blocked", Agent: r.agent})
		t.endHandoff(whyBlocked, r.agent)
	case ActUnblock:
		t.p.Blocked = false
	case ActAsk:
		t.askAgain()
	case ActEdit:
		t.editSaid(r)
	default:
		if silenced != "" {
			t.refuseAgent(silenced)
			return
		}
		if h.Agent == "" {
			t.takenBy(r.agent)
		}
		h.Last = t.now
		t.actOn(r)
	}
}

// actOn carries out the acts that reach the person.
func (t *turn) actOn(r agentAct) {
	switch a := r.act; a.Kind {
	case ActSay:
		if a.Text != "" {
			t.reply(Reply{Text: policies.Verbatim(a.Text), Agent: r.agent, Of: a.ID})
		}
		for _, f := range a.Files {
			t.fromAgent(r, f)
		}
	case ActSection:
		if _, ok := t.text().Section(policies.Topic(a.Of)); !ok {
			t.tellAgent("The policy has no section " + a.Of + " in their language.")
			return
		}
		t.policyAnswer(policies.Topic(a.Of))
	case ActExport:
		t.previewExport()
		t.tellAgent("They are asked to confirm that they want a copy of their data.")
	case ActErasure:
		t.previewErasure()
		t.tellAgent("They are asked to confirm that all of their data is deleted.")
	default:
		t.tellAgent("This desk does not know how to " + string(a.Kind) + ".")
	}
}

// takenBy assigns the conversation to the agent who takes it.
func (t *turn) takenBy(agent PersonID) { t.givenTo(agent, agent) }

// givenTo assigns the conversation to an agent. The person is told when nobody
// had it before.
func (t *turn) givenTo(by, to PersonID) {
	h := t.p.Handoff
	if h.State == HandoffWaiting || h.Agent == "" {
		access := Access{Role: RoleAgent, At: t.now, Purpose: "support " + h.Reference}
		t.acted(EventAccess, func(salt string) any { access.Salt = salt; return access })
		all := append(slices.Clone(t.p.Accesses), access)
		t.p.Accesses = all[max(0, len(all)-maxAccesses):]
		if t.p.whyTeamMayNotWrite(t.material) == "" {
			t.say(policies.PhraseHandoffTaken, nil)
		}
	}
	if h.State == HandoffWaiting {
		h.State, h.Since = HandoffTaken, t.now
	}
	h.Agent = to
	if !slices.Contains(h.Agents, to) {
		h.Agents = append(slices.Clone(h.Agents), to)
	}
	t.handedOff("", by, to)
}

// resolve ends the handoff, and asks the person whether it helped.
func (t *turn) resolve(by PersonID) {
	h := t.p.Handoff
	silent := t.p.whyTeamMayNotWrite(t.material) != ""
	t.endHandoff(whyAgent, by)
	if silent {
		return
	}
	t.say(policies.PhraseHandoffEnded, nil)
	if t.cfg.Desk.Rating {
		t.p.Rated = h.Reference
		t.say(policies.PhraseRatingAsk, nil,
			t.choice(choiceHelped, policies.PhraseChoiceHelped, h.Reference),
			t.choice(choiceNotHelped, policies.PhraseChoiceNotHelped, h.Reference))
	}
}

// askAgain sends the person the notice once more. People who said no are not
// asked: coming back is up to them.
func (t *turn) askAgain() {
	c := t.p.ConsentFor(PurposeService)
	switch {
	case c.State == Withdrawn || c.State == Declined || t.p.Stage == StageGrace:
		t.tellAgent(t.p.whyTeamMayNotWrite(t.material) + " They are not asked again unless they write.")
	case t.p.Stage == StageAsked:
		t.tellAgent("They have been asked, and have not answered yet.")
	case t.p.Admission != nil:
		t.showNotice("")
		t.tellAgent("They are asked.")
	case c.Edition >= t.material:
		t.tellAgent("Their consent is in force: there is nothing to ask.")
	default:
		t.decideConsent(PurposeService, Superseded, Notice{c.Edition, c.Lang, c.Form, c.SHA256}, "edition")
		t.showNotice(policies.PhraseSuperseded)
		t.tellAgent("They are asked.")
	}
}

// refuseAgent tells the agent why nothing is sent. If the only reason is a newer
// edition, the person is asked to agree to it.
func (t *turn) refuseAgent(why string) {
	c := t.p.ConsentFor(PurposeService)
	if c.State == Granted && t.p.Stage == StageOpen && c.Edition < t.material {
		t.askAgain()
		t.tellAgent(why + " They are asked now. Nothing was sent: send it again when they agreed.")
		return
	}
	t.tellAgent(why + " Nothing was sent.")
}

func (t *turn) tellAgent(text string) { t.out.back.told = text }

// showCard queues an update of a thread's card.
func (t *turn) showCard(handoff string) {
	t.out.items = append(t.out.items, t.deskItem(deskBody{Kind: deskCard, Handoff: handoff, Why: whyAgent}))
}

func (t *turn) timerIdle() {
	if t.cfg.Desk.Idle > 0 {
		t.timer(timerIdle, t.now.Add(t.cfg.Desk.Idle), t.p.Handoff.Reference)
	}
}

// editSaid queues the job that follows an agent's edit or deletion: it removes
// the old text from the record, and tells the person if they had received it.
func (t *turn) editSaid(r agentAct) {
	body := mustJSON(retractBody{
		Of: r.act.Of, Text: r.act.Text, Agent: r.agent, User: t.m.User, Thread: t.m.Thread,
	})
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneJob, Name: jobRetract, Due: t.now, Body: body,
	})
}

// retracted: what an agent changed or took back is removed from the record.
type retracted struct{ retract retractBody }

// take tells the person that it was taken back, or sends them the new text.
func (r retracted) take(t *turn) {
	body := r.retract
	switch {
	case !body.Said || t.p.whyTeamMayNotWrite(t.material) != "":
	case body.Text == "":
		t.say(policies.PhraseAgentRetracted, nil)
	default:
		text := t.text().Phrase(policies.PhraseAgentCorrected, policies.Params{"text": body.Text})
		t.reply(Reply{Text: text, Agent: body.Agent, Of: body.Of})
	}
}
