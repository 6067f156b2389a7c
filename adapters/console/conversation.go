package console

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"

	"assent/bot"
)

// conversation is the page of a conversation.
type conversation struct {
	P     bot.Person
	Card  bot.Card
	Lines []bot.Line
	Notes []bot.Note
	Reads bool // the agent takes part, and may read it
	Here  bool // the team answers from here
	Told  string
	ID    string // of the next act
	Team  []bot.Person
	// Answers are the prepared replies.
	Answers []bot.PreparedReply
}

func (v *visit) showConversation(told string) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	t := conversation{P: p, Told: told, ID: rand.Text()}
	if t.Card, err = v.bot.CardOf(v.ctx, p); err != nil {
		return err
	}
	_, t.Here = v.deskThread(p)
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
		t.Answers = set.PreparedReplies
		team, err := v.office.Team(v.ctx, v.app)
		if err != nil {
			return err
		}
		for _, c := range team {
			if c.ID != v.who.Person && !c.Account.Disabled && c.Agent != nil &&
				slices.Contains(append(c.Account.Roles, bot.RoleAdmin), bot.RoleAgent) {
				t.Team = append(t.Team, c)
			}
		}
	}
	return v.ok("conversation", "Conversation", t)
}

// deskThread returns a person's thread at this desk.
func (v *visit) deskThread(p bot.Person) (string, bool) {
	for _, t := range slices.Backward(p.Threads) {
		if t.Place.Channel == "desk/"+bot.ConsoleChannel {
			return t.Place.ID, true
		}
	}
	return "", false
}

func conversationPage(v *visit) error { return v.showConversation("") }

// actOn runs what an agent does in a conversation.
func actOn(v *visit) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	place, ok := v.deskThread(p)
	if !ok {
		return pageError{http.StatusConflict, "This conversation is answered from another desk."}
	}
	a := bot.Act{
		ID: "console:" + string(v.who.Person) + ":" + v.form("id"), Place: place, Agent: v.who.Colleague,
		Kind: bot.ActKind(v.form("do")), Text: v.r.PostFormValue("text"), Of: v.form("of"),
	}
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
	v.deskUpdates.publish()
	if told != "" {
		return v.showConversation(told)
	}
	return v.to("inbox/" + string(p.ID))
}
